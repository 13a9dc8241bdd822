/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Uses, releases and frees: which objects they meet. A release is generous (engine.md section 3): the
 * same value, the same list, or the same field of any base ends an object.
 */
#include "engine/path/path.h"

#define MAX_OWNERS 4	/* a packet around the address of a page */

void dl_use_value(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_value_use *use)
{
	struct dl_object *o = dl_state_object_of(frame->state, use->value);
	const struct dl_sym *value = dl_sym_strip(use->value);

	if (o) {
		DL_HOOKS(use, ex, frame, use, o);
		return;
	}
	DL_HOOKS(use_foreign, ex, frame, use);
	/* what came from outside: the callers answer for it */
	if (value->kind == DL_SYM_LOAD || value->kind == DL_SYM_BIN)
		dl_state_add_effect(frame->state, &(struct dl_effect){
			.kind = DL_EFFECT_USE, .must = true, .value = value, .model = use->model,
			.terms.dev = use->dev, .at = use->at, .func = ex->func, .calls = ex->below });
}

/* ---- which objects a release ends ---- */

static bool same_list(const struct dl_sym *a, const struct dl_sym *b)
{
	const struct dl_sym *x = dl_sym_pointer_base(a), *y = dl_sym_pointer_base(b);

	if (a == b || x == y)
		return true;
	if ((x->kind == DL_SYM_LOAD || x->kind == DL_SYM_ADDR) &&
	    (y->kind == DL_SYM_LOAD || y->kind == DL_SYM_ADDR))
		return dl_loc_same_slot(x->a, y->a);
	return false;
}

/* @value, or what it is put together of, is read from a place that keeps the object. */
static bool is_read_from(const struct dl_object *o, const struct dl_sym *value, int depth)
{
	const struct dl_sym *v = dl_sym_strip(value);

	if (depth < 6 && v->kind == DL_SYM_BIN && v->sub < DL_BIN_EQ)
		return is_read_from(o, v->a, depth + 1) || is_read_from(o, v->b, depth + 1);
	if (v->kind != DL_SYM_LOAD && v->kind != DL_SYM_PHI)
		return false;
	for (uint32_t h = 0; h < o->alias_count; h++)
		if (dl_loc_same_slot(o->aliases[h], v->a))
			return true;
	return false;
}

enum match { MATCH_NONE, MATCH_SLOT, MATCH_EXACT };

static enum match match_object(const struct dl_object *o, const struct dl_sym *value)
{
	if (dl_sym_derives(value, o->value) || (o->handle && dl_sym_derives(value, o->handle)))
		return MATCH_EXACT;
	if (o->sg == value)
		return MATCH_EXACT;
	if (o->sg && same_list(o->sg, value))
		return MATCH_SLOT;
	return is_read_from(o, value, 0) ? MATCH_SLOT : MATCH_NONE;
}

static bool is_kin(const struct dl_object *o, const struct dl_model *m)
{
	return (o->model->role == DL_ROLE_ALLOC) == (m->role == DL_ROLE_FREE);
}

static void release_object(struct dl_explorer *ex, struct dl_frame *frame,
			   const struct dl_release *r, struct dl_object *o, bool exact)
{
	DL_HOOKS(release, ex, frame, r, o, exact);
	if (r->is_refresh)
		return;
	if (o->state != DL_OBJ_RELEASED) {
		dl_story_act(ex, frame->state, DL_STORY_RELEASE, r->at, r->func, o, r->value);
		o->choice = frame->state->last_choice;
	}
	o->state = DL_OBJ_RELEASED;
}

/* An older object is one of many: a release at any index may be its own. */
void dl_do_release(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_release *r)
{
	struct dl_state *st = frame->state;
	bool found = false, any = false;

	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];
		enum match m = match_object(o, r->value);

		if (m == MATCH_NONE || !(m == MATCH_EXACT || is_kin(o, r->model)))
			continue;
		any = true;
		found |= m == MATCH_EXACT && r->must;
		release_object(ex, frame, r, o, m == MATCH_EXACT && !o->older);
	}
	/* a free names the memory by its address as well */
	for (uint32_t i = 0; !any && r->terms.buf && i < st->object_count; i++)
		if (st->objects[i].model->role == DL_ROLE_ALLOC &&
		    match_object(&st->objects[i], r->terms.buf) != MATCH_NONE)
			release_object(ex, frame, r, &st->objects[i], false);
	/* reading an array at an index that is not known may mean any element */
	if (!found) {
		DL_HOOKS(release_foreign, ex, frame, r);
		dl_state_add_effect(st, &(struct dl_effect){
			.kind = r->is_refresh ? DL_EFFECT_REFRESH : DL_EFFECT_RELEASE, .must = r->must,
			.certain = r->certain, .branch = st->last_choice,
			.value = r->value, .model = r->model, .at = r->at, .func = r->func,
			.terms = r->terms,
			.calls = ex->below });
	}
}

/* ---- frees of memory ---- */

void dl_note_owner(struct dl_explorer *ex, const struct dl_instr *call, const struct dl_model *model,
		   const struct dl_sym **args)
{
	const struct dl_sym *taken = model->role == DL_ROLE_BUFFER_ALLOC ? dl_call_arg(call, args, model->arg_buf) : NULL;
	uintptr_t key = (uintptr_t)call;

	if (!taken)
		return;
	if (dl_map_has(&ex->owned, key) && dl_map_get(&ex->owned, key) != taken)
		taken = NULL;
	dl_map_put(&ex->owned, key, (void *)(uintptr_t)taken);
}

/* What goes with @base: the memory that it was made around, the page of an address. */
static const struct dl_sym *goes_with(const struct dl_explorer *ex, const struct dl_sym *base)
{
	const struct dl_model *m = dl_sym_model(base);

	if (base->kind == DL_SYM_RESULT && base->num == DL_RESULT_VALUE && !base->older)
		return dl_map_get(&ex->owned, (uintptr_t)base->site);
	return base->kind == DL_SYM_CALL && base->arg_count == 1 && m && m->gives == DL_GIVES_PAGE_ADDRESS ?
	       base->args[0] : NULL;
}

void dl_free_buffer(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		    const struct dl_model *model, const struct dl_sym *buffer)
{
	bool owned = false;

	for (int n = 0; buffer && n < MAX_OWNERS; n++) {
		const struct dl_sym *base = dl_sym_pointer_base(buffer);

		DL_HOOKS(free, ex, frame, at, model, buffer, owned);
		if (base->kind == DL_SYM_LOAD)
			dl_state_add_effect(frame->state, &(struct dl_effect){
				.kind = DL_EFFECT_FREE_BUFFER, .must = true, .value = base, .at = at,
				.model = model, .func = ex->func, .calls = ex->below });
		owned |= base->kind == DL_SYM_RESULT;
		buffer = goes_with(ex, base);
	}
}
