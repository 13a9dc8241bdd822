/* SPDX-License-Identifier: Apache-2.0 */
/* DMA207, correct: directions, and DMA_NONE where it is asked for. */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/io.h>

struct good_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
	enum dma_data_direction dir;
};

int good_guarded(struct good_dev *g, void *buf)
{
	dma_addr_t dma;

	if (g->dir == DMA_NONE)
		return 0;
	dma = dma_map_single(g->dev, buf, 64, g->dir);
	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, 64, g->dir);
	return 0;
}

/* Nothing is mapped, nothing is unmapped. */
void good_mark(struct good_dev *g, dma_addr_t dma)
{
	enum dma_data_direction dir = g->dir;

	g->dir = DMA_NONE;
	if (dir != DMA_NONE)
		dma_unmap_single(g->dev, dma, 64, dir);
}

/* An int that holds a direction. */
void good_int(struct good_dev *g, dma_addr_t dma, int dir)
{
	dma_unmap_single(g->dev, dma, 64, dir);
}
