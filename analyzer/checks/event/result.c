/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose result a condition asks about: `err` alone does not say which call has failed. Looked up in the IR, on the
 * only way that leads there.
 */
#include "checks/event/internal.h"

#define MAX_BLOCKS 8
#define MAX_DEPTH 8

/* The only block that leads to @block; UINT32_MAX: there are several, or none. */
static uint32_t only_predecessor(const struct dl_func *func, uint32_t block)
{
	uint32_t from = UINT32_MAX;

	for (uint32_t b = 0; b < func->block_count; b++) {
		const struct dl_term *term = &func->blocks[b].term;

		for (uint32_t i = 0; i < term->target_count; i++) {
			if (term->targets[i] != block)
				continue;
			if (from != UINT32_MAX && from != b)
				return UINT32_MAX;
			from = b;
		}
	}
	return from;
}

static bool may_write(const struct dl_instr *in, uint32_t var)
{
	return (in->op == DL_OP_STORE || in->op == DL_OP_ADDR || in->op == DL_OP_ZERO) &&
	       in->place->base == DL_BASE_VAR && in->place->index == var;
}

const struct dl_val *dl_last_value(const struct dl_func *func, uint32_t block, uint32_t var)
{
	for (int n = 0; n < MAX_BLOCKS && block != UINT32_MAX; n++) {
		const struct dl_block *b = &func->blocks[block];

		for (uint32_t i = b->instr_count; i-- > 0;) {
			if (!may_write(&b->instrs[i], var))
				continue;
			return b->instrs[i].op == DL_OP_STORE && !b->instrs[i].place->step_count ?
			       &b->instrs[i].a : NULL;
		}
		block = only_predecessor(func, block);
	}
	return NULL;
}

const struct dl_instr *dl_result_call(struct dl_report *r, const struct dl_func *func, uint32_t block,
				      const struct dl_val *value)
{
	for (int n = 0; n < MAX_DEPTH && value && value->kind == DL_VAL_TEMP; n++) {
		const struct dl_instr *def = dl_definition(r, func, (uint32_t)value->num);

		if (!def)
			return NULL;
		switch (def->op) {
		case DL_OP_CALL: return def;
		case DL_OP_CAST:
		case DL_OP_UN: value = &def->a; break;
		case DL_OP_BIN:
			value = def->sub >= DL_BIN_EQ && def->b.kind == DL_VAL_INT ? &def->a : NULL;
			break;
		case DL_OP_LOAD:
			value = def->place->base == DL_BASE_VAR && !def->place->step_count ?
				dl_last_value(func, block, def->place->index) : NULL;
			break;
		default: return NULL;
		}
	}
	return NULL;
}
