/* SPDX-License-Identifier: Apache-2.0 */
/* Growable string buffer on the malloc heap. @data is NUL-terminated once anything was added. */
#ifndef DL_BASE_BUF_H
#define DL_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct dl_buf {
	char *data;
	size_t len;
	size_t cap;
};

void dl_buf_free(struct dl_buf *buf);
void dl_buf_clear(struct dl_buf *buf);
void dl_buf_add(struct dl_buf *buf, const char *data, size_t len);
/* False when there is no memory for it: then @buf is as it was. */
bool dl_buf_try_add(struct dl_buf *buf, const char *data, size_t len);
void dl_buf_puts(struct dl_buf *buf, const char *s);
/* Room for @more bytes and the NUL; false when there is no memory for it. */
bool dl_buf_try_reserve(struct dl_buf *buf, size_t more);
void dl_buf_reserve(struct dl_buf *buf, size_t more);

static inline void dl_buf_putc(struct dl_buf *buf, char c)
{
	if (buf->len + 2 > buf->cap)
		dl_buf_reserve(buf, 1);
	buf->data[buf->len++] = c;
	buf->data[buf->len] = '\0';
}

void dl_buf_printf(struct dl_buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The text so far, "" when nothing was added. Valid until the next change. */
const char *dl_buf_str(const struct dl_buf *buf);

#endif
