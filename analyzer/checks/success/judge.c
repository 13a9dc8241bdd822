/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the exits of a function say of mappings that nobody checked. Accusation
 * is strict, every doubt silences (engine.md section 2). Mappings that nobody
 * can release: leak.c.
 */
#include "checks/event/event.h"
#include "checks/success/success.h"
#include "engine/path/path.h"

/* ---- may somebody else still look at it? ---- */

bool dl_object_is_managed(const struct dl_object *o)
{
	return o->model->managed || o->model->failure == DL_FAIL_NEVER;
}

struct aliases {
	bool any_field;		/* kept in a field of memory that outlives the function, or in a global */
	bool any_bare;		/* kept where nobody can test it: bytes, words, numbers in the device's order */
	bool any_other;		/* kept elsewhere outside: *out */
	bool tested;		/* some function of the unit tests one of the fields */
	bool core;		/* every field is one of a kernel record */
	bool poisoned;
};

static bool holds_value(const struct dl_state *st, const struct dl_object *o,
			const struct dl_sym *loc)
{
	const struct dl_sym *value = dl_state_bound(st, loc);

	return value && dl_sym_derives(value, o->value);
}

/* What lies at @loc, as far as its own type or that of the pointer to it says. */
static const struct dl_type *type_at(const struct dl_sym *loc)
{
	const struct dl_sym *whole = dl_sym_whole(loc), *base;
	const struct dl_type *type = loc->type;
	const struct dl_func *func;

	if (type || whole->kind != DL_SYM_DEREF)
		return type;
	base = dl_sym_pointer_base(whole->a);
	/* into the middle of an array */
	if (base->kind == DL_SYM_ADDR)
		return base->a->type && base->a->type->kind == DL_TYPE_ARRAY ? base->a->type->elem : NULL;
	type = base->type;
	if (!type && base->kind == DL_SYM_LOAD)
		type = base->a->type ? base->a->type : base->a->declared;
	if (!type && dl_sym_is_initial(base)) {
		func = base->a->site;
		type = base->a->num < func->var_count ? func->vars[base->a->num].type : NULL;
	}
	return type && type->kind == DL_TYPE_PTR ? type->elem : NULL;
}

/* All of the handle is there, as a number that who finds it can test. */
static bool can_be_tested(const struct dl_explorer *ex, const struct dl_state *st,
			  const struct dl_object *o, const struct dl_sym *loc)
{
	const struct dl_sym *value = dl_state_bound(st, loc);
	const struct dl_type *type = type_at(loc);
	uint32_t whole = ex->an->options->is_narrow ? 4 : 8;

	if (value && dl_sym_strip(value) != o->value)
		return false;
	for (; value && value->kind == DL_SYM_CAST; value = value->a)
		if (value->size < whole)
			return false;
	return !type || type->kind != DL_TYPE_INT ||
	       (type->size >= whole &&
		!(type->name && dl_lexicon_type(&ex->an->lexicon, type->name) == DL_TYPENAME_ORDERED));
}

static struct aliases look_at_aliases(const struct dl_explorer *ex, const struct dl_state *st,
				  const struct dl_object *o)
{
	struct aliases h = { .core = true };
	const struct dl_map *tests = dl_model_is_map(o->model) && !dl_model_is_sg(o->model) ?
				     &ex->an->checked_fields : &ex->an->tested_fields;

	for (uint32_t i = 0; i < o->alias_count; i++) {
		const struct dl_sym *field = dl_loc_home(o->aliases[i]);
		uint64_t key = dl_home_key(o->aliases[i]);

		if (dl_loc_is_local(o->aliases[i]) && !o->stored)
			continue;
		/* where a list lives says nothing about its count */
		if (o->sg && !holds_value(st, o, o->aliases[i]))
			continue;
		if (!key) {
			bool bare = !o->sg && !dl_loc_is_local(o->aliases[i]) &&
				    !can_be_tested(ex, st, o, o->aliases[i]);

			h.any_bare |= bare;
			h.any_other |= !bare && !dl_loc_is_local(o->aliases[i]);
			continue;
		}
		h.any_field = true;
		h.tested |= dl_map_has(tests, key) || dl_success_tests_element(ex, o, o->aliases[i], key);
		h.poisoned |= dl_map_has(&ex->an->poisoned_fields, key);
		h.core &= field && field->record && field->record->is_core;
	}
	h.core &= !h.any_bare;
	return h;
}

/* ---- never checked ---- */

/* Exits that differ in what they return may tell the caller what happened. */
static bool exits_differ(const struct dl_explorer *ex, const struct dl_object *o)
{
	const struct dl_sym *first = NULL;
	bool any = false;

	for (size_t i = 0; i < ex->exits.len; i++) {
		const struct dl_exit *e = &ex->exits.data[i];
		bool has = false;

		for (uint32_t k = 0; k < e->state->object_count; k++)
			has |= e->state->objects[k].origin == o->origin;
		if (!has)
			continue;
		if (e->ret && e->ret->kind != DL_SYM_INT)
			return true;
		if (any && e->ret != first)
			return true;
		first = e->ret;
		any = true;
	}
	return false;
}

/* A sibling exit where the mapping is known to be good returns the same number: failure looks like success. */
static bool looks_like_success(const struct dl_explorer *ex, const struct dl_exit *here,
			       const struct dl_object *o)
{
	for (size_t i = 0; i < ex->exits.len; i++) {
		const struct dl_exit *e = &ex->exits.data[i];

		if (e->ret == here->ret && e->ret && e->ret->kind == DL_SYM_INT && dl_exit_holds_good(e, o))
			return true;
	}
	return false;
}

static void never_checked(struct dl_explorer *ex, const struct dl_state *st,
			  const struct dl_object *o, const struct dl_loc *loc,
			  const struct dl_instr *at, struct dl_grounds grounds)
{
	/* where facts were dropped, a path around the function's tests may not be possible */
	grounds.budget |= st->blurred && ex->info->checks;
	dl_emit_event(ex, st, (struct dl_event){
		.kind = DL_EV_NEVER_CHECKED, .loc = *loc, .at = at, .object = o, .grounds = grounds });
}

/* Its callers, all in sight, know the place that it was put into, and may look at it there. */
static bool is_for_callers(const struct dl_explorer *ex, const struct dl_object *o)
{
	for (uint32_t i = 0; dl_callers_are_known(ex->info) && i < o->alias_count; i++)
		if (!dl_loc_is_local(o->aliases[i]) && dl_sym_is_external(ex->func, o->aliases[i]))
			return true;
	return false;
}

/* A value that was kept, and nobody in the unit tests it. */
static struct dl_grounds kept_grounds(const struct dl_explorer *ex, const struct dl_object *o,
				      const struct aliases *h)
{
	bool sg = dl_model_is_sg(o->model);

	return (struct dl_grounds){
		.assumed = !dl_success_of(o)->submitted && (sg || !ex->info->address_taken),
		/* others may look at a kernel record; a test in this function says who should */
		.core_slot = !sg && h->core && dl_model_is_map(o->model) && !dl_success_of(o)->bad_test,
		.untested_allocation = o->model->role == DL_ROLE_ALLOC,
	};
}

static void judge_unchecked(struct dl_explorer *ex, const struct dl_exit *e,
			    const struct dl_object *o)
{
	struct aliases h = look_at_aliases(ex, e->state, o);
	bool sg = dl_model_is_sg(o->model);

	if (dl_object_is_managed(o) || dl_exit_returns(e, o))
		return;
	if (dl_success_of(o)->published) {
		never_checked(ex, e->state, o, &e->loc, NULL, (struct dl_grounds){ 0 });
		return;
	}
	if (h.tested || h.poisoned || h.any_other || (o->escaped && !sg))
		return;
	/* a wrapper's duty is its callers': they are explored with it */
	if (o->origin_func != ex->func && dl_callers_are_known(ex->info) && !h.any_field &&
	    !h.any_bare)
		return;
	if (!h.any_field && h.any_bare && is_for_callers(ex, o))
		return;
	if (sg) {
		if (o->escaped || (exits_differ(ex, o) && !dl_success_of(o)->submitted &&
				   !(dl_success_of(o)->bad_test && looks_like_success(ex, e, o))))
			return;
	} else if (!h.any_field && !h.any_bare) {
		return;
	}
	never_checked(ex, e->state, o, &e->loc, NULL, kept_grounds(ex, o, &h));
}

void dl_judge_lost(struct dl_explorer *ex, const struct dl_state *st, const struct dl_object *o,
		   const struct dl_instr *at, const struct dl_loc *loc)
{
	struct aliases h;

	if (o->state != DL_OBJ_UNCHECKED || ex->degraded || !dl_model_is_map(o->model) ||
	    dl_model_is_sg(o->model) || dl_object_is_managed(o) || o->escaped)
		return;
	h = look_at_aliases(ex, st, o);
	if ((h.any_field || h.any_bare) && !h.tested && !h.poisoned && !h.any_other)
		never_checked(ex, st, o, loc, at, kept_grounds(ex, o, &h));
}

/* The failure was noticed, logged and left where the device will find it; or a callee alone knows of it. */
static void judge_ignored(struct dl_explorer *ex, const struct dl_exit *e,
			  const struct dl_object *o)
{
	struct aliases h = look_at_aliases(ex, e->state, o);

	if (!(dl_success_of(o)->unacted || (dl_success_of(o)->missed && o->stored)) || dl_exit_fails(ex, e) ||
	    dl_object_is_managed(o) || dl_exit_returns(e, o) || !dl_model_is_map(o->model))
		return;
	if (!dl_model_is_sg(o->model) && !h.any_field)
		return;
	dl_emit_event(ex, e->state, (struct dl_event){
		.kind = DL_EV_NEVER_CHECKED, .loc = e->loc, .object = o });
}

/* ---- all exits ---- */

void dl_success_exit(struct dl_explorer *ex, const struct dl_exit *e, const struct dl_object *o)
{
	if (o->state == DL_OBJ_UNCHECKED && (!o->older || dl_success_of(o)->published))
		judge_unchecked(ex, e, o);
	if (!e->state->blurred && o->state == DL_OBJ_FAILED && !o->older)
		judge_ignored(ex, e, o);
}
