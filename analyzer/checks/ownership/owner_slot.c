/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ownership over several functions: one maps a buffer and keeps handle and buffer side by side
 * (pairing.h), another looks at the buffer. Noted while functions are explored, judged at the end.
 */
#include <string.h>

#include "engine/path/path.h"
#include "checks/ownership/owner.h"
#include "checks/slot/pairing.h"
#include "checks/slot/slot.h"

/* An access, and what became of the handle beside it: @release, or (NULL) given to the device, or kept. */
struct dl_doubt {
	struct dl_touch touch;
	const struct dl_func *func;
	const struct dl_instr *release;
	bool is_kept;
};

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool place_of(const struct dl_sym *pointer, struct dl_touch *touch)
{
	const struct dl_sym *v = dl_sym_pointer_base(pointer), *field, *whole;

	touch->is_direct = true;
	if (v->kind == DL_SYM_CALL) {
		if (!dl_is_page_address(v))
			return false;
		v = dl_sym_pointer_base(v->args[0]);
		touch->is_direct = false;
	} else if (v->kind == DL_SYM_LOAD && (field = dl_sym_last_field(v->a)) && field->record &&
		   field->record->is_core) {
		/* skb->data: what keeps the skb keeps the buffer */
		whole = dl_sym_whole(v->a);
		if (whole->kind != DL_SYM_DEREF)
			return false;
		v = dl_sym_pointer_base(whole->a);
		touch->is_direct = false;
		touch->through = field->field;
	}
	if (v->kind != DL_SYM_LOAD || !dl_place_key(v->a))
		return false;
	touch->place = v->a;
	return true;
}

static const struct dl_sym *handle_place(const struct dl_sym *value)
{
	const struct dl_sym *v = dl_sym_strip(value);

	while (v->kind == DL_SYM_BIN || v->kind == DL_SYM_CAST)
		v = v->a;
	return v->kind == DL_SYM_LOAD ? v->a : NULL;
}

/* The last unmap or sync of something beside the place: it may have been the buffer. NULL: none. */
static const struct dl_effect *taken_back_by(const struct dl_state *st, const struct dl_sym *place)
{
	for (uint32_t i = st->effect_count; i > 0; i--) {
		const struct dl_effect *e = &st->effects[i - 1];
		const struct dl_sym *handle = handle_place(e->value);

		if (e->kind != DL_EFFECT_RELEASE && e->kind != DL_EFFECT_REFRESH)
			continue;
		if (!handle || dl_place_beside(handle, place))
			return e;
	}
	return NULL;
}

/* It was certainly synced, for the CPU (a while, it will go back) or for the device: @role. */
static bool is_synced_by(const struct dl_effect *e, enum dl_role role)
{
	return e->kind == DL_EFFECT_REFRESH && e->must && e->model->role == role && handle_place(e->value);
}

void dl_owner_touch(struct dl_state *st, const struct dl_instr *at,
		    const struct dl_sym *pointer, const char *reaches, bool is_write, bool by_callee)
{
	struct dl_touch touch = { .at = at, .is_write = is_write };
	const struct dl_sym *owner = dl_sym_pointer_base(pointer);
	const struct dl_effect *taken;

	if (dl_touches_of(st)->off || dl_touches_of(st)->count == DL_MAX_TOUCHES)
		return;
	if (reaches) {
		if (owner->kind != DL_SYM_LOAD || !dl_place_key(owner->a))
			return;
		touch.place = owner->a;
		touch.through = reaches;
	} else if (!place_of(pointer, &touch)) {
		return;
	}
	for (uint32_t i = 0; i < dl_touches_of(st)->count; i++)
		if (dl_touches_of(st)->list[i].place == touch.place && dl_touches_of(st)->list[i].is_write == is_write &&
		    same_text(dl_touches_of(st)->list[i].through, touch.through))
			return;
	taken = taken_back_by(st, touch.place);
	touch.is_back = taken && is_write && is_synced_by(taken, DL_ROLE_SYNC_CPU);
	/* a callee may have synced what it has written */
	touch.is_given = taken && is_write && !by_callee && is_synced_by(taken, DL_ROLE_SYNC_DEVICE);
	if (!taken || touch.is_back || touch.is_given)
		dl_touches_of(st)->list[dl_touches_of(st)->count++] = touch;
}

static void add_doubt(struct dl_explorer *ex, const struct dl_state *st, struct dl_doubt doubt)
{
	doubt.func = ex->func;
	if (!ex->degraded && !st->blurred)
		dl_vec_push(&dl_doubts_of(ex->an)->list, dl_arena_memdup(ex->an->arena, &doubt, sizeof(doubt)));
}

void dl_owner_touch_sent(struct dl_state *st, const struct dl_instr *at, const struct dl_sym *value)
{
	const struct dl_sym *handle = dl_touches_of(st)->count ? handle_place(value) : NULL;

	for (uint32_t i = 0; handle && i < dl_touches_of(st)->count; i++)
		if (dl_place_beside(handle, dl_touches_of(st)->list[i].place)) {
			dl_touches_of(st)->list[i].handle = handle;
			dl_touches_of(st)->list[i].sent_at = at;
		}
}

void dl_owner_touch_exit(struct dl_explorer *ex, const struct dl_state *st)
{
	bool takes_back = false;

	for (uint32_t i = 0; i < st->effect_count; i++)
		takes_back |= st->effects[i].kind == DL_EFFECT_RELEASE || st->effects[i].kind == DL_EFFECT_REFRESH;
	for (uint32_t i = 0; i < dl_touches_of(st)->count; i++) {
		const struct dl_touch *t = &dl_touches_of(st)->list[i];

		if (t->handle)
			add_doubt(ex, st, (struct dl_doubt){ .touch = *t });
		else if (!takes_back && !t->is_write && !dl_state_bound(st, t->place))
			add_doubt(ex, st, (struct dl_doubt){ .touch = *t, .is_kept = true });
	}
}

/* The same number of bytes, beside the handle: it is the buffer that was just synced. */
void dl_owner_check_side(struct dl_explorer *ex, struct dl_state *st, const struct dl_instr *at,
			 const struct dl_sym *pointer, const struct dl_sym *size)
{
	const struct dl_sym *v = dl_sym_pointer_base(pointer);

	if (!dl_touches_of(st)->given.at || !size || size != dl_touches_of(st)->given.size || ex->degraded || st->blurred ||
	    (v->kind != DL_SYM_LOAD && v->kind != DL_SYM_ADDR) ||
	    !dl_place_beside(dl_touches_of(st)->given.handle, v->a) ||
	    !dl_sync_has_other_side(ex->an, dl_model_of(ex->an, dl_touches_of(st)->given.at)))
		return;
	dl_emit_event(ex, st, (struct dl_event){
		.kind = DL_EV_OWNERSHIP, .fault = DL_FAULT_WRONG_SIDE, .at = dl_touches_of(st)->given.at,
		.loc = dl_touches_of(st)->given.at->loc, .model = dl_model_of(ex->an, dl_touches_of(st)->given.at),
		.slot = dl_touches_of(st)->given.handle, .related = at->loc, .grounds.by_slot = true });
}

static void note_given(struct dl_explorer *ex, struct dl_state *st, const struct dl_release *r)
{
	const struct dl_sym *handle = handle_place(r->value);

	dl_touches_of(st)->given = (struct dl_given){ 0 };
	if (!handle || !r->must || r->model->role != DL_ROLE_SYNC_DEVICE || r->func != ex->func ||
	    dl_sym_direction(r->terms.dir, ex->an->platform) != DL_DIR_FROM_DEVICE)
		return;
	/* taken back before: it was looked at, and goes to the device again */
	for (uint32_t i = 0; i < st->effect_count; i++) {
		const struct dl_effect *e = &st->effects[i];

		if (e->kind == DL_EFFECT_REFRESH && e->model->role == DL_ROLE_SYNC_CPU)
			return;
	}
	dl_touches_of(st)->given = (struct dl_given){ handle, r->terms.size, r->at };
}

void dl_owner_touch_release(struct dl_explorer *ex, struct dl_state *st, const struct dl_release *r)
{
	const struct dl_sym *handle = handle_place(r->value);
	uint32_t n = 0;

	note_given(ex, st, r);
	for (uint32_t i = 0; i < dl_touches_of(st)->count; i++) {
		struct dl_touch *t = &dl_touches_of(st)->list[i];

		if (handle && !dl_place_beside(handle, t->place)) {
			dl_touches_of(st)->list[n++] = *t;
			continue;
		}
		if (handle && r->must && r->model->role != DL_ROLE_SYNC_DEVICE && !t->is_write && r->terms.dir &&
		    r->terms.dir->kind == DL_SYM_INT &&
		    dl_sym_direction(r->terms.dir, ex->an->platform) != DL_DIR_TO_DEVICE) {
			t->handle = handle;
			add_doubt(ex, st, (struct dl_doubt){ .touch = *t, .release = r->at });
		}
	}
	dl_touches_of(st)->count = n;
}

/* ---- judging ---- */

static bool is_synced_by_hand(const struct dl_pair *pair)
{
	const struct dl_model *m = pair->map.model;
	const struct dl_instr *at = pair->map.at;

	if (m->arg_attrs < 0 || (uint32_t)m->arg_attrs >= at->arg_count)
		return false;
	return at->args[m->arg_attrs].kind != DL_VAL_INT ||
	       (at->args[m->arg_attrs].num & m->platform->skip_sync);
}

/*
 * The map call whose buffer the touched place keeps. NULL when one of the handle's has another
 * direction: a buffer that serves both ways may hold what only the driver reads. Records that map
 * themselves point to others of their kind.
 */
static const struct dl_pair *pair_of(struct dl_analysis *an, const struct dl_touch *t)
{
	const struct dl_pair *found = NULL;

	for (const struct dl_pair *p = dl_pair_by_handle(an, t->handle); p; p = p->next_of_handle) {
		bool from = dl_sym_direction(p->map.terms.dir, an->platform) == DL_DIR_FROM_DEVICE;

		if (p->in_record || !p->map.terms.dir || p->map.terms.dir->kind != DL_SYM_INT ||
		    from == t->is_write || is_synced_by_hand(p))
			return NULL;
		if (p->is_direct == t->is_direct && same_text(p->through, t->through) &&
		    p->buffer_key == dl_place_key(t->place))
			found = p;
	}
	return found;
}

/* The field's use by which @func takes what it keeps back: an unmap, or (@role) a sync. NULL: none. */
static const struct dl_slot_use *taken_back_in(const struct dl_slot *slot, const struct dl_func *func, enum dl_role role)
{
	for (uint32_t i = 0; slot && i < slot->reader_count; i++)
		if (slot->readers[i].func == func && slot->readers[i].model->role == role)
			return &slot->readers[i];
	return NULL;
}

/* No other function of the unit syncs what the field keeps for the CPU: what calls this one has not, either. */
static bool syncs_alone(const struct dl_slot *slot, const struct dl_func *func)
{
	for (uint32_t i = 0; slot && i < slot->reader_count; i++)
		if (slot->readers[i].func != func && slot->readers[i].model->role == DL_ROLE_SYNC_CPU)
			return false;
	return slot != NULL;
}

/* Read, and kept as it was: on another way of the function it is unmapped. That of the map calls which fits. */
static const struct dl_pair *judge_kept(struct dl_analysis *an, struct dl_doubt *d)
{
	const uint64_t key = dl_place_key(d->touch.place);

	for (size_t i = 0; i < dl_slots_of(an)->pairs.len; i++) {
		const struct dl_pair *p = dl_slots_of(an)->pairs.entries[i].value;
		const struct dl_slot *slot = dl_map_get(&dl_slots_of(an)->by_key, p->handle_key);
		const struct dl_slot_use *unmap = taken_back_in(slot, d->func, DL_ROLE_UNMAP);

		if (p->buffer_key != key || !unmap || dl_map_has(&an->refreshed_fields, p->handle_key))
			continue;
		d->touch.handle = p->handle;
		d->release = unmap->at;
		return pair_of(an, &d->touch);
	}
	return NULL;
}

static bool may_be_synced(struct dl_analysis *an, const struct dl_doubt *d, uint64_t key)
{
	if (!dl_map_has(&an->refreshed_fields, key) || d->touch.is_back || d->touch.is_given)
		return false;
	return !d->release || dl_model_of(an, d->release)->role != DL_ROLE_SYNC_CPU ||
	       !syncs_alone(dl_map_get(&dl_slots_of(an)->by_key, key), d->func);
}

static void judge(struct dl_analysis *an, struct dl_doubt *d)
{
	const struct dl_pair *pair = d->is_kept ? judge_kept(an, d) : pair_of(an, &d->touch);
	uint64_t key = d->touch.handle ? dl_loc_key(d->touch.handle) : 0;
	struct dl_event ev = {
		.kind = DL_EV_OWNERSHIP, .func = d->func, .at = d->touch.at,
		.loc = d->touch.at->loc,
		.fault = d->touch.is_write ? DL_FAULT_WRITE : DL_FAULT_READ, .writer_count = 1,
		.grounds.by_slot = true,
	};

	if (!pair || dl_map_has(&an->poisoned_fields, key) || may_be_synced(an, d, key))
		return;
	/* what was written to while it was borrowed is synced on its path, or nowhere */
	if (d->touch.is_back) {
		ev.fault = DL_FAULT_NOT_GIVEN_BACK;
		ev.related = d->touch.at->loc;
		ev.at = d->touch.sent_at ? d->touch.sent_at : d->touch.at;
		ev.loc = ev.at->loc;
	}
	/* a handle that goes to the device again must come from a map call, wherever it was stored */
	if ((!d->release || d->is_kept) && !dl_slot_only_maps(an, pair->handle))
		return;
	ev.terms.dir = pair->map.terms.dir;
	ev.slot = pair->handle;
	ev.writers = dl_arena_memdup(an->arena, &pair->map, sizeof(pair->map));
	ev.never = d->is_kept;
	if (d->release) {
		ev.related = d->release->loc;
		ev.model = dl_model_of(an, d->release);
	} else if (!d->touch.is_back && d->touch.sent_at) {
		ev.given = d->touch.sent_at->loc;
	}
	dl_vec_push(&dl_events_of(an)->list, ev);
}

/* ---- functions that no event led to ---- */

static bool names_field(const struct dl_func *func, const struct dl_map *keys)
{
	for (uint32_t b = 0; b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];

			for (uint32_t s = 0; in->place && s < in->place->step_count; s++)
				if (in->place->steps[s].kind == DL_STEP_FIELD &&
				    dl_map_has(keys, dl_field_key(in->place->steps[s].record,
								  in->place->steps[s].field)))
					return true;
		}
	}
	return false;
}

/* A function that neither maps nor unmaps may still fill a mapped buffer and start the device. */
void dl_owner_explore(struct dl_analysis *an)
{
	struct dl_map handles = { 0 }, buffers = { 0 };

	for (size_t i = 0; i < dl_slots_of(an)->pairs.len; i++) {
		const struct dl_pair *p = dl_slots_of(an)->pairs.entries[i].value;

		for (; p; p = p->next_of_handle) {
			if (!p->buffer_key || dl_map_has(&an->refreshed_fields, p->handle_key))
				continue;
			dl_map_put(&handles, p->handle_key, (void *)1);
			dl_map_put(&buffers, p->buffer_key, (void *)1);
		}
	}
	for (uint32_t i = 0; handles.len && i < an->unit->func_count; i++) {
		struct dl_func_info *info = &an->funcs[i];

		if (info->progress != DL_NOT_EXPLORED || info->func->is_foreign ||
		    !names_field(info->func, &handles) || !names_field(info->func, &buffers))
			continue;
		info->direct = true;
		dl_summary_of(an, info);
	}
	dl_map_free(&handles);
	dl_map_free(&buffers);
}

/*
 * Mapped memory is taken back by an unmap as well, and is read only where the device writes. Memory
 * that was allocated is taken back by a sync alone, and where nothing is synced serves both ways.
 */
static bool is_never_taken_back(const struct dl_analysis *an, const struct dl_pair *p)
{
	const enum dl_direction dir = dl_sym_direction(p->map.terms.dir, an->platform);

	if (dl_model_is_map(p->map.model))
		return dir == DL_DIR_FROM_DEVICE && !an->takes_back;
	return (dir == DL_DIR_FROM_DEVICE || dir == DL_DIR_BOTH_WAYS) && !an->refreshes;
}

/*
 * Receive buffers that are read, and nothing of the unit ever unmaps or syncs what a device wrote:
 * neither this field nor any other.
 */
static void judge_never_pair(struct dl_analysis *an, const struct dl_pair *p)
{
	const struct dl_field_read *read;

	if (!is_never_taken_back(an, p) || p->in_record || is_synced_by_hand(p) ||
	    !(p->is_direct || p->is_packet))
		return;
	read = dl_map_get(&an->read_fields, p->buffer_key);
	if (read && !read->func->degradation_count)
		dl_vec_push(&dl_events_of(an)->list, ((struct dl_event){
			.kind = DL_EV_OWNERSHIP, .func = read->func, .at = read->at,
			.loc = read->at->loc, .fault = DL_FAULT_READ, .never = true,
			.slot = p->handle,
			.terms.dir = p->map.terms.dir, .writers = &p->map, .writer_count = 1,
			.grounds.by_slot = true }));
}

/* One record may serve both ways: each pair of a handle counts. */
static void judge_never(struct dl_analysis *an)
{
	for (size_t i = 0; i < dl_slots_of(an)->pairs.len; i++) {
		const struct dl_pair *first = dl_slots_of(an)->pairs.entries[i].value;

		for (const struct dl_pair *p = first; p; p = p->next_of_handle)
			judge_never_pair(an, p);
	}
}

void dl_owner_judge_slots(struct dl_analysis *an)
{
	judge_never(an);
	dl_owner_judge_given_back(an);
	for (size_t i = 0; i < dl_doubts_of(an)->list.len; i++)
		judge(an, dl_doubts_of(an)->list.data[i]);
}

/* ---- joins ---- */

static bool has_touch(const struct dl_touches *touches, const struct dl_touch *touch)
{
	for (uint32_t i = 0; i < touches->count; i++)
		if (touches->list[i].place == touch->place && touches->list[i].at == touch->at &&
		    touches->list[i].handle == touch->handle)
			return true;
	return false;
}

bool dl_touches_cover(const struct dl_state *sa, const struct dl_state *sb)
{
	const struct dl_touches *a = dl_touches_of(sa), *b = dl_touches_of(sb);

	for (uint32_t i = 0; i < a->count; i++)
		if (!has_touch(b, &a->list[i]))
			return false;
	return (a->off || !b->off) && (!a->given.at || a->given.at == b->given.at) &&
	       (!a->filled.at || a->filled.at == b->filled.at);
}

bool dl_touches_join(struct dl_state *state, const struct dl_state *other)
{
	struct dl_touches *into = dl_touches_of(state);
	const struct dl_touches *from = dl_touches_of(other);
	uint32_t n = 0, before = into->count;
	bool off = into->off, given = into->given.at, filled = into->filled.at;

	for (uint32_t i = 0; i < before; i++)
		if (has_touch(from, &into->list[i]))
			into->list[n++] = into->list[i];
	into->count = n;
	if (into->given.at != from->given.at)
		into->given = (struct dl_given){ 0 };
	if (into->filled.at != from->filled.at)
		into->filled = (struct dl_filled){ 0 };
	into->off |= from->off;
	return n != before || off != into->off || given != (into->given.at != NULL) ||
	       filled != (into->filled.at != NULL);
}
