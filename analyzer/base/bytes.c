/* SPDX-License-Identifier: Apache-2.0 */
/* See bytes.h. */
#include "base/bytes.h"

#include <string.h>

#define ABSENT UINT64_MAX

void dl_put_bytes(struct dl_buf *out, const void *data, size_t len)
{
	uint64_t n = data ? len : ABSENT;

	DL_PUT(out, n);
	if (data)
		dl_buf_add(out, data, len);
}

void dl_put_text(struct dl_buf *out, const char *s)
{
	dl_put_bytes(out, s, s ? strlen(s) : 0);
}

void dl_put_texts(struct dl_buf *out, const char *const *list, size_t count)
{
	uint32_t n = (uint32_t)count;

	DL_PUT(out, n);
	for (size_t i = 0; i < count; i++)
		dl_put_text(out, list[i]);
}

void dl_take(struct dl_bytes *in, void *data, size_t len)
{
	memset(data, 0, len);
	if (in->bad || in->left < len) {
		in->bad = true;
		return;
	}
	memcpy(data, in->p, len);
	in->p += len;
	in->left -= len;
}

const void *dl_take_bytes(struct dl_bytes *in, size_t *len)
{
	const char *bytes;
	uint64_t n;

	*len = 0;
	DL_TAKE(in, n);
	if (in->bad || n == ABSENT)
		return NULL;
	if (n > in->left) {
		in->bad = true;
		return NULL;
	}
	bytes = in->p;
	in->p += n;
	in->left -= (size_t)n;
	*len = (size_t)n;
	return bytes;
}

const char *dl_take_text(struct dl_bytes *in)
{
	size_t len;
	const char *bytes = dl_take_bytes(in, &len);

	return bytes ? dl_arena_strndup(in->arena, bytes, len) : NULL;
}

uint32_t dl_take_count(struct dl_bytes *in)
{
	uint32_t n;

	DL_TAKE(in, n);
	if (!in->bad && n <= in->left)
		return n;
	in->bad = true;
	return 0;
}

const char *const *dl_take_texts(struct dl_bytes *in, size_t *count)
{
	uint32_t n = dl_take_count(in);
	const char **list = DL_NEW_ARRAY(in->arena, const char *, n + 1);

	for (uint32_t i = 0; i < n && !in->bad; i++) {
		list[i] = dl_take_text(in);
		in->bad |= !list[i];
	}
	*count = in->bad ? 0 : n;
	return list;
}

enum dl_status dl_take_end(const struct dl_bytes *in, const char *what, struct dl_error *err)
{
	if (in->bad || in->left)
		return dl_fail(err, DL_ERR_CORRUPT, "%s is damaged", what);
	return DL_OK;
}
