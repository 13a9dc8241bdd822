/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a static function does under a condition that none of its callers allows does not happen. The
 * conditions of an event that are about what the function is given are asked of the state at each call:
 * what the caller has tested, what its callees have set before. What the caller does not know either, but
 * can say of its own parameters, its callers are asked.
 */
#include <string.h>

#include "checks/event/context.h"
#include "engine/path/path.h"

#define MAX_DEPTH 4		/* callers up */
#define MAX_WAYS 8		/* to one event */
#define MAX_LIFTED 8		/* of one event */
#define MAX_EXPLORED 64		/* callers that are explored for this, in a unit */

static struct dl_contexts *contexts_of(const struct dl_analysis *an)
{
	return dl_contexts_of_unit(an);
}

static void add(struct dl_analysis *an, struct dl_context *c)
{
	struct dl_map *map = &contexts_of(an)->by_func;

	c->next_of_func = dl_map_get(map, (uintptr_t)c->info);
	dl_map_put(map, (uintptr_t)c->info, c);
}

/* False: callers have no say. */
static bool find_needs(const struct dl_explorer *ex, const struct dl_state *state, struct dl_context *c)
{
	memset(c, 0, sizeof(*c));
	c->info = ex->info;
	if (!dl_callers_are_known(ex->info) || ex->func->in_header)
		return false;
	for (uint32_t i = 0; i < state->fact_count && c->need_count < DL_MAX_NEEDS; i++)
		if (!state->facts[i].by_use && dl_sym_is_external(ex->func, state->facts[i].value))
			c->needs[c->need_count++] = state->facts[i];
	return c->need_count > 0;
}

static struct dl_context *keep(struct dl_analysis *an, const struct dl_context *wanted)
{
	struct dl_context *c = dl_arena_memdup(an->arena, wanted, sizeof(*wanted));

	c->root = c;
	add(an, c);
	return c;
}

struct dl_context *dl_context_of_event(struct dl_explorer *ex, const struct dl_state *state)
{
	struct dl_context c;

	return find_needs(ex, state, &c) ? keep(ex->an, &c) : NULL;
}

/* It hangs on the same, in the same words. */
static bool needs_same(const struct dl_context *c, const struct dl_context *other)
{
	if (c->info != other->info || c->need_count != other->need_count)
		return false;
	for (uint32_t i = 0; i < c->need_count; i++)
		if (c->needs[i].value != other->needs[i].value ||
		    !dl_fact_within(&c->needs[i], &other->needs[i]) ||
		    !dl_fact_within(&other->needs[i], &c->needs[i]))
			return false;
	return true;
}

void dl_context_add_way(struct dl_context *context, struct dl_explorer *ex, const struct dl_state *state)
{
	struct dl_context way;

	if (!context || context->possible)
		return;
	if (context->way_count == MAX_WAYS || !find_needs(ex, state, &way)) {
		context->possible = true;
		return;
	}
	for (const struct dl_context *w = context; w; w = w->other_way)
		if (needs_same(w, &way))
			return;
	way.other_way = context->other_way;
	context->other_way = keep(ex->an, &way);
	context->way_count++;
}

/* ---- at a call ---- */

struct at_call {
	struct dl_explorer *ex;
	const struct dl_state *state;
	const struct dl_applied *a;
	const struct dl_func *callee;
};

/* What a value of the callee's is at the call. */
static const struct dl_sym *in_caller(void *ctx, const struct dl_sym *sym)
{
	const struct at_call *c = ctx;
	const struct dl_sym *loc = sym->a;

	if (sym->kind != DL_SYM_LOAD)
		return NULL;
	if (loc->kind == DL_SYM_VAR && loc->site == c->callee)
		return loc->num < c->a->arg_count && loc->num < 32 ? c->a->args[loc->num] :
		       dl_sym_unknown(c->ex->syms, c->a->call, 900 + loc->num);
	loc = dl_sym_replace(c->ex->syms, loc, in_caller, ctx);
	/* that memory was zero once says too little of what others have done with it since */
	return dl_state_read(c->state, c->ex->syms, loc);
}

/* The caller's callers are asked what it does not know itself. */
static void lift(struct at_call *at, struct dl_context *c)
{
	struct dl_explorer *ex = at->ex;
	struct dl_context up = { .info = ex->info, .root = c->root, .depth = c->depth + 1 };

	for (uint32_t i = 0; i < c->need_count; i++) {
		const struct dl_sym *v = dl_sym_replace(ex->syms, c->needs[i].value, in_caller, at);

		if (v->kind == DL_SYM_INT || !dl_sym_is_external(ex->func, v))
			continue;
		up.needs[up.need_count] = c->needs[i];
		up.needs[up.need_count++].value = v;
	}
	if (!up.need_count || up.depth > MAX_DEPTH || c->root->lifted_count == MAX_LIFTED ||
	    !dl_callers_are_known(ex->info) || ex->func->in_header) {
		c->root->possible = true;
		return;
	}
	for (const struct dl_context *k = c->root->lifted; k; k = k->next_lifted)
		if (needs_same(k, &up))
			return;
	c->root->lifted_count++;
	up.next_lifted = c->root->lifted;
	c->root->lifted = dl_arena_memdup(ex->an->arena, &up, sizeof(up));
	add(ex->an, c->root->lifted);
}

static bool is_refuted(struct at_call *at, const struct dl_context *c)
{
	for (uint32_t i = 0; i < c->need_count; i++) {
		const struct dl_sym *v = dl_sym_replace(at->ex->syms, c->needs[i].value, in_caller, at);
		struct dl_fact f = dl_state_range(at->state, v);

		if (dl_fact_disjoint(&c->needs[i], &f))
			return true;
	}
	return false;
}

void dl_contexts_apply(struct dl_explorer *ex, const struct dl_state *state, const struct dl_applied *a)
{
	struct at_call at = { ex, state, a, a->callee ? a->callee->func : NULL };
	struct dl_context *c = a->callee ? dl_map_get(&contexts_of(ex->an)->by_func, (uintptr_t)a->callee) : NULL;

	for (; c; c = c->next_of_func) {
		if (c->root->possible)
			continue;
		if (is_refuted(&at, c))
			c->refuted = true;
		else
			lift(&at, c);
	}
}

/* ---- at the end ---- */

/* Callers of @info that no event was looked for in. */
static bool explore_callers(struct dl_analysis *an, const struct dl_func_info *info)
{
	struct dl_contexts *all = contexts_of(an);
	bool any = false;

	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		struct dl_func_info *caller = &an->funcs[f];

		if (caller->progress != DL_NOT_EXPLORED || !dl_func_calls(an, caller, info) ||
		    all->explored == MAX_EXPLORED)
			continue;
		all->explored++;
		dl_summary_of(an, caller);
		any = true;
	}
	return any;
}

void dl_contexts_explore(struct dl_analysis *an)
{
	struct dl_map *map = &contexts_of(an)->by_func;
	bool more = true;

	for (uint32_t round = 0; more && round < MAX_DEPTH; round++) {
		more = false;
		for (size_t i = 0; i < map->len; i++) {
			const struct dl_context *c = map->entries[i].value;
			bool open = false;

			for (; c && !open; c = c->next_of_func)
				open = !c->root->possible;
			if (open)
				more |= explore_callers(an, (const void *)(uintptr_t)map->entries[i].key);
		}
	}
}

/* Each call was seen, and none allows it. */
static bool is_impossible_here(const struct dl_analysis *an, const struct dl_context *c, bool lifted)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func_info *caller = &an->funcs[f];

		if (dl_func_calls(an, caller, c->info) &&
		    (caller->progress != DL_EXPLORED || !caller->summary || caller->summary->top))
			return false;
	}
	return c->refuted || lifted;
}

static bool is_impossible_way(const struct dl_analysis *an, const struct dl_context *c)
{
	if (c->possible || !is_impossible_here(an, c, c->lifted))
		return false;
	for (const struct dl_context *k = c->lifted; k; k = k->next_lifted) {
		bool higher = false;

		for (const struct dl_context *u = c->lifted; u; u = u->next_lifted)
			higher |= u->depth == k->depth + 1;
		if (!is_impossible_here(an, k, higher))
			return false;
	}
	return true;
}

bool dl_context_is_impossible(const struct dl_analysis *an, const struct dl_context *context)
{
	/* what was found out of the first way holds of the event */
	if (!context || context->possible)
		return false;
	for (const struct dl_context *w = context; w; w = w->other_way)
		if (!is_impossible_way(an, w))
			return false;
	return true;
}
