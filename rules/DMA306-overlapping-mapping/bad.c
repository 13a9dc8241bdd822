/* SPDX-License-Identifier: Apache-2.0 */
/* DMA306: memory that is mapped while it is mapped. */
#include <linux/dma-mapping.h>
#include <linux/io.h>

struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	void *buf;
	u8 one[16] __aligned(ARCH_DMA_MINALIGN);
	u8 two[16];
};

/* One buffer, two mappings. */
int bad_twice(struct bad_dev *b)
{
	dma_addr_t data, status;
	int ret = -ENOMEM;

	data = dma_map_single(b->dev, b->buf, 512, DMA_FROM_DEVICE);
	if (dma_mapping_error(b->dev, data))
		return -ENOMEM;
	status = dma_map_single(b->dev, b->buf, 16, DMA_BIDIRECTIONAL); // want "DMA306: as 'data'"
	if (dma_mapping_error(b->dev, status))
		goto out;
	writel(lower_32_bits(data), b->regs);
	writel(lower_32_bits(status), b->regs);
	dma_unmap_single(b->dev, status, 16, DMA_BIDIRECTIONAL);
	ret = 0;
out:
	dma_unmap_single(b->dev, data, 512, DMA_FROM_DEVICE);
	return ret;
}

/* Two members in one line. */
int bad_neighbours(struct bad_dev *b)
{
	dma_addr_t one, two;
	int ret = -ENOMEM;

	one = dma_map_single(b->dev, b->one, 16, DMA_FROM_DEVICE);
	if (dma_mapping_error(b->dev, one))
		return -ENOMEM;
	two = dma_map_single(b->dev, b->two, 16, DMA_FROM_DEVICE); // want "DMA306"
	if (dma_mapping_error(b->dev, two))
		goto out;
	writel(lower_32_bits(one), b->regs);
	writel(lower_32_bits(two), b->regs);
	dma_unmap_single(b->dev, two, 16, DMA_FROM_DEVICE);
	ret = 0;
out:
	dma_unmap_single(b->dev, one, 16, DMA_FROM_DEVICE);
	return ret;
}
