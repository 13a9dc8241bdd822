/* SPDX-License-Identifier: Apache-2.0 */
/* DMA214, correct: the field is reset, the label lies behind, a mark decides. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

struct good_dev { struct device *dev; void *buf; dma_addr_t dma; size_t len; bool mapped; };

static void good_release(struct good_dev *g)
{
	if (g->dma)
		dma_unmap_single(g->dev, g->dma, g->len, DMA_TO_DEVICE);
	g->dma = 0;
}

int good_reset(struct good_dev *g)
{
	g->dma = dma_map_single(g->dev, g->buf, g->len, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, g->dma)) {
		g->dma = 0;
		good_release(g);
		return -ENOMEM;
	}
	return 0;
}

static void good_release_marked(struct good_dev *g)
{
	if (g->mapped)
		dma_unmap_single(g->dev, g->dma, g->len, DMA_TO_DEVICE);
	g->mapped = false;
}

int good_mark(struct good_dev *g)
{
	g->dma = dma_map_single(g->dev, g->buf, g->len, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, g->dma)) {
		good_release_marked(g);
		return -ENOMEM;
	}
	g->mapped = true;
	return 0;
}

struct good_xfer { const void *tx; void *rx; dma_addr_t tx_dma, rx_dma; unsigned int len; };

int good_map_both(struct good_dev *g, struct good_xfer *t)
{
	if (t->tx) {
		t->tx_dma = dma_map_single(g->dev, (void *)t->tx, t->len, DMA_TO_DEVICE);
		if (dma_mapping_error(g->dev, t->tx_dma))
			return -ENOMEM;
	}
	if (t->rx) {
		t->rx_dma = dma_map_single(g->dev, t->rx, t->len, DMA_FROM_DEVICE);
		if (dma_mapping_error(g->dev, t->rx_dma)) {
			if (t->tx)
				dma_unmap_single(g->dev, t->tx_dma, t->len, DMA_TO_DEVICE);
			return -ENOMEM;
		}
	}
	return 0;
}

void good_unmap_both(struct good_dev *g, struct good_xfer *t)
{
	if (t->tx)
		dma_unmap_single(g->dev, t->tx_dma, t->len, DMA_TO_DEVICE);
	if (t->rx)
		dma_unmap_single(g->dev, t->rx_dma, t->len, DMA_FROM_DEVICE);
}
