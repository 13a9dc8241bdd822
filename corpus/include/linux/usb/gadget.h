/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: USB gadgets. */
#ifndef DL_STUB_USB_GADGET_H
#define DL_STUB_USB_GADGET_H

#include <linux/dma-mapping.h>
#include <linux/usb/ch9.h>

struct usb_ep;
struct usb_request {
	void *buf;
	unsigned int length;
	dma_addr_t dma;
	struct scatterlist *sg;
	unsigned int num_sgs, num_mapped_sgs;
	unsigned int no_interrupt : 1, zero : 1, short_not_ok : 1, dma_mapped : 1;
	void (*complete)(struct usb_ep *ep, struct usb_request *req);
	void *context;
	struct list_head list;
	int status;
	unsigned int actual;
};
struct usb_ep_ops {
	int (*queue)(struct usb_ep *ep, struct usb_request *req, gfp_t gfp);
};
struct usb_ep {
	void *driver_data;
	const char *name;
	struct list_head ep_list;
	unsigned int maxpacket : 16;
	u8 address;
	const struct usb_endpoint_descriptor *desc;
};
struct usb_gadget {
	struct usb_ep *ep0;
	enum usb_device_speed speed;
	const char *name;
	struct device dev;
};
int usb_gadget_map_request(struct usb_gadget *gadget, struct usb_request *req, int is_in);
int usb_gadget_map_request_by_dev(struct device *dev, struct usb_request *req, int is_in);
void usb_gadget_unmap_request(struct usb_gadget *gadget, struct usb_request *req, int is_in);
void usb_gadget_unmap_request_by_dev(struct device *dev, struct usb_request *req, int is_in);
void usb_gadget_giveback_request(struct usb_ep *ep, struct usb_request *req);
int usb_ep_queue(struct usb_ep *ep, struct usb_request *req, gfp_t gfp);
int usb_ep_dequeue(struct usb_ep *ep, struct usb_request *req);
struct usb_request *usb_ep_alloc_request(struct usb_ep *ep, gfp_t gfp);
void usb_ep_free_request(struct usb_ep *ep, struct usb_request *req);

#endif
