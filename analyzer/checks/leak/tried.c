/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What releases the mapping on another path was called on the accused one as well: a callee without result that
 * goes through an array, or asks something that the path has not decided, and that has hidden that it does the same.
 */
#include "checks/leak/leak.h"
#include "engine/path/path.h"

/* ---- how far a callee goes through the array that keeps the object ---- */

/* @value is *base + *more. */
static void split(const struct dl_sym *value, const struct dl_sym **base, int64_t *more)
{
	*base = dl_sym_strip(value);
	*more = 0;
	if ((*base)->kind == DL_SYM_INT) {
		*more = (*base)->num;
		*base = NULL;
	} else if ((*base)->kind == DL_SYM_BIN && (*base)->b->kind == DL_SYM_INT &&
		   ((*base)->sub == DL_BIN_ADD || (*base)->sub == DL_BIN_SUB)) {
		*more = (*base)->sub == DL_BIN_ADD ? (*base)->b->num : -(*base)->b->num;
		*base = dl_sym_strip((*base)->a);
	}
}

/* The last index on the way to @loc: of an array, or added to a pointer; NULL: none. */
static const struct dl_sym *index_of(const struct dl_sym *loc)
{
	while (loc->kind == DL_SYM_FIELD)
		loc = loc->a;
	if (loc->kind == DL_SYM_INDEX)
		return loc->b;
	return loc->kind == DL_SYM_DEREF && loc->a->kind == DL_SYM_BIN && loc->a->sub == DL_BIN_ADD ? loc->a->b : NULL;
}

/* A number that a callee is given may say how many elements it goes through: the object is one of them. */
static bool covers(const struct dl_object *o, const struct dl_sym *bound)
{
	const struct dl_sym *base, *counter;
	int64_t count, index;

	split(bound, &base, &count);
	if (!base && count <= 0)
		return false;
	for (uint32_t i = 0; i < o->alias_count && !o->older && !o->earlier; i++) {
		const struct dl_sym *last = index_of(o->aliases[i]);

		if (!last)
			continue;
		split(last, &counter, &index);
		if (base == counter ? count <= index : base && counter && dl_sym_mentions(bound, counter))
			return false;
	}
	/* what changes from round to round, and is not known to be beyond the object */
	return !base || base->kind != DL_SYM_PHI || count > 0;
}

void dl_leak_note_try(struct dl_object *o, const struct dl_instr *call, const struct dl_sym **args)
{
	for (uint32_t i = 0; i < call->arg_count && i < 32; i++) {
		const struct dl_type *type = call->args[i].type;

		if (type && type->kind == DL_TYPE_INT && !(o->handle && dl_sym_derives(args[i], o->handle)) &&
		    !covers(o, args[i]))
			return;
	}
	dl_left_of(o)->tried = call;
}

void dl_leak_note_case(struct dl_state *state, const struct dl_applied *a, const struct dl_summary_case *c)
{
	if (a->assumed || !c->guard_count)
		return;
	for (uint32_t i = 0; i < c->effect_count; i++)
		if (c->effects[i].kind == DL_EFFECT_RELEASE)
			return;
	for (uint32_t i = 0; i < state->object_count; i++)
		if (dl_left_of(&state->objects[i])->tried == a->call)
			dl_left_of(&state->objects[i])->tried = NULL;
}

/* ---- the same call elsewhere ---- */

/* The function stores but once in the variable, a parameter never. */
static bool is_steady(const struct dl_func *func, uint32_t var)
{
	uint32_t stores = var < func->param_count;

	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];

			if (in->place && in->place->base == DL_BASE_VAR && in->place->index == var && !in->place->step_count)
				stores += in->op == DL_OP_STORE ? 1 : in->op == DL_OP_ADDR ? 2 : 0;
		}
	return stores <= 1;
}

/* Both are the same number, or the same pointer: a variable's, or the address of a local or of what it points to. */
static bool is_same_argument(struct dl_analysis *an, const struct dl_func *func, const struct dl_val *a,
			     const struct dl_val *b)
{
	const struct dl_instr *x = dl_def_of(an, func, a), *y = dl_def_of(an, func, b);

	if (!x || !y)
		return a->kind == DL_VAL_INT && b->kind == DL_VAL_INT && a->num == b->num;
	if (x->op != y->op || !x->type || x->type->kind != DL_TYPE_PTR || (x->op != DL_OP_LOAD && x->op != DL_OP_ADDR) ||
	    x->place->base != DL_BASE_VAR || !dl_place_is_same(x->place, y->place))
		return false;
	for (uint32_t i = 0; i < x->place->step_count; i++)
		if (x->place->steps[i].kind == DL_STEP_DEREF && (i || x->op == DL_OP_LOAD))
			return false;
	return (x->op == DL_OP_ADDR && !(x->place->step_count && x->place->steps[0].kind == DL_STEP_DEREF)) ||
	       is_steady(func, x->place->index);
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
