/* SPDX-License-Identifier: Apache-2.0 */
/* DMA303: memory of the module's image that reaches DMA. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/spi/spi.h>
#include <linux/usb.h>

static const u8 bad_reset_sequence[] = { 0x02, 0x00, 0x01 };
static u8 bad_scratch[64];

int bad_const(struct spi_device *spi)
{
	return spi_write(spi, bad_reset_sequence, sizeof(bad_reset_sequence)); // want "DMA303: bad_reset_sequence"
}

int bad_static(struct usb_device *udev)
{
	int actual;

	return usb_bulk_msg(udev, usb_rcvbulkpipe(udev, 1), bad_scratch, 64, &actual, 1000); // want "DMA303: bad_scratch"
}

int bad_literal(struct spi_device *spi)
{
	return spi_write(spi, "RESET\n", 6); // want "DMA303"
}

int bad_local_static(struct device *dev, void __iomem *regs)
{
	static u32 descriptor[4];
	dma_addr_t dma;

	descriptor[0] = 1;
	dma = dma_map_single(dev, descriptor, sizeof(descriptor), DMA_TO_DEVICE); // want "DMA303: descriptor"
	if (dma_mapping_error(dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), regs);
	dma_unmap_single(dev, dma, sizeof(descriptor), DMA_TO_DEVICE);
	return 0;
}

int bad_transfer(struct spi_device *spi)
{
	struct spi_transfer t = { .len = sizeof(bad_reset_sequence) };

	t.tx_buf = bad_reset_sequence; // want "DMA303: bad_reset_sequence"
	return spi_sync_transfer(spi, &t, 1);
}
