/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Summaries (engine.md section 7): what a function does, in terms of its
 * parameters, split by how it ends. Applying one to a call replaces the
 * parameters by the arguments and gives a state per case that is possible.
 * Cases that become one: summary_join.c.
 */
#include "engine/path/path.h"

#include <string.h>

#define SMALL_FUNCTION 120

static bool is_worth_exploring(struct dl_analysis *an, struct dl_func_info *info)
{
	if (info->direct || info->instr_count <= SMALL_FUNCTION)
		return true;
	for (uint32_t i = 0; i < info->callee_count; i++) {
		const struct dl_func_info *callee = an->callees.data[info->first_callee + i];

		if (callee->direct || (callee->summary && callee->summary->visible))
			return true;
	}
	return false;
}

struct dl_summary *dl_summary_of(struct dl_analysis *an, struct dl_func_info *info)
{
	if (info->progress == DL_EXPLORED)
		return info->summary;
	if (info->progress == DL_EXPLORING)
		return NULL;
	info->progress = DL_EXPLORING;
	if (is_worth_exploring(an, info)) {
		info->summary = DL_NEW(an->arena, struct dl_summary);
		info->summary->func = info->func;
		dl_explore(an, info, info->summary);
	}
	info->progress = DL_EXPLORED;
	return info->summary;
}

/* ---- building ---- */

struct exported {
	const struct dl_func *func;
	const struct dl_exit *exit;
	const struct dl_object *objects[DL_MAX_CASE_OBJECTS];
	uint32_t count;
	const struct dl_sym *own;	/* see dl_summary_case; only of terms */
};

static bool carries_exported(const struct exported *x, const struct dl_sym *value)
{
	for (uint32_t i = 0; i < x->count; i++)
		if (dl_sym_derives(value, x->objects[i]->value) ||
		    (x->objects[i]->handle && dl_sym_derives(value, x->objects[i]->handle)))
			return true;
	return false;
}

/* Another exit returns what @o's call has made. */
static bool is_result_elsewhere(const struct dl_explorer *ex, const struct dl_object *o)
{
	for (size_t i = 0; i < ex->exits.len; i++) {
		const struct dl_sym *ret = ex->exits.data[i].ret;

		if (ret && dl_sym_strip(ret) == o->value && dl_exit_holds_good(&ex->exits.data[i], o))
			return true;
	}
	return false;
}

/*
 * Where a loan has failed, a number is returned in place of the value that others get: what a test of the
 * result says of that number tells whether the caller sees the failure.
 */
static const struct dl_sym *mark_of(const struct dl_explorer *ex, const struct dl_exit *e,
				    const struct dl_object *o)
{
	struct dl_span failed = dl_model_failed(o->model);
	struct dl_fact f;

	if (!e->ret || o->state != DL_OBJ_FAILED || o->older || o->model->role == DL_ROLE_ALLOC ||
	    (o->model->failure != DL_FAIL_BAD_HANDLE && o->model->failure != DL_FAIL_ZERO) ||
	    (o->handle && o->handle != o->value))
		return NULL;
	f = dl_state_range(e->state, e->ret);
	if (!o->mark && dl_sym_strip(e->ret) == o->value)
		f = (struct dl_fact){ .lo = failed.lo, .hi = failed.hi };
	return f.lo == f.hi && is_result_elsewhere(ex, o) ? dl_sym_int(ex->syms, f.lo) : NULL;
}

/* A place that the caller can name, and that keeps @value. */
static const struct dl_sym *place_that_keeps(const struct exported *x, const struct dl_sym *value)
{
	const struct dl_state *st = x->exit->state;

	for (uint32_t i = 0; i < st->env_len; i++)
		if (dl_sym_strip(st->env[i].value) == value && !dl_loc_is_local(st->env[i].loc) &&
		    dl_sym_is_external(x->func, st->env[i].loc))
			return st->env[i].loc;
	return NULL;
}

/* The memory that the function has got and returns; NULL: none. */
static const struct dl_sym *returned_memory(const struct exported *x)
{
	const struct dl_sym *ret = x->exit->ret ? dl_sym_strip(x->exit->ret) : NULL;

	return ret && ret->kind == DL_SYM_RESULT && x->func->ret && x->func->ret->kind == DL_TYPE_PTR ? ret : NULL;
}

/*
 * What callers can call @loc, which lies in memory that the function has got: it is found through the place
 * that keeps the memory, or returned. NULL: by no name.
 */
static const struct dl_sym *name_outside(struct dl_explorer *ex, const struct exported *x, const struct dl_sym *loc)
{
	const struct dl_sym *root = dl_sym_root(loc), *field = dl_sym_last_field(loc), *place, *memory;

	/* who was given the memory may have a way of its own to what it keeps */
	if (root->kind != DL_SYM_RESULT || dl_map_has(&ex->handed, (uintptr_t)root))
		return NULL;
	place = place_that_keeps(x, root);
	if (!place && root != returned_memory(x))
		return NULL;
	memory = dl_sym_deref(ex->syms, place ? dl_sym_load(ex->syms, place, 0) : root);
	return field ? dl_sym_field(ex->syms, memory, field->record, field->field, (uint32_t)field->num) : memory;
}

/* The caller can see it: it is returned, or kept in memory that the caller can reach. */
static bool is_seen(struct dl_explorer *ex, const struct exported *x, const struct dl_object *o)
{
	const struct dl_sym *ret = x->exit->ret;

	if (ret && (dl_sym_mentions(ret, o->value) || (o->handle && dl_sym_derives(ret, o->handle))))
		return true;
	for (uint32_t h = 0; h < o->alias_count; h++)
		if (!dl_loc_is_local(o->aliases[h]) &&
		    (dl_sym_is_external(x->func, o->aliases[h]) || name_outside(ex, x, o->aliases[h])))
			return true;
	return (o->sg && dl_sym_is_external(x->func, o->sg)) || mark_of(ex, x->exit, o);
}

static void choose_objects(struct dl_explorer *ex, struct exported *x)
{
	const struct dl_state *st = x->exit->state;

	for (uint32_t i = 0; i < st->object_count && x->count < DL_MAX_CASE_OBJECTS; i++) {
		const struct dl_object *o = &st->objects[i];

		if (o->state == DL_OBJ_RELEASED || (o->older && !(o->stored && o->state == DL_OBJ_OK)))
			continue;
		if (is_seen(ex, x, o))
			x->objects[x->count++] = o;
	}
}

/*
 * Inside a summary the results of exported objects keep their own symbols;
 * dl_summary_apply() gives them new ones. What is not external and belongs to
 * no exported object has no meaning outside.
 */
static const struct dl_sym *external_or_null(const struct exported *x, const struct dl_sym *value)
{
	if (!value)
		return NULL;
	if (dl_sym_is_external(x->func, value) || carries_exported(x, value))
		return value;
	if (value->kind == DL_SYM_CALL && value->arg_count == 1 &&
	    (carries_exported(x, value->args[0]) || dl_sym_is_external(x->func, value->args[0])))
		return value;
	if (value->kind == DL_SYM_BIN && dl_sym_is_external(x->func, value->b) && value->has_result) {
		const struct dl_sym *inner = external_or_null(x, value->a);

		return inner ? value : NULL;
	}
	return NULL;
}

static const struct dl_sym *export_term(void *ctx, const struct dl_sym *term)
{
	const struct exported *x = ctx;

	return x->own && dl_sym_derives(term, x->own) ? term : external_or_null(x, term);
}

static void export_effect(const struct exported *x, const struct dl_effect *from,
			  struct dl_effect *to)
{
	*to = *from;
	to->terms = dl_terms_convert(&from->terms, export_term, (void *)x);
}

/* The memory that an object was made of, which the function has got itself: where its callers find it. */
static void find_own(const struct exported *x, struct dl_summary_case *c)
{
	for (uint32_t i = 0; i < x->count && !c->own; i++) {
		const struct dl_sym *buf = x->objects[i]->terms.buf;
		const struct dl_sym *base = buf ? dl_sym_strip(dl_sym_pointer_base(buf)) : NULL;
		bool returned;

		if (!base || base->kind != DL_SYM_RESULT || carries_exported(x, base))
			continue;
		returned = x->exit->ret && dl_sym_strip(x->exit->ret) == base;
		c->own_place = returned ? NULL : place_that_keeps(x, base);
		if (returned || c->own_place)
			c->own = base;
	}
	for (uint32_t i = 0; i < x->count && !c->own; i++)
		for (uint32_t h = 0; h < x->objects[i]->alias_count && !c->own; h++)
			if (dl_sym_root(x->objects[i]->aliases[h]) == returned_memory(x))
				c->own = returned_memory(x);
}

static void export_homes(struct dl_explorer *ex, const struct exported *x, struct dl_object *o)
{
	for (uint32_t h = 0; h < o->alias_count; h++) {
		const struct dl_sym *name = name_outside(ex, x, o->aliases[h]);

		o->aliases[h] = name ? name : o->aliases[h];
	}
}

/* The number stands for the value from here on: callers ask about one and the other alike. */
static void export_mark(const struct dl_explorer *ex, const struct dl_exit *exit,
			struct dl_summary_case *c, struct dl_object *o)
{
	o->mark = mark_of(ex, exit, o);
	if (o->mark)
		c->ret = o->value;
}

/* The memory that callers get keeps there what was made for it. */
static bool is_handle_in_own(const struct exported *x, const struct dl_summary_case *c, const struct dl_binding *b)
{
	return c->own && !c->own_place && b->loc->kind == DL_SYM_FIELD && b->loc->a->kind == DL_SYM_DEREF &&
	       b->loc->a->a == c->own && carries_exported(x, b->value);
}

/* The place is tested somewhere, and what was put there is not 0. */
static bool is_tested_nonzero(const struct dl_explorer *ex, const struct dl_state *st,
			      const struct dl_binding *b)
{
	struct dl_fact f;

	if (!dl_loc_key(b->loc) || !dl_map_has(&ex->an->tested_fields, dl_loc_key(b->loc)))
		return false;
	f = dl_state_range(st, b->value);
	return dl_fact_is_nonzero(&f);
}

static void export_case(struct dl_explorer *ex, const struct dl_exit *exit,
			struct dl_summary *summary, struct dl_summary_case *c)
{
	const struct dl_state *st = exit->state;
	struct exported x = { .func = ex->func, .exit = exit };

	memset(c, 0, sizeof(*c));
	c->left = exit->loc;
	c->way = st->story;
	choose_objects(ex, &x);
	if (exit->ret) {
		c->range = dl_state_range(st, exit->ret);
		c->range.value = exit->ret;
		if (ex->func->ret && ex->func->ret->kind == DL_TYPE_PTR &&
		    (c->range.lo || c->range.hi) && dl_state_uses(st, exit->ret))
			dl_fact_narrow(&c->range, DL_BIN_NE, 0);
	}
	c->ret = external_or_null(&x, exit->ret);
	if (exit->ret && c->range.lo == c->range.hi)
		c->ret = dl_sym_int(ex->syms, c->range.lo);
	for (uint32_t i = 0; i < st->fact_count && c->guard_count < DL_MAX_GUARDS; i++)
		if (!st->facts[i].by_use && dl_sym_is_external(ex->func, st->facts[i].value))
			c->guards[c->guard_count++] = st->facts[i];
	find_own(&x, c);
	x.own = c->own;
	for (uint32_t i = 0; i < x.count; i++) {
		struct dl_object *o = &c->objects[c->object_count++];

		*o = *x.objects[i];
		DL_HOOKS(export_object, ex, exit, o);
		o->terms = dl_terms_convert(&o->terms, export_term, &x);
		o->sg = external_or_null(&x, o->sg);
		export_homes(ex, &x, o);
		export_mark(ex, exit, c, o);
	}
	x.own = NULL;
	for (uint32_t i = 0; i < st->env_len && c->store_count < DL_MAX_STORES; i++) {
		const struct dl_binding *b = &st->env[i];

		if (dl_loc_is_local(b->loc) || !(dl_sym_is_external(ex->func, b->loc) || is_handle_in_own(&x, c, b)))
			continue;
		if (b->value == dl_sym_load(ex->syms, b->loc, 0))
			continue;
		/* what means nothing outside is still something else than before */
		c->stores[c->store_count] =
			(struct dl_binding){ b->loc, external_or_null(&x, b->value) };
		if (!c->stores[c->store_count].value && is_tested_nonzero(ex, st, b))
			c->nonzero_stores |= 1u << c->store_count;
		c->store_count++;
	}
	c->reads_params = st->reads_params;
	c->writes_params = st->writes_params;
	/* there was no room for more */
	summary->releases_unnamed |= st->effect_count == DL_MAX_EFFECTS;
	for (uint32_t i = 0; i < st->effect_count; i++) {
		const struct dl_effect *e = &st->effects[i];

		if (!dl_sym_is_external(ex->func, e->value)) {
			summary->releases_unnamed |= e->kind == DL_EFFECT_RELEASE;
			continue;
		}
		/* a place that the caller can name is exported as a store */
		if (e->kind == DL_EFFECT_KEEP && e->loc && dl_sym_is_external(ex->func, e->loc))
			continue;
		if (!c->effects)
			c->effects = DL_NEW_ARRAY(ex->an->arena, struct dl_effect, DL_MAX_EFFECTS);
		export_effect(&x, e, &c->effects[c->effect_count++]);
	}
}

static bool does_more_than_keep(const struct dl_summary_case *c)
{
	for (uint32_t i = 0; i < c->effect_count; i++)
		if (c->effects[i].kind != DL_EFFECT_KEEP)
			return true;
	return false;
}

/* A guard that needs to be checked, not only known: a predicate of a parameter. */
static bool has_check_guard(const struct dl_summary_case *c)
{
	for (uint32_t i = 0; i < c->guard_count; i++)
		if (c->guards[i].value->kind == DL_SYM_CALL && dl_sym_model(c->guards[i].value))
			return true;
	return false;
}

/* Add the case of one exit; false when there is no room. @alike: join what ends alike. */
static bool add_case(struct dl_explorer *ex, const struct dl_exit *exit, struct dl_summary *summary,
		     bool alike)
{
	struct dl_summary_case c;

	export_case(ex, exit, summary, &c);
	for (uint32_t k = 0; k < summary->case_count; k++)
		if (dl_case_join(ex->an, &summary->cases[k], &c, alike))
			return true;
	if (summary->case_count == DL_MAX_CASES)
		return false;
	summary->cases[summary->case_count++] = c;
	summary->does_more |= c.object_count || does_more_than_keep(&c) || has_check_guard(&c);
	summary->visible |= summary->does_more || c.effect_count;
	return true;
}

/* Arguments that the summary says nothing about may still be kept and written by the callee. */
static bool is_silent(const struct dl_summary *summary)
{
	for (uint32_t i = 0; i < summary->case_count; i++) {
		const struct dl_summary_case *c = &summary->cases[i];

		if (c->object_count || c->effect_count || c->store_count)
			return false;
	}
	return true;
}

void dl_summary_build(struct dl_explorer *ex, struct dl_summary *summary)
{
	bool room = false;

	if (ex->cut) {
		summary->top = true;
		return;
	}
	summary->releases_unnamed |= ex->gives_release;
	summary->never_returns = ex->exits.len == 0 && !ex->degraded;
	/* most have fewer cases than there is room for */
	summary->cases = dl_arena_alloc(ex->arena, DL_MAX_CASES * sizeof(*summary->cases));
	for (int alike = 0; alike < 2 && !room; alike++) {
		room = true;
		summary->case_count = 0;
		for (size_t i = 0; i < ex->exits.len && room; i++)
			room = add_case(ex, &ex->exits.data[i], summary, alike);
	}
	summary->top = !room;
	summary->may_write = is_silent(summary);
	summary->only_reads = dl_func_only_reads(ex, summary);
	summary->asks = dl_func_asks(summary);
	summary->cases = dl_arena_memdup(ex->an->arena, summary->cases,
					 summary->case_count * sizeof(*summary->cases));
}
