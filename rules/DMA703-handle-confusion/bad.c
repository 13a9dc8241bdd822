/* SPDX-License-Identifier: Apache-2.0 */
/* DMA703: handles and CPU addresses taken for each other. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

struct bad_dev {
	struct device *dev;
	void __iomem *regs;
};

/* The handle is turned into a pointer. */
int bad_virt(struct bad_dev *b, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, len, DMA_FROM_DEVICE);
	u32 *header;

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	dma_unmap_single(b->dev, dma, len, DMA_FROM_DEVICE);
	header = phys_to_virt(dma); // want "DMA703: handle"
	return header[0];
}

/* The buffer's address is unmapped. */
int bad_unmap(struct bad_dev *b)
{
	void *buf = kmalloc(64, GFP_KERNEL);
	dma_addr_t dma;

	if (!buf)
		return -ENOMEM;
	dma = dma_map_single(b->dev, buf, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(b->dev, dma)) {
		kfree(buf);
		return -ENOMEM;
	}
	writel(lower_32_bits(dma), b->regs);
	dma_unmap_single(b->dev, (dma_addr_t)(uintptr_t)buf, 64, DMA_TO_DEVICE); // want "DMA703: buf"
	kfree(buf);
	return 0; // want "DMA211: dma"
}

struct bad_show {
	struct device *dev;
	void *area;
	dma_addr_t area_dma;
	size_t size;
};

int bad_show_init(struct bad_show *b)
{
	b->area = dma_alloc_coherent(b->dev, b->size, &b->area_dma, GFP_KERNEL);
	return b->area ? 0 : -ENOMEM;
}

void bad_show_exit(struct bad_show *b)
{
	dma_free_coherent(b->dev, b->size, b->area, b->area_dma);
}

/* User space is shown what lies at the handle. */
int bad_mmap(struct bad_show *b, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, // want "DMA703: b->area_dma"
			       (b->area_dma + (vma->vm_pgoff << PAGE_SHIFT)) >> PAGE_SHIFT, b->size,
			       vma->vm_page_prot);
}

/* Filled through the handle. */
int bad_fill(struct bad_show *b, const void *from)
{
	b->area = dma_alloc_coherent(b->dev, b->size, &b->area_dma, GFP_KERNEL);
	if (!b->area)
		return -ENOMEM;
	memcpy((void *)(uintptr_t)b->area_dma, from, b->size); // want "DMA703"
	return 0;
}

struct bad_word_desc { __le32 addr, len; };
struct bad_words {
	struct device *dev;
	struct bad_word_desc *desc;
	dma_addr_t dma;
};

int bad_words_init(struct bad_words *b)
{
	b->desc = dma_alloc_coherent(b->dev, 4096, &b->dma, GFP_KERNEL);
	return b->desc ? 0 : -ENOMEM;
}

int bad_words_fill(struct bad_words *b, int i, void *buf)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, 2048, DMA_FROM_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	b->desc[i].addr = cpu_to_le32(dma);
	return 0;
}

/* The buffer is looked for by what the descriptor says of it. */
u32 bad_words_take(struct bad_words *b, int i)
{
	u32 addr = le32_to_cpu(b->desc[i].addr);

	dma_unmap_single(b->dev, addr, 2048, DMA_FROM_DEVICE);
	return *(u32 *)phys_to_virt(ALIGN(addr, 4)); // want "DMA703"
}

void bad_words_exit(struct bad_words *b)
{
	dma_free_coherent(b->dev, 4096, b->desc, b->dma);
}
