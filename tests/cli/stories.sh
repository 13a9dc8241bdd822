#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What only the file knows of a story's steps: macros that are statements, tests that a header takes away, words of macros.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

mkdir -p drv
cat >drv/macros.c <<'END'
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/io.h>

#define ON_ERROR(call) do { status = (call); if (status < 0) goto on_error; } while (0)
#define IS_ODD(n) ((n) & 1)

struct acme {
	struct device *dev;
	void __iomem *regs;
	int level;
};

int acme_start(struct acme *acme, dma_addr_t dma);
int acme_ready(struct acme *acme);

int acme_send(struct acme *acme, void *buf, size_t len)
{
	dma_addr_t dma;
	int status;

	dma = dma_map_single(acme->dev, buf, len, DMA_TO_DEVICE);
	if (dma_mapping_error(acme->dev, dma))
		return -ENOMEM;
	/* behind a comment, and what the preprocessor is told */
#ifdef DEBUG
	pr_debug("sent\n");
#endif
	ON_ERROR(acme_ready(acme));
	writel(lower_32_bits(dma), acme->regs);
	dma_unmap_single(acme->dev, dma, len, DMA_TO_DEVICE);
	return 0;
on_error:
	return status;
}

int acme_odd(struct acme *acme, void *buf, size_t len)
{
	dma_addr_t dma;

	dma = dma_map_single(acme->dev, buf, len, DMA_TO_DEVICE);
	if (dma_mapping_error(acme->dev, dma))
		return -ENOMEM;
	if (IS_ODD(acme->level))
		return -EINVAL;
	if (likely(IS_ODD(acme_ready(acme))))
		return -EBUSY;
	writel(lower_32_bits(dma), acme->regs);
	dma_unmap_single(acme->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}
END
dmalint scan drv/macros.c
expect out "drv/macros.c:29:2: in the macro 'ON_ERROR(acme_ready(acme))', 'status < 0' is taken to be true"
expect out "'IS_ODD(acme->level)' is taken to be true"
expect out "'IS_ODD(acme_ready(acme))' is taken to be true"
expect_not out "in the macro 'IS_ODD"

# The header is one of an older kernel's: its macro takes the test away.
cat >drv/compat.h <<'END'
#ifndef dma_mapping_error
#define dma_mapping_error(dev, handle) 0
#endif
END
cat >drv/driver.h <<'END'
#include "compat.h"
END
cat >drv/old.c <<'END'
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/io.h>
#include "driver.h"

int old_send(struct device *dev, void __iomem *regs, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), regs);
	dma_unmap_single(dev, dma, len, DMA_TO_DEVICE);
	return 0;
}
END
dmalint scan drv/old.c
expect out "2. drv/old.c:10:1: what 'dma_mapping_error' is written for here is taken away"
expect out "3. drv/compat.h:2:1: 'dma_mapping_error' is a macro of the driver here"
expect out "4. drv/old.c:12:2: written to the hardware here: 'dma'"

# What the macro around an allocator asks is not the allocator, and its variables have no name in the source.
cp "$SOURCE_DIR/corpus/regressions/allocators-in-branching-macros.c" drv/counted.c
dmalint scan drv/counted.c
expect out "the result of 'own_array' on line 62"
expect out "in the macro 'own_array(n, sizeof(u32), GFP_KERNEL)', 'counting()' is taken to be"
expect_not out "_res"
expect_not out "_old"
sed -i 's/^#define own_array/#define own_array(...) counted(mem_alloc_profiling_enabled, kmalloc_array_noprof(__VA_ARGS__))\n#define old_array/' drv/counted.c
dmalint scan drv/counted.c
expect out "the result of 'own_array' on line 63"
expect_not out "in the macro"
expect_not out "mem_alloc_profiling_enabled"

finish
