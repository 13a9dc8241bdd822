#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What several drivers share: the wrappers of a header, each of whose calls is its own driver's matter.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

mkdir -p inc wrapped
cat >inc/ring.h <<'END'
#include <linux/dma-mapping.h>
#include <linux/errno.h>

static inline void *ring_get(struct device *dev, size_t size, dma_addr_t *dma)
{
	return dma_alloc_coherent(dev, size, dma, GFP_KERNEL);
}

static inline void ring_put(struct device *dev, size_t size, void *ring, dma_addr_t dma)
{
	dma_free_coherent(dev, size, ring, dma);
}
END
echo 'obj-m := red.o green.o blue.o' >wrapped/Makefile
for name in red green blue; do
	size=128
	[ $name != green ] || size=256
	cat >wrapped/$name.c <<END
#include "../inc/ring.h"

struct $name {
	struct device *dev;
	void *ring;
	dma_addr_t dma;
};

int ${name}_start(struct $name *p)
{
	p->ring = ring_get(p->dev, 256, &p->dma);
	return p->ring ? 0 : -ENOMEM;
}

void ${name}_stop(struct $name *p)
{
	ring_put(p->dev, $size, p->ring, p->dma);
}
END
done
dmalint scan --all-files --format gcc --brief wrapped
expect_status 1
expect out "wrapped/red.c:17:2: error: 'dma_free_coherent' frees 128 bytes, allocated were 256."
expect out "wrapped/blue.c:17:2: error: 'dma_free_coherent' frees 128 bytes, allocated were 256."
expect_true test "$(grep -c ': error: ' out)" = 2
expect_not out "inc/ring.h"
# The wrapper is a step on the way, the call of its partner a related place.
dmalint scan --all-files --format text wrapped/red.c
expect out "1.   inc/ring.h:11:2: 'dma_free_coherent' is called here"
expect out "see wrapped/red.c:11:12: allocated here"

# ---- records that modules share: that nothing unmaps it is said only where all that could were asked ----

mkdir mods
cat >mods/core.h <<'END'
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/module.h>

struct ring {
	dma_addr_t dma;
	void *buf;
};
struct core;
struct core_ops {
	int (*start)(struct core *core);
};
struct core {
	struct device *dev;
	struct ring *ring;
	const struct core_ops *ops;
};

int core_fill(struct core *core);
int core_kick(struct core *core);
END
# make_core STATEMENT AFTER: the module "core", which never unmaps what it maps.
make_core() {
	cat >mods/core.c <<END
#include "core.h"

int core_fill(struct core *core)
{
	core->ring->dma = dma_map_single(core->dev, core->ring->buf, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(core->dev, core->ring->dma))
		return -ENOMEM;
	$1
	return 0;
}
$2
END
}
# A function of core that another file has: it names nothing of DMA.
cat >mods/kick.c <<'END'
#include "core.h"

int core_kick(struct core *core)
{
	return core->ring->buf != NULL;
}
END
# never TEXT...: DMA212 is reported; silent: it is not.
never() {
	dmalint scan --format gcc --brief --rules DMA212 "$@"
	expect out "mods/core.c:5:20: warning: Nothing in the driver unmaps"
}
silent() {
	dmalint scan --format gcc --brief --rules DMA212 "$@"
	expect_status 0
}
echo 'obj-m := core.o' >mods/Makefile

make_core '' ''
never mods
make_core '' 'EXPORT_SYMBOL_GPL(core_fill);'
silent mods
make_core '' 'EXPORT_SYMBOL_NS_GPL(core_fill, CORE);'
silent mods
make_core '' '/* EXPORT_SYMBOL(core_fill) would be wrong */'
never mods
make_core 'return core->ops->start(core);' ''
silent mods
make_core 'return core_kick(core);' ''
rm -f mods/kick.o
mkdir elsewhere && mv mods/kick.c elsewhere
silent mods
mv elsewhere/kick.c mods
# beside the header, but of no module: it is there to be read, and names no unmap
never mods
printf 'obj-m := all.o\nall-y := core.o kick.o\n' >mods/Makefile
never mods
# a function of the kernel takes it as data
make_core 'return request_irq(1, NULL, 0, "core", core);' ''
never mods

# Another module of the scan knows the record. It unmaps nothing; it does.
printf 'obj-m := core.o chip.o\n' >mods/Makefile
make_core '' 'EXPORT_SYMBOL(core_fill);'
cat >mods/chip.c <<'END'
#include "core.h"

int chip_start(struct core *core)
{
	void *p = dma_alloc_coherent(core->dev, 64, &core->ring->dma, GFP_KERNEL);

	return p ? core_fill(core) : -ENOMEM;
}
END
never mods
silent mods/core.c
cat >>mods/chip.c <<'END'

void chip_stop(struct core *core)
{
	dma_unmap_single(core->dev, core->ring->dma, 64, DMA_TO_DEVICE);
}
END
silent mods

finish
