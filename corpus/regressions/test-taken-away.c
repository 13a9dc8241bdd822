// SPDX-License-Identifier: Apache-2.0
/*
 * A header for older kernels asks whether a macro of the test's name is there. It is a function: so the test
 * is always replaced, and who reads the driver sees a test that is not compiled.
 */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/module.h>

#ifndef dma_mapping_error
#define dma_mapping_error(dev, handle) 0
#endif

struct lane_desc {
	__le64 addr;
	__le32 opts;
};

struct lane {
	struct device *dev;
	void __iomem *regs;
	struct lane_desc *ring;
	struct {
		dma_addr_t handle;
		u32 len;
	} part;
};

int lane_send(struct lane *lane, void *data, size_t len)
{
	dma_addr_t handle = dma_map_single(lane->dev, data, len, DMA_TO_DEVICE); // want "DMA101: the one on line 35 is taken away by the preprocessor"

	/* here dma_mapping_error() is only spoken of */
	pr_debug("no dma_mapping_error() here, either\n");
	if (dma_mapping_error(lane->dev, handle))
		return -ENOMEM;
	writel(lower_32_bits(handle), lane->regs);
	dma_unmap_single(lane->dev, handle, len, DMA_TO_DEVICE);
	return 0;
}

/* Here no line looks like a test. */
int lane_send_more(struct lane *lane, void *data, size_t len)
{
	lane->part.handle = dma_map_single(lane->dev, data, len, DMA_TO_DEVICE); // want "DMA101: 'lane->part.handle' is written to the hardware with no dma_mapping_error() test."

	writel(lower_32_bits(lane->part.handle), lane->regs);
	dma_unmap_single(lane->dev, lane->part.handle, len, DMA_TO_DEVICE);
	return 0;
}

static void *lane_table(struct lane *lane, dma_addr_t *at)
{
	return dma_alloc_coherent(lane->dev, 4 * sizeof(struct lane_desc), at, GFP_KERNEL);
}

/* Sizes are called what the driver calls them, and the number is said beside it. */
int lane_start(struct lane *lane)
{
	dma_addr_t at;
	void *table = dma_alloc_coherent(lane->dev, 4 * sizeof(struct lane_desc), &at, GFP_KERNEL);

	if (!table)
		return -ENOMEM;
	writel(lower_32_bits(at), lane->regs);
	dma_free_coherent(lane->dev, sizeof(struct lane_desc), table, at); // want "DMA222: frees sizeof(struct lane_desc) (16) bytes, allocated were 4 * sizeof(struct lane_desc) (64)."
	return 0;
}

int lane_stop(struct lane *lane)
{
	dma_addr_t at;
	void *table = lane_table(lane, &at);

	if (!table)
		return -ENOMEM;
	writel(lower_32_bits(at), lane->regs);
	dma_free_coherent(lane->dev, 4 * sizeof(struct lane_desc), table, at);
	return 0;
}
MODULE_LICENSE("GPL");
