/* SPDX-License-Identifier: Apache-2.0 */
/* DMA216: freed first, unmapped afterwards. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

struct bad_ring {
	struct device *dev;
	struct sk_buff *skb[16];
	dma_addr_t dma[16];
	unsigned int size;
};

int bad_fill(struct bad_ring *r, int i, struct sk_buff *skb)
{
	r->skb[i] = skb;
	r->dma[i] = dma_map_single(r->dev, skb->data, r->size, DMA_FROM_DEVICE);
	if (dma_mapping_error(r->dev, r->dma[i])) {
		r->skb[i] = NULL;
		return -ENOMEM;
	}
	return 0;
}

void bad_clear(struct bad_ring *r, int i)
{
	kfree_skb(r->skb[i]); // want "DMA216"
	dma_unmap_single(r->dev, r->dma[i], r->size, DMA_FROM_DEVICE);
}
