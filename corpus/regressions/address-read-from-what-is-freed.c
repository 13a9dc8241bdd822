// SPDX-License-Identifier: Apache-2.0
/*
 * An array, a request or a list's entry from which the address of a buffer was read is freed; dmalint took that for
 * the end of the buffer. A buffer ends with its own pointer, with the record that it lies in, or with the packet that
 * owns it. Seen in a storage driver outside of the kernel.
 */
#include <linux/dma-mapping.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

struct pool {
	struct device *dev;
	void *base;
	struct page *page;
	dma_addr_t dma;
	struct list_head todo;
};

struct order {
	struct list_head node;
	void *mem;
	u8 raw[64];
};

int pool_ready(struct pool *p);

/* the address was an element of a table */
int first_of_table(struct pool *p)
{
	void **table = kcalloc(4, sizeof(*table), GFP_KERNEL);
	int i;

	if (!table)
		return -ENOMEM;
	for (i = 0; i < 4; i++)
		table[i] = kmalloc(512, GFP_KERNEL);
	p->base = table[0];
	p->dma = dma_map_single(p->dev, p->base, 512, DMA_TO_DEVICE);
	if (dma_mapping_error(p->dev, p->dma))
		p->base = NULL;
	kfree(table);
	return 0;
}

/* ... of pages */
int first_of_pages(struct pool *p, struct page **pages)
{
	p->page = pages[0];
	p->dma = dma_map_page(p->dev, pages[0], 0, PAGE_SIZE, DMA_FROM_DEVICE);
	kfree(pages);
	return dma_mapping_error(p->dev, p->dma) ? -EIO : 0;
}

/* ... or a member of the order for it */
int by_order(struct pool *p)
{
	struct order *o = list_first_entry(&p->todo, struct order, node);
	void *mem = o->mem;

	p->dma = dma_map_single(p->dev, o->mem, 512, DMA_TO_DEVICE);
	list_del(&o->node);
	kfree(o);
	if (dma_mapping_error(p->dev, p->dma))
		return -EIO;
	p->base = mem;
	return 0;
}

/* the order has the memory in itself */
int in_order(struct pool *p, struct order *o)
{
	p->dma = dma_map_single(p->dev, o->raw, sizeof(o->raw), DMA_TO_DEVICE);
	if (dma_mapping_error(p->dev, p->dma))
		return -EIO;
	if (!pool_ready(p)) {
		kfree(o);
		return -EBUSY;	// want "DMA211: was freed"
	}
	p->base = o;
	return 0;
}

/* the element itself is freed */
int element(struct pool *p, void **table, int i)
{
	p->dma = dma_map_single(p->dev, table[i], 512, DMA_TO_DEVICE);
	if (dma_mapping_error(p->dev, p->dma))
		return -EIO;
	if (!pool_ready(p)) {
		kfree(table[i]);
		return -EBUSY;	// want "DMA211: was freed"
	}
	p->base = table[i];
	return 0;
}

/* a packet owns its data */
int packet(struct pool *p, struct sk_buff *skb)
{
	p->dma = dma_map_single(p->dev, skb->data, skb->len, DMA_TO_DEVICE);
	if (dma_mapping_error(p->dev, p->dma))
		return -EIO;
	if (!pool_ready(p)) {
		kfree_skb(skb);
		return -EBUSY;	// want "DMA211: was freed"
	}
	p->base = skb;
	return 0;
}

void pool_end(struct pool *p)
{
	dma_unmap_single(p->dev, p->dma, 512, DMA_TO_DEVICE);
	kfree(p->base);
}

void page_end(struct pool *p)
{
	dma_unmap_page(p->dev, p->dma, PAGE_SIZE, DMA_FROM_DEVICE);
	put_page(p->page);
}
