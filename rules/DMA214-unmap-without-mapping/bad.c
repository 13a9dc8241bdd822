/* SPDX-License-Identifier: Apache-2.0 */
/* DMA214: unmapped where the map call has failed. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

#include <linux/scatterlist.h>

struct bad_dev { struct device *dev; void *buf; dma_addr_t dma; size_t len; };

/* DMA_MAPPING_ERROR is not zero. */
static void bad_release(struct bad_dev *b)
{
	if (b->dma)
		dma_unmap_single(b->dev, b->dma, b->len, DMA_TO_DEVICE); // want "DMA214"
}

int bad_helper(struct bad_dev *b)
{
	b->dma = dma_map_single(b->dev, b->buf, b->len, DMA_TO_DEVICE);
	if (dma_mapping_error(b->dev, b->dma)) {
		bad_release(b);
		return -ENOMEM;
	}
	return 0;
}

/* The list whose map call returned 0. */
int bad_list(struct bad_dev *b, struct scatterlist *sg, int nents)
{
	if (!dma_map_sg(b->dev, sg, nents, DMA_TO_DEVICE)) {
		dma_unmap_sg(b->dev, sg, nents, DMA_TO_DEVICE); // want "DMA214"
		return -ENOMEM;
	}
	dma_unmap_sg(b->dev, sg, nents, DMA_TO_DEVICE);
	return 0;
}

/* One label for all: the error value is not 0. */
int bad_label(struct bad_dev *b, void *buf, size_t len)
{
	dma_addr_t dma = 0;
	int ret = -ENOMEM;

	dma = dma_map_single(b->dev, buf, len, DMA_TO_DEVICE);
	if (dma_mapping_error(b->dev, dma))
		goto out;
	ret = 0;
out:
	if (dma)
		dma_unmap_single(b->dev, dma, len, DMA_TO_DEVICE); // want "DMA214"
	return ret;
}

struct bad_xfer { const void *tx; void *rx; dma_addr_t tx_dma, rx_dma; unsigned int len; };

/* A transfer in one direction only maps one of them. */
int bad_map_both(struct bad_dev *b, struct bad_xfer *t)
{
	if (t->tx) {
		t->tx_dma = dma_map_single(b->dev, (void *)t->tx, t->len, DMA_TO_DEVICE);
		if (dma_mapping_error(b->dev, t->tx_dma))
			return -ENOMEM;
	}
	if (t->rx) {
		t->rx_dma = dma_map_single(b->dev, t->rx, t->len, DMA_FROM_DEVICE);
		if (dma_mapping_error(b->dev, t->rx_dma)) {
			dma_unmap_single(b->dev, t->tx_dma, t->len, DMA_TO_DEVICE); // want "DMA214"
			return -ENOMEM;
		}
	}
	return 0;
}

void bad_unmap_both(struct bad_dev *b, struct bad_xfer *t)
{
	dma_unmap_single(b->dev, t->tx_dma, t->len, DMA_TO_DEVICE); // want "DMA214"
	dma_unmap_single(b->dev, t->rx_dma, t->len, DMA_FROM_DEVICE); // want "DMA214"
}

/* The question is asked for the buffer only. */
struct bad_list { struct device *dev; struct bad_item { void *buf; dma_addr_t dma; } item[16]; };

int bad_list_fill(struct bad_list *l, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		l->item[i].buf = kmalloc(256, GFP_KERNEL);
		if (!l->item[i].buf)
			return -ENOMEM;
		l->item[i].dma = dma_map_single(l->dev, l->item[i].buf, 256, DMA_FROM_DEVICE);
		if (dma_mapping_error(l->dev, l->item[i].dma)) {
			kfree(l->item[i].buf);
			l->item[i].buf = NULL;
			return -ENOMEM;
		}
	}
	return 0;
}

void bad_list_drain(struct bad_list *l)
{
	unsigned int i;

	for (i = 0; i < 16; i++) {
		dma_unmap_single(l->dev, l->item[i].dma, 256, DMA_FROM_DEVICE); // want "DMA214: asks only then"
		if (l->item[i].buf)
			kfree(l->item[i].buf);
	}
}

/* The entries are taken from where the ring stands, and given back from its start. */
struct bad_desc { dma_addr_t dma; u32 len; };
struct bad_ring { struct device *dev; void __iomem *regs; struct bad_desc *descs; int next; int size; };

static struct bad_desc *bad_next(struct bad_ring *r)
{
	int at = r->next;

	r->next = at + 1 == r->size ? 0 : at + 1;
	return r->descs + at;
}

int bad_send(struct bad_ring *r, void **parts, const u32 *lens, int n)
{
	struct bad_desc *d;
	int i;

	for (i = 0; i < n; i++) {
		d = bad_next(r);
		d->len = lens[i];
		d->dma = dma_map_single(r->dev, parts[i], lens[i], DMA_TO_DEVICE);
		if (dma_mapping_error(r->dev, d->dma))
			goto error;
	}
	writel(n, r->regs);
	return 0;
error:
	while (--i >= 0) {
		d = r->descs + i;
		dma_unmap_single(r->dev, d->dma, d->len, DMA_TO_DEVICE); // want "DMA214: first entries"
	}
	return -ENOMEM;
}

/* In helpers, both ways. */
static int bad_put(struct bad_ring *r, void *part, u32 len)
{
	struct bad_desc *d = &r->descs[r->next];

	d->dma = dma_map_single(r->dev, part, len, DMA_TO_DEVICE);
	if (dma_mapping_error(r->dev, d->dma))
		return -ENOMEM;
	d->len = len;
	r->next = (r->next + 1) % r->size;
	return 0;
}

static void bad_drop(struct bad_ring *r, struct bad_desc *d)
{
	dma_unmap_single(r->dev, d->dma, d->len, DMA_TO_DEVICE);
}

int bad_send_all(struct bad_ring *r, void **parts, u32 len, int n)
{
	int i, done = 0;

	while (done < n) {
		if (bad_put(r, parts[done], len))
			goto error;
		done++;
	}
	writel(done, r->regs);
	return done;
error:
	for (i = done - 1; i >= 0; i--)
		bad_drop(r, &r->descs[i]); // want "DMA214: first entries"
	return 0;
}
