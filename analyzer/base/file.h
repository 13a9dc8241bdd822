/* SPDX-License-Identifier: Apache-2.0 */
/* Whole files and folders. */
#ifndef DL_BASE_FILE_H
#define DL_BASE_FILE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/status.h"

/* Append the content of @path to @out; nothing after a failure. */
enum dl_status dl_file_read(struct dl_buf *out, const char *path, struct dl_error *err);
/* The same; more than @max bytes are DL_ERR_LIMIT. */
enum dl_status dl_file_read_max(struct dl_buf *out, const char *path, size_t max,
				struct dl_error *err);
/* Replace @path in one step, so that no reader sees a part of it; a no-op when the content is the
 * same. */
enum dl_status dl_file_write(const char *path, const char *data, size_t size, struct dl_error *err);
/* Create the folder @path with those above it, as far as they are missing. */
enum dl_status dl_make_dirs(const char *path, struct dl_error *err);

#endif
