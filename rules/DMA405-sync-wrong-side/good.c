/* SPDX-License-Identifier: Apache-2.0 */
/* DMA405, correct: for the CPU before the read, for the device after it. */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/string.h>

struct good_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
};

int good_side(struct good_dev *g, void *buf, void *out, size_t len)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_sync_single_for_cpu(g->dev, dma, len, DMA_FROM_DEVICE);
	memcpy(out, buf, len);
	dma_sync_single_for_device(g->dev, dma, len, DMA_FROM_DEVICE);
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, len, DMA_FROM_DEVICE);
	return 0;
}

/* Handed to the device before the transfer, as it should be. */
int good_start(struct good_dev *g, void *buf, void *out, size_t len)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	dma_sync_single_for_device(g->dev, dma, len, DMA_FROM_DEVICE);
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, len, DMA_FROM_DEVICE);
	memcpy(out, buf, len);
	return 0;
}
