/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: device tables. */
#ifndef DL_STUB_MOD_DEVICETABLE_H
#define DL_STUB_MOD_DEVICETABLE_H

#include <linux/types.h>

typedef unsigned long kernel_ulong_t;
struct of_device_id { char name[32]; char type[32]; char compatible[128]; const void *data; };
struct acpi_device_id { __u8 id[16]; kernel_ulong_t driver_data; };
struct platform_device_id { char name[24]; kernel_ulong_t driver_data; };
struct spi_device_id { char name[32]; kernel_ulong_t driver_data; };
struct i2c_device_id { char name[20]; kernel_ulong_t driver_data; };
struct pci_device_id {
	__u32 vendor, device;
	__u32 subvendor, subdevice;
	__u32 class, class_mask;
	kernel_ulong_t driver_data;
};
struct usb_device_id {
	__u16 match_flags;
	__u16 idVendor, idProduct;
	__u16 bcdDevice_lo, bcdDevice_hi;
	__u8 bDeviceClass, bDeviceSubClass, bDeviceProtocol;
	__u8 bInterfaceClass, bInterfaceSubClass, bInterfaceProtocol, bInterfaceNumber;
	kernel_ulong_t driver_info;
};
struct sdio_device_id { __u8 class; __u16 vendor; __u16 device; kernel_ulong_t driver_data; };
struct virtio_device_id { __u32 device; __u32 vendor; };
struct hid_device_id { __u16 bus, group; __u32 vendor, product; kernel_ulong_t driver_data; };
struct amba_id { unsigned int id; unsigned int mask; void *data; };
struct dmi_system_id { const char *ident; void *driver_data; };
#define USB_DEVICE(v, p)	.match_flags = 3, .idVendor = (v), .idProduct = (p)
#define PCI_ANY_ID		(~0)
#define PCI_DEVICE(v, d)	.vendor = (v), .device = (d), .subvendor = PCI_ANY_ID, .subdevice = PCI_ANY_ID
#define PCI_VDEVICE(v, d)	PCI_DEVICE(PCI_VENDOR_ID_##v, d), 0, 0
#define SDIO_DEVICE(v, d)	.class = 0xff, .vendor = (v), .device = (d)
#define MODULE_DEVICE_TABLE(type, name) extern int dl_stub_device_table

#endif
