/* SPDX-License-Identifier: Apache-2.0 */
/* DMA512: flags that the allocators of the DMA API refuse or ignore. */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/slab.h>

void *bad_zone(struct device *dev, size_t size, dma_addr_t *dma)
{
	return dma_alloc_coherent(dev, size, dma, GFP_KERNEL | GFP_DMA); // want "DMA512"
}

void *bad_zone_of_pool(struct dma_pool *pool, dma_addr_t *dma)
{
	return dma_pool_alloc(pool, GFP_ATOMIC | GFP_DMA32, dma); // want "DMA512"
}

void *bad_compound(struct device *dev, size_t size, dma_addr_t *dma)
{
	gfp_t flags = GFP_KERNEL | __GFP_COMP | __GFP_NOWARN;

	return dma_alloc_coherent(dev, size, dma, flags); // want "DMA512"
}

void *bad_refused_zone(struct device *dev, size_t size, dma_addr_t *dma)
{
	return dma_alloc_noncoherent(dev, size, dma, DMA_TO_DEVICE, GFP_DMA); // want "DMA512"
}
