/* SPDX-License-Identifier: Apache-2.0 */
/* DMA304, correct: the memory's own address, or memory of the right kind. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/slab.h>
#include <linux/usb.h>

struct good_dev {
	struct device *dev;
	void __iomem *regs;
	void *shadow;
	void *image;
};

/* Coherent memory by the address that came with it. */
int good_coherent(struct good_dev *g)
{
	dma_addr_t bus;
	void *buf = dma_alloc_coherent(g->dev, 4096, &bus, GFP_KERNEL);

	if (!buf)
		return -ENOMEM;
	writel(lower_32_bits(bus), g->regs);
	dma_free_coherent(g->dev, 4096, buf, bus);
	return 0;
}

/* A request that carries it. */
int good_urb(struct urb *urb, struct usb_device *udev)
{
	void *buf = usb_alloc_coherent(udev, 64, GFP_KERNEL, &urb->transfer_dma);

	if (!buf)
		return -ENOMEM;
	usb_fill_bulk_urb(urb, udev, usb_rcvbulkpipe(udev, 1), buf, 64, NULL, NULL);
	urb->transfer_flags |= URB_NO_TRANSFER_DMA_MAP;
	return 0;
}

int good_probe(struct good_dev *g, resource_size_t start, bool sram)
{
	g->image = sram ? (void __force *)devm_ioremap(g->dev, start, 4096) :
			  devm_kzalloc(g->dev, 4096, GFP_KERNEL);
	g->shadow = devm_kzalloc(g->dev, 4096, GFP_KERNEL);
	return g->image && g->shadow ? 0 : -ENOMEM;
}

/* Memory of either kind, copied first. */
int good_copy(struct good_dev *g)
{
	dma_addr_t dma;

	memcpy(g->shadow, g->image, 4096);
	dma = dma_map_single(g->dev, g->shadow, 4096, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	dma_unmap_single(g->dev, dma, 4096, DMA_TO_DEVICE);
	return 0;
}
