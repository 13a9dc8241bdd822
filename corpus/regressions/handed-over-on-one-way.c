// SPDX-License-Identifier: Apache-2.0
/*
 * A command times out, and the device may still read its buffer: the mapping is put where a later event will find and
 * unmap it. The exit that unmaps after an answer made dmalint say that this one forgets to. Seen in drivers outside of
 * the kernel, with a list, an IDR and a table of their own.
 */
#include <linux/dma-mapping.h>
#include <linux/idr.h>
#include <linux/list.h>
#include <linux/slab.h>

struct late {
	struct list_head node;
	struct hlist_node hash;
	dma_addr_t dma;
	size_t len;
};

struct card {
	struct device *dev;
	struct list_head late;
	struct hlist_head buckets[8];
	struct idr ids;
	void *table;
	dma_addr_t last;
};

int card_command(struct card *c, dma_addr_t dma, size_t len);
int table_put(void *table, unsigned long at, void *value);
void *table_take(void *table, unsigned long at);

void card_settle(struct card *c, int id)
{
	struct late *e = idr_remove(&c->ids, id);

	dma_unmap_single(c->dev, e->dma, e->len, DMA_TO_DEVICE);
	kfree(e);
}

void card_settle_table(struct card *c, unsigned long at)
{
	dma_addr_t dma = (dma_addr_t)table_take(c->table, at);

	dma_unmap_single(c->dev, dma, 64, DMA_TO_DEVICE);
}

void card_settle_last(struct card *c)
{
	if (c->last)
		dma_unmap_single(c->dev, c->last, 64, DMA_TO_DEVICE);
	c->last = 0;
}

static int park(struct card *c, struct late *e)
{
	return idr_alloc(&c->ids, e, 0, 0, GFP_ATOMIC);
}

/* the record is made before, and linked by a helper on one way */
int by_helper(struct card *c, void *mem, size_t len)
{
	struct late *e = kmalloc(sizeof(*e), GFP_KERNEL);
	int rc;

	if (!e)
		return -ENOMEM;
	e->len = len;
	e->dma = dma_map_single(c->dev, mem, len, DMA_TO_DEVICE);
	if (dma_mapping_error(c->dev, e->dma)) {
		kfree(e);
		return -EIO;
	}
	rc = card_command(c, e->dma, len);
	if (rc == -ETIMEDOUT) {
		park(c, e);
		return rc;
	}
	dma_unmap_single(c->dev, e->dma, len, DMA_TO_DEVICE);
	kfree(e);
	return rc;
}

/* all ways leave by one label */
int one_label(struct card *c, void *mem, size_t len)
{
	struct late *e = kmalloc(sizeof(*e), GFP_KERNEL);
	dma_addr_t dma;
	int rc = -ENOMEM;

	if (!e)
		return rc;
	dma = dma_map_single(c->dev, mem, len, DMA_TO_DEVICE);
	if (dma_mapping_error(c->dev, dma))
		goto free;
	rc = card_command(c, dma, len);
	if (rc == -ETIMEDOUT) {
		e->dma = dma;
		list_add_tail(&e->node, &c->late);
		goto out;
	}
	dma_unmap_single(c->dev, dma, len, DMA_TO_DEVICE);
free:
	kfree(e);
out:
	return rc;
}

/* the helper makes the record, too */
static int park_in_bucket(struct card *c, dma_addr_t dma, size_t len)
{
	struct late *e = kmalloc(sizeof(*e), GFP_ATOMIC);

	if (!e)
		return -ENOMEM;
	e->dma = dma;
	e->len = len;
	hlist_add_head(&e->hash, &c->buckets[len & 7]);
	return 0;
}

int in_bucket(struct card *c, void *mem, size_t len)
{
	dma_addr_t dma = dma_map_single(c->dev, mem, len, DMA_TO_DEVICE);
	int rc;

	if (dma_mapping_error(c->dev, dma))
		return -EIO;
	rc = card_command(c, dma, len);
	if (rc == -ETIMEDOUT) {
		park_in_bucket(c, dma, len);
		return rc;
	}
	dma_unmap_single(c->dev, dma, len, DMA_TO_DEVICE);
	return rc;
}

/* the handle itself goes into a table out of sight, and comes back from it */
int in_table(struct card *c, void *mem, size_t len)
{
	dma_addr_t dma = dma_map_single(c->dev, mem, len, DMA_TO_DEVICE);
	int rc;

	if (dma_mapping_error(c->dev, dma))
		return -EIO;
	rc = card_command(c, dma, len);
	if (rc == -ETIMEDOUT) {
		table_put(c->table, len, (void *)dma);
		return rc;
	}
	dma_unmap_single(c->dev, dma, len, DMA_TO_DEVICE);
	return rc;
}

/* ... or into a field that another function looks at */
int in_field(struct card *c, void *mem, size_t len)
{
	dma_addr_t dma = dma_map_single(c->dev, mem, len, DMA_TO_DEVICE);
	int rc;

	if (dma_mapping_error(c->dev, dma))
		return -EIO;
	rc = card_command(c, dma, len);
	if (rc == -ETIMEDOUT) {
		c->last = dma;
		return rc;
	}
	dma_unmap_single(c->dev, dma, len, DMA_TO_DEVICE);
	return rc;
}

/* parked on one way, forgotten on another */
int bad_other_error(struct card *c, void *mem, size_t len)
{
	struct late *e = kmalloc(sizeof(*e), GFP_KERNEL);
	dma_addr_t dma;
	int rc;

	if (!e)
		return -ENOMEM;
	dma = dma_map_single(c->dev, mem, len, DMA_TO_DEVICE);
	if (dma_mapping_error(c->dev, dma)) {
		kfree(e);
		return -EIO;
	}
	rc = card_command(c, dma, len);
	if (rc == -ETIMEDOUT) {
		e->dma = dma;
		list_add_tail(&e->node, &c->late);
		return rc;
	}
	kfree(e);
	if (rc == -EIO)
		return rc;	// want "DMA211: not unmapped on this path"
	dma_unmap_single(c->dev, dma, len, DMA_TO_DEVICE);
	return rc;
}

/* what both ways were given says nothing */
int bad_given_to_both(struct card *c, void *mem, size_t len)
{
	dma_addr_t dma = dma_map_single(c->dev, mem, len, DMA_TO_DEVICE);
	int rc;

	if (dma_mapping_error(c->dev, dma))
		return -EIO;
	rc = card_command(c, dma, len);
	if (rc == -ETIMEDOUT)
		return rc;	// want "DMA211: not unmapped on this path"
	card_command(c, dma, 0);
	dma_unmap_single(c->dev, dma, len, DMA_TO_DEVICE);
	return rc;
}
