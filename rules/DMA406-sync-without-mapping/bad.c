/* SPDX-License-Identifier: Apache-2.0 */
/* DMA406: synced without a streaming mapping. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

struct bad_dev { struct device *dev; void *ring; dma_addr_t ring_dma; };

int bad_coherent(struct bad_dev *b, size_t size)
{
	b->ring = dma_alloc_coherent(b->dev, size, &b->ring_dma, GFP_KERNEL);
	if (!b->ring)
		return -ENOMEM;
	dma_sync_single_for_device(b->dev, b->ring_dma, size, DMA_TO_DEVICE); // want "DMA406"
	return 0;
}

int bad_failed(struct bad_dev *b, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(b->dev, dma)) {
		dma_sync_single_for_cpu(b->dev, dma, len, DMA_FROM_DEVICE); // want "DMA406"
		return -ENOMEM;
	}
	dma_unmap_single(b->dev, dma, len, DMA_FROM_DEVICE);
	return 0;
}

void bad_field(struct bad_dev *b, size_t size)
{
	dma_sync_single_for_cpu(b->dev, b->ring_dma, size, DMA_FROM_DEVICE); // want "DMA406"
}
