/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: firmware files. */
#ifndef DL_STUB_FIRMWARE_H
#define DL_STUB_FIRMWARE_H

#include <linux/device.h>

struct firmware { size_t size; const u8 *data; void *priv; };
int request_firmware(const struct firmware **fw, const char *name, struct device *dev);
int firmware_request_nowarn(const struct firmware **fw, const char *name, struct device *dev);
int request_firmware_into_buf(const struct firmware **fw, const char *name, struct device *dev,
			      void *buf, size_t size);
int request_firmware_nowait(struct module *module, bool uevent, const char *name,
			    struct device *dev, gfp_t gfp, void *ctx,
			    void (*cont)(const struct firmware *fw, void *ctx));
void release_firmware(const struct firmware *fw);

#endif
