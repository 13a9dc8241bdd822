/* SPDX-License-Identifier: Apache-2.0 */
/* See home.h. Found in the call graph when a finding is written, so that no path has to carry it along. */
#include "engine/program/home.h"

#define MAX_DEPTH 8	/* calls, between what is known of the way and the place */

struct search {
	struct dl_analysis *an;
	const struct dl_instr *at;
	struct dl_map seen;	/* functions that were looked into, and do not lead there */
};

bool dl_is_wrapper(const struct dl_func *func)
{
	return func->in_header || func->is_foreign;
}

static bool contains(const struct dl_func *func, const struct dl_instr *at)
{
	for (uint32_t b = 0; b < func->block_count; b++)
		if (at >= func->blocks[b].instrs &&
		    at < func->blocks[b].instrs + func->blocks[b].instr_count)
			return true;
	return false;
}

/* The call runs a wrapper that has the place in it, or calls one that has. */
static bool leads_there(struct search *s, const struct dl_instr *call, int depth)
{
	const struct dl_func_info *callee = dl_callee_of(s->an, call);

	if (!callee || !dl_is_wrapper(callee->func) || depth == MAX_DEPTH ||
	    dl_map_has(&s->seen, (uintptr_t)callee->func))
		return false;
	if (contains(callee->func, s->at))
		return true;
	dl_map_put(&s->seen, (uintptr_t)callee->func, s);
	for (uint32_t b = 0; b < callee->func->block_count; b++)
		for (uint32_t i = 0; i < callee->func->blocks[b].instr_count; i++)
			if (leads_there(s, &callee->func->blocks[b].instrs[i], depth + 1))
				return true;
	return false;
}

static struct dl_home find_in(struct search *s, const struct dl_func *func, int depth)
{
	struct dl_home found = { 0 };

	if (depth == MAX_DEPTH || dl_map_has(&s->seen, (uintptr_t)func))
		return found;
	dl_map_put(&s->seen, (uintptr_t)func, s);
	for (uint32_t b = 0; b < func->block_count && !found.at; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count && !found.at; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];
			const struct dl_func_info *callee = dl_callee_of(s->an, in);

			if (leads_there(s, in, 0))
				found = (struct dl_home){ in, func };
			else if (callee && !dl_is_wrapper(callee->func))
				found = find_in(s, callee->func, depth + 1);
		}
	}
	return found;
}

static const struct dl_func *function_of(const struct dl_analysis *an, const struct dl_instr *in)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++)
		if (contains(&an->unit->funcs[f], in))
			return &an->unit->funcs[f];
	return NULL;
}

struct dl_home dl_home_below(struct dl_analysis *an, const struct dl_instr *via, const struct dl_instr *at)
{
	struct search s = { .an = an, .at = at };
	const struct dl_func *func = function_of(an, via);
	const struct dl_func_info *callee = dl_callee_of(an, via);
	struct dl_home found = { 0 };

	if (!func || dl_is_wrapper(func) || !callee)
		return found;
	if (leads_there(&s, via, 0))
		found = (struct dl_home){ via, func };
	else if (!dl_is_wrapper(callee->func))
		found = find_in(&s, callee->func, 0);
	dl_map_free(&s.seen);
	return found;
}

struct dl_home dl_home_of(struct dl_analysis *an, const struct dl_instr *at)
{
	struct search s = { .an = an, .at = at };
	struct dl_home found = { 0 };

	for (uint32_t f = 0; f < an->unit->func_count && !found.at; f++)
		if (!dl_is_wrapper(&an->unit->funcs[f]))
			found = find_in(&s, &an->unit->funcs[f], 0);
	dl_map_free(&s.seen);
	return found;
}
