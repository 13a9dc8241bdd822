/* SPDX-License-Identifier: Apache-2.0 */
/* DMA213, correct: marks, one owner, other elements. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

struct good_slot { dma_addr_t dma; unsigned int len; };
struct good_dev { struct device *dev; void __iomem *regs; dma_addr_t dma; size_t len; };

static void good_release(struct good_dev *g)
{
	if (g->dma)
		dma_unmap_single(g->dev, g->dma, g->len, DMA_TO_DEVICE);
	g->dma = 0;
}

int good_twice(struct good_dev *g)
{
	good_release(g);
	good_release(g);
	return 0;
}

/* The head's slot lies before those of the fragments. */
void good_unwind(struct good_dev *g, struct good_slot *s, int i)
{
	while (i > 0) {
		i--;
		s--;
		dma_unmap_page(g->dev, s->dma, s->len, DMA_TO_DEVICE);
	}
	s--;
	dma_unmap_single(g->dev, s->dma, s->len, DMA_TO_DEVICE);
}

void good_remap(struct good_dev *g, void *buf)
{
	dma_unmap_single(g->dev, g->dma, g->len, DMA_TO_DEVICE);
	g->dma = dma_map_single(g->dev, buf, g->len, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, g->dma)) {
		g->dma = 0;
		return;
	}
	writel(lower_32_bits(g->dma), g->regs);
	dma_unmap_single(g->dev, g->dma, g->len, DMA_TO_DEVICE);
}

struct good_batch { struct device *dev; dma_addr_t dma[8]; int n; };

static void good_put(struct good_batch *g)
{
	int i;

	for (i = 0; i < g->n; i++)
		dma_unmap_page(g->dev, g->dma[i], PAGE_SIZE, DMA_TO_DEVICE);
	g->n = 0;
}

void good_put_twice(struct good_batch *g)
{
	good_put(g);
	good_put(g);
}
