/* SPDX-License-Identifier: Apache-2.0 */
/* See compress.h. The contexts are kept: making them costs more than a small record does. */
#include "store/compress.h"

#include <zstd.h>

#include "base/arena.h"

#define LEVEL	   3
#define MAX_RECORD ((size_t)256 << 20) /* bytes; packed IR of a large file is one */

struct dl_compressor {
	ZSTD_CCtx *in;
	ZSTD_DCtx *out;
};

struct dl_compressor *dl_compressor_new(void)
{
	struct dl_compressor *c = dl_xcalloc(1, sizeof(*c));

	c->in = ZSTD_createCCtx();
	c->out = ZSTD_createDCtx();
	return c;
}

void dl_compressor_free(struct dl_compressor *c)
{
	if (!c)
		return;
	ZSTD_freeCCtx(c->in);
	ZSTD_freeDCtx(c->out);
	dl_free(c);
}

void *dl_compress(struct dl_compressor *c, const void *data, size_t len, size_t *out_len)
{
	size_t room = ZSTD_compressBound(len);
	void *frame = c->in ? dl_xmalloc(room) : NULL;

	*out_len = frame ? ZSTD_compressCCtx(c->in, frame, room, data, len, LEVEL) : 0;
	if (frame && !ZSTD_isError(*out_len))
		return dl_xrealloc(frame, *out_len);
	dl_free(frame);
	return NULL;
}

bool dl_decompress(struct dl_compressor *c, struct dl_buf *out, const void *data, size_t len)
{
	unsigned long long size = ZSTD_getFrameContentSize(data, len);
	bool is_whole = false;
	void *bytes;

	/* what ZSTD_CONTENTSIZE_UNKNOWN and _ERROR are is larger, too */
	if (!c->out || size > MAX_RECORD)
		return false;
	bytes = dl_try_realloc(NULL, (size_t)size + 1);
	if (bytes)
		is_whole = ZSTD_decompressDCtx(c->out, bytes, (size_t)size, data, len) == size &&
			   dl_buf_try_add(out, bytes, (size_t)size);
	dl_free(bytes);
	return is_whole;
}
