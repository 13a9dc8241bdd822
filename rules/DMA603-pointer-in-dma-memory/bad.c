/* SPDX-License-Identifier: Apache-2.0 */
/* DMA603: pointers where the device can read and change them. */
#include <linux/dma-mapping.h>
#include <linux/skbuff.h>

struct bad_desc {
	__le32 status;
	__le32 len;
	u64 cookie;
	struct sk_buff *skb;
	void *context;
};

struct bad_ring {
	struct device *dev;
	struct bad_desc *desc;
	dma_addr_t dma;
	unsigned int head;
};

int bad_open(struct bad_ring *ring)
{
	ring->desc = dma_alloc_coherent(ring->dev, 4096, &ring->dma, GFP_KERNEL);
	return ring->desc ? 0 : -ENOMEM;
}

void bad_close(struct bad_ring *ring)
{
	dma_free_coherent(ring->dev, 4096, ring->desc, ring->dma);
}

void bad_member(struct bad_ring *ring, struct sk_buff *skb)
{
	ring->desc[ring->head].skb = skb; // want "DMA603"
}

/* As a number. */
void bad_cookie(struct bad_ring *ring, struct sk_buff *skb)
{
	struct bad_desc *desc = &ring->desc[ring->head];

	desc->cookie = (unsigned long)skb; // want "DMA603"
}

/* In a helper that is given the descriptor. */
static void bad_fill(struct bad_desc *desc, void *context)
{
	desc->context = context; // want "DMA603"
}

void bad_helper(struct bad_ring *ring, void *context)
{
	bad_fill(&ring->desc[ring->head], context);
}
