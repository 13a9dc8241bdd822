/* SPDX-License-Identifier: Apache-2.0 */
#include "emit/utf8.h"

#define REPLACEMENT 0xfffd

size_t dl_utf8_next(const char *s, size_t size, uint32_t *character)
{
	const unsigned char *p = (const unsigned char *)s;
	unsigned char low = 0x80, high = 0xbf;
	uint32_t value;
	size_t need, i;

	if (p[0] < 0x80) {
		*character = p[0];
		return 1;
	}
	if (p[0] >= 0xc2 && p[0] <= 0xdf) {
		need = 1;
		value = p[0] & 0x1f;
	} else if (p[0] >= 0xe0 && p[0] <= 0xef) {
		need = 2;
		value = p[0] & 0x0f;
		low = p[0] == 0xe0 ? 0xa0 : low;	/* no overlong forms */
		high = p[0] == 0xed ? 0x9f : high;	/* no surrogates */
	} else if (p[0] >= 0xf0 && p[0] <= 0xf4) {
		need = 3;
		value = p[0] & 0x07;
		low = p[0] == 0xf0 ? 0x90 : low;
		high = p[0] == 0xf4 ? 0x8f : high;	/* up to U+10FFFF */
	} else {
		*character = REPLACEMENT;
		return 1;
	}
	for (i = 1; i <= need; i++) {
		if (i == size || p[i] < low || p[i] > high) {
			*character = REPLACEMENT;
			return i;
		}
		value = value << 6 | (p[i] & 0x3f);
		low = 0x80;
		high = 0xbf;
	}
	*character = value;
	return need + 1;
}

void dl_utf8_clean(struct dl_buf *out, const char *s, size_t size)
{
	const char *good = s, *end = s + size; /* what is to be added as it is begins at good */

	while (s < end) {
		uint32_t c;
		size_t n = dl_utf8_next(s, (size_t)(end - s), &c);
		bool is_written_so = n == 3 && s[0] == '\xef';

		if (!c || (c == REPLACEMENT && !is_written_so)) {
			dl_buf_add(out, good, (size_t)(s - good));
			dl_buf_puts(out, "\xef\xbf\xbd");
			good = s + n;
		}
		s += n;
	}
	dl_buf_add(out, good, (size_t)(end - good));
}

/* Unicode's Cc, line and paragraph separators, and the marks of UAX #9. */
static bool is_text(uint32_t c)
{
	return c >= ' ' && !(c >= 0x7f && c <= 0x9f) && c != 0x61c && c != 0x200e && c != 0x200f &&
	       !(c >= 0x2028 && c <= 0x202e) && !(c >= 0x2066 && c <= 0x2069);
}

void dl_utf8_printable(struct dl_buf *out, const char *s, size_t size, bool tabs)
{
	while (size) {
		uint32_t c;
		size_t n = dl_utf8_next(s, size, &c);

		if (is_text(c))
			dl_utf8_clean(out, s, n);
		else
			dl_buf_putc(out, c == '\t' && tabs ? '\t' : ' ');
		s += n;
		size -= n;
	}
}

uint32_t dl_utf16_column(const char *line, size_t size, uint32_t byte_column)
{
	uint32_t column = 1;
	size_t at = 0;

	while (at < size && at + 1 < byte_column) {
		uint32_t c;

		at += dl_utf8_next(line + at, size - at, &c);
		column += c > 0xffff ? 2 : 1;
	}
	return at + 1 < byte_column ? column + (uint32_t)(byte_column - at - 1) : column;
}
