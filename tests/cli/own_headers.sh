#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Drivers that call the DMA API in headers of their own: who uses these is scanned, and who unmaps through
# them is known to.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

# A function.
mkdir -p inline/inc
echo 'obj-m := nic.o' >inline/Makefile
cat >inline/inc/hal.h <<'END'
#include <linux/dma-mapping.h>
static inline int hal_load(struct device *d, dma_addr_t *h, void *p, size_t n)
{
	*h = dma_map_single(d, p, n, DMA_FROM_DEVICE);
	return dma_mapping_error(d, *h);
}
static inline void hal_unload(struct device *d, dma_addr_t h, size_t n)
{
	dma_unmap_single(d, h, n, DMA_TO_DEVICE);
}
END
cat >inline/nic.c <<'END'
#include "inc/hal.h"
int nic_io(struct device *d, void *p, size_t n)
{
	dma_addr_t h;

	if (hal_load(d, &h, p, n))
		return -EIO;
	hal_unload(d, h, n);
	return 0;
}
END
dmalint scan --no-db --brief inline
expect_status 1
expect out DMA201

# The header lies above what is scanned, and no Makefile says so.
rm -rf "${work:?}/.git"
mkdir -p up/drv up/inc
cp inline/inc/hal.h up/inc/
sed 's|inc/hal.h|../inc/hal.h|' inline/nic.c >up/drv/nic.c
dmalint scan --no-db --brief up/drv
expect_status 1
expect out DMA201
mkdir "$work/.git"

# A macro of a macro.
mkdir macro
cat >macro/os.h <<'END'
#include <linux/dma-mapping.h>
#define OS_MAP(d, p, n) \
	dma_map_single(d, p, n, DMA_TO_DEVICE)
END
echo '#define NIC_MAP(nic, p) OS_MAP((nic)->dev, p, 64)' >macro/nic.h
cat >macro/nic.c <<'END'
#include "os.h"
#include "nic.h"
struct nic { struct device *dev; };
void nic_go(struct nic *nic, void *p) { NIC_MAP(nic, p); }
END
dmalint scan --no-db --brief macro
expect_status 1
expect out DMA101

# A table of operations.
mkdir table
cat >table/ops.h <<'END'
#include <linux/dma-mapping.h>
struct ops { void (*go)(struct device *d, void *p); };
static void go(struct device *d, void *p) { dma_map_single(d, p, 4, DMA_TO_DEVICE); }
static const struct ops acme_ops = {
	.go = go,
};
END
cat >table/nic.c <<'END'
#include "ops.h"
void run(const struct ops *o, struct device *d, void *p) { o->go(d, p); }
void nic_go(struct device *d, void *p) { run(&acme_ops, d, p); }
END
dmalint scan --no-db --brief table
expect_status 1

# Who unmaps through a header is a part of the driver that can unmap.
mkdir split
cat >split/os.h <<'END'
#include <linux/dma-mapping.h>
struct nic { struct device *dev; dma_addr_t bus; };
#define OS_UNMAP(n) dma_unmap_single((n)->dev, (n)->bus, 64, DMA_FROM_DEVICE)
END
cat >split/map.c <<'END'
#include "os.h"
int nic_get(struct nic *n, void *p)
{
	n->bus = dma_map_single(n->dev, p, 64, DMA_FROM_DEVICE);
	return dma_mapping_error(n->dev, n->bus) ? -EIO : 0;
}
END
echo 'obj-m := acme.o
acme-y := map.o' >split/Makefile
dmalint scan --no-db --brief split
expect_status 1
expect out DMA212
cat >split/unmap.c <<'END'
#include "os.h"
void nic_put(struct nic *n) { OS_UNMAP(n); }
END
echo 'acme-y += unmap.o' >>split/Makefile
dmalint scan --no-db --brief split
expect_status 0
dmalint scan --no-db --brief split/map.c
expect_status 0

# A header that names the API in a comment, a prototype or a record makes nobody a candidate.
mkdir none
cat >none/os.h <<'END'
/* dma_map_single() is called by the core */
struct dma { int dma_map_single; };
void os_map(void);
#define OS_MAX 64
END
cat >none/nic.c <<'END'
#include "os.h"
int nic_max(void) { os_map(); return OS_MAX; }
END
dmalint scan --no-db none
expect_status 0
expect err "in 0 files"

# A macro of the driver in place of the kernel's function is no test; the story says so.
cat >own_test.c <<'END'
#include <linux/dma-mapping.h>
struct desc { __le64 addr; };
struct nic { struct device *dev; struct desc *ring; };
#ifndef dma_mapping_error
#define dma_mapping_error(a, b) 0
#endif
int nic_tx(struct nic *n, int i, void *p, size_t len)
{
	dma_addr_t m = dma_map_single(n->dev, p, len, DMA_TO_DEVICE);

	if (unlikely(dma_mapping_error(n->dev, m)))
		return -EIO;
	n->ring[i].addr = cpu_to_le64(m);
	return 0;
}
END
dmalint scan --no-db own_test.c
expect_status 1
expect out DMA101
expect out "own_test.c:5:1: 'dma_mapping_error' is a macro of the driver here"
# One that calls the real one is a test; one beside a function without any test explains nothing.
sed 's/dma_mapping_error(a, b) 0/nic_bad(a, b) dma_mapping_error(a, b)/; s/unlikely(dma_mapping_error/unlikely(nic_bad/' \
	own_test.c >real_test.c
dmalint scan --no-db real_test.c
expect_status 0
sed '/unlikely/,/EIO/d' own_test.c >no_test.c
dmalint scan --no-db no_test.c
expect_status 1
expect_not out "is a macro of the driver"

# A kernel tree below the driver's folder is not read for wrappers: its headers are many, and not the driver's.
mkdir -p sdk/.git sdk/drv sdk/linux/include/linux sdk/linux/arch
touch sdk/linux/Makefile sdk/linux/Kconfig
cat >sdk/linux/include/linux/wrap.h <<'END'
#define wrap_map(d, p) dma_map_single(d, p, 64, 1)
END
cat >sdk/drv/a.c <<'END'
#include "wrap.h"
int f(void *d, void *p)
{
	return wrap_map(d, p);
}
END
dmalint scan --no-db sdk/drv
expect err "none of the 1 .c files seen names"
mv sdk/linux/include/linux/wrap.h sdk/drv/
dmalint scan --no-db sdk/drv
expect_not err "none of the"

finish
