/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory is released, and only then is the context ended whose functions use it; or it is ended by the
 * device core after the driver's last function. A function that ends a context says itself
 * that it may run until then; that something has quieted it before, here or in a caller, silences.
 */
#include <stdlib.h>

#include "checks/event/event.h"
#include "checks/order/order.h"

/* ---- contexts ---- */

bool dl_is_about(const struct dl_context_site *s, const struct dl_running *r)
{
	return s->call->context == r->context && (!s->who || !r->who || s->who == r->who);
}

bool dl_ends_it(void *ctx, struct dl_func_info *info)
{
	struct dl_ending *e = ctx;
	const struct dl_order_func *of = dl_order_func_of(e->an, info);

	for (size_t i = 0; i < of->contexts.len && !e->found; i++) {
		const struct dl_context_site *s = &of->contexts.data[i];

		if (!dl_is_about(s, e->r) || s->call->part <= DL_CONTEXT_STARTS ||
		    s->call->part == DL_CONTEXT_ASKS ||
		    (!e->quiets && s->call->part != DL_CONTEXT_ENDS))
			continue;
		e->found = s;
		e->func = info->func;
	}
	return e->found;
}

bool dl_call_ends(struct dl_analysis *an, const struct dl_instr *at, struct dl_ending *e)
{
	struct dl_func_info *const *targets;
	struct dl_func_info *direct = dl_callee_of(an, at);
	uint32_t n = direct ? 1 : dl_callees_of(an, at, &targets);

	for (uint32_t i = 0; i < n; i++) {
		struct dl_func_info *callee = direct ? direct : targets[i];
		const struct dl_order_func *of = dl_order_func_of(an, callee);

		if ((e->quiets ? of->quiets : of->ends) & dl_running_bit(e->r) &&
		    dl_order_walk(an, callee, dl_ends_it, e))
			return true;
	}
	return false;
}

bool dl_is_end_of(struct dl_analysis *an, const struct dl_context_site *s, const struct dl_running *r)
{
	const struct dl_order *o = dl_order_of(an);

	if (s->call->part != DL_CONTEXT_ENDS || !dl_is_about(s, r))
		return false;
	/* operations are of one thing, however many there are */
	if (r->context->has_tables || (s->who && r->who) || r->begin->op != DL_OP_STORE)
		return true;
	for (size_t i = 0; i < o->running.len; i++)
		if (o->running.data[i].context == r->context &&
		    o->running.data[i].callback != r->callback)
			return false;
	return true;
}

/* ---- what is released ---- */

bool dl_is_one_of_many(struct dl_analysis *an, const struct dl_released *rel)
{
	const struct dl_func_info *home = NULL;
	uint32_t functions = 0, calls = 0;

	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_order_func *of = dl_order_func_of(an, &an->funcs[f]);
		bool releases = false;

		if (an->funcs[f].func == rel->func)
			home = &an->funcs[f];
		for (size_t i = 0; i < of->releases.len; i++)
			for (size_t k = 0; k < 2; k++)
				releases |= rel->at->keys[k] && of->releases.data[i].keys[k] == rel->at->keys[k];
		functions += releases;
	}
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_order_func *of = dl_order_func_of(an, &an->funcs[f]);

		for (size_t i = 0; i < of->calls.len; i++)
			calls += dl_callee_of(an, of->calls.data[i].at) == home;
	}
	return functions > 3 || calls > 3;
}

/* ---- before ---- */

struct dl_may dl_call_may(struct dl_analysis *an, const struct dl_instr *at)
{
	struct dl_func_info *const *targets;
	struct dl_func_info *direct = dl_callee_of(an, at);
	uint32_t n = direct ? 1 : dl_callees_of(an, at, &targets);
	struct dl_may may = { 0 };

	for (uint32_t i = 0; i < n; i++) {
		const struct dl_order_func *of = dl_order_func_of(an, direct ? direct : targets[i]);

		may.begins |= of->begins;
		may.stop |= of->may_stop;
		may.end |= of->may_end;
	}
	return may;
}

/* What the hardware is told ends what it runs. */
bool dl_is_stopped_by(const struct dl_analysis *an, const struct dl_running *r, const struct dl_instr *at)
{
	const struct dl_context_call *call = dl_models_context_call(an->options->models, at->callee);

	/* nobody uses the device any more */
	if (call)
		return r->context->by_hardware && call->part == DL_CONTEXT_ENDS && call->context->has_tables;
	return r->context->by_hardware || !at->callee ||
	       (!dl_models_find(an->options->models, at->callee) && dl_name_undoes(an, at->callee));
}

/* A way that has begun it is that of a failure to begin: not judged. */
static bool is_begun_here(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_site *site,
			  const struct dl_running *r)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);

	for (size_t i = 0; i < of->contexts.len; i++)
		if (of->contexts.data[i].call->part <= DL_CONTEXT_STARTS && dl_is_about(&of->contexts.data[i], r) &&
		    dl_site_before(info, &of->contexts.data[i].site, site))
			return true;
	for (size_t i = 0; i < of->calls.len; i++)
		if (dl_site_before(info, &of->calls.data[i], site) &&
		    dl_call_may(an, of->calls.data[i].at).begins & dl_running_bit(r))
			return true;
	return false;
}

/* It is known to be about something else: what runs already runs on. */
static bool is_told(const struct dl_analysis *an, const struct dl_site *stop)
{
	return stop->at->callee && dl_models_find(an->options->models, stop->at->callee);
}

/* Something in the function itself ends it, or may. */
static bool is_ended_here(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_site *site,
			  const struct dl_running *r, enum dl_rest rest)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);
	struct dl_ending e = { .an = an, .r = r, .quiets = true };

	for (size_t i = 0; i < of->contexts.len; i++)
		if (of->contexts.data[i].call->part > DL_CONTEXT_STARTS && dl_is_about(&of->contexts.data[i], r) &&
		    dl_site_before(info, &of->contexts.data[i].site, site))
			return true;
	for (size_t i = 0; i < of->stops.len; i++)
		if (dl_is_stopped_by(an, r, of->stops.data[i].at) &&
		    dl_site_before(info, &of->stops.data[i], site) &&
		    (rest == DL_REST_TOLD || !is_told(an, &of->stops.data[i])))
			return true;
	for (size_t i = 0; i < of->calls.len; i++) {
		const struct dl_may may = dl_call_may(an, of->calls.data[i].at);

		if (dl_site_before(info, &of->calls.data[i], site) &&
		    (dl_call_ends(an, of->calls.data[i].at, &e) ||
		     (r->context->by_hardware && (rest == DL_REST_TOLD ? may.stop : may.end))))
			return true;
	}
	return false;
}

/* All calls of it come after an end; one is enough where the hardware decides. */
static bool is_quiet_in_callers(struct dl_analysis *an, struct dl_func_info *info,
				const struct dl_running *r, enum dl_rest rest, int depth)
{
	bool any = false, begun = false;

	if (depth > 3 || info->table || info->callback_record)
		return false;
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_order_func *of = dl_order_func_of(an, &an->funcs[f]);

		for (size_t i = 0; i < of->calls.len; i++) {
			bool quiet;

			if (dl_callee_of(an, of->calls.data[i].at) != info)
				continue;
			if (is_begun_here(an, &an->funcs[f], &of->calls.data[i], r)) {
				begun = true;
				continue;
			}
			quiet = dl_is_quiet_before(an, &an->funcs[f], &of->calls.data[i], r, rest, depth + 1);
			if (quiet == r->context->by_hardware)
				return quiet;
			any = true;
		}
	}
	return any ? !r->context->by_hardware : begun;
}

/* A way from @info, where @site is, up to @top has no end before the calls on it. */
static bool is_unquiet_way(struct dl_analysis *an, struct dl_func_info *info, const struct dl_site *site,
			   const struct dl_func_info *top, const struct dl_running *r, enum dl_rest rest, int depth)
{
	if (depth > 5 || is_begun_here(an, info, site, r) || is_ended_here(an, info, site, r, rest))
		return false;
	if (info == top)
		return true;
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_order_func *of = dl_order_func_of(an, &an->funcs[f]);

		for (size_t i = 0; i < of->calls.len; i++)
			if (dl_callee_of(an, of->calls.data[i].at) == info &&
			    is_unquiet_way(an, &an->funcs[f], &of->calls.data[i], top, r, rest,
					    depth + 1))
				return true;
	}
	return false;
}

bool dl_is_unquiet_way(struct dl_analysis *an, struct dl_func_info *info, const struct dl_site *site,
		       const struct dl_func_info *top, const struct dl_running *r, enum dl_rest rest)
{
	return is_unquiet_way(an, info, site, top, r, rest, 0);
}

/* Of a mark that was set before, the context's functions may ask. */
static bool asks_for_mark(struct dl_analysis *an, const struct dl_running *r, const struct dl_order_func *of,
			  const struct dl_func_info *info, const struct dl_site *before)
{
	for (size_t i = 0; i < of->marks.len; i++) {
		const struct dl_mark *m = &of->marks.data[i];

		if (before && !dl_site_before(info, &m->site, before))
			continue;
		if (dl_map_has(&dl_order_func_of(an, r->callback)->names, m->key))
			return true;
		for (uint32_t c = 0; c < r->callback->callee_count; c++)
			if (dl_map_has(&dl_order_func_of(an, an->callees.data[r->callback->first_callee + c])->names,
				       m->key))
				return true;
	}
	return false;
}

bool dl_is_marked_before(struct dl_analysis *an, struct dl_func_info *info, const struct dl_site *site,
			 const struct dl_running *r)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);

	if (asks_for_mark(an, r, of, info, site))
		return true;
	for (size_t i = 0; i < of->calls.len; i++) {
		const struct dl_func_info *callee = dl_callee_of(an, of->calls.data[i].at);

		if (callee && dl_site_before(info, &of->calls.data[i], site) &&
		    asks_for_mark(an, r, dl_order_func_of(an, callee), callee, NULL))
			return true;
	}
	return false;
}

bool dl_is_quiet_before(struct dl_analysis *an, struct dl_func_info *info, const struct dl_site *site,
			const struct dl_running *r, enum dl_rest rest, int depth)
{
	return is_begun_here(an, info, site, r) || is_ended_here(an, info, site, r, rest) ||
	       is_quiet_in_callers(an, info, r, rest, depth);
}

/* ---- what a function releases ---- */

static bool collect(void *ctx, struct dl_func_info *info)
{
	struct dl_releases *out = ctx;
	const struct dl_order_func *of = dl_order_func_of(out->an, info);

	/* given to kref_put(): the last reference decides */
	if (info->address_taken && !info->table)
		return false;
	for (size_t i = 0; i < of->releases.len && out->count < DL_MAX_RELEASED; i++)
		out->items[out->count++] = (struct dl_released){ out->site, &of->releases.data[i], info->func };
	return false;
}

void dl_find_releases(struct dl_analysis *an, struct dl_func_info *info, struct dl_releases *out)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);

	out->an = an;
	out->count = 0;
	for (size_t i = 0; i < of->releases.len && out->count < DL_MAX_RELEASED; i++)
		out->items[out->count++] = (struct dl_released){ of->releases.data[i].site,
							      &of->releases.data[i], info->func };
	for (size_t i = 0; i < of->calls.len; i++) {
		struct dl_func_info *callee = dl_callee_of(an, of->calls.data[i].at);

		out->site = of->calls.data[i];
		/* who makes as well ends its own, or what it could not make */
		if (callee && dl_order_func_of(an, callee)->may_release && !callee->may_make)
			dl_order_walk(an, callee, collect, out);
	}
}

/* ---- judging ---- */

void dl_order_emit(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_released *rel,
		   const struct dl_running *r, const struct dl_func_info *user, struct dl_event ev)
{
	for (size_t i = 0; i < dl_events_of(an)->list.len; i++) {
		const struct dl_event *old = &dl_events_of(an)->list.data[i];

		/* one for each end, and for what has none */
		if (old->kind == DL_EV_ACTIVE && old->active == ev.active &&
		    (old->func == info->func || ev.active == DL_ACTIVE_NEVER) &&
		    (old->at == rel->site.at ||
		     (old->related.line == ev.related.line && old->related.file == ev.related.file)))
			return;
	}
	ev.kind = DL_EV_ACTIVE;
	ev.func = ev.explored = info->func;
	ev.at = rel->site.at;
	ev.loc = rel->site.at->loc;
	ev.model = rel->at->model;
	ev.what = rel->at->field;
	ev.related_text = r->context->name;
	if (user) {
		ev.partner = user->func->name;
		ev.user = user->func;
	}
	ev.inner = rel->at->site.at != rel->site.at ? rel->at->site.at : NULL;
	ev.inner_func = rel->func;
	ev.grounds.by_slot = true;
	ev.grounds.assumed |= r->context->by_hardware;
	ev.grounds.guarded |= dl_is_marked_before(an, (struct dl_func_info *)info, &rel->site, r);
	dl_vec_push(&dl_events_of(an)->list, ev);
}

/* No end of it, or anything like one, comes before; and it is no part of what goes on in the context itself. */
static bool is_early(struct dl_analysis *an, struct dl_func_info *info, const struct dl_released *rel,
		     const struct dl_running *r)
{
	struct dl_func_info *home = dl_info_of(an, rel->func->symbol);

	return home && !dl_order_runs(an, r->callback, rel->func) &&
	       dl_is_unquiet_way(an, home, &rel->at->site, info, r, DL_REST_TOLD) &&
	       !dl_is_quiet_before(an, info, &rel->site, r, DL_REST_TOLD, 0);
}

/* Called by the kernel as long as something is registered. */
static bool is_operation(const struct dl_running *r)
{
	return r->context->has_tables || (r->begin->op == DL_OP_STORE && r->context->has_begins);
}

/* Something in the function ends @r before @site: to wait for what runs is no end of what is started again. */
static bool is_ended_before(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_site *site,
			    const struct dl_running *r)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);
	struct dl_ending e = { .an = an, .r = r };

	for (size_t i = 0; i < of->contexts.len; i++)
		if (of->contexts.data[i].call->part == DL_CONTEXT_ENDS && dl_is_about(&of->contexts.data[i], r) &&
		    dl_site_before(info, &of->contexts.data[i].site, site))
			return true;
	for (size_t i = 0; i < of->calls.len; i++)
		if (dl_site_before(info, &of->calls.data[i], site) && dl_call_ends(an, of->calls.data[i].at, &e))
			return true;
	return false;
}

/* Who uses @rel of @info in @r's context; or in a work and the like, not ended before, that an operation starts. */
static const struct dl_func_info *user_of(struct dl_analysis *an, struct dl_func_info *info,
					  const struct dl_released *rel, const struct dl_running *r)
{
	const struct dl_order *o = dl_order_of(an);
	const struct dl_func_info *user = dl_running_user(an, r, rel->at);

	for (size_t i = 0; !user && is_operation(r) && i < o->running.len; i++) {
		const struct dl_running *started = &o->running.data[i];

		if (!started->context->waits_for_start || started->context->transfers ||
		    !dl_order_starts(an, r, started))
			continue;
		if (!is_ended_before(an, info, &rel->site, started))
			user = dl_running_user(an, started, rel->at);
	}
	return user;
}

/* @rel comes before @end, which ends @r. */
static void judge_pair(struct dl_analysis *an, struct dl_func_info *info, const struct dl_released *rel,
		       const struct dl_site *end, const struct dl_running *r)
{
	const struct dl_func_info *user;

	/* one function for several records, one after the other */
	if (!dl_site_before(info, &rel->site, end) ||
	    (dl_callee_of(an, end->at) && dl_callee_of(an, end->at) == dl_callee_of(an, rel->site.at)))
		return;
	user = user_of(an, info, rel, r);
	if (!user || dl_is_one_of_many(an, rel) || !is_early(an, info, rel, r))
		return;
	dl_order_emit(an, info, rel, r, user, (struct dl_event){
		.active = DL_ACTIVE_BEFORE_END, .related = end->at->loc, .related_func = info->func,
		.grounds.guarded = dl_is_of_another(an, info, rel, end) });
}

void dl_order_judge_ends(struct dl_analysis *an, struct dl_func_info *info,
			 const struct dl_releases *rels, const struct dl_running *r,
			 dl_judge_pair_fn judge)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);

	for (size_t i = 0; i < of->contexts.len; i++)
		for (uint32_t k = 0; k < rels->count; k++)
			if (dl_is_end_of(an, &of->contexts.data[i], r))
				judge(an, info, &rels->items[k], &of->contexts.data[i].site, r);
	for (size_t i = 0; i < of->calls.len; i++) {
		struct dl_ending e = { .an = an, .r = r };

		if (!dl_call_ends(an, of->calls.data[i].at, &e) || !dl_is_end_of(an, e.found, r))
			continue;
		for (uint32_t k = 0; k < rels->count; k++)
			judge(an, info, &rels->items[k], &of->calls.data[i], r);
	}
}

/* The last function of the driver for a device releases what a context uses that the core ends later. */
static void judge_managed(struct dl_analysis *an, struct dl_func_info *info, const struct dl_releases *rels,
			  const struct dl_running *r)
{
	if (!info->ends_binding || !r->managed || dl_order_func_of(an, info)->quiets & dl_running_bit(r))
		return;
	for (uint32_t k = 0; k < rels->count; k++) {
		const struct dl_func_info *user = user_of(an, info, &rels->items[k], r);

		if (user && !dl_is_one_of_many(an, &rels->items[k]) &&
		    is_early(an, info, &rels->items[k], r))
			dl_order_emit(an, info, &rels->items[k], r, user, (struct dl_event){
				.active = DL_ACTIVE_MANAGED, .related = r->begin->loc,
				.related_func = r->begin_func });
	}
}

void dl_order_judge_teardown(struct dl_analysis *an)
{
	struct dl_order *o = dl_order_of(an);
	struct dl_releases *rels = dl_xcalloc(1, sizeof(*rels));

	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		struct dl_func_info *info = &an->funcs[f];
		const struct dl_order_func *of = dl_order_func_of(an, info);

		if (info->start || !of->tears_down || info->may_make || (!of->ends && !info->ends_binding))
			continue;
		dl_find_releases(an, info, rels);
		for (size_t i = 0; rels->count && i < o->running.len; i++) {
			if (of->begins & dl_running_bit(&o->running.data[i]))
				continue;
			judge_managed(an, info, rels, &o->running.data[i]);
			if (of->ends & dl_running_bit(&o->running.data[i]))
				dl_order_judge_ends(an, info, rels, &o->running.data[i],
						    judge_pair);
		}
	}
	free(rels);
}
