/* SPDX-License-Identifier: Apache-2.0 */
/* The owner of each mapped buffer along a path, and the accesses that do not respect it. */
#include "checks/event/event.h"
#include "engine/path/path.h"
#include "checks/success/success.h"
#include "checks/ownership/owner.h"

static enum dl_direction direction(const struct dl_object *o)
{
	return dl_sym_direction(o->terms.dir, o->model->platform);
}

void dl_owner_begin(struct dl_object *o, const struct dl_sym *attrs)
{
	enum dl_direction dir = direction(o);

	if (!dl_model_is_lent_in_turns(o->model) || dir == DL_DIR_OTHER || dir == DL_DIR_NONE)
		return;
	if (attrs && attrs->kind != DL_SYM_INT)
		return;
	dl_owner_of(o)->owner = attrs && attrs->num & o->model->platform->skip_sync ? DL_OWNER_CPU :
									     DL_OWNER_DEVICE;
}

/* ---- joins ---- */

bool dl_owner_equal(const struct dl_ownership *a, const struct dl_ownership *b)
{
	return a->owner == b->owner && a->write == b->write && a->synced == b->synced &&
	       a->waited == b->waited && a->sent == b->sent && a->write_sent == b->write_sent;
}

void dl_owner_join(struct dl_ownership *into, const struct dl_ownership *from)
{
	if (into->owner != from->owner || into->write != from->write)
		*into = (struct dl_ownership){ 0 };
	into->waited &= from->waited;
	into->sent &= from->sent;
	into->write_sent &= from->write_sent;
	if (into->synced != from->synced)
		into->synced = NULL;
}

/* ---- what another function may have done meanwhile ---- */

/* Known outside of this function: a completion handler may have unmapped or synced it. */
static bool is_shared(const struct dl_explorer *ex, const struct dl_object *o)
{
	bool shared = false;

	for (uint32_t h = 0; h < o->alias_count; h++) {
		uint64_t key = dl_loc_key(o->aliases[h]);

		if (dl_loc_is_local(o->aliases[h]))
			continue;
		shared |= !key || dl_map_has(&ex->an->poisoned_fields, key) ||
			  dl_releases_elsewhere(ex->an, ex->info, key);
	}
	return shared;
}

static bool is_known_outside(const struct dl_object *o)
{
	return o->stored || o->escaped || dl_success_of(o)->published;
}

static bool is_live(const struct dl_object *o)
{
	return o->state != DL_OBJ_RELEASED && o->state != DL_OBJ_FAILED && !o->older &&
	       !o->earlier && dl_owner_of(o)->owner != DL_OWNER_UNKNOWN;
}

/* ---- faults ---- */

static void report(struct dl_explorer *ex, const struct dl_state *st, const struct dl_object *o,
		   enum dl_fault fault, const struct dl_instr *at, const struct dl_func *func,
		   struct dl_grounds grounds, struct dl_loc left)
{
	if (ex->degraded || st->blurred)
		return;
	dl_emit_event(ex, st, (struct dl_event){
		.kind = DL_EV_OWNERSHIP, .fault = fault, .func = func, .at = at, .loc = at->loc,
		.left = left, .object = o, .terms.dir = o->terms.dir, .grounds = grounds });
}

/* @left: the exit where it is seen; NULL: before any. */
static void report_write(struct dl_explorer *ex, const struct dl_state *st,
			 const struct dl_object *o, const struct dl_loc *left)
{
	bool back = dl_owner_of(o)->owner == DL_OWNER_CPU;

	/* what starts the device elsewhere may sync it there */
	for (uint32_t h = 0; h < o->alias_count; h++)
		if (dl_map_has(&ex->an->refreshed_fields, dl_loc_key(o->aliases[h])))
			return;
	report(ex, st, o, back ? DL_FAULT_NOT_GIVEN_BACK : DL_FAULT_WRITE, dl_owner_of(o)->write,
	       dl_owner_of(o)->write_func,
	       (struct dl_grounds){ .shared = dl_owner_of(o)->write_kept || back,
				    .near = !dl_owner_of(o)->write_sure },
	       left ? *left : (struct dl_loc){ 0 });
}

bool dl_sync_has_other_side(const struct dl_analysis *an, const struct dl_model *sync)
{
	const struct dl_models *models = an->options->models;

	for (size_t i = 0; i < dl_models_count(models); i++)
		if (dl_models_at(models, i)->role == DL_ROLE_SYNC_CPU &&
		    dl_model_same_family(dl_models_at(models, i), sync))
			return true;
	return false;
}

static void report_wrong_side(struct dl_explorer *ex, const struct dl_state *st,
			      const struct dl_object *o, const struct dl_instr *sync,
			      const struct dl_instr *access)
{
	if (ex->degraded || st->blurred || !dl_sync_has_other_side(ex->an, dl_model_of(ex->an, sync)))
		return;
	dl_emit_event(ex, st, (struct dl_event){
		.kind = DL_EV_OWNERSHIP, .fault = DL_FAULT_WRONG_SIDE, .at = sync, .loc = sync->loc,
		.object = o, .terms.dir = o ? o->terms.dir : NULL, .model = dl_model_of(ex->an, sync),
		.related = access->loc, .related_func = ex->func,
		.grounds.by_slot = !o });
}

static void note_write(struct dl_explorer *ex, struct dl_state *st, struct dl_object *o,
		       const struct dl_instr *at, enum dl_overlap overlap)
{
	/* its own buffer, that it is to give back */
	if (dl_owner_of(o)->owner == DL_OWNER_CPU &&
	    (!dl_owner_of(o)->synced || direction(o) == DL_DIR_FROM_DEVICE))
		return;
	if (dl_owner_of(o)->write || (dl_owner_of(o)->waited && is_shared(ex, o)))
		return;
	dl_owner_of(o)->write = at;
	dl_owner_of(o)->write_func = ex->func;
	dl_owner_of(o)->write_kept = is_known_outside(o);
	dl_owner_of(o)->write_sure = overlap == DL_OVERLAP_SURE;
	dl_story_act(ex, st, DL_STORY_WRITE, at, ex->func, o, NULL);
}

static void note_read(struct dl_explorer *ex, struct dl_frame *frame, struct dl_object *o,
		      const struct dl_instr *at, enum dl_overlap overlap)
{
	bool handed_over = dl_owner_of(o)->sent || is_known_outside(o);

	if (dl_owner_of(o)->owner != DL_OWNER_DEVICE || direction(o) == DL_DIR_TO_DEVICE)
		return;
	if (dl_owner_of(o)->synced) {
		report_wrong_side(ex, frame->state, o, dl_owner_of(o)->synced, at);
		*dl_owner_of(o) = (struct dl_ownership){ 0 };
		return;
	}
	if (!handed_over || !dl_owner_of(o)->waited || is_shared(ex, o))
		return;
	report(ex, frame->state, o, DL_FAULT_READ, at, ex->func,
	       (struct dl_grounds){ .shared = is_known_outside(o),
				    .near = overlap != DL_OVERLAP_SURE },
	       (struct dl_loc){ 0 });
}

static void note_access(struct dl_explorer *ex, struct dl_frame *frame, struct dl_object *o,
			const struct dl_instr *at, enum dl_overlap overlap, bool is_write)
{
	if (overlap == DL_OVERLAP_NONE)
		return;
	if (is_write)
		note_write(ex, frame->state, o, at, overlap);
	else
		note_read(ex, frame, o, at, overlap);
}

/* ---- accesses ---- */

/* Through parameter k: the callers' matter, as long as nothing else was done to it. */
static void note_param(struct dl_explorer *ex, struct dl_state *st, const struct dl_sym *pointer,
		       bool is_write)
{
	const struct dl_sym *base = dl_sym_pointer_base(pointer);

	if (!dl_sym_is_initial(base) || base->a->site != ex->func || base->a->num >= 64 ||
	    base->a->num >= ex->func->param_count)
		return;
	for (uint32_t i = 0; i < st->effect_count; i++) {
		enum dl_effect_kind kind = st->effects[i].kind;

		if (kind == DL_EFFECT_RELEASE || kind == DL_EFFECT_REFRESH)
			return;
	}
	if (is_write)
		st->writes_params |= 1ULL << base->a->num;
	else
		st->reads_params |= 1ULL << base->a->num;
}

void dl_owner_access(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		     const struct dl_sym *loc, bool is_write, const struct dl_sym *value)
{
	struct dl_state *st = frame->state;
	const struct dl_sym *whole = dl_sym_whole(loc);

	if (whole->kind == DL_SYM_VAR)
		return;
	if (whole->kind == DL_SYM_DEREF)
		note_param(ex, st, whole->a, is_write);
	if (whole->kind == DL_SYM_DEREF && (is_write || !dl_state_bound(st, loc)))
		dl_owner_touch(st, at, whole->a, NULL, is_write, false);
	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];

		if (!is_live(o))
			continue;
		/* a record that keeps its own handle: nothing that the device is to see */
		if (value && value->has_result && dl_state_object_of(st, value) == o)
			continue;
		/* what this path itself has written there is read back */
		if (!is_write && dl_state_bound(st, loc))
			continue;
		note_access(ex, frame, o, at, dl_overlap_place(o, loc), is_write);
	}
}

void dl_owner_access_call(struct dl_explorer *ex, struct dl_frame *frame,
			  const struct dl_instr *at, const struct dl_model *model, uint32_t arg,
			  const struct dl_sym *pointer, const struct dl_sym *size, bool is_write)
{
	struct dl_state *st = frame->state;
	bool is_list = model && model->arg_sg == (int)arg;
	const char *reaches = model && !arg ? model->reaches : NULL;

	dl_direction_filled(st, at, model, pointer, size, is_write);
	if (!reaches && !is_list)
		note_param(ex, st, pointer, is_write);
	if (!is_list && !is_write)
		dl_owner_check_side(ex, st, at, pointer, size);
	if (!is_list)
		dl_owner_touch(st, at, pointer, reaches, is_write, false);
	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];
		enum dl_overlap overlap = DL_OVERLAP_NONE;

		if (!is_live(o))
			continue;
		if (!reaches && !is_list)
			overlap = dl_overlap_pointer(o, pointer);
		else if (is_list ? dl_overlap_list(o, pointer) :
				   dl_overlap_owner(o, pointer, reaches))
			overlap = DL_OVERLAP_LIKELY;
		note_access(ex, frame, o, at, overlap, is_write);
	}
}

void dl_owner_access_params(struct dl_explorer *ex, struct dl_frame *frame,
			    const struct dl_instr *call, const struct dl_sym **args,
			    uint32_t arg_count, uint64_t reads, uint64_t writes)
{
	for (uint32_t k = 0; k < arg_count && k < 64; k++) {
		if ((reads | writes) >> k & 1)
			dl_note_nonnull(ex, frame->state, args[k]);
		if (reads >> k & 1)
			dl_owner_access_call(ex, frame, call, NULL, k, args[k], NULL, false);
		if (writes >> k & 1)
			dl_owner_access_call(ex, frame, call, NULL, k, args[k], NULL, true);
	}
}

/* ---- who gets it ---- */

static void give_to_cpu(struct dl_explorer *ex, struct dl_frame *frame, struct dl_object *o,
			const struct dl_release *r)
{
	if (dl_owner_of(o)->write && dl_owner_of(o)->write_sent && dl_owner_of(o)->owner == DL_OWNER_DEVICE && r->must &&
	    is_live(o))
		report_write(ex, frame->state, o, NULL);
	*dl_owner_of(o) = (struct dl_ownership){
		.owner = DL_OWNER_CPU, .synced = r->must && r->is_refresh ? r->at : NULL,
	};
}

void dl_owner_release(struct dl_explorer *ex, struct dl_frame *frame, struct dl_object *o,
		      const struct dl_release *r)
{
	dl_touches_of(frame->state)->filled = (struct dl_filled){ 0 };
	if (dl_owner_of(o)->owner == DL_OWNER_UNKNOWN)
		return;
	if (!r->is_refresh || r->model->role == DL_ROLE_SYNC_CPU) {
		give_to_cpu(ex, frame, o, r);
		return;
	}
	*dl_owner_of(o) = (struct dl_ownership){
		.owner = r->must ? DL_OWNER_DEVICE : DL_OWNER_UNKNOWN,
		.synced = dl_sym_direction(r->terms.dir, ex->an->platform) == DL_DIR_FROM_DEVICE &&
			  r->func == ex->func ? r->at : NULL,
	};
}

void dl_owner_submit(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_sym *value)
{
	struct dl_state *st = frame->state;
	const struct dl_object *told = value ? dl_state_object_of(st, value) : NULL;

	if (value)
		dl_owner_touch_sent(st, ex->now, value);
	dl_touches_of(st)->given = (struct dl_given){ 0 };

	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];

		if (!is_live(o))
			continue;
		if (dl_owner_of(o)->owner == DL_OWNER_DEVICE) {
			dl_owner_of(o)->synced = NULL;
			dl_owner_of(o)->sent = true;
			dl_owner_of(o)->write_sent = dl_owner_of(o)->write != NULL;
		} else if (dl_owner_of(o)->write && o == told) {
			report_write(ex, st, o, NULL);
		}
	}
}

void dl_owner_wait(struct dl_state *st)
{
	dl_touches_of(st)->given = (struct dl_given){ 0 };
	for (uint32_t i = 0; i < st->object_count; i++) {
		dl_owner_of(&st->objects[i])->waited = true;
		if (dl_owner_of(&st->objects[i])->owner == DL_OWNER_DEVICE)
			dl_owner_of(&st->objects[i])->synced = NULL;
	}
}

void dl_owner_forget(struct dl_explorer *ex, struct dl_state *st, const struct dl_sym *pointer,
		     const struct dl_instr *at, const struct dl_instr *from)
{
	(void)ex;
	(void)at;
	(void)from;
	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];

		if (pointer->kind != DL_SYM_LOAD && pointer->kind != DL_SYM_RESULT &&
		    pointer->kind != DL_SYM_ADDR && pointer->kind != DL_SYM_PHI)
			continue;
		if (is_live(o) && (dl_overlap_pointer(o, pointer) != DL_OVERLAP_NONE ||
				   (o->terms.buf && dl_sym_mentions(o->terms.buf, pointer))))
			*dl_owner_of(o) = (struct dl_ownership){ 0 };
	}
}

void dl_owner_unknown_call(struct dl_explorer *ex, struct dl_frame *frame,
			   const struct dl_instr *call, const struct dl_sym **args)
{
	struct dl_state *st = frame->state;
	struct dl_func_info *const *callees;
	struct dl_func_info *callee = dl_callee_of(ex->an, call);
	uint32_t count = callee ? 1 : dl_callees_of(ex->an, call, &callees);
	bool may_refresh = false;

	if (callee)
		callees = &callee;
	dl_touches_of(st)->given = (struct dl_given){ 0 };
	dl_touches_of(st)->filled = (struct dl_filled){ 0 };
	for (uint32_t i = 0; i < call->arg_count && i < 32; i++)
		dl_owner_forget(ex, st, dl_sym_pointer_base(args[i]), call, NULL);
	for (uint32_t i = 0; i < count; i++)
		may_refresh |= callees[i]->may_refresh;
	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];

		if (dl_owner_of(o)->owner == DL_OWNER_DEVICE)
			dl_owner_of(o)->synced = NULL;
		if (may_refresh)
			*dl_owner_of(o) = (struct dl_ownership){ 0 };
	}
	if (may_refresh) {
		dl_touches_of(st)->off = true;
		dl_touches_of(st)->count = 0;
	}
	for (uint32_t i = 0; i < count; i++)
		dl_owner_callee(ex, frame, callees[i]);
}

void dl_owner_callee(struct dl_explorer *ex, struct dl_frame *frame,
		     const struct dl_func_info *callee)
{
	dl_touches_of(frame->state)->filled = (struct dl_filled){ 0 };
	if (callee->may_submit)
		dl_owner_submit(ex, frame, NULL);
	if (callee->may_wait)
		dl_owner_wait(frame->state);
}

/* ---- exits ---- */

void dl_owner_judge_exit(struct dl_explorer *ex, const struct dl_exit *exit,
			 const struct dl_object *o, bool has_callers)
{
	if (!is_live(o) || !dl_owner_of(o)->write || dl_owner_of(o)->owner != DL_OWNER_DEVICE ||
	    !(dl_owner_of(o)->write_sent || is_known_outside(o)))
		return;
	for (uint32_t h = 0; has_callers && h < o->alias_count; h++)
		if (!dl_loc_is_local(o->aliases[h]) && !dl_loc_key(o->aliases[h]))
			return;
	report_write(ex, exit->state, o, &exit->loc);
}
