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

/* A helper that is given memory with pages, and one that looks at what it is given. */
struct queue {
	struct device *dev;
	void *cpu, *table, **bufs, **pages;
	dma_addr_t dma, *bufs_dma;
};

int good_queue(struct queue *q, int i)
{
	q->table = kmalloc(4096, GFP_KERNEL);
	if (!q->table)
		return -ENOMEM;
	q->bufs[i] = dma_alloc_coherent(q->dev, 4096, &q->bufs_dma[i], GFP_KERNEL);
	if (!q->bufs[i]) {
		kfree(q->table);
		return -ENOMEM;
	}
	return 0;
}

void good_queue_exit(struct queue *q, int i)
{
	kfree(q->table);
	dma_free_coherent(q->dev, 4096, q->bufs[i], q->bufs_dma[i]);
}

static unsigned long pfn_of(void *cpu)
{
	return virt_to_phys(cpu) >> PAGE_SHIFT;
}

unsigned long good_table_pfn(struct queue *q)
{
	return pfn_of(q->table);
}

static struct page *any_page_of(void *cpu)
{
	return is_vmalloc_addr(cpu) ? vmalloc_to_page(cpu) : virt_to_page(cpu);
}

struct page *good_any_page(struct queue *q, int i)
{
	return any_page_of(q->bufs[i]);
}

/* The array is the driver's own, whatever its elements point to. */
unsigned long good_array(struct queue *q)
{
	return virt_to_phys(q->bufs);
}

/* Elements of two kinds. */
int good_elements(struct queue *q, dma_addr_t *dma)
{
	q->pages[0] = kmalloc(4096, GFP_KERNEL);
	if (!q->pages[0])
		return -ENOMEM;
	q->pages[1] = dma_alloc_coherent(q->dev, 4096, dma, GFP_KERNEL);
	if (!q->pages[1]) {
		kfree(q->pages[0]);
		return -ENOMEM;
	}
	return 0;
}

void good_elements_exit(struct queue *q, dma_addr_t dma)
{
	kfree(q->pages[0]);
	dma_free_coherent(q->dev, 4096, q->pages[1], dma);
}

unsigned long good_element(struct queue *q)
{
	return virt_to_phys(q->pages[0]);
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
