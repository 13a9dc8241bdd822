/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long the lists of requests can be: a driver tells the kernel (`mmc->max_segs = 1`), and what it is
 * given keeps to that. Known when all that the unit says of it is the number one.
 */
#include "engine/program/program.h"

/* The limit that the instruction sets; NULL: none. */
static const struct dl_val *limit_of(struct dl_analysis *an, const struct dl_instr *in)
{
	const struct dl_model *m;
	const struct dl_step *last;

	if (in->op == DL_OP_CALL) {
		m = dl_model_of(an, in);
		return m && m->role == DL_ROLE_LIST_LIMIT && (uint32_t)m->arg_count < in->arg_count ?
		       &in->args[m->arg_count] : NULL;
	}
	if (in->op != DL_OP_STORE || !in->place->step_count)
		return NULL;
	last = &in->place->steps[in->place->step_count - 1];
	return last->kind == DL_STEP_FIELD && last->record &&
	       dl_lexicon_field_role(&an->lexicon, last->record->name, last->field) == DL_ROLE_LIST_LIMIT ?
	       &in->a : NULL;
}

void dl_limits_prescan(struct dl_analysis *an)
{
	bool any = false;

	an->requests_have_one_entry = true;
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *func = &an->unit->funcs[f];

		for (uint32_t b = 0; b < func->block_count; b++) {
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
				const struct dl_val *limit = limit_of(an, &func->blocks[b].instrs[i]);

				any |= limit != NULL;
				an->requests_have_one_entry &= !limit || (limit->kind == DL_VAL_INT &&
									  limit->num == 1);
			}
		}
	}
	an->requests_have_one_entry &= any;
}
