/* SPDX-License-Identifier: Apache-2.0 */
/* See compress.h. The contexts are kept: making them costs more than a small record does. */
#include "store/compress.h"

#include <zstd.h>

#include "base/arena.h"

#define LEVEL	   6
#define BLOCK	   8192 /* bytes; about a column of packed IR */
#define BLOCK_HEAD 16   /* bytes; a block needs less */
#define MAX_FRAME  ((size_t)256 << 20) /* bytes; packed IR of a large file is in one */

struct dl_compressor {
	ZSTD_CCtx *in;
	ZSTD_DCtx *out;
};

struct dl_compressor *dl_compressor_new(void)
{
	struct dl_compressor *c = dl_xcalloc(1, sizeof(*c));

	c->in = ZSTD_createCCtx();
	if (c->in)
		ZSTD_CCtx_setParameter(c->in, ZSTD_c_compressionLevel, LEVEL);
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

/* In small blocks, each with codes of its own: parts of a record differ in what they are. */
static bool write_blocks(ZSTD_CCtx *ctx, ZSTD_outBuffer *out, const char *data, size_t len)
{
	ZSTD_inBuffer in = {data, 0, 0};
	size_t left;

	do {
		in.size = len - in.pos > BLOCK ? in.pos + BLOCK : len;
		left = ZSTD_compressStream2(ctx, out, &in, in.size < len ? ZSTD_e_flush : ZSTD_e_end);
	} while (!left && in.size < len);
	return !left;
}

void *dl_compress(struct dl_compressor *c, const void *data, size_t len, size_t *out_len)
{
	size_t room = ZSTD_compressBound(len) + (len / BLOCK + 1) * BLOCK_HEAD;
	ZSTD_outBuffer out = {c->in ? dl_xmalloc(room) : NULL, room, 0};

	if (out.dst && !ZSTD_isError(ZSTD_CCtx_setPledgedSrcSize(c->in, len)) &&
	    write_blocks(c->in, &out, data, len)) {
		*out_len = out.pos;
		return dl_xrealloc(out.dst, out.pos);
	}
	if (c->in)
		ZSTD_CCtx_reset(c->in, ZSTD_reset_session_only);
	dl_free(out.dst);
	return NULL;
}

bool dl_decompress(struct dl_compressor *c, struct dl_buf *out, const void *data, size_t len)
{
	unsigned long long size = ZSTD_getFrameContentSize(data, len);
	bool is_whole;

	/* what ZSTD_CONTENTSIZE_UNKNOWN and _ERROR are is larger, too */
	if (!c->out || size > MAX_FRAME || !dl_buf_try_reserve(out, (size_t)size))
		return false;
	is_whole = ZSTD_decompressDCtx(c->out, out->data + out->len, (size_t)size, data, len) == size;
	out->len += is_whole ? (size_t)size : 0;
	out->data[out->len] = '\0';
	return is_whole;
}
