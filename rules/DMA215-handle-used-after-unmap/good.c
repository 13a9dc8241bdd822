/* SPDX-License-Identifier: Apache-2.0 */
/* DMA215, correct: sync before unmap, mapped again, printed. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

#include <linux/printk.h>

struct good_dev { struct device *dev; void __iomem *regs; };

int good_sync(struct good_dev *g, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	dma_sync_single_for_cpu(g->dev, dma, len, DMA_FROM_DEVICE);
	dma_unmap_single(g->dev, dma, len, DMA_FROM_DEVICE);
	pr_debug("was at %pad\n", &dma);
	return 0;
}

int good_remap(struct good_dev *g, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	dma_unmap_single(g->dev, dma, len, DMA_FROM_DEVICE);
	dma = dma_map_single(g->dev, buf, len, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	dma_unmap_single(g->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}
