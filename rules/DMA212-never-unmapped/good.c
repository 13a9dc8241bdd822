/* SPDX-License-Identifier: Apache-2.0 */
/* DMA212, correct: unmapped elsewhere, by a detour, or by somebody who cannot be seen. */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/scatterlist.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <net/page_pool.h>

struct good_desc { __le32 addr; __le32 len; };
struct good_cmd { dma_addr_t dma; u32 op; };
struct good_buf { struct sk_buff *skb; dma_addr_t dma; };
union good_word { dma_addr_t handle; u64 raw; };
struct good_dev {
	struct device *dev;
	void __iomem *regs;
	struct good_desc *ring;
	struct good_buf rx[16];
	struct good_cmd cmd;
	union good_word word;
	dma_addr_t *pages;
	dma_addr_t bounce, log, queue;
	void (*done)(struct good_dev *g);
};

/* Another function, another base. */
int good_refill(struct good_dev *g, unsigned int i)
{
	struct good_buf *buf = &g->rx[i];

	buf->dma = dma_map_single(g->dev, buf->skb->data, 2048, DMA_FROM_DEVICE);
	return dma_mapping_error(g->dev, buf->dma) ? -ENOMEM : 0;
}

void good_stop(struct good_dev *g)
{
	for (int i = 0; i < 16; i++)
		dma_unmap_single(g->dev, g->rx[i].dma, 2048, DMA_FROM_DEVICE);
}

/* Read back from the descriptor. */
int good_send(struct good_dev *g, struct sk_buff *skb, unsigned int i)
{
	dma_addr_t dma = dma_map_single(g->dev, skb->data, skb->len, DMA_TO_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	g->ring[i].addr = cpu_to_le32(dma);
	g->ring[i].len = cpu_to_le32(skb->len);
	return 0;
}

void good_sent(struct good_dev *g, unsigned int i)
{
	struct good_desc *d = &g->ring[i];

	dma_unmap_single(g->dev, le32_to_cpu(d->addr), le32_to_cpu(d->len), DMA_TO_DEVICE);
}

/* By a helper that is given the handle, and one that is given its address. */
static void good_unmap(struct good_dev *g, dma_addr_t dma)
{
	dma_unmap_single(g->dev, dma, 64, DMA_BIDIRECTIONAL);
}

static void good_unmap_at(struct good_dev *g, dma_addr_t *dma)
{
	dma_unmap_single(g->dev, *dma, 64, DMA_BIDIRECTIONAL);
	*dma = 0;
}

int good_helpers(struct good_dev *g, void *buf, void *log)
{
	g->bounce = dma_map_single(g->dev, buf, 64, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(g->dev, g->bounce))
		return -ENOMEM;
	g->log = dma_map_single(g->dev, log, 64, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(g->dev, g->log)) {
		good_unmap(g, g->bounce);
		return -ENOMEM;
	}
	return 0;
}

void good_helpers_done(struct good_dev *g)
{
	good_unmap(g, g->bounce);
	good_unmap_at(g, &g->log);
}

/* A copy of the record. */
int good_command(struct good_dev *g, void *buf)
{
	g->cmd.dma = dma_map_single(g->dev, buf, 32, DMA_TO_DEVICE);
	return dma_mapping_error(g->dev, g->cmd.dma) ? -ENOMEM : 0;
}

void good_complete(struct good_dev *g)
{
	struct good_cmd cmd = g->cmd;

	dma_unmap_single(g->dev, cmd.dma, 32, DMA_TO_DEVICE);
}

/* An array behind a pointer. */
int good_pages(struct good_dev *g, struct page **pages, int n)
{
	dma_addr_t *list = g->pages;

	for (int i = 0; i < n; i++) {
		list[i] = dma_map_page(g->dev, pages[i], 0, PAGE_SIZE, DMA_FROM_DEVICE);
		if (dma_mapping_error(g->dev, list[i]))
			return -ENOMEM;
	}
	return 0;
}

void good_pages_done(struct good_dev *g, int n)
{
	while (n--)
		dma_unmap_page(g->dev, g->pages[n], PAGE_SIZE, DMA_FROM_DEVICE);
}

/* Two names of one place. */
int good_word(struct good_dev *g, void *buf)
{
	g->word.handle = dma_map_single(g->dev, buf, 16, DMA_TO_DEVICE);
	return dma_mapping_error(g->dev, g->word.handle) ? -ENOMEM : 0;
}

void good_word_done(struct good_dev *g)
{
	dma_unmap_single(g->dev, g->word.raw, 16, DMA_TO_DEVICE);
}

/* The kernel's own records are open to others. */
int good_entry(struct good_dev *g, struct scatterlist *sg, void *buf)
{
	sg->dma_address = dma_map_single(g->dev, buf, 128, DMA_TO_DEVICE);
	return dma_mapping_error(g->dev, sg->dma_address) ? -ENOMEM : 0;
}

/* So are results of functions that other modules may call. */
dma_addr_t good_export(struct good_dev *g, void *buf)
{
	return dma_map_single(g->dev, buf, 128, DMA_TO_DEVICE);
}

/* And what is passed to code out of sight. */
void good_queue_handle(struct good_dev *g, dma_addr_t dma);

int good_queue(struct good_dev *g, void *buf)
{
	g->queue = dma_map_single(g->dev, buf, 256, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, g->queue))
		return -ENOMEM;
	good_queue_handle(g, g->queue);
	return 0;
}

/* Entries of two kinds, both unmapped. */
struct good_entry {
	dma_addr_t at;
	unsigned int len;
	bool is_page;
	struct sk_buff *skb;
	struct page *page;
};

int good_send_skb(struct good_dev *b, struct good_entry *e, struct sk_buff *skb)
{
	dma_addr_t at = dma_map_single(b->dev, skb->data, skb->len, DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, at))
		return -ENOMEM;
	e->at = at;
	e->skb = skb;
	e->is_page = false;
	writel(lower_32_bits(at), b->regs);
	return 0;
}

int good_send_page(struct good_dev *b, struct good_entry *e, struct page *page)
{
	dma_addr_t at = dma_map_page(b->dev, page, 0, PAGE_SIZE, DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, at))
		return -ENOMEM;
	e->at = at;
	e->page = page;
	e->is_page = true;
	writel(lower_32_bits(at), b->regs);
	return 0;
}

void good_entry_done(struct good_dev *b, struct page_pool *pool, struct good_entry *e)
{
	if (e->is_page) {
		dma_unmap_page(b->dev, e->at, PAGE_SIZE, DMA_TO_DEVICE);
		page_pool_recycle_direct(pool, e->page);
		return;
	}
	dma_unmap_single(b->dev, e->at, e->len, DMA_TO_DEVICE);
	dev_kfree_skb_any(e->skb);
}

/* Unmapped when the device is done, given back later. */
struct good_late { dma_addr_t at; struct page *page; };

int good_send_late(struct good_dev *g, struct good_late *e, struct page *page)
{
	dma_addr_t at = dma_map_page(g->dev, page, 0, PAGE_SIZE, DMA_TO_DEVICE);

	if (dma_mapping_error(g->dev, at))
		return -ENOMEM;
	e->at = at;
	e->page = page;
	writel(lower_32_bits(at), g->regs);
	return 0;
}

void good_late_irq(struct good_dev *g, struct good_late *e)
{
	dma_unmap_page(g->dev, e->at, PAGE_SIZE, DMA_TO_DEVICE);
}

void good_late_done(struct page_pool *pool, struct good_late *e)
{
	page_pool_recycle_direct(pool, e->page);
}

/* Two tables of one ring: the one that is mapped is unmapped, the other one is just freed. */
struct good_ring {
	struct device *dev;
	u32 *desc;
	struct good_note *notes;
	dma_addr_t at;
	int count;
};

struct good_note {
	void *priv;
};

static int good_ring_map(struct good_ring *r)
{
	r->desc = kzalloc(r->count * sizeof(r->desc[0]), GFP_KERNEL);
	if (!r->desc)
		return -ENOMEM;
	r->at = dma_map_single(r->dev, r->desc, r->count * sizeof(r->desc[0]), DMA_FROM_DEVICE);
	if (dma_mapping_error(r->dev, r->at)) {
		r->at = 0;
		kfree(r->desc);
		r->desc = NULL;
		return -ENOMEM;
	}
	return 0;
}

static void good_ring_unmap(struct good_ring *r)
{
	dma_unmap_single(r->dev, r->at, r->count * sizeof(r->desc[0]), DMA_FROM_DEVICE);
	kfree(r->desc);
	r->desc = NULL;
}

int good_ring_init(struct good_ring *r)
{
	int err;

	r->notes = kcalloc(r->count, sizeof(r->notes[0]), GFP_KERNEL);
	if (!r->notes)
		return -ENOMEM;
	err = good_ring_map(r);
	if (err) {
		kfree(r->notes);
		r->notes = NULL;
	}
	return err;
}

void good_ring_fini(struct good_ring *r)
{
	good_ring_unmap(r);
	kfree(r->notes);
	r->notes = NULL;
}

struct good_queue {
	struct good_ring tx, rx;
};

int good_queue_init(struct good_queue *q)
{
	int err;

	err = good_ring_init(&q->tx);
	if (err)
		return err;
	err = good_ring_init(&q->rx);
	if (err)
		good_ring_fini(&q->tx);
	return err;
}

void good_queue_fini(struct good_queue *q)
{
	good_ring_fini(&q->tx);
	good_ring_fini(&q->rx);
}

int good_queues_restart(struct good_queue **q, int n)
{
	int i, err;

	for (i = 0; i < n; i++)
		good_queue_fini(q[i]);
	for (i = 0; i < n; i++) {
		err = good_queue_init(q[i]);
		if (err)
			goto fail;
	}
	return 0;
fail:
	for (i--; i >= 0; i--)
		good_queue_fini(q[i]);
	return err;
}
