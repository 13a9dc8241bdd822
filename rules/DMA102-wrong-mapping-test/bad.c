/* SPDX-License-Identifier: Apache-2.0 */
/* DMA102: tests that cannot see DMA_MAPPING_ERROR. */
#include <linux/dma-mapping.h>
#include <linux/io.h>

struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
};

/* Zero is not the error value. */
int bad_zero(struct bad_dev *b, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, len, DMA_TO_DEVICE);

	if (!dma) // want "DMA102"
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_unmap_single(b->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

int bad_equal_zero(struct bad_dev *b, struct page *page)
{
	dma_addr_t dma;

	dma = dma_map_page(b->dev, page, 0, PAGE_SIZE, DMA_FROM_DEVICE);
	if (dma == 0) { // want "DMA102"
		dev_err(b->dev, "cannot map\n");
		return -EFAULT;
	}
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_unmap_page(b->dev, dma, PAGE_SIZE, DMA_FROM_DEVICE);
	return 0;
}

/* Kept in 32 bits: all ones of 32 bits is not all ones of 64. */
int bad_truncated(struct bad_dev *b, void *buf, size_t len)
{
	u32 mapping = dma_map_single(b->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, mapping)) // want "DMA102: 'mapping' has only 32 bits of the handle"
		return -ENOMEM;
	writel(mapping, b->regs);
	wait_for_completion(&b->done);
	dma_unmap_single(b->dev, mapping, len, DMA_TO_DEVICE);
	return 0;
}

/* The same for a handle that is kept in a record. */
struct bad_rx { void *buf; dma_addr_t dma; };

int bad_field(struct bad_dev *b, struct bad_rx *rx)
{
	rx->dma = dma_map_single(b->dev, rx->buf, 2048, DMA_FROM_DEVICE);
	if (rx->dma == 0) // want "DMA102"
		return -ENOMEM;
	writel(lower_32_bits(rx->dma), b->regs + 4);
	return 0;
}
