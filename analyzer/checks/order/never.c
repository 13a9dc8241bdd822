/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A context that nobody ends: a thread, a timer or a work that the driver has begun may go on when the
 * last function for the device has released what it uses, or has left that to the device core.
 */
#include <stdlib.h>

#include "checks/event/event.h"
#include "checks/order/order.h"

/* What binds the driver begins it. */
static bool begins_with_binding(struct dl_analysis *an, const struct dl_running *r)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++)
		if (an->funcs[f].start && an->funcs[f].start->binds &&
		    dl_order_runs(an, &an->funcs[f], r->begin_func))
			return true;
	return false;
}

/* For dl_order_walk(), with a dl_ending: an end, what is like one, or one that is asked for. */
static bool has_end(void *ctx, struct dl_func_info *info)
{
	struct dl_ending *e = ctx;
	const struct dl_order_func *of = dl_order_func_of(e->an, info);

	for (size_t i = 0; i < of->contexts.len; i++)
		if (of->contexts.data[i].call->part > DL_CONTEXT_STARTS && dl_is_about(&of->contexts.data[i], e->r))
			return true;
	return false;
}

/* Something that runs between ends it, or may. */
static bool ends_elsewhere(struct dl_analysis *an, const struct dl_running *r)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		struct dl_func_info *info = &an->funcs[f];
		struct dl_ending e = { .an = an, .r = r };

		if (!(info->table || info->address_taken || !info->has_caller) || info->ends_binding ||
		    (info->start && info->start->binds))
			continue;
		if (dl_order_walk(an, info, has_end, &e))
			return true;
	}
	return false;
}

static bool calls_an_end(void *ctx, struct dl_func_info *info)
{
	struct dl_analysis *an = ctx;
	const struct dl_order_func *of = dl_order_func_of(an, info);

	for (size_t i = 0; i < of->stops.len; i++) {
		const char *name = of->stops.data[i].at->callee;

		/* that of another context is known for what it is */
		if (!name || (!dl_models_find(an->options->models, name) && dl_name_undoes(an, name) &&
			      !dl_models_context_call(an->options->models, name)))
			return true;
	}
	return false;
}

/* The last thing that a function does. */
static struct dl_site last_call(const struct dl_func_info *info)
{
	struct dl_site last = { 0 };

	for (uint32_t i = 0; i < info->cfg->block_count; i++) {
		const uint32_t b = info->cfg->order[i];
		const struct dl_block *block = &info->func->blocks[b];

		for (uint32_t k = 0; info->cfg->position[b] == i && k < block->instr_count; k++)
			if (block->instrs[k].op == DL_OP_CALL)
				last = (struct dl_site){ b, k, &block->instrs[k] };
	}
	return last;
}

/* A work and the like runs when somebody asks for it. */
static bool may_run(struct dl_analysis *an, const struct dl_running *r)
{
	for (uint32_t f = 0; r->context->waits_for_start && f < an->unit->func_count; f++)
		if (dl_order_func_of(an, &an->funcs[f])->starts & dl_running_bit(r))
			return true;
	return !r->context->waits_for_start;
}

/* No function of the driver does anything like it. */
static bool is_never_ended(struct dl_analysis *an, const struct dl_running *r)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		struct dl_ending e = { .an = an, .r = r };

		if (has_end(&e, &an->funcs[f]))
			return false;
	}
	return true;
}

/*
 * What starts with the binding, and goes on until somebody ends it: the driver's last function does not. A tasklet
 * that nobody ever ends may be pending whenever memory is released, although the device is at rest.
 */
static bool goes_on(struct dl_analysis *an, struct dl_func_info *info, const struct dl_running *r)
{
	struct dl_ending e = { .an = an, .r = r };

	/* operations are ended with what has them */
	if (r->callback && r->callback->table && (r->begin->op != DL_OP_STORE || r->context->has_begins))
		return false;
	if (r->managed || !r->callback || info->func->degradation_count || !may_run(an, r))
		return false;
	if (r->context->by_hardware)
		return r->context->waits_for_start && !r->context->transfers && is_never_ended(an, r);
	return info->ends_binding && !dl_order_walk(an, info, has_end, &e) && !ends_elsewhere(an, r) &&
	       begins_with_binding(an, r);
}

static void judge_managed(struct dl_analysis *an, struct dl_func_info *info, const struct dl_running *r)
{
	const struct dl_order *o = dl_order_of(an);
	struct dl_released rel = { .site = last_call(info), .func = info->func };

	for (size_t i = 0; rel.site.at && i < o->managed.len; i++) {
		const struct dl_managed_memory *m = &o->managed.data[i];
		const struct dl_release_site made = { .model = dl_model_of(an, m->at), .field = m->field,
						      .keys = { m->key } };
		const struct dl_func_info *user = dl_running_user(an, r, &made);

		rel.at = &made;
		if (!user)
			continue;
		dl_order_emit(an, info, &rel, r, user, (struct dl_event){
			.active = DL_ACTIVE_NEVER, .managed = true, .related = r->begin->loc,
			.related_func = r->begin_func,
			.grounds.assumed = dl_order_walk(an, info, calls_an_end, an) });
		return;
	}
}

/* Released by the last function itself. A work or a timer need not be pending then. */
static void judge_released(struct dl_analysis *an, struct dl_func_info *info, const struct dl_releases *rels,
			   const struct dl_running *r)
{
	for (uint32_t k = 0; k < rels->count; k++) {
		const struct dl_released *rel = &rels->items[k];
		const struct dl_func_info *user = dl_running_user(an, r, rel->at);

		if (!user || rel->at->is_core || dl_is_one_of_many(an, rel) || dl_order_runs(an, r->callback, rel->func))
			continue;
		dl_order_emit(an, info, rel, r, user, (struct dl_event){
			.active = DL_ACTIVE_NEVER, .related = r->begin->loc, .related_func = r->begin_func,
			.grounds.assumed = r->begin->op == DL_OP_STORE });
		return;
	}
}

void dl_order_judge_never(struct dl_analysis *an)
{
	const struct dl_order *o = dl_order_of(an);
	struct dl_releases *rels = dl_xcalloc(1, sizeof(*rels));

	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		struct dl_func_info *info = &an->funcs[f];

		if (!dl_order_func_of(an, info)->begins_teardown)
			continue;
		dl_find_releases(an, info, rels);
		for (size_t i = 0; i < o->running.len; i++) {
			if (!goes_on(an, info, &o->running.data[i]))
				continue;
			if (info->ends_binding)
				judge_managed(an, info, &o->running.data[i]);
			/* nobody else ends the driver's own */
			if ((o->running.data[i].context->by_hardware && an->options->is_whole) ||
			    !dl_order_walk(an, info, calls_an_end, an))
				judge_released(an, info, rels, &o->running.data[i]);
		}
	}
	free(rels);
}
