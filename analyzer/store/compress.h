/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes as the file of results has them: Zstandard frames. */
#ifndef DL_STORE_COMPRESS_H
#define DL_STORE_COMPRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct dl_compressor;

struct dl_compressor *dl_compressor_new(void);
void dl_compressor_free(struct dl_compressor *c);

/* The frame of the @len bytes at @data, to be freed with dl_free(); NULL when there is no memory. */
void *dl_compress(struct dl_compressor *c, const void *data, size_t len, size_t *out_len);
/* Append what the frame holds to @out. False when it is no whole frame, or claims to be huge. */
bool dl_decompress(struct dl_compressor *c, struct dl_buf *out, const void *data, size_t len);

#endif
