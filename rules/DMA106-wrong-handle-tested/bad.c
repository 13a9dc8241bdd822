/* SPDX-License-Identifier: Apache-2.0 */
/* DMA106: the test after the map call looks at another handle. */
#include <linux/dma-mapping.h>
#include <linux/io.h>

struct bad_slot {
	dma_addr_t dma;
	void *buf;
};

struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	dma_addr_t src;
	dma_addr_t dst;
	struct bad_slot ring[16];
};

/* Copied from the lines before. */
int bad_copy(struct bad_dev *b, void *in, void *out, size_t len)
{
	dma_addr_t src, dst;

	src = dma_map_single(b->dev, in, len, DMA_TO_DEVICE);
	if (dma_mapping_error(b->dev, src))
		return -ENOMEM;
	dst = dma_map_single(b->dev, out, len, DMA_FROM_DEVICE);
	if (dma_mapping_error(b->dev, src)) { // want "DMA106: dst"
		dma_unmap_single(b->dev, src, len, DMA_TO_DEVICE);
		return -ENOMEM;
	}
	writel(lower_32_bits(src), b->regs);
	writel(lower_32_bits(dst), b->regs + 4);
	dma_unmap_single(b->dev, dst, len, DMA_FROM_DEVICE);
	dma_unmap_single(b->dev, src, len, DMA_TO_DEVICE);
	return 0;
}

/* The other field. */
int bad_field(struct bad_dev *b, void *out, size_t len)
{
	b->dst = dma_map_single(b->dev, out, len, DMA_FROM_DEVICE);
	if (dma_mapping_error(b->dev, b->src)) // want "DMA106: b->dst"
		return -ENOMEM;
	writel(lower_32_bits(b->dst), b->regs);
	dma_unmap_single(b->dev, b->dst, len, DMA_FROM_DEVICE);
	return 0;
}
