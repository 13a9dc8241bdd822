/* SPDX-License-Identifier: Apache-2.0 */
/* DMA204: a device and its parent. */
#include <linux/dma-mapping.h>
#include <linux/io.h>

struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
};

int bad_parent(struct bad_dev *b, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_unmap_single(b->dev->parent, dma, len, DMA_TO_DEVICE); // want "DMA204"
	return 0;
}
