/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: USB chapter 9 constants and descriptors. */
#ifndef DL_STUB_USB_CH9_H
#define DL_STUB_USB_CH9_H

#include <linux/types.h>

#define USB_DIR_OUT		0
#define USB_DIR_IN		0x80
#define USB_TYPE_STANDARD	(0x00 << 5)
#define USB_TYPE_CLASS		(0x01 << 5)
#define USB_TYPE_VENDOR		(0x02 << 5)
#define USB_RECIP_DEVICE	0
#define USB_RECIP_INTERFACE	1
#define USB_RECIP_ENDPOINT	2
#define USB_REQ_GET_STATUS	0
#define USB_REQ_GET_DESCRIPTOR	6
#define USB_REQ_SET_CONFIGURATION 9
#define USB_DT_DEVICE		1
#define USB_DT_CONFIG		2
#define USB_DT_STRING		3
#define USB_ENDPOINT_NUMBER_MASK 0x0f
#define USB_ENDPOINT_DIR_MASK	0x80
#define USB_ENDPOINT_XFER_CONTROL 0
#define USB_ENDPOINT_XFER_ISOC	1
#define USB_ENDPOINT_XFER_BULK	2
#define USB_ENDPOINT_XFER_INT	3

struct usb_ctrlrequest {
	__u8 bRequestType, bRequest;
	__le16 wValue, wIndex, wLength;
} __packed;
struct usb_device_descriptor {
	__u8 bLength, bDescriptorType;
	__le16 bcdUSB;
	__u8 bDeviceClass, bDeviceSubClass, bDeviceProtocol, bMaxPacketSize0;
	__le16 idVendor, idProduct, bcdDevice;
	__u8 iManufacturer, iProduct, iSerialNumber, bNumConfigurations;
} __packed;
struct usb_interface_descriptor {
	__u8 bLength, bDescriptorType, bInterfaceNumber, bAlternateSetting, bNumEndpoints;
	__u8 bInterfaceClass, bInterfaceSubClass, bInterfaceProtocol, iInterface;
} __packed;
struct usb_endpoint_descriptor {
	__u8 bLength, bDescriptorType, bEndpointAddress, bmAttributes;
	__le16 wMaxPacketSize;
	__u8 bInterval;
} __packed;
enum usb_device_speed {
	USB_SPEED_UNKNOWN, USB_SPEED_LOW, USB_SPEED_FULL, USB_SPEED_HIGH, USB_SPEED_WIRELESS,
	USB_SPEED_SUPER, USB_SPEED_SUPER_PLUS,
};
int usb_endpoint_num(const struct usb_endpoint_descriptor *epd);
int usb_endpoint_maxp(const struct usb_endpoint_descriptor *epd);
int usb_endpoint_dir_in(const struct usb_endpoint_descriptor *epd);
int usb_endpoint_dir_out(const struct usb_endpoint_descriptor *epd);
int usb_endpoint_is_bulk_in(const struct usb_endpoint_descriptor *epd);
int usb_endpoint_is_bulk_out(const struct usb_endpoint_descriptor *epd);
int usb_endpoint_is_int_in(const struct usb_endpoint_descriptor *epd);

#endif
