/* SPDX-License-Identifier: Apache-2.0 */
/* See fix.h. */
#include "report/fix.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/vec.h"

uint64_t dl_fix_source(const char *text, size_t len)
{
	return dl_hash_final(dl_hash_bytes(DL_HASH_SEED, text, len));
}

/* An edit as a stretch of the text. */
struct stretch {
	size_t start;
	size_t end;
	const struct dl_edit *edit;
};

/* Where line @line, from 1, begins; SIZE_MAX: there is none. */
static size_t line_start(const char *text, size_t len, uint32_t line)
{
	const char *at = text, *end = text + len;

	for (uint32_t i = 1; i < line; i++) {
		at = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
		if (!at)
			return SIZE_MAX;
		at++;
	}
	return line ? (size_t)(at - text) : SIZE_MAX;
}

static bool find_offset(const char *text, size_t len, uint32_t line, uint32_t col, size_t *out)
{
	size_t start = line_start(text, len, line);

	if (start == SIZE_MAX || !col || len - start < col - 1 ||
	    (col > 1 && memchr(text + start, '\n', col - 1)))
		return false;
	*out = start + col - 1;
	return true;
}

static int by_place(const void *a, const void *b)
{
	const struct stretch *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->end < y->end ? -1 : x->end > y->end;
}

static enum dl_status place_edits(struct stretch *out, const struct dl_fix *fix, const char *text,
				  size_t len, struct dl_error *err)
{
	if (dl_fix_source(text, len) != fix->source)
		return dl_fail(err, DL_ERR_INVALID,
			       "%s is not as it was scanned: the fix does not apply; scan again",
			       fix->path);
	for (size_t i = 0; i < fix->edit_count; i++) {
		const struct dl_edit *e = &fix->edits[i];

		out[i].edit = e;
		if (!find_offset(text, len, e->line, e->col, &out[i].start) ||
		    !find_offset(text, len, e->end_line, e->end_col, &out[i].end) ||
		    out[i].end < out[i].start)
			return dl_fail(err, DL_ERR_INVALID,
				       "%s has no place %u:%u to %u:%u, which a fix is to change",
				       fix->path, e->line, e->col, e->end_line, e->end_col);
	}
	return DL_OK;
}

/* Two that meet: one over the other, or both at one place. */
static bool find_clash(const struct stretch *list, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (list[i].start < list[i - 1].end || list[i].start == list[i - 1].start)
			return true;
	return false;
}

static void write_edited(struct dl_buf *out, const char *text, size_t len,
			 const struct stretch *list, size_t count)
{
	size_t at = 0;

	for (size_t i = 0; i < count; i++) {
		dl_buf_add(out, text + at, list[i].start - at);
		dl_buf_puts(out, list[i].edit->text);
		at = list[i].end;
	}
	dl_buf_add(out, text + at, len - at);
}

enum dl_status dl_fix_apply(const struct dl_fix *const *fixes, size_t count, const char *text,
			    size_t len, struct dl_buf *out, struct dl_error *err)
{
	DL_VEC(struct stretch) list = {0};
	enum dl_status status = DL_OK;
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < fixes[i]->edit_count; k++)
			dl_vec_push(&list, (struct stretch){0});
	for (size_t i = 0; i < count && status == DL_OK; n += fixes[i++]->edit_count)
		status = place_edits(list.data + n, fixes[i], text, len, err);
	if (status == DL_OK && n) {
		qsort(list.data, n, sizeof(*list.data), by_place);
		if (find_clash(list.data, n))
			status = dl_fail(err, DL_ERR_INVALID,
					 "two fixes of %s change the same place: one at a time",
					 fixes[0]->path);
	}
	if (status == DL_OK)
		write_edited(out, text, len, list.data, n);
	dl_vec_free(&list);
	return status;
}

static int compare_places(uint32_t a_line, uint32_t a_col, uint32_t b_line, uint32_t b_col)
{
	if (a_line != b_line)
		return a_line < b_line ? -1 : 1;
	return a_col < b_col ? -1 : a_col > b_col;
}

static int by_begin(const void *a, const void *b)
{
	const struct dl_edit *x = a, *y = b;

	return compare_places(x->line, x->col, y->line, y->col);
}

const struct dl_fix *dl_fix_join(struct dl_arena *arena, const struct dl_fix *a,
				 const struct dl_fix *b)
{
	struct dl_fix *both;

	if (!a || !b || a->source != b->source || strcmp(a->path, b->path) != 0)
		return NULL;
	both = dl_arena_memdup(arena, a, sizeof(*a));
	both->edit_count = a->edit_count + b->edit_count;
	both->edits = DL_NEW_ARRAY(arena, struct dl_edit, both->edit_count);
	memcpy(both->edits, a->edits, a->edit_count * sizeof(*a->edits));
	memcpy(both->edits + a->edit_count, b->edits, b->edit_count * sizeof(*b->edits));
	qsort(both->edits, both->edit_count, sizeof(*both->edits), by_begin);
	for (size_t i = 1; i < both->edit_count; i++) {
		const struct dl_edit *one = &both->edits[i - 1], *next = &both->edits[i];

		if (by_begin(one, next) >= 0 ||
		    compare_places(next->line, next->col, one->end_line, one->end_col) < 0)
			return NULL;
	}
	return both;
}

struct dl_fix *dl_fix_copy(struct dl_arena *arena, const struct dl_fix *fix)
{
	struct dl_fix *copy;

	if (!fix)
		return NULL;
	copy = dl_arena_memdup(arena, fix, sizeof(*fix));
	copy->title = dl_arena_strdup(arena, fix->title);
	copy->path = dl_arena_strdup(arena, fix->path);
	copy->edits = DL_NEW_ARRAY(arena, struct dl_edit, fix->edit_count);
	for (size_t i = 0; i < fix->edit_count; i++) {
		copy->edits[i] = fix->edits[i];
		copy->edits[i].text = dl_arena_strdup(arena, fix->edits[i].text);
	}
	return copy;
}
