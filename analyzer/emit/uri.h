/* SPDX-License-Identifier: Apache-2.0 */
/* Paths as URIs (RFC 3986). */
#ifndef DL_EMIT_URI_H
#define DL_EMIT_URI_H

#include "base/buf.h"

/* Append @path with every byte outside of unreserved characters and '/' as %XX. */
void dl_uri_path(struct dl_buf *out, const char *path);
/* Append file:///... for the absolute @path. */
void dl_uri_file(struct dl_buf *out, const char *path);
/* Append @path without ".", ".." and doubled slashes, by its text alone. Leading ".." stay. */
void dl_uri_normalise(struct dl_buf *out, const char *path);

#endif
