/* SPDX-License-Identifier: Apache-2.0 */
/* The twin of requests-of-a-device-controller.c: it asks a controller, which may do DMA. */
#include <linux/slab.h>
#include <linux/usb/gadget.h>

int gadget_answer(struct usb_ep *ep, struct usb_request *req, u16 status)
{
	__le16 reply = cpu_to_le16(status);

	req->length = sizeof(reply);
	req->buf = &reply;	// want "DMA301: reply"
	return usb_ep_queue(ep, req, GFP_ATOMIC);
}
