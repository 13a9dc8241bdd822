// SPDX-License-Identifier: Apache-2.0
/*
 * Packets keep their handle in one place of theirs, whoever mapped them. Those that come out of a container into which
 * this file puts nothing were mapped elsewhere; dmalint compared their unmap with the map call of others. Seen in a
 * wireless driver of two modules outside of the kernel.
 */
#include <linux/dma-mapping.h>
#include <linux/idr.h>
#include <linux/list.h>
#include <linux/skbuff.h>

struct note {
	dma_addr_t at;
};

#define NOTE(skb) ((struct note *)(skb)->cb)

struct half {
	struct device *dev;
	struct idr theirs, ours;
	struct sk_buff_head done;
	struct list_head waiting;
};

struct buffer {
	struct list_head node;
	dma_addr_t dma;
	void *mem;
};

int refill(struct half *h);

int send(struct half *h, struct sk_buff *skb)
{
	dma_addr_t at = dma_map_single(h->dev, skb->data, skb->len, DMA_TO_DEVICE);

	if (dma_mapping_error(h->dev, at))
		return -ENOMEM;
	NOTE(skb)->at = at;
	return idr_alloc(&h->ours, skb, 0, 64, GFP_ATOMIC);
}

/* filled by the other module */
void reap(struct half *h, int id)
{
	struct sk_buff *skb = idr_remove(&h->theirs, id);

	dma_unmap_single(h->dev, NOTE(skb)->at, skb->len, DMA_FROM_DEVICE);
	kfree_skb(skb);
	refill(h);
}

void peek(struct half *h, int id)
{
	struct sk_buff *skb = idr_find(&h->theirs, id);

	dma_sync_single_for_cpu(h->dev, NOTE(skb)->at, skb->len, DMA_FROM_DEVICE);
}

void reap_queue(struct half *h)
{
	struct sk_buff *skb = skb_dequeue(&h->done);

	dma_unmap_single(h->dev, NOTE(skb)->at, skb->len, DMA_FROM_DEVICE);
	kfree_skb(skb);
}

/* what this file has put there itself */
void bad_sent(struct half *h, int id)
{
	struct sk_buff *skb = idr_remove(&h->ours, id);

	dma_unmap_single(h->dev, NOTE(skb)->at, skb->len, DMA_FROM_DEVICE);	// want "DMA201"
	kfree_skb(skb);
}

int lend(struct half *h, struct buffer *b)
{
	b->dma = dma_map_single(h->dev, b->mem, 64, DMA_TO_DEVICE);
	return dma_mapping_error(h->dev, b->dma) ? -ENOMEM : 0;
}

/* a list that others fill */
void take(struct half *h)
{
	struct buffer *b = list_first_entry(&h->waiting, struct buffer, node);

	list_del(&b->node);
	dma_unmap_single(h->dev, b->dma, 64, DMA_FROM_DEVICE);
}
