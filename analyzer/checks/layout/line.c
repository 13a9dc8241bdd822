/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The members of a record, and of all that lies in it, where they are when cache lines have a given length.
 * The record was laid out for the architecture that was compiled for; an attribute that asks for a whole line
 * may mean more bytes on another one, or none on this one.
 */
#include <stdlib.h>
#include <string.h>

#include "base/intern.h"
#include "checks/layout/layout.h"
#include "model/platform.h"

#define MAX_PARTS 4000
#define MAX_DEPTH 8

struct walk {
	struct dl_analysis *an;
	uint64_t line;
	struct dl_parts *out;
};

/* Where a record is laid out. */
struct origin {
	const struct dl_record *home;	/* whose names its members have */
	const char *path;		/* in @home; NULL: it is @home */
	const char *text;		/* from the outermost on; NULL: it is that */
	uint32_t offset;		/* as compiled */
	uint64_t at;
	bool is_core;
	int depth;
};

static uint64_t round_up(uint64_t n, uint64_t to)
{
	return (n + to - 1) / to * to;
}

/* The largest number in the text: "aligned(64)". */
static uint64_t number_in(const char *text)
{
	uint64_t largest = 0;

	for (; *text; text++) {
		char *end;
		uint64_t n;

		if (*text < '0' || *text > '9')
			continue;
		n = strtoull(text, &end, 0);
		largest = n > largest ? n : largest;
		text = end - 1;
	}
	return largest;
}

static bool begins_line(const struct walk *w, const struct dl_member *m)
{
	const struct dl_platform *k = w->an->platform;

	/* a marker of a group */
	if (!m->size && dl_name_has_word(k, DL_WORD_BEGINS_LINE, m->name))
		return true;
	return m->aligned && (dl_name_has_word(k, DL_WORD_BEGINS_LINE, m->aligned) ||
			      number_in(m->aligned) >= w->line);
}

static const struct dl_type *element(const struct dl_type *type)
{
	while (type && type->kind == DL_TYPE_ARRAY)
		type = type->elem;
	return type;
}

static const struct dl_record *record_of(const struct dl_type *type)
{
	type = element(type);
	return type && type->kind == DL_TYPE_RECORD ? type->record : NULL;
}

/* Something in it begins a line, so it does itself, and ends at one. */
static bool has_lines(const struct walk *w, const struct dl_record *r, int depth)
{
	if (!r || depth > MAX_DEPTH)
		return false;
	if (r->align >= 64)
		return true;
	for (uint32_t i = 0; i < r->member_count; i++)
		if (begins_line(w, &r->members[i]) ||
		    has_lines(w, record_of(r->members[i].type), depth + 1))
			return true;
	return false;
}

static enum dl_record_role role_of(const struct walk *w, const struct dl_record *r)
{
	enum dl_record_role role;

	if (!r)
		return DL_RECORD_OTHER;
	role = dl_lexicon_record(&w->an->lexicon, r->name);
	if (dl_lexicon_type(&w->an->lexicon, r->name) == DL_TYPENAME_SHARED)
		role = DL_RECORD_SHARED;
	if (dl_lexicon_type(&w->an->lexicon, r->name) == DL_TYPENAME_COUNTER)
		role = DL_RECORD_COUNTER;
	return role >= DL_RECORD_SHARED ? role : DL_RECORD_OTHER;
}

static uint64_t lay_out(const struct walk *w, const struct dl_record *r, const struct origin *o);

static const char *joined(const struct walk *w, const char *path, const char *name)
{
	return path ? dl_arena_printf(w->an->arena, "%s.%s", path, name) : name;
}

/* The records in a member, one after the other; returns the bytes that it takes. */
static uint64_t lay_out_records(const struct walk *w, const struct dl_member *m,
				const struct dl_record *r, const struct origin *o)
{
	uint64_t step = r->size, at = o->at, size = 0;
	uint32_t count = r->size ? (uint32_t)(m->size / r->size) : 0;

	for (uint32_t i = 0; i < count && w->out->list.len < MAX_PARTS; i++) {
		struct origin each = *o;

		each.offset += (uint32_t)(i * r->size);
		each.at = at;
		size = lay_out(w, r, &each);
		step = has_lines(w, r, 0) ? round_up(size, w->line) : size;
		at += step;
	}
	return count ? at - o->at : m->size;
}

/* Places know the members of a record without a name by the record around it. */
static struct origin inside(const struct walk *w, const struct origin *o, const struct dl_member *m,
			    const struct dl_record *r, uint64_t at)
{
	struct origin in = { .text = joined(w, o->text, m->name), .offset = o->offset + m->offset,
			     .at = at, .is_core = o->is_core || r->is_core, .depth = o->depth + 1,
			     .home = r };

	if (strchr(r->name, '(')) {
		in.home = o->home;
		in.path = joined(w, o->path, m->name);
	}
	return in;
}

/* Returns its size. */
static uint64_t lay_out(const struct walk *w, const struct dl_record *r, const struct origin *o)
{
	uint64_t shift = 0, end = 0;

	for (uint32_t i = 0; i < r->member_count && w->out->list.len < MAX_PARTS; i++) {
		const struct dl_member *m = &r->members[i];
		const struct dl_record *inner = record_of(m->type);
		uint64_t at = o->at + m->offset + shift, size = m->size;
		bool whole = role_of(w, inner) != DL_RECORD_OTHER;

		if (begins_line(w, m) || has_lines(w, inner, 0)) {
			shift += round_up(at, w->line) - at;
			at = round_up(at, w->line);
		}
		if (inner && inner->member_count && !whole && o->depth < MAX_DEPTH) {
			struct origin in = inside(w, o, m, inner, at);

			size = lay_out_records(w, m, inner, &in);
		} else {
			dl_vec_push(&w->out->list, ((struct dl_part){
				.home = o->home,
				.field = dl_intern(w->an->unit->names, joined(w, o->path, m->name)),
				.text = joined(w, o->text, m->name), .offset = o->offset + m->offset,
				.at = at, .size = m->size, .loc = m->loc, .role = role_of(w, inner),
				.is_core = o->is_core }));
		}
		shift += size > m->size ? size - m->size : 0;
		end = at + size > end ? at + size : end;
	}
	end = end > o->at ? end - o->at : 0;
	return end > r->size ? end : r->size;
}

bool dl_parts_of(struct dl_analysis *an, const struct dl_record *record, uint64_t line, struct dl_parts *out)
{
	struct walk w = { an, line, out };
	struct origin o = { .home = record, .is_core = record->is_core };

	out->size = lay_out(&w, record, &o);
	if (has_lines(&w, record, 0))
		out->size = round_up(out->size, line);
	return out->list.len && out->list.len < MAX_PARTS;
}

const struct dl_part *dl_part_at(const struct dl_parts *parts, uint32_t offset)
{
	for (size_t i = 0; i < parts->list.len; i++) {
		const struct dl_part *part = &parts->list.data[i];

		if (part->offset <= offset && offset < part->offset + part->size)
			return part;
	}
	return NULL;
}
