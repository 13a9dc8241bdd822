/* SPDX-License-Identifier: Apache-2.0 */
/* DMA302, correct: page by page, or memory of the right kind. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/slab.h>
#include <linux/spi/spi.h>
#include <linux/vmalloc.h>

struct good_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
};

/* Each page by itself. */
int good_pages(struct good_dev *g, size_t pages)
{
	char *buf = vmalloc(pages * PAGE_SIZE);
	size_t i;
	int ret = 0;

	if (!buf)
		return -ENOMEM;
	for (i = 0; i < pages; i++) {
		struct page *page = vmalloc_to_page(buf + i * PAGE_SIZE);
		dma_addr_t dma = dma_map_page(g->dev, page, 0, PAGE_SIZE, DMA_TO_DEVICE);

		if (dma_mapping_error(g->dev, dma)) {
			ret = -ENOMEM;
			break;
		}
		writel(lower_32_bits(dma), g->regs);
		wait_for_completion(&g->done);
		dma_unmap_page(g->dev, dma, PAGE_SIZE, DMA_TO_DEVICE);
	}
	vfree(buf);
	return ret;
}

/* vmalloc for the CPU's copy, kmalloc for the device's. */
int good_copy(struct good_dev *g, size_t size)
{
	void *shadow = vzalloc(size);
	void *buf = kmalloc(size, GFP_KERNEL);
	dma_addr_t dma;
	int ret = -ENOMEM;

	if (!shadow || !buf)
		goto out;
	memcpy(buf, shadow, size);
	dma = dma_map_single(g->dev, buf, size, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, dma))
		goto out;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, size, DMA_TO_DEVICE);
	ret = 0;
out:
	kfree(buf);
	vfree(shadow);
	return ret;
}

/* SPI splits it page by page. */
int good_spi(struct spi_device *spi, size_t size)
{
	u8 *buf = vmalloc(size);
	int ret;

	if (!buf)
		return -ENOMEM;
	memset(buf, 0xff, size);
	ret = spi_write(spi, buf, size);
	vfree(buf);
	return ret;
}

/* A variable that held vmalloc memory once. */
int good_reused(struct good_dev *g, size_t size)
{
	void *p = vmalloc(size);
	dma_addr_t dma;

	vfree(p);
	p = kmalloc(size, GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	dma = dma_map_single(g->dev, p, size, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, dma)) {
		kfree(p);
		return -ENOMEM;
	}
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, size, DMA_FROM_DEVICE);
	kfree(p);
	return 0;
}
