/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comparisons. One with something that is not the device's bounds a value: on the side where it is at most, or
 * equal to, that. Against the counter of a loop it is the other way round: there the value is the bound.
 */
#include "checks/taint/taint.h"

/* The comparison that decides the branch; @truth: what it is on the side @side. */
static const struct dl_instr *decider(struct dl_taint_walk *w, const struct dl_term *term, uint32_t side,
				      bool *truth)
{
	const struct dl_instr *in = term->kind == DL_TERM_BRANCH ? dl_defined_as(w->r, &term->cond) : NULL;

	*truth = side == 0;
	while (in && in->op == DL_OP_UN && in->sub == DL_UN_LNOT) {
		in = dl_defined_as(w->r, &in->a);
		*truth = !*truth;
	}
	return in;
}

static bool is_comparison(const struct dl_instr *in)
{
	return in && in->op == DL_OP_BIN && in->sub >= DL_BIN_EQ;
}

/* The device may choose it anew now: what a field keeps was there before, and may be a bound. */
static bool has_device(const struct dl_taint_walk *w, const struct dl_tainted *v)
{
	struct dl_atoms open = dl_atoms_open(w, v);

	for (uint32_t i = 0; i < w->atom_count; i++)
		if (dl_atoms_has(&open, i) && w->atoms[i].kind != DL_ATOM_PARAM && w->atoms[i].kind != DL_ATOM_FIELD)
			return true;
	return false;
}

/* The counter of a loop that the comparison decides about; NULL: none. */
static const struct dl_loop *loop_of_counter(struct dl_taint_walk *w, const struct dl_val *v, uint32_t *counter)
{
	const struct dl_instr *def = dl_defined_as(w->r, v);
	const struct dl_term *term = &w->func->blocks[w->block].term;

	*counter = def && def->op == DL_OP_LOAD ? dl_whole_var(def->place) : DL_NO_VAR;
	for (uint32_t i = 0; *counter != DL_NO_VAR && i < w->cfg->loop_count; i++) {
		const struct dl_loop *loop = &w->cfg->loops[i];

		if (term->kind == DL_TERM_BRANCH && dl_loop_has(loop, w->block) && dl_loop_counts(loop, *counter) == 1 &&
		    dl_loop_has(loop, term->targets[0]) != dl_loop_has(loop, term->targets[1]))
			return loop;
	}
	return NULL;
}

/* What is compared with @other is bounded by it. */
static bool is_bound(struct dl_taint_walk *w, const struct dl_val *value, const struct dl_val *other)
{
	struct dl_tainted v = dl_tainted_of(w, value), o = dl_tainted_of(w, other);
	uint32_t counter;

	return !dl_atoms_none(&v.atoms) && (!has_device(w, &o) || !has_device(w, &v)) &&
	       !loop_of_counter(w, other, &counter);
}

static void close(struct dl_taint_walk *w, const struct dl_val *value)
{
	struct dl_tainted v = dl_tainted_of(w, value);

	dl_atoms_close(w, &v);
	for (uint32_t i = 0; i < w->atom_count && w->func->ret && w->func->ret->kind != DL_TYPE_VOID; i++)
		if (dl_atoms_has(&v.atoms, i) && w->atoms[i].kind == DL_ATOM_PARAM && w->atoms[i].num < 64)
			w->summary->checks |= UINT64_C(1) << w->atoms[i].num;
}

static void close_side(struct dl_taint_walk *w, const struct dl_instr *in, bool truth)
{
	bool less = in->sub == DL_BIN_LT || in->sub == DL_BIN_LE, more = in->sub == DL_BIN_GT || in->sub == DL_BIN_GE;
	bool equal = in->sub == (truth ? DL_BIN_EQ : DL_BIN_NE);

	if ((equal || (truth ? less : more)) && is_bound(w, &in->a, &in->b))
		close(w, &in->a);
	if ((equal || (truth ? more : less)) && is_bound(w, &in->b, &in->a))
		close(w, &in->b);
}

void dl_taint_side(struct dl_taint_walk *w, const struct dl_term *term, uint32_t side)
{
	const struct dl_instr *in;
	bool truth;

	if (term->kind == DL_TERM_SWITCH) {
		if (side < term->case_count)
			close(w, &term->cond);
		return;
	}
	in = decider(w, term, side, &truth);
	if (is_comparison(in))
		close_side(w, in, truth);
	else if (in && !truth && in->op != DL_OP_CALL && in->dst < w->func->temp_count)
		dl_atoms_close(w, &w->temps[in->dst]);
}

/* ---- where the result is not what the block branches on ---- */

/* A number that no value is above of: what it is compared with is not bounded. */
static bool is_trivial(const struct dl_val *v)
{
	return v->kind == DL_VAL_INT && v->num <= 1;
}

static bool indexes_by(struct dl_taint_walk *w, const struct dl_place *p, uint32_t counter, uint64_t *limit)
{
	for (uint32_t i = 0; p && i < p->step_count; i++) {
		const struct dl_instr *def = p->steps[i].kind == DL_STEP_INDEX ? dl_defined_as(w->r, &p->steps[i].index) :
									     NULL;
		const struct dl_type *array = i ? p->steps[i - 1].type : p->base_type;

		if (!def || def->op != DL_OP_LOAD || dl_whole_var(def->place) != counter)
			continue;
		*limit = array && array->kind == DL_TYPE_ARRAY && array->count > 1 ? array->count : 0;
		return true;
	}
	return false;
}

/* An access in the loop that its counter leads to: how many elements there are (0: not known). */
static bool loop_accesses(struct dl_taint_walk *w, const struct dl_loop *loop, uint32_t counter, uint64_t *limit)
{
	for (uint32_t b = 0; b < w->func->block_count; b++)
		for (uint32_t i = 0; dl_loop_has(loop, b) && i < w->func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &w->func->blocks[b].instrs[i];

			if ((in->op == DL_OP_LOAD || in->op == DL_OP_STORE || in->op == DL_OP_ADDR) &&
			    indexes_by(w, in->place, counter, limit))
				return true;
		}
	return false;
}

/* Something else in the loop asks for the counter. */
static bool has_second_bound(struct dl_taint_walk *w, const struct dl_loop *loop, uint32_t counter,
			     const struct dl_instr *bound)
{
	for (uint32_t b = 0; b < w->func->block_count; b++)
		for (uint32_t i = 0; dl_loop_has(loop, b) && i < w->func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &w->func->blocks[b].instrs[i], *x, *y;

			if (in == bound || !is_comparison(in))
				continue;
			x = dl_defined_as(w->r, &in->a);
			y = dl_defined_as(w->r, &in->b);
			if ((x && x->op == DL_OP_LOAD && dl_whole_var(x->place) == counter) ||
			    (y && y->op == DL_OP_LOAD && dl_whole_var(y->place) == counter))
				return true;
		}
	return false;
}

static void bound_loop(struct dl_taint_walk *w, const struct dl_instr *in, const struct dl_val *value,
		       const struct dl_val *other)
{
	struct dl_tainted v = dl_tainted_of(w, value);
	uint64_t limit;
	uint32_t counter;
	const struct dl_loop *loop = dl_atoms_none(&v.atoms) ? NULL : loop_of_counter(w, other, &counter);

	if (loop && loop_accesses(w, loop, counter, &limit) && !has_second_bound(w, loop, counter, in))
		dl_taint_use(w, DL_TAINT_LOOP, &v, limit ? limit + 1 : 0, in, &in->loc);
}

void dl_taint_compare(struct dl_taint_walk *w, const struct dl_instr *in)
{
	const struct dl_term *term = &w->func->blocks[w->block].term;
	bool truth;

	if (w->judges && in->sub != DL_BIN_EQ) {
		bound_loop(w, in, &in->a, &in->b);
		bound_loop(w, in, &in->b, &in->a);
	}
	if (decider(w, term, 0, &truth) == in)
		return;
	if (!is_trivial(&in->b) && is_bound(w, &in->a, &in->b))
		close(w, &in->a);
	if (!is_trivial(&in->a) && is_bound(w, &in->b, &in->a))
		close(w, &in->b);
}
