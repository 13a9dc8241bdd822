/* SPDX-License-Identifier: Apache-2.0 */
/* Whole files and folders. */
#ifndef DL_BASE_FILE_H
#define DL_BASE_FILE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/status.h"

/* No file of a kernel or a driver that is written by hand comes near it. */
#define DL_FILE_MAX ((size_t)64 << 20)

/*
 * Append the content of @path to @out; nothing after a failure. It is a regular file of at most
 * DL_FILE_MAX bytes: a larger one is DL_ERR_LIMIT, and anything else, which might never end or never
 * answer, DL_ERR_INVALID.
 */
enum dl_status dl_file_read(struct dl_buf *out, const char *path, struct dl_error *err);
/* The same with another limit. */
enum dl_status dl_file_read_max(struct dl_buf *out, const char *path, size_t max,
				struct dl_error *err);
/* Replace @path in one step, so that no reader sees a part of it; a no-op when the content is the
 * same. */
enum dl_status dl_file_write(const char *path, const char *data, size_t size, struct dl_error *err);
/* Create the folder @path with those above it, as far as they are missing. */
enum dl_status dl_make_dirs(const char *path, struct dl_error *err);

#endif
