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

/* One helper frees, another one unmaps. */
struct bad_pair { struct device *dev; void *buf; dma_addr_t dma; };

int bad_pair_fill(struct bad_pair *p)
{
	p->buf = kmalloc(128, GFP_KERNEL);
	if (!p->buf)
		return -ENOMEM;
	p->dma = dma_map_single(p->dev, p->buf, 128, DMA_FROM_DEVICE);
	if (dma_mapping_error(p->dev, p->dma)) {
		kfree(p->buf);
		return -ENOMEM;
	}
	return 0;
}

static void bad_pair_free(struct bad_pair *p)
{
	kfree(p->buf);
	p->buf = NULL;
}

static void bad_pair_unmap(struct bad_pair *p)
{
	dma_unmap_single(p->dev, p->dma, 128, DMA_FROM_DEVICE);
}

void bad_pair_stop(struct bad_pair *p)
{
	bad_pair_free(p); // want "DMA216"
	bad_pair_unmap(p);
}

/* A packet that was built around the page takes it along. */
struct bad_pages { struct device *dev; struct page *page[16]; dma_addr_t dma[16]; u32 ports; };

int bad_pages_fill(struct bad_pages *r, int i)
{
	struct page *page = dev_alloc_page();

	if (!page)
		return -ENOMEM;
	r->dma[i] = dma_map_page(r->dev, page, 0, PAGE_SIZE, DMA_FROM_DEVICE);
	if (dma_mapping_error(r->dev, r->dma[i])) {
		__free_page(page);
		return -ENOMEM;
	}
	r->page[i] = page;
	return 0;
}

struct sk_buff *bad_pages_take(struct bad_pages *r, int i)
{
	struct sk_buff *skb;

	dma_sync_single_for_cpu(r->dev, r->dma[i], PAGE_SIZE, DMA_FROM_DEVICE);
	skb = build_skb(page_address(r->page[i]), PAGE_SIZE);
	if (skb && skb->data[0] >= r->ports) {
		kfree_skb(skb); // want "DMA216"
		skb = NULL;
	}
	dma_unmap_page(r->dev, r->dma[i], PAGE_SIZE, DMA_FROM_DEVICE);
	return skb;
}

/* One field keeps what is mapped, another one says which of two: the first that is freed before the unmap is told of. */
struct bad_entry { union { struct sk_buff *skb; void *raw; }; dma_addr_t dma; u32 len; bool is_raw; };
struct bad_queue { struct device *dev; struct bad_entry entries[16]; };

int bad_queue_skb(struct bad_queue *q, struct bad_entry *e, struct sk_buff *skb)
{
	dma_addr_t at = dma_map_single(q->dev, skb->data, skb->len, DMA_BIDIRECTIONAL);

	if (dma_mapping_error(q->dev, at))
		return -ENOMEM;
	e->skb = skb;
	e->dma = at;
	e->len = skb->len;
	e->is_raw = false;
	return 0;
}

int bad_queue_raw(struct bad_queue *q, struct bad_entry *e, void *raw, u32 len)
{
	dma_addr_t at = dma_map_single(q->dev, raw, len, DMA_BIDIRECTIONAL);

	if (dma_mapping_error(q->dev, at))
		return -ENOMEM;
	e->raw = raw;
	e->dma = at;
	e->len = len;
	e->is_raw = true;
	return 0;
}

void bad_queue_clean(struct bad_queue *q, struct bad_entry *e)
{
	if (e->is_raw)
		kfree(e->raw); // want "DMA216"
	else
		kfree_skb(e->skb);
	dma_unmap_single(q->dev, e->dma, e->len, DMA_BIDIRECTIONAL);
}
