/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lengths that calls change: a function with a model may say that it adds its argument to a field of the
 * record that it is given, takes it away, or sets the field to it, and that the field of what it returns is 0.
 */
#include <string.h>

#include "engine/path/path.h"

/* The step to the field @name of @record, as some place of the unit has it; NULL: nothing ever asks for it. */
static const struct dl_step *step_in(const struct dl_func *func, const struct dl_record *record, const char *name)
{
	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_place *p = func->blocks[b].instrs[i].place;

			for (uint32_t k = 0; p && k < p->step_count; k++)
				if (p->steps[k].kind == DL_STEP_FIELD && p->steps[k].record == record &&
				    !strcmp(p->steps[k].field, name))
					return &p->steps[k];
		}
	return NULL;
}

static const struct dl_step *step_to(struct dl_analysis *an, const struct dl_record *record, const char *name)
{
	uint64_t key = dl_field_key(record, name);
	const struct dl_step *step = NULL;

	if (dl_map_has(&an->lengths, key))
		return dl_map_get(&an->lengths, key);
	for (uint32_t f = 0; f < an->unit->func_count && !step; f++)
		step = step_in(&an->unit->funcs[f], record, name);
	dl_map_put(&an->lengths, key, (void *)step);
	return step;
}

static const struct dl_sym *field_behind(struct dl_explorer *ex, const struct dl_sym *pointer,
					 const struct dl_type *type, const char *name)
{
	const struct dl_step *step = type && type->kind == DL_TYPE_PTR && type->elem &&
				     type->elem->kind == DL_TYPE_RECORD ?
				     step_to(ex->an, type->elem->record, name) : NULL;
	const struct dl_sym *loc;

	if (!step || pointer->kind == DL_SYM_INT)
		return NULL;
	loc = dl_sym_field(ex->syms, dl_sym_deref(ex->syms, pointer), step->record, step->field, step->offset);
	return dl_sym_typed(loc, step->type);
}

/*
 * What the field holds: nothing yet in a record that was just made. It is not written when the record is, as
 * who writes through a pointer knows that it is not NULL.
 */
static const struct dl_sym *length_now(struct dl_explorer *ex, const struct dl_state *state,
				       const struct dl_sym *pointer, const struct dl_sym *loc)
{
	const struct dl_model *maker = pointer->kind == DL_SYM_RESULT ? pointer->model : NULL;

	if (!dl_state_bound(state, loc) && maker && maker->empty && !strcmp(maker->empty, loc->field))
		return dl_sym_int(ex->syms, 0);
	return dl_read(ex, state, loc);
}

uint64_t dl_length_of_empty(struct dl_explorer *ex, const struct dl_state *state, const struct dl_sym *pointer,
			    const struct dl_record *record)
{
	const struct dl_model *maker = pointer->kind == DL_SYM_RESULT ? pointer->model : NULL;
	const struct dl_step *step = maker && maker->empty ? step_to(ex->an, record, maker->empty) : NULL;
	const struct dl_sym *loc, *value;

	if (!step)
		return 0;
	loc = dl_sym_field(ex->syms, dl_sym_deref(ex->syms, pointer), step->record, step->field, step->offset);
	value = dl_state_bound(state, loc);
	return !value || (value->kind == DL_SYM_INT && !value->num) ? dl_loc_key(loc) : 0;
}

void dl_change_length(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		      const struct dl_model *m, const struct dl_sym **args)
{
	const char *name = m->adds_to ? m->adds_to : m->takes_from ? m->takes_from : m->sets;
	const struct dl_sym *amount = dl_call_arg(call, args, m->arg_size), *loc, *value;

	if (!name || !amount || !call->arg_count)
		return;
	loc = field_behind(ex, args[0], call->args[0].type, name);
	if (!loc)
		return;
	value = amount;
	if (!m->sets)
		value = dl_sym_bin(ex->syms, m->adds_to ? DL_BIN_ADD : DL_BIN_SUB,
				   length_now(ex, frame->state, args[0], loc), amount);
	dl_state_write(frame->state, loc, value);
}
