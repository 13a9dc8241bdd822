#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A scan in shards is the scan: the same findings, notices, files and exit status, whatever module is where.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

# same N PATH...: N shards, merged, are the whole scan.
same() {
	local n=$1 k
	shift
	rm -f whole.db ./*.of.db merged.db
	dmalint scan --db whole.db --no-cache --confidence low --reproducible -f sarif -o whole.sarif "$@"
	local whole=$status
	for k in $(seq "$n"); do
		dmalint scan --shard "$k/$n" --db "$k.of.db" --no-cache --confidence low -f gcc "$@"
		expect_true test "$status" != 2
	done
	dmalint merge merged.db ./*.of.db
	expect_status "$whole"
	dmalint list --db merged.db --confidence low --include-suppressed --reproducible -f sarif -o merged.sarif
	dmalint list --db whole.db --confidence low --include-suppressed --reproducible -f sarif -o stored.sarif
	expect_same stored.sarif merged.sarif
	dmalint list --db merged.db --confidence low --reproducible -f sarif -o merged.sarif
	expect_same whole.sarif merged.sarif
	dmalint list --db whole.db --files
	cp out files
	dmalint list --db merged.db --files
	expect_same files out
	for db in whole merged; do
		dmalint list --db $db.db --scans
		sed -E 's/^1  [^ ]+ [^ ]+  //; s/  \[.*//' out >$db.scans
	done
	expect_same whole.scans merged.scans
}

# ---- a tree of drivers

cp -r "$SOURCE_DIR/corpus/drivers" corpus
same 4 corpus
expect_true test "$(grep -c '"ruleId"' whole.sarif)" -gt 20
# every shard has something to do, and no file is in two
for k in 1 2 3 4; do
	dmalint list --db $k.of.db --scans
	expect_not out "in 0 files"
done

# ---- what crosses the border of a module crosses that of a shard

mkdir -p near/lib near/drv
cat >near/lib/lib.h <<'END'
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/module.h>

struct port {
	struct device *dev;
	void __iomem *regs;
};

int port_push(struct port *port, dma_addr_t dma);
void port_unmap(struct port *port, dma_addr_t dma);
END
# make_lib TEST: port_push() tests what it is given with TEST, in a file that names nothing of the DMA API.
make_lib() {
	cat >near/lib/push.c <<END
#include "lib.h"

int port_push(struct port *port, dma_addr_t dma)
{
	if ($1)
		return -EINVAL;
	writel(dma, port->regs);
	return 0;
}
EXPORT_SYMBOL(port_push);
END
	cat >near/lib/lib.c <<'END'
#include "lib.h"

void port_unmap(struct port *port, dma_addr_t dma)
{
	dma_unmap_single(port->dev, dma, 64, DMA_TO_DEVICE);
}
EXPORT_SYMBOL_GPL(port_unmap);

int port_try(struct port *port, void *data)
{
	dma_addr_t dma = dma_map_single(port->dev, data, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(port->dev, dma) || port_push(port, dma))
		return -ENOMEM;
	port_unmap(port, dma);
	return 0;
}
END
}
cat >near/drv/drv.c <<'END'
#include "../lib/lib.h"

#define PUSH(p, d) port_ ## push(p, d)

int drv_send(struct port *port, void *data)
{
	dma_addr_t dma = dma_map_single(port->dev, data, 64, DMA_TO_DEVICE);
	int ret = PUSH(port, dma);

	if (ret)
		return ret;
	port_unmap(port, dma);
	return 0;
}
END
echo 'obj-m := drv.o' >near/drv/Makefile
echo 'obj-m := both.o
both-y := lib.o push.o' >near/lib/Makefile
make_lib '!port->regs'
same 2 near
expect merged.sarif '"ruleId": "DMA101"'
make_lib 'dma_mapping_error(port->dev, dma)'
same 2 near
expect_not merged.sarif '"ruleId": "DMA101"'

# A record that one module fills and another, which never names its map call, ends.
mkdir -p rec/core rec/user
cat >rec/core/core.h <<'END'
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/module.h>

struct slot {
	dma_addr_t dma;
	void *buf;
};
struct chip {
	struct device *dev;
	struct slot slot;
};
int chip_fill(struct chip *chip);
END
cat >rec/core/core.c <<'END'
#include "core.h"

int chip_fill(struct chip *chip)
{
	chip->slot.dma = dma_map_single(chip->dev, chip->slot.buf, 64, DMA_TO_DEVICE);
	return dma_mapping_error(chip->dev, chip->slot.dma) ? -ENOMEM : 0;
}
EXPORT_SYMBOL(chip_fill);
END
user() {
	cat >rec/user/user.c <<END
#include "../core/core.h"

void user_stop(struct chip *chip)
{
	if (chip->slot.dma)
		$1;
}
int user_len(struct device *dev)
{
	return dma_set_mask(dev, 32);
}
END
}
echo 'obj-m := core.o' >rec/core/Makefile
echo 'obj-m := user.o' >rec/user/Makefile
user 'dma_unmap_single(chip->dev, chip->slot.dma, 64, DMA_TO_DEVICE)'
same 2 rec
expect_not merged.sarif '"ruleId": "DMA212"'
user 'chip->slot.dma = 0'
same 2 rec
expect merged.sarif '"ruleId": "DMA212"'

# A finding in a header that modules of several shards include is one; what is said of the whole scan is said once.
mkdir -p head/include
cat >head/include/acme.h <<'END'
#include <linux/dma-mapping.h>
#include <linux/io.h>

static inline void acme_kick(struct device *dev, void __iomem *regs, void *buf)
{
	/* dmalint: allow() this is no rule */
	dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);

	writel(lower_32_bits(dma), regs);
}
END
for i in 1 2 3; do
	printf '#include "include/acme.h"\nvoid user%s(struct device *d, void __iomem *r, void *b)\n{\n\tacme_kick(d, r, b);\n\tdma_unmap_single(d, 0, 64, DMA_TO_DEVICE);\n}\n' $i >head/user$i.c
done
printf '#include <linux/dma-mapping.h>\nint broken(struct device *d)\n{\n\treturn dma_mapping_error(d, missing);\n}\n' >head/broken.c
ln -s nowhere.c head/dangling.c
same 3 head
expect merged.sarif '"degraded"'
# More shards than modules: some have nothing, which is no trouble.
same 6 head
dmalint scan --shard 6/6 --no-db head
expect_status 0
expect_not err "none of the"

# Errors in a kernel's headers are said where no precompiled one hides them; whether there is one for an architecture, the
# files of all shards decide.
mkdir -p tree/include/linux tree/arch/{x86,mips}
printf 'VERSION = 6\nPATCHLEVEL = 12\n' >tree/Makefile
touch tree/Kconfig tree/arch/x86/Kconfig
printf 'config MIPS\n\tdef_bool y\n' >tree/arch/mips/Kconfig
cat >tree/include/linux/dma-mapping.h <<'END'
#pragma once
typedef unsigned long long dma_addr_t;
struct device;
enum dma_data_direction { DMA_TO_DEVICE = 1 };
dma_addr_t dma_map_single(struct device *dev, void *p, unsigned long len, enum dma_data_direction dir);
struct broken { int of_no[NOBODY]; };
END
for i in {1..9}; do
	mkdir -p tree/drivers/net/n$i
	printf '#include <linux/dma-mapping.h>\nint send(struct device *d, void *b)\n{\n\treturn dma_map_single(d, b, 64, DMA_TO_DEVICE) != 0;\n}\n' >tree/drivers/net/n$i/send.c
	echo "obj-\$(CONFIG_SEND) += n$i/" >>tree/drivers/net/Makefile
	# shellcheck disable=SC2016
	echo 'obj-$(CONFIG_SEND) += send.o' >tree/drivers/net/n$i/Makefile
done
printf 'config SEND\n\ttristate "x"\n\tdepends on MIPS\n' >tree/drivers/net/Kconfig
for cache in whole 1 2; do
	dmalint scan "$([ $cache = whole ] && echo --quiet || echo --shard=$cache/2)" --cache-dir of-$cache --db tree-$cache.db -f gcc tree
	expect_true test "$status" != 2
	dmalint list --db tree-$cache.db -f sarif --reproducible -o tree-$cache.sarif
	expect tree-$cache.sarif send.c
	expect_not tree-$cache.sarif NOBODY
done
dmalint merge tree-merged.db tree-1.db tree-2.db
dmalint list --db tree-merged.db -f sarif --reproducible -o tree-merged.sarif
expect_same tree-whole.sarif tree-merged.sarif

# ---- stores that do not fit

make_buggy drv/a.c
make_clean drv/b.c
shard() {
	local db=$1 k=$2
	shift 2
	dmalint scan --db "$db" --shard "$k" "$@"
}
shard 1.db 1/2 drv
shard 2.db 2/2 drv
refused() {
	dmalint merge new.db "${@:2}"
	expect_status 2
	expect err "$1"
}
refused "shard 2 of 2 is missing" 1.db
refused "2.db is shard 2 of 2, and so is 2.db" 1.db 2.db 2.db
refused "nothing.db" 1.db nothing.db
expect_true test ! -e nothing.db
shard 3.db 2/3 drv
refused "3.db is of another number of shards than 1.db" 1.db 3.db
shard o.db 2/2 --rules DMA101 drv
refused "o.db was scanned with other options" 1.db o.db
shard c.db 2/2 --confidence high drv
refused "c.db was scanned with other options" 1.db c.db
echo '// more' >>drv/b.c
shard t.db 2/2 drv
refused "t.db is of another tree (other files, or something else in them) than 1.db" 1.db t.db
dmalint scan --db whole.db drv
refused "whole.db: its newest scan is no shard" 1.db whole.db
dmalint merge 1.db 1.db 2.db
expect_status 2
expect err "merged into itself"
expect_true test ! -e new.db
dmalint merge new.db 1.db
expect_status 2
expect_true test ! -e new.db
dmalint merge new.db
expect_status 2
ln -s real.db new.db # is the user's
dmalint merge new.db 1.db
expect_status 2
expect_true test -L new.db
rm -f new.db real.db
# it is a scan as others: shown, with a history, and pruned
rm -f merged.db
dmalint merge merged.db 2.db 1.db
expect_status 1
dmalint merge -q --exit-zero merged.db 1.db 2.db
expect_status 0
expect_true test ! -s err
dmalint list --db merged.db --scans
expect_true test "$(wc -l <out)" = 2
dmalint merge --keep 1 merged.db 1.db 2.db
dmalint list --db merged.db --scans
expect_true test "$(wc -l <out)" = 1
dmalint list --db merged.db
expect out "drv/a.c:13"

# ---- what --shard takes

for wrong in 0/4 5/4 4 1/0 a/b 1/4x -1/4; do
	dmalint scan --shard=$wrong drv
	expect_status 2
	expect err "--shard takes K/N"
done
dmalint scan --shard 1/2 --new-since HEAD drv
expect_status 2
expect err "--shard does not go with"

finish
