/* SPDX-License-Identifier: Apache-2.0 */
/* DMA106, correct: each handle has its own test. */
#include <linux/dma-mapping.h>
#include <linux/io.h>

struct good_slot {
	dma_addr_t dma;
	void *buf;
};

struct good_dev {
	struct device *dev;
	void __iomem *regs;
	unsigned int tail;
	struct good_slot ring[16];
};

/* Two maps, two tests. */
int good_pair(struct good_dev *g, void *in, void *out, size_t len)
{
	dma_addr_t src = dma_map_single(g->dev, in, len, DMA_TO_DEVICE);
	dma_addr_t dst = dma_map_single(g->dev, out, len, DMA_FROM_DEVICE);
	int ret = -ENOMEM;

	if (dma_mapping_error(g->dev, src) || dma_mapping_error(g->dev, dst))
		goto out;
	writel(lower_32_bits(src), g->regs);
	writel(lower_32_bits(dst), g->regs + 4);
	ret = 0;
out:
	if (!dma_mapping_error(g->dev, dst))
		dma_unmap_single(g->dev, dst, len, DMA_FROM_DEVICE);
	if (!dma_mapping_error(g->dev, src))
		dma_unmap_single(g->dev, src, len, DMA_TO_DEVICE);
	return ret;
}

/* The same element in other words. */
int good_slot(struct good_dev *g, size_t len)
{
	struct good_slot *slot = &g->ring[g->tail % 16];

	slot->dma = dma_map_single(g->dev, slot->buf, len, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, g->ring[g->tail & 15].dma))
		return -ENOMEM;
	writel(lower_32_bits(slot->dma), g->regs);
	dma_unmap_single(g->dev, slot->dma, len, DMA_FROM_DEVICE);
	return 0;
}
