// SPDX-License-Identifier: Apache-2.0
/* Whether a urb brings the handle of its memory along is said by its flags, which are set by somebody else here. */
#include <linux/dma-mapping.h>
#include <linux/slab.h>
#include <linux/usb.h>

struct flags_dev {
	struct usb_device *udev;
	struct urb *urb;
	unsigned int flags;
	u8 *buf;
	dma_addr_t dma;
};

static void flags_prepare(struct urb *urb, unsigned int flags)
{
	urb->transfer_flags = flags;
}

int flags_open(struct flags_dev *f)
{
	f->buf = usb_alloc_coherent(f->udev, 64, GFP_KERNEL, &f->dma);
	if (!f->buf)
		return -ENOMEM;
	usb_fill_int_urb(f->urb, f->udev, usb_rcvintpipe(f->udev, 1), f->buf, 64, NULL, f, 1);
	f->urb->transfer_dma = f->dma;
	flags_prepare(f->urb, f->flags | URB_NO_TRANSFER_DMA_MAP);
	return usb_submit_urb(f->urb, GFP_KERNEL);
}

void flags_close(struct flags_dev *f)
{
	usb_kill_urb(f->urb);
	usb_free_coherent(f->udev, 64, f->buf, f->dma);
}

/* Other memory needs no flag. */
int flags_plain(struct flags_dev *f, size_t len)
{
	void *buf = kmalloc(len, GFP_KERNEL);

	if (!buf)
		return -ENOMEM;
	usb_fill_bulk_urb(f->urb, f->udev, usb_rcvbulkpipe(f->udev, 2), buf, len, NULL, f);
	return usb_submit_urb(f->urb, GFP_KERNEL);
}
