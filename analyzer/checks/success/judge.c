/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the exits of a function say of mappings that nobody checked. Accusation
 * is strict, every doubt silences (engine.md section 2). Mappings that nobody
 * can release: leak.c.
 */
#include "checks/leak/leak.h"
#include "checks/ownership/owner.h"
#include "checks/success/success.h"
#include "engine/state/explorer.h"

/* ---- may somebody else still look at it? ---- */

bool dl_object_is_managed(const struct dl_object *o)
{
	return o->model->managed || o->model->failure == DL_FAIL_NEVER;
}

bool dl_exit_returns(const struct dl_exit *e, const struct dl_object *o)
{
	const struct dl_sym *list = o->sg ? dl_sym_pointer_base(o->sg) : NULL;

	if (e->ret && list && list->kind == DL_SYM_RESULT && dl_sym_mentions(o->sg, e->ret))
		return true;
	return e->ret && e->ret->has_result &&
	       (dl_sym_mentions(e->ret, o->value) ||
		(o->handle && dl_sym_mentions(e->ret, o->handle)));
}

struct homes {
	bool any_field;		/* kept in a field of memory that outlives the function */
	bool any_other;		/* kept elsewhere outside: *out, an array, a global */
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

static struct homes look_at_homes(const struct dl_explorer *ex, const struct dl_state *st,
				  const struct dl_object *o)
{
	struct homes h = { .core = true };
	const struct dl_map *tests = dl_model_is_map(o->model) && !dl_model_is_sg(o->model) ?
				     &ex->an->checked_fields : &ex->an->tested_fields;

	for (uint32_t i = 0; i < o->home_count; i++) {
		const struct dl_sym *field = dl_sym_last_field(o->homes[i]);
		uint64_t key = dl_loc_key(o->homes[i]);

		if (dl_loc_is_local(o->homes[i]) && !o->stored)
			continue;
		/* where a list lives says nothing about its count */
		if (o->sg && !holds_value(st, o, o->homes[i]))
			continue;
		if (!field) {
			h.any_other |= !dl_loc_is_local(o->homes[i]);
			continue;
		}
		h.any_field = true;
		h.tested |= dl_map_has(tests, key);
		h.poisoned |= dl_map_has(&ex->an->poisoned_fields, key);
		h.core &= field->record && field->record->is_core;
	}
	return h;
}

static bool callers_are_known(const struct dl_func_info *info)
{
	return info->func->is_static && info->has_caller && !info->address_taken;
}

/* ---- outcomes ---- */

/* -EINPROGRESS, -EIOCBQUEUED: the request runs, its completion will clean up; -EBUSY: it may run later. */
static bool is_pending(const struct dl_explorer *ex, int64_t value)
{
	return value == -115 || value == -529 || (value == -16 && ex->info->is_async);
}

static bool excludes_pending(const struct dl_explorer *ex, const struct dl_fact *f)
{
	for (uint32_t i = 0; i < f->ne_count; i++)
		if (is_pending(ex, f->ne[i]))
			return true;
	return false;
}

static bool returns_error_pointers(const struct dl_explorer *ex)
{
	for (size_t i = 0; i < ex->exits.len; i++) {
		const struct dl_sym *ret = ex->exits.data[i].ret;

		struct dl_fact f;

		if (!ret)
			continue;
		/* ERR_PTR() is its argument: a number or error code in place of a pointer */
		f = dl_state_range(ex->exits.data[i].state, ret);
		if (f.hi < 0 || ret->kind == DL_SYM_PHI ||
		    (ret->type && ret->type->kind == DL_TYPE_INT))
			return true;
	}
	return false;
}

bool dl_exit_fails(const struct dl_explorer *ex, const struct dl_exit *e)
{
	const struct dl_type *ret = ex->func->ret;
	struct dl_fact f;

	if (!e->ret || !ret)
		return false;
	f = dl_state_range(e->state, e->ret);
	if (f.lo == f.hi && is_pending(ex, f.lo))
		return false;
	if (ret->kind == DL_TYPE_PTR)
		return f.hi < 0 || (f.lo == 0 && f.hi == 0 && !returns_error_pointers(ex));
	if (f.lo == f.hi)
		return f.lo < 0;
	/* which of the negative results it is decides */
	if (ex->info->is_async)
		return f.hi < 0 && excludes_pending(ex, &f);
	if (f.hi < 0)
		return true;
	return ret->kind == DL_TYPE_INT && ret->is_signed && e->ret->kind != DL_SYM_INT &&
	       f.lo < 0 && dl_fact_is_nonzero(&f);
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

bool dl_exit_holds_good(const struct dl_exit *exit, const struct dl_object *object)
{
	for (uint32_t k = 0; k < exit->state->object_count; k++)
		if (exit->state->objects[k].origin == object->origin &&
		    exit->state->objects[k].state == DL_OBJ_OK)
			return true;
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

/* A value that was kept, and nobody in the unit tests it. */
static struct dl_grounds kept_grounds(const struct dl_explorer *ex, const struct dl_object *o,
				      const struct homes *h)
{
	bool sg = dl_model_is_sg(o->model);

	return (struct dl_grounds){
		.assumed = !o->submitted && (sg || !ex->info->address_taken),
		/* others may look at a kernel record; a test in this function says who should */
		.core_slot = !sg && h->core && dl_model_is_map(o->model) && !o->bad_test,
		.untested_allocation = o->model->role == DL_ROLE_ALLOC,
	};
}

static void judge_unchecked(struct dl_explorer *ex, const struct dl_exit *e,
			    const struct dl_object *o)
{
	struct homes h = look_at_homes(ex, e->state, o);
	bool sg = dl_model_is_sg(o->model);

	if (dl_object_is_managed(o) || dl_exit_returns(e, o))
		return;
	if (o->published) {
		never_checked(ex, e->state, o, &e->loc, NULL, (struct dl_grounds){ 0 });
		return;
	}
	if (h.tested || h.poisoned || h.any_other || (o->escaped && !sg))
		return;
	/* a wrapper's duty is its callers': they are explored with it */
	if (o->origin_func != ex->func && callers_are_known(ex->info) && !h.any_field)
		return;
	if (sg) {
		if (o->escaped || (exits_differ(ex, o) && !o->submitted &&
				   !(o->bad_test && looks_like_success(ex, e, o))))
			return;
	} else if (!h.any_field) {
		return;
	}
	never_checked(ex, e->state, o, &e->loc, NULL, kept_grounds(ex, o, &h));
}

void dl_judge_lost(struct dl_explorer *ex, const struct dl_state *st, const struct dl_object *o,
		   const struct dl_instr *at, const struct dl_loc *loc)
{
	struct homes h;

	if (o->state != DL_OBJ_UNCHECKED || ex->degraded || !dl_model_is_map(o->model) ||
	    dl_model_is_sg(o->model) || dl_object_is_managed(o) || o->escaped)
		return;
	h = look_at_homes(ex, st, o);
	if (h.any_field && !h.tested && !h.poisoned && !h.any_other)
		never_checked(ex, st, o, loc, at, kept_grounds(ex, o, &h));
}

/* The failure was noticed, logged and left where the device will find it. */
static void judge_ignored(struct dl_explorer *ex, const struct dl_exit *e,
			  const struct dl_object *o)
{
	struct homes h = look_at_homes(ex, e->state, o);

	if (!o->unacted || dl_exit_fails(ex, e) || dl_object_is_managed(o) || dl_exit_returns(e, o) || !dl_model_is_map(o->model))
		return;
	if (!dl_model_is_sg(o->model) && !h.any_field)
		return;
	dl_emit_event(ex, e->state, (struct dl_event){
		.kind = DL_EV_NEVER_CHECKED, .loc = e->loc, .object = o });
}

/* ---- all exits ---- */

void dl_judge_exits(struct dl_explorer *ex)
{
	/* Nothing is said about what is absent where something may have been missed. */
	if (ex->degraded || ex->cut)
		return;
	for (size_t i = 0; i < ex->exits.len; i++) {
		const struct dl_exit *e = &ex->exits.data[i];

		dl_owner_touch_exit(ex, e->state);
		for (uint32_t k = 0; k < e->state->object_count; k++) {
			const struct dl_object *o = &e->state->objects[k];

			if (o->state == DL_OBJ_UNCHECKED && (!o->older || o->published))
				judge_unchecked(ex, e, o);
			if (e->state->blurred)
				continue;
			if (o->state == DL_OBJ_FAILED && !o->older)
				judge_ignored(ex, e, o);
			dl_judge_leak(ex, e, o);
			if (!dl_exit_fails(ex, e))
				dl_owner_judge_exit(ex, e, o, callers_are_known(ex->info));
		}
	}
}
