/* SPDX-License-Identifier: Apache-2.0 */
#include "emit/line_hash.h"

#include <stdbool.h>

#include "base/arena.h"
#include "base/vec.h"
#include "emit/utf8.h"

#define WINDOW	    100
#define BASE	    37
#define END_OF_FILE 0xffff

/* What of a text counts: its units without blanks, each with a mark where a line begins. */
struct units {
	uint16_t *data;
	bool *starts_line;
	size_t len;
	bool line_start;
	bool after_cr;
};

static inline void put_unit(struct units *u, uint16_t unit)
{
	if (unit == ' ' || unit == '\t' || (u->after_cr && unit == '\n')) {
		u->after_cr = false;
		return;
	}
	u->after_cr = unit == '\r';
	if (unit == '\r')
		unit = '\n';
	u->starts_line[u->len] = u->line_start;
	u->data[u->len++] = unit;
	u->line_start = unit == '\n';
}

static void put_text(struct units *u, const char *text, size_t size)
{
	while (size) {
		uint32_t c = (unsigned char)*text;
		size_t n = c < 0x80 ? 1 : dl_utf8_next(text, size, &c);

		if (c > 0xffff) {
			put_unit(u, (uint16_t)(0xd800 + ((c - 0x10000) >> 10)));
			put_unit(u, (uint16_t)(0xdc00 + ((c - 0x10000) & 0x3ff)));
		} else {
			put_unit(u, (uint16_t)c);
		}
		text += n;
		size -= n;
	}
	put_unit(u, END_OF_FILE);
}

struct hashes {
	uint64_t *data; /* a DL_VEC */
	size_t len;
	size_t cap;
};

/* The window that begins with the first unit of each line; there are zeros before and behind the text. */
static void roll(const uint16_t *data, const bool *starts_line, size_t len, struct hashes *out)
{
	uint64_t oldest_factor = 1, hash = 0;

	for (int i = 0; i < WINDOW; i++)
		oldest_factor *= BASE;
	for (size_t end = 0; end < len + WINDOW; end++) {
		hash = BASE * hash + data[end] - oldest_factor * data[end - WINDOW];
		if (end + 1 >= WINDOW && starts_line[end + 1 - WINDOW])
			dl_vec_push(out, hash);
	}
}

size_t dl_line_hashes(const char *text, size_t size, uint64_t **out)
{
	/* each byte is a unit at most */
	uint16_t *data = dl_xcalloc(size + 1 + 2 * WINDOW, sizeof(*data));
	struct units units = {.data = data + WINDOW, .line_start = true};
	struct hashes hashes = {0};

	units.starts_line = dl_xcalloc(size + 1 + WINDOW, sizeof(*units.starts_line));
	put_text(&units, text, size);
	roll(units.data, units.starts_line, units.len, &hashes);
	dl_free(units.starts_line);
	dl_free(data);
	*out = hashes.data;
	return hashes.len;
}

struct dl_line_hash dl_line_hash(const uint64_t *hashes, size_t line)
{
	struct dl_line_hash out = {.hash = hashes[line], .count = 1};

	for (size_t i = 0; i < line; i++)
		out.count += hashes[i] == out.hash;
	return out;
}
