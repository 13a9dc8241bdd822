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

/* How much a neighbour says: the first is the best. */
enum strength {
	NO_CONFLICT,
	STORED,		/* a function that can run meanwhile stores something */
	LINKED,		/* its neighbours in a list are added and removed */
	KERNEL_SHARED,	/* a lock or the like of a record that the kernel looks after, or its account of a transfer */
	SHARED,		/* one that the driver uses */
};

struct conflict {
	enum strength strength;
	const struct dl_part *part;
	const struct dl_touch *touch;	/* NULL: nothing in the driver's own code */
	bool next;			/* it is one of another element of the array */
	uint64_t distance;
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

/* The function that is told when the device is done, or takes the buffer back, writes before or after it. */
static bool takes_turns(struct dl_analysis *an, const struct dl_input *in, const struct dl_func *func)
{
	const struct dl_func_info *info = dl_info_of(an, func->symbol);

	if (func == in->func || (info && info->may_refresh))
		return true;
	for (uint32_t i = 0; in->at->op == DL_OP_CALL && i < in->at->arg_count; i++)
		if (in->at->args[i].kind == DL_VAL_FUNC && !strcmp(in->at->args[i].str, func->symbol))
			return true;
	return false;
}

/* The first that happens while the record is in use; @stores: only those that write themselves. */
static const struct dl_touch *find_touch(const struct judged *j, const struct dl_part *part, bool stores)
{
	const struct dl_touches *t = dl_touches_of(j->writes, part->home, part->field);

	for (size_t i = 0; t && i < t->list.len; i++) {
		const struct dl_touch *touch = &t->list.data[i];

		if (touch->func->is_foreign || (stores && !touch->is_store) ||
		    dl_sets_up(j->an, j->writes, touch->func, j->in->record))
			continue;
		if (stores && takes_turns(j->an, j->in, touch->func))
			continue;
		return touch;
	}
	return NULL;
}

static enum strength strength_of(const struct judged *j, const struct dl_part *part,
				 const struct dl_touch **touch)
{
	*touch = find_touch(j, part, part->role == DL_RECORD_OTHER);
	if (part->role == DL_RECORD_SHARED && *touch)
		return SHARED;
	/* two guesses in one are too many */
	if (part->role == DL_RECORD_TRANSFER || (part->role == DL_RECORD_SHARED && part->is_core))
		return j->line == &j->an->platform->cache_lines.items[0] ? KERNEL_SHARED : NO_CONFLICT;
	if (!*touch || part->role == DL_RECORD_SHARED)
		return NO_CONFLICT;
	if (part->role == DL_RECORD_LINKED)
		return LINKED;
	return j->in->lasts && !part->is_core && j->is_shared ? STORED : NO_CONFLICT;
}

/* ---- which lines ---- */

/* It is itself handed to DMA: written to between transfers only. */
static bool is_input(const struct dl_layout *layout, const struct dl_input *in, uint32_t offset)
{
	for (size_t i = 0; i < layout->inputs.len; i++)
		if (layout->inputs.data[i].record == in->record && layout->inputs.data[i].offset == offset)
			return true;
	return false;
}

static void consider(struct judged *j, const struct dl_part *part, int64_t move, uint64_t start)
{
	uint64_t line = (uint64_t)j->line->value;
	uint64_t first = (start + j->at) / line, last = (start + j->at + j->size - 1) / line;
	int64_t at = (int64_t)(start + part->at) + move;
	uint64_t distance = part->at > j->at ? part->at - j->at : j->at - part->at;
	const struct dl_touch *touch;
	enum strength s;

	if (!part->size || at < 0 || ((uint64_t)at + part->size - 1) / line < first ||
	    (uint64_t)at / line > last)
		return;
	s = strength_of(j, part, &touch);
	if (s < j->best.strength || s == NO_CONFLICT ||
	    (s == j->best.strength && (move || distance >= j->best.distance)))
		return;
	j->best = (struct conflict){ s, part, touch, move != 0, distance };
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

			if (!overlaps && !is_input(dl_layout_of(j->an), j->in, part->offset))
				consider(j, part, 0, start);
			if (moves && part->role == DL_RECORD_SHARED) {
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
	if (j->best.touch) {
		shared->by = j->best.touch->at;
		shared->by_func = j->best.touch->func;
	}
	ev.slot = dl_sym_field(an->syms, dl_sym_deref(an->syms, dl_sym_unknown(an->syms, NULL, 80)),
			       in->home, in->field, in->offset);
	ev.grounds.unread = true;
	ev.grounds.only_stored = j->best.strength == STORED || j->best.strength == LINKED;
	dl_vec_push(&dl_events_of(an)->list, ev);
}

static bool judge(struct dl_analysis *an, const struct dl_input *in, const struct dl_constant *line)
{
	struct judged j = { .an = an, .writes = dl_writes_of(an), .in = in, .line = line };
	const struct dl_part *self;

	find_place(&j);
	if (dl_parts_of(an, j.record, (uint64_t)line->value, &j.parts)) {
		self = dl_part_at(&j.parts, j.offset);
		if (self) {
			j.self = self;
			j.at = self->at + (j.offset - self->offset);
			j.size = in->size ? in->size : self->size;
			for (size_t i = 0; i < j.parts.list.len; i++)
				j.is_shared |= j.parts.list.data[i].role == DL_RECORD_SHARED;
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
