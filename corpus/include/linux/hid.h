/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: HID raw requests. */
#ifndef DL_STUB_HID_H
#define DL_STUB_HID_H

#include <linux/device.h>
#include <linux/module.h>

enum hid_report_type { HID_INPUT_REPORT, HID_OUTPUT_REPORT, HID_FEATURE_REPORT };
enum hid_class_request { HID_REQ_GET_REPORT = 1, HID_REQ_SET_REPORT = 9 };
struct hid_report;
struct hid_device { __u16 bus; __u32 vendor, product; struct device dev; char name[128]; };
struct hid_driver {
	char *name;
	const struct hid_device_id *id_table;
	int (*probe)(struct hid_device *dev, const struct hid_device_id *id);
	void (*remove)(struct hid_device *dev);
	int (*raw_event)(struct hid_device *hdev, struct hid_report *report, u8 *data, int size);
};
#define hid_get_drvdata(h)	dev_get_drvdata(&(h)->dev)
#define hid_set_drvdata(h, d)	dev_set_drvdata(&(h)->dev, d)
#define hid_err(h, fmt, ...)	dev_err(&(h)->dev, fmt, ##__VA_ARGS__)
int hid_hw_raw_request(struct hid_device *hdev, unsigned char reportnum, __u8 *buf, size_t len,
		       enum hid_report_type rtype, enum hid_class_request reqtype);
int hid_hw_output_report(struct hid_device *hdev, __u8 *buf, size_t len);

#endif
