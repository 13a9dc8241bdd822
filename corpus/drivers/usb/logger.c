// SPDX-License-Identifier: Apache-2.0
/*
 * A USB data logger: control messages, bulk transfers, URBs with coherent
 * buffers, and the gadget on the other side that maps requests by itself.
 *
 * Functions that begin with bad_ are wrong on purpose.
 */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/usb.h>
#include <linux/usb/gadget.h>
#include <linux/vmalloc.h>

#define LOGGER_URBS 4
#define LOGGER_SIZE 4096
#define REQ_STATUS 0x01
#define REQ_RATE 0x02

struct logger {
	struct usb_device *udev;
	struct usb_interface *intf;
	struct urb *urb[LOGGER_URBS];
	u8 *buf[LOGGER_URBS];
	u8 *ctrl;
	unsigned int total;
};

/* Wrong data on purpose: neither of these may be handed to DMA. */
static u8 shared_buffer[64];
static const char greeting[] = "HELLO";

/* ---- control messages ---- */

/* Correct: a buffer of the heap. */
static int logger_status(struct logger *l, u8 *status)
{
	int ret = usb_control_msg(l->udev, usb_rcvctrlpipe(l->udev, 0), REQ_STATUS,
				  USB_DIR_IN | USB_TYPE_VENDOR, 0, 0, l->ctrl, 1,
				  USB_CTRL_GET_TIMEOUT);

	if (ret < 0)
		return ret;
	*status = l->ctrl[0];
	return ret == 1 ? 0 : -EIO;
}

/* Correct: these two copy. */
static int logger_set_rate(struct logger *l, u32 rate)
{
	__le32 value = cpu_to_le32(rate), back;
	int ret = usb_control_msg_send(l->udev, 0, REQ_RATE, USB_DIR_OUT | USB_TYPE_VENDOR, 0, 0,
				       &value, sizeof(value), USB_CTRL_SET_TIMEOUT, GFP_KERNEL);

	if (ret)
		return ret;
	ret = usb_control_msg_recv(l->udev, 0, REQ_RATE, USB_DIR_IN | USB_TYPE_VENDOR, 0, 0, &back,
				   sizeof(back), USB_CTRL_GET_TIMEOUT, GFP_KERNEL);
	return ret ? ret : (back == value ? 0 : -EIO);
}

/* Correct: setup packet and data from the heap, both. */
static int logger_async_control(struct logger *l, struct urb *urb, usb_complete_t done)
{
	struct usb_ctrlrequest *setup = kmalloc(sizeof(*setup), GFP_KERNEL);

	if (!setup)
		return -ENOMEM;
	setup->bRequestType = USB_DIR_IN | USB_TYPE_VENDOR;
	setup->bRequest = REQ_STATUS;
	setup->wLength = cpu_to_le16(1);
	usb_fill_control_urb(urb, l->udev, usb_rcvctrlpipe(l->udev, 0), (unsigned char *)setup,
			     l->ctrl, 1, done, l);
	return usb_submit_urb(urb, GFP_KERNEL);
}

/* Wrong: a local array. */
static int bad_status(struct logger *l)
{
	u8 data[8];
	int ret;

	ret = usb_control_msg(l->udev, usb_rcvctrlpipe(l->udev, 0), REQ_STATUS, USB_DIR_IN, 0, 0, data, 8, 100); // want "DMA301: data"
	return ret < 0 ? ret : data[0];
}

/* Wrong: a member of a local record, through a helper. */
struct logger_command { u8 opcode; u8 arg[3]; };

static int logger_send(struct logger *l, void *data, int len)
{
	int actual;

	return usb_bulk_msg(l->udev, usb_sndbulkpipe(l->udev, 2), data, len, &actual, 1000);
}

static int bad_command(struct logger *l, u8 opcode)
{
	struct logger_command c = { .opcode = opcode };

	return logger_send(l, &c, sizeof(c)); // want "DMA301: c"
}

/* Correct: the same helper with a copy. */
static int logger_command(struct logger *l, u8 opcode)
{
	struct logger_command *c = kzalloc(sizeof(*c), GFP_KERNEL);
	int ret;

	if (!c)
		return -ENOMEM;
	c->opcode = opcode;
	ret = logger_send(l, c, sizeof(*c));
	kfree(c);
	return ret;
}

/* ---- bulk ---- */

/* Wrong: static memory. */
static int bad_read_shared(struct logger *l)
{
	int actual;

	return usb_bulk_msg(l->udev, usb_rcvbulkpipe(l->udev, 1), shared_buffer, 64, &actual, 100); // want "DMA303: shared_buffer"
}

static int bad_greeting(struct logger *l)
{
	int actual;

	return usb_bulk_msg(l->udev, usb_sndbulkpipe(l->udev, 2), (void *)greeting, 5, &actual, 100); // want "DMA303: greeting"
}

/* Wrong: vmalloc memory. */
static int bad_dump(struct logger *l, size_t size)
{
	int actual, ret;
	void *image = vmalloc(size);

	if (!image)
		return -ENOMEM;
	ret = usb_bulk_msg(l->udev, usb_rcvbulkpipe(l->udev, 1), image, size, &actual, 5000); // want "DMA302: image"
	vfree(image);
	return ret;
}

/* Correct: read piece by piece through a buffer of the heap into vmalloc memory. */
static void *logger_dump(struct logger *l, size_t size)
{
	u8 *image = vmalloc(size), *piece = kmalloc(512, GFP_KERNEL);
	size_t at;
	int actual;

	if (!image || !piece)
		goto fail;
	for (at = 0; at < size; at += actual) {
		if (usb_bulk_msg(l->udev, usb_rcvbulkpipe(l->udev, 1), piece, 512, &actual, 1000))
			goto fail;
		if (!actual || at + actual > size)
			goto fail;
		memcpy(image + at, piece, actual);
	}
	kfree(piece);
	return image;
fail:
	kfree(piece);
	vfree(image);
	return NULL;
}

/* ---- URBs with coherent buffers ---- */

static void logger_complete(struct urb *urb)
{
	struct logger *l = urb->context;

	if (urb->status)
		return;
	l->total += urb->actual_length;
	usb_submit_urb(urb, GFP_ATOMIC);
}

static void logger_free_urbs(struct logger *l)
{
	int i;

	for (i = 0; i < LOGGER_URBS; i++) {
		if (!l->urb[i])
			continue;
		usb_kill_urb(l->urb[i]);
		if (l->buf[i])
			usb_free_coherent(l->udev, LOGGER_SIZE, l->buf[i], l->urb[i]->transfer_dma);
		usb_free_urb(l->urb[i]);
		l->urb[i] = NULL;
		l->buf[i] = NULL;
	}
}

/* Correct: every buffer is tested, one helper undoes all. */
static int logger_alloc_urbs(struct logger *l)
{
	int i;

	for (i = 0; i < LOGGER_URBS; i++) {
		l->urb[i] = usb_alloc_urb(0, GFP_KERNEL);
		if (!l->urb[i])
			goto fail;
		l->buf[i] = usb_alloc_coherent(l->udev, LOGGER_SIZE, GFP_KERNEL,
					       &l->urb[i]->transfer_dma);
		if (!l->buf[i])
			goto fail;
		usb_fill_bulk_urb(l->urb[i], l->udev, usb_rcvbulkpipe(l->udev, 1), l->buf[i],
				  LOGGER_SIZE, logger_complete, l);
		l->urb[i]->transfer_flags |= URB_NO_TRANSFER_DMA_MAP;
	}
	return 0;
fail:
	logger_free_urbs(l);
	return -ENOMEM;
}

/* Wrong: the buffer is written with no test. */
static int bad_pattern(struct logger *l, dma_addr_t *dma, u8 **out)
{
	u8 *buf = usb_alloc_coherent(l->udev, 64, GFP_KERNEL, dma); // want "DMA105"

	memset(buf, 0x55, 64);
	*out = buf;
	return 0;
}

/* Wrong: a URB of the stack's memory. */
static int bad_urb(struct logger *l, struct urb *urb)
{
	u8 seed[16];

	memset(seed, 1, sizeof(seed));
	usb_fill_bulk_urb(urb, l->udev, usb_sndbulkpipe(l->udev, 2), seed, 16, logger_complete, l); // want "DMA301: seed"
	return usb_submit_urb(urb, GFP_KERNEL);
}

/* ---- a device controller that maps requests ---- */

struct logger_udc {
	struct device *dev;
	void __iomem *regs;
	struct usb_gadget gadget;
};

/* Correct: the core's helper maps and unmaps. */
static int udc_start(struct logger_udc *u, struct usb_request *req, bool in)
{
	int ret = usb_gadget_map_request(&u->gadget, req, in);

	if (ret)
		return ret;
	writel(lower_32_bits(req->dma), u->regs);
	writel(req->length, u->regs + 4);
	return 0;
}

static void udc_done(struct logger_udc *u, struct usb_ep *ep, struct usb_request *req, bool in)
{
	usb_gadget_unmap_request(&u->gadget, req, in);
	usb_gadget_giveback_request(ep, req);
}

/* Correct: by hand, the direction from the endpoint on both sides. */
static int udc_pio_dma(struct logger_udc *u, struct usb_request *req, bool in,
		       struct completion *done)
{
	dma_addr_t dma =
		dma_map_single(u->dev, req->buf, req->length, in ? DMA_TO_DEVICE : DMA_FROM_DEVICE);

	if (dma_mapping_error(u->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), u->regs);
	wait_for_completion(done);
	dma_unmap_single(u->dev, dma, req->length, in ? DMA_TO_DEVICE : DMA_FROM_DEVICE);
	return 0;
}

/* Wrong: received data is never invalidated. */
static int bad_udc_out(struct logger_udc *u, struct usb_request *req, struct completion *done)
{
	dma_addr_t dma = dma_map_single(u->dev, req->buf, req->length, DMA_FROM_DEVICE);

	if (dma_mapping_error(u->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), u->regs);
	wait_for_completion(done);
	dma_unmap_single(u->dev, dma, req->length, DMA_TO_DEVICE); // want "DMA201"
	return 0;
}

int logger_udc_test(struct logger_udc *u, struct usb_ep *ep, struct usb_request *req,
		    struct completion *done)
{
	int ret = udc_start(u, req, true);

	if (ret)
		return ret;
	udc_done(u, ep, req, true);
	ret = udc_pio_dma(u, req, true, done);
	return ret ? ret : bad_udc_out(u, req, done);
}

/* ---- set-up ---- */

static int logger_probe(struct usb_interface *intf, const struct usb_device_id *id)
{
	struct logger *l = devm_kzalloc(&intf->dev, sizeof(*l), GFP_KERNEL);
	dma_addr_t dma;
	u8 status, *pattern;
	void *image;
	int ret;

	if (!l)
		return -ENOMEM;
	l->udev = interface_to_usbdev(intf);
	l->intf = intf;
	l->ctrl = devm_kmalloc(&intf->dev, 64, GFP_KERNEL);
	if (!l->ctrl)
		return -ENOMEM;
	ret = logger_status(l, &status) ?: logger_set_rate(l, 100) ?: logger_command(l, 1);
	if (ret || (ret = bad_status(l)) < 0 || (ret = bad_command(l, 2)))
		return ret;
	image = logger_dump(l, 65536);
	vfree(image);
	ret = bad_dump(l, 65536) ?: bad_read_shared(l) ?: bad_greeting(l);
	if (ret || (ret = bad_pattern(l, &dma, &pattern)))
		return ret;
	usb_free_coherent(l->udev, 64, pattern, dma);
	ret = logger_alloc_urbs(l);
	if (ret)
		return ret;
	ret = bad_urb(l, l->urb[0]) ?: logger_async_control(l, l->urb[1], logger_complete);
	if (ret)
		logger_free_urbs(l);
	usb_set_intfdata(intf, l);
	return ret;
}

static void logger_disconnect(struct usb_interface *intf)
{
	logger_free_urbs(usb_get_intfdata(intf));
}

static struct usb_driver logger_driver = {
	.name = "sample-logger",
	.probe = logger_probe,
	.disconnect = logger_disconnect,
};
module_usb_driver(logger_driver);
MODULE_LICENSE("GPL");
