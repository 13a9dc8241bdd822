/* SPDX-License-Identifier: Apache-2.0 */
/* DMA304: memory that has no place in the linear map, or has a DMA address already. */
#include <linux/dma-mapping.h>
#include <linux/highmem.h>
#include <linux/io.h>
#include <linux/slab.h>
#include <linux/usb.h>

struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	void __iomem *sram;
	dma_addr_t dma;
};

int bad_probe(struct bad_dev *b, resource_size_t start)
{
	b->sram = devm_ioremap(b->dev, start, 4096);
	return b->sram ? 0 : -ENOMEM;
}

/* The device's own memory, kept in a field. */
int bad_io(struct bad_dev *b)
{
	b->dma = dma_map_single(b->dev, (void __force *)b->sram, 4096, DMA_TO_DEVICE); // want "DMA304: b->sram"
	if (dma_mapping_error(b->dev, b->dma))
		return -ENOMEM;
	writel(lower_32_bits(b->dma), b->regs);
	return 0;
}

void bad_io_undo(struct bad_dev *b)
{
	dma_unmap_single(b->dev, b->dma, 4096, DMA_TO_DEVICE);
}

/* Coherent memory has an address already. */
int bad_coherent(struct bad_dev *b)
{
	dma_addr_t bus, dma;
	void *buf = dma_alloc_coherent(b->dev, 4096, &bus, GFP_KERNEL);
	int ret = -ENOMEM;

	if (!buf)
		return -ENOMEM;
	dma = dma_map_single(b->dev, buf, 4096, DMA_TO_DEVICE); // want "DMA304: buf"
	if (dma_mapping_error(b->dev, dma))
		goto out;
	writel(lower_32_bits(dma), b->regs);
	dma_unmap_single(b->dev, dma, 4096, DMA_TO_DEVICE);
	ret = 0;
out:
	dma_free_coherent(b->dev, 4096, buf, bus);
	return ret;
}

/* The memory has a handle, but the urb does not say so. */
int bad_urb(struct urb *urb, struct usb_device *udev)
{
	void *buf = usb_alloc_coherent(udev, 64, GFP_KERNEL, &urb->transfer_dma);

	if (!buf)
		return -ENOMEM;
	urb->transfer_flags |= URB_SHORT_NOT_OK;
	usb_fill_int_urb(urb, udev, usb_rcvintpipe(udev, 1), buf, 64, NULL, NULL, 1); // want "DMA304"
	return usb_submit_urb(urb, GFP_KERNEL);
}
