/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/heap.h"

void dl_buf_free(struct dl_buf *buf)
{
	dl_free(buf->data);
	memset(buf, 0, sizeof(*buf));
}

void dl_buf_clear(struct dl_buf *buf)
{
	buf->len = 0;
	if (buf->data)
		buf->data[0] = '\0';
}

bool dl_buf_try_reserve(struct dl_buf *buf, size_t more)
{
	size_t cap = (buf->len + more + 1) * 2;
	void *data;

	if (buf->len + more + 1 <= buf->cap)
		return true;
	data = dl_try_realloc(buf->data, cap);
	if (!data)
		return false;
	buf->data = data;
	buf->cap = cap;
	return true;
}

void dl_buf_reserve(struct dl_buf *buf, size_t more)
{
	if (!dl_buf_try_reserve(buf, more))
		dl_no_memory();
}

bool dl_buf_try_add(struct dl_buf *buf, const char *data, size_t len)
{
	if (!dl_buf_try_reserve(buf, len))
		return false;
	if (len)
		memcpy(buf->data + buf->len, data, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
	return true;
}

void dl_buf_add(struct dl_buf *buf, const char *data, size_t len)
{
	if (!dl_buf_try_add(buf, data, len))
		dl_no_memory();
}

void dl_buf_puts(struct dl_buf *buf, const char *s)
{
	dl_buf_add(buf, s, strlen(s));
}

void dl_buf_printf(struct dl_buf *buf, const char *fmt, ...)
{
	va_list ap, copy;
	int len;

	va_start(ap, fmt);
	va_copy(copy, ap);
	len = vsnprintf(NULL, 0, fmt, copy);
	va_end(copy);
	dl_buf_reserve(buf, (size_t)len);
	vsnprintf(buf->data + buf->len, (size_t)len + 1, fmt, ap);
	va_end(ap);
	buf->len += (size_t)len;
}

const char *dl_buf_str(const struct dl_buf *buf)
{
	return buf->data ? buf->data : "";
}
