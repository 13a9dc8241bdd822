/* SPDX-License-Identifier: Apache-2.0 */
/* DMA702: physical addresses and pages of coherent memory. */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/gfp.h>
#include <linux/mm.h>
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
