#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The exit status is a contract: 0 clean, 1 findings, 2 error, 3 incomplete.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

make_buggy buggy/send.c
make_clean clean/send.c

dmalint scan clean
expect_status 0
expect err "0 findings in 1 file"
expect_true test ! -s out

dmalint scan buggy
expect_status 1
expect out "[DMA101]"
expect out "buggy/send.c:"
expect err "1 finding in 1 file"

dmalint scan buggy clean
expect_status 1
expect err "in 2 files"

dmalint scan --exit-zero buggy
expect_status 0
expect out "[DMA101]"

# What is not shown does not count.
dmalint scan --rules DMA2* buggy
expect_status 0
expect_not out "DMA101"
dmalint scan --rules unchecked-mapping buggy
expect_status 1

# A lost file: 3 when nothing was found, 1 when something was.
export DMALINT_TEST_FAULT=analyse:crash:clean/send.c
dmalint scan --no-cache clean
expect_status 3
expect err "send.c: This file was not analysed"
expect err "crashed"
unset DMALINT_TEST_FAULT
make_buggy both/bug.c
make_clean both/lost.c
export DMALINT_TEST_FAULT=analyse:crash:both/lost.c
dmalint scan both
expect_status 1
expect err "lost.c: This file was not analysed"
expect out "[DMA101]"
dmalint scan --exit-zero both
expect_status 0
dmalint scan --exit-zero both/lost.c
expect_status 3
unset DMALINT_TEST_FAULT

# Nothing to do is said.
mkdir empty
dmalint scan empty
expect_status 2
expect err "empty: there is no .c file"
dmalint scan buggy empty
expect_status 2
echo text >notes.txt
dmalint scan notes.txt
expect_status 2
expect err "notes.txt: not a .c file"
echo 'int main(void) { return 0; }' >empty/hello.c
dmalint scan empty
expect_status 0
expect err "--all-files"
dmalint scan --all-files empty
expect_status 0
expect err "in 1 file"

# ---- nothing that names the DMA API is passed over in silence ----

# The call lies in the statement that the parser drops.
cat >broken.c <<'END'
#include <linux/dma-mapping.h>
#include <acme_generated_regs.h>
struct nic { struct device *dev; dma_addr_t bus; void *buf; };
int nic_start(struct nic *n)
{
	n->bus = dma_map_single(n->dev, n->buf, ACME_RX_LEN, DMA_FROM_DEVICE);
	return 0;
}
void nic_stop(struct nic *n)
{
	dma_unmap_single(n->dev, n->bus, ACME_RX_LEN, DMA_TO_DEVICE);
}
END
dmalint scan broken.c
expect_status 3
expect err "2 of 2 that use the DMA API"
expect err "'acme_generated_regs.h' file not found"
# Functions that are not in the syntax tree at all.
make_clean sane.c
sed '/^};$/d' sane.c >no_semicolon.c
sed '0,/^}$/{/^}$/d}' sane.c >no_brace.c
sed 's|^int acme|/* never closed\n&|; s|\*/||' sane.c >comment.c
echo 'Call dma_map_single() and be happy.' >prose.c
{
	echo '#ifdef CONFIG_NOBODY_KNOWS'
	cat sane.c
	echo '#endif'
} >hidden.c
head -n 14 sane.c >cut.c
for file in no_semicolon no_brace comment prose hidden cut; do
	dmalint scan $file.c
	expect_status 3
	expect err "$file.c:"
done
# What a condition leaves out beside what is analysed is as usual; so is a name that is no call.
{
	cat sane.c
	echo '#ifdef CONFIG_NOBODY_KNOWS'
	echo 'void f(struct device *d, void *p)'
	echo '{'
	echo '	dma_map_single(d, p, 4, DMA_TO_DEVICE);'
	echo '}'
	echo '#endif'
} >beside.c
cat >named.c <<'END'
#include <linux/dma-mapping.h>
/* like dma_map_single() */
struct ops { void *map; };
extern void dma_unmap_all(void);
#define NEVER_USED(d, p) dma_map_single(d, p, 4, DMA_TO_DEVICE)
const struct ops o = { .map = dma_alloc_coherent };
int f(void) { return 0; }
END
for file in beside named; do
	dmalint scan $file.c
	expect_status 0
	expect err "in 1 file"
done

# Notes are shown, and nothing fails for them.
cat >note.c <<'END'
#include <linux/dma-mapping.h>
int masks(struct device *dev)
{
	if (!dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)))
		return 0;
	return dma_set_mask_and_coherent(dev, DMA_BIT_MASK(32));
}
END
dmalint scan note.c
expect_status 0
expect out "[DMA502]"

# --quiet says nothing on stderr; errors are still said.
dmalint scan --quiet buggy
expect_status 1
expect_true test ! -s err
dmalint scan --quiet no-such-path
expect_status 2
expect err "no-such-path"

finish
