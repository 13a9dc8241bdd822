/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a function takes records back from the device: it clears their words, or goes from one to the next. */
#include "checks/barrier/barrier.h"

#define MAX_CALLS 3
#define MAX_DEPTH 8

/* The function, or one that it calls, puts a number there: it clears what the device is to fill. */
static bool clears(struct dl_barriers *b, const struct dl_func *func, const struct dl_step *field, int calls)
{
	for (uint32_t k = 0; k < func->block_count; k++)
		for (uint32_t i = 0; i < func->blocks[k].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[k].instrs[i];
			const struct dl_func_info *callee = in->op == DL_OP_CALL && calls < MAX_CALLS - 1 ?
							    dl_callee_of(b->an, in) : NULL;
			const struct dl_place *p = in->op == DL_OP_STORE ? in->place : NULL;
			const struct dl_step *last = p && p->step_count ? &p->steps[p->step_count - 1] : NULL;

			if (callee && clears(b, callee->func, field, calls + 1))
				return true;
			if (last && last->kind == DL_STEP_FIELD && last->record == field->record &&
			    last->field == field->field && dl_is_number(dl_reading_of(b, func), &in->a))
				return true;
		}
	return false;
}

bool dl_clears(struct dl_barriers *b, const struct dl_func *func, const struct dl_step *field)
{
	return clears(b, func, field, 0);
}

static bool value_advances(struct dl_barriers *b, const struct dl_reading *r, const struct dl_val *v,
			   int depth);

static bool reads_field(const struct dl_reading *r, const struct dl_val *v, int depth)
{
	const struct dl_instr *def = dl_defined_as(r, v);

	if (!def || depth > MAX_DEPTH)
		return false;
	if (def->op == DL_OP_BIN)
		return reads_field(r, &def->a, depth + 1) || reads_field(r, &def->b, depth + 1);
	return def->op == DL_OP_LOAD && dl_whole_var(def->place) == DL_NO_VAR;
}

/* A position that outlives the function: it begins with what a field holds. */
static bool variable_advances(const struct dl_reading *r, uint32_t var)
{
	for (uint32_t i = 0; i < r->store_count; i++)
		if (r->stores[i].at->place->index == var && reads_field(r, &r->stores[i].at->a, 0))
			return true;
	return false;
}

static bool is_stored_here(const struct dl_reading *r, const struct dl_step *field)
{
	for (uint32_t k = 0; k < r->func->block_count; k++)
		for (uint32_t i = 0; i < r->func->blocks[k].instr_count; i++) {
			const struct dl_instr *in = &r->func->blocks[k].instrs[i];
			const struct dl_place *p = in->op == DL_OP_STORE ? in->place : NULL;
			const struct dl_step *last = p && p->step_count ? &p->steps[p->step_count - 1] : NULL;

			if (last && last->kind == DL_STEP_FIELD && last->record == field->record &&
			    last->field == field->field)
				return true;
		}
	return false;
}

/* What the place holds says which record is next. */
static bool place_advances(struct dl_barriers *b, const struct dl_reading *r, const struct dl_place *p,
			   uint32_t steps, int depth)
{
	const struct dl_step *last = steps ? &p->steps[steps - 1] : NULL;

	for (uint32_t k = 0; k < steps; k++)
		if (p->steps[k].kind == DL_STEP_INDEX && value_advances(b, r, &p->steps[k].index, depth + 1))
			return true;
	if (!last || last->kind != DL_STEP_FIELD || !last->record)
		return false;
	return last->type && last->type->kind == DL_TYPE_PTR ? is_stored_here(r, last) :
	       last->type && last->type->kind == DL_TYPE_INT && (dl_stored_in(b, last) & DL_STORED_VALUE) != 0;
}

static bool value_advances(struct dl_barriers *b, const struct dl_reading *r, const struct dl_val *v, int depth)
{
	const struct dl_instr *def = dl_defined_as(r, v);

	if (!def || depth > MAX_DEPTH)
		return false;
	switch (def->op) {
	case DL_OP_LOAD:
		return dl_whole_var(def->place) != DL_NO_VAR ? variable_advances(r, def->place->index) :
		       place_advances(b, r, def->place, def->place->step_count, depth);
	case DL_OP_ADDR: return place_advances(b, r, def->place, def->place->step_count, depth);
	case DL_OP_BIN:
		return value_advances(b, r, &def->a, depth + 1) || value_advances(b, r, &def->b, depth + 1);
	default: return false;
	}
}

bool dl_takes_record(struct dl_barriers *b, const struct dl_reading *r, const struct dl_word *word)
{
	return !(dl_stored_in(b, word->field) & DL_STORED_HANDLE) &&
	       (clears(b, r->func, word->field, 0) || dl_is_of_ring(b, r, word));
}

bool dl_is_of_ring(struct dl_barriers *b, const struct dl_reading *r, const struct dl_word *word)
{
	if (word->element && value_advances(b, r, word->element, 0))
		return true;
	if (word->root == DL_ROOT_PATH)
		return place_advances(b, r, word->path, word->steps, 0);
	if (word->root == DL_ROOT_TEMP)
		return value_advances(b, r, &(struct dl_val){ .kind = DL_VAL_TEMP, .num = word->num }, 0);
	for (uint32_t i = 0; i < r->store_count; i++)
		if (r->stores[i].at->place->index == word->num && value_advances(b, r, &r->stores[i].at->a, 0))
			return true;
	return false;
}
