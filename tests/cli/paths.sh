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

# In a sub-folder of the tree paths are those of the sub-folder, and of the others the way to them.
mkdir -p repo/.git repo/drv/sub
make_buggy repo/drv/sub/send.c
make_buggy repo/drv/other.c
cd repo/drv/sub || exit 1
status=0
"$DMALINT" scan --db "$work/sub.db" --brief --format gcc . ../other.c >"$work/out" 2>"$work/err" || status=$?
expect_true grep -q '^send\.c:' "$work/out"
expect_true grep -q '^\.\./\.\./drv/other\.c:' "$work/out"
# list takes a path as it is seen from here, and as it is printed
for path in . ./ send.c ./send.c "$PWD" drv/sub/ drv/sub/send.c; do
	status=0
	"$DMALINT" list --db "$work/sub.db" --path "$path" >"$work/out" 2>"$work/err" || status=$?
	expect_true test "$(wc -l <"$work/out")" = 1
done
cd "$work" || exit 1

# Two trees at once: each finding names its own.
mkdir -p one/.git two/.git
make_buggy one/drv/send.c
make_buggy two/drv/send.c
dmalint scan --brief --format gcc one two
expect_status 1
expect out "one/drv/send.c:1"
expect out "two/drv/send.c:1"
expect err "2 findings in 2 files"
for file in $(cut -d: -f1 out); do
	expect_true test -e "$file"
done
dmalint list --path two
expect out "two/drv/send.c:1"
expect_true test "$(wc -l <out)" = 1

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

# A repository or a kernel tree in a folder that is scanned is read as if it had been named.
mkdir -p all/{one,two/src,two/include,linux/drivers/net,linux/include/linux,linux/arch/x86}
mkdir all/two/.git
echo '#define MAP_LENGTH 64' >all/two/include/length.h
sed 's/^#include <linux.io.h>/&\n#include "length.h"\nint length = MAP_LENGTH;/' drv/sub/send.c >all/two/src/two.c
cp all/two/src/two.c all/one/one.c
printf 'VERSION = 6\nPATCHLEVEL = 12\n' >all/linux/Makefile
touch all/linux/Kconfig
printf 'int send(void)\n{\n\treturn dma_set_mask(0, 0);\n}\n' >all/linux/drivers/net/three.c
dmalint doctor all
expect out "unconfigured kernel tree"
expect out "two.c: healthy, 1 functions, 1 use the DMA API, 0 compiler errors"
expect out "'length.h' file not found"
dmalint doctor all/two
expect out "two.c: healthy"
# In a folder around it there may be nothing else.
mkdir none && cp -r all/two none/
dmalint scan --no-db none
expect_status 1
mkdir -p hollow/repo/.git
dmalint scan --no-db hollow
expect_status 2
expect err "hollow: there is no .c file in it"

finish
