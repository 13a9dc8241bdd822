/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An end that was only asked for: until somebody has waited for it, the hardware and the callback may go
 * on with the memory. Judged where that is released, and where the last function for the thing is left.
 */
#include <stdlib.h>

#include "checks/event/event.h"
#include "checks/order/order.h"

static uint64_t bit_of(const struct dl_context_site *s)
{
	return 1ULL << s->call->context->index;
}

static bool is_end(const struct dl_context_site *s, const struct dl_context *context)
{
	return s->call->context == context &&
	       (s->call->part == DL_CONTEXT_ENDS || s->call->part == DL_CONTEXT_QUIETS);
}

/* An end, or what is like one, after @ask and before @site (NULL: the function is left). */
static bool is_waited_for(struct dl_analysis *an, const struct dl_func_info *info,
			  const struct dl_context_site *ask, const struct dl_site *site)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);

	for (size_t i = 0; i < of->contexts.len; i++)
		if (is_end(&of->contexts.data[i], ask->call->context) &&
		    dl_site_before(info, &ask->site, &of->contexts.data[i].site) &&
		    (!site || dl_site_before(info, &of->contexts.data[i].site, site)))
			return true;
	for (size_t i = 0; i < of->calls.len; i++) {
		const struct dl_func_info *callee = dl_callee_of(an, of->calls.data[i].at);

		if ((!callee || dl_order_func_of(an, callee)->quiets & bit_of(ask)) &&
		    dl_site_before(info, &ask->site, &of->calls.data[i]) &&
		    (!site || dl_site_before(info, &of->calls.data[i], site)))
			return true;
	}
	return false;
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
	if (r->context != ask->call->context)
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

		if (!dl_site_before(info, &ask->site, &rel->site) ||
		    is_waited_for(an, info, ask, &rel->site))
			continue;
		for (size_t k = 0; k < o->running.len; k++) {
			const struct dl_running *r = &o->running.data[k];

			user = is_judged(an, info, r, ask, rel) ? dl_running_user(an, r, rel->at) : NULL;
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

void dl_order_judge_channel(struct dl_analysis *an)
{
	struct dl_releases *rels = dl_xcalloc(1, sizeof(*rels));

	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_order_func *of = dl_order_func_of(an, &an->funcs[f]);

		rels->count = 0;
		for (size_t i = 0; i < of->contexts.len; i++) {
			if (of->contexts.data[i].call->part != DL_CONTEXT_ASKS)
				continue;
			dl_find_releases(an, &an->funcs[f], rels);
			if (!judge_releases(an, &an->funcs[f], &of->contexts.data[i], rels))
				judge_left(an, &an->funcs[f], &of->contexts.data[i]);
		}
	}
	free(rels);
}
