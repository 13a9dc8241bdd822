/* SPDX-License-Identifier: Apache-2.0 */
/* DMA215: given to the device, or synced, after the unmap. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

struct bad_dev { struct device *dev; void __iomem *regs; };

int bad_use(struct bad_dev *b, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	dma_unmap_single(b->dev, dma, len, DMA_FROM_DEVICE);
	writel(lower_32_bits(dma), b->regs); // want "DMA215"
	return 0;
}

int bad_sync(struct bad_dev *b, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	dma_unmap_single(b->dev, dma, len, DMA_FROM_DEVICE);
	dma_sync_single_for_cpu(b->dev, dma, len, DMA_FROM_DEVICE); // want "DMA215"
	return 0;
}
