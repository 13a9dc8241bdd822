/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether a pointer is one: the unit reads or writes through it, itself or where it comes from, or puts others into
 * the field. A pointer that is only ever made a number may carry one, as does one that is made of numbers.
 */
#include <string.h>

#include "checks/confusion/confusion.h"

#define MAX_CALLS 4

/* Where pointers are kept: a variable of @func, or all fields of one name. */
struct keeper {
	struct dl_analysis *an;
	const struct dl_func *func;
	uint32_t var;
	const struct dl_record *record;		/* NULL: the variable */
	const char *field;
};

struct found {
	bool followed;
	bool number;
};

static void look(const struct keeper *k, struct found *found, int calls);

/* Steps of @place that name the keeper; 0: it does not. */
static uint32_t names(const struct keeper *k, const struct dl_place *place)
{
	for (uint32_t i = 0; k->record && i < place->step_count; i++)
		if (place->steps[i].kind == DL_STEP_FIELD && place->steps[i].record == k->record &&
		    !strcmp(place->steps[i].field, k->field))
			return i + 1;
	return 0;
}

static bool is_it(const struct keeper *k, const struct dl_place *place)
{
	if (!k->record)
		return place->base == DL_BASE_VAR && place->index == k->var && !place->step_count;
	return place->step_count && names(k, place) == place->step_count;
}

static bool goes_through(const struct keeper *k, const struct dl_place *place)
{
	uint32_t n = names(k, place);

	if (!k->record)
		return place->base == DL_BASE_VAR && place->index == k->var && place->step_count &&
		       place->steps[0].kind == DL_STEP_DEREF;
	return n && n < place->step_count && place->steps[n].kind == DL_STEP_DEREF;
}

static bool is_pointer(const struct dl_type *type)
{
	return type && type->kind == DL_TYPE_PTR;
}

/* A number that was made a pointer. */
static bool is_number(struct dl_analysis *an, const struct dl_func *func, const struct dl_val *val)
{
	const struct dl_instr *def = dl_def_of(an, func, val);

	for (; def && def->op == DL_OP_CAST; def = dl_def_of(an, func, &def->a))
		if (is_pointer(def->type) && def->a.type && def->a.type->kind == DL_TYPE_INT)
			return true;
	return false;
}

/* The value was loaded from the keeper, or lies at a distance from that. */
static bool is_of(const struct keeper *k, const struct dl_func *func, const struct dl_val *val)
{
	const struct dl_instr *def = dl_def_of(k->an, func, val);

	while (def && (def->op == DL_OP_CAST || def->op == DL_OP_BIN) && is_pointer(def->a.type))
		def = dl_def_of(k->an, func, &def->a);
	return def && def->op == DL_OP_LOAD && is_it(k, def->place);
}

/* A function of the unit stores a number through its parameter @param. */
static bool fills_with_number(struct dl_analysis *an, const struct dl_func *func, uint32_t param)
{
	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];

			if (in->op == DL_OP_STORE && in->place->base == DL_BASE_VAR && in->place->index == param &&
			    in->place->step_count == 1 && is_number(an, func, &in->a))
				return true;
		}
	return false;
}

static void look_at_call(const struct keeper *k, const struct dl_func *func, const struct dl_instr *in,
			 struct found *found)
{
	const struct dl_func_info *callee = dl_callee_of(k->an, in);
	const struct dl_model *m = callee ? NULL : dl_model_of(k->an, in);

	for (uint32_t i = 0; i < in->arg_count; i++) {
		const struct dl_instr *def = dl_def_of(k->an, func, &in->args[i]);

		if (m && m->role == DL_ROLE_CPU_ACCESS && (m->arg_read == (int)i || m->arg_write == (int)i))
			found->followed |= is_of(k, func, &in->args[i]);
		if (callee && i < callee->func->param_count && def && def->op == DL_OP_ADDR && is_it(k, def->place))
			found->number |= fills_with_number(k->an, callee->func, i);
	}
}

static void look_at(const struct keeper *k, const struct dl_func *func, const struct dl_instr *in,
		    struct found *found)
{
	if (in->place)
		found->followed |= goes_through(k, in->place);
	if (in->place && in->place->base == DL_BASE_TEMP)
		found->followed |= is_of(k, func, &(struct dl_val){ .kind = DL_VAL_TEMP, .num = in->place->index });
	if (in->op == DL_OP_STORE && is_it(k, in->place)) {
		found->number |= is_number(k->an, func, &in->a);
		/* a field that pointers are put into */
		found->followed |= k->record && in->a.kind == DL_VAL_TEMP;
	}
	if (in->op == DL_OP_CALL)
		look_at_call(k, func, in, found);
}

/* What callers give for the parameter. */
static void look_at_callers(const struct keeper *k, struct found *found, int calls)
{
	const struct dl_unit *unit = k->an->unit;

	for (uint32_t f = 0; f < unit->func_count; f++)
		for (uint32_t b = 0; b < unit->funcs[f].block_count; b++)
			for (uint32_t i = 0; i < unit->funcs[f].blocks[b].instr_count; i++) {
				const struct dl_instr *in = &unit->funcs[f].blocks[b].instrs[i], *def;
				const struct dl_func_info *callee = in->op == DL_OP_CALL ? dl_callee_of(k->an, in) :
											   NULL;
				struct keeper from = { .an = k->an, .func = &unit->funcs[f] };
				const struct dl_step *last;

				if (!callee || callee->func != k->func || k->var >= in->arg_count)
					continue;
				found->number |= is_number(k->an, from.func, &in->args[k->var]);
				def = dl_origin_of(k->an, from.func, &in->args[k->var]);
				if (!def || def->op != DL_OP_LOAD)
					continue;
				last = def->place->step_count ? &def->place->steps[def->place->step_count - 1] : NULL;
				if (last && last->kind == DL_STEP_FIELD) {
					from.record = last->record;
					from.field = last->field;
				} else if (last || def->place->base != DL_BASE_VAR) {
					continue;
				}
				from.var = def->place->index;
				look(&from, found, calls + 1);
			}
}

static void look(const struct keeper *k, struct found *found, int calls)
{
	const struct dl_unit *unit = k->an->unit;

	for (uint32_t f = 0; f < unit->func_count && !found->number; f++) {
		const struct dl_func *func = &unit->funcs[f];

		if (!k->record && func != k->func)
			continue;
		for (uint32_t b = 0; b < func->block_count; b++)
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++)
				look_at(k, func, &func->blocks[b].instrs[i], found);
	}
	if (!k->record && k->var < k->func->param_count && calls < MAX_CALLS)
		look_at_callers(k, found, calls);
}

bool dl_leads_to_memory(struct dl_analysis *an, const struct dl_func *func, const struct dl_sym *place)
{
	struct keeper k = { .an = an, .func = func };
	struct found found = { 0 };

	if (place->kind == DL_SYM_FIELD && place->record) {
		k.record = place->record;
		k.field = place->field;
	} else if (place->kind == DL_SYM_VAR && place->site == func) {
		k.var = (uint32_t)place->num;
	} else {
		return false;
	}
	look(&k, &found, 0);
	return found.followed && !found.number;
}
