/* SPDX-License-Identifier: Apache-2.0 */
/* Whether an address is only printed: nobody does anything with it. */
#include "checks/bypass/bypass.h"

#define MAX_DEPTH 6

enum fate { UNUSED, PRINTED, USED };

struct look {
	struct dl_analysis *an;
	const struct dl_func *func;
};

static enum fate fate_of_temp(const struct look *l, int64_t temp, int depth);

static enum fate worse(enum fate a, enum fate b)
{
	return a > b ? a : b;
}

static bool is_temp(const struct dl_val *v, int64_t temp)
{
	return v->kind == DL_VAL_TEMP && v->num == temp;
}

static bool names(const struct dl_place *place, uint32_t var)
{
	return place && place->base == DL_BASE_VAR && place->index == var;
}

/* The place goes through it, or has it for an index. */
static bool names_temp(const struct dl_place *place, int64_t temp)
{
	for (uint32_t i = 0; place && i < place->step_count; i++)
		if (place->steps[i].kind == DL_STEP_INDEX && is_temp(&place->steps[i].index, temp))
			return true;
	return place && place->base == DL_BASE_TEMP && place->index == temp;
}

/* Of all that the variable @var ever holds. */
static enum fate fate_of_var(const struct look *l, uint32_t var, int depth)
{
	enum fate fate = UNUSED;

	for (uint32_t b = 0; b < l->func->block_count; b++)
		for (uint32_t i = 0; i < l->func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &l->func->blocks[b].instrs[i];

			if (!names(in->place, var))
				continue;
			if (in->place->step_count)
				return USED;
			if (in->op == DL_OP_LOAD || in->op == DL_OP_ADDR)
				fate = worse(fate, fate_of_temp(l, in->dst, depth + 1));
		}
	return fate;
}

static bool prints(struct dl_analysis *an, const struct dl_instr *call)
{
	const struct dl_model *m = dl_model_of(an, call);

	return m && m->role == DL_ROLE_LOG;
}

static enum fate fate_in(const struct look *l, const struct dl_instr *in, int64_t temp, int depth)
{
	switch (in->op) {
	case DL_OP_CAST: return is_temp(&in->a, temp) ? fate_of_temp(l, in->dst, depth + 1) : UNUSED;
	case DL_OP_BIN:
		return is_temp(&in->a, temp) || is_temp(&in->b, temp) ? fate_of_temp(l, in->dst, depth + 1) : UNUSED;
	case DL_OP_STORE:
		if (!is_temp(&in->a, temp))
			break;
		return in->place->base == DL_BASE_VAR && !in->place->step_count ?
		       fate_of_var(l, in->place->index, depth + 1) : USED;
	case DL_OP_CALL:
		for (uint32_t i = 0; i < in->arg_count; i++)
			if (is_temp(&in->args[i], temp))
				return prints(l->an, in) ? PRINTED : USED;
		return UNUSED;
	default: break;
	}
	return is_temp(&in->a, temp) || is_temp(&in->b, temp) ? USED : UNUSED;
}

static enum fate fate_of_temp(const struct look *l, int64_t temp, int depth)
{
	enum fate fate = UNUSED;

	if (depth > MAX_DEPTH)
		return USED;
	for (uint32_t b = 0; b < l->func->block_count && fate < USED; b++) {
		const struct dl_block *block = &l->func->blocks[b];

		for (uint32_t i = 0; i < block->instr_count && fate < USED; i++) {
			const struct dl_instr *in = &block->instrs[i];
			bool is_in_place = names_temp(in->place, temp) || names_temp(in->through, temp);

			fate = worse(fate, is_in_place ? USED : fate_in(l, in, temp, depth));
		}
		if (is_temp(&block->term.cond, temp))
			fate = USED;
	}
	return fate;
}

bool dl_is_only_printed(struct dl_analysis *an, const struct dl_func *func, const struct dl_instr *call)
{
	const struct look l = { an, func };

	return call->dst != DL_NO_TEMP && fate_of_temp(&l, call->dst, 0) == PRINTED;
}
