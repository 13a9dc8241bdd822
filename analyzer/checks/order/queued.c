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

bool dl_order_starts(struct dl_analysis *an, const struct dl_running *starter, const struct dl_running *started)
{
	struct starting s = { an, started };

	return starter->callback != started->callback && dl_order_walk(an, starter->callback, starts_it, &s);
}

/* Where a function ends what may be started again: itself, or in a function that it calls. */
struct end {
	struct dl_func_info *info;
	const struct dl_site *site;	/* of @info */
	struct dl_func_info *home;	/* has the end itself */
	const struct dl_context_site *at;
};

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

/* An end of @r comes after the call of @info in a function that calls it. */
static bool ends_in_callers(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_running *r,
			    int depth)
{
	for (uint32_t f = 0; depth < 3 && !info->table && f < an->unit->func_count; f++) {
		const struct dl_order_func *of = dl_order_func_of(an, &an->funcs[f]);

		for (size_t i = 0; i < of->calls.len; i++)
			if (dl_callee_of(an, of->calls.data[i].at) == info && of->tears_down &&
			    (end_after(an, &an->funcs[f], &of->calls.data[i], r) ||
			     ends_in_callers(an, &an->funcs[f], r, depth + 1)))
				return true;
	}
	return false;
}

/* @starter lives on after the end. */
static bool outlives(struct dl_analysis *an, const struct end *e, const struct dl_running *starter)
{
	if (starter->managed)
		return e->info->ends_binding &&
		       !(dl_order_func_of(an, e->info)->quiets & dl_running_bit(starter));
	return end_after(an, e->info, e->site, starter) ||
	       (e->home != e->info && end_after(an, e->home, &e->at->site, starter)) ||
	       ends_in_callers(an, e->info, starter, 0);
}

/* Where the memory is released that @started uses. */
static void judge_releases(struct dl_analysis *an, const struct dl_releases *rels, const struct end *e,
			   const struct dl_running *starter, const struct dl_running *started)
{
	for (uint32_t k = 0; k < rels->count; k++) {
		const struct dl_released *rel = &rels->items[k];
		const struct dl_func_info *user = dl_running_user(an, started, rel->at);
		const struct dl_func_info *may = user ? user : dl_running_may_use(an, started, rel->at);

		if (!may || !dl_site_before(e->info, e->site, &rel->site) || dl_is_one_of_many(an, rel) ||
		    dl_order_runs(an, started->callback, rel->func))
			continue;
		dl_order_emit(an, e->info, rel, starter, user, (struct dl_event){
			.active = DL_ACTIVE_QUEUED, .related = e->at->site.at->loc, .related_func = e->home->func,
			.starter = starter->callback->func->name, .partner = may->func->name, .grounds.assumed = true });
		return;
	}
}

/* What the kernel calls for others may well be kept from running by those, unless the driver is left. */
static bool may_run(struct dl_analysis *an, const struct end *e, const struct dl_running *starter,
		    const struct dl_running *started)
{
	if (!starter->begin || dl_order_func_of(an, started->callback)->looks)
		return false;
	return starter->context->by_hardware ||
	       (starter->context->has_tables && e->info->ends_binding);
}

static void judge_end(struct dl_analysis *an, const struct dl_releases *rels, const struct end *e,
		      const struct dl_running *started)
{
	const struct dl_order *o = dl_order_of(an);

	if (end_after(an, e->info, e->site, started) ||
	    (e->home != e->info && end_after(an, e->home, &e->at->site, started)))
		return;
	for (size_t i = 0; i < o->running.len; i++) {
		const struct dl_running *starter = &o->running.data[i];

		if (may_run(an, e, starter, started) && dl_order_starts(an, starter, started) &&
		    outlives(an, e, starter) &&
		    dl_is_unquiet_way(an, e->home, &e->at->site, e->info, starter, DL_REST_WAITED) &&
		    !dl_is_quiet_before(an, e->info, e->site, starter, DL_REST_WAITED, 0) &&
		    !dl_is_marked_before(an, e->info, e->site, starter) &&
		    !dl_is_marked_before(an, e->home, &e->at->site, starter))
			judge_releases(an, rels, e, starter, started);
	}
}

static void judge_function(struct dl_analysis *an, struct dl_func_info *info, const struct dl_releases *rels,
			   const struct dl_running *r)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);

	for (size_t i = 0; i < of->contexts.len; i++) {
		const struct end e = { info, &of->contexts.data[i].site, info, &of->contexts.data[i] };

		if (!e.at->call->for_good && dl_is_end_of(an, e.at, r))
			judge_end(an, rels, &e, r);
	}
	for (size_t i = 0; i < of->calls.len; i++) {
		struct dl_ending found = { .an = an, .r = r };
		struct end e = { .info = info, .site = &of->calls.data[i] };

		if (!dl_call_ends(an, e.site->at, &found) || found.found->call->for_good ||
		    !dl_is_end_of(an, found.found, r))
			continue;
		e.home = dl_info_of(an, found.func->symbol);
		e.at = found.found;
		if (e.home)
			judge_end(an, rels, &e, r);
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
		for (size_t i = 0; rels->count && i < o->running.len; i++)
			if (o->running.data[i].context->waits_for_start &&
			    of->ends & dl_running_bit(&o->running.data[i]))
				judge_function(an, info, rels, &o->running.data[i]);
	}
	free(rels);
}
