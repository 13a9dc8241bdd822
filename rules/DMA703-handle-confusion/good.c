/* SPDX-License-Identifier: Apache-2.0 */
/* DMA703, correct: handle and pointer side by side. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/slab.h>

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
