/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one function has handed to a DMA channel, another one unmaps: after it has only asked the channel to end, or
 * before it stops the channel. transfer.c sees that on paths where one function does both.
 */
#include <stdlib.h>

#include "checks/event/event.h"
#include "checks/order/order.h"

/* The channel that works with what is unmapped: the field that keeps it, or DL_ANY_CHANNEL; 0: none is known to. */
static uint64_t channel_of(struct dl_analysis *an, const struct dl_release_site *rel)
{
	/* sg_dma_address(&x->list): the list is the member */
	const uint64_t keys[] = { rel->list, rel->is_core ? rel->owner : rel->keys[0] };

	if (!rel->model || rel->model->role != DL_ROLE_UNMAP)
		return 0;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (keys[i] && dl_map_has(&dl_order_of(an)->handed, keys[i]))
			return (uint64_t)(uintptr_t)dl_map_get(&dl_order_of(an)->handed, keys[i]);
	return 0;
}

static bool is_of_channel(const struct dl_context_site *s, uint64_t channel)
{
	return s->call->context->transfers &&
	       (s->channel == channel || !s->channel || channel == DL_ANY_CHANNEL);
}

/* The transfer's callback runs it, or a work or tasklet that the callback starts: the transfer is over. */
static bool is_of_callback(struct dl_analysis *an, const struct dl_func_info *info)
{
	const struct dl_order *o = dl_order_of(an);

	for (size_t i = 0; i < o->running.len; i++) {
		const struct dl_running *r = &o->running.data[i];
		bool follows = r->context->transfers;

		for (size_t k = 0; !follows && r->context->waits_for_start && k < o->running.len; k++)
			follows = o->running.data[k].context->transfers &&
				  dl_order_starts(an, &o->running.data[k], r);
		if (follows && dl_order_runs(an, r->callback, info->func))
			return true;
	}
	return false;
}

/* An interrupt may have told that it is over. */
static bool is_of_interrupt(struct dl_analysis *an, const struct dl_func_info *info)
{
	const struct dl_order *o = dl_order_of(an);

	for (size_t i = 0; i < o->running.len; i++)
		if ((o->running.data[i].context->by_hardware || o->running.data[i].context->waits_for_start) &&
		    dl_order_runs(an, o->running.data[i].callback, info->func))
			return true;
	return false;
}

/* The function itself waits for something before @site. */
static bool has_waited(const struct dl_func_info *info, const struct dl_order_func *of, const struct dl_site *site)
{
	for (size_t i = 0; i < of->waits.len; i++)
		if (dl_site_before(info, &of->waits.data[i], site))
			return true;
	return false;
}

/* Something after @from (NULL: the beginning) and before @site may stop the hardware, or a channel. */
static bool may_be_stopped(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_site *from,
			   const struct dl_site *site)
{
	const struct dl_models *models = an->options->models;
	const struct dl_order_func *of = dl_order_func_of(an, info);

	for (size_t i = 0; i < of->stops.len; i++) {
		const struct dl_context_call *call = dl_models_context_call(models, of->stops.data[i].at->callee);

		if ((!from || (dl_site_before(info, from, &of->stops.data[i]) && !(call && call->part == DL_CONTEXT_ASKS))) &&
		    dl_site_before(info, &of->stops.data[i], site))
			return true;
	}
	for (size_t i = 0; i < of->calls.len; i++)
		if ((!from || dl_site_before(info, from, &of->calls.data[i])) && of->calls.data[i].at != site->at &&
		    dl_site_before(info, &of->calls.data[i], site) && dl_call_may(an, of->calls.data[i].at).stop)
			return true;
	return false;
}

/* All who call it have waited for something, or (@stopped) may have stopped the hardware. */
static bool is_at_rest_in_callers(struct dl_analysis *an, const struct dl_func_info *info, bool stopped, int depth)
{
	bool any = false;

	if (depth > 3 || info->table || info->callback_record)
		return false;
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_order_func *of = dl_order_func_of(an, &an->funcs[f]);

		for (size_t i = 0; i < of->calls.len; i++) {
			const struct dl_site *call = &of->calls.data[i];

			if (dl_callee_of(an, call->at) != info)
				continue;
			any = true;
			if (!has_waited(&an->funcs[f], of, call) &&
			    !(stopped && may_be_stopped(an, &an->funcs[f], NULL, call)) &&
			    !is_at_rest_in_callers(an, &an->funcs[f], stopped, depth + 1))
				return false;
		}
	}
	return any;
}

/* All ways from @from lead over @to: what is stopped may well have run. */
static bool is_always_after(const struct dl_func *func, const struct dl_site *from, const struct dl_site *to)
{
	for (uint32_t b = 0; b < func->block_count; b++)
		if (func->blocks[b].term.kind == DL_TERM_RETURN && b != to->block && from->block != to->block &&
		    (b == from->block || dl_cfg_reaches(func, from->block, b, to->block)))
			return false;
	return true;
}

static void emit(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_released *rel,
		 const struct dl_context_site *s, enum dl_active active)
{
	dl_vec_push(&dl_events_of(an)->list, ((struct dl_event){
		.kind = DL_EV_ACTIVE, .active = active, .func = info->func, .explored = info->func,
		.at = rel->site.at, .loc = rel->site.at->loc, .model = rel->at->model, .what = rel->at->field,
		.inner = rel->at->site.at != rel->site.at ? rel->at->site.at : NULL, .inner_func = rel->func,
		.related = s->site.at->loc, .related_func = info->func, .related_text = s->call->context->name,
		.grounds.by_slot = true, .grounds.assumed = active == DL_ACTIVE_CHANNEL }));
}

/* Returns whether it is told of. */
static bool judge(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_released *rel,
		  const struct dl_context_site *s)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);

	if (s->call->part == DL_CONTEXT_ASKS && dl_site_before(info, &s->site, &rel->site)) {
		if (dl_is_waited_since(an, info, &s->site, s->call->context, &rel->site) ||
		    has_waited(info, of, &rel->site) || may_be_stopped(an, info, &s->site, &rel->site))
			return false;
		emit(an, info, rel, s, DL_ACTIVE_ASKED);
		return true;
	}
	if ((s->call->part != DL_CONTEXT_ASKS && s->call->part != DL_CONTEXT_ENDS) || s->call->releases ||
	    !dl_site_before(info, &rel->site, &s->site) || !is_always_after(info->func, &rel->site, &s->site) ||
	    has_waited(info, of, &rel->site) || may_be_stopped(an, info, NULL, &rel->site) ||
	    is_of_interrupt(an, info) || is_at_rest_in_callers(an, info, true, 0))
		return false;
	emit(an, info, rel, s, DL_ACTIVE_CHANNEL);
	return true;
}

static bool is_told(const struct dl_analysis *an, const struct dl_func_info *info)
{
	const struct dl_events *evs = dl_events_of(an);

	for (size_t i = 0; i < evs->list.len; i++)
		if (evs->list.data[i].kind == DL_EV_ACTIVE && evs->list.data[i].func == info->func)
			return true;
	return false;
}

static void judge_function(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_releases *rels)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);

	for (uint32_t k = 0; k < rels->count; k++) {
		const uint64_t channel = channel_of(an, rels->items[k].at);

		for (size_t i = 0; channel && i < of->contexts.len; i++)
			if (is_of_channel(&of->contexts.data[i], channel) &&
			    judge(an, info, &rels->items[k], &of->contexts.data[i]))
				return;
	}
}

void dl_order_judge_handed(struct dl_analysis *an)
{
	const uint64_t transfers = dl_models_transfer_contexts(an->options->models);
	struct dl_releases *rels = dl_xcalloc(1, sizeof(*rels));

	for (uint32_t f = 0; dl_order_of(an)->handed.len && f < an->unit->func_count; f++) {
		struct dl_func_info *info = &an->funcs[f];
		const struct dl_order_func *of = dl_order_func_of(an, info);

		/* who starts it as well is seen on paths */
		if (!((of->asks | of->quiets) & transfers) || of->starts & transfers || info->may_make ||
		    is_told(an, info))
			continue;
		dl_find_releases(an, info, rels);
		if (rels->count && !is_of_callback(an, info) && !is_at_rest_in_callers(an, info, false, 0))
			judge_function(an, info, rels);
	}
	free(rels);
}
