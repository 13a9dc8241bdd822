/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Functions that run in a context, beside those that a call or store of places.c names: operations in tables, and
 * what is handed on to who stores it. And what they use.
 */
#include "checks/order/order.h"

/* Functions of a table run while what has it is registered. */
static void add_tables(struct dl_analysis *an)
{
	for (uint32_t i = 0; i < an->unit->func_count; i++) {
		const struct dl_record *table = an->funcs[i].table;
		const struct dl_context *context = table ?
			dl_models_context_table(an->options->models, table->name) : NULL;
		struct dl_running found = { .context = context, .callback = &an->funcs[i] };

		for (uint32_t f = 0; context && f < an->unit->func_count && !found.begin; f++) {
			const struct dl_order_func *of = dl_order_func_of(an, &an->funcs[f]);

			for (size_t k = 0; k < of->contexts.len; k++) {
				const struct dl_context_site *s = &of->contexts.data[k];

				if (s->call->context != context || s->call->part != DL_CONTEXT_BEGINS)
					continue;
				found.begin = s->site.at;
				found.begin_func = an->funcs[f].func;
				found.managed = s->call->managed;
			}
		}
		if (found.begin)
			dl_vec_push(&dl_order_of(an)->running, found);
	}
}

/* The functions that callers give to one that stores them. */
static void add_given(struct dl_analysis *an)
{
	struct dl_order *o = dl_order_of(an);

	for (size_t g = 0; g < o->given.len; g++) {
		const struct dl_given_callback *given = &o->given.data[g];

		for (uint32_t f = 0; f < an->unit->func_count; f++) {
			const struct dl_order_func *of = dl_order_func_of(an, &an->funcs[f]);

			for (size_t i = 0; i < of->calls.len; i++) {
				const struct dl_instr *call = of->calls.data[i].at;
				const struct dl_val *arg = given->param < call->arg_count ? &call->args[given->param] : NULL;
				struct dl_running found = { .context = given->context, .begin = given->at,
							    .begin_func = given->info->func, .who = given->who };

				if (!arg || arg->kind != DL_VAL_FUNC || dl_callee_of(an, call) != given->info)
					continue;
				found.callback = dl_info_of(an, arg->str);
				if (found.callback)
					dl_vec_push(&o->running, found);
			}
		}
	}
}

/* Functions in fields end with what has the fields: by the device core, where all of it is registered in a managed way. */
static void find_managed(struct dl_analysis *an)
{
	struct dl_order *o = dl_order_of(an);
	uint64_t managed = 0, own = 0;

	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_order_func *of = dl_order_func_of(an, &an->funcs[f]);

		for (size_t k = 0; k < of->contexts.len; k++) {
			const struct dl_context_call *call = of->contexts.data[k].call;

			if (call->part == DL_CONTEXT_BEGINS && !call->callbacks)
				*(call->managed ? &managed : &own) |= 1ULL << call->context->index;
		}
	}
	for (size_t i = 0; i < o->running.len; i++) {
		struct dl_running *r = &o->running.data[i];

		if (r->begin && r->begin->op == DL_OP_STORE)
			r->managed = (managed & ~own) >> r->context->index & 1;
	}
}

void dl_order_find_running(struct dl_analysis *an)
{
	add_tables(an);
	add_given(an);
	find_managed(an);
}

/* ---- what they use ---- */

struct using {
	struct dl_analysis *an;
	const struct dl_release_site *rel;
	const struct dl_func_info *found;
};

static bool releases_it(const struct dl_order_func *of, const struct dl_release_site *rel)
{
	for (size_t i = 0; i < of->releases.len; i++)
		for (size_t k = 0; k < 2; k++)
			if (rel->keys[k] && of->releases.data[i].keys[k] == rel->keys[k])
				return true;
	return false;
}

/* A record that is a member of two others is two: one is released, the other one is read. */
static bool reads_it(const struct dl_order_func *of, const struct dl_release_site *rel, uint64_t key)
{
	uintptr_t owner = (uintptr_t)dl_map_get(&of->reads, key);

	return key && owner && (!rel->owner || owner == DL_ANY_OWNER || owner == rel->owner);
}

static bool uses(void *ctx, struct dl_func_info *info)
{
	struct using *u = ctx;
	const struct dl_order_func *of = dl_order_func_of(u->an, info);
	bool reads = false, maps = false, makes = false;

	for (size_t i = 0; i < 2; i++) {
		reads |= reads_it(of, u->rel, u->rel->keys[i]);
		makes |= u->rel->keys[i] && dl_map_has(&of->writes, u->rel->keys[i]);
		maps |= u->rel->keys[i] && u->rel->model && u->rel->model->role == DL_ROLE_UNMAP &&
			dl_map_has(&of->writes, u->rel->keys[i]);
	}
	/* another end of it is no use, nor is it one of what the function has made itself */
	if (maps || (reads && !makes && !releases_it(of, u->rel)))
		u->found = info;
	return u->found;
}

const struct dl_func_info *dl_running_goes_to(struct dl_analysis *an, const struct dl_running *r,
					      const struct dl_release_site *rel)
{
	struct using u = { .an = an, .rel = rel };

	dl_order_walk(an, r->callback, uses, &u);
	return u.found;
}

const struct dl_func_info *dl_running_user(struct dl_analysis *an, const struct dl_running *r,
					   const struct dl_release_site *rel)
{
	const struct dl_func_info *begun = r->begin_func ? dl_info_of(an, r->begin_func->symbol) : NULL;
	const struct dl_func_info *found;

	/* a channel takes its own callbacks along; the hardware, or who waits for a start, has nothing to do without users */
	if (!rel->model && (r->context->by_hardware || r->context->waits_for_start))
		return NULL;
	found = dl_running_goes_to(an, r, rel);
	/* it tells that the hardware is done with what it was given */
	for (size_t i = 0; !found && begun && r->begin->op == DL_OP_STORE && i < 2; i++)
		if (rel->keys[i] && dl_map_has(&dl_order_func_of(an, begun)->handed, rel->keys[i]))
			return r->callback;
	return found;
}

/* What lies in the record, and in those in it. */
static bool has_record(const struct dl_record *in, const struct dl_record *record, int depth)
{
	if (in == record)
		return true;
	for (uint32_t i = 0; depth < 3 && i < in->member_count; i++) {
		const struct dl_type *type = in->members[i].type;

		while (type && type->kind == DL_TYPE_ARRAY)
			type = type->elem;
		if (type && type->kind == DL_TYPE_RECORD && type->record && has_record(type->record, record, depth + 1))
			return true;
	}
	return false;
}

static bool may_use(void *ctx, struct dl_func_info *info)
{
	struct using *u = ctx;
	const struct dl_order_func *of = dl_order_func_of(u->an, info);

	for (size_t i = 0; i < of->shown.len && !u->found; i++)
		if (has_record(of->shown.data[i], u->rel->record, 0))
			u->found = info;
	return u->found;
}

const struct dl_func_info *dl_running_may_use(struct dl_analysis *an, const struct dl_running *r,
					      const struct dl_release_site *rel)
{
	struct using u = { .an = an, .rel = rel };

	if (rel->record)
		dl_order_walk(an, r->callback, may_use, &u);
	return u.found;
}
