/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a call through a field may reach: the functions that initialisers and
 * stores of the unit put into that field of that record. One function and no
 * other value stored is as good as a direct call; a few are callees that may
 * run; fields of the kernel's own records hold other drivers' functions, too,
 * and are left alone.
 */
#include "engine/program/program.h"
#include "engine/value/place.h"

#define MAX_TARGETS 4

struct dl_points_to {
	uint32_t count;
	struct dl_func_info *items[MAX_TARGETS];
	bool open; /* something else is stored there, or there are more */
};

static struct dl_points_to *targets_at(struct dl_analysis *an, const struct dl_record *record,
				     const char *field)
{
	uint64_t key = dl_field_key(record, field);
	struct dl_points_to *t = dl_map_get(&an->targets, key);

	if (!t) {
		t = DL_NEW(an->arena, struct dl_points_to);
		dl_map_put(&an->targets, key, t);
	}
	return t;
}

static void add_target(struct dl_points_to *t, struct dl_func_info *info)
{
	for (uint32_t i = 0; i < t->count; i++)
		if (t->items[i] == info)
			return;
	if (!info || t->count == MAX_TARGETS)
		t->open = true;
	else
		t->items[t->count++] = info;
}

/* The field that the place ends in, elements of an array in it included. */
static const struct dl_step *field_of(const struct dl_place *place)
{
	uint32_t n = place ? place->step_count : 0;

	while (n && place->steps[n - 1].kind == DL_STEP_INDEX)
		n--;
	if (!n || place->steps[n - 1].kind != DL_STEP_FIELD || !place->steps[n - 1].record ||
	    place->steps[n - 1].record->is_core)
		return NULL;
	return &place->steps[n - 1];
}

static bool holds_function(const struct dl_place *place)
{
	const struct dl_type *type = place->type;

	return type && type->kind == DL_TYPE_PTR && type->elem && type->elem->kind == DL_TYPE_FUNC;
}

static void scan_store(struct dl_analysis *an, const struct dl_instr *in)
{
	const struct dl_step *field = in->op == DL_OP_STORE ? field_of(in->place) : NULL;

	if (!field || !holds_function(in->place))
		return;
	if (in->a.kind == DL_VAL_FUNC)
		add_target(targets_at(an, field->record, field->field), dl_info_of(an, in->a.str));
	else if (in->a.kind != DL_VAL_INT)
		targets_at(an, field->record, field->field)->open = true;
}

static void scan_global(struct dl_analysis *an, const struct dl_global *g)
{
	const struct dl_type *type = g->type;

	while (type && type->kind == DL_TYPE_ARRAY)
		type = type->elem;
	if (!type || type->kind != DL_TYPE_RECORD || type->record->is_core)
		return;
	for (uint32_t i = 0; i < g->ref_count; i++)
		add_target(targets_at(an, type->record, g->refs[i].field),
			   dl_info_of(an, g->refs[i].func));
}

void dl_points_to_prescan(struct dl_analysis *an)
{
	for (uint32_t i = 0; i < an->unit->global_count; i++)
		scan_global(an, &an->unit->globals[i]);
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *func = &an->unit->funcs[f];

		for (uint32_t b = 0; b < func->block_count; b++)
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++)
				scan_store(an, &func->blocks[b].instrs[i]);
	}
}

static const struct dl_points_to *targets_of(struct dl_analysis *an, const struct dl_instr *in)
{
	const struct dl_step *field;

	if (in->op != DL_OP_CALL || in->callee || !in->through)
		return NULL;
	field = field_of(in->through);
	return field ? dl_map_get(&an->targets, dl_field_key(field->record, field->field)) : NULL;
}

struct dl_func_info *dl_callee_of(struct dl_analysis *an, const struct dl_instr *in)
{
	const struct dl_points_to *t;

	if (in->op != DL_OP_CALL)
		return NULL;
	if (in->callee)
		return dl_info_of(an, in->callee);
	t = targets_of(an, in);
	return t && t->count == 1 && !t->open ? t->items[0] : NULL;
}

uint32_t dl_callees_of(struct dl_analysis *an, const struct dl_instr *in,
		       struct dl_func_info *const **out)
{
	const struct dl_points_to *t = targets_of(an, in);

	*out = t ? t->items : NULL;
	return t ? t->count : 0;
}

bool dl_callees_are_all(struct dl_analysis *an, const struct dl_instr *in)
{
	const struct dl_points_to *t = targets_of(an, in);

	return t && t->count && !t->open;
}
