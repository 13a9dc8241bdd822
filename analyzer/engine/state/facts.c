/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts: what the branches taken say about values. Conditions are evaluated
 * over them, nothing is solved. One fact by itself: range.c.
 */
#include <string.h>

#include "engine/state/state.h"

static const struct dl_fact *find(const struct dl_state *state, const struct dl_sym *value)
{
	for (uint32_t i = 0; i < state->fact_count; i++)
		if (state->facts[i].value == value)
			return &state->facts[i];
	return NULL;
}

static struct dl_fact constant(int64_t num)
{
	return (struct dl_fact){ .lo = num, .hi = num };
}

static struct dl_fact nonzero(void)
{
	struct dl_fact f = dl_fact_none;

	dl_fact_narrow(&f, DL_BIN_NE, 0);
	return f;
}

static bool is_small(const struct dl_sym *v)
{
	return v->kind == DL_SYM_INT && v->num > -65536 && v->num < 65536;
}

static enum dl_bin opposite(enum dl_bin op)
{
	static const enum dl_bin table[] = {
		[DL_BIN_EQ] = DL_BIN_NE, [DL_BIN_NE] = DL_BIN_EQ, [DL_BIN_LT] = DL_BIN_GE,
		[DL_BIN_LE] = DL_BIN_GT, [DL_BIN_GT] = DL_BIN_LE, [DL_BIN_GE] = DL_BIN_LT,
	};

	return table[op];
}

/* A count of 32 bits, and a little more or less of it: it stays within its type. */
static bool is_count(const struct dl_sym *cast)
{
	const struct dl_sym *v = cast->a;

	return cast->size == 4 && v->kind == DL_SYM_BIN &&
	       (v->sub == DL_BIN_ADD || v->sub == DL_BIN_SUB) && is_small(v->b);
}

/* The number itself where it fits, else any of the type. */
static struct dl_fact shape_of_cast(const struct dl_state *state, const struct dl_sym *v)
{
	struct dl_type type = { .kind = DL_TYPE_INT, .size = v->size, .is_signed = v->is_signed };
	struct dl_fact any = dl_fact_of_type(&type), f = dl_state_range(state, v->a);

	f.value = NULL;
	if (!dl_fact_within(&f, &any) && (!is_count(v) || !dl_fact_meet(&f, &any)))
		return any;
	return f;
}

/* Of a signed place, the full range of its type would say nothing that helps. */
static struct dl_fact shape_of_unsigned(const struct dl_type *type)
{
	return type && !type->is_signed ? dl_fact_of_type(type) : dl_fact_none;
}

/* What the shape of a value says by itself. */
static struct dl_fact shape(const struct dl_state *state, const struct dl_sym *v)
{
	struct dl_fact f = dl_fact_none;

	switch (v->kind) {
	case DL_SYM_INT: return constant(v->num);
	case DL_SYM_ADDR:
	case DL_SYM_FUNC:
	case DL_SYM_STR: return nonzero();
	case DL_SYM_CALL:
		return dl_sym_model(v) && dl_sym_model(v)->never_null ? nonzero() : f;
	case DL_SYM_CAST: return shape_of_cast(state, v);
	case DL_SYM_LOAD:
	case DL_SYM_FETCH:
	case DL_SYM_PHI: return shape_of_unsigned(v->a->type);
	case DL_SYM_RESULT:
		/* a wider one may be kept as a signed number, with errors in it */
		return v->type && v->type->size < 4 ? shape_of_unsigned(v->type) : f;
	case DL_SYM_BIN:
		if (v->sub >= DL_BIN_EQ) {
			struct dl_fact a = dl_state_range(state, v->a), b = dl_state_range(state, v->b);
			int truth = dl_fact_compare(v->sub, &a, &b);

			if (truth >= 0)
				return constant(truth);
			f.lo = 0;
			f.hi = 1;
		} else if (v->sub == DL_BIN_AND && v->b->kind == DL_SYM_INT && v->b->num >= 0) {
			f.lo = 0;
			f.hi = v->b->num;
			/* a bit that was just set */
			for (const struct dl_sym *a = v->a; a->kind == DL_SYM_BIN && a->sub == DL_BIN_OR;
			     a = a->a)
				if (a->b->kind == DL_SYM_INT && (a->b->num & v->b->num))
					f.lo = 1;
		} else if ((v->sub == DL_BIN_ADD || v->sub == DL_BIN_SUB) &&
			   is_small(v->b)) {
			struct dl_fact a = dl_state_range(state, v->a);
			int64_t d = v->sub == DL_BIN_ADD ? v->b->num : -v->b->num;

			if (a.lo > INT64_MIN + 65536)
				f.lo = a.lo + d;
			if (a.hi < INT64_MAX - 65536)
				f.hi = a.hi + d;
		}
		return f;
	default: return f;
	}
}

struct dl_fact dl_state_range(const struct dl_state *state, const struct dl_sym *value)
{
	const struct dl_fact *known;

	if (value->kind == DL_SYM_INT)
		return constant(value->num);
	known = find(state, value);
	return known ? *known : dl_state_shape(state, value);
}

struct dl_fact dl_state_shape(const struct dl_state *state, const struct dl_sym *value)
{
	if (value->kind == DL_SYM_BIN && value->sub >= DL_BIN_EQ) {
		/* a == b is known: so is a != b */
		for (uint32_t i = 0; i < state->fact_count; i++) {
			const struct dl_fact *f = &state->facts[i];

			if (f->value->kind != DL_SYM_BIN || f->value->a != value->a ||
			    f->value->b != value->b || f->value->sub != opposite(value->sub))
				continue;
			if (f->lo == 0 && f->hi == 0)
				return constant(1);
			if (dl_fact_is_nonzero(f))
				return constant(0);
		}
	}
	return shape(state, value);
}

int dl_state_truth(const struct dl_state *state, const struct dl_sym *cond)
{
	struct dl_fact f = dl_state_range(state, cond);

	if (f.lo == 0 && f.hi == 0)
		return 0;
	return dl_fact_is_nonzero(&f) ? 1 : -1;
}

/* The place of the fact of @value; a new one when there is room, else NULL. */
static struct dl_fact *slot_of(struct dl_state *state, const struct dl_sym *value)
{
	for (uint32_t i = 0; i < state->fact_count; i++)
		if (state->facts[i].value == value)
			return &state->facts[i];
	return state->fact_count < DL_MAX_FACTS ? &state->facts[state->fact_count++] : NULL;
}

static bool learn(struct dl_state *state, const struct dl_sym *value, enum dl_bin op, int64_t num)
{
	struct dl_fact f = dl_state_range(state, value), *slot;

	f.value = value;
	if (!dl_fact_narrow(&f, op, num))
		return false;
	if (value->kind == DL_SYM_INT || value->kind == DL_SYM_ADDR)
		return true;
	slot = slot_of(state, value);
	if (!slot) {
		memmove(&state->facts[0], &state->facts[1],
			(DL_MAX_FACTS - 1) * sizeof(state->facts[0]));
		slot = &state->facts[DL_MAX_FACTS - 1];
		/* what was known is forgotten: paths that cannot be may follow */
		state->blurred = true;
	}
	*slot = f;
	return true;
}

bool dl_state_note(struct dl_state *state, const struct dl_sym *value, const struct dl_fact *fact)
{
	struct dl_fact f = dl_state_range(state, value), *slot;

	if (dl_fact_within(&f, fact))
		return true;
	if (!dl_fact_meet(&f, fact))
		return false;
	if (value->kind == DL_SYM_INT || value->kind == DL_SYM_ADDR)
		return true;
	slot = slot_of(state, value);
	f.value = value;
	f.by_use |= fact->by_use;
	if (slot)
		*slot = f;
	return true;
}

bool dl_state_assume(struct dl_state *state, const struct dl_sym *cond, bool truth)
{
	int known = dl_state_truth(state, cond);

	if (known >= 0)
		return known == truth;
	if (cond->kind == DL_SYM_BIN && cond->sub >= DL_BIN_EQ) {
		enum dl_bin op = truth ? cond->sub : opposite(cond->sub);

		if (cond->b->kind == DL_SYM_INT)
			return learn(state, cond->a, op, cond->b->num);
		if (op == DL_BIN_EQ) {
			/* the other side is a known number on this path */
			struct dl_fact f = dl_state_range(state, cond->b);

			if (f.lo == f.hi && !learn(state, cond->a, DL_BIN_EQ, f.lo))
				return false;
		}
	}
	return learn(state, cond, truth ? DL_BIN_NE : DL_BIN_EQ, 0);
}

void dl_state_drop_facts(struct dl_state *state, bool (*stale)(const struct dl_sym *, void *),
			 void *ctx)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < state->fact_count; i++)
		if (!stale(state->facts[i].value, ctx))
			state->facts[n++] = state->facts[i];
	state->fact_count = n;
}
