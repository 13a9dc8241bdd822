// SPDX-License-Identifier: Apache-2.0
/* A pool of memory on the chip fills a handle of the kernel's: it is a physical address. */
#include <linux/mm.h>
#include <linux/spi/spi.h>

struct gen_pool;
void *gen_pool_dma_alloc(struct gen_pool *pool, size_t size, dma_addr_t *dma);

void *chip_memory_init(struct gen_pool *pool, struct spi_transfer *t)
{
	return gen_pool_dma_alloc(pool, 4096, &t->rx_dma);
}

int chip_memory_mmap(struct spi_transfer *t, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, t->tx_dma >> PAGE_SHIFT, vma->vm_end - vma->vm_start,
			       vma->vm_page_prot);
}
