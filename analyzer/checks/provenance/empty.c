/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Transfers of no byte: who carries them out maps nothing, whatever memory they name. The length is an
 * argument beside the memory, or a member beside the one that keeps it.
 */
#include <string.h>

#include "checks/provenance/buffer.h"
#include "engine/state/state.h"

static bool same_step(const struct dl_step *a, const struct dl_step *b)
{
	if (a->kind != b->kind || a->record != b->record || a->field != b->field)
		return false;
	/* other indices may be the same number */
	return a->kind != DL_STEP_INDEX || a->index.kind != DL_VAL_INT || b->index.kind != DL_VAL_INT ||
	       a->index.num == b->index.num;
}

/* Members @a and @length of what may be one record. */
static bool is_beside(const struct dl_place *a, const struct dl_place *b, const char *length)
{
	const struct dl_step *last = b->step_count ? &b->steps[b->step_count - 1] : NULL;

	if (!last || last->kind != DL_STEP_FIELD || strcmp(last->field, length) != 0 ||
	    last->record != a->steps[a->step_count - 1].record || a->step_count != b->step_count ||
	    a->base != b->base || a->index != b->index || a->name != b->name)
		return false;
	for (uint32_t i = 0; i + 1 < a->step_count; i++)
		if (!same_step(&a->steps[i], &b->steps[i]))
			return false;
	return true;
}

/* All that the function stores as the length of the record is 0. */
static bool stores_no_length(const struct dl_func *func, const struct dl_place *buffer, const char *length)
{
	bool found = false;

	for (uint32_t b = 0; b < func->block_count; b++) {
		const struct dl_block *block = &func->blocks[b];

		for (uint32_t i = 0; i < block->instr_count; i++) {
			const struct dl_instr *in = &block->instrs[i];

			if (in->op != DL_OP_STORE || !is_beside(buffer, in->place, length))
				continue;
			if (in->a.kind != DL_VAL_INT || in->a.num)
				return false;
			found = true;
		}
	}
	return found;
}

bool dl_transfer_is_empty(const struct dl_explorer *ex, const struct dl_state *state,
			  const struct dl_instr *at, const struct dl_model *model,
			  const struct dl_terms *terms)
{
	struct dl_fact f;

	if (at->op == DL_OP_STORE)
		return model->length && at->place->step_count &&
		       stores_no_length(ex->func, at->place, model->length);
	if (!terms->size)
		return false;
	f = dl_state_range(state, terms->size);
	return !f.lo && !f.hi;
}
