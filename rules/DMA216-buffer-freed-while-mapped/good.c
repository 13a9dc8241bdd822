/* SPDX-License-Identifier: Apache-2.0 */
/* DMA216, correct: unmapped first, other records, other indices. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

struct good_half { void *buf; dma_addr_t dma; };
struct good_job { struct device *dev; struct good_half in, out; };

int good_map(struct good_job *j, size_t len)
{
	j->in.dma = dma_map_single(j->dev, j->in.buf, len, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(j->dev, j->in.dma))
		return -ENOMEM;
	j->out.dma = dma_map_single(j->dev, j->out.buf, len, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(j->dev, j->out.dma)) {
		dma_unmap_single(j->dev, j->in.dma, len, DMA_BIDIRECTIONAL);
		return -ENOMEM;
	}
	return 0;
}

void good_release(struct good_job *j, size_t len)
{
	dma_unmap_single(j->dev, j->in.dma, len, DMA_BIDIRECTIONAL);
	kfree(j->in.buf);
	dma_unmap_single(j->dev, j->out.dma, len, DMA_BIDIRECTIONAL);
	kfree(j->out.buf);
}

/* Helpers in the right order; another one's buffer; a handle that serves for a new buffer. */
struct good_pair { struct device *dev; void *buf; dma_addr_t dma; void *spare; };

static int good_pair_fill(struct good_pair *p)
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

static void good_pair_free(struct good_pair *p)
{
	kfree(p->buf);
	p->buf = NULL;
}

static void good_pair_free_spare(struct good_pair *p)
{
	kfree(p->spare);
	p->spare = NULL;
}

static void good_pair_unmap(struct good_pair *p)
{
	dma_unmap_single(p->dev, p->dma, 128, DMA_FROM_DEVICE);
}

void good_pair_stop(struct good_pair *p)
{
	good_pair_free_spare(p);
	good_pair_unmap(p);
	good_pair_free(p);
}

int good_pair_again(struct good_pair *p)
{
	good_pair_unmap(p);
	good_pair_free(p);
	return good_pair_fill(p);
}

/* A packet around the page: freed after the unmap; with a reference more than one; around another page. */
struct good_pages { struct device *dev; struct page *page[16], *spare[16]; dma_addr_t dma[16]; u32 ports; };

int good_pages_fill(struct good_pages *r, int i)
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

struct sk_buff *good_pages_take(struct good_pages *r, int i)
{
	struct sk_buff *skb = build_skb(page_address(r->page[i]), PAGE_SIZE);

	dma_unmap_page(r->dev, r->dma[i], PAGE_SIZE, DMA_FROM_DEVICE);
	if (skb && skb->data[0] >= r->ports) {
		kfree_skb(skb);
		skb = NULL;
	}
	return skb;
}

void good_pages_look(struct good_pages *r, int i)
{
	struct sk_buff *skb;

	get_page(r->page[i]);
	skb = build_skb(page_address(r->page[i]), PAGE_SIZE);
	kfree_skb(skb);
	dma_unmap_page(r->dev, r->dma[i], PAGE_SIZE, DMA_FROM_DEVICE);
	put_page(r->page[i]);
}

void good_pages_spare(struct good_pages *r, int i)
{
	struct sk_buff *skb = build_skb(page_address(r->spare[i]), PAGE_SIZE);

	kfree_skb(skb);
	dma_unmap_page(r->dev, r->dma[i], PAGE_SIZE, DMA_FROM_DEVICE);
	__free_page(r->page[i]);
}

/* The field of the handle serves for two kinds of buffers, unmapped first; a third one was never mapped. */
struct good_entry { union { struct sk_buff *skb; void *raw; }; void *note; dma_addr_t dma; u32 len; bool is_raw; };
struct good_queue { struct device *dev; struct good_entry entries[16]; };

int good_queue_skb(struct good_queue *q, struct good_entry *e, struct sk_buff *skb)
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

int good_queue_raw(struct good_queue *q, struct good_entry *e, void *raw, u32 len)
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

void good_queue_clean(struct good_queue *q, struct good_entry *e)
{
	kfree(e->note);
	dma_unmap_single(q->dev, e->dma, e->len, DMA_BIDIRECTIONAL);
	if (e->is_raw)
		kfree(e->raw);
	else
		kfree_skb(e->skb);
}

/* The buffer of one entry, the mapping of another. */
void good_queue_shift(struct good_queue *q, struct good_entry *e, struct good_entry *next)
{
	kfree_skb(e->skb);
	dma_unmap_single(q->dev, next->dma, next->len, DMA_BIDIRECTIONAL);
}

/* Of two fields side by side, the handle may be that of the other one. */
struct good_bounce { struct device *dev; void *buf, *bounce; dma_addr_t dma; };

int good_bounce_map(struct good_bounce *b, u32 len)
{
	b->dma = dma_map_single(b->dev, b->buf, len, DMA_BIDIRECTIONAL);
	return dma_mapping_error(b->dev, b->dma);
}

int good_bounce_copy(struct good_bounce *b, u32 len)
{
	b->dma = dma_map_single(b->dev, b->bounce, len, DMA_BIDIRECTIONAL);
	return dma_mapping_error(b->dev, b->dma);
}

void good_bounce_done(struct good_bounce *b, u32 len)
{
	kfree(b->buf);
	dma_unmap_single(b->dev, b->dma, len, DMA_BIDIRECTIONAL);
}
