/* SPDX-License-Identifier: Apache-2.0 */
/* DMA303, correct: copies, and static pointers to the heap. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/slab.h>
#include <linux/spi/spi.h>
#include <linux/usb.h>

static const u8 good_init[] = { 0x02, 0x00, 0x01 };
static u8 *good_buffer;

int good_duplicate(struct spi_device *spi)
{
	u8 *copy = kmemdup(good_init, sizeof(good_init), GFP_KERNEL);
	int ret;

	if (!copy)
		return -ENOMEM;
	ret = spi_write(spi, copy, sizeof(good_init));
	kfree(copy);
	return ret;
}

int good_copied_by_core(struct spi_device *spi, struct usb_device *udev)
{
	int ret = spi_write_then_read(spi, good_init, sizeof(good_init), NULL, 0);

	if (ret)
		return ret;
	return usb_control_msg_send(udev, 0, 1, USB_DIR_OUT, 0, 0, good_init, sizeof(good_init),
				    1000, GFP_KERNEL);
}

int good_pointer(struct usb_device *udev)
{
	int actual;

	if (!good_buffer)
		good_buffer = kmalloc(64, GFP_KERNEL);
	if (!good_buffer)
		return -ENOMEM;
	return usb_bulk_msg(udev, usb_rcvbulkpipe(udev, 1), good_buffer, 64, &actual, 1000);
}

int good_bounce(struct device *dev, void __iomem *regs, u8 *buf)
{
	dma_addr_t dma;

	memcpy(buf, good_init, sizeof(good_init));
	dma = dma_map_single(dev, buf, sizeof(good_init), DMA_TO_DEVICE);
	if (dma_mapping_error(dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), regs);
	dma_unmap_single(dev, dma, sizeof(good_init), DMA_TO_DEVICE);
	return 0;
}
