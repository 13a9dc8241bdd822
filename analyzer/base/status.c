/* SPDX-License-Identifier: Apache-2.0 */
#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum dl_status dl_fail(struct dl_error *err, enum dl_status status, const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return status;
	err->status = status;
	va_start(ap, fmt);
	vsnprintf(err->message, sizeof(err->message), fmt, ap);
	va_end(ap);
	return status;
}

enum dl_status dl_fail_context(struct dl_error *err, const char *fmt, ...)
{
	char prefix[DL_ERROR_SIZE];
	char old[DL_ERROR_SIZE];
	va_list ap;

	if (!err)
		return DL_ERR_INTERNAL;
	va_start(ap, fmt);
	vsnprintf(prefix, sizeof(prefix), fmt, ap);
	va_end(ap);
	memcpy(old, err->message, sizeof(old));
	snprintf(err->message, sizeof(err->message), "%.400s: %.600s", prefix, old);
	return err->status;
}
