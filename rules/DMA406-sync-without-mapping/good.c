/* SPDX-License-Identifier: Apache-2.0 */
/* DMA406, correct: live mappings, and memory that is synced by design. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

struct good_dev { struct device *dev; void *ring; dma_addr_t ring_dma; };

int good_noncoherent(struct good_dev *g, size_t size)
{
	g->ring = dma_alloc_noncoherent(g->dev, size, &g->ring_dma, DMA_TO_DEVICE, GFP_KERNEL);
	if (!g->ring)
		return -ENOMEM;
	dma_sync_single_for_device(g->dev, g->ring_dma, size, DMA_TO_DEVICE);
	return 0;
}

int good_live(struct good_dev *g, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	dma_sync_single_for_cpu(g->dev, dma, len, DMA_FROM_DEVICE);
	dma_unmap_single(g->dev, dma, len, DMA_FROM_DEVICE);
	return 0;
}

struct good_buf { struct device *dev; void *mem; dma_addr_t dma; bool coherent; };

/* One of two kinds: a sync is right for the one. */
int good_either(struct good_buf *g, void *buf, size_t len)
{
	if (g->coherent) {
		g->mem = dma_alloc_coherent(g->dev, len, &g->dma, GFP_KERNEL);
		return g->mem ? 0 : -ENOMEM;
	}
	g->dma = dma_map_single(g->dev, buf, len, DMA_TO_DEVICE);
	return dma_mapping_error(g->dev, g->dma) ? -ENOMEM : 0;
}

void good_kick(struct good_buf *g, size_t len)
{
	dma_sync_single_for_device(g->dev, g->dma, len, DMA_TO_DEVICE);
}
