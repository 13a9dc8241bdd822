/* SPDX-License-Identifier: Apache-2.0 */
/* DMA302: memory that is contiguous for the CPU only. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/slab.h>
#include <linux/usb.h>
#include <linux/vmalloc.h>

struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	void *image;
	size_t size;
};

int bad_map(struct bad_dev *b, size_t size)
{
	dma_addr_t dma;
	void *buf = vmalloc(size);

	if (!buf)
		return -ENOMEM;
	dma = dma_map_single(b->dev, buf, size, DMA_TO_DEVICE); // want "DMA302: buf"
	if (dma_mapping_error(b->dev, dma)) {
		vfree(buf);
		return -ENOMEM;
	}
	writel(lower_32_bits(dma), b->regs);
	dma_unmap_single(b->dev, dma, size, DMA_TO_DEVICE);
	vfree(buf);
	return 0;
}

/* kvmalloc() gives vmalloc memory when the request is large. */
int bad_kv(struct usb_device *udev, size_t size)
{
	int actual, ret;
	u8 *buf = kvzalloc(size, GFP_KERNEL);

	if (!buf)
		return -ENOMEM;
	ret = usb_bulk_msg(udev, usb_rcvbulkpipe(udev, 1), buf, size, &actual, 1000); // want "DMA302"
	kvfree(buf);
	return ret;
}

/* In a list of one entry. */
int bad_list(struct bad_dev *b, struct scatterlist *sg, size_t size)
{
	void *copy = vzalloc(size);

	if (!copy)
		return -ENOMEM;
	sg_init_one(sg, copy, size); // want "DMA302: copy"
	if (!dma_map_sg(b->dev, sg, 1, DMA_FROM_DEVICE)) {
		vfree(copy);
		return -ENOMEM;
	}
	writel(lower_32_bits(sg_dma_address(sg)), b->regs);
	dma_unmap_sg(b->dev, sg, 1, DMA_FROM_DEVICE);
	vfree(copy);
	return 0;
}
