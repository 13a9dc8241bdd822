/* SPDX-License-Identifier: Apache-2.0 */
#include "emit/line_hash.h"

#include <stdbool.h>

#include "base/map.h"
#include "base/vec.h"
#include "emit/utf8.h"

#define WINDOW	    100
#define BASE	    37
#define END_OF_FILE 0xffff

struct rolling {
	uint16_t window[WINDOW];
	bool starts_line
		[WINDOW]; /* the unit there is the first of a line whose hash is not out yet */
	size_t at;
	uint64_t hash;
	uint64_t oldest_factor; /* BASE to the power of WINDOW */
	bool line_start;
	bool after_cr;
	struct dl_map counts;
	DL_VEC(struct dl_line_hash) lines;
};

/* Lines come out in their order: a line is put in before the next one. */
static void output(struct rolling *r)
{
	struct dl_line_hash line = { .hash = r->hash };

	if (!r->starts_line[r->at])
		return;
	line.count = (uint32_t)(uintptr_t)dl_map_get(&r->counts, r->hash) + 1;
	dl_map_put(&r->counts, r->hash, (void *)(uintptr_t)line.count);
	dl_vec_push(&r->lines, line);
	r->starts_line[r->at] = false;
}

static void update(struct rolling *r, uint16_t unit)
{
	uint64_t oldest = r->window[r->at];

	r->window[r->at] = unit;
	r->hash = BASE * r->hash + unit - r->oldest_factor * oldest;
	r->at = r->at + 1 == WINDOW ? 0 : r->at + 1;
}

static void put_unit(struct rolling *r, uint16_t unit)
{
	if (unit == ' ' || unit == '\t' || (r->after_cr && unit == '\n')) {
		r->after_cr = false;
		return;
	}
	r->after_cr = unit == '\r';
	if (unit == '\r')
		unit = '\n';
	output(r);
	if (r->line_start)
		r->starts_line[r->at] = true;
	r->line_start = unit == '\n';
	update(r, unit);
}

size_t dl_line_hashes(const char *text, size_t size, struct dl_line_hash **out)
{
	struct rolling r = { .line_start = true, .oldest_factor = 1 };

	for (int i = 0; i < WINDOW; i++)
		r.oldest_factor *= BASE;
	while (size) {
		uint32_t c;
		size_t n = 1;

		if ((unsigned char)*text < 0x80)
			c = (unsigned char)*text;
		else
			n = dl_utf8_next(text, size, &c);
		if (c > 0xffff) {
			put_unit(&r, (uint16_t)(0xd800 + ((c - 0x10000) >> 10)));
			put_unit(&r, (uint16_t)(0xdc00 + ((c - 0x10000) & 0x3ff)));
		} else {
			put_unit(&r, (uint16_t)c);
		}
		text += n;
		size -= n;
	}
	put_unit(&r, END_OF_FILE);
	for (int i = 0; i < WINDOW; i++) {
		output(&r);
		update(&r, 0);
	}
	dl_map_free(&r.counts);
	*out = r.lines.data;
	return r.lines.len;
}
