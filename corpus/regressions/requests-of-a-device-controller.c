/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The driver of a USB device controller answers a status request from its stack, by a request that it writes into the
 * FIFO itself (s3c-hsudc, 6.1). The twin is a gadget, which asks a controller.
 */
#include <linux/io.h>
#include <linux/slab.h>
#include <linux/usb/gadget.h>

struct fifo_ep {
	struct usb_ep ep;
	void __iomem *fifo;
};

static int fifo_write(struct fifo_ep *ep, struct usb_request *req)
{
	const u8 *data = req->buf;

	for (unsigned int i = 0; i < req->length; i++)
		writel(data[i], ep->fifo);
	return 0;
}

int fifo_status(struct fifo_ep *ep, u16 status)
{
	struct usb_request req = { 0 };
	__le16 reply = cpu_to_le16(status);

	req.length = sizeof(reply);
	req.buf = &reply;
	return fifo_write(ep, &req);
}

static int fifo_queue(struct usb_ep *ep, struct usb_request *req, gfp_t gfp)
{
	return fifo_write(container_of(ep, struct fifo_ep, ep), req);
}

const struct usb_ep_ops fifo_ops = { .queue = fifo_queue };
