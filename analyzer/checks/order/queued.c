/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one context starts in another: an interrupt handler queues a work, and that is ended first. Until the
 * handler is ended, too, it may start the work again, which then uses memory that is released by then.
 */
#include <stdlib.h>

#include "checks/event/event.h"
#include "checks/order/order.h"

struct starting {
	struct dl_analysis *an;
	const struct dl_running *started;
};

/* For dl_order_walk(): the function starts it, and no other one of its kind. */
static bool starts_it(void *ctx, struct dl_func_info *info)
{
	const struct starting *s = ctx;
	const struct dl_order_func *of = dl_order_func_of(s->an, info);

	for (size_t i = 0; i < of->contexts.len; i++) {
		const struct dl_context_site *site = &of->contexts.data[i];

		if (site->call->part == DL_CONTEXT_STARTS && site->call->context == s->started->context &&
		    site->who && site->who == s->started->who)
			return true;
	}
	return false;
}

static bool starts(struct dl_analysis *an, const struct dl_running *starter, const struct dl_running *started)
{
	struct starting s = { an, started };

	return starter->callback != started->callback && dl_order_walk(an, starter->callback, starts_it, &s);
}

/* An end of @r, or what is like one, after @site; NULL: none. */
static const struct dl_site *end_after(struct dl_analysis *an, const struct dl_func_info *info,
				       const struct dl_site *site, const struct dl_running *r)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);
	struct dl_ending e = { .an = an, .r = r, .quiets = true };

	for (size_t i = 0; i < of->contexts.len; i++)
		if (of->contexts.data[i].call->part > DL_CONTEXT_STARTS && dl_is_about(&of->contexts.data[i], r) &&
		    dl_site_before(info, site, &of->contexts.data[i].site))
			return &of->contexts.data[i].site;
	for (size_t i = 0; i < of->calls.len; i++)
		if (dl_site_before(info, site, &of->calls.data[i]) && dl_call_ends(an, of->calls.data[i].at, &e))
			return &of->calls.data[i];
	return NULL;
}

/* Where the memory is released that @started uses, which was ended at @ended. */
static void judge_releases(struct dl_analysis *an, struct dl_func_info *info, const struct dl_releases *rels,
			   const struct dl_site *ended, const struct dl_running *starter,
			   const struct dl_running *started)
{
	for (uint32_t k = 0; k < rels->count; k++) {
		const struct dl_released *rel = &rels->items[k];
		const struct dl_func_info *user = dl_running_user(an, started, rel->at);

		if (!user || !dl_site_before(info, ended, &rel->site) || dl_is_one_of_many(an, rel) ||
		    dl_order_runs(an, started->callback, rel->func))
			continue;
		dl_order_emit(an, info, rel, starter, user, (struct dl_event){
			.active = DL_ACTIVE_QUEUED, .related = ended->at->loc, .related_func = info->func,
			.starter = starter->callback->func->name });
		return;
	}
}

static void judge_end(struct dl_analysis *an, struct dl_func_info *info, const struct dl_releases *rels,
		      const struct dl_site *ended, const struct dl_running *started)
{
	const struct dl_order *o = dl_order_of(an);

	if (end_after(an, info, ended, started))
		return;
	for (size_t i = 0; i < o->running.len; i++) {
		const struct dl_running *starter = &o->running.data[i];

		/* what the kernel calls for others may well be kept from running meanwhile by those */
		if (starter->context->by_hardware && starter->begin && !starter->managed && starts(an, starter, started) &&
		    end_after(an, info, ended, starter) && !dl_is_quiet_before(an, info, ended, starter, 0))
			judge_releases(an, info, rels, ended, starter, started);
	}
}

void dl_order_judge_queued(struct dl_analysis *an)
{
	const struct dl_order *o = dl_order_of(an);
	struct dl_releases *rels = dl_xcalloc(1, sizeof(*rels));

	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		struct dl_func_info *info = &an->funcs[f];
		const struct dl_order_func *of = dl_order_func_of(an, info);

		if (info->start || !of->tears_down || info->may_make)
			continue;
		dl_find_releases(an, info, rels);
		for (size_t i = 0; rels->count && i < of->contexts.len; i++)
			for (size_t k = 0; k < o->running.len; k++)
				if (o->running.data[k].context->waits_for_start &&
				    dl_is_end_of(an, &of->contexts.data[i], &o->running.data[k]))
					judge_end(an, info, rels, &of->contexts.data[i].site, &o->running.data[k]);
	}
	free(rels);
}
