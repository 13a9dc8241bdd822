/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UTF-8 as the readers of our output decode it: wrong bytes become U+FFFD, one
 * for each maximal wrong part (WHATWG Encoding), as in Node and in browsers.
 */
#ifndef DL_EMIT_UTF8_H
#define DL_EMIT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Decode one character of @size > 0 bytes; returns how many bytes it takes. */
size_t dl_utf8_next(const char *s, size_t size, uint32_t *character);
/* Append @s with wrong bytes and NULs replaced. */
void dl_utf8_clean(struct dl_buf *out, const char *s, size_t size);
/*
 * Append @s as a terminal or a log may show it: what is no text (control characters, also those of C1, and marks
 * that end a line or change its direction) becomes a blank, wrong bytes as above. With @tabs these stay.
 */
void dl_utf8_printable(struct dl_buf *out, const char *s, size_t size, bool tabs);
/*
 * 1-based byte column in @line -> 1-based column in UTF-16 code units. Columns past the end count
 * on.
 */
uint32_t dl_utf16_column(const char *line, size_t size, uint32_t byte_column);

#endif
