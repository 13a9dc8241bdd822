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
expect out "see wrapped/red.c:11:12: mapped here"

finish
