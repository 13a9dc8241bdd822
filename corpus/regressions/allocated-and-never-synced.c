// SPDX-License-Identifier: Apache-2.0
/*
 * Memory that is allocated for a direction is the device's and the CPU's in turns, as mapped memory is, and freeing
 * it is no sync: a driver that syncs nothing reads what the caches hold. dmalint has taken such memory for coherent.
 */
#include <linux/dma-mapping.h>
#include <linux/io.h>

struct entry { u32 at, len; };

struct box {
	struct device *dev;
	struct entry *ring;
	u32 *done, *head, *coherent;
	dma_addr_t ring_at, done_at, head_at, coherent_at;
	void __iomem *reg;
};

int box_init(struct box *b)
{
	b->ring = dma_alloc_noncoherent(b->dev, 4096, &b->ring_at, DMA_BIDIRECTIONAL, GFP_KERNEL);
	b->done = dma_alloc_noncoherent(b->dev, 4096, &b->done_at, DMA_FROM_DEVICE, GFP_KERNEL);
	b->head = dma_alloc_noncoherent(b->dev, 4096, &b->head_at, DMA_TO_DEVICE, GFP_KERNEL);
	b->coherent = dma_alloc_coherent(b->dev, 4096, &b->coherent_at, GFP_KERNEL);
	return b->ring && b->done && b->head && b->coherent ? 0 : -ENOMEM;
}

u32 box_length(struct box *b, int i)
{
	return b->ring[i].len;	// want "DMA402"
}

u32 box_done(struct box *b)
{
	return b->done[0];	// want "DMA402"
}

u32 box_head(struct box *b)
{
	return b->head[0];
}

u32 box_coherent(struct box *b)
{
	return b->coherent[0];
}
