/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Received packets. Their memory is a pool's where each queue of the unit was told of a pool; a handle that
 * a packet's address was computed from is then the handle of that pool's mapping. Who has taken a packet over
 * gives it back to the pool.
 */
#include "checks/slot/packet.h"

static bool is_told_of(enum dl_packet packet, struct dl_analysis *an, const struct dl_instr *in)
{
	const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(an, in) : NULL;

	return m && m->packet == packet;
}

void dl_packet_call(struct dl_explorer *ex, const struct dl_instr *call, const struct dl_model *model,
		    const struct dl_sym **args)
{
	struct dl_packets *packets = ex->kept[DL_CHECK_slot];
	const struct dl_sym *at = dl_call_arg(call, args, model->arg_buf);

	if (model->packet != DL_PACKET_AT || !at)
		return;
	for (uint32_t i = 0; i < packets->count; i++)
		if (packets->at[i] == at)
			return;
	if (packets->count < DL_MAX_PACKETS)
		packets->at[packets->count++] = at;
}

/* The handle of which @value is a part. */
static const struct dl_sym *whole_handle(const struct dl_sym *value)
{
	for (value = dl_sym_strip(value); value->kind == DL_SYM_BIN; value = dl_sym_strip(value)) {
		if (value->sub != DL_BIN_ADD && value->sub != DL_BIN_SUB)
			return NULL;
		value = value->a->kind == DL_SYM_INT ? value->b : value->a;
	}
	return value->kind == DL_SYM_LOAD && value->a->type && value->a->type->kind == DL_TYPE_INT ? value : NULL;
}

bool dl_packet_has(const struct dl_explorer *ex, const struct dl_sym *handle)
{
	const struct dl_packets *packets = ex->kept[DL_CHECK_slot];
	const struct dl_sym *whole = packets->count ? whole_handle(handle) : NULL;

	for (uint32_t i = 0; whole && i < packets->count; i++)
		if (dl_sym_mentions(packets->at[i], whole))
			return true;
	return false;
}

/* The path knows that @call has failed. */
static bool has_failed(const struct dl_state *state, const struct dl_instr *call)
{
	for (uint32_t i = 0; i < state->fact_count; i++) {
		const struct dl_fact *f = &state->facts[i];

		if (f->value->kind == DL_SYM_RESULT && f->value->site == call && dl_fact_is_nonzero(f))
			return true;
	}
	return false;
}

/* Every way to @later has come by @first. */
static bool comes_before(const struct dl_func *func, const struct dl_instr *first, uint32_t block,
			 const struct dl_instr *later)
{
	uint32_t home = dl_cfg_block_of(func, later);

	if (home == block)
		return first < later;
	return home < func->block_count && block != 0 && !dl_cfg_reaches(func, 0, home, block);
}

const struct dl_instr *dl_packet_taken(const struct dl_explorer *ex, const struct dl_state *state,
				       const struct dl_instr *at)
{
	for (uint32_t b = 0; b < ex->func->block_count; b++) {
		const struct dl_block *block = &ex->func->blocks[b];

		for (uint32_t i = 0; i < block->instr_count; i++) {
			const struct dl_instr *in = &block->instrs[i];

			if (is_told_of(DL_PACKET_TAKEN, ex->an, in) && comes_before(ex->func, in, b, at) &&
			    !has_failed(state, in))
				return in;
		}
	}
	return NULL;
}

bool dl_packets_are_lent(struct dl_analysis *an)
{
	bool any = false;

	for (uint32_t f = 0; f < an->unit->func_count; f++)
		for (uint32_t b = 0; b < an->unit->funcs[f].block_count; b++) {
			const struct dl_block *block = &an->unit->funcs[f].blocks[b];

			for (uint32_t i = 0; i < block->instr_count; i++) {
				const struct dl_instr *in = &block->instrs[i];
				int8_t pool;

				if (!is_told_of(DL_PACKET_LENT, an, in))
					continue;
				pool = dl_model_of(an, in)->arg_pool;
				if ((uint32_t)pool >= in->arg_count || in->args[pool].kind == DL_VAL_INT)
					return false;
				any = true;
			}
		}
	return any;
}
