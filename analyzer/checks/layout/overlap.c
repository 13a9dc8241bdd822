/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that is mapped while it is mapped already, so that two devices, or one twice, write to one cache line
 * (DMA306). Only what the path proves: both mappings begin at places of one object that are known apart, or are one.
 */
#include "checks/event/event.h"
#include "checks/layout/layout.h"
#include "model/platform.h"

/* What a mapping covers. */
struct range {
	const struct dl_sym *base;	/* the place that @offset counts from, or the pointer itself */
	int64_t offset;
	int64_t size;			/* at least so many bytes */
	const struct dl_record *record;	/* of which it covers members; NULL: none */
};

static bool range_of(const struct dl_object *o, struct range *r)
{
	const struct dl_sym *p;

	if (!dl_model_is_map(o->model) || o->model->arg_buf < 0 || !o->terms.buf)
		return false;
	p = dl_sym_strip(o->terms.buf);
	/* NULL is no memory */
	if (p->kind == DL_SYM_INT)
		return false;
	*r = (struct range){ .base = p, .size = 1 };
	if (o->terms.size && o->terms.size->kind == DL_SYM_INT)
		r->size = o->terms.size->num;
	if (p->kind != DL_SYM_ADDR)
		return r->size > 0;
	for (p = p->a; p->kind == DL_SYM_FIELD; p = p->a) {
		/* a part of a record without a name counts from the record around it */
		if (p->a->kind == DL_SYM_FIELD && p->a->record == p->record)
			return false;
		r->offset += p->num;
		r->record = p->record;
	}
	r->base = p;
	return r->size > 0;
}

static bool is_written(const struct dl_explorer *ex, const struct dl_object *o)
{
	enum dl_direction dir = dl_sym_direction(o->terms.dir, ex->an->platform);

	return dir == DL_DIR_FROM_DEVICE || dir == DL_DIR_BOTH_WAYS;
}

/* It may have ended, or is one of several. */
static bool is_doubtful(const struct dl_object *o)
{
	return o->state == DL_OBJ_FAILED || o->state == DL_OBJ_RELEASED || o->older || o->earlier ||
	       o->escaped || o->met_top || o->widened;
}

static bool share(int64_t a, int64_t a_size, int64_t b, int64_t b_size, int64_t line)
{
	return a / line <= (b + b_size - 1) / line && b / line <= (a + a_size - 1) / line;
}

/* A record begins at a line: which of its members share one is known. */
static bool share_line(struct dl_analysis *an, const struct range *a, const struct range *b, int64_t line)
{
	struct dl_parts parts = { 0 };
	const struct dl_part *one, *two;
	bool shared = false;

	if (dl_parts_of(an, a->record, (uint64_t)line, &parts)) {
		one = dl_part_at(&parts, (uint32_t)a->offset);
		two = dl_part_at(&parts, (uint32_t)b->offset);
		shared = one && two && share((int64_t)one->at, a->size, (int64_t)two->at, b->size, line);
	}
	dl_vec_free(&parts.list);
	return shared;
}

static bool meet(struct dl_analysis *an, const struct range *a, const struct range *b, int64_t line)
{
	if (a->base != b->base)
		return false;
	return share(a->offset, a->size, b->offset, b->size, 1) ||
	       (a->base->kind == DL_SYM_DEREF && a->record && a->record == b->record &&
		share_line(an, a, b, line));
}

static void judge(struct dl_explorer *ex, const struct dl_state *state, const struct dl_instr *at,
		  const struct dl_object *o)
{
	const struct dl_constant_list *lines = &ex->an->platform->cache_lines;
	struct range fresh, old;

	if (!lines->count || is_doubtful(o) || !is_written(ex, o) || !range_of(o, &fresh))
		return;
	for (uint32_t i = 0; i < state->object_count; i++) {
		const struct dl_object *other = &state->objects[i];

		if (other->origin == o->origin || is_doubtful(other) || !is_written(ex, other) ||
		    !range_of(other, &old) || !meet(ex->an, &fresh, &old, lines->items[0].value))
			continue;
		dl_emit_event(ex, state, (struct dl_event){
			.kind = DL_EV_OVERLAP, .at = at, .loc = at->loc, .model = o->model, .object = other,
			.func = o->origin_func, .terms = o->terms, .grounds.unread = true });
		return;
	}
}

void dl_overlap_made(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		     const struct dl_object *o)
{
	judge(ex, frame->state, call, o);
}

void dl_overlap_imported(struct dl_explorer *ex, struct dl_state *state, struct dl_object *o)
{
	judge(ex, state, o->origin, o);
}
