/* SPDX-License-Identifier: Apache-2.0 */
/* DMA703: handles and CPU addresses taken for each other. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/slab.h>

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
