/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Temporaries are defined once and before use. Most are used in the block that
 * defines them; only the others take part in the data flow: a forward "defined
 * on every way here" over bit sets, blocks that nothing reaches excepted.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "ir/validate_internal.h"

#define NOWHERE UINT32_MAX

struct flow {
	struct dl_check *c;
	uint32_t *def_block; /* by temporary */
	uint32_t *bit;	     /* by temporary: its bit, NOWHERE when used in one block only */
	uint32_t bit_count;
	size_t words;
	uint32_t *seen; /* by temporary: block in which its definition was passed last */
	uint64_t *in;	/* by block: defined at its start */
	uint64_t *now;
};

typedef enum dl_status (*visit_fn)(struct flow *flow, uint32_t temp);

/* ---- uses ---- */

static enum dl_status visit_val(struct flow *flow, const struct dl_val *val, visit_fn visit)
{
	return val->kind == DL_VAL_TEMP ? visit(flow, (uint32_t)val->num) : DL_OK;
}

static enum dl_status visit_place(struct flow *flow, const struct dl_place *place, visit_fn visit)
{
	enum dl_status status = DL_OK;

	if (!place)
		return DL_OK;
	if (place->base == DL_BASE_TEMP)
		status = visit(flow, place->index);
	for (uint32_t i = 0; status == DL_OK && i < place->step_count; i++) {
		if (place->steps[i].kind == DL_STEP_INDEX)
			status = visit_val(flow, &place->steps[i].index, visit);
	}
	return status;
}

static enum dl_status visit_instr(struct flow *flow, const struct dl_instr *instr, visit_fn visit)
{
	bool has_place = instr->op == DL_OP_LOAD || instr->op == DL_OP_STORE ||
			 instr->op == DL_OP_ADDR || instr->op == DL_OP_ZERO;
	bool has_a = instr->op == DL_OP_STORE || instr->op == DL_OP_BIN || instr->op == DL_OP_UN ||
		     instr->op == DL_OP_CAST || instr->op == DL_OP_CONTAINER ||
		     (instr->op == DL_OP_CALL && !instr->callee);
	bool has_args = dl_op_has_args(instr->op);
	enum dl_status status = DL_OK;

	if (has_place)
		status = visit_place(flow, instr->place, visit);
	if (status == DL_OK && has_a)
		status = visit_val(flow, &instr->a, visit);
	if (status == DL_OK && instr->op == DL_OP_BIN)
		status = visit_val(flow, &instr->b, visit);
	if (status == DL_OK && instr->op == DL_OP_CALL)
		status = visit_place(flow, instr->through, visit);
	for (uint32_t i = 0; status == DL_OK && has_args && i < instr->arg_count; i++)
		status = visit_val(flow, &instr->args[i], visit);
	return status;
}

static bool defines(const struct dl_instr *instr)
{
	return instr->op != DL_OP_DECL && instr->dst != DL_NO_TEMP;
}

/* ---- definitions ---- */

static enum dl_status find_definitions(struct flow *flow)
{
	struct dl_check *c = flow->c;
	const struct dl_func *func = c->func;

	for (uint32_t i = 0; i < func->temp_count; i++)
		flow->def_block[i] = flow->bit[i] = flow->seen[i] = NOWHERE;
	for (c->block = 0; c->block < func->block_count; c->block++) {
		const struct dl_block *block = &func->blocks[c->block];

		for (c->instr = 0; c->instr < block->instr_count; c->instr++) {
			const struct dl_instr *instr = &block->instrs[c->instr];

			if (!defines(instr))
				continue;
			if (flow->def_block[instr->dst] != NOWHERE)
				return dl_check_fail(c, "%%%" PRIu32 " is defined twice",
						     instr->dst);
			flow->def_block[instr->dst] = c->block;
		}
	}
	return DL_OK;
}

static enum dl_status note_use(struct flow *flow, uint32_t temp)
{
	if (flow->def_block[temp] == NOWHERE)
		return dl_check_fail(flow->c, "%%%" PRIu32 " is nowhere defined", temp);
	if (flow->def_block[temp] != flow->c->block && flow->bit[temp] == NOWHERE)
		flow->bit[temp] = flow->bit_count++;
	return DL_OK;
}

static enum dl_status check_use(struct flow *flow, uint32_t temp)
{
	uint32_t bit = flow->bit[temp];
	const uint64_t *in = flow->in + flow->c->block * flow->words;

	if (flow->seen[temp] == flow->c->block || (bit != NOWHERE && in[bit / 64] >> bit % 64 & 1))
		return DL_OK;
	return dl_check_fail(flow->c, "%%%" PRIu32 " is not defined on every way here", temp);
}

/* Visit every use; with @track, note in flow->seen which definitions were passed. */
static enum dl_status walk(struct flow *flow, visit_fn visit, bool track)
{
	struct dl_check *c = flow->c;
	const struct dl_func *func = c->func;
	enum dl_status status = DL_OK;

	c->in_block = true;
	for (c->block = 0; c->block < func->block_count; c->block++) {
		const struct dl_block *block = &func->blocks[c->block];

		c->at_term = false;
		for (c->instr = 0; c->instr < block->instr_count; c->instr++) {
			const struct dl_instr *instr = &block->instrs[c->instr];

			status = visit_instr(flow, instr, visit);
			if (status != DL_OK)
				return status;
			if (track && defines(instr))
				flow->seen[instr->dst] = c->block;
		}
		c->at_term = true;
		status = visit_val(flow, &block->term.cond, visit);
		if (status != DL_OK)
			return status;
	}
	c->in_block = false;
	return DL_OK;
}

/* ---- data flow ---- */

/* Bits of what is defined at the end of a block, into flow->now. */
static void block_out(struct flow *flow, uint32_t index)
{
	const struct dl_block *block = &flow->c->func->blocks[index];

	memcpy(flow->now, flow->in + index * flow->words, flow->words * sizeof(*flow->now));
	for (uint32_t i = 0; i < block->instr_count; i++) {
		uint32_t bit =
			defines(&block->instrs[i]) ? flow->bit[block->instrs[i].dst] : NOWHERE;

		if (bit != NOWHERE)
			flow->now[bit / 64] |= 1ULL << bit % 64;
	}
}

static bool meet(struct flow *flow, uint32_t target)
{
	uint64_t *in = flow->in + target * flow->words;
	bool changed = false;

	for (size_t i = 0; i < flow->words; i++) {
		changed = changed || (in[i] & ~flow->now[i]);
		in[i] &= flow->now[i];
	}
	return changed;
}

static void solve(struct flow *flow)
{
	const struct dl_func *func = flow->c->func;
	bool changed = true;

	memset(flow->in, 0xff, func->block_count * flow->words * sizeof(*flow->in));
	memset(flow->in, 0, flow->words * sizeof(*flow->in));
	while (changed) {
		changed = false;
		for (uint32_t i = 0; i < func->block_count; i++) {
			const struct dl_term *term = &func->blocks[i].term;

			block_out(flow, i);
			for (uint32_t j = 0; j < term->target_count; j++)
				changed |= meet(flow, term->targets[j]);
		}
	}
}

enum dl_status dl_check_temps(struct dl_check *c)
{
	const struct dl_func *func = c->func;
	struct flow flow = {.c = c};
	enum dl_status status;

	flow.def_block = dl_xcalloc(func->temp_count, sizeof(*flow.def_block));
	flow.bit = dl_xcalloc(func->temp_count, sizeof(*flow.bit));
	flow.seen = dl_xcalloc(func->temp_count, sizeof(*flow.seen));
	c->in_block = true;
	c->at_term = false;
	status = find_definitions(&flow);
	if (status == DL_OK)
		status = walk(&flow, note_use, false);
	if (status == DL_OK) {
		flow.words = (flow.bit_count + 63) / 64;
		flow.in = dl_xcalloc(func->block_count, flow.words * sizeof(*flow.in));
		flow.now = dl_xcalloc(flow.words, sizeof(*flow.now));
		if (flow.words)
			solve(&flow);
		status = walk(&flow, check_use, true);
	}
	c->in_block = false;
	dl_free(flow.def_block);
	dl_free(flow.bit);
	dl_free(flow.seen);
	dl_free(flow.in);
	dl_free(flow.now);
	return status;
}
