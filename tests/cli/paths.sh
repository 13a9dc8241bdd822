#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Paths as people have them: spaces, other alphabets, dots, links, several at once; output that can be clicked on.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

make_buggy "my drivers/ring buffer.c"
dmalint scan "my drivers"
expect_status 1
expect out "my drivers/ring buffer.c:1"
dmalint scan --format sarif "my drivers/ring buffer.c"
expect_status 1
expect out "ring%20buffer.c"
make_buggy "süß/кольцо.c"
dmalint scan "süß"
expect_status 1
expect out "süß/кольцо.c:1"

make_buggy drv/sub/send.c
for path in drv drv/ ./drv drv/sub drv/sub/send.c "$work/drv" drv/sub/../sub/./send.c; do
	dmalint scan --brief --format gcc "$path"
	expect_status 1
	file=$(head -n 1 out | cut -d: -f1)
	expect_true test -e "$file"
done
# Twice named is scanned once.
dmalint scan drv drv/sub drv/sub/send.c
expect_status 1
expect err "1 finding in 1 file"

# From inside the tree and from beside it, the printed path leads to the file.
cd drv/sub || exit 1
status=0
"$DMALINT" scan --brief --format gcc . >"$work/out" 2>"$work/err" || status=$?
expect_true test -e "$(head -n 1 "$work/out" | cut -d: -f1)"
status=0
"$DMALINT" scan --brief --format gcc >"$work/out" 2>"$work/err" || status=$?
expect_true test -e "$(head -n 1 "$work/out" | cut -d: -f1)"
cd "$work" || exit 1

ln -s drv linked
dmalint scan linked
expect_status 1
ln -s drv/loop drv/loop
dmalint scan drv
expect_status 1
expect err "in 1 file"

# A name that begins with a dash goes behind ./ as everywhere.
make_buggy ./-dash.c
dmalint scan ./-dash.c
expect_status 1

# Compiler flags behind --.
cat >flag.c <<'END'
#include <linux/dma-mapping.h>
#include <linux/io.h>
#ifdef WITH_BUG
void f(struct device *dev, void __iomem *regs, void *buf)
{
	dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);

	writel(lower_32_bits(dma), regs);
}
#endif
END
# Without the flag nothing of the file is compiled, which is no clean result.
dmalint scan flag.c
expect_status 3
expect err "not compiled"
dmalint scan flag.c -- -DWITH_BUG=1
expect_status 1

finish
