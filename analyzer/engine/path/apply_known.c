/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the caller knows of the conditions under which a callee's case holds, how sure that makes its
 * effects, and what the case tells of its result.
 */
#include "engine/path/apply.h"

/* Known before the call. */
bool dl_apply_is_known(const struct dl_apply *a, const struct dl_fact *g, const struct dl_sym *value)
{
	struct dl_fact f = dl_state_range(a->frame->state, value);

	return dl_fact_within(&f, g);
}

bool dl_guards_exclude(const struct dl_summary_case *a, const struct dl_summary_case *b)
{
	for (uint32_t i = 0; i < a->guard_count; i++)
		for (uint32_t k = 0; k < b->guard_count; k++)
			if (dl_facts_exclude(&a->guards[i], &b->guards[k]))
				return true;
	return false;
}

bool dl_case_does_same(const struct dl_summary_case *c, const struct dl_effect *e)
{
	for (uint32_t k = 0; k < c->effect_count; k++)
		if (c->effects[k].kind == e->kind && c->effects[k].value == e->value &&
		    c->effects[k].must)
			return true;
	return false;
}

/*
 * Every case that ends like this one, and that only the callee can tell from it, does the same: a
 * hidden mark of the callee's does not decide.
 */
bool dl_apply_is_certain(const struct dl_apply *a, const struct dl_effect *e)
{
	for (uint32_t i = 0; i < a->summary->case_count; i++) {
		const struct dl_summary_case *c = &a->summary->cases[i];
		bool same = c == a->c || dl_case_does_same(c, e);

		if (a->call->dst != DL_NO_TEMP && dl_case_outcome(c) != dl_case_outcome(a->c))
			continue;
		if (!same && !dl_guards_exclude(c, a->c))
			return false;
	}
	return e->must && e->certain && !e->stale;
}

/* What the caller knows before the call rules the case out. */
static bool is_ruled_out(struct dl_apply *a, const struct dl_summary_case *c)
{
	for (uint32_t i = 0; i < c->guard_count; i++) {
		const struct dl_sym *v = dl_apply_in_caller(a, c->guards[i].value);
		const struct dl_object *o = dl_state_object_of((struct dl_state *)a->before, v);
		struct dl_fact f = dl_state_range(a->before, v);

		/* a handle is not zero, good or bad */
		if (o && o->handle == v && o->model->failure == DL_FAIL_BAD_HANDLE)
			f = (struct dl_fact){ .lo = INT64_MIN, .hi = INT64_MAX, .ne_count = 1 };
		if (dl_fact_disjoint(&c->guards[i], &f))
			return true;
	}
	return false;
}

/* The effect rests on a condition that the caller does not know: another case may be the true one. */
bool dl_apply_is_assumed(struct dl_apply *a, const struct dl_effect *e)
{
	for (uint32_t i = 0; a->assumed && i < a->summary->case_count; i++) {
		const struct dl_summary_case *c = &a->summary->cases[i];

		if (c != a->c && !dl_case_does_same(c, e) &&
		    (a->call->dst == DL_NO_TEMP || dl_case_outcome(c) == dl_case_outcome(a->c)) &&
		    !is_ruled_out(a, c))
			return true;
	}
	return false;
}

static bool ends_otherwise(const struct dl_summary_case *c, const struct dl_effect *e)
{
	for (uint32_t k = 0; k < c->effect_count; k++)
		if (c->effects[k].kind == DL_EFFECT_RELEASE && c->effects[k].value == e->value &&
		    dl_model_other_family(c->effects[k].model, e->model))
			return true;
	return false;
}

/* The callee ends it by another family too, under a condition that the caller does not know. */
bool dl_apply_is_chosen(struct dl_apply *a, const struct dl_effect *e)
{
	for (uint32_t i = 0; i < a->summary->case_count; i++) {
		const struct dl_summary_case *c = &a->summary->cases[i];

		if (c != a->c && ends_otherwise(c, e) && !is_ruled_out(a, c))
			return true;
	}
	return false;
}

static bool takes(struct dl_apply *a, enum dl_bin op, const struct dl_sym *v, int64_t num)
{
	struct dl_syms *s = a->ex->syms;

	return dl_take_side(a->ex, a->frame->state, dl_sym_bin(s, op, v, dl_sym_int(s, num)), true,
			    a->frame->block, &a->call->loc);
}

/* What parts good from bad is for the checks, too; of bounds beyond that one is enough to keep. */
static bool apply_guard(struct dl_apply *a, const struct dl_fact *g, const struct dl_sym *v)
{
	int64_t lowest = -a->ex->an->platform->max_error;
	struct dl_state *st = a->frame->state;
	struct dl_syms *s = a->ex->syms;

	if (g->lo == g->hi)
		return takes(a, DL_BIN_EQ, v, g->lo);
	if (dl_fact_is_nonzero(g) && !takes(a, DL_BIN_NE, v, 0))
		return false;
	for (uint32_t i = 0; i < g->ne_count; i++)
		if (g->ne[i] && !takes(a, DL_BIN_NE, v, g->ne[i]))
			return false;
	if (g->ne_count)
		return true;
	if (g->lo != INT64_MIN && g->lo >= lowest)
		return dl_state_assume(st, dl_sym_bin(s, DL_BIN_GE, v, dl_sym_int(s, g->lo)), true) &&
		       (g->hi >= 0 ||
			dl_state_assume(st, dl_sym_bin(s, DL_BIN_LE, v, dl_sym_int(s, g->hi)), true));
	return g->hi == INT64_MAX ||
	       dl_state_assume(st, dl_sym_bin(s, DL_BIN_LE, v, dl_sym_int(s, g->hi)), true);
}

bool dl_apply_guards(struct dl_apply *a)
{
	for (uint32_t i = 0; i < a->c->guard_count; i++) {
		const struct dl_fact *g = &a->c->guards[i];
		const struct dl_sym *v = dl_apply_in_caller(a, g->value);

		a->assumed |= !dl_apply_is_known(a, g, v);
		if (!apply_guard(a, g, v))
			return false;
	}
	return true;
}

/* The whole interval of a number, where it says more than its type does; that a pointer is no error. */
static bool apply_interval(struct dl_apply *a, const struct dl_sym *ret)
{
	const struct dl_type *type = a->summary->func->ret;
	struct dl_fact any = dl_fact_of_type(type);

	if (type && type->kind == DL_TYPE_PTR && a->c->range.lo >= 0 &&
	    !dl_state_object_of(a->frame->state, ret))
		return dl_state_note(a->frame->state, ret, &a->c->range);
	if (!type || (type->kind != DL_TYPE_INT && type->kind != DL_TYPE_ENUM) ||
	    dl_fact_within(&any, &a->c->range) || dl_state_object_of(a->frame->state, ret))
		return true;
	return dl_state_note(a->frame->state, ret, &a->c->range);
}

/* What is known of the result beyond its symbol; false when the caller knows better. */
bool dl_apply_range(struct dl_apply *a, const struct dl_sym *ret)
{
	const struct dl_fact *r = &a->c->range;
	struct dl_syms *s = a->ex->syms;
	struct dl_state *st = a->frame->state;

	const struct dl_object *o = dl_state_object_of(st, ret);

	/* of a mark all is known */
	if (!r->value || ret->kind == DL_SYM_INT || (o && o->mark))
		return true;
	if (r->by_use)
		return dl_state_note(st, ret, r);
	if (dl_case_is_nonzero(a->c) &&
	    !dl_take_side(a->ex, st, dl_sym_bin(s, DL_BIN_NE, ret, dl_sym_int(s, 0)), true,
			   a->frame->block, &a->call->loc))
		return false;
	if (r->hi < 0 && !dl_state_assume(st, dl_sym_bin(s, DL_BIN_LT, ret, dl_sym_int(s, 0)), true))
		return false;
	return apply_interval(a, ret);
}

/*
 * What the callee returns where it has nothing to return, be it 0 or a number of its own, is not what it
 * returns otherwise: a test for it tells the two apart.
 */
bool dl_apply_exclude_marks(struct dl_apply *a, const struct dl_sym *ret)
{
	const struct dl_object *o = a->summary->model ? NULL : dl_state_object_of(a->frame->state, ret);

	for (uint32_t i = 0; o && o->state == DL_OBJ_OK && i < a->summary->case_count; i++) {
		const struct dl_fact *mark = &a->summary->cases[i].range;
		struct dl_fact f = dl_fact_none;

		if (!mark->value || mark->lo != mark->hi)
			continue;
		f.by_use = true;
		dl_fact_narrow(&f, DL_BIN_NE, mark->lo);
		if (!dl_state_note(a->frame->state, ret, &f))
			return false;
	}
	return true;
}
