/* SPDX-License-Identifier: Apache-2.0 */
/* Which bytes of which record a place behind a pointer is, by its text: two places of one record. */
#include <string.h>

#include "checks/barrier/barrier.h"

#define MAX_DEPTH 6

static bool behind(struct dl_barriers *b, const struct dl_reading *r, const struct dl_val *v, int depth,
		   struct dl_word *w);
static bool of_place(struct dl_barriers *b, const struct dl_reading *r, const struct dl_place *p, int depth,
		     struct dl_word *w);

/* The only value that the variable ever gets, but for none; NULL: several, or a parameter's. */
static const struct dl_val *only_value(const struct dl_reading *r, uint32_t var)
{
	const struct dl_val *only = NULL;

	if (var < r->func->param_count)
		return NULL;
	for (uint32_t i = 0; i < r->store_count; i++) {
		const struct dl_instr *in = r->stores[i].at;

		if (in->place->index != var || in->a.kind == DL_VAL_INT)
			continue;
		if (only)
			return NULL;
		only = &in->a;
	}
	return only;
}

/* Another name for what a variable points to: `comp = cqe`, `hdr = &cqe->hdr`. */
static bool of_variable(struct dl_barriers *b, const struct dl_reading *r, uint32_t var, int depth,
			struct dl_word *w)
{
	const struct dl_val *only = only_value(r, var);
	const struct dl_instr *def = only ? dl_defined_as(r, only) : NULL;
	struct dl_word other;

	*w = (struct dl_word){ .func = r->func, .root = DL_ROOT_VAR, .num = var };
	if (!def || depth > MAX_DEPTH)
		return true;
	if (def->op == DL_OP_LOAD ? dl_whole_var(def->place) == DL_NO_VAR || def->place->index == var :
				    def->op != DL_OP_ADDR)
		return true;
	if (behind(b, r, only, depth + 1, &other) && other.root == DL_ROOT_VAR && !other.element &&
	    other.num != var)
		*w = other;
	w->size = 0;
	w->field = NULL;
	return true;
}

/* A pointer that is kept in the first @steps steps of the place. */
static bool of_kept(struct dl_barriers *b, const struct dl_reading *r, const struct dl_place *p,
		    uint32_t steps, int depth, struct dl_word *w)
{
	if (!steps && p->base == DL_BASE_VAR)
		return of_variable(b, r, p->index, depth, w);
	*w = (struct dl_word){ .func = r->func, .root = DL_ROOT_PATH, .path = p, .steps = steps };
	return p->base == DL_BASE_VAR || p->base == DL_BASE_GLOBAL || steps;
}

static bool behind(struct dl_barriers *b, const struct dl_reading *r, const struct dl_val *v, int depth,
		   struct dl_word *w)
{
	const struct dl_instr *def = dl_defined_as(r, v);

	if (v->kind != DL_VAL_TEMP || depth > MAX_DEPTH)
		return false;
	if (def && def->op == DL_OP_LOAD)
		return of_kept(b, r, def->place, def->place->step_count, depth, w);
	if (def && def->op == DL_OP_ADDR)
		return of_place(b, r, def->place, depth + 1, w);
	if (def && def->op == DL_OP_CONTAINER && behind(b, r, &def->a, depth + 1, w)) {
		w->offset -= def->offset;
		w->size = 0;
		w->field = NULL;
		return true;
	}
	*w = (struct dl_word){ .func = r->func, .root = DL_ROOT_TEMP, .num = (uint32_t)v->num };
	return true;
}

/* The steps behind the pointer. */
static void add_steps(struct dl_word *w, const struct dl_place *p, uint32_t from)
{
	for (uint32_t k = from; k < p->step_count; k++) {
		const struct dl_step *step = &p->steps[k];

		if (step->kind == DL_STEP_FIELD) {
			w->offset += step->offset;
			w->size = step->size;
			w->field = step;
			continue;
		}
		/* of an array in the record: all of it, where it is not known which */
		if (step->index.kind != DL_VAL_INT || !step->type || !step->type->size)
			return;
		w->offset += step->index.num * (int64_t)step->type->size;
		w->size = step->type->size;
	}
}

static bool of_place(struct dl_barriers *b, const struct dl_reading *r, const struct dl_place *p, int depth,
		     struct dl_word *w)
{
	uint32_t from = p->step_count;
	bool known;

	while (from && p->steps[from - 1].kind != DL_STEP_DEREF)
		from--;
	if (from)
		known = of_kept(b, r, p, from - 1, depth, w);
	else
		known = p->base == DL_BASE_TEMP &&
			behind(b, r, &(struct dl_val){ .kind = DL_VAL_TEMP, .num = p->index }, depth, w);
	if (!known)
		return false;
	if (from < p->step_count && p->steps[from].kind == DL_STEP_INDEX) {
		if (w->element || w->offset)
			return false;
		w->element = &p->steps[from++].index;
	}
	w->size = p->type ? p->type->size : 0;
	add_steps(w, p, from);
	return true;
}

bool dl_word_of_place(struct dl_barriers *b, const struct dl_reading *r, const struct dl_place *place,
		      struct dl_word *w)
{
	return of_place(b, r, place, 0, w);
}

bool dl_word_behind(struct dl_barriers *b, const struct dl_reading *r, const struct dl_val *v,
		    struct dl_word *w)
{
	return behind(b, r, v, 0, w);
}

/* ---- comparing ---- */

static bool same_value(const struct dl_reading *r, const struct dl_val *a, const struct dl_val *b, int depth);

static bool same_steps(const struct dl_reading *r, const struct dl_place *a, uint32_t a_steps,
		       const struct dl_place *b, uint32_t b_steps, int depth)
{
	if (a->base != b->base || a_steps != b_steps || a->index != b->index || a->name != b->name)
		return false;
	for (uint32_t k = 0; k < a_steps; k++) {
		const struct dl_step *x = &a->steps[k], *y = &b->steps[k];

		if (x->kind != y->kind || x->record != y->record || x->field != y->field ||
		    (x->kind == DL_STEP_INDEX && !same_value(r, &x->index, &y->index, depth + 1)))
			return false;
	}
	return true;
}

static bool same_value(const struct dl_reading *r, const struct dl_val *a, const struct dl_val *b, int depth)
{
	const struct dl_instr *x, *y;

	if (a->kind != b->kind || depth > MAX_DEPTH)
		return false;
	if (a->kind != DL_VAL_TEMP || a->num == b->num)
		return (a->kind == DL_VAL_INT || a->kind == DL_VAL_TEMP) && a->num == b->num;
	x = dl_defined_as(r, a);
	y = dl_defined_as(r, b);
	if (!x || !y || x->op != y->op)
		return false;
	if (x->op == DL_OP_LOAD)
		return same_steps(r, x->place, x->place->step_count, y->place, y->place->step_count, depth);
	return x->op == DL_OP_BIN && x->sub == y->sub && same_value(r, &x->a, &y->a, depth + 1) &&
	       same_value(r, &x->b, &y->b, depth + 1);
}

bool dl_word_same_record(const struct dl_reading *r, const struct dl_word *a, const struct dl_word *b)
{
	if (a->func != b->func || a->root != b->root || !a->element != !b->element)
		return false;
	if (a->root == DL_ROOT_PATH ? !same_steps(r, a->path, a->steps, b->path, b->steps, 0) :
				      a->num != b->num)
		return false;
	return !a->element || same_value(r, a->element, b->element, 0);
}

bool dl_word_is_given(struct dl_barriers *b, const struct dl_reading *r, const struct dl_word *w,
		      const struct dl_instr *call, uint32_t k, struct dl_word *arg)
{
	const struct dl_val *v = &call->args[k];

	return v->type && v->type->kind == DL_TYPE_PTR && dl_word_behind(b, r, v, arg) &&
	       dl_word_same_record(r, w, arg);
}

struct dl_word dl_word_inside(const struct dl_word *w, const struct dl_word *arg, const struct dl_func *callee,
			      uint32_t k)
{
	return (struct dl_word){ .func = callee, .root = DL_ROOT_VAR, .num = k, .offset = w->offset - arg->offset,
				 .size = w->size };
}

bool dl_word_is_other(const struct dl_word *a, const struct dl_word *b)
{
	if (!a->size || !b->size)
		return false;
	return b->offset < a->offset || b->offset + (int64_t)b->size > a->offset + (int64_t)a->size;
}

/* ---- what a store changes ---- */

static bool value_reads(const struct dl_reading *r, const struct dl_val *v, const struct dl_place *what,
			int depth);

static bool steps_read(const struct dl_reading *r, const struct dl_place *p, uint32_t steps,
		       const struct dl_place *what, int depth)
{
	const struct dl_step *last = what->step_count ? &what->steps[what->step_count - 1] : NULL;

	if (p->base == DL_BASE_VAR && dl_whole_var(what) == p->index)
		return true;
	if (p->base == DL_BASE_TEMP &&
	    value_reads(r, &(struct dl_val){ .kind = DL_VAL_TEMP, .num = p->index }, what, depth + 1))
		return true;
	for (uint32_t k = 0; k < steps; k++) {
		const struct dl_step *s = &p->steps[k];

		if (s->kind == DL_STEP_FIELD && last && last->kind == DL_STEP_FIELD &&
		    s->record == last->record && s->field == last->field)
			return true;
		if (s->kind == DL_STEP_INDEX && value_reads(r, &s->index, what, depth + 1))
			return true;
	}
	return false;
}

static bool value_reads(const struct dl_reading *r, const struct dl_val *v, const struct dl_place *what,
			int depth)
{
	const struct dl_instr *def = dl_defined(r, v);

	if (!def || depth > MAX_DEPTH)
		return false;
	if (def->op == DL_OP_LOAD)
		return steps_read(r, def->place, def->place->step_count, what, depth);
	return value_reads(r, &def->a, what, depth + 1) ||
	       (def->op == DL_OP_BIN && value_reads(r, &def->b, what, depth + 1));
}

bool dl_word_is_moved(const struct dl_reading *r, const struct dl_word *w, const struct dl_place *place)
{
	if (w->root == DL_ROOT_VAR && dl_whole_var(place) == w->num)
		return true;
	if (w->root == DL_ROOT_PATH && steps_read(r, w->path, w->steps, place, 0))
		return true;
	return w->element && value_reads(r, w->element, place, 0);
}
