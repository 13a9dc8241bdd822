/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that another driver hands over in a record, and need not be fit for DMA. A unit that reads the flag by which
 * its owner promises that, or has the kernel make memory that is, knows what it does: where is not asked.
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
