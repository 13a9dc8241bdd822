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
