/* SPDX-License-Identifier: Apache-2.0 */
/* DMA301: stack memory that reaches DMA. */
#include <linux/dma-mapping.h>
#include <linux/i2c.h>
#include <linux/io.h>
#include <linux/random.h>
#include <linux/scatterlist.h>
#include <linux/spi/spi.h>
#include <linux/usb.h>

/* A local array for a control message. */
int bad_usb(struct usb_device *udev)
{
	u8 status[2];

	return usb_control_msg(udev, usb_rcvctrlpipe(udev, 0), 1, USB_DIR_IN | USB_TYPE_VENDOR, 0, 0, status, 2, 1000); // want "DMA301: status"
}

/* The address of a scalar, and of a parameter's own storage. */
int bad_spi(struct spi_device *spi, u16 reg)
{
	__be16 value = cpu_to_be16(reg);
	int ret;

	ret = spi_write(spi, &value, sizeof(value)); // want "DMA301: value"
	if (ret)
		return ret;
	return spi_read(spi, &reg, sizeof(reg)); // want "DMA301: reg"
}

/* The transfer may be on the stack, its buffers may not. */
int bad_transfer(struct spi_device *spi, u8 command)
{
	u8 tx[4] = { command };
	u8 rx[4];
	struct spi_transfer t = { .len = 4 };

	t.tx_buf = tx; // want "DMA301: tx"
	t.rx_buf = rx; // want "DMA301: rx"
	return spi_sync_transfer(spi, &t, 1);
}

/* A scatterlist of a local record. */
struct bad_header { __le32 magic, len; };

int bad_list(struct device *dev, struct scatterlist *sg, u32 len)
{
	struct bad_header header = { cpu_to_le32(0x1234), cpu_to_le32(len) };

	sg_init_one(sg, &header, sizeof(header)); // want "DMA301: header"
	if (!dma_map_sg(dev, sg, 1, DMA_TO_DEVICE))
		return -ENOMEM;
	dma_unmap_sg(dev, sg, 1, DMA_TO_DEVICE);
	return 0;
}

int bad_map(struct device *dev, void __iomem *regs)
{
	u32 key[8];
	dma_addr_t dma;

	get_random_bytes(key, sizeof(key));
	dma = dma_map_single(dev, key, sizeof(key), DMA_TO_DEVICE); // want "DMA301: key"
	if (dma_mapping_error(dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), regs);
	dma_unmap_single(dev, dma, sizeof(key), DMA_TO_DEVICE);
	return 0;
}

/* Through a function of the driver that passes its parameter on. */
static int bad_helper(struct usb_device *udev, void *data, int len)
{
	int actual;

	return usb_bulk_msg(udev, usb_sndbulkpipe(udev, 2), data, len, &actual, 1000);
}

int bad_through_helper(struct usb_device *udev)
{
	u8 command[3] = { 1, 2, 3 };

	return bad_helper(udev, command, sizeof(command)); // want "DMA301: command"
}

/* The message of another driver, which need not have promised anything. */
struct bad_bus {
	struct device *dev;
	struct usb_device *udev;
};

int bad_bus_send(struct bad_bus *bus, struct i2c_msg *msg, dma_addr_t *dma)
{
	*dma = dma_map_single(bus->dev, msg->buf, msg->len, DMA_TO_DEVICE); // want "DMA301: another driver's memory"
	return dma_mapping_error(bus->dev, *dma) ? -EIO : 0;
}

static int bad_bridge_read(struct bad_bus *bus, void *to, int len)
{
	return usb_control_msg(bus->udev, usb_rcvctrlpipe(bus->udev, 0), 1, USB_DIR_IN, 0, 0, to, len, 1000);
}

int bad_bridge_xfer(struct bad_bus *bus, struct i2c_msg *msgs, int num)
{
	int ret = 0;

	for (int i = 0; i < num && ret >= 0; i++)
		ret = bad_bridge_read(bus, msgs[i].buf, msgs[i].len); // want "DMA301: another driver's memory"
	return ret;
}
