/* SPDX-License-Identifier: Apache-2.0 */
/* DMA306: mappings that do not meet, or not both for writing. */
#include <linux/dma-mapping.h>
#include <linux/io.h>

struct good_dev {
	struct device *dev;
	void __iomem *regs;
	void *buf;
	void *other;
	u8 one[16] __aligned(ARCH_DMA_MINALIGN);
	u8 two[16] __aligned(ARCH_DMA_MINALIGN);
};

/* The first has ended. */
int good_one_after_the_other(struct good_dev *g)
{
	dma_addr_t dma = dma_map_single(g->dev, g->buf, 512, DMA_FROM_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	dma_unmap_single(g->dev, dma, 512, DMA_FROM_DEVICE);
	dma = dma_map_single(g->dev, g->buf, 16, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	dma_unmap_single(g->dev, dma, 16, DMA_FROM_DEVICE);
	return 0;
}

/* In place: one of the two is read. */
int good_in_place(struct good_dev *g)
{
	dma_addr_t from, to;
	int ret = -ENOMEM;

	from = dma_map_single(g->dev, g->buf, 512, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, from))
		return -ENOMEM;
	to = dma_map_single(g->dev, g->buf, 512, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, to))
		goto out;
	writel(lower_32_bits(from), g->regs);
	writel(lower_32_bits(to), g->regs);
	dma_unmap_single(g->dev, to, 512, DMA_FROM_DEVICE);
	ret = 0;
out:
	dma_unmap_single(g->dev, from, 512, DMA_TO_DEVICE);
	return ret;
}

/* Two buffers. */
int good_two(struct good_dev *g)
{
	dma_addr_t one, two;
	int ret = -ENOMEM;

	one = dma_map_single(g->dev, g->buf, 512, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, one))
		return -ENOMEM;
	two = dma_map_single(g->dev, g->other, 512, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, two))
		goto out;
	writel(lower_32_bits(one), g->regs);
	writel(lower_32_bits(two), g->regs);
	dma_unmap_single(g->dev, two, 512, DMA_FROM_DEVICE);
	ret = 0;
out:
	dma_unmap_single(g->dev, one, 512, DMA_FROM_DEVICE);
	return ret;
}

/* Members with lines of their own. */
int good_apart(struct good_dev *g)
{
	dma_addr_t one, two;
	int ret = -ENOMEM;

	one = dma_map_single(g->dev, g->one, 16, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, one))
		return -ENOMEM;
	two = dma_map_single(g->dev, g->two, 16, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, two))
		goto out;
	writel(lower_32_bits(one), g->regs);
	writel(lower_32_bits(two), g->regs);
	dma_unmap_single(g->dev, two, 16, DMA_FROM_DEVICE);
	ret = 0;
out:
	dma_unmap_single(g->dev, one, 16, DMA_FROM_DEVICE);
	return ret;
}

/* One way or the other. */
int good_either(struct good_dev *g, bool small)
{
	dma_addr_t dma;

	if (small)
		dma = dma_map_single(g->dev, g->buf, 16, DMA_FROM_DEVICE);
	else
		dma = dma_map_single(g->dev, g->buf, 512, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	dma_unmap_single(g->dev, dma, small ? 16 : 512, DMA_FROM_DEVICE);
	return 0;
}
