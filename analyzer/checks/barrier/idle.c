/* SPDX-License-Identifier: Apache-2.0 */
/* Of a test of shared memory, the side on which the driver does nothing: the device is not done yet. */
#include "checks/barrier/barrier.h"

#define MAX_QUIT_BLOCKS 12

static const struct dl_loop *innermost(const struct dl_cfg *cfg, uint32_t block)
{
	const struct dl_loop *best = NULL;

	for (uint32_t i = 0; i < cfg->loop_count; i++)
		if (dl_loop_has(&cfg->loops[i], block) && (!best || dl_loop_has(best, cfg->loops[i].head)))
			best = &cfg->loops[i];
	return best;
}

/* What may be done where the device is not ready: nothing that others see. */
static bool is_idle(struct dl_barriers *b, const struct dl_instr *in, bool waits)
{
	enum dl_order order;

	switch (in->op) {
	case DL_OP_STORE: return dl_whole_var(in->place) != DL_NO_VAR;
	case DL_OP_ZERO:
	case DL_OP_ASM: return false;
	case DL_OP_CALL:
		order = dl_order_of(b, in);
		return waits || in->pure || order == DL_ORDER_ALL || order == DL_ORDER_ASLEEP ||
		       order == DL_ORDER_CPUS || order == DL_ORDER_LOCK;
	default: return true;
	}
}

static bool is_idle_block(struct dl_barriers *b, const struct dl_block *block, bool waits)
{
	for (uint32_t i = 0; i < block->instr_count; i++)
		if (!is_idle(b, &block->instrs[i], waits))
			return false;
	return true;
}

/* From @start the loop of the branch, or the function, is left at once. */
static bool quits(struct dl_barriers *b, const struct dl_reading *r, const struct dl_loop *loop,
		  uint32_t start, uint32_t branch)
{
	uint32_t queue[MAX_QUIT_BLOCKS], count = 0;

	queue[count++] = start;
	for (uint32_t k = 0; k < count; k++) {
		const struct dl_block *block = &r->func->blocks[queue[k]];

		if (loop && !dl_loop_has(loop, queue[k]))
			continue;
		if (queue[k] == branch || !is_idle_block(b, block, false))
			return false;
		for (uint32_t i = 0; i < block->term.target_count; i++) {
			bool known = false;

			for (uint32_t j = 0; j < count; j++)
				known |= queue[j] == block->term.targets[i];
			if (!known && count == MAX_QUIT_BLOCKS)
				return false;
			if (!known)
				queue[count++] = block->term.targets[i];
		}
	}
	return true;
}

/* The loop does nothing but wait for the word: it is left by the other side. */
static bool polls(struct dl_barriers *b, const struct dl_reading *r, const struct dl_loop *loop,
		  uint32_t start, uint32_t other, const struct dl_word *word)
{
	uint32_t members = 0;

	if (!loop || !dl_loop_has(loop, start) || dl_loop_has(loop, other))
		return false;
	for (uint32_t k = 0; k < r->func->block_count; k++) {
		const struct dl_block *block = &r->func->blocks[k];

		if (!dl_loop_has(loop, k))
			continue;
		if (++members > MAX_QUIT_BLOCKS || !is_idle_block(b, block, true))
			return false;
		for (uint32_t i = 0; i < block->instr_count; i++)
			if (block->instrs[i].op == DL_OP_STORE &&
			    dl_word_is_moved(r, word, block->instrs[i].place))
				return false;
	}
	return true;
}

bool dl_side_is_idle(struct dl_barriers *b, const struct dl_reading *r, const struct dl_cfg *cfg,
		     uint32_t block, int side, const struct dl_word *word)
{
	const struct dl_term *term = &r->func->blocks[block].term;
	const struct dl_loop *loop = innermost(cfg, block);

	return quits(b, r, loop, term->targets[side], block) ||
	       polls(b, r, loop, term->targets[side], term->targets[!side], word);
}
