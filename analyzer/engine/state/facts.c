/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts: what the branches taken say about values. Conditions are evaluated
 * over them, nothing is solved. One fact by itself: range.c.
 */
#include <string.h>

#include "engine/state/state.h"

static struct dl_fact constant(int64_t num)
{
	return (struct dl_fact){ .lo = num, .hi = num };
}

/* A pointer to something: errors made into pointers are below zero. */
static struct dl_fact address(void)
{
	return (struct dl_fact){ .lo = 1, .hi = INT64_MAX };
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

/* A count of 16 or 32 bits, and a little more or less of it: it stays within its type. */
static bool is_count(const struct dl_sym *cast)
{
	const struct dl_sym *v = cast->a;

	return (cast->size == 4 || cast->size == 2) && v->kind == DL_SYM_BIN &&
	       (v->sub == DL_BIN_ADD || v->sub == DL_BIN_SUB) && is_small(v->b);
}

#define MAX_DEPTH 6	/* terms may share their parts: what lies deeper is not looked at */

static struct dl_fact range_at(const struct dl_state *state, const struct dl_sym *value, int depth);

/* The number itself where it fits, else any of the type. */
static struct dl_fact shape_of_cast(const struct dl_state *state, const struct dl_sym *v, int depth)
{
	struct dl_type type = { .kind = DL_TYPE_INT, .size = v->size, .is_signed = v->is_signed };
	struct dl_fact any = dl_fact_of_type(&type), f = range_at(state, v->a, depth + 1);

	f.value = NULL;
	if (!dl_fact_within(&f, &any) && (!is_count(v) || !dl_fact_meet(&f, &any)))
		return any;
	return f;
}

/* A bit that @mask looks at was just set. */
static bool sees_set_bit(const struct dl_sym *masked)
{
	const struct dl_sym *mask = masked->b;

	if (masked->sub != DL_BIN_AND || mask->kind != DL_SYM_INT)
		return false;
	for (const struct dl_sym *v = masked->a; v->kind == DL_SYM_BIN && v->sub == DL_BIN_OR; v = v->a)
		if (v->b->kind == DL_SYM_INT && (v->b->num & mask->num))
			return true;
	return false;
}

static struct dl_fact shape_of_bin(const struct dl_state *state, const struct dl_sym *v, int depth)
{
	struct dl_fact a = range_at(state, v->a, depth + 1), b = range_at(state, v->b, depth + 1);
	struct dl_fact f = dl_fact_bin(v->sub, &a, &b);

	/* how the parts are known says nothing of the whole */
	f.by_use = false;
	if (sees_set_bit(v))
		dl_fact_narrow(&f, DL_BIN_NE, 0);
	return f;
}

/* Of a signed place, the full range of its type would say nothing that helps. */
static struct dl_fact shape_of_unsigned(const struct dl_type *type)
{
	return type && !type->is_signed ? dl_fact_of_type(type) : dl_fact_none;
}

/* What its model says that a function returns. */
static bool is_told(const struct dl_model *m, struct dl_fact *f)
{
	*f = dl_fact_none;
	if (m && m->returns.lo <= m->returns.hi) {
		f->lo = m->returns.lo;
		f->hi = m->returns.hi;
	}
	if (m && m->never_null)
		dl_fact_narrow(f, DL_BIN_NE, 0);
	return !dl_fact_says_nothing(f);
}

/* Of an allocation, what its model says: memory or NULL, memory or an error. */
static struct dl_fact shape_of_result(const struct dl_sym *v)
{
	const struct dl_model *m = v->num == DL_RESULT_VALUE ? v->model : NULL;
	struct dl_fact f;

	if (is_told(m, &f))
		return f;
	if (m && (m->role == DL_ROLE_ALLOC || m->role == DL_ROLE_BUFFER_ALLOC)) {
		if (m->failure == DL_FAIL_NULL)
			f.lo = 0;
		if (m->failure == DL_FAIL_ERRPTR)
			dl_fact_narrow(&f, DL_BIN_NE, 0);
		return f;
	}
	/* a wider one may be kept as a signed number, with errors in it */
	return v->type && v->type->size < 4 ? shape_of_unsigned(v->type) : dl_fact_none;
}

static bool asks_for_error(const struct dl_sym *v)
{
	const struct dl_model *m = v->kind == DL_SYM_CALL && v->arg_count == 1 ? dl_sym_model(v) : NULL;

	return m && m->role == DL_ROLE_PURE &&
	       (m->gives == DL_GIVES_IS_ERROR || m->gives == DL_GIVES_IS_ERROR_OR_NULL ||
		m->gives == DL_GIVES_ERROR_OR_ZERO);
}

/* Errors are numbers below zero, also as pointers; everything else that is no NULL is above. */
static struct dl_fact shape_of_question(const struct dl_state *state, const struct dl_sym *call,
					int depth)
{
	struct dl_fact v = range_at(state, call->args[0], depth + 1), f = { .lo = 0, .hi = 1 };
	enum dl_gives gives = dl_sym_model(call)->gives;
	int64_t least = gives == DL_GIVES_IS_ERROR_OR_NULL ? 1 : 0;

	if (gives == DL_GIVES_ERROR_OR_ZERO) {
		f.lo = v.lo < 0 ? v.lo : 0;
		f.hi = v.hi < 0 ? v.hi : 0;
	} else if (v.lo >= least) {
		f.hi = 0;
	} else if (v.hi < least) {
		f.lo = 1;
	}
	return f;
}

/* What a function that only computes gives: of a test, 0 or what it says of a bad handle. */
static struct dl_fact shape_of_call(const struct dl_state *state, const struct dl_sym *call, int depth)
{
	const struct dl_model *m = dl_sym_model(call);
	struct dl_fact f;

	if (is_told(m, &f))
		return f;
	if (asks_for_error(call))
		return shape_of_question(state, call, depth);
	if (m && m->role == DL_ROLE_CHECK && call->str == m->name && m->failed.lo <= m->failed.hi) {
		f.lo = m->failed.lo < 0 ? m->failed.lo : 0;
		f.hi = m->failed.hi > 0 ? m->failed.hi : 0;
	}
	return f;
}

/* What the shape of a value says by itself. */
static struct dl_fact shape(const struct dl_state *state, const struct dl_sym *v, int depth)
{
	if (depth > MAX_DEPTH)
		return dl_fact_none;
	switch (v->kind) {
	case DL_SYM_INT: return constant(v->num);
	case DL_SYM_ADDR:
	case DL_SYM_FUNC:
	case DL_SYM_STR: return address();
	case DL_SYM_CALL: return shape_of_call(state, v, depth);
	case DL_SYM_CAST: return shape_of_cast(state, v, depth);
	case DL_SYM_LOAD:
	case DL_SYM_FETCH:
	case DL_SYM_PHI: return shape_of_unsigned(v->a->type);
	case DL_SYM_RESULT: return shape_of_result(v);
	case DL_SYM_BIN: return shape_of_bin(state, v, depth);
	default: return dl_fact_none;
	}
}

/* The truth of a comparison, by what is known of other comparisons of the same two: -1 when not. */
static int by_relation(const struct dl_state *state, const struct dl_sym *value)
{
	unsigned int left = DL_ANY_RELATION, holds = dl_bin_relation(value->sub);

	for (uint32_t i = 0; i < state->fact_count; i++)
		if (state->facts[i].value->kind == DL_SYM_BIN)
			left &= dl_fact_relation(&state->facts[i], value->a, value->b);
	return !(left & holds) ? 0 : !(left & ~holds) ? 1 : -1;
}

static struct dl_fact shape_at(const struct dl_state *state, const struct dl_sym *value, int depth)
{
	int truth = value->kind == DL_SYM_BIN && value->sub >= DL_BIN_EQ ? by_relation(state, value) : -1;

	return truth >= 0 ? constant(truth) : shape(state, value, depth);
}

static struct dl_fact range_at(const struct dl_state *state, const struct dl_sym *value, int depth)
{
	const struct dl_fact *known;

	if (value->kind == DL_SYM_INT)
		return constant(value->num);
	known = dl_state_fact(state, value);
	return known ? *known : shape_at(state, value, depth);
}

struct dl_fact dl_state_range(const struct dl_state *state, const struct dl_sym *value)
{
	return range_at(state, value, 0);
}

struct dl_fact dl_state_shape(const struct dl_state *state, const struct dl_sym *value)
{
	return shape_at(state, value, 0);
}

int dl_state_truth(const struct dl_state *state, const struct dl_sym *cond)
{
	struct dl_fact f = dl_state_range(state, cond);

	if (f.lo == 0 && f.hi == 0)
		return 0;
	return dl_fact_is_nonzero(&f) ? 1 : -1;
}

static bool learn(struct dl_state *state, const struct dl_sym *value, enum dl_bin op, int64_t num);

/* What the answer says of the pointer is what stays known; false: nothing is. */
static bool learn_answer(struct dl_state *state, const struct dl_sym *call, const struct dl_fact *answer,
			 bool *possible)
{
	bool or_null = dl_sym_model(call)->gives == DL_GIVES_IS_ERROR_OR_NULL;

	if (dl_fact_is_nonzero(answer))
		*possible = learn(state, call->args[0], or_null ? DL_BIN_LE : DL_BIN_LT, 0);
	else if (answer->lo == 0 && answer->hi == 0)
		*possible = learn(state, call->args[0], or_null ? DL_BIN_GT : DL_BIN_GE, 0);
	else
		return false;
	return true;
}

/*
 * What is known of a number that was aligned, shifted or divided says something of the number before:
 * x & ~63 is not 0 where x is 64 or more. False: it cannot be.
 */
static bool learn_before(struct dl_state *state, const struct dl_sym *value, struct dl_fact f)
{
	const struct dl_sym *v = value;

	for (int depth = 0; depth < MAX_DEPTH; depth++) {
		struct dl_fact before = v->a ? dl_state_range(state, v->a) : dl_fact_none;

		if (v->kind == DL_SYM_CAST) {
			struct dl_type type = { .kind = DL_TYPE_INT, .size = v->size, .is_signed = v->is_signed };
			struct dl_fact any = dl_fact_of_type(&type);

			if (!dl_fact_within(&before, &any) && !is_count(v))
				return true;
		} else if (v->kind != DL_SYM_BIN || v->b->kind != DL_SYM_INT ||
			   (v == value && v->sub == DL_BIN_ADD) ||
			   !dl_fact_back(v->sub, &f, v->b->num, &before, &f)) {
			break;
		}
		v = v->a;
	}
	f.value = v;
	return v == value || v->kind == DL_SYM_BIN || v->kind == DL_SYM_CAST || dl_state_note(state, v, &f);
}

static bool learn(struct dl_state *state, const struct dl_sym *value, enum dl_bin op, int64_t num)
{
	struct dl_fact f = dl_state_range(state, value), *slot;
	bool possible;

	f.value = value;
	if (!dl_fact_narrow(&f, op, num))
		return false;
	if (value->kind == DL_SYM_INT || value->kind == DL_SYM_ADDR)
		return true;
	if (asks_for_error(value) && learn_answer(state, value, &f, &possible))
		return possible;
	slot = dl_state_fact_slot(state, value);
	if (!slot) {
		memmove(&state->facts[0], &state->facts[1],
			(DL_MAX_FACTS - 1) * sizeof(state->facts[0]));
		state->fact_count--;
		slot = dl_state_fact_slot(state, value);
		/* what was known is forgotten: paths that cannot be may follow */
		state->blurred = true;
	}
	*slot = f;
	return learn_before(state, value, f);
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
	slot = dl_state_fact_slot(state, value);
	f.value = value;
	f.by_use |= fact->by_use;
	if (slot)
		*slot = f;
	return true;
}

/* What is known of the one is known of the other. */
static bool equal(struct dl_state *state, const struct dl_sym *a, const struct dl_sym *b)
{
	struct dl_fact x = dl_state_range(state, a), y = dl_state_range(state, b);

	if (y.lo == y.hi)
		return learn(state, a, DL_BIN_EQ, y.lo);
	return dl_state_note(state, a, &y) && dl_state_note(state, b, &x);
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
		/* the other side is a known number on this path */
		if (op == DL_BIN_EQ && !equal(state, cond->a, cond->b))
			return false;
	}
	return learn(state, cond, truth ? DL_BIN_NE : DL_BIN_EQ, 0);
}
