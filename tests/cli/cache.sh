#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What is recalled from earlier scans is what a scan would find out anew; whatever changes is seen, and a
# cache that is damaged, gone or in the way costs time and nothing else.
source "$(dirname "$0")/lib.sh"

results=cache/dmalint/headers/results.db
# The scan as it is, and as it would be without a cache, agree.
agree() {
	dmalint scan --no-db --no-cache --confidence low --reproducible -f sarif -o anew.sarif "$@"
	local anew=$status
	dmalint scan --no-db --stats --confidence low --reproducible -f sarif -o cached.sarif "$@"
	expect_status "$anew"
	expect_same anew.sarif cached.sarif
}

recalled() {
	expect err "recalled            $1"
}

# ---- a module of two files with a header, and a file alone ----
mkdir -p mod
printf 'obj-m += foo.o\nfoo-y := main.o hw.o\n' >mod/Makefile
cat >mod/hw.h <<'END'
#include <linux/dma-mapping.h>
struct hw { struct device *dev; void __iomem *regs; dma_addr_t dma; };
void hw_start(struct hw *hw, dma_addr_t dma);
END
cat >mod/main.c <<'END'
#include "hw.h"
int start(struct hw *hw, void *buf)
{
	dma_addr_t dma = dma_map_single(hw->dev, buf, 64, DMA_TO_DEVICE);

	hw_start(hw, dma);
	return 0;
}
END
cat >mod/hw.c <<'END'
#include "hw.h"
#include <linux/io.h>
void hw_start(struct hw *hw, dma_addr_t dma)
{
	writel(dma, hw->regs);
	dma_unmap_single(hw->dev, dma, 64, DMA_TO_DEVICE);
}
END
make_buggy alone.c
sleep 0.1
agree .
recalled "0 of 3 files, 0 of 2 modules"
agree .
recalled "3 of 3 files, 2 of 2 modules"

# Another part of the same sources knows the files; its modules are its own, and cost the others nothing.
agree mod
recalled "2 of 2 files, 0 of 1 modules"
agree mod/hw.c
recalled "1 of 1 files"
agree mod
recalled "2 of 2 files, 1 of 1 modules"
agree .
recalled "3 of 3 files, 2 of 2 modules"

# Only times have changed.
touch mod/main.c mod/hw.h
sleep 0.1
agree .
recalled "3 of 3 files, 2 of 2 modules"

# A file of a module, a header of it, what is not compiled but read (a comment): its module is new.
sed -i 's/hw->dev, dma, 64/hw->dev, dma, 32/' mod/hw.c
sleep 0.1
agree .
recalled "2 of 3 files, 1 of 2 modules"
expect cached.sarif DMA203
agree .
recalled "3 of 3 files, 2 of 2 modules"
echo 'struct more { int a; };' >>mod/hw.h
sleep 0.1
agree .
recalled "1 of 3 files, 1 of 2 modules"
sed -i 's/^int start/\/* starts it *\/ int start/' mod/main.c
sleep 0.1
agree .
recalled "2 of 3 files, 1 of 2 modules"

# A header that comes before one that was found.
mkdir -p mod/include/linux
agree . -- -Imod/include
agree . -- -Imod/include
recalled "3 of 3 files, 2 of 2 modules"
cp "$SOURCE_DIR/corpus/include/linux/io.h" mod/include/linux/io.h
sleep 0.1
agree . -- -Imod/include
recalled "0 of 3 files"
rm -r mod/include

# Flags, models and rules are part of what was asked.
agree . -- -DOTHER=1
recalled "0 of 3 files, 0 of 2 modules"
agree --rules DMA101 .
recalled "3 of 3 files, 0 of 2 modules"
agree --models "$SOURCE_DIR/rules/models/linux/pool.json" .
recalled "0 of 3 files, 0 of 2 modules"

# The Makefile says what belongs together.
printf 'obj-m += main.o hw.o\n' >mod/Makefile
sleep 0.1
agree .
recalled "3 of 3 files, 1 of 3 modules"
printf 'obj-m += foo.o\nfoo-y := main.o hw.o\n' >mod/Makefile

# A file that is gone, and one that is new.
rm alone.c
agree .
make_buggy other.c
sleep 0.1
agree .
recalled "2 of 3 files"

# ---- --no-cache neither reads nor writes ----
cp $results before.db
dmalint scan --no-db --no-cache --stats .
recalled "0 of 3 files, 0 of 2 modules"
expect_same before.db $results

# ---- damage: what cannot be read is made again ----
printf 'no database' >$results
rm -f $results-wal $results-shm
agree .
recalled "0 of 3 files"
agree .
recalled "3 of 3 files, 2 of 2 modules"
# bytes in the middle
size=$(stat -c %s $results)
printf 'damaged bytes, some of them' | dd of=$results bs=1 seek=$((size / 2)) conv=notrunc 2>dd.log
printf 'damaged bytes, some of them' | dd of=$results bs=1 seek=$((size / 4)) conv=notrunc 2>dd.log
agree .
agree .
# cut off
truncate -s $((size / 2)) $results
agree .
agree .
recalled "3 of 3 files, 2 of 2 modules"
# a folder in its place
rm -f $results*
mkdir $results
agree .
recalled "0 of 3 files"
rmdir $results

# ---- scans at the same time ----
for i in 1 2 3 4; do
	"$DMALINT" scan --no-db --confidence low --reproducible -f sarif -o many$i.sarif . 2>/dev/null </dev/null &
done
wait
for i in 1 2 3 4; do
	expect_same many$i.sarif anew.sarif
done
agree .
recalled "3 of 3 files, 2 of 2 modules"

# ---- show, trim, clear ----
dmalint cache show
expect_status 0
expect out "folder   $work/cache/dmalint"
expect out "results  0 MiB in "
expect_not out "in 0 records"
dmalint cache trim
expect_status 2
expect err "--max-size 500"
dmalint cache trim --max-size 1000
expect_status 0
agree .
recalled "3 of 3 files, 2 of 2 modules"
dmalint cache trim --max-size 0
expect_status 0
dmalint cache show
expect out "in 0 records"
agree .
recalled "0 of 3 files"
dmalint cache grow
expect_status 2
expect err "'grow' is none of path, show, trim and clear"
dmalint cache show --cache-dir nowhere
expect_status 0
expect out "results  0 MiB in 0 records"
expect_true test ! -e nowhere
dmalint cache clear
expect_status 0
expect_true test ! -e $results
agree .
recalled "0 of 3 files"

# ---- what a search by text has found holds while the texts, and what is looked for, are the same
mkdir -p srch
printf 'obj-m += bar.o\nbar-y := main.o log.o more.o\n' >srch/Makefile
cat >srch/main.c <<'END'
#include <linux/dma-mapping.h>
void bar_log(struct device *dev, dma_addr_t dma);
void bar_end(struct device *dev, dma_addr_t dma);
void bar(struct device *dev, void *buf)
{
	dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);

	if (!dma_mapping_error(dev, dma))
		bar_log(dev, dma);
}
END
log() {
	printf '#include <linux/types.h>\nstruct device;\nvoid %s(struct device *dev, dma_addr_t dma)\n{\n}\n' "$1" >"srch/$2.c"
	sleep 0.1
}
log bar_log log
log bar_none more
agree srch
expect err "found by text       1,"
agree srch
expect err "found by text       1,"
recalled "2 of 2 files, 1 of 1 modules"
# the function moves to another object; a second one is looked for; neither is there
log bar_none log
log bar_log more
agree srch
expect err "found by text       1,"
sed -i 's/bar_log(dev, dma);$/&\n\tbar_end(dev, dma);/' srch/main.c
log bar_end log
agree srch
expect err "found by text       2,"
log bar_other more
log bar_other log
agree srch
expect err "found by text       0,"

# ---- code of a file that is recalled, and that nobody thought of before the analysis asked for it
mkdir -p far/a far/b
printf 'obj-m += a.o\n' >far/a/Makefile
printf 'obj-m += b.o\n' >far/b/Makefile
cat >far/b/b.c <<'EOF'
#include <linux/dma-mapping.h>
#include <linux/export.h>
static struct device *the_device;
static dma_addr_t the_handle;
void far_end(int id)
{
	dma_unmap_single(the_device, the_handle, 64, DMA_TO_DEVICE);
}
EXPORT_SYMBOL(far_end);
EOF
cat >far/a/a.c <<'EOF'
#include <linux/dma-mapping.h>
void far_end(int id);
int far_start(struct device *dev, void *buf)
{
	dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, dma))
		return -1;
	far_end(1);
	return 0;
}
EOF
sleep 0.1
agree far
echo '/* changed */' >>far/a/a.c
sleep 0.1
agree far
recalled "1 of 2 files, 1 of 2 modules"
agree far
recalled "2 of 2 files, 2 of 2 modules"

# ---- the precompiled header of another architecture ----
mkdir -p tree/arch/{x86,arm64} tree/drivers/net
cp -r "$SOURCE_DIR/corpus/include" tree/include
printf 'VERSION = 6\nPATCHLEVEL = 12\n' >tree/Makefile
: >tree/Kconfig
printf 'config X86\n\tdef_bool y\n' >tree/arch/x86/Kconfig
printf 'config ARM64\n\tdef_bool y\n' >tree/arch/arm64/Kconfig
printf 'config SEND\n\ttristate "x"\n\tdepends on ARM64\n' >tree/drivers/net/Kconfig
for i in 1 2 3 4; do
	make_buggy tree/drivers/net/send$i.c
	echo "obj-\$(CONFIG_SEND) += send$i.o" >>tree/drivers/net/Makefile
done
sleep 0.1
agree tree/drivers
expect_true test -n "$(find cache/dmalint/headers -name 'pch-*.pch' -newer tree/drivers/net/Makefile)"
agree tree/drivers
recalled "4 of 4 files, 4 of 4 modules"
echo '#define lower_32_bits(n) 0' >>tree/include/linux/dma-mapping.h
sleep 0.1
agree tree/drivers
recalled "0 of 4 files, 0 of 4 modules"

finish
