/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which of the members that a device writes share a cache line with what the CPU may write meanwhile. A record is
 * taken to be allocated alone: it begins at a line, and nothing else lies behind it, unless it is an element
 * of an array or lies in another record of the driver.
 */
#include <string.h>

#include "base/hash.h"
#include "checks/event/event.h"
#include "checks/layout/layout.h"
#include "model/platform.h"

#define MAX_OUTER 4

/* How much a neighbour says: the last is the best. */
enum strength {
	NO_CONFLICT,
	STORED,		/* a function that can run meanwhile stores something */
	LINKED,		/* its neighbours in a list are added and removed */
	SHARED,		/* a lock or the like that the driver uses, or another buffer that it fills */
};

struct conflict {
	enum strength strength;
	const struct dl_part *part;
	const struct dl_touch *touch;
	bool next;			/* it is one of another element of the array */
	uint64_t gap;
};

struct judged {
	struct dl_analysis *an;
	const struct dl_writes *writes;
	const struct dl_input *in;
	const struct dl_record *record;	/* that is laid out, with @in at @offset */
	uint32_t offset;
	bool in_array;
	const struct dl_constant *line;
	struct dl_parts parts;
	const struct dl_part *self;	/* what the device writes */
	uint64_t at;		/* where that is, by the lines */
	uint64_t size;
	bool is_shared;		/* it has a lock or the like: several may use it at a time */
	struct conflict best;
};

/* ---- where the record lies ---- */

/* The only record that has one of @record as a member; NULL: none, or several. */
static const struct dl_member *find_outer(const struct dl_writes *w, const struct dl_record *record,
					  const struct dl_record **outer)
{
	const struct dl_member *found = NULL;

	for (size_t r = 0; r < w->records.len; r++) {
		const struct dl_record *other = w->records.entries[r].value;

		for (uint32_t i = 0; other != record && i < other->member_count; i++) {
			const struct dl_member *m = &other->members[i];
			const struct dl_type *type = m->type;

			while (type && type->kind == DL_TYPE_ARRAY)
				type = type->elem;
			if (!type || type->kind != DL_TYPE_RECORD || type->record != record)
				continue;
			if (found)
				return NULL;
			found = m;
			*outer = other;
		}
	}
	return found;
}

static void find_place(struct judged *j)
{
	const struct dl_record *outer = NULL;

	j->record = j->in->record;
	j->offset = j->in->offset;
	j->in_array = j->in->in_array || dl_map_has(&j->writes->elements, (uintptr_t)j->record);
	for (int depth = 0; depth < MAX_OUTER && !j->in_array; depth++) {
		const struct dl_member *m = find_outer(j->writes, j->record, &outer);

		if (!m)
			return;
		if (m->type->kind == DL_TYPE_ARRAY) {
			j->in_array = true;
			return;
		}
		j->record = outer;
		j->offset += m->offset;
		j->in_array = dl_map_has(&j->writes->elements, (uintptr_t)outer);
	}
}

/* ---- who writes meanwhile ---- */

static enum strength strength_of(const struct judged *j, const struct dl_part *part,
				 const struct dl_touch **touch)
{
	enum strength s = dl_part_is_shared(part) ? SHARED : LINKED;

	if (part->role == DL_RECORD_OTHER) {
		if (part->is_core || !j->is_shared)
			return NO_CONFLICT;
		s = STORED;
	}
	*touch = dl_touch_meanwhile(j->an, j->in, part);
	if (*touch && s == STORED && (*touch)->at->op == DL_OP_CALL)
		s = SHARED;
	return *touch ? s : NO_CONFLICT;
}

/* ---- which lines ---- */

/* It is itself handed to DMA. */
static bool is_input(const struct dl_layout *layout, const struct dl_input *in, uint32_t offset)
{
	for (size_t i = 0; i < layout->inputs.len; i++)
		if (layout->inputs.data[i].record == in->record && layout->inputs.data[i].offset == offset)
			return true;
	return false;
}

/* The bytes between the two. */
static uint64_t gap_of(const struct judged *j, const struct dl_part *part)
{
	if (part->at >= j->at + j->size)
		return part->at - j->at - j->size;
	return part->at + part->size <= j->at ? j->at - part->at - part->size : 0;
}

static bool is_better(const struct judged *j, const struct conflict *c)
{
	const struct conflict *best = &j->best;

	if (!best->strength || best->next != c->next)
		return !best->strength || best->next;
	return c->strength != best->strength ? c->strength > best->strength : c->gap < best->gap;
}

static void consider(struct judged *j, const struct dl_part *part, int64_t move, uint64_t start)
{
	uint64_t line = (uint64_t)j->line->value;
	uint64_t first = (start + j->at) / line, last = (start + j->at + j->size - 1) / line;
	int64_t at = (int64_t)(start + part->at) + move;
	struct conflict c = { .part = part, .next = move != 0, .gap = gap_of(j, part) };

	if (!part->size || at < 0 || ((uint64_t)at + part->size - 1) / line < first ||
	    (uint64_t)at / line > last)
		return;
	c.strength = strength_of(j, part, &c.touch);
	if (c.strength && is_better(j, &c))
		j->best = c;
}

static void look_around(struct judged *j)
{
	uint64_t line = (uint64_t)j->line->value, size = j->parts.size;
	bool moves = j->in_array && size % line;

	for (uint64_t start = 0, k = 0; k == 0 || (moves && start % line && k < line); start += size, k++) {
		for (size_t i = 0; i < j->parts.list.len; i++) {
			const struct dl_part *part = &j->parts.list.data[i];
			bool overlaps = part->offset < j->offset + j->size &&
					j->offset < part->offset + part->size;

			/* where the device keeps one buffer, the CPU fills another */
			if (!overlaps && (j->in->lasts || !is_input(dl_layout_of(j->an), j->in, part->offset)))
				consider(j, part, 0, start);
			if (moves && dl_part_is_shared(part)) {
				consider(j, part, (int64_t)size, start);
				consider(j, part, -(int64_t)size, start);
			}
		}
	}
}

/* Of the member that leads to it: of what lies in a record of the kernel, no other place is known. */
static struct dl_loc declared(const struct judged *j)
{
	const struct dl_record *r = j->in->record;

	for (uint32_t i = 0; i < r->member_count; i++) {
		const struct dl_member *m = &r->members[i];

		if (m->offset <= j->in->offset && j->in->offset < m->offset + m->size && m->loc.line)
			return m->loc;
	}
	return j->self->loc.line ? j->self->loc : j->in->at->loc;
}

/* A member that is a record of its own is not its first member. */
static const char *name_of(const struct judged *j)
{
	return j->self->home == j->in->home && !strcmp(j->self->field, j->in->field) ? j->self->text :
										       j->in->field;
}

static void tell(const struct judged *j)
{
	struct dl_analysis *an = j->an;
	struct dl_shared_line *shared = DL_NEW(an->arena, struct dl_shared_line);
	const struct dl_input *in = j->in;
	struct dl_event ev = { .kind = DL_EV_SHARED_LINE, .func = in->func, .at = in->at, .loc = declared(j),
			       .model = in->model, .line = shared };

	*shared = (struct dl_shared_line){
		.record = j->record, .member = name_of(j), .offset = j->offset, .other = j->best.part->text,
		.other_offset = j->best.part->offset, .is_next = j->best.next, .line = j->line };
	shared->by = j->best.touch->at;
	shared->by_func = j->best.touch->func;
	ev.slot = dl_sym_field(an->syms, dl_sym_deref(an->syms, dl_sym_unknown(an->syms, NULL, 80)),
			       in->home, in->field, in->offset);
	ev.grounds.meanwhile = true;
	ev.grounds.rare_line = j->line != &an->platform->cache_lines.items[0];
	dl_vec_push(&dl_events_of(an)->list, ev);
}

/* What an allocator makes of it: a power of two, or up to 192 what lies half-way between two. */
static uint64_t bucket(uint64_t size)
{
	uint64_t n = 8;

	while (n < size)
		n *= 2;
	return size <= n / 4 * 3 && n > 64 && n <= 256 ? n / 4 * 3 : n;
}

/* The kernel of the architecture copies the buffer, and so hides the mistake. */
static bool is_copied(const struct dl_analysis *an, const struct dl_input *in, const struct dl_constant *line)
{
	const struct dl_constant_list *below = &an->platform->copied_below;

	for (size_t i = 0; in->size_known && i < below->count; i++)
		if (!strcmp(below->items[i].name, line->name))
			return in->size < (uint64_t)below->items[i].value && bucket(in->size) % (uint64_t)line->value;
	return false;
}

static bool runs_on(const struct dl_analysis *an, const struct dl_func *func, const char *arch)
{
	const struct dl_engine_options *o = an->options;

	return !o->runs_on || o->runs_on(o->runs_on_ctx, an->unit->files[func->loc.file].path, arch);
}

static bool judge(struct dl_analysis *an, const struct dl_input *in, const struct dl_constant *line)
{
	struct judged j = { .an = an, .writes = dl_writes_of(an), .in = in, .line = line };
	const struct dl_part *self;

	if (is_copied(an, in, line) || !runs_on(an, in->func, line->name))
		return false;
	find_place(&j);
	if (dl_parts_of(an, j.record, (uint64_t)line->value, &j.parts)) {
		self = dl_part_at(&j.parts, j.offset);
		if (self) {
			j.self = self;
			j.at = self->at + (j.offset - self->offset);
			j.size = in->size ? in->size : self->size;
			for (size_t i = 0; i < j.parts.list.len; i++)
				j.is_shared |= dl_part_is_shared(&j.parts.list.data[i]);
			look_around(&j);
		}
	}
	if (j.best.strength)
		tell(&j);
	dl_vec_free(&j.parts.list);
	return j.best.strength != NO_CONFLICT;
}

void dl_layout_judge(struct dl_analysis *an)
{
	const struct dl_constant_list *lines = &an->platform->cache_lines;
	struct dl_layout *layout = dl_layout_of(an);

	for (size_t l = 0; l < lines->count; l++) {
		for (size_t i = 0; i < layout->inputs.len; i++) {
			const struct dl_input *in = &layout->inputs.data[i];
			uint64_t key = dl_hash_u64(dl_hash_u64(DL_HASH_SEED, (uintptr_t)in->record), in->offset) | 1;

			/* while a driver is bound to its device nobody else uses the record */
			if (dl_map_has(&layout->told, key) ||
			    (in->is_over && dl_writes_of(an)->sets_up[in->func - an->unit->funcs]))
				continue;
			if (judge(an, in, &lines->items[l]))
				dl_map_put(&layout->told, key, layout);
		}
	}
}
