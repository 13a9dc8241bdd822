/* SPDX-License-Identifier: Apache-2.0 */
/* DMA603, correct: handles, numbers, and memory of the driver's own. */
#include <linux/dma-mapping.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

struct good_desc {
	__le32 status;
	__le32 len;
	__le64 addr;
	u64 cookie;
	void *context;
	struct sk_buff *skb;
};

struct good_ring {
	struct device *dev;
	struct good_desc *desc;
	struct good_desc *shadow;
	struct sk_buff *skbs[64];
	dma_addr_t dma;
	unsigned int head;
};

int good_open(struct good_ring *ring)
{
	ring->shadow = kzalloc(4096, GFP_KERNEL);
	if (!ring->shadow)
		return -ENOMEM;
	ring->desc = dma_alloc_coherent(ring->dev, 4096, &ring->dma, GFP_KERNEL);
	if (!ring->desc) {
		kfree(ring->shadow);
		return -ENOMEM;
	}
	return 0;
}

void good_close(struct good_ring *ring)
{
	dma_free_coherent(ring->dev, 4096, ring->desc, ring->dma);
	kfree(ring->shadow);
}

/* The device gets an index. */
void good_index(struct good_ring *ring, struct sk_buff *skb)
{
	ring->skbs[ring->head & 63] = skb;
	ring->desc[ring->head & 63].cookie = ring->head & 63;
}

void good_handle(struct good_ring *ring, dma_addr_t addr)
{
	ring->desc[ring->head].addr = cpu_to_le64(addr);
}

void good_clear(struct good_ring *ring)
{
	ring->desc[ring->head].context = NULL;
	ring->desc[ring->head].cookie = 0;
}

/* Memory that no device sees. */
void good_shadow(struct good_ring *ring, struct sk_buff *skb)
{
	ring->shadow[ring->head].skb = skb;
}

/* The difference of two pointers is none. */
void good_distance(struct good_ring *ring, const u8 *start, const u8 *at)
{
	ring->desc[ring->head].cookie = (u64)(at - start);
}

/* A record of the same kind on the stack. */
u64 good_stack(struct sk_buff *skb)
{
	struct good_desc desc = { .skb = skb };

	return desc.cookie;
}
