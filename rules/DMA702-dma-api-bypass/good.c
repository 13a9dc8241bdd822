/* SPDX-License-Identifier: Apache-2.0 */
/* DMA702, correct: the API's own ways, and memory that has pages. */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

struct ring {
	struct device *dev;
	void *cpu, *table, *either, *pages, *any;
	dma_addr_t dma, either_dma, pages_dma, any_dma;
};

int good_init(struct ring *r)
{
	r->cpu = dma_alloc_coherent(r->dev, 4096, &r->dma, GFP_KERNEL);
	return r->cpu ? 0 : -ENOMEM;
}

void good_exit(struct ring *r)
{
	dma_free_coherent(r->dev, 4096, r->cpu, r->dma);
}

int good_mmap(struct ring *r, struct vm_area_struct *vma)
{
	return dma_mmap_coherent(r->dev, vma, r->cpu, r->dma, 4096);
}

/* The slab's memory has pages and a physical address. */
int good_table(struct ring *r)
{
	r->table = kmalloc(4096, GFP_KERNEL);
	return r->table ? 0 : -ENOMEM;
}

struct page *good_table_page(struct ring *r)
{
	return virt_to_page(r->table);
}

void good_table_exit(struct ring *r)
{
	kfree(r->table);
}

/* Pages that the API gives and that drivers sync by themselves. */
int good_pages(struct ring *r)
{
	r->pages = dma_alloc_noncoherent(r->dev, 4096, &r->pages_dma, DMA_FROM_DEVICE, GFP_KERNEL);
	return r->pages ? 0 : -ENOMEM;
}

void good_pages_exit(struct ring *r)
{
	dma_free_noncoherent(r->dev, 4096, r->pages, r->pages_dma, DMA_FROM_DEVICE);
}

struct page *good_pages_page(struct ring *r)
{
	return virt_to_page(r->pages);
}

/* Two sources: which one holds is not known here. */
int good_either_coherent(struct ring *r)
{
	r->either = dma_alloc_coherent(r->dev, 64, &r->either_dma, GFP_KERNEL);
	return r->either ? 0 : -ENOMEM;
}

void good_either_coherent_exit(struct ring *r)
{
	dma_free_coherent(r->dev, 64, r->either, r->either_dma);
}

int good_either_slab(struct ring *r)
{
	r->either = kmalloc(64, GFP_KERNEL);
	return r->either ? 0 : -ENOMEM;
}

unsigned long good_either(struct ring *r)
{
	return virt_to_phys(r->either);
}

/* Asked before: the driver knows of both kinds. */
int good_asked_init(struct ring *r)
{
	r->any = dma_alloc_coherent(r->dev, 4096, &r->any_dma, GFP_KERNEL);
	return r->any ? 0 : -ENOMEM;
}

void good_asked_exit(struct ring *r)
{
	dma_free_coherent(r->dev, 4096, r->any, r->any_dma);
}

struct page *good_asked(struct ring *r)
{
	return is_vmalloc_addr(r->any) ? vmalloc_to_page(r->any) : virt_to_page(r->any);
}

/* The caller's to know. */
unsigned long good_given(void *cpu)
{
	return virt_to_phys(cpu);
}
