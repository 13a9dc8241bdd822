/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions: which word of shared memory decides, through conversions, variables and helpers that only ask. */
#include "checks/barrier/barrier.h"

#define MAX_DEPTH 12
#define MAX_STORES 6
#define MAX_WAY 16

static bool of_value(struct dl_barriers *b, const struct dl_reading *r, const struct dl_val *v, int depth,
		     struct dl_tested *t);

static bool same_word(const struct dl_reading *r, const struct dl_tested *a, const struct dl_tested *b)
{
	return dl_word_same_record(r, &a->word, &b->word) && a->word.offset == b->word.offset &&
	       a->word.size == b->word.size;
}

/* A number in a record of coherent memory; the device writes no pointers of the CPU's. */
static bool is_word(struct dl_barriers *b, const struct dl_place *place, const struct dl_word *w)
{
	return w->size && w->size <= 8 && w->field && place->type && place->type->kind != DL_TYPE_PTR &&
	       dl_ring_word(b->rings, w);
}

/* What the variable holds at @site, as far back as there is one way; NULL: not known. */
static const struct dl_instr *last_store(const struct dl_reading *r, uint32_t var, struct dl_site site)
{
	uint32_t at = site.index;

	for (int n = 0; n < MAX_WAY && site.block != DL_NO_BLOCK; n++) {
		const struct dl_block *block = &r->func->blocks[site.block];

		while (at-- > 0)
			if (block->instrs[at].op == DL_OP_STORE && dl_whole_var(block->instrs[at].place) == var)
				return &block->instrs[at];
		site.block = r->preds[site.block];
		at = site.block == DL_NO_BLOCK ? 0 : r->func->blocks[site.block].instr_count;
	}
	return NULL;
}

/* All that is ever stored in the variable, but for numbers, comes from one word. */
static bool of_variable(struct dl_barriers *b, const struct dl_reading *r, uint32_t var, int depth,
			struct dl_tested *t)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < r->store_count; i++) {
		const struct dl_instr *in = r->stores[i].at;
		struct dl_tested one;

		if (in->place->index != var || in->a.kind == DL_VAL_INT)
			continue;
		if (count++ == MAX_STORES || !of_value(b, r, &in->a, depth + 1, &one))
			return false;
		if (count > 1 && !same_word(r, t, &one))
			return false;
		*t = one;
	}
	return count && var >= r->func->param_count;
}

static bool of_load(struct dl_barriers *b, const struct dl_reading *r, const struct dl_instr *in, int depth,
		    struct dl_tested *t)
{
	uint32_t var = dl_whole_var(in->place);

	if (var != DL_NO_VAR) {
		const struct dl_instr *last = last_store(r, var, r->defs[in->dst]);

		return last ? of_value(b, r, &last->a, depth + 1, t) : of_variable(b, r, var, depth, t);
	}
	if (!dl_word_of_place(b, r, in->place, &t->word) || !is_word(b, in->place, &t->word))
		return false;
	t->load = in;
	t->where = r->func;
	t->site = r->defs[in->dst];
	t->bits = UINT64_MAX;
	t->shift = 0;
	t->is_found = false;
	return true;
}

/* `done(desc)`: the helper's result is made of one word behind its parameter, or it converts what it is given. */
static bool of_helper(struct dl_barriers *b, const struct dl_reading *r, const struct dl_instr *call,
		      const struct dl_func *callee, int depth, struct dl_tested *t)
{
	const struct dl_reading *in = dl_reading_of(b, callee);
	bool any = false;

	for (uint32_t k = 0; k < callee->block_count; k++) {
		const struct dl_term *term = &callee->blocks[k].term;
		struct dl_tested one, here;

		if (term->kind != DL_TERM_RETURN || term->cond.kind == DL_VAL_INT)
			continue;
		if (!of_value(b, in, &term->cond, depth + 1, &one))
			return false;
		if (one.word.root != DL_ROOT_VAR || one.word.num >= call->arg_count || one.word.element ||
		    one.word.num >= callee->param_count ||
		    !dl_word_behind(b, r, &call->args[one.word.num], &here.word))
			return false;
		one.word.func = r->func;
		one.word.root = here.word.root;
		one.word.num = here.word.num;
		one.word.path = here.word.path;
		one.word.steps = here.word.steps;
		one.word.element = here.word.element;
		one.word.offset += here.word.offset;
		if (any && !same_word(r, t, &one))
			return false;
		*t = one;
		t->site = r->defs[call->dst];
		any = true;
	}
	return any;
}

/* `le32_to_cpu(x)`, `matches(x, colour)`: a value of one word among the arguments; `get_le32(&desc->x)`. */
static bool of_arguments(struct dl_barriers *b, const struct dl_reading *r, const struct dl_instr *call,
			 int depth, struct dl_tested *t)
{
	bool any = false;

	for (uint32_t k = 0; k < call->arg_count; k++) {
		const struct dl_instr *def = dl_defined_as(r, &call->args[k]);
		struct dl_tested one;

		if (def && def->op == DL_OP_ADDR) {
			if (!dl_word_of_place(b, r, def->place, &one.word) ||
			    !is_word(b, def->place, &one.word))
				continue;
			one.is_found = false;
			one.load = call;
			one.where = r->func;
			one.site = r->defs[call->dst];
		} else if (!of_value(b, r, &call->args[k], depth + 1, &one)) {
			continue;
		}
		if (any)
			return false;
		*t = one;
		t->bits = 0;
		t->shift = 0;
		any = true;
	}
	return any;
}

/* ---- helpers that give the record, or none ---- */

/* The variable that @v is what was in, where it was not NULL; @null: it may be that. */
static uint32_t found_variable(const struct dl_reading *r, const struct dl_val *v, bool *null)
{
	const struct dl_instr *def = dl_defined_as(r, v);
	uint32_t var = def && def->op == DL_OP_LOAD ? dl_whole_var(def->place) : DL_NO_VAR, from = DL_NO_VAR;
	bool is_null = false;

	/* `is_done ? c : NULL` */
	for (uint32_t i = 0; var != DL_NO_VAR && i < r->store_count; i++) {
		const struct dl_instr *in = r->stores[i].at, *value = dl_defined_as(r, &in->a);

		if (in->place->index != var)
			continue;
		is_null |= in->a.kind == DL_VAL_INT;
		if (value && value->op == DL_OP_LOAD && dl_whole_var(value->place) != DL_NO_VAR)
			from = value->place->index;
	}
	*null |= is_null && from != DL_NO_VAR;
	return is_null && from != DL_NO_VAR ? from : var;
}

/* The variable whose pointer the function returns where it does not return NULL. */
static uint32_t returned_variable(const struct dl_reading *r)
{
	uint32_t var = DL_NO_VAR;
	bool null = false;

	for (uint32_t k = 0; k < r->func->block_count; k++) {
		const struct dl_term *t = &r->func->blocks[k].term;
		uint32_t one;

		if (t->kind != DL_TERM_RETURN)
			continue;
		if (t->cond.kind == DL_VAL_INT) {
			null |= t->cond.num == 0;
			continue;
		}
		one = found_variable(r, &t->cond, &null);
		if (one == DL_NO_VAR || (var != DL_NO_VAR && one != var))
			return DL_NO_VAR;
		var = one;
	}
	return null ? var : DL_NO_VAR;
}

/* From @block on there is one way, and it gives NULL. */
static bool gives_none(const struct dl_reading *r, uint32_t block)
{
	for (int n = 0; n < MAX_WAY; n++) {
		const struct dl_block *it = &r->func->blocks[block];

		for (uint32_t i = 0; i < it->instr_count; i++)
			if (it->instrs[i].op == DL_OP_STORE && dl_whole_var(it->instrs[i].place) != DL_NO_VAR &&
			    it->instrs[i].a.kind == DL_VAL_INT && !it->instrs[i].a.num &&
			    it->instrs[i].place->type && it->instrs[i].place->type->kind == DL_TYPE_PTR)
				return true;
		if (it->term.kind == DL_TERM_RETURN)
			return it->term.cond.kind == DL_VAL_INT && !it->term.cond.num;
		if (it->term.kind != DL_TERM_JUMP)
			return false;
		block = it->term.targets[0];
	}
	return false;
}

static bool orders_anything(struct dl_barriers *b, const struct dl_func *func)
{
	for (uint32_t k = 0; k < func->block_count; k++)
		for (uint32_t i = 0; i < func->blocks[k].instr_count; i++)
			if (dl_orders_reads(b, &func->blocks[k].instrs[i]))
				return true;
	return false;
}

/* The test of the record that the variable leads to, on which it hangs whether it is given. */
static bool test_of_found(struct dl_barriers *b, const struct dl_reading *r, uint32_t var, int depth,
			  struct dl_tested *t)
{
	for (uint32_t k = 0; k < r->func->block_count; k++) {
		const struct dl_term *term = &r->func->blocks[k].term;

		if (term->kind == DL_TERM_BRANCH &&
		    gives_none(r, term->targets[0]) != gives_none(r, term->targets[1]) &&
		    of_value(b, r, &term->cond, depth + 1, t) && t->word.root == DL_ROOT_VAR &&
		    t->word.num == var && !t->word.element)
			return true;
	}
	return false;
}

/* `while ((cqe = next(cq)))`: the helper gives the record when a word of it says that the device has written it. */
static bool of_finder(struct dl_barriers *b, const struct dl_reading *r, const struct dl_instr *call,
		      const struct dl_func *callee, int depth, struct dl_tested *t)
{
	const struct dl_reading *in = dl_reading_of(b, callee);
	const uint32_t var = returned_variable(in);

	if (var == DL_NO_VAR || !callee->vars[var].type || callee->vars[var].type->kind != DL_TYPE_PTR ||
	    orders_anything(b, callee) || !test_of_found(b, in, var, depth, t))
		return false;
	t->is_found = true;
	t->word.func = r->func;
	t->word.root = DL_ROOT_TEMP;
	t->word.num = call->dst;
	t->site = r->defs[call->dst];
	for (uint32_t i = 0; i < r->store_count; i++)
		if (dl_defined_as(r, &r->stores[i].at->a) == call) {
			t->word.root = DL_ROOT_VAR;
			t->word.num = r->stores[i].at->place->index;
		}
	return true;
}

/* Nothing is written on the way: the function of the unit only computes. */
static bool only_computes(const struct dl_func *func)
{
	for (uint32_t k = 0; k < func->block_count; k++)
		for (uint32_t i = 0; i < func->blocks[k].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[k].instrs[i];

			if (in->op == DL_OP_STORE && dl_whole_var(in->place) == DL_NO_VAR)
				return false;
		}
	return true;
}

static bool of_call(struct dl_barriers *b, const struct dl_reading *r, const struct dl_instr *call, int depth,
		    struct dl_tested *t)
{
	const struct dl_func_info *callee = dl_callee_of(b->an, call);
	const struct dl_model *m = dl_model_of(b->an, call);

	if (callee && callee->func->degradation_count)
		return false;
	if (callee && depth < MAX_DEPTH && call->dst != DL_NO_TEMP && of_finder(b, r, call, callee->func, depth, t))
		return true;
	if (callee && !only_computes(callee->func))
		return false;
	if (callee && of_helper(b, r, call, callee->func, depth, t))
		return true;
	return (callee || call->pure || (m && m->role == DL_ROLE_PURE)) &&
	       of_arguments(b, r, call, depth, t);
}

/* Which bits of the word are left of its value. */
static void take_bits(struct dl_tested *t, enum dl_bin op, uint64_t number)
{
	if (op == DL_BIN_AND)
		t->bits &= number << t->shift;
	else if (op == DL_BIN_SHR && t->shift + number < 64)
		t->shift += (unsigned int)number;
	else if (op == DL_BIN_SHL)
		t->shift -= number < t->shift ? (unsigned int)number : t->shift;
}

static bool of_binary(struct dl_barriers *b, const struct dl_reading *r, const struct dl_instr *in, int depth,
		      struct dl_tested *t)
{
	struct dl_tested left, right;
	bool is_left = of_value(b, r, &in->a, depth + 1, &left);
	bool is_right = of_value(b, r, &in->b, depth + 1, &right);

	if (is_left == is_right)
		return false;
	*t = is_left ? left : right;
	if (is_left && in->b.kind == DL_VAL_INT)
		take_bits(t, (enum dl_bin)in->sub, (uint64_t)in->b.num);
	else if (is_right && in->a.kind == DL_VAL_INT && in->sub == DL_BIN_AND)
		take_bits(t, DL_BIN_AND, (uint64_t)in->a.num);
	return true;
}

static bool of_value(struct dl_barriers *b, const struct dl_reading *r, const struct dl_val *v, int depth,
		     struct dl_tested *t)
{
	const struct dl_instr *def = dl_defined(r, v);

	if (!def || depth > MAX_DEPTH)
		return false;
	switch (def->op) {
	case DL_OP_LOAD: return of_load(b, r, def, depth, t);
	case DL_OP_CAST:
	case DL_OP_UN: return of_value(b, r, &def->a, depth + 1, t);
	case DL_OP_BIN: return of_binary(b, r, def, depth, t);
	case DL_OP_CALL: return of_call(b, r, def, depth, t);
	default: return false;
	}
}

bool dl_tested_word(struct dl_barriers *b, const struct dl_reading *r, const struct dl_val *cond,
		    struct dl_tested *t)
{
	return of_value(b, r, cond, 0, t);
}

/* ---- what it says ---- */

static enum dl_relation negated(enum dl_relation of)
{
	return of == DL_RELATION_SET ? DL_RELATION_CLEAR : of == DL_RELATION_CLEAR ? DL_RELATION_SET : of;
}

static enum dl_relation of_comparison(const struct dl_reading *r, const struct dl_instr *def)
{
	const struct dl_instr *left = dl_defined_as(r, &def->a);
	const struct dl_instr *right = dl_defined_as(r, &def->b);
	bool is_equality = def->sub == DL_BIN_EQ || def->sub == DL_BIN_NE;
	const struct dl_val *number = def->b.kind == DL_VAL_INT ? &def->b :
				      right && right->op == DL_OP_CAST ? &right->a : NULL;

	if (!number || number->kind != DL_VAL_INT)
		return DL_RELATION_OTHER;
	/* `(s32)(x - last) <= 0` */
	if (!is_equality && left && left->op == DL_OP_BIN && left->sub == DL_BIN_SUB &&
	    left->b.kind == DL_VAL_TEMP)
		return DL_RELATION_OTHER;
	if (!is_equality)
		return DL_RELATION_CONSTANT;
	if (number->num == 0)
		return def->sub == DL_BIN_NE ? dl_relation_of(r, &def->a) : negated(dl_relation_of(r, &def->a));
	/* `(x & BIT) == BIT` */
	if (left && left->op == DL_OP_BIN && left->sub == DL_BIN_AND && left->b.kind == DL_VAL_INT &&
	    left->b.num == number->num)
		return def->sub == DL_BIN_EQ ? DL_RELATION_SET : DL_RELATION_CLEAR;
	return DL_RELATION_CONSTANT;
}

enum dl_relation dl_relation_of(const struct dl_reading *r, const struct dl_val *cond)
{
	const struct dl_instr *def = dl_defined_as(r, cond);

	if (!def)
		return DL_RELATION_OTHER;
	if (def->op == DL_OP_UN)
		return def->sub == DL_UN_LNOT ? negated(dl_relation_of(r, &def->a)) : DL_RELATION_OTHER;
	if (def->op == DL_OP_BIN && def->sub >= DL_BIN_EQ)
		return of_comparison(r, def);
	return def->op == DL_OP_LOAD || def->op == DL_OP_CALL || def->op == DL_OP_BIN ? DL_RELATION_SET :
									     DL_RELATION_OTHER;
}
