/* SPDX-License-Identifier: Apache-2.0 */
/* DMA204, correct: one device by two names. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/platform_device.h>

struct good_dev {
	struct platform_device *pdev;
	struct device *dev;
	void __iomem *regs;
	struct completion done;
};

int good_names(struct good_dev *g, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(&g->pdev->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(&g->pdev->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

int good_parent(struct good_dev *g, void *buf, size_t len)
{
	struct device *dev = g->dev->parent;
	dma_addr_t dma = dma_map_single(dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev->parent, dma, len, DMA_TO_DEVICE);
	return 0;
}
