/* SPDX-License-Identifier: Apache-2.0 */
/*
 * After a mapping's end (lifecycle.h). Accusations need certainty: the same value, released on every
 * way that the path may have taken, with nothing in between that could have mapped it anew.
 */
#include "checks/success/success.h"
#include "checks/lifecycle/lifecycle.h"
#include "checks/lifecycle/sweep.h"
#include "engine/path/path.h"
#include "checks/slot/pairing.h"
#include "checks/slot/slot.h"

#include <string.h>

/* ---- objects ---- */

static bool is_live_round(const struct dl_object *o)
{
	return !o->older && !o->earlier;
}

static bool is_itself(const struct dl_object *o, const struct dl_sym *value)
{
	const struct dl_sym *v = dl_sym_strip(value);

	return v == o->value || v == o->handle || value == o->sg;
}

/* What a helper unmaps is wrong for a caller: which one. */
static struct dl_loc call_of(const struct dl_explorer *ex, const struct dl_release *r)
{
	return r->call && r->func != ex->func ? r->call->loc : (struct dl_loc){ 0 };
}

static void emit_dead(struct dl_explorer *ex, const struct dl_frame *frame,
		      const struct dl_release *r, const struct dl_object *o, enum dl_dead dead,
		      struct dl_grounds grounds)
{
	struct dl_event ev = {
		.kind = DL_EV_DEAD_HANDLE, .func = r->func, .at = r->at, .loc = r->at->loc,
		.object = o, .model = r->model, .dead = dead, .grounds = grounds,
		.use = r->is_refresh ? DL_USE_REFRESH : DL_USE_RELEASE, .slot = o ? NULL : r->value,
	};

	ev.through = call_of(ex, r);
	if (o && dead == DL_DEAD_RELEASED) {
		ev.related = dl_end_of(o)->released_at->loc;
		ev.related_func = dl_end_of(o)->released_func;
	}
	dl_emit_event(ex, frame->state, ev);
}

/*
 * How sure it is that a free before the unmap harms. What the device wrote, the unmap copies or
 * invalidates into memory that has another owner by then; what it only reads, the unmap leaves alone.
 */
static struct dl_grounds grounds_of_free(const struct dl_analysis *an, const struct dl_sym *dir,
					 bool through_packet, bool assumed)
{
	struct dl_grounds g = { .assumed = assumed };

	if (!dir || dir->kind != DL_SYM_INT) {
		g.was_sent = through_packet;
		g.assumed = true;
	} else if (dl_sym_direction(dir, an->platform) == DL_DIR_TO_DEVICE) {
		/* completion of transmission: the device is done */
		g.was_sent = through_packet;
		g.only_read = true;
	}
	return g;
}

static void emit_freed(struct dl_explorer *ex, const struct dl_frame *frame,
		       const struct dl_release *r, const struct dl_object *o)
{
	dl_emit_event(ex, frame->state, (struct dl_event){
		.kind = DL_EV_BUFFER_FREED, .func = ex->func, .at = dl_end_of(o)->buffer_free,
		.loc = dl_end_of(o)->buffer_free->loc, .object = o, .model = r->model, .terms.dir = r->terms.dir,
		.related = r->at->loc, .related_func = r->func,
		.grounds = grounds_of_free(ex->an, r->terms.dir, dl_buffer_is_packet(ex->an, o->terms.buf),
					   r->func != ex->func) });
}

/*
 * `if (mark) unmap` after choice @since, and nothing is known of the mark: it may say that the
 * mapping was made. What follows the unmap is reached without it, too.
 */
static bool is_guarded(const struct dl_explorer *ex, const struct dl_frame *frame, uint32_t since)
{
	const struct dl_func *func = ex->func;
	uint32_t choice = frame->state->last_choice, other;
	const struct dl_term *here = &func->blocks[frame->block].term, *guard;

	if (!choice || choice == since)
		return false;
	guard = &func->blocks[choice - 1].term;
	if (guard->kind != DL_TERM_BRANCH || here->kind != DL_TERM_JUMP ||
	    (guard->targets[0] != frame->block && guard->targets[1] != frame->block))
		return false;
	other = guard->targets[guard->targets[0] == frame->block];
	return dl_cfg_reaches(func, other, here->targets[0], frame->block);
}

void dl_life_release(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_release *r,
		     struct dl_object *o, bool exactly)
{
	/* a callee may know of a condition that the path does not show */
	struct dl_grounds g = { .guarded = is_guarded(ex, frame, o->choice),
				.assumed = r->func != ex->func };

	if (!exactly || !r->must || !r->certain || r->assumed || !is_live_round(o) ||
	    o->model->managed)
		return;
	if (o->state == DL_OBJ_FAILED && !dl_success_of(o)->unacted && !dl_success_of(o)->accused && dl_model_is_map(o->model) &&
	    o->model->failure != DL_FAIL_NEVER && !dl_life_is_marked(ex->an, r->func, r->at, o))
		emit_dead(ex, frame, r, o, DL_DEAD_FAILED, g);
	else if (o->state == DL_OBJ_RELEASED && dl_end_of(o)->released_at && dl_end_of(o)->released_at != r->at &&
		 is_itself(o, r->value)) {
		g.assumed |= dl_end_of(o)->released_func != ex->func;
		emit_dead(ex, frame, r, o, DL_DEAD_RELEASED, g);
	} else if (r->is_refresh && dl_model_is_coherent(o->model) &&
		   !dl_bus_has_own_operations(ex->an))
		emit_dead(ex, frame, r, o, DL_DEAD_COHERENT, g);
	else if (!r->is_refresh && dl_end_of(o)->buffer_free && o->state != DL_OBJ_RELEASED)
		emit_freed(ex, frame, r, o);
}

void dl_life_use(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_value_use *use,
		 struct dl_object *o)
{
	struct dl_grounds g = { .assumed = dl_end_of(o)->released_func != ex->func };

	if (o->state != DL_OBJ_RELEASED || !dl_end_of(o)->released_at || !is_live_round(o) ||
	    use->kind == DL_USE_DEREF || use->kind == DL_USE_RELEASE || use->kind == DL_USE_REFRESH)
		return;
	/* a condition in between may know better */
	g.guarded = g.assumed && o->choice != frame->state->last_choice;
	dl_emit_event(ex, frame->state, (struct dl_event){
		.kind = DL_EV_DEAD_HANDLE, .at = use->at, .loc = use->at->loc, .object = o,
		.model = use->model, .use = use->kind, .dead = DL_DEAD_RELEASED,
		.related = dl_end_of(o)->released_at->loc,
		.related_func = dl_end_of(o)->released_func, .grounds = g });
}

/* ---- values from outside ---- */

/* Its address is taken: somebody else may fill it. */
static bool is_exposed(const struct dl_func *func, uint32_t var)
{
	for (uint32_t b = 0; b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];

			if (in->op == DL_OP_ADDR && in->place->base == DL_BASE_VAR &&
			    in->place->index == var)
				return true;
		}
	}
	return false;
}

/* Declared, and nothing stored into it on this path. */
static bool is_uninitialised(const struct dl_func *func, const struct dl_sym *value)
{
	if (value->kind != DL_SYM_UNKNOWN)
		return false;
	for (uint32_t b = 0; b < func->block_count; b++) {
		const struct dl_block *block = &func->blocks[b];
		const struct dl_instr *site = value->site;

		if (site >= block->instrs && site < block->instrs + block->instr_count)
			return site->op == DL_OP_DECL && !is_exposed(func, site->dst);
	}
	return false;
}

static void check_never_mapped(struct dl_explorer *ex, const struct dl_frame *frame,
			       const struct dl_release *r)
{
	const struct dl_sym *v = dl_sym_strip(r->value);

	const struct dl_type *type;

	if (r->func != ex->func || r->model->arg_handle < 0 || r->model->role == DL_ROLE_FREE ||
	    (uint32_t)r->model->arg_handle >= r->at->arg_count)
		return;
	/* what was not read may have filled the variable */
	if (ex->degraded)
		return;
	/* NULL in place of an object that does the mapping is no handle */
	type = r->at->args[r->model->arg_handle].type;
	if (!type || type->kind != DL_TYPE_INT)
		return;
	/* a condition or a loop without a round may go with it */
	if (frame->state->last_choice)
		return;
	if ((v->kind == DL_SYM_INT && v->num == 0) || is_uninitialised(ex->func, v))
		emit_dead(ex, frame, r, NULL, DL_DEAD_NEVER_MAPPED,
			  (struct dl_grounds){ .assumed = true });
}

/* What a place holds until somebody stores to it; a local record is filled by whole copies. */
static bool is_lasting(const struct dl_sym *value)
{
	return value->kind == DL_SYM_LOAD &&
	       (dl_sym_is_initial(value) || !dl_loc_is_local(value->a));
}

static void check_released(struct dl_explorer *ex, const struct dl_frame *frame,
			   const struct dl_release *r, const struct dl_effect *e)
{
	struct dl_event ev = {
		.kind = DL_EV_DEAD_HANDLE, .func = r->func, .at = r->at, .loc = r->at->loc,
		.model = r->model, .dead = DL_DEAD_RELEASED, .slot = r->value,
		.use = r->is_refresh ? DL_USE_REFRESH : DL_USE_RELEASE,
		.related = e->at->loc, .related_func = e->func,
		.grounds = { .guarded = is_guarded(ex, frame, e->branch),
			     .assumed = r->func != ex->func || e->func != ex->func },
	};

	ev.through = call_of(ex, r);
	/* all elements have one name, in whatever round; else it is another one's turn */
	if (dl_sweep_is_one(r->value) && dl_sweep_is_empty(frame->state, r->value))
		return;
	if (dl_sweep_is_one(r->value)) {
		ev.slot = dl_sweep_first(ex->syms, r->value);
		if (e->at == r->at && r->call) {	/* one helper, called twice: the call is wrong */
			ev.func = ex->func;
			ev.at = r->call;
			ev.loc = r->call->loc;
			ev.through = (struct dl_loc){ 0 };
		}
	} else if (e->at == r->at) {
		return;
	}
	if (!e->certain || dl_sym_strip(e->value) != dl_sym_strip(r->value) ||
	    !is_lasting(dl_sym_strip(r->value)))
		return;
	/* two kinds of release, a condition between them: the condition may know which one is right */
	if (e->model != r->model && e->branch != frame->state->last_choice)
		return;
	dl_emit_event(ex, frame->state, ev);
}

static void check_freed(struct dl_explorer *ex, const struct dl_release *r,
			const struct dl_effect *e)
{
	const struct dl_sym *handle = dl_sym_strip(r->value), *whole;
	struct dl_early_free f = {
		.func = ex->func, .free_at = e->at, .unmap_at = r->at,
		.unmap_model = r->model, .dir = r->terms.dir,
	};

	if (!is_lasting(handle) || e->func != ex->func || r->is_refresh ||
	    r->model->role != DL_ROLE_UNMAP || dl_life_only_drops(ex, e->at, NULL))
		return;
	f.handle = handle->a;
	whole = dl_sym_whole(f.handle);
	if (whole->kind == DL_SYM_DEREF && whole->a == e->value)
		f.buffer = NULL;
	else if (e->value->kind == DL_SYM_LOAD && dl_place_beside(e->value->a, f.handle))
		f.buffer = e->value->a;
	else
		return;
	/* both are one callee's, who was told; or it may have been at another instance of the record */
	if (!e->model && (e->at == r->call || !f.buffer || f.buffer->kind != DL_SYM_FIELD || f.handle->kind != DL_SYM_FIELD ||
			  f.buffer->a != f.handle->a))
		return;
	f.is_packet = dl_buffer_is_packet(ex->an, e->value);
	f.by_callee = !e->model;
	dl_vec_push(&dl_early_frees_of(ex->an)->list, f);
}

void dl_life_release_foreign(struct dl_explorer *ex, struct dl_frame *frame,
			     const struct dl_release *r)
{
	const struct dl_state *st = frame->state;

	dl_sweep_note(ex, frame, r);
	if (!r->must || !r->certain || r->assumed)
		return;
	check_never_mapped(ex, frame, r);
	for (uint32_t i = 0; i < st->effect_count; i++) {
		const struct dl_effect *e = &st->effects[i];

		if (!e->must || e->stale)
			continue;
		if (e->kind == DL_EFFECT_RELEASE)
			check_released(ex, frame, r, e);
		else if (e->kind == DL_EFFECT_FREE_BUFFER)
			check_freed(ex, r, e);
	}
}

/* ---- what makes an earlier release worthless ---- */

static bool is_driver_record(const struct dl_type *type)
{
	return type && type->kind == DL_TYPE_PTR && type->elem &&
	       type->elem->kind == DL_TYPE_RECORD && type->elem->record &&
	       !type->elem->record->is_core;
}

void dl_life_overwritten(struct dl_explorer *ex, struct dl_state *st, const struct dl_sym *loc)
{
	(void)ex;
	for (uint32_t i = 0; i < st->effect_count; i++) {
		struct dl_effect *e = &st->effects[i];
		const struct dl_sym *l = dl_sym_strip(e->value);

		if ((e->kind != DL_EFFECT_RELEASE && e->kind != DL_EFFECT_FREE_BUFFER) ||
		    l->kind != DL_SYM_LOAD)
			continue;
		for (l = l->a; l != loc && (l->kind == DL_SYM_FIELD || l->kind == DL_SYM_INDEX);)
			l = l->a;
		e->stale |= l == loc && l != dl_sym_strip(e->value)->a;
	}
}

void dl_life_forget(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		    const struct dl_sym **args)
{
	struct dl_state *st = frame->state;
	bool any = false;

	(void)ex;
	for (uint32_t i = 0; i < call->arg_count && i < 32; i++) {
		const struct dl_sym *base = dl_sym_pointer_base(args[i]);

		any |= is_driver_record(call->args[i].type);
		for (uint32_t k = 0; k < st->effect_count && base->kind != DL_SYM_INT; k++)
			st->effects[k].stale |= dl_sym_mentions(st->effects[k].value, base);
		for (uint32_t k = 0; k < st->object_count; k++)
			if (st->objects[k].sg && dl_sym_pointer_base(st->objects[k].sg) == base)
				dl_end_of(&st->objects[k])->released_at = NULL;
	}
	if (!any)
		return;
	for (uint32_t k = 0; k < st->effect_count; k++)
		st->effects[k].stale = true;
	for (uint32_t k = 0; k < st->object_count; k++)
		if (st->objects[k].stored)
			dl_end_of(&st->objects[k])->released_at = NULL;
}

struct renewal {
	struct dl_explorer *ex;
	const struct dl_state *st;
	const struct dl_loop *loop;
	bool blank;	/* put 0 in the place of what is renamed, to see what else varies */
	uint32_t oldest;	/* of what may be renamed, by its id */
};

static bool is_renewed(const struct renewal *r, const struct dl_binding *b)
{
	return b->value->kind == DL_SYM_BIN && b->loc->kind == DL_SYM_VAR && b->loc->num < r->ex->func->var_count &&
	       dl_loop_changes(r->loop, (uint32_t)b->loc->num);
}

static uint32_t oldest_renewed(const struct renewal *r)
{
	uint32_t oldest = UINT32_MAX;

	for (uint32_t i = 0; i < r->st->env_len; i++)
		if (r->st->env[i].value->id < oldest && is_renewed(r, &r->st->env[i]))
			oldest = r->st->env[i].value->id;
	return oldest;
}

/*
 * `i - 1` of this round is `i` after it, when that is what the variable was set to: the element that
 * an unwinding loop released last keeps a name.
 */
static const struct dl_sym *renamed(void *ctx, const struct dl_sym *sym)
{
	const struct renewal *r = ctx;

	if (sym->id < r->oldest)
		return sym;
	if (sym->kind != DL_SYM_BIN)
		return NULL;
	for (uint32_t i = 0; i < r->st->env_len; i++) {
		const struct dl_binding *b = &r->st->env[i];

		if (b->value != sym || !is_renewed(r, b))
			continue;
		return r->blank ? dl_sym_int(r->ex->syms, 0) :
				  dl_sym_phi(r->ex->syms, b->loc, r->loop->head);
	}
	return NULL;
}

/* Done in this round; what a callee did may have been. */
static bool is_of_round(const struct dl_explorer *ex, const struct dl_loop *loop,
			const struct dl_effect *e)
{
	for (uint32_t b = 0; b < ex->func->block_count; b++) {
		const struct dl_block *block = &ex->func->blocks[b];

		if (e->at >= block->instrs && e->at < block->instrs + block->instr_count)
			return dl_loop_has(loop, b);
	}
	return true;
}

/* The same element of the round before: the newer effect takes its place. */
static bool replaces_twin(struct dl_state *st, uint32_t i)
{
	const struct dl_effect *e = &st->effects[i];

	for (uint32_t k = 0; k < i; k++) {
		struct dl_effect *twin = &st->effects[k];

		if (twin->kind != e->kind || twin->at != e->at || twin->value != e->value)
			continue;
		*twin = *e;
		memmove(&st->effects[i], &st->effects[i + 1],
			(st->effect_count - i - 1) * sizeof(*e));
		st->effect_count--;
		return true;
	}
	return false;
}

void dl_life_close_round(struct dl_explorer *ex, struct dl_state *st, const struct dl_round *round)
{
	struct renewal r = { .ex = ex, .st = st, .loop = round->loop };

	r.oldest = oldest_renewed(&r);
	for (uint32_t i = 0; i < st->effect_count;) {
		struct dl_effect *e = &st->effects[i];
		const struct dl_sym *value;

		if (e->kind != DL_EFFECT_RELEASE && e->kind != DL_EFFECT_FREE_BUFFER) {
			i++;
			continue;
		}
		r.blank = true;
		e->stale |= round->varies(dl_sym_replace(ex->syms, e->value, renamed, &r),
					  round->ctx);
		r.blank = false;
		value = dl_sym_replace(ex->syms, e->value, renamed, &r);
		/* what callers can name keeps that name: it was released, in some round */
		e->stale |= value != e->value && dl_sym_is_external(ex->func, e->value) &&
			    !dl_sym_is_external(ex->func, value);
		/* the same words may name the next entry of a list */
		e->stale |= value == e->value && is_of_round(ex, round->loop, e);
		if (!e->stale)
			e->value = value;
		i += e->stale || !replaces_twin(st, i);
	}
}

/* ---- the whole unit ---- */

/* Members of a union: the record keeps one of them at a time. */
static bool is_one_place(const struct dl_sym *a, const struct dl_sym *b)
{
	a = a ? dl_sym_last_field(a) : NULL;
	b = b ? dl_sym_last_field(b) : NULL;
	return a && b && a->record == b->record && a->num == b->num;
}

static const struct dl_pair *paired(struct dl_analysis *an, const struct dl_early_free *f)
{
	uint64_t buffer = f->buffer ? dl_place_key(f->buffer) : 0;
	const struct dl_pair *found = NULL;

	if (f->buffer && !buffer)
		return NULL;
	for (const struct dl_pair *p = dl_pair_by_handle(an, f->handle); p; p = p->next_of_handle) {
		if (p->buffer_key == buffer)
			found = p;
		/* the field serves for other buffers, too */
		else if (!p->is_page && !is_one_place(p->buffer, f->buffer))
			return NULL;
	}
	return found;
}

/*
 * The handle's field holds mappings of other buffers, too (the fragments of a packet): whether the one that
 * is unmapped is that of the freed buffer, something else in the record says.
 */
static bool serves_others(struct dl_analysis *an, const struct dl_early_free *f)
{
	const struct dl_slot *slot = dl_map_get(&dl_slots_of(an)->by_key, dl_loc_key(f->handle));
	const uint64_t buffer = f->buffer ? dl_place_key(f->buffer) : 0;

	for (uint32_t i = 0; slot && i < slot->writer_count; i++) {
		const struct dl_instr *at = slot->writers[i].at;
		bool is_paired = false;

		for (const struct dl_pair *p = dl_pair_by_handle(an, f->handle); p; p = p->next_of_handle)
			is_paired |= p->map.at == at && !p->is_page && p->buffer_key == buffer;
		if (!is_paired && slot->writers[i].model && dl_model_is_map(slot->writers[i].model))
			return true;
	}
	return false;
}

/* Another free before the same unmap was told of: which kind of buffer it is, is asked before. One move mends both. */
static bool is_told(const struct dl_analysis *an, const struct dl_early_free *f)
{
	const struct dl_events *evs = dl_events_of(an);

	for (size_t i = 0; i < evs->list.len; i++) {
		const struct dl_event *old = &evs->list.data[i];

		if (old->kind == DL_EV_BUFFER_FREED && old->func == f->func && old->slot == f->handle &&
		    old->related.line == f->unmap_at->loc.line && old->related.file == f->unmap_at->loc.file)
			return true;
	}
	return false;
}

void dl_life_judge(struct dl_analysis *an)
{
	for (size_t i = 0; i < dl_early_frees_of(an)->list.len; i++) {
		const struct dl_early_free *f = &dl_early_frees_of(an)->list.data[i];
		const struct dl_pair *pair = paired(an, f);
		struct dl_grounds grounds;

		if (!pair || is_told(an, f))
			continue;
		grounds = grounds_of_free(an, f->dir, pair->is_packet || f->is_packet, false);
		grounds.others_entry = serves_others(an, f);
		grounds.assumed |= f->by_callee;
		dl_vec_push(&dl_events_of(an)->list, ((struct dl_event){
			.kind = DL_EV_BUFFER_FREED, .func = f->func, .at = f->free_at,
			.loc = f->free_at->loc, .model = f->unmap_model, .slot = f->handle,
			.terms.dir = f->dir, .related = f->unmap_at->loc, .related_func = f->func,
			.writers = &pair->map, .writer_count = 1,
			.grounds = grounds }));
	}
}
