/* SPDX-License-Identifier: Apache-2.0 */
/* Stub for the sample drivers: the version that drivers outside the kernel ask for. */
#ifndef DL_STUB_VERSION_H
#define DL_STUB_VERSION_H

#include <linux/kconfig.h>

#endif
