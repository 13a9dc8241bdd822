/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Helpers that fill a field for their callers: `set_info(desc, handle)` stores a parameter,
 * `set_word(&desc->addr, handle)` stores through one. What the field holds is known at the calls, so
 * the store counts as the callers'. A call that no exploration has followed leaves it unknown.
 */
#include "checks/slot/passed.h"
#include "checks/slot/slot.h"
#include "engine/path/summary.h"
#include "engine/state/explorer.h"

/* A parameter's value that a function stores in a field. */
struct dl_passed {
	const struct dl_func_info *info;
	uint64_t param;
	uint64_t key;			/* of the field */
	const struct dl_sym *loc;
};

/* The parameter of @func whose value at the start @value is, -1: none. */
static int64_t param_of(const struct dl_func *func, const struct dl_sym *value)
{
	const struct dl_sym *v = value ? dl_sym_strip(value) : NULL;

	return v && dl_sym_is_initial(v) && v->a->site == func && v->a->num < func->param_count ?
	       v->a->num : -1;
}

static struct dl_passed *find(struct dl_analysis *an, const struct dl_func_info *info,
			      int64_t param, uint64_t key)
{
	for (size_t i = 0; i < dl_slots_of(an)->passed.len; i++) {
		struct dl_passed *p = dl_slots_of(an)->passed.data[i];

		if (p->info == info && (int64_t)p->param == param && p->key == key)
			return p;
	}
	return NULL;
}

bool dl_passed_note(struct dl_explorer *ex, const struct dl_sym *loc, const struct dl_sym *value)
{
	int64_t param = param_of(ex->func, value);
	struct dl_passed *p;

	if (param < 0 || !ex->func->is_static || ex->info->address_taken ||
	    !ex->info->has_caller || !dl_sym_is_external(ex->func, loc))
		return false;
	if (find(ex->an, ex->info, param, dl_loc_key(loc)))
		return true;
	p = DL_NEW(ex->an->arena, struct dl_passed);
	*p = (struct dl_passed){ ex->info, (uint64_t)param, dl_loc_key(loc), loc };
	dl_vec_push(&dl_slots_of(ex->an)->passed, p);
	ex->info->passes = true;
	return true;
}

static bool hangs_on_params(const struct dl_func *func, const struct dl_sym *term, int depth)
{
	const struct dl_sym *v = dl_sym_strip(term);

	if (depth > 8)
		return false;
	if (param_of(func, v) >= 0)
		return true;
	return v->kind == DL_SYM_BIN && (hangs_on_params(func, v->a, depth + 1) ||
					 hangs_on_params(func, v->b, depth + 1));
}

bool dl_passed_term(const struct dl_explorer *ex, const struct dl_sym *term)
{
	return term && ex->func->is_static && !ex->info->address_taken && ex->info->has_caller &&
	       hangs_on_params(ex->func, term, 0);
}

bool dl_passed_everywhere(struct dl_analysis *an, const struct dl_func *func)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *caller = an->funcs[f].func;

		for (uint32_t b = 0; b < caller->block_count; b++)
			for (uint32_t i = 0; i < caller->blocks[b].instr_count; i++) {
				const struct dl_instr *in = &caller->blocks[b].instrs[i];
				const struct dl_func_info *callee = in->op == DL_OP_CALL ? dl_callee_of(an, in) : NULL;

				if (callee && callee->func == func &&
				    !dl_map_has(&dl_slots_of(an)->applied_calls, (uintptr_t)in))
					return false;
			}
	}
	return true;
}

void dl_passed_store(struct dl_explorer *ex, const struct dl_state *state,
		     const struct dl_instr *call, struct dl_func_info *callee,
		     const struct dl_binding *store, const struct dl_sym *loc,
		     const struct dl_sym *value)
{
	uint64_t key = dl_loc_key(store->loc);
	const struct dl_object *made = dl_state_object_of((struct dl_state *)state, value);

	if (made && made->origin_func != ex->func && dl_sym_last_field(loc))
		dl_slot_write_called(ex, loc, made, call);
	if (!callee || !dl_sym_last_field(loc) || dl_loc_is_local(loc) ||
	    (store->loc->type && store->loc->type->kind != DL_TYPE_INT))
		return;
	if (key && !find(ex->an, callee, param_of(callee->func, store->value), key))
		return;
	dl_slot_write(ex, state, call, loc, value,
		      dl_state_object_of((struct dl_state *)state, value));
}

void dl_passed_applied(struct dl_analysis *an, const struct dl_instr *call)
{
	dl_map_put(&dl_slots_of(an)->applied_calls, (uintptr_t)call, (void *)1);
}

/* Callers can see the store: some way through the function still has it at its end. */
static bool is_exported(const struct dl_passed *p)
{
	const struct dl_summary *s = p->info->summary;

	for (uint32_t i = 0; s && !s->top && i < s->case_count; i++)
		for (uint32_t k = 0; k < s->cases[i].store_count; k++)
			if (dl_loc_key(s->cases[i].stores[k].loc) == p->key &&
			    param_of(p->info->func, s->cases[i].stores[k].value) == (int64_t)p->param)
				return true;
	return false;
}

static void judge_call(struct dl_analysis *an, const struct dl_instr *in)
{
	const struct dl_func_info *callee = in->op == DL_OP_CALL ? dl_callee_of(an, in) : NULL;

	if (!callee || !callee->passes || dl_map_has(&dl_slots_of(an)->applied_calls, (uintptr_t)in))
		return;
	for (size_t i = 0; i < dl_slots_of(an)->passed.len; i++)
		if (dl_slots_of(an)->passed.data[i]->info == callee)
			dl_slot_foreign(an, dl_slots_of(an)->passed.data[i]->loc);
}

void dl_passed_judge(struct dl_analysis *an)
{
	for (size_t i = 0; i < dl_slots_of(an)->passed.len; i++)
		if (!is_exported(dl_slots_of(an)->passed.data[i]))
			dl_slot_foreign(an, dl_slots_of(an)->passed.data[i]->loc);
	for (uint32_t f = 0; dl_slots_of(an)->passed.len && f < an->unit->func_count; f++) {
		const struct dl_func *func = &an->unit->funcs[f];

		for (uint32_t b = 0; b < func->block_count; b++)
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++)
				judge_call(an, &func->blocks[b].instrs[i]);
	}
}
