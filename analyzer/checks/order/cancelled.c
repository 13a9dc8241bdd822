/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a transfer's callback alone releases: who cancels the transfer is not told of its end, and the
 * mapping stays. Nobody else may release it, but for who has made it and could not start.
 */
#include "checks/event/event.h"
#include "checks/order/order.h"

/* All that leads to it is the callback. */
static bool is_run_by(struct dl_analysis *an, struct dl_func_info *info, const struct dl_func_info *callback,
		      int depth)
{
	bool any = false;

	if (info == callback)
		return true;
	if (depth > 3 || info->address_taken || info->table)
		return false;
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_order_func *of = dl_order_func_of(an, &an->funcs[f]);

		for (size_t i = 0; i < of->calls.len; i++) {
			if (dl_callee_of(an, of->calls.data[i].at) != info)
				continue;
			if (!is_run_by(an, &an->funcs[f], callback, depth + 1))
				return false;
			any = true;
		}
	}
	return any;
}

/* It, or a callback of another transfer, which is not told either. */
static bool is_run_by_any(struct dl_analysis *an, struct dl_func_info *info, const struct dl_context *context)
{
	const struct dl_order *o = dl_order_of(an);

	for (size_t i = 0; i < o->running.len; i++)
		if (o->running.data[i].context == context && !o->running.data[i].callback->has_caller &&
		    is_run_by(an, info, o->running.data[i].callback, 0))
			return true;
	return false;
}

static uint64_t key_of(const struct dl_release_site *rel)
{
	return rel->keys[0] ? rel->keys[0] : rel->list;
}

/* What @info has mapped itself could not be started. */
static bool is_unwinding(const struct dl_func_info *info, const struct dl_order_func *of,
			 const struct dl_site *site)
{
	for (size_t i = 0; i < of->maps.len; i++)
		if (dl_site_before(info, &of->maps.data[i], site))
			return true;
	return false;
}

/* Operations of another table map into the field and release what is there: they do without this transfer. */
static bool is_of_another_way(struct dl_analysis *an, const struct dl_global *table, const struct dl_func_info *info,
			      const struct dl_running *r, uint64_t key)
{
	bool releases = false, maps = false;

	for (uint32_t i = 0; i < table->ref_count; i++) {
		const struct dl_func_info *other = dl_info_of(an, table->refs[i].func);

		if (!other)
			continue;
		if (other->func == r->begin_func)
			return false;
		releases |= other == info;
		maps |= dl_order_func_of(an, other)->maps.len && dl_map_has(&dl_order_func_of(an, other)->names, key);
	}
	return releases && maps;
}

static bool goes_another_way(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_running *r,
			     uint64_t key)
{
	for (uint32_t i = 0; i < an->unit->global_count; i++)
		if (is_of_another_way(an, &an->unit->globals[i], info, r, key))
			return true;
	return false;
}

/* Nobody but callbacks, and who maps it, releases what the field keeps. */
static bool is_left_to_callback(struct dl_analysis *an, const struct dl_running *r, uint64_t key)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		struct dl_func_info *info = &an->funcs[f];
		const struct dl_order_func *of = dl_order_func_of(an, info);
		bool known = false;

		if (info->func->degradation_count)
			return false;
		for (size_t i = 0; i < of->releases.len; i++) {
			if (key_of(&of->releases.data[i]) != key)
				continue;
			known = true;
			if (!is_unwinding(info, of, &of->releases.data[i].site) &&
			    !is_run_by_any(an, info, r->context) && !goes_another_way(an, info, r, key))
				return false;
		}
		if (!known && dl_map_has(&info->own_releases, key))
			return false;
	}
	return true;
}

/* Where it is mapped: by who hands it to the channel, or stores it. */
static const struct dl_site *map_of(struct dl_analysis *an, const struct dl_running *r, uint64_t key,
				    const struct dl_func **maker)
{
	const struct dl_func_info *begun = dl_info_of(an, r->begin_func->symbol);

	if (begun && dl_order_func_of(an, begun)->maps.len) {
		*maker = begun->func;
		return &dl_order_func_of(an, begun)->maps.data[0];
	}
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_order_func *of = dl_order_func_of(an, &an->funcs[f]);

		*maker = an->funcs[f].func;
		if (of->maps.len && dl_map_has(&of->names, key))
			return &of->maps.data[0];
	}
	return NULL;
}

/* @info releases it after @site. */
static bool is_released_after(const struct dl_func_info *info, const struct dl_order_func *of,
			      const struct dl_site *site, uint64_t key)
{
	for (size_t i = 0; i < of->releases.len; i++)
		if (key_of(&of->releases.data[i]) == key && dl_site_before(info, site, &of->releases.data[i].site))
			return true;
	return false;
}

/* It ends a transfer of the same channel, not from the callback of one, and leaves what the field keeps. */
static bool cancels(struct dl_analysis *an, struct dl_func_info *info, const struct dl_context_site *s,
		    const struct dl_running *r, uint64_t key)
{
	const struct dl_func_info *begun = dl_info_of(an, r->begin_func->symbol);

	/* who gives the channel back is done with it */
	return s->call->context == r->context && s->channel && !dl_name_undoes(an, s->site.at->callee) &&
	       (s->call->part == DL_CONTEXT_ASKS || s->call->part == DL_CONTEXT_ENDS) && begun &&
	       dl_map_has(&dl_order_func_of(an, begun)->channels, s->channel) &&
	       !is_released_after(info, dl_order_func_of(an, info), &s->site, key) &&
	       !is_run_by_any(an, info, r->context);
}

/* What cancels it, rather while the driver goes on than at its end. */
static const struct dl_context_site *find_cancelling(struct dl_analysis *an, const struct dl_running *r,
						     uint64_t key, const struct dl_func_info **in)
{
	const struct dl_context_site *found = NULL;

	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		struct dl_func_info *info = &an->funcs[f];
		const struct dl_order_func *of = dl_order_func_of(an, info);

		for (size_t i = 0; i < of->contexts.len; i++) {
			if (!cancels(an, info, &of->contexts.data[i], r, key) || (found && of->tears_down))
				continue;
			if (!found || dl_order_func_of(an, *in)->tears_down) {
				found = &of->contexts.data[i];
				*in = info;
			}
		}
	}
	return found;
}

struct cancelled {
	struct dl_analysis *an;
	const struct dl_running *r;
	struct dl_map *told;
};

/* For dl_order_walk(), with a cancelled: what the functions of a callback release. */
static bool judge(void *ctx, struct dl_func_info *info)
{
	struct cancelled *c = ctx;
	struct dl_analysis *an = c->an;
	const struct dl_order_func *of = dl_order_func_of(an, info);

	for (size_t i = 0; is_run_by(an, info, c->r->callback, 0) && i < of->releases.len; i++) {
		const struct dl_release_site *rel = &of->releases.data[i];
		const uint64_t key = key_of(rel);
		const struct dl_func_info *in = NULL;
		const struct dl_context_site *end;
		const struct dl_site *map;
		const struct dl_func *maker;

		if (!key || rel->model->role != DL_ROLE_UNMAP || dl_map_has(c->told, key) ||
		    !is_left_to_callback(an, c->r, key))
			continue;
		map = map_of(an, c->r, key, &maker);
		end = map ? find_cancelling(an, c->r, key, &in) : NULL;
		if (!end)
			continue;
		dl_map_put(c->told, key, (void *)1);
		dl_vec_push(&dl_events_of(an)->list, ((struct dl_event){
			.kind = DL_EV_CANCELLED, .func = in->func, .explored = in->func, .at = end->site.at,
			.loc = end->site.at->loc, .what = rel->field, .partner = c->r->callback->func->name,
			.related = map->at->loc, .related_func = maker,
			.inner = rel->site.at, .inner_func = info->func,
			.grounds.by_slot = true, .grounds.unread = true }));
	}
	return false;
}

void dl_order_judge_cancelled(struct dl_analysis *an)
{
	const struct dl_order *o = dl_order_of(an);
	struct dl_map told = { 0 };

	for (size_t i = 0; i < o->running.len; i++) {
		struct cancelled c = { an, &o->running.data[i], &told };

		if (c.r->context->transfers && c.r->begin_func && c.r->begin && c.r->begin->op == DL_OP_STORE &&
		    !c.r->callback->has_caller)
			dl_order_walk(an, c.r->callback, judge, &c);
	}
	dl_map_free(&told);
}
