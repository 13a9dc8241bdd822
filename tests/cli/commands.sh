#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What the smaller commands print: doctor, ir, list in other formats, --trace, --stats, version.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

make_buggy drv/send.c
make_clean drv/clean.c

# ---- doctor: mode and why, flags, health; a file with trouble says which ----
dmalint doctor drv
expect_status 0
expect out "stub"
expect out "drv/send.c: healthy"
expect out "candidate because: dma_map_single"
expect_true test ! -e cache/dmalint/dmalint.db
dmalint doctor --max-files 1 drv
expect_status 0
expect out "1 more candidate"
cat >drv/half.c <<'END'
#include <linux/dma-mapping.h>

int good(struct device *dev, dma_addr_t dma)
{
	return dma_mapping_error(dev, dma);
}

int bad(struct device *dev, void *buf)
{
	struct unknown *u = buf;

	return dma_mapping_error(dev, u->dma);
}
END
dmalint doctor drv/half.c
expect_status 3
expect out "half.c: incomplete"
expect out "degraded: bad"
expect_not out "degraded: good"
rm drv/half.c

# ---- ir ----
dmalint ir drv/send.c
expect_status 0
expect out "func acme_send("
expect out "call dma_map_single"
dmalint ir --function acme_send drv/send.c
expect_status 0
expect out "func acme_send("
dmalint ir drv
expect_status 0
expect out "acme_send_clean"
dmalint ir --function acme_send_clean drv
expect_status 0
expect_not out "func acme_send("

# ---- trace ----
dmalint scan --trace acme_send drv
expect_status 0
expect out "acme_send"
expect_not out "[DMA101]"
dmalint scan --trace no_such_function drv
expect err "'no_such_function'"
expect_true test ! -e cache/dmalint/dmalint.db

# ---- list in other formats is what scan has written ----
dmalint scan --format json --reproducible drv
expect_status 1
dmalint list --format json --reproducible
expect_status 0
expect out "DMA101"
expect out "acme_send"
dmalint list --format sarif -o list.sarif
expect_status 0
expect list.sarif "codeFlows"
dmalint list -o list.txt
expect_status 2
expect err "--format"
dmalint list --format gcc
expect out "drv/send.c:"

# ---- statistics ----
dmalint scan --stats --quiet drv
for word in candidates lost functions "DMA functions" explored "CPU parse" "CPU analysis" wall "peak of a worker"; do
	expect err "$word"
done
expect err "2 (2 name a DMA call"

# ---- rules that are off say nothing, and their stories neither ----
dmalint scan --rules DMA701 drv
expect_status 0

# ---- slips of the hand ----
slip() { # slip WORDS ARGUMENT...
	local words=$1
	shift
	dmalint "$@"
	expect_status 2
	expect err "$words"
}
slip "'scna' is not a dmalint command, perhaps 'scan'" scna
slip "perhaps 'baseline'" base-line
slip "there is no rule 'unchecked-maping', perhaps 'unchecked-mapping'" explain unchecked-maping
slip "perhaps 'DMA101'" list --rule DMA1O1
slip "--disable: there is no rule 'mapping-leek', perhaps 'mapping-leak'" scan --disable mapping-leek
slip "perhaps 'confidence'" scan --confidense high
slip "perhaps 'sarif'" scan --format sariff
slip "there is no model of 'dma_map_sgg', perhaps 'dma_map_sg'" explain --model dma_map_sgg
for far in frobnicate x ""; do
	dmalint "$far"
	expect_status 2
	expect_not err "perhaps"
done

finish
