/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The driver of a controller fills the records by which others ask a controller for a transfer, too, and
 * hands them to its own functions. What these map is judged where they do; what they move by the CPU may be
 * any memory.
 */
#include <string.h>

#include "checks/provenance/buffer.h"

static bool is_partner(const struct dl_model *m, const char *function)
{
	for (size_t i = 0; i < m->pair_count; i++)
		if (!strcmp(m->pairs[i], function))
			return true;
	return false;
}

static bool has_carrier(const struct dl_analysis *an, const struct dl_model *sink)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_model *carrier = an->funcs[f].carrier;

		for (size_t i = 0; carrier && i < carrier->pair_count; i++)
			if (is_partner(sink, carrier->pairs[i]))
				return true;
	}
	return false;
}

bool dl_is_carried_out(const struct dl_analysis *an, const struct dl_model *sink)
{
	if (!has_carrier(an, sink))
		return false;
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *func = &an->unit->funcs[f];

		for (uint32_t b = 0; b < func->block_count; b++)
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
				const struct dl_instr *in = &func->blocks[b].instrs[i];

				if (in->op == DL_OP_CALL && in->callee && is_partner(sink, in->callee))
					return false;
			}
	}
	return true;
}
