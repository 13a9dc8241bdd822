/* SPDX-License-Identifier: Apache-2.0 */
/* DMA703, correct: handle and pointer side by side. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

struct good_dev {
	struct device *dev;
	void __iomem *regs;
	u32 *ring;
	dma_addr_t ring_dma;
};

int good_pair(struct good_dev *g, u32 *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	dma_unmap_single(g->dev, dma, len, DMA_FROM_DEVICE);
	return buf[0];
}

/* An offset from the ring's handle finds the element behind the ring's pointer. */
u32 good_offset(struct good_dev *g, dma_addr_t element)
{
	return g->ring[(element - g->ring_dma) / sizeof(u32)];
}

/* A physical address is no handle. */
void *good_phys(phys_addr_t start)
{
	return phys_to_virt(start);
}

/* Memory of a device of its own, with a physical address, kept where others keep handles. */
struct good_show {
	struct device *dev;
	dma_addr_t window;
	dma_addr_t ring_dma;
	phys_addr_t regs;
	void *ring;
};

int good_show_init(struct good_show *g, phys_addr_t window)
{
	g->window = window;
	g->regs = window + PAGE_SIZE;
	g->ring = dma_alloc_coherent(g->dev, PAGE_SIZE, &g->ring_dma, GFP_KERNEL);
	return g->ring ? 0 : -ENOMEM;
}

void good_show_exit(struct good_show *g)
{
	dma_free_coherent(g->dev, PAGE_SIZE, g->ring, g->ring_dma);
}

int good_mmap_window(struct good_show *g, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, g->window >> PAGE_SHIFT, PAGE_SIZE, vma->vm_page_prot);
}

int good_mmap_regs(struct good_show *g, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, g->regs >> PAGE_SHIFT, PAGE_SIZE, vma->vm_page_prot);
}

int good_mmap_ring(struct good_show *g, struct vm_area_struct *vma)
{
	return dma_mmap_coherent(g->dev, vma, g->ring, g->ring_dma, PAGE_SIZE);
}

/* Nothing shows where the field's address comes from. */
struct good_given {
	dma_addr_t at;
};

int good_mmap_given(struct good_given *g, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, g->at >> PAGE_SHIFT, PAGE_SIZE, vma->vm_page_prot);
}

/* The handle is copied, and not what it leads to. */
void good_copy(struct good_show *g, void *to)
{
	memcpy(to, &g->ring_dma, sizeof(g->ring_dma));
	memset(g->ring, 0, PAGE_SIZE);
}

/* A field for cookies that carries pointers. */
struct good_cookie {
	dma_addr_t cookie;
};

void good_cookie_set(struct good_cookie *c, void *mem)
{
	c->cookie = (dma_addr_t)(uintptr_t)mem;
}

void good_cookie_clear(struct good_cookie *c)
{
	memset((void *)(uintptr_t)c->cookie, 0, 16);
}

/* The handle for the device, the physical address beside it. */
struct good_word_desc { __le32 addr, len; };
struct good_words {
	struct device *dev;
	struct good_word_desc *desc;
	dma_addr_t dma;
	phys_addr_t back[64];
};

int good_words_init(struct good_words *g)
{
	g->desc = dma_alloc_coherent(g->dev, 4096, &g->dma, GFP_KERNEL);
	return g->desc ? 0 : -ENOMEM;
}

int good_words_fill(struct good_words *g, int i, void *buf)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, 2048, DMA_FROM_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	g->desc[i].addr = cpu_to_le32(dma);
	g->back[i] = virt_to_phys(buf);
	return 0;
}

/* What finds the buffer was put there for that. */
u32 good_words_take(struct good_words *g, int i)
{
	dma_unmap_single(g->dev, le32_to_cpu(g->desc[i].addr), 2048, DMA_FROM_DEVICE);
	return *(u32 *)phys_to_virt(g->back[i]);
}

void good_words_exit(struct good_words *g)
{
	dma_free_coherent(g->dev, 4096, g->desc, g->dma);
}

/* Somebody else fills the word, too. */
struct good_both {
	struct device *dev;
	u32 at;
};

int good_both_map(struct good_both *g, void *buf)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, 64, DMA_FROM_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	g->at = dma;
	return 0;
}

void good_both_set(struct good_both *g, phys_addr_t at)
{
	g->at = at;
}

u32 good_both_look(struct good_both *g)
{
	dma_unmap_single(g->dev, g->at, 64, DMA_FROM_DEVICE);
	return *(u32 *)phys_to_virt(g->at);
}
