/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Uses, unmaps, frees and syncs: what they do to the objects of a path. A
 * release is generous (engine.md section 3): the same value, the same list,
 * or the same field of any base ends a mapping.
 */
#include "checks/lifecycle/lifecycle.h"
#include "checks/lifecycle/release.h"
#include "checks/ownership/owner.h"
#include "checks/slot/pairing.h"
#include "checks/slot/slot.h"
#include "checks/success/success.h"
#include "engine/state/explorer.h"

void dl_use_value(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		  const struct dl_model *model, const struct dl_sym *value, enum dl_use use)
{
	struct dl_object *o = dl_state_object_of(frame->state, value);

	if (o) {
		if (o->state == DL_OBJ_RELEASED)
			dl_life_use(ex, frame, at, model, o, use);
		if (o->state != DL_OBJ_UNCHECKED && o->state != DL_OBJ_FAILED)
			return;
		if (o->model->failure == DL_FAIL_NEVER || o->model->managed)
			return;
		o->accused = true;
		dl_story_add(ex, frame->state, DL_STORY_USE, at->loc, o->origin, value, false);
		dl_emit_event(ex, frame->state, (struct dl_event){
			.kind = DL_EV_USE, .at = at, .loc = at->loc, .object = o, .model = model,
			.use = use,
			.grounds.failure_handled = o->state == DL_OBJ_FAILED && !o->unacted });
		return;
	}
	/* what came from outside: the callers answer for it */
	value = dl_sym_strip(value);
	if (value->kind == DL_SYM_LOAD || value->kind == DL_SYM_BIN)
		dl_state_add_effect(frame->state, &(struct dl_effect){
			.kind = DL_EFFECT_USE, .must = true, .value = value, .model = model,
			.at = at, .func = ex->func, .calls = ex->below });
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

enum match { MATCH_NONE, MATCH_SLOT, MATCH_EXACT };

static enum match match_object(const struct dl_object *o, const struct dl_sym *value)
{
	const struct dl_sym *v = dl_sym_strip(value);

	if (dl_sym_derives(value, o->value) || (o->handle && dl_sym_derives(value, o->handle)))
		return MATCH_EXACT;
	if (o->sg == value)
		return MATCH_EXACT;
	if (o->sg && same_list(o->sg, value))
		return MATCH_SLOT;
	while (v->kind == DL_SYM_BIN || v->kind == DL_SYM_CAST)
		v = v->a;
	if (v->kind != DL_SYM_LOAD && v->kind != DL_SYM_PHI)
		return MATCH_NONE;
	for (uint32_t h = 0; h < o->home_count; h++)
		if (dl_loc_same_slot(o->homes[h], v->a))
			return MATCH_SLOT;
	return MATCH_NONE;
}

static bool is_kin(const struct dl_object *o, const struct dl_model *m)
{
	return dl_model_is_map(o->model) == (m->role != DL_ROLE_FREE);
}

struct known {
	struct dl_explorer *ex;
	const struct dl_state *state;
};

/* Two bits of one word decided the path: they may exclude each other (MMC_DATA_READ, _WRITE). */
static bool hangs_on_two_flags(const struct dl_state *st)
{
	for (uint32_t i = 0; i < st->fact_count; i++) {
		const struct dl_sym *a = st->facts[i].value;

		for (uint32_t k = 0; k < i && a->kind == DL_SYM_BIN && a->sub == DL_BIN_AND; k++) {
			const struct dl_sym *b = st->facts[k].value;

			if (b->kind == DL_SYM_BIN && b->sub == DL_BIN_AND && a->a == b->a &&
			    a->b != b->b)
				return true;
		}
	}
	return false;
}

static const struct dl_sym *known_constant(void *ctx, const struct dl_sym *sym)
{
	struct dl_explorer *ex = ((const struct known *)ctx)->ex;
	struct dl_fact f;

	if (dl_sym_is_location(sym) || sym->kind == DL_SYM_INT)
		return NULL;
	f = dl_state_range(((const struct known *)ctx)->state, sym);
	return f.lo == f.hi ? dl_sym_int(ex->syms, f.lo) : NULL;
}

/* @sym with what the path knows: after `if (dir == DMA_TO_DEVICE)`, `dir` is that. */
static const struct dl_sym *folded(struct dl_explorer *ex, const struct dl_state *state,
				   const struct dl_sym *sym)
{
	struct known k = { ex, state };

	return sym ? dl_sym_replace(ex->syms, sym, known_constant, &k) : NULL;
}

static void pair_event(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_release *r,
		       const struct dl_object *o)
{
	const struct dl_state *st = frame->state;
	struct dl_object made = *o;

	made.dir = folded(ex, st, o->dir);
	made.size = folded(ex, st, o->size);
	made.attrs = folded(ex, st, o->attrs);
	dl_emit_event(ex, st, (struct dl_event){
		.kind = DL_EV_PAIR, .func = r->func, .at = r->at, .loc = r->at->loc,
		.object = &made, .model = r->model, .dir = folded(ex, st, r->dir),
		.size = folded(ex, st, r->size), .attrs = folded(ex, st, r->attrs), .dev = r->dev,
		.count = r->count, .pool = r->pool, .buf = r->buf, .value = r->value,
		.chosen = r->chosen,
		/* a callee's release may hang on a condition that it shares with this function */
		.grounds = { .two_flags = hangs_on_two_flags(st), .assumed = r->func != ex->func } });
}

static void release_object(struct dl_explorer *ex, struct dl_frame *frame,
			   const struct dl_release *r, struct dl_object *o, bool exact)
{
	if (exact && r->must && o->state != DL_OBJ_RELEASED) {
		/* what failed cannot be ended in a wrong way: it must not be ended at all */
		if (o->state != DL_OBJ_FAILED)
			pair_event(ex, frame, r, o);
		/* noticed, logged and gone on: still no check */
		if (dl_model_is_map(o->model) && (o->state == DL_OBJ_UNCHECKED ||
						  (o->unacted && r->func == ex->func)))
			dl_use_value(ex, frame, r->at, r->model, o->value,
				     r->is_sync ? DL_USE_SYNC : DL_USE_UNMAP);
	}
	if (exact)
		dl_life_release(ex, frame, r, o);
	if (r->is_sync)
		return;
	if (!exact && r->func == ex->func)
		dl_judge_lost(ex, frame->state, o, r->at, &r->at->loc);
	if (o->state != DL_OBJ_RELEASED) {
		dl_story_add(ex, frame->state, DL_STORY_RELEASE, r->at->loc, o->origin, r->value,
			     false);
		/* what failed and is unmapped all the same is reported once */
		o->released_at = exact && r->must && r->certain && o->state != DL_OBJ_FAILED ?
				 r->at : NULL;
		o->released_func = r->func;
		o->released_exactly = exact;
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
		dl_owner_release(ex, frame, o, r);
		release_object(ex, frame, r, o, m == MATCH_EXACT && !o->older);
	}
	/* a free names the memory by its address as well */
	for (uint32_t i = 0; !any && r->buf && i < st->object_count; i++)
		if (!dl_model_is_map(st->objects[i].model) &&
		    match_object(&st->objects[i], r->buf) != MATCH_NONE)
			release_object(ex, frame, r, &st->objects[i], false);
	/* reading an array at an index that is not known may mean any element */
	if (!found) {
		dl_life_release_foreign(ex, frame, r);
		dl_owner_touch_release(ex, st, r);
		dl_slot_read(ex, r->value, r);
		dl_state_add_effect(st, &(struct dl_effect){
			.kind = r->is_sync ? DL_EFFECT_SYNC : DL_EFFECT_RELEASE, .must = r->must,
			.certain = r->certain, .branch = st->last_choice,
			.value = r->value, .model = r->model, .at = r->at, .func = r->func,
			.dir = r->dir, .size = r->size, .dev = r->dev, .count = r->count,
			.attrs = r->attrs, .pool = r->pool, .buf = r->buf,
			.calls = ex->below });
	}
}

/* ---- frees of CPU memory ---- */

/* @buffer is the memory (or the skb around it) that the object maps. */
static bool is_buffer_of(const struct dl_object *o, const struct dl_sym *buffer)
{
	const struct dl_sym *b = o->buf;

	for (int n = 0; b && n < 6; n++) {
		b = dl_sym_pointer_base(b);
		if (b == buffer)
			return true;
		if (b->kind == DL_SYM_LOAD || b->kind == DL_SYM_PHI || b->kind == DL_SYM_ADDR) {
			/* skb->data hangs on skb; a member hangs on its record */
			b = b->a;
			b = dl_sym_whole(b);
			if (b->kind != DL_SYM_DEREF)
				return false;
			b = b->a;
		} else if (b->kind == DL_SYM_CALL && b->arg_count) {
			b = b->args[0];
		} else {
			return false;
		}
	}
	return false;
}

/* All places that keep the object and outlive the function lie in what @buffer points to. */
static bool is_container_of_homes(const struct dl_state *st, const struct dl_object *o,
				  const struct dl_sym *buffer)
{
	bool any = false;

	for (uint32_t h = 0; h < o->home_count; h++) {
		const struct dl_sym *l = o->homes[h], *value = dl_state_bound(st, l);

		/* where the count is kept does not decide what becomes of the list */
		if (dl_loc_is_local(l) || (o->sg && value && dl_sym_derives(value, o->value)))
			continue;
		l = dl_sym_whole(l);
		if (l->kind != DL_SYM_DEREF || l->a != buffer)
			return false;
		any = true;
	}
	return any;
}

void dl_free_buffer(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		    const struct dl_model *model, const struct dl_sym *buffer)
{
	struct dl_state *st = frame->state;
	const struct dl_sym *base = dl_sym_pointer_base(buffer);

	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];

		if (o->buffer_freed || o->state == DL_OBJ_RELEASED || o->state == DL_OBJ_FAILED)
			continue;
		/* memory of an allocation is its own buffer */
		if (!(dl_model_is_map(o->model) && is_buffer_of(o, base)) &&
		    !is_container_of_homes(st, o, base))
			continue;
		/* after a round of the loop the same words may name another buffer */
		if ((o->earlier || o->older) && !dl_sym_is_initial(base))
			continue;
		o->buffer_freed = true;
		o->free_site = at;
		if (dl_model_is_map(o->model) && dl_buffer_hangs_on(o->buf, base))
			o->buffer_free = at;
		dl_story_add(ex, st, DL_STORY_FREE, at->loc, o->origin, buffer, false);
	}
	if (base->kind == DL_SYM_LOAD)
		dl_state_add_effect(st, &(struct dl_effect){
			.kind = DL_EFFECT_FREE_BUFFER, .must = true, .value = base, .at = at,
			.model = model, .func = ex->func, .calls = ex->below });
}
