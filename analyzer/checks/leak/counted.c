/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records with a use count. Who finds that others still use the record leaves it, and what it keeps, to the
 * last of them.
 */
#include "checks/leak/leak.h"
#include "engine/path/path.h"

/* ---- counters: one is added to the field or taken from it ---- */

static bool is_one(const struct dl_val *val)
{
	return val->kind == DL_VAL_INT && (val->num == 1 || val->num == -1);
}

static uint64_t key_of(const struct dl_place *p)
{
	const struct dl_step *last = p && p->step_count ? &p->steps[p->step_count - 1] : NULL;

	return last && last->kind == DL_STEP_FIELD ? dl_field_key(last->record, last->field) : 0;
}

/* `f = f + 1`: the load and the sum stand before the store, in its block. */
static bool steps_by_one(const struct dl_block *block, uint32_t store)
{
	const struct dl_instr *in = &block->instrs[store], *sum = NULL;
	uint32_t temp = in->a.kind == DL_VAL_TEMP ? (uint32_t)in->a.num : DL_NO_TEMP;

	for (uint32_t i = store; i-- > 0 && temp != DL_NO_TEMP;) {
		const struct dl_instr *def = &block->instrs[i];

		if (def->op == DL_OP_DECL || def->dst != temp)
			continue;
		if (def->op == DL_OP_LOAD)
			return sum && key_of(def->place) == key_of(in->place);
		if (def->op == DL_OP_BIN && (def->sub == DL_BIN_ADD || def->sub == DL_BIN_SUB) &&
		    is_one(&def->b))
			sum = def;
		else if (def->op != DL_OP_CAST)
			return false;
		temp = def->a.kind == DL_VAL_TEMP ? (uint32_t)def->a.num : DL_NO_TEMP;
	}
	return false;
}

static void find_counters(struct dl_analysis *an)
{
	struct dl_leaks *leaks = dl_leaks_of(an);

	leaks->counters_found = true;
	for (uint32_t f = 0; f < an->unit->func_count; f++)
		for (uint32_t b = 0; b < an->unit->funcs[f].block_count; b++) {
			const struct dl_block *block = &an->unit->funcs[f].blocks[b];

			for (uint32_t i = 0; i < block->instr_count; i++)
				if (block->instrs[i].op == DL_OP_STORE && key_of(block->instrs[i].place) &&
				    steps_by_one(block, i))
					dl_map_put(&leaks->counters, key_of(block->instrs[i].place), (void *)1);
		}
}

static bool is_counter(struct dl_analysis *an, const struct dl_sym *loc)
{
	if (loc->kind != DL_SYM_FIELD || !dl_loc_key(loc))
		return false;
	if (!dl_leaks_of(an)->counters_found)
		find_counters(an);
	return dl_map_has(&dl_leaks_of(an)->counters, dl_loc_key(loc));
}

/* ---- conditions ---- */

/* The pointer to the record whose count the value is, or was computed from; NULL: none. */
static const struct dl_sym *counted_record(struct dl_explorer *ex, const struct dl_sym *value)
{
	const struct dl_sym *whole;

	while (value->kind == DL_SYM_CAST ||
	       (value->kind == DL_SYM_BIN && (value->sub == DL_BIN_ADD || value->sub == DL_BIN_SUB) &&
		value->b->kind == DL_SYM_INT))
		value = value->a;
	if (value->kind == DL_SYM_LOAD && is_counter(ex->an, value->a)) {
		whole = dl_sym_whole(value->a);
		return whole->kind == DL_SYM_DEREF ? whole->a : NULL;
	}
	return NULL;
}

void dl_leak_note_drop(struct dl_explorer *ex, struct dl_state *st, const struct dl_instr *call,
		       const struct dl_sym **args)
{
	if (!call->callee || !dl_name_means(ex->an, DL_WORD_DROPS, call->callee))
		return;
	for (uint32_t a = 0; a < call->arg_count && a < 32; a++)
		for (uint32_t i = 0; i < st->object_count; i++)
			if (dl_leak_is_kept_in(&st->objects[i], dl_sym_root_pointer(args[a])))
				dl_left_of(&st->objects[i])->dropped = call;
}

/* What the call that took the last reference away has said. */
static bool is_drop_of(const struct dl_sym *value, const struct dl_object *o)
{
	return value->kind == DL_SYM_RESULT && value->num == DL_RESULT_VALUE &&
	       dl_left_of(o)->dropped == value->site;
}

static const struct dl_sym *asked_value(const struct dl_sym *cond)
{
	if (cond->kind != DL_SYM_BIN || cond->sub < DL_BIN_EQ)
		return cond;
	return cond->b->kind == DL_SYM_INT && cond->b->num >= -1 && cond->b->num <= 1 ? cond->a : NULL;
}

void dl_leak_note_count(struct dl_explorer *ex, struct dl_state *st, const struct dl_branch *b)
{
	const struct dl_sym *value = asked_value(b->cond);
	const struct dl_sym *record = value ? counted_record(ex, value) : NULL;

	for (uint32_t i = 0; value && i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];

		if ((record && dl_left_of(o)->shared && dl_leak_is_kept_in(o, record)) ||
		    is_drop_of(dl_sym_strip(value), o))
			dl_left_of(o)->counted = true;
	}
}
