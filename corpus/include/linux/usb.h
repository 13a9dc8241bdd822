/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: USB host side. */
#ifndef DL_STUB_USB_H
#define DL_STUB_USB_H

#include <linux/dma-mapping.h>
#include <linux/completion.h>
#include <linux/module.h>
#include <linux/usb/ch9.h>

struct urb;
struct usb_device;
typedef void (*usb_complete_t)(struct urb *urb);
struct usb_host_endpoint { struct usb_endpoint_descriptor desc; };
struct usb_host_interface {
	struct usb_interface_descriptor desc;
	struct usb_host_endpoint *endpoint;
};
struct usb_interface {
	struct usb_host_interface *altsetting, *cur_altsetting;
	unsigned int num_altsetting;
	int minor;
	struct device dev;
	struct device *usb_dev;
};
struct usb_bus { struct device *controller; struct device *sysdev; int busnum; };
struct usb_device {
	int devnum;
	char devpath[16];
	enum usb_device_speed speed;
	struct usb_bus *bus;
	struct usb_host_endpoint ep0;
	struct device dev;
	struct usb_device_descriptor descriptor;
	char *product, *manufacturer, *serial;
};
struct usb_iso_packet_descriptor { unsigned int offset, length, actual_length; int status; };
struct usb_anchor { struct list_head urb_list; wait_queue_head_t wait; };
#define URB_SHORT_NOT_OK	0x0001
#define URB_NO_TRANSFER_DMA_MAP	0x0004
#define URB_ZERO_PACKET		0x0040
#define URB_FREE_BUFFER		0x0100
struct urb {
	struct list_head urb_list, anchor_list;
	struct usb_device *dev;
	unsigned int pipe;
	int status;
	unsigned int transfer_flags;
	void *transfer_buffer;
	dma_addr_t transfer_dma;
	struct scatterlist *sg;
	int num_mapped_sgs, num_sgs;
	u32 transfer_buffer_length, actual_length;
	unsigned char *setup_packet;
	dma_addr_t setup_dma;
	int number_of_packets, interval, error_count;
	void *context;
	usb_complete_t complete;
	struct usb_iso_packet_descriptor iso_frame_desc[];
};
struct usb_driver {
	const char *name;
	int (*probe)(struct usb_interface *intf, const struct usb_device_id *id);
	void (*disconnect)(struct usb_interface *intf);
	int (*suspend)(struct usb_interface *intf, pm_message_t message);
	int (*resume)(struct usb_interface *intf);
	int (*reset_resume)(struct usb_interface *intf);
	int (*pre_reset)(struct usb_interface *intf);
	int (*post_reset)(struct usb_interface *intf);
	const struct usb_device_id *id_table;
	unsigned int supports_autosuspend : 1, disable_hub_initiated_lpm : 1;
};
#define module_usb_driver(d)	DL_STUB_DRIVER(d, usb_register, usb_deregister)
#define to_usb_device(d)	container_of(d, struct usb_device, dev)
#define to_usb_interface(d)	container_of(d, struct usb_interface, dev)
#define USB_CTRL_GET_TIMEOUT	5000
#define USB_CTRL_SET_TIMEOUT	5000
int usb_register(struct usb_driver *drv);
void usb_deregister(struct usb_driver *drv);

static inline void *usb_get_intfdata(struct usb_interface *intf)
{
	return dev_get_drvdata(&intf->dev);
}

static inline void usb_set_intfdata(struct usb_interface *intf, void *data)
{
	dev_set_drvdata(&intf->dev, data);
}

static inline struct usb_device *interface_to_usbdev(struct usb_interface *intf)
{
	return to_usb_device(intf->dev.parent);
}

unsigned int usb_sndctrlpipe(struct usb_device *dev, unsigned int ep);
unsigned int dl_create_pipe(struct usb_device *dev, unsigned int ep);
#define usb_rcvctrlpipe(dev, ep)	(2u << 30 | dl_create_pipe(dev, ep) | USB_DIR_IN)
unsigned int usb_sndbulkpipe(struct usb_device *dev, unsigned int ep);
#define usb_rcvbulkpipe(dev, ep)	(3u << 30 | dl_create_pipe(dev, ep) | USB_DIR_IN)
unsigned int usb_sndintpipe(struct usb_device *dev, unsigned int ep);
#define usb_rcvintpipe(dev, ep)		(1u << 30 | dl_create_pipe(dev, ep) | USB_DIR_IN)
unsigned int usb_rcvisocpipe(struct usb_device *dev, unsigned int ep);
int usb_pipein(unsigned int pipe);
int usb_pipeout(unsigned int pipe);
int usb_pipeendpoint(unsigned int pipe);

static inline void usb_fill_control_urb(struct urb *urb, struct usb_device *dev, unsigned int pipe,
					unsigned char *setup_packet, void *transfer_buffer,
					int buffer_length, usb_complete_t complete_fn,
					void *context)
{
	urb->dev = dev;
	urb->pipe = pipe;
	urb->setup_packet = setup_packet;
	urb->transfer_buffer = transfer_buffer;
	urb->transfer_buffer_length = buffer_length;
	urb->complete = complete_fn;
	urb->context = context;
}

static inline void usb_fill_bulk_urb(struct urb *urb, struct usb_device *dev, unsigned int pipe,
				     void *transfer_buffer, int buffer_length,
				     usb_complete_t complete_fn, void *context)
{
	urb->dev = dev;
	urb->pipe = pipe;
	urb->transfer_buffer = transfer_buffer;
	urb->transfer_buffer_length = buffer_length;
	urb->complete = complete_fn;
	urb->context = context;
}

static inline void usb_fill_int_urb(struct urb *urb, struct usb_device *dev, unsigned int pipe,
				    void *transfer_buffer, int buffer_length,
				    usb_complete_t complete_fn, void *context, int interval)
{
	urb->dev = dev;
	urb->pipe = pipe;
	urb->transfer_buffer = transfer_buffer;
	urb->transfer_buffer_length = buffer_length;
	urb->complete = complete_fn;
	urb->context = context;
	urb->interval = interval;
}

struct urb *usb_alloc_urb(int iso_packets, gfp_t gfp);
void usb_free_urb(struct urb *urb);
struct urb *usb_get_urb(struct urb *urb);
#define usb_put_urb usb_free_urb
int usb_submit_urb(struct urb *urb, gfp_t gfp);
int usb_unlink_urb(struct urb *urb);
void usb_kill_urb(struct urb *urb);
void usb_poison_urb(struct urb *urb);
void usb_init_urb(struct urb *urb);
void init_usb_anchor(struct usb_anchor *anchor);
void usb_anchor_urb(struct urb *urb, struct usb_anchor *anchor);
void usb_unanchor_urb(struct urb *urb);
void usb_kill_anchored_urbs(struct usb_anchor *anchor);
int usb_wait_anchor_empty_timeout(struct usb_anchor *anchor, unsigned int timeout);
void *usb_alloc_coherent(struct usb_device *dev, size_t size, gfp_t gfp, dma_addr_t *dma);
void usb_free_coherent(struct usb_device *dev, size_t size, void *addr, dma_addr_t dma);
int usb_control_msg(struct usb_device *dev, unsigned int pipe, __u8 request, __u8 requesttype,
		    __u16 value, __u16 index, void *data, __u16 size, int timeout);
int usb_control_msg_send(struct usb_device *dev, __u8 endpoint, __u8 request, __u8 requesttype,
			 __u16 value, __u16 index, const void *data, __u16 size, int timeout,
			 gfp_t gfp);
int usb_control_msg_recv(struct usb_device *dev, __u8 endpoint, __u8 request, __u8 requesttype,
			 __u16 value, __u16 index, void *data, __u16 size, int timeout, gfp_t gfp);
int usb_bulk_msg(struct usb_device *dev, unsigned int pipe, void *data, int len, int *actual,
		 int timeout);
int usb_interrupt_msg(struct usb_device *dev, unsigned int pipe, void *data, int len, int *actual,
		      int timeout);
int usb_get_descriptor(struct usb_device *dev, unsigned char type, unsigned char index, void *buf,
		       int size);
int usb_string(struct usb_device *dev, int index, char *buf, size_t size);
int usb_clear_halt(struct usb_device *dev, int pipe);
int usb_reset_device(struct usb_device *dev);
int usb_set_interface(struct usb_device *dev, int ifnum, int alternate);
struct usb_device *usb_get_dev(struct usb_device *dev);
void usb_put_dev(struct usb_device *dev);
struct usb_interface *usb_get_intf(struct usb_interface *intf);
void usb_put_intf(struct usb_interface *intf);
u16 usb_maxpacket(struct usb_device *dev, int pipe);
int usb_find_common_endpoints(struct usb_host_interface *alt,
			      struct usb_endpoint_descriptor **bulk_in,
			      struct usb_endpoint_descriptor **bulk_out,
			      struct usb_endpoint_descriptor **int_in,
			      struct usb_endpoint_descriptor **int_out);

#endif
