/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loops on a way: whether a step comes in a later round than the one before it, and whether a branch is
 * where a loop is left.
 */
#include <stdlib.h>

#include "checks/event/internal.h"
#include "engine/program/cfg.h"

/* Where the condition of the loop says that it is over; UINT32_MAX: its head does not ask. */
static uint32_t exit_of(const struct dl_func *func, const struct dl_loop *loop, uint32_t head)
{
	const struct dl_term *term = &func->blocks[head].term;

	for (uint32_t i = 0; i < term->target_count; i++)
		if (!dl_loop_has(loop, term->targets[i]))
			return term->targets[i];
	return UINT32_MAX;
}

/* @to can be reached from the end of @from without beginning a round anew; a loop may end by its condition. */
static bool goes_forward(const struct dl_func *func, const struct dl_cfg *cfg, uint32_t from, uint32_t to)
{
	bool *seen = dl_xcalloc(func->block_count, sizeof(*seen));
	uint32_t *stack = dl_xcalloc(func->block_count + 1, sizeof(*stack)), depth = 0;
	bool found = false;

	stack[depth++] = from;
	while (depth && !found) {
		uint32_t b = stack[--depth];
		const struct dl_term *term = &func->blocks[b].term;

		for (uint32_t i = 0; i < term->target_count && !found; i++) {
			uint32_t t = term->targets[i];
			int loop = dl_cfg_back_edge(cfg, b, t);

			if (loop >= 0)
				t = exit_of(func, &cfg->loops[loop], t);
			if (t == UINT32_MAX || seen[t])
				continue;
			found = t == to;
			seen[t] = true;
			stack[depth++] = t;
		}
	}
	free(seen);
	free(stack);
	return found;
}

bool dl_comes_after(struct dl_report *r, const struct dl_func *func, const struct dl_instr *from,
		    const struct dl_instr *to)
{
	const struct dl_cfg *cfg = dl_report_cfg(r, func);
	uint32_t a = dl_cfg_block_of(func, from), b = dl_cfg_block_of(func, to);

	if (!cfg || a == UINT32_MAX || b == UINT32_MAX)
		return false;
	return a == b ? from < to : goes_forward(func, cfg, a, b);
}

bool dl_story_comes_after(struct dl_report *r, const struct dl_story *s, const struct dl_instr *from)
{
	const struct dl_cfg *cfg = dl_report_cfg(r, s->func);
	const struct dl_point p = dl_story_point(s->func, s);
	uint32_t block = dl_cfg_block_of(s->func, from);

	if (!cfg || !p.found || block == UINT32_MAX)
		return false;
	if (p.block == block)
		return p.index > (uint32_t)(from - s->func->blocks[block].instrs);
	return goes_forward(s->func, cfg, block, p.block);
}

static bool may_release(struct dl_report *r, const struct dl_instr *in)
{
	const struct dl_func_info *callee = in->op == DL_OP_CALL ? dl_callee_of(r->an, in) : NULL;
	const struct dl_model *m = in->op == DL_OP_CALL && !callee ? dl_model_of(r->an, in) : NULL;

	return callee ? callee->releases.len > 0 : m && dl_model_ends(m);
}

const struct dl_instr *dl_loop_release(struct dl_report *r, const struct dl_event *ev)
{
	const struct dl_func *func = ev->explored;
	const struct dl_cfg *cfg = dl_report_cfg(r, func);

	for (uint32_t l = 0; cfg && l < cfg->loop_count; l++) {
		const struct dl_loop *loop = &cfg->loops[l];

		if (!dl_same_place(&func->blocks[loop->head].term.loc, &ev->loc))
			continue;
		for (uint32_t b = 0; b < func->block_count; b++)
			for (uint32_t i = 0; dl_loop_has(loop, b) && i < func->blocks[b].instr_count; i++)
				if (may_release(r, &func->blocks[b].instrs[i]))
					return &func->blocks[b].instrs[i];
	}
	return NULL;
}

/* The side that a branch takes, as a block; UINT32_MAX: not known. */
static uint32_t side_of(const struct dl_func *func, const struct dl_story *s)
{
	const struct dl_term *term = &func->blocks[s->block].term;

	return s->kind == DL_STORY_BRANCH && term->kind == DL_TERM_BRANCH ?
	       term->targets[s->flag ? 0 : 1] : UINT32_MAX;
}

bool dl_story_is_later_round(struct dl_report *r, const struct dl_story *from, const struct dl_story *to)
{
	const struct dl_func *func = from->func;
	const struct dl_cfg *cfg = dl_report_cfg(r, func);
	struct dl_point a, b;

	if (!cfg || to->func != func)
		return false;
	a = dl_story_point(func, from);
	b = dl_story_point(func, to);
	if (!a.found || !b.found || dl_same_place(&from->loc, &to->loc))
		return false;
	if (a.block == b.block)
		return a.index > b.index;
	return !goes_forward(func, cfg, a.block, b.block);
}

bool dl_story_ends_later(struct dl_report *r, const struct dl_story *from, const struct dl_event *ev)
{
	const struct dl_cfg *cfg = dl_report_cfg(r, from->func);
	struct dl_point a = dl_story_point(from->func, from);
	uint32_t end = dl_story_last_block(ev);

	return cfg && a.found && end != UINT32_MAX && a.block != end &&
	       !goes_forward(from->func, cfg, a.block, end);
}

bool dl_story_leaves_loop(struct dl_report *r, const struct dl_story *s)
{
	const struct dl_cfg *cfg = dl_report_cfg(r, s->func);
	uint32_t side = cfg ? side_of(s->func, s) : UINT32_MAX;

	for (uint32_t l = 0; side != UINT32_MAX && l < cfg->loop_count; l++) {
		const struct dl_loop *loop = &cfg->loops[l];
		const struct dl_term *term = &s->func->blocks[s->block].term;
		uint32_t other = term->targets[s->flag ? 1 : 0];

		/* asked before each round, or after it */
		if (dl_loop_has(loop, s->block) && !dl_loop_has(loop, side) &&
		    (s->block == loop->head || other == loop->head))
			return true;
	}
	return false;
}
