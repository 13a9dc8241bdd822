/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which field of an outer record the one with a slot lies in, or is reached by. Of a parameter that is what
 * all callers give.
 */
#include "checks/slot/slot.h"

#define ALLOCATED 1	/* key of the owner of a record that lies in no other */
#define MAX_CALLERS_UP 3

static struct dl_slot_owner of_field(const struct dl_record *record, const char *field, bool is_embedded)
{
	return (struct dl_slot_owner){ dl_field_key(record, field), record, is_embedded };
}

struct dl_slot_owner dl_slot_owner_of_place(const struct dl_place *place, uint32_t last)
{
	bool is_embedded = true;

	while (last > 0) {
		const struct dl_step *step = &place->steps[--last];

		if (step->kind == DL_STEP_FIELD)
			return of_field(step->record, step->field, is_embedded);
		is_embedded &= step->kind != DL_STEP_DEREF;
	}
	return (struct dl_slot_owner){ 0 };
}

/* ---- parameters ---- */

const struct dl_instr *dl_slot_maker_of(const struct dl_func *func, const struct dl_val *v)
{
	for (uint32_t b = 0; v->kind == DL_VAL_TEMP && b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];

			if (in->op != DL_OP_DECL && in->op != DL_OP_STORE && in->op != DL_OP_ZERO &&
			    in->dst == (uint32_t)v->num)
				return in;
		}
	return NULL;
}

static struct dl_slot_owner of_parameter(struct dl_analysis *an, const struct dl_func *func, uint32_t k, int up);

/* The record that the argument @v of a call in @func points to. */
static struct dl_slot_owner of_argument(struct dl_analysis *an, const struct dl_func *func,
					const struct dl_val *v, int up)
{
	const struct dl_instr *maker = dl_slot_maker_of(func, v);
	const struct dl_place *place = maker ? maker->place : NULL;
	struct dl_slot_owner owner;

	if (!place || (maker->op != DL_OP_LOAD && maker->op != DL_OP_ADDR))
		return (struct dl_slot_owner){ 0 };
	if (maker->op == DL_OP_LOAD && place->base == DL_BASE_VAR && !place->step_count)
		return place->index < func->param_count ? of_parameter(an, func, place->index, up + 1) :
							  (struct dl_slot_owner){ 0 };
	owner = dl_slot_owner_of_place(place, place->step_count);
	owner.is_embedded &= maker->op == DL_OP_ADDR;
	return owner;
}

static bool is_same(const struct dl_slot_owner *a, const struct dl_slot_owner *b)
{
	return a->key == b->key && a->is_embedded == b->is_embedded;
}

static struct dl_slot_owner find_given(struct dl_analysis *an, const struct dl_func *func, uint32_t k, int up)
{
	struct dl_slot_owner from = { 0 };

	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *caller = &an->unit->funcs[f];

		if (!dl_func_calls(an, &an->funcs[f], &an->funcs[func - an->unit->funcs]))
			continue;
		for (uint32_t b = 0; b < caller->block_count; b++)
			for (uint32_t i = 0; i < caller->blocks[b].instr_count; i++) {
				const struct dl_instr *in = &caller->blocks[b].instrs[i];
				const struct dl_func_info *callee = in->op == DL_OP_CALL ? dl_callee_of(an, in) : NULL;
				struct dl_slot_owner given = { 0 };

				if (!callee || callee->func != func)
					continue;
				if (k < in->arg_count)
					given = of_argument(an, caller, &in->args[k], up);
				if (!given.key || (from.key && !is_same(&from, &given)))
					return (struct dl_slot_owner){ 0 };
				from = given;
			}
	}
	return from;
}

static struct dl_slot_owner of_parameter(struct dl_analysis *an, const struct dl_func *func, uint32_t k, int up)
{
	const struct dl_func_info *info = &an->funcs[func - an->unit->funcs];
	uintptr_t key = (uintptr_t)&func->vars[k];
	struct dl_slot_owner *owner = dl_map_get(&dl_slots_of(an)->given, key);

	if (owner)
		return *owner;
	if (!func->is_static || info->address_taken || up > MAX_CALLERS_UP)
		return (struct dl_slot_owner){ 0 };
	owner = DL_NEW(an->arena, struct dl_slot_owner);
	*owner = find_given(an, func, k, up);
	dl_map_put(&dl_slots_of(an)->given, key, owner);
	return *owner;
}

uint64_t dl_slot_given_from(struct dl_analysis *an, const struct dl_func *func, uint32_t k)
{
	return of_parameter(an, func, k, 0).key;
}

/* ---- places of a path ---- */

struct dl_slot_owner dl_slot_owner_of(struct dl_analysis *an, const struct dl_sym *loc)
{
	const struct dl_sym *record = dl_sym_last_field(loc)->a, *pointer, *field;

	while (record->kind == DL_SYM_INDEX)
		record = record->a;
	if (record->kind == DL_SYM_FIELD)
		return of_field(record->record, record->field, true);
	if (record->kind != DL_SYM_DEREF)
		return (struct dl_slot_owner){ 0 };
	pointer = dl_sym_pointer_base(record->a);
	/* allocated by itself: a member of no other record */
	if (pointer->kind == DL_SYM_RESULT && record->a == pointer)
		return (struct dl_slot_owner){ ALLOCATED, NULL, true };
	if (pointer->kind != DL_SYM_LOAD)
		return (struct dl_slot_owner){ 0 };
	field = dl_sym_last_field(pointer->a);
	if (field)
		return of_field(field->record, field->field, false);
	return dl_sym_is_initial(pointer) && pointer->a->kind == DL_SYM_VAR && pointer->a->site &&
	       pointer->a->num < ((const struct dl_func *)pointer->a->site)->param_count ?
	       of_parameter(an, (const struct dl_func *)pointer->a->site, (uint32_t)pointer->a->num, 0) :
	       (struct dl_slot_owner){ 0 };
}

bool dl_slot_owners_differ(const struct dl_slot_owner *a, const struct dl_slot_owner *b)
{
	if (!a->key || !b->key || a->key == b->key || a->is_embedded != b->is_embedded)
		return false;
	return a->is_embedded || a->record == b->record;
}
