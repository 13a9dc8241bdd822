/* SPDX-License-Identifier: Apache-2.0 */
/* DMA512, correct: flags that say how to wait, and zones where they count. */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/slab.h>

void *good_sleeping(struct device *dev, size_t size, dma_addr_t *dma)
{
	return dma_alloc_coherent(dev, size, dma, GFP_KERNEL);
}

void *good_atomic(struct dma_pool *pool, dma_addr_t *dma)
{
	return dma_pool_alloc(pool, GFP_ATOMIC, dma);
}

void *good_modifiers(struct device *dev, size_t size, dma_addr_t *dma)
{
	return dma_alloc_coherent(dev, size, dma, GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN);
}

void *good_noncoherent(struct device *dev, size_t size, dma_addr_t *dma)
{
	return dma_alloc_noncoherent(dev, size, dma, DMA_FROM_DEVICE, GFP_KERNEL);
}

/* The slab allocator obeys zones. */
void *good_slab_zone(size_t size)
{
	return kmalloc(size, GFP_KERNEL | GFP_DMA);
}

/* What the caller passes is the caller's to know. */
void *good_passed(struct device *dev, size_t size, dma_addr_t *dma, gfp_t flags)
{
	return dma_alloc_coherent(dev, size, dma, flags);
}
