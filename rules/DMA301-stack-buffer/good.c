/* SPDX-License-Identifier: Apache-2.0 */
/* DMA301, correct: functions that copy, heap buffers, records on the stack that point to the heap.
 */
#include <linux/dma-mapping.h>
#include <linux/i2c.h>
#include <linux/io.h>
#include <linux/slab.h>
#include <linux/spi/spi.h>
#include <linux/usb.h>

struct good_chip {
	struct spi_device *spi;
	struct device *dev;
	void __iomem *regs;
	u8 *scratch;
	u8 tx[16] ____cacheline_aligned;
	u8 rx[16] ____cacheline_aligned;
};

/* These copy. */
int good_copies(struct spi_device *spi, struct usb_device *udev)
{
	u8 command = 0x9f, id[3];
	int ret = spi_write_then_read(spi, &command, 1, id, sizeof(id));

	if (ret)
		return ret;
	ret = usb_control_msg_send(udev, 0, 1, USB_DIR_OUT | USB_TYPE_VENDOR, 0, 0, id, sizeof(id),
				   1000, GFP_KERNEL);
	if (ret)
		return ret;
	ret = usb_control_msg_recv(udev, 0, 2, USB_DIR_IN | USB_TYPE_VENDOR, 0, 0, id, sizeof(id),
				   1000, GFP_KERNEL);
	return ret ? ret : (int)spi_w8r8(spi, command);
}

/* The lengths that the message calls report through a pointer are no buffers. */
int good_actual(struct usb_device *udev, void *buf, int len)
{
	int actual = 0;
	int ret = usb_bulk_msg(udev, usb_rcvbulkpipe(udev, 1), buf, len, &actual, 1000);

	return ret ? ret : actual;
}

/* Transfer and message on the stack, buffers in the chip's record. */
int good_transfer(struct good_chip *c, u8 reg)
{
	struct spi_transfer t[2] = {
		{ .tx_buf = c->tx, .len = 1 },
		{ .rx_buf = c->rx, .len = 2 },
	};
	struct spi_message m;

	c->tx[0] = reg;
	spi_message_init(&m);
	spi_message_add_tail(&t[0], &m);
	spi_message_add_tail(&t[1], &m);
	return spi_sync(c->spi, &m);
}

/* A local pointer to the heap. */
int good_heap(struct usb_device *udev)
{
	struct usb_ctrlrequest *request = kzalloc(sizeof(*request), GFP_KERNEL);
	u8 *data = kmalloc(8, GFP_KERNEL);
	int ret = -ENOMEM;

	if (request && data)
		ret = usb_control_msg(udev, usb_rcvctrlpipe(udev, 0), 1, USB_DIR_IN, 0, 0, data, 8,
				      500);
	kfree(data);
	kfree(request);
	return ret;
}

/* Stack memory is copied to a buffer first. */
int good_bounce(struct good_chip *c, u32 value)
{
	__le32 word = cpu_to_le32(value);
	dma_addr_t dma;

	memcpy(c->scratch, &word, sizeof(word));
	dma = dma_map_single(c->dev, c->scratch, sizeof(word), DMA_TO_DEVICE);
	if (dma_mapping_error(c->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), c->regs);
	dma_unmap_single(c->dev, dma, sizeof(word), DMA_TO_DEVICE);
	return 0;
}

/* I2C copies unless it is told not to. */
int good_i2c(struct i2c_client *client)
{
	u8 reg = 1, value[2];
	struct i2c_msg msgs[2] = {
		{ .addr = client->addr, .len = 1, .buf = &reg },
		{ .addr = client->addr, .flags = I2C_M_RD, .len = 2, .buf = value },
	};

	return i2c_transfer(client->adapter, msgs, 2);
}

/* A scatterlist on the stack is no buffer; what it points to is. */
int good_list(struct good_chip *c, size_t len)
{
	struct scatterlist sg;

	sg_init_one(&sg, c->scratch, len);
	if (dma_map_sg(c->dev, &sg, 1, DMA_TO_DEVICE) != 1)
		return -ENOMEM;
	writel(lower_32_bits(sg_dma_address(&sg)), c->regs);
	dma_unmap_sg(c->dev, &sg, 1, DMA_TO_DEVICE);
	return 0;
}

/* A message of another driver: the kernel makes memory for DMA of it, or it says that it is some. */
int good_bus_send(struct device *dev, struct i2c_msg *msg, dma_addr_t *dma)
{
	u8 *buf = i2c_get_dma_safe_msg_buf(msg, 8);

	if (!buf)
		return -EAGAIN;
	*dma = dma_map_single(dev, buf, msg->len, DMA_TO_DEVICE);
	return dma_mapping_error(dev, *dma) ? -EIO : 0;
}

int good_bus_promised(struct device *dev, struct i2c_msg *msg, dma_addr_t *dma)
{
	if (!(msg->flags & I2C_M_DMA_SAFE))
		return -EAGAIN;
	*dma = dma_map_single(dev, msg->buf, msg->len, DMA_TO_DEVICE);
	return dma_mapping_error(dev, *dma) ? -EIO : 0;
}

/* Copied. */
int good_bus_copied(struct usb_device *udev, struct i2c_msg *msg)
{
	u8 *copy = kmemdup(msg->buf, msg->len, GFP_KERNEL);
	int ret;

	if (!copy)
		return -ENOMEM;
	ret = usb_control_msg(udev, usb_sndctrlpipe(udev, 0), 1, USB_DIR_OUT, 0, 0, copy, msg->len, 1000);
	kfree(copy);
	return ret;
}

/* Its own message. */
int good_bus_own(struct usb_device *udev, u8 *heap)
{
	struct i2c_msg msg = { .buf = heap, .len = 8 };

	return usb_control_msg(udev, usb_sndctrlpipe(udev, 0), 1, USB_DIR_OUT, 0, 0, msg.buf, msg.len, 1000);
}
