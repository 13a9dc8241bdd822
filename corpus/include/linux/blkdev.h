/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: block requests. */
#ifndef DL_STUB_BLKDEV_H
#define DL_STUB_BLKDEV_H

#include <linux/bvec.h>
#include <linux/device.h>

struct request { int tag, internal_tag; unsigned int cmd_flags; void *end_io_data; };

#endif
