/* SPDX-License-Identifier: Apache-2.0 */
/* DMA214, correct: the field is reset, the label lies behind, a mark decides. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

struct good_dev { struct device *dev; void *buf; dma_addr_t dma; size_t len; bool mapped; };

static void good_release(struct good_dev *g)
{
	if (g->dma)
		dma_unmap_single(g->dev, g->dma, g->len, DMA_TO_DEVICE);
	g->dma = 0;
}

int good_reset(struct good_dev *g)
{
	g->dma = dma_map_single(g->dev, g->buf, g->len, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, g->dma)) {
		g->dma = 0;
		good_release(g);
		return -ENOMEM;
	}
	return 0;
}

static void good_release_marked(struct good_dev *g)
{
	if (g->mapped)
		dma_unmap_single(g->dev, g->dma, g->len, DMA_TO_DEVICE);
	g->mapped = false;
}

int good_mark(struct good_dev *g)
{
	g->dma = dma_map_single(g->dev, g->buf, g->len, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, g->dma)) {
		good_release_marked(g);
		return -ENOMEM;
	}
	g->mapped = true;
	return 0;
}

struct good_xfer { const void *tx; void *rx; dma_addr_t tx_dma, rx_dma; unsigned int len; };

int good_map_both(struct good_dev *g, struct good_xfer *t)
{
	if (t->tx) {
		t->tx_dma = dma_map_single(g->dev, (void *)t->tx, t->len, DMA_TO_DEVICE);
		if (dma_mapping_error(g->dev, t->tx_dma))
			return -ENOMEM;
	}
	if (t->rx) {
		t->rx_dma = dma_map_single(g->dev, t->rx, t->len, DMA_FROM_DEVICE);
		if (dma_mapping_error(g->dev, t->rx_dma)) {
			if (t->tx)
				dma_unmap_single(g->dev, t->tx_dma, t->len, DMA_TO_DEVICE);
			return -ENOMEM;
		}
	}
	return 0;
}

void good_unmap_both(struct good_dev *g, struct good_xfer *t)
{
	if (t->tx)
		dma_unmap_single(g->dev, t->tx_dma, t->len, DMA_TO_DEVICE);
	if (t->rx)
		dma_unmap_single(g->dev, t->rx_dma, t->len, DMA_FROM_DEVICE);
}

/* The entry gets the packet when it is mapped, or loses it when that fails; or nobody asks for it. */
struct good_entry { struct sk_buff *skb, *last; dma_addr_t dma; unsigned int len; };

int good_entry_send(struct good_dev *g, struct good_entry *e, struct sk_buff *skb)
{
	dma_addr_t dma = dma_map_single(g->dev, skb->data, skb->len, DMA_TO_DEVICE);

	if (dma_mapping_error(g->dev, dma)) {
		dev_kfree_skb_any(skb);
		return 0;
	}
	e->skb = skb;
	e->dma = dma;
	e->len = skb->len;
	return 1;
}

int good_entry_reset(struct good_dev *g, struct good_entry *e, struct sk_buff *skb)
{
	e->skb = skb;
	e->len = skb->len;
	e->dma = dma_map_single(g->dev, skb->data, skb->len, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, e->dma)) {
		dev_kfree_skb_any(skb);
		e->skb = NULL;
		return 0;
	}
	return 1;
}

int good_entry_noted(struct good_dev *g, struct good_entry *e, struct sk_buff *skb)
{
	e->last = skb;
	e->dma = dma_map_single(g->dev, skb->data, skb->len, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, e->dma)) {
		dev_kfree_skb_any(skb);
		return 0;
	}
	e->skb = skb;
	e->len = skb->len;
	return 1;
}

/* The packet is not freed: the caller will send it again. */
int good_entry_busy(struct good_dev *g, struct good_entry *e, struct sk_buff *skb)
{
	e->skb = skb;
	e->len = skb->len;
	e->dma = dma_map_single(g->dev, skb->data, skb->len, DMA_TO_DEVICE);
	return dma_mapping_error(g->dev, e->dma) ? -EBUSY : 0;
}

void good_entry_clean(struct good_dev *g, struct good_entry *e)
{
	if (!e->skb)
		return;
	dma_unmap_single(g->dev, e->dma, e->len, DMA_TO_DEVICE);
	dev_kfree_skb_any(e->skb);
	e->skb = NULL;
}

/* Asked before, by the buffer or by the handle; or all are there, and nobody asks. */
struct good_list { struct device *dev; struct good_item { void *buf; dma_addr_t dma; } item[16]; };

int good_list_fill(struct good_list *l, unsigned int i)
{
	l->item[i].buf = kmalloc(256, GFP_KERNEL);
	if (!l->item[i].buf)
		return -ENOMEM;
	l->item[i].dma = dma_map_single(l->dev, l->item[i].buf, 256, DMA_FROM_DEVICE);
	if (dma_mapping_error(l->dev, l->item[i].dma)) {
		kfree(l->item[i].buf);
		l->item[i].buf = NULL;
		l->item[i].dma = 0;
		return -ENOMEM;
	}
	return 0;
}

void good_list_drain(struct good_list *l)
{
	unsigned int i;

	for (i = 0; i < 16; i++) {
		if (!l->item[i].buf)
			continue;
		dma_unmap_single(l->dev, l->item[i].dma, 256, DMA_FROM_DEVICE);
		kfree(l->item[i].buf);
		l->item[i].buf = NULL;
	}
}

void good_list_drain_by_handle(struct good_list *l)
{
	unsigned int i;

	for (i = 0; i < 16; i++) {
		if (l->item[i].dma)
			dma_unmap_single(l->dev, l->item[i].dma, 256, DMA_FROM_DEVICE);
		if (l->item[i].buf)
			kfree(l->item[i].buf);
	}
}

void good_list_drain_all(struct good_list *l)
{
	unsigned int i;

	for (i = 0; i < 16; i++) {
		dma_unmap_single(l->dev, l->item[i].dma, 256, DMA_FROM_DEVICE);
		kfree(l->item[i].buf);
	}
}

/* What was taken by the cursor is given back by the cursor. */
struct good_desc { dma_addr_t dma; u32 len; };
struct good_ring { struct device *dev; void __iomem *regs; struct good_desc *descs; int next; int size; };

static struct good_desc *good_next(struct good_ring *r)
{
	int at = r->next;

	r->next = at + 1 == r->size ? 0 : at + 1;
	return r->descs + at;
}

int good_send(struct good_ring *r, void **parts, const u32 *lens, int n)
{
	struct good_desc *d;
	int i;

	for (i = 0; i < n; i++) {
		d = good_next(r);
		d->len = lens[i];
		d->dma = dma_map_single(r->dev, parts[i], lens[i], DMA_TO_DEVICE);
		if (dma_mapping_error(r->dev, d->dma))
			goto error;
	}
	writel(n, r->regs);
	return 0;
error:
	r->next = r->next ? r->next - 1 : r->size - 1;
	while (--i >= 0) {
		r->next = r->next ? r->next - 1 : r->size - 1;
		d = r->descs + r->next;
		dma_unmap_single(r->dev, d->dma, d->len, DMA_TO_DEVICE);
	}
	return -ENOMEM;
}

/* From where the ring stood. */
int good_send_from(struct good_ring *r, void **parts, const u32 *lens, int n)
{
	int i, first = r->next, last = first;

	for (i = 0; i < n; i++) {
		struct good_desc *d = good_next(r);

		d->len = lens[i];
		d->dma = dma_map_single(r->dev, parts[i], lens[i], DMA_TO_DEVICE);
		if (dma_mapping_error(r->dev, d->dma))
			goto error;
		last = r->next;
	}
	writel(n, r->regs);
	return 0;
error:
	for (i = last - 1; i >= first; i--)
		dma_unmap_single(r->dev, r->descs[i].dma, r->descs[i].len, DMA_TO_DEVICE);
	return -ENOMEM;
}

/* The ring begins anew for each message. */
int good_send_message(struct good_ring *r, void **parts, const u32 *lens, int n)
{
	int i;

	r->next = 0;
	for (i = 0; i < n; i++) {
		struct good_desc *d = good_next(r);

		d->len = lens[i];
		d->dma = dma_map_single(r->dev, parts[i], lens[i], DMA_TO_DEVICE);
		if (dma_mapping_error(r->dev, d->dma))
			goto error;
	}
	writel(n, r->regs);
	return 0;
error:
	while (--i >= 0)
		dma_unmap_single(r->dev, r->descs[i].dma, r->descs[i].len, DMA_TO_DEVICE);
	return -ENOMEM;
}

/* The counter named the entries on the way there, too. */
int good_fill(struct good_ring *r, void **parts, u32 len)
{
	int i;

	for (i = 0; i < r->size; i++) {
		r->descs[i].dma = dma_map_single(r->dev, parts[i], len, DMA_FROM_DEVICE);
		if (dma_mapping_error(r->dev, r->descs[i].dma))
			goto error;
	}
	writel(good_next(r)->len, r->regs);
	return 0;
error:
	while (--i >= 0)
		dma_unmap_single(r->dev, r->descs[i].dma, len, DMA_FROM_DEVICE);
	return -ENOMEM;
}

/* The length, and a bit of the flags, are set where the map call has succeeded, and nowhere else. */
#define GOOD_MAPPED 4
struct good_part { dma_addr_t dma; u32 len; u32 flags; void *mem; };

int good_part_start(struct good_dev *g, struct good_part *part, int n)
{
	int i;

	for (i = 0; i < n; i++, part++) {
		part->dma = dma_map_single(g->dev, part->mem, 64, DMA_FROM_DEVICE);
		if (dma_mapping_error(g->dev, part->dma))
			goto undo;
		part->len = 64;
	}
	return 0;
undo:
	for (; i >= 0; i--, part--) {
		if (!part->len)
			continue;
		dma_unmap_single(g->dev, part->dma, part->len, DMA_FROM_DEVICE);
		part->len = 0;
	}
	return -ENOMEM;
}

int good_part_ask(struct good_part *part);

int good_part_bit(struct good_dev *g, struct good_part *part)
{
	part->dma = dma_map_single(g->dev, part->mem, 64, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, part->dma))
		goto undo;
	part->flags |= GOOD_MAPPED;
	if (good_part_ask(part))
		goto undo;
	return 0;
undo:
	if (part->flags & GOOD_MAPPED)
		dma_unmap_single(g->dev, part->dma, 64, DMA_FROM_DEVICE);
	part->flags &= ~GOOD_MAPPED;
	return -EIO;
}
