/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A batch of pages for a receive ring: the handle lies in the page, and the page in the ring. Where a
 * later page of the batch is not to be had, dmalint called the earlier ones lost, which are in the ring as
 * after a batch that is complete. Seen in an out-of-tree network driver.
 */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/netdevice.h>

struct page_head {
	dma_addr_t dma;
};

struct slot {
	struct page *page;
	dma_addr_t dma;
};

struct ring {
	struct device *dev;
	struct slot slots[64];
	unsigned int added;
	unsigned int batch;
};

static void ring_put(struct ring *r, struct page *page)
{
	struct page_head *head = page_address(page);
	struct slot *slot = &r->slots[r->added & 63];

	slot->dma = head->dma + sizeof(*head);
	slot->page = page;
	r->added++;
}

static int ring_batch(struct ring *r)
{
	struct page_head *head;
	unsigned int n = 0;

	do {
		struct page *page = alloc_pages(GFP_ATOMIC, 0);
		dma_addr_t dma;

		if (!page)
			return -ENOMEM;
		dma = dma_map_page(r->dev, page, 0, PAGE_SIZE, DMA_FROM_DEVICE);
		if (dma_mapping_error(r->dev, dma)) {
			__free_pages(page, 0);
			return -EIO;
		}
		head = page_address(page);
		head->dma = dma;
		ring_put(r, page);
	} while (++n < r->batch);
	return 0;
}

void ring_drain(struct ring *r);
void ring_drain(struct ring *r)
{
	unsigned int i;

	for (i = 0; i < 64; i++) {
		struct page *page = r->slots[i].page;
		struct page_head *head;

		if (!page)
			continue;
		head = page_address(page);
		dma_unmap_page(r->dev, head->dma, PAGE_SIZE, DMA_FROM_DEVICE);
		__free_pages(page, 0);
	}
}

int ring_refill(struct ring *r, int want);
int ring_refill(struct ring *r, int want)
{
	int err = 0;

	while (want > 0) {
		err = ring_batch(r);
		if (err)
			break;
		want -= r->batch;
	}
	return err;
}

/* The twin: the page of this round is not in the ring yet, and goes with its handle. */
static int ring_one(struct ring *r, int full)
{
	struct page *page = alloc_pages(GFP_ATOMIC, 0);
	struct page_head *head;
	dma_addr_t dma;

	if (!page)
		return -ENOMEM;
	dma = dma_map_page(r->dev, page, 0, PAGE_SIZE, DMA_FROM_DEVICE);
	if (dma_mapping_error(r->dev, dma)) {
		__free_pages(page, 0);
		return -EIO;
	}
	head = page_address(page);
	head->dma = dma;
	if (full) {
		__free_pages(page, 0);
		return -ENOSPC;	// want "DMA211"
	}
	ring_put(r, page);
	return 0;
}

int ring_top_up(struct ring *r);
int ring_top_up(struct ring *r)
{
	return ring_one(r, r->added > 60);
}
