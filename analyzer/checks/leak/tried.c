/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What releases the mapping on another path was done on the accused one as well: a callee without result went
 * through an array, or asked something that nobody can relate, and that has hidden that it does the same.
 */
#include "checks/leak/leak.h"
#include "engine/path/path.h"

void dl_leak_note_try(struct dl_object *o, const struct dl_instr *call, const struct dl_func_info *callee)
{
	if (callee->releases.len && !callee->func->ret->size)
		dl_left_of(o)->tried = call;
}

static bool is_same_place(const struct dl_place *a, const struct dl_place *b)
{
	if (a->base != b->base || a->index != b->index || a->name != b->name || a->step_count != b->step_count)
		return false;
	for (uint32_t i = 0; i < a->step_count; i++)
		if (a->steps[i].kind != b->steps[i].kind || a->steps[i].kind == DL_STEP_INDEX ||
		    a->steps[i].record != b->steps[i].record || a->steps[i].field != b->steps[i].field)
			return false;
	return true;
}

/* Both are the same number, or the same pointer by how it is written; counts change from one call to the other. */
static bool is_same_argument(struct dl_analysis *an, const struct dl_func *func, const struct dl_val *a,
			     const struct dl_val *b)
{
	const struct dl_instr *x = dl_def_of(an, func, a), *y = dl_def_of(an, func, b);

	if (!x || !y)
		return a->kind == DL_VAL_INT && b->kind == DL_VAL_INT && a->num == b->num;
	return x->op == y->op && (x->op == DL_OP_LOAD || x->op == DL_OP_ADDR) && x->type && x->type->kind == DL_TYPE_PTR &&
	       is_same_place(x->place, y->place);
}

bool dl_leak_was_tried(const struct dl_explorer *ex, const struct dl_object *o, const struct dl_story *other_end)
{
	const struct dl_instr *here = dl_left_of(o)->tried, *there = other_end ? other_end->call : NULL;

	if (!here || !there || here == there)
		return here && here == there;
	if (!here->callee || here->callee != there->callee || here->arg_count != there->arg_count)
		return false;
	for (uint32_t i = 0; i < here->arg_count; i++)
		if (!is_same_argument(ex->an, ex->func, &here->args[i], &there->args[i]))
			return false;
	return true;
}
