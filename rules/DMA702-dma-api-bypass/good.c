/* SPDX-License-Identifier: Apache-2.0 */
/* DMA702, correct: the API's own ways, and memory that has pages. */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
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

/* ---- told to the hardware ---- */

struct table {
	struct device *dev;
	u32 *pages;
	phys_addr_t base;
	dma_addr_t at;
	void __iomem *regs;
};

int good_map(struct table *t)
{
	t->at = dma_map_single(t->dev, t->pages, 4096, DMA_TO_DEVICE);
	if (dma_mapping_error(t->dev, t->at))
		return -EIO;
	writel(t->at, t->regs);
	return 0;
}

void good_unmap(struct table *t)
{
	dma_unmap_single(t->dev, t->at, 4096, DMA_TO_DEVICE);
}

/* Kept as what it is. */
void good_physical(struct table *t)
{
	t->base = virt_to_phys(t->pages);
}

/* Where a processor starts. */
void good_code(struct table *t)
{
	writel(virt_to_phys(good_physical), t->regs);
}

void good_message(struct table *t)
{
	dma_addr_t at = virt_to_phys(t->pages);

	dev_info(t->dev, "table at %llx\n", (unsigned long long)at);
}

/* Each side by itself. */
void good_device_side(struct table *t, struct scatterlist *list, int n)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(list, sg, n, i) {
		t->pages[2 * i] = sg_dma_address(sg);
		t->pages[2 * i + 1] = sg_dma_len(sg);
	}
}

void good_cpu_side(struct table *t, struct scatterlist *list, int n)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(list, sg, n, i) {
		t->pages[2 * i] = sg_phys(sg);
		t->pages[2 * i + 1] = sg->length;
	}
}
