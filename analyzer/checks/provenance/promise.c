/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that another driver hands over in a record, and need not be fit for DMA. A unit that reads the flag by which
 * its owner promises that, or has the kernel make memory that is, knows what it does: where is not asked. The same of
 * memory that has a handle, in a request, and the flag that says so.
 */
#include <string.h>

#include "checks/provenance/buffer.h"
#include "model/platform.h"

static bool makes_memory(const struct dl_instr *in, const struct dl_model *m)
{
	for (size_t i = 0; in->op == DL_OP_CALL && in->callee && i < m->pair_count; i++)
		if (!strcmp(in->callee, m->pairs[i]))
			return true;
	return false;
}

static bool is_promise(const struct dl_analysis *an, const struct dl_instr *in)
{
	const struct dl_constant_list *promises = &an->platform->promises;
	const struct dl_val *mask = in->b.kind == DL_VAL_INT ? &in->b : &in->a;

	if (in->op != DL_OP_BIN || in->sub != DL_BIN_AND || mask->kind != DL_VAL_INT)
		return false;
	return dl_first_flag(promises, mask->num) != NULL;
}

/* The temporary comes from a member of @record, conversions aside. */
static bool is_of_record(const struct dl_func *func, const struct dl_val *val, const struct dl_record *record, int depth)
{
	for (uint32_t b = 0; val->kind == DL_VAL_TEMP && depth < 4 && b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];
			const struct dl_place *p = in->op == DL_OP_LOAD ? in->place : NULL;

			if (in->dst != val->num || in->op == DL_OP_DECL)
				continue;
			if (p)
				return p->step_count && p->steps[p->step_count - 1].record == record;
			return in->op == DL_OP_CAST && is_of_record(func, &in->a, record, depth + 1);
		}
	}
	return false;
}

bool dl_memory_is_asked_for(struct dl_analysis *an, const struct dl_record *record, const struct dl_model *m)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *func = &an->unit->funcs[f];

		for (uint32_t b = 0; b < func->block_count; b++) {
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
				const struct dl_instr *in = &func->blocks[b].instrs[i];

				if (makes_memory(in, m) || (is_promise(an, in) &&
				    (is_of_record(func, &in->a, record, 0) || is_of_record(func, &in->b, record, 0))))
					return true;
			}
		}
	}
	return false;
}

/* Of the flags that are stored, none says that the memory has a handle; what is not seen may. */
static bool are_other_flags(struct dl_analysis *an, const struct dl_func *func, const struct dl_val *val,
			    const char *field, int depth)
{
	const struct dl_instr *def;
	const struct dl_step *last;

	if (val->kind == DL_VAL_INT)
		return !dl_first_flag(&an->platform->own_handles, val->num);
	def = depth < 4 ? dl_def_of(an, func, val) : NULL;
	if (!def)
		return false;
	if (def->op == DL_OP_CAST)
		return are_other_flags(an, func, &def->a, field, depth + 1);
	if (def->op == DL_OP_BIN && (def->sub == DL_BIN_OR || def->sub == DL_BIN_AND))
		return are_other_flags(an, func, &def->a, field, depth + 1) &&
		       are_other_flags(an, func, &def->b, field, depth + 1);
	/* the flags that were there, of which each store is looked at */
	last = def->op == DL_OP_LOAD && def->place->step_count ? &def->place->steps[def->place->step_count - 1] : NULL;
	return last && last->kind == DL_STEP_FIELD && !strcmp(last->field, field);
}

bool dl_brings_own_handle(struct dl_analysis *an, const struct dl_model *sink)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *func = &an->unit->funcs[f];

		for (uint32_t b = 0; b < func->block_count; b++) {
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
				const struct dl_instr *in = &func->blocks[b].instrs[i];
				const struct dl_step *last = dl_stored_field(in);

				if (last && last->record && last->record->is_core && !strcmp(last->field, sink->flags) &&
				    !are_other_flags(an, func, &in->a, sink->flags, 0))
					return true;
			}
		}
	}
	return false;
}
