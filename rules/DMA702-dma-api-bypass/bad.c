/* SPDX-License-Identifier: Apache-2.0 */
/* DMA702: physical addresses and pages of coherent memory. */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

struct ring {
	struct device *dev;
	void *cpu, *block;
	dma_addr_t dma, block_dma;
	struct dma_pool *pool;
};

int bad_init(struct ring *r)
{
	r->cpu = dma_alloc_coherent(r->dev, 4096, &r->dma, GFP_KERNEL);
	return r->cpu ? 0 : -ENOMEM;
}

void bad_exit(struct ring *r)
{
	dma_free_coherent(r->dev, 4096, r->cpu, r->dma);
}

int bad_mmap(struct ring *r, struct vm_area_struct *vma)
{
	unsigned long pfn = virt_to_phys(r->cpu) >> PAGE_SHIFT; // want "DMA702"

	return remap_pfn_range(vma, vma->vm_start, pfn, 4096, vma->vm_page_prot);
}

struct page *bad_fault(struct ring *r, unsigned long offset)
{
	return vmalloc_to_page(r->cpu + offset); // want "DMA702"
}

unsigned long bad_on_path(struct device *dev, dma_addr_t *dma)
{
	void *cpu = dma_alloc_coherent(dev, 64, dma, GFP_KERNEL);
	unsigned long at;

	if (!cpu)
		return 0;
	at = __pa(cpu); // want "DMA702"
	dma_free_coherent(dev, 64, cpu, *dma);
	return at;
}

int bad_block(struct ring *r)
{
	r->block = dma_pool_alloc(r->pool, GFP_KERNEL, &r->block_dma);
	return r->block ? 0 : -ENOMEM;
}

void bad_block_exit(struct ring *r)
{
	dma_pool_free(r->pool, r->block, r->block_dma);
}

struct page *bad_page(struct ring *r)
{
	return virt_to_page(r->block); // want "DMA702"
}

/* In a helper, which allocates, converts or does both. */
struct queue {
	struct device *dev;
	void *cpu, **bufs;
	dma_addr_t dma, *bufs_dma;
};

static int fill_queue(struct queue *q)
{
	q->cpu = dma_alloc_coherent(q->dev, 4096, &q->dma, GFP_KERNEL);
	return q->cpu ? 0 : -ENOMEM;
}

void bad_queue_exit(struct queue *q)
{
	dma_free_coherent(q->dev, 4096, q->cpu, q->dma);
}

int bad_queue(struct queue *q, u64 *key)
{
	if (fill_queue(q))
		return -ENOMEM;
	*key = virt_to_phys(q->cpu); // want "DMA702"
	return 0;
}

static int map_to_user(struct vm_area_struct *vma, void *cpu)
{
	return remap_pfn_range(vma, vma->vm_start, virt_to_phys(cpu) >> PAGE_SHIFT, 4096,
			       vma->vm_page_prot);
}

int bad_queue_mmap(struct queue *q, struct vm_area_struct *vma)
{
	return map_to_user(vma, q->cpu); // want "DMA702"
}

int bad_buffer(struct queue *q, int i)
{
	q->bufs[i] = dma_alloc_coherent(q->dev, 4096, &q->bufs_dma[i], GFP_KERNEL);
	return q->bufs[i] ? 0 : -ENOMEM;
}

void bad_buffer_exit(struct queue *q, int i)
{
	dma_free_coherent(q->dev, 4096, q->bufs[i], q->bufs_dma[i]);
}

unsigned long bad_buffer_at(struct queue *q, int i)
{
	return virt_to_phys(q->bufs[i]); // want "DMA702"
}

/* ---- told to the hardware ---- */

struct table {
	struct device *dev;
	u32 *pages;
	dma_addr_t at;
	u64 *commands;
	dma_addr_t commands_at;
	void __iomem *regs;
};

int bad_setup(struct table *t)
{
	t->commands = dma_alloc_coherent(t->dev, 4096, &t->commands_at, GFP_KERNEL);
	if (!t->commands)
		return -ENOMEM;
	t->pages = kzalloc(4096, GFP_KERNEL);
	if (!t->pages) {
		dma_free_coherent(t->dev, 4096, t->commands, t->commands_at);
		return -ENOMEM;
	}
	return 0;
}

void bad_cleanup(struct table *t)
{
	kfree(t->pages);
	dma_free_coherent(t->dev, 4096, t->commands, t->commands_at);
}

void bad_register(struct table *t)
{
	writel(virt_to_phys(t->pages) >> 4, t->regs); // want "DMA702"
}

void bad_command(struct table *t, void *buf)
{
	t->commands[0] = virt_to_phys(buf); // want "DMA702"
}

void bad_kept(struct table *t)
{
	t->at = page_to_phys(virt_to_page(t->pages)); // want "DMA702"
}

void bad_fill(struct table *t, struct scatterlist *list, int n)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(list, sg, n, i) {
		u32 len = sg_dma_len(sg);

		t->pages[2 * i] = sg_phys(sg); // want "DMA702"
		t->pages[2 * i + 1] = len;
	}
}
