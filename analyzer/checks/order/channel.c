/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An end that was only asked for: until somebody has waited for it, the hardware and the callback may go
 * on with the memory. Judged where that is released, and where the last function for the thing is left.
 */
#include <stdlib.h>

#include "checks/event/event.h"
#include "checks/order/order.h"

static bool is_end(const struct dl_context_site *s, const struct dl_context *context)
{
	return s->call->context == context &&
	       (s->call->part == DL_CONTEXT_ENDS || s->call->part == DL_CONTEXT_QUIETS);
}

bool dl_is_waited_since(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_site *from,
			const struct dl_context *context, const struct dl_site *site)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);

	for (size_t i = 0; i < of->contexts.len; i++)
		if (is_end(&of->contexts.data[i], context) &&
		    dl_site_before(info, from, &of->contexts.data[i].site) &&
		    (!site || dl_site_before(info, &of->contexts.data[i].site, site)))
			return true;
	for (size_t i = 0; i < of->calls.len; i++) {
		const struct dl_func_info *callee = dl_callee_of(an, of->calls.data[i].at);

		if ((!callee || dl_order_func_of(an, callee)->quiets & 1ULL << context->index) &&
		    dl_site_before(info, from, &of->calls.data[i]) &&
		    (!site || dl_site_before(info, &of->calls.data[i], site)))
			return true;
	}
	return false;
}

static bool is_waited_for(struct dl_analysis *an, const struct dl_func_info *info,
			  const struct dl_context_site *ask, const struct dl_site *site)
{
	return dl_is_waited_since(an, info, &ask->site, ask->call->context, site);
}

static void emit(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_running *r,
		 struct dl_event ev)
{
	ev.kind = DL_EV_ACTIVE;
	ev.func = ev.explored = info->func;
	ev.loc = ev.at->loc;
	ev.related_func = info->func;
	ev.related_text = r->context->name;
	ev.partner = r->callback->func->name;
	ev.grounds.by_slot = true;
	dl_vec_push(&dl_events_of(an)->list, ev);
}

/* What it uses is released by a function that undoes things, or by anyone for what the hardware decides. */
static bool is_judged(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_running *r,
		      const struct dl_context_site *ask, const struct dl_released *rel)
{
	/* a transfer's own callback asks when that is over */
	if (r->context != ask->call->context || (r->callback == info && !info->has_caller))
		return false;
	if (r->context->by_hardware)
		return true;
	return !rel->at->is_core && dl_is_about(ask, r) && dl_order_func_of(an, info)->tears_down && !info->may_make &&
	       !dl_order_runs(an, r->callback, rel->func) && !dl_is_one_of_many(an, rel);
}

/* What a callback of the context uses is released with no wait since @ask. */
static bool judge_releases(struct dl_analysis *an, const struct dl_func_info *info,
			   const struct dl_context_site *ask, const struct dl_releases *rels)
{
	const struct dl_order *o = dl_order_of(an);

	for (uint32_t i = 0; i < rels->count; i++) {
		const struct dl_released *rel = &rels->items[i];
		const struct dl_func_info *user;

		/* a channel's release waits for its own end */
		if ((!rel->at->model && ask->call->context->transfers) || !dl_site_before(info, &ask->site, &rel->site) ||
		    is_waited_for(an, info, ask, &rel->site))
			continue;
		for (size_t k = 0; k < o->running.len; k++) {
			const struct dl_running *r = &o->running.data[k];

			if (!is_judged(an, info, r, ask, rel))
				continue;
			user = rel->at->model ? dl_running_user(an, r, rel->at) : dl_running_goes_to(an, r, rel->at);
			if (!user)
				continue;
			emit(an, info, r, (struct dl_event){ .user = user->func,
				.active = DL_ACTIVE_ASKED, .at = rel->site.at, .model = rel->at->model,
				.what = rel->at->field, .related = ask->site.at->loc,
				.grounds.assumed = r->begin && r->begin->op == DL_OP_STORE &&
						   !r->context->by_hardware });
			return true;
		}
	}
	return false;
}

/* The kernel takes what the callback works for to be at rest when the function is left. */
static void judge_left(struct dl_analysis *an, const struct dl_func_info *info,
		       const struct dl_context_site *ask)
{
	const struct dl_order *o = dl_order_of(an);

	if (!ask->call->context->by_hardware || !(info->callback_record || info->ends_binding) ||
	    is_waited_for(an, info, ask, NULL))
		return;
	for (size_t k = 0; k < o->running.len; k++) {
		if (o->running.data[k].context != ask->call->context)
			continue;
		emit(an, info, &o->running.data[k], (struct dl_event){
			.active = DL_ACTIVE_LEFT, .at = ask->site.at, .related = ask->site.at->loc });
		return;
	}
}

/* ---- memory that the kernel has lent ---- */

static bool names_lent(const struct dl_analysis *an, const struct dl_func *func)
{
	for (uint32_t b = 0; b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_place *p = func->blocks[b].instrs[i].place;

			for (uint32_t s = 0; p && s < p->step_count; s++)
				if (p->steps[s].kind == DL_STEP_FIELD && p->steps[s].record &&
				    dl_models_is_lent(an->options->models, p->steps[s].record->name, p->steps[s].field))
					return true;
		}
	}
	return false;
}

/* Operations of the unit end with what the kernel has lent them. */
static bool is_lent_memory(struct dl_analysis *an)
{
	bool lent = false, given_back = false;

	for (uint32_t f = 0; f < an->unit->func_count; f++)
		given_back |= dl_order_func_of(an, &an->funcs[f])->gives_back;
	for (uint32_t f = 0; given_back && !lent && f < an->unit->func_count; f++)
		lent = names_lent(an, an->funcs[f].func);
	return lent;
}

/* The channel may run at @site: it was started before, or begun elsewhere. */
static bool may_be_started(struct dl_analysis *an, struct dl_func_info *info, const struct dl_site *site,
			   const struct dl_context *context)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);
	bool any = false;

	for (size_t i = 0; i < of->contexts.len; i++) {
		if (of->contexts.data[i].call->context != context || of->contexts.data[i].call->part != DL_CONTEXT_STARTS)
			continue;
		if (dl_site_before(info, &of->contexts.data[i].site, site))
			return true;
		any = true;
	}
	for (size_t i = 0; i < of->calls.len; i++) {
		const struct dl_func_info *callee = dl_callee_of(an, of->calls.data[i].at);

		if (!callee || !(dl_order_func_of(an, callee)->starts & 1ULL << context->index) ||
		    of->calls.data[i].at == site->at)
			continue;
		if (dl_site_before(info, &of->calls.data[i], site))
			return true;
		any = true;
	}
	return !any;
}

/* Behind @site it may return something else than a number above 0, which says that the work goes on. */
static bool may_be_over(const struct dl_func_info *info, const struct dl_site *site)
{
	for (uint32_t b = 0; b < info->func->block_count; b++) {
		const struct dl_term *term = &info->func->blocks[b].term;

		if (term->kind == DL_TERM_RETURN && !(term->cond.kind == DL_VAL_INT && term->cond.num > 0) &&
		    (b == site->block || dl_cfg_reaches(info->func, site->block, b, UINT32_MAX)))
			return true;
	}
	return false;
}

/* An operation is left after @site of @info, on the way up to it, with no wait: the kernel takes back what it has lent. */
static bool gives_back(struct dl_analysis *an, struct dl_func_info *info, const struct dl_site *site,
		       const struct dl_context *context, int depth)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);

	if (depth > 4 || !may_be_over(info, site) || dl_is_waited_since(an, info, site, context, NULL) ||
	    !may_be_started(an, info, site, context))
		return false;
	for (size_t i = 0; i < of->waits.len; i++)
		if (dl_site_before(info, site, &of->waits.data[i]))
			return false;
	if (of->gives_back)
		return true;
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_order_func *caller = dl_order_func_of(an, &an->funcs[f]);

		for (size_t i = 0; i < caller->calls.len; i++)
			if (dl_callee_of(an, caller->calls.data[i].at) == info &&
			    gives_back(an, &an->funcs[f], &caller->calls.data[i], context, depth + 1))
				return true;
	}
	return false;
}

/* Of several channels that are asked in a row, the first one is told of. */
static bool is_asked_before(const struct dl_func_info *info, const struct dl_order_func *of, size_t ask)
{
	for (size_t i = 0; i < of->contexts.len; i++)
		if (i != ask && of->contexts.data[i].call->part == DL_CONTEXT_ASKS &&
		    of->contexts.data[i].call->context == of->contexts.data[ask].call->context &&
		    dl_site_before(info, &of->contexts.data[i].site, &of->contexts.data[ask].site))
			return true;
	return false;
}

static void judge_lent(struct dl_analysis *an, struct dl_func_info *info, size_t i)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);
	const struct dl_context_site *ask = &of->contexts.data[i];

	if (is_asked_before(info, of, i) || !gives_back(an, info, &ask->site, ask->call->context, 0))
		return;
	dl_vec_push(&dl_events_of(an)->list, ((struct dl_event){
		.kind = DL_EV_ACTIVE, .active = DL_ACTIVE_LENT, .func = info->func, .explored = info->func,
		.at = ask->site.at, .loc = ask->site.at->loc, .related = ask->site.at->loc,
		.related_func = info->func, .grounds.by_slot = true }));
}

/* ---- what unmaps by its name ---- */

static const char *name_of(struct dl_analysis *an, const struct dl_instr *call)
{
	const struct dl_func_info *callee = dl_callee_of(an, call);

	return call->written ? call->written : callee ? callee->func->name : call->callee;
}

static void judge_named(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_context_site *ask)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);

	for (size_t i = 0; i < of->calls.len; i++) {
		const struct dl_site *call = &of->calls.data[i];
		const char *name = name_of(an, call->at);

		if (!name || !dl_name_has_word(an->platform, DL_WORD_UNMAPS, name) ||
		    !dl_site_before(info, &ask->site, call) || is_waited_for(an, info, ask, call))
			continue;
		dl_vec_push(&dl_events_of(an)->list, ((struct dl_event){
			.kind = DL_EV_ACTIVE, .active = DL_ACTIVE_NAMED, .func = info->func, .explored = info->func,
			.at = call->at, .loc = call->at->loc, .related = ask->site.at->loc,
			.related_func = info->func, .grounds.by_slot = true, .grounds.assumed = true }));
		return;
	}
}

static bool is_told(const struct dl_analysis *an, const struct dl_func_info *info)
{
	const struct dl_events *evs = dl_events_of(an);

	for (size_t i = 0; i < evs->list.len; i++)
		if (evs->list.data[i].kind == DL_EV_ACTIVE && evs->list.data[i].active == DL_ACTIVE_ASKED &&
		    evs->list.data[i].func == info->func)
			return true;
	return false;
}

void dl_order_judge_channel(struct dl_analysis *an)
{
	struct dl_releases *rels = dl_xcalloc(1, sizeof(*rels));
	const bool lent = is_lent_memory(an);

	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_order_func *of = dl_order_func_of(an, &an->funcs[f]);

		rels->count = 0;
		for (size_t i = 0; i < of->contexts.len; i++) {
			if (of->contexts.data[i].call->part != DL_CONTEXT_ASKS)
				continue;
			dl_find_releases(an, &an->funcs[f], rels);
			if (judge_releases(an, &an->funcs[f], &of->contexts.data[i], rels))
				continue;
			judge_left(an, &an->funcs[f], &of->contexts.data[i]);
			if (!of->contexts.data[i].call->context->transfers)
				continue;
			if (lent)
				judge_lent(an, &an->funcs[f], i);
			if (!is_told(an, &an->funcs[f]))
				judge_named(an, &an->funcs[f], &of->contexts.data[i]);
		}
	}
	free(rels);
}
