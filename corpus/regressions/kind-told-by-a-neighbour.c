// SPDX-License-Identifier: Apache-2.0
/*
 * Descriptors without a buffer point to memory of the ring itself, and a pointer beside the address says which have
 * one. dmalint took the unmap for one of that memory. Seen in an Ethernet driver outside of the kernel.
 */
#include <linux/dma-mapping.h>
#include <linux/slab.h>

struct slot {
	void *mem;
	dma_addr_t at;
};

struct ring {
	struct device *dev;
	struct slot *slots;
	void *spare;
	dma_addr_t spare_at;
	int n;
};

int ring_start(struct ring *r);

static void fill(struct ring *r, int i)
{
	void *mem = kmalloc(512, GFP_KERNEL);
	dma_addr_t at = 0;

	if (mem) {
		at = dma_map_single(r->dev, mem, 512, DMA_FROM_DEVICE);
		if (dma_mapping_error(r->dev, at)) {
			kfree(mem);
			mem = NULL;
		}
	}
	r->slots[i].mem = mem;
	r->slots[i].at = mem ? at : r->spare_at;
}

static void drain(struct ring *r)
{
	int i;

	for (i = 0; i < r->n; i++) {
		if (!r->slots[i].mem)
			continue;
		dma_unmap_single(r->dev, r->slots[i].at, 512, DMA_FROM_DEVICE);
		kfree(r->slots[i].mem);
		r->slots[i].mem = NULL;
	}
}

int ring_open(struct ring *r)
{
	int i;

	r->slots = kcalloc(r->n, sizeof(*r->slots), GFP_KERNEL);
	if (!r->slots)
		return -ENOMEM;
	r->spare = dma_alloc_coherent(r->dev, 512, &r->spare_at, GFP_KERNEL);
	if (!r->spare) {
		kfree(r->slots);
		return -ENOMEM;
	}
	for (i = 0; i < r->n; i++)
		r->slots[i].at = r->spare_at;
	if (ring_start(r))
		goto undo;
	for (i = 0; i < r->n; i++)
		fill(r, i);
	return 0;
undo:
	drain(r);
	dma_free_coherent(r->dev, 512, r->spare, r->spare_at);
	kfree(r->slots);
	return -EIO;
}

/* no neighbour is asked */
int bad_selftest(struct ring *r)
{
	r->spare = dma_alloc_coherent(r->dev, 512, &r->spare_at, GFP_KERNEL);
	if (!r->spare)
		return -ENOMEM;
	r->slots[0].at = r->spare_at;
	dma_unmap_single(r->dev, r->slots[0].at, 512, DMA_FROM_DEVICE);	// want "DMA202"
	return 0;
}
