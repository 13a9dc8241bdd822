/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two mappings of one record that everybody ends together. Where the second map call has failed, nobody but
 * the function itself can end the first one alone: whoever did would end the second, too, which is none.
 */
#include "checks/leak/leak.h"
#include "engine/path/path.h"

/* The key of the field that the call @in is given to unmap; 0: none. The field is loaded in the same block. */
static uint64_t ended_field(struct dl_analysis *an, const struct dl_block *block, const struct dl_instr *in)
{
	const struct dl_model *m = in->op == DL_OP_CALL && !dl_callee_of(an, in) ? dl_model_of(an, in) : NULL;
	const struct dl_val *given;

	if (!m || m->role != DL_ROLE_UNMAP || m->arg_handle < 0 || (uint32_t)m->arg_handle >= in->arg_count)
		return 0;
	given = &in->args[m->arg_handle];
	for (uint32_t i = 0; given->kind == DL_VAL_TEMP && i < block->instr_count; i++) {
		const struct dl_instr *def = &block->instrs[i];
		const struct dl_step *last;

		if (def->op != DL_OP_LOAD || def->dst != (uint32_t)given->num || !def->place->step_count)
			continue;
		last = &def->place->steps[def->place->step_count - 1];
		return last->kind == DL_STEP_FIELD ? dl_field_key(last->record, last->field) : 0;
	}
	return 0;
}

/* @func ends both, one after the other, whatever it finds there. */
static bool ends_both(struct dl_analysis *an, const struct dl_func *func, uint64_t one, uint64_t other)
{
	for (uint32_t b = 0; b < func->block_count; b++) {
		const struct dl_block *block = &func->blocks[b];
		bool has_one = false, has_other = false;

		for (uint32_t i = 0; i < block->instr_count; i++) {
			uint64_t key = ended_field(an, block, &block->instrs[i]);

			has_one |= key && key == one;
			has_other |= key && key == other;
		}
		if (has_one)
			return has_other;
	}
	return false;
}

static bool all_end_both(const struct dl_explorer *ex, uint64_t one, uint64_t other)
{
	bool any = false;

	for (uint32_t f = 0; f < ex->an->unit->func_count; f++) {
		const struct dl_func_info *info = &ex->an->funcs[f];

		if (info == ex->info || !dl_map_has(&info->own_releases, one))
			continue;
		if (!ends_both(ex->an, info->func, one, other))
			return false;
		any = true;
	}
	return any;
}

/* @place is the only one of @o that others know, and lies in a record. */
static uint64_t key_in_record(const struct dl_object *o, const struct dl_sym **record)
{
	for (uint32_t h = 0; h < o->alias_count; h++) {
		const struct dl_sym *loc = o->aliases[h];

		if (dl_loc_is_local(loc) || loc->kind != DL_SYM_FIELD)
			continue;
		*record = loc->a;
		return dl_loc_key(loc);
	}
	return 0;
}

/* Where a map call of @failed's puts what it makes when it succeeds. */
static uint64_t key_on_success(const struct dl_explorer *ex, const struct dl_object *failed,
			       const struct dl_sym **record)
{
	for (size_t i = 0; i < ex->exits.len; i++) {
		const struct dl_state *st = ex->exits.data[i].state;

		for (uint32_t k = 0; k < st->object_count; k++) {
			const struct dl_object *o = &st->objects[k];

			if (o->origin == failed->origin && o->number == failed->number && o->state == DL_OBJ_OK &&
			    key_in_record(o, record))
				return key_in_record(o, record);
		}
	}
	return 0;
}

const struct dl_object *dl_leak_failed_with(const struct dl_explorer *ex, const struct dl_exit *e,
					    const struct dl_object *o)
{
	const struct dl_sym *record = NULL, *other = NULL;
	uint64_t one = key_in_record(o, &record), two;

	if (!one || !dl_exit_fails(ex, e) || o->earlier || o->older || !dl_model_is_map(o->model) || o->sg)
		return NULL;
	for (uint32_t i = 0; i < e->state->object_count; i++) {
		const struct dl_object *failed = &e->state->objects[i];

		if (failed->state != DL_OBJ_FAILED || !dl_model_is_map(failed->model) || failed->sg ||
		    failed->origin == o->origin)
			continue;
		two = key_in_record(failed, &other);
		if (!two)
			two = key_on_success(ex, failed, &other);
		if (two && two != one && other == record && all_end_both(ex, one, two))
			return failed;
	}
	return NULL;
}
