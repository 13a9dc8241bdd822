/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of an unwinding: the way of a failure releases memory, and only then ends a context whose
 * functions use it. Other than a function that undoes something (teardown.c), one that makes something has
 * told the hardware this and that before; what counts is what happens on that way alone.
 */
#include <stdlib.h>

#include "checks/event/event.h"
#include "checks/order/order.h"

/* Every way from @from on, in the function, comes to @to. */
static bool always_leads(const struct dl_func_info *info, const struct dl_site *from, const struct dl_site *to)
{
	if (from->block == to->block)
		return from->index < to->index;
	for (uint32_t b = 0; b < info->func->block_count; b++) {
		const struct dl_block *block = &info->func->blocks[b];

		if ((block->term.kind == DL_TERM_RETURN || block->term.kind == DL_TERM_UNREACHABLE) &&
		    b != to->block && (b == from->block ||
				       dl_cfg_reaches(info->func, from->block, b, to->block)))
			return false;
	}
	return dl_site_before(info, from, to);
}

/* On the way of the failure: whoever is at @site comes to the release. */
static bool is_on_the_way(const struct dl_func_info *info, const struct dl_site *site,
			  const struct dl_released *rel)
{
	return dl_site_before(info, site, &rel->site) && always_leads(info, site, &rel->site);
}

/* Something like an end of it has come before, and it was not begun anew since. */
static bool is_at_rest(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_released *rel,
		       const struct dl_running *r)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);
	struct dl_ending e = { .an = an, .r = r, .quiets = true };

	for (size_t i = 0; i < of->contexts.len; i++) {
		const struct dl_context_site *s = &of->contexts.data[i];

		if (dl_is_about(s, r) && s->call->part > DL_CONTEXT_STARTS &&
		    dl_site_before(info, &s->site, &rel->site))
			return true;
	}
	for (size_t i = 0; i < of->calls.len; i++)
		if (dl_site_before(info, &of->calls.data[i], &rel->site) &&
		    (dl_call_ends(an, of->calls.data[i].at, &e) ||
		     (r->context->by_hardware && is_on_the_way(info, &of->calls.data[i], rel) &&
		      dl_call_may(an, of->calls.data[i].at).stop)))
			return true;
	for (size_t i = 0; i < of->stops.len; i++)
		if (dl_is_stopped_by(an, r, of->stops.data[i].at) && is_on_the_way(info, &of->stops.data[i], rel))
			return true;
	return false;
}

/* What lets it run. */
static enum dl_context_part start_of(const struct dl_running *r)
{
	return r->context->waits_for_start ? DL_CONTEXT_STARTS : DL_CONTEXT_BEGINS;
}

/* A function that the call runs lets it run. */
static bool call_starts(struct dl_analysis *an, const struct dl_instr *at, const struct dl_running *r)
{
	const struct dl_func_info *callee = dl_callee_of(an, at);
	const struct dl_order_func *of = callee ? dl_order_func_of(an, callee) : NULL;

	return of && (r->context->waits_for_start ? of->starts : of->begins) & dl_running_bit(r);
}

static const struct dl_instr *def_in(const struct dl_block *block, const struct dl_val *val)
{
	for (uint32_t i = 0; val->kind == DL_VAL_TEMP && i < block->instr_count; i++)
		if (block->instrs[i].dst == val->num)
			return &block->instrs[i];
	return NULL;
}

/* @val is what @call has given, as it is or out of the variable that got it. */
static bool is_result_of(const struct dl_block *block, const struct dl_val *val, const struct dl_instr *call)
{
	const struct dl_instr *def = def_in(block, val);

	if (!def || def == call)
		return def;
	for (uint32_t i = 0; def->op == DL_OP_LOAD && i < block->instr_count; i++) {
		const struct dl_instr *in = &block->instrs[i];

		if (in->op == DL_OP_STORE && in->place->base == def->place->base &&
		    in->place->index == def->place->index && in->place->step_count == def->place->step_count &&
		    def_in(block, &in->a) == call)
			return true;
	}
	return false;
}

/* Where a way goes on on which @site, the call that begins it, has not failed. */
static uint32_t way_of_success(const struct dl_func_info *info, const struct dl_site *site)
{
	const struct dl_block *block = &info->func->blocks[site->block];
	const struct dl_instr *cond = def_in(block, &block->term.cond);
	bool good = false;

	if (block->term.kind != DL_TERM_BRANCH)
		return site->block;
	while (cond && cond != site->at && cond->op != DL_OP_LOAD) {
		const struct dl_val *of = cond->op == DL_OP_CALL && cond->arg_count ? &cond->args[0] : &cond->a;

		good ^= (cond->op == DL_OP_UN && cond->sub == DL_UN_LNOT) ||
			(cond->op == DL_OP_BIN && cond->sub == DL_BIN_EQ);
		if (is_result_of(block, of, site->at))
			return block->term.targets[good ? 0 : 1];
		cond = def_in(block, of);
	}
	return cond && is_result_of(block, &block->term.cond, site->at) ? block->term.targets[1] : site->block;
}

static bool has_begun_before(const struct dl_func_info *info, const struct dl_site *site,
			     const struct dl_released *rel)
{
	uint32_t from;

	if (!dl_site_before(info, site, &rel->site))
		return false;
	from = way_of_success(info, site);
	return from == rel->site.block || dl_cfg_reaches(info->func, from, rel->site.block, UINT32_MAX);
}

/* The function has let it run before @rel. */
static bool is_started(struct dl_analysis *an, const struct dl_func_info *info,
		       const struct dl_released *rel, const struct dl_running *r)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);

	for (size_t i = 0; i < of->contexts.len; i++)
		if (of->contexts.data[i].call->part == start_of(r) && dl_is_about(&of->contexts.data[i], r) &&
		    has_begun_before(info, &of->contexts.data[i].site, rel))
			return true;
	for (size_t i = 0; i < of->calls.len; i++)
		if (has_begun_before(info, &of->calls.data[i], rel) &&
		    call_starts(an, of->calls.data[i].at, r))
			return true;
	return false;
}

static void judge_pair(struct dl_analysis *an, struct dl_func_info *info, const struct dl_released *rel,
		       const struct dl_site *end, const struct dl_running *r)
{
	const struct dl_func_info *user, *callee = dl_callee_of(an, end->at);

	/* a record of the kernel's: of whom, is not known */
	if (rel->at->is_core || !always_leads(info, &rel->site, end) || (callee && callee == dl_callee_of(an, rel->site.at)) ||
	    !is_started(an, info, rel, r))
		return;
	user = dl_running_user(an, r, rel->at);
	if (!user || dl_is_one_of_many(an, rel) || dl_order_runs(an, r->callback, rel->func) ||
	    is_at_rest(an, info, rel, r))
		return;
	dl_order_emit(an, info, rel, r, user, (struct dl_event){
		.active = DL_ACTIVE_BEFORE_END, .related = end->at->loc, .related_func = info->func,
		.grounds.assumed = r->begin && r->begin->op == DL_OP_STORE });
}

void dl_order_judge_unwinding(struct dl_analysis *an)
{
	const struct dl_order *o = dl_order_of(an);
	struct dl_releases *rels = dl_xcalloc(1, sizeof(*rels));

	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		struct dl_func_info *info = &an->funcs[f];
		const struct dl_order_func *of = dl_order_func_of(an, info);

		if (!((of->begins | of->starts) & of->ends))
			continue;
		dl_find_releases(an, info, rels);
		for (size_t i = 0; rels->count && i < o->running.len; i++)
			if ((of->begins | of->starts) & of->ends & dl_running_bit(&o->running.data[i]))
				dl_order_judge_ends(an, info, rels, &o->running.data[i],
						    judge_pair);
	}
	free(rels);
}
