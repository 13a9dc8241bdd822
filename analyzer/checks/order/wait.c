/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A wait for the hardware that can end too early, by a signal or a limit, is no proof that it is done.
 * What was handed to it and is released on the way on which the wait has ended like that, or where nobody
 * has looked, was taken from it while it works. Anything that may have stopped it in between silences.
 */
#include "checks/event/event.h"
#include "checks/order/order.h"
#include "engine/path/path.h"

static bool is_live(const struct dl_object *o)
{
	return o->state != DL_OBJ_RELEASED && o->state != DL_OBJ_FAILED && !o->older && !o->earlier;
}

static bool is_waited_for(const struct dl_watch *w)
{
	return w->phase == DL_WAIT_WAITED || w->phase == DL_WAIT_EARLY;
}

static void send(struct dl_object *o)
{
	if (is_live(o) && dl_watch_of(o)->phase == DL_WAIT_NONE)
		dl_watch_of(o)->phase = DL_WAIT_SENT;
}

static bool has_record_wait(const struct dl_state *st)
{
	const struct dl_record_wait *rw = dl_record_wait_of(st);

	return rw->watch.phase != DL_WAIT_NONE || rw->record;
}

/* There is something that forget_waits() forgets. */
static bool has_waits(const struct dl_state *st)
{
	for (uint32_t i = 0; i < st->object_count; i++)
		if (is_waited_for(dl_watch_of(&st->objects[i])))
			return true;
	return has_record_wait(st);
}

/* Whatever was waited for, the hardware may have been stopped since. */
static void forget_waits(struct dl_state *st)
{
	for (uint32_t i = 0; i < st->object_count; i++)
		if (is_waited_for(dl_watch_of(&st->objects[i])))
			*dl_watch_of(&st->objects[i]) = (struct dl_watch){ .phase = DL_WAIT_DONE };
	*dl_record_wait_of(st) = (struct dl_record_wait){ 0 };
}

/* There is something that give_up() changes. */
static bool has_hopes(const struct dl_state *st)
{
	return st->object_count || has_record_wait(st);
}

/* The hardware is being stopped: what is waited for from now on is that. */
static void give_up(struct dl_state *st)
{
	for (uint32_t i = 0; i < st->object_count; i++)
		*dl_watch_of(&st->objects[i]) = (struct dl_watch){ .phase = DL_WAIT_DONE };
	*dl_record_wait_of(st) = (struct dl_record_wait){ 0 };
}

/* Others have the address, or the list that keeps it: whatever the hardware is told from now on, it may be about it. */
static bool is_passed(const struct dl_object *o)
{
	const bool is_own_list = o->sg && o->sg->kind == DL_SYM_ADDR && dl_loc_is_local(o->sg->a);

	if (dl_model_is_map(o->model) && o->sg && !is_own_list)
		return true;
	for (uint32_t h = 0; dl_model_is_map(o->model) && h < o->alias_count; h++)
		if (!dl_loc_is_local(o->aliases[h]))
			return true;
	return o->escaped;
}

void dl_wait_submit(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_sym *value)
{
	struct dl_state *st = frame->state;

	(void)ex;
	forget_waits(st);
	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];

		if (is_passed(o) || (value && o->handle && dl_sym_derives(value, o->handle)))
			send(o);
	}
}

void dl_wait_use(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_value_use *use,
		 struct dl_object *o)
{
	(void)ex;
	(void)frame;
	if (use->kind == DL_USE_HANDBACK)
		dl_transfer_hand(o);
	if (use->kind == DL_USE_MMIO || use->kind == DL_USE_HANDBACK || use->kind == DL_USE_DEVICE_MEMORY)
		send(o);
}

/* ---- calls that may stop it ---- */

static bool stops_by_name(const struct dl_analysis *an, const struct dl_instr *call)
{
	const char *name = call->callee;
	const struct dl_context_call *known = dl_models_context_call(an->options->models, name);

	/* who only asks for an end has not stopped it */
	if (known && known->part == DL_CONTEXT_ASKS)
		return false;
	if (!name && call->through && call->through->step_count)
		name = call->through->steps[call->through->step_count - 1].field;
	return !name || dl_name_means(an, DL_WORD_STOPS, name);
}

/* Who has @arg has the address, or finds it. */
static bool leads_to(const struct dl_object *o, const struct dl_sym *arg)
{
	const struct dl_sym *base = dl_sym_root_pointer(arg), *whole = dl_sym_strip(arg);

	if ((o->handle && dl_sym_derives(arg, o->handle)) || dl_sym_derives(arg, o->value))
		return true;
	if (o->sg)
		return dl_sym_mentions(o->sg, base);
	for (uint32_t h = 0; h < o->alias_count; h++)
		if (whole->kind == DL_SYM_ADDR && dl_sym_mentions(o->aliases[h], whole->a))
			return true;
	return false;
}

void dl_wait_model_call(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
			const struct dl_model *model, const struct dl_sym **args)
{
	(void)args;
	dl_transfer_call(ex, frame->state, call, NULL);
	if (model->role == DL_ROLE_NONE && has_hopes(frame->state) && stops_by_name(ex->an, call))
		give_up(frame->state);
}

void dl_wait_plain_call(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
			const struct dl_sym **args, const struct dl_func_info *callee)
{
	dl_transfer_call(ex, frame->state, call, callee);
	/* another wait, and what it says */
	for (uint32_t i = 0; callee && callee->may_wait && i < frame->state->object_count; i++)
		if (is_waited_for(dl_watch_of(&frame->state->objects[i])))
			*dl_watch_of(&frame->state->objects[i]) = (struct dl_watch){ .phase = DL_WAIT_SENT };
	if (callee && call->callee && has_hopes(frame->state) && stops_by_name(ex->an, call))
		give_up(frame->state);
	if (has_waits(frame->state) &&
	    (callee ? callee->may_submit || dl_order_func_of(ex->an, callee)->may_stop :
		      stops_by_name(ex->an, call)))
		forget_waits(frame->state);
	for (uint32_t i = 0; (!callee || callee->may_submit) && i < frame->state->object_count; i++)
		for (uint32_t k = 0; k < call->arg_count && k < 32; k++)
			if (is_passed(&frame->state->objects[i]) || leads_to(&frame->state->objects[i], args[k]))
				send(&frame->state->objects[i]);
}

/* ---- waits ---- */

/* Parts of one macro that waits. */
static bool is_of_one_macro(const struct dl_instr *a, const struct dl_instr *b)
{
	return a->written && a->written == b->written;
}

/* @again: of the same wait, and says more of its end. */
static void begin_wait(struct dl_state *st, const struct dl_watch *w, const struct dl_instr *call, bool again,
		       const struct dl_sym *record)
{
	struct dl_record_wait *rw = dl_record_wait_of(st);

	dl_transfer_wait(st, !w->phase);
	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_watch *old = dl_watch_of(&st->objects[i]);

		if (is_live(&st->objects[i]) &&
		    ((old->phase == DL_WAIT_SENT && (!again || w->phase)) ||
		     (again && old->phase == DL_WAIT_WAITED && is_of_one_macro(old->at, call))))
			*old = *w;
	}
	if (again && rw->watch.at && is_of_one_macro(rw->watch.at, call)) {
		if (rw->watch.phase == DL_WAIT_WAITED)
			rw->watch = *w;
		return;
	}
	if (record)
		*rw = (struct dl_record_wait){ *w, record };
}

static bool can_end_early(const struct dl_model *m)
{
	return m->failed.lo <= m->failed.hi;
}

/* What the macro that the call is a part of gives: its own result is one round's. */
static const struct dl_model *of_macro(struct dl_explorer *ex, const struct dl_instr *call)
{
	const struct dl_model *m = call->written && call->dst != DL_NO_TEMP ?
				   dl_models_find(ex->an->options->models, call->written) : NULL;

	return m && m->role == DL_ROLE_WAIT && can_end_early(m) ? m : NULL;
}

void dl_wait_called(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		    const struct dl_model *model, const struct dl_sym **args, const struct dl_sym *result)
{
	const struct dl_sym *record = call->arg_count ? dl_sym_root_pointer(args[0]) : NULL;
	const struct dl_model *whole = model->role == DL_ROLE_WAIT && !can_end_early(model) ?
				       of_macro(ex, call) : NULL;
	struct dl_watch w = { DL_WAIT_WAITED, call, result, whole ? whole : model };

	if (model->role != DL_ROLE_WAIT)
		return;
	if (call->written && !can_end_early(model)) {
		/* a round of the wait, or its end: what has not ended too early has ended well */
		if (!whole)
			w = (struct dl_watch){ 0 };
		begin_wait(frame->state, &w, call, true, NULL);
		return;
	}
	if (!record || record == args[0]) {
		dl_transfer_wait(frame->state, true);
		return;
	}
	if (!can_end_early(model))
		w = (struct dl_watch){ 0 };
	begin_wait(frame->state, &w, call, false, record);
}

/* What comes after @wait on the way to @early, and from there on, leaves the hardware alone. */
static bool is_idle_since(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_site *wait,
			  const struct dl_site *early)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);

	for (size_t i = 0; i < of->stops.len; i++) {
		const struct dl_site *s = &of->stops.data[i];

		if (dl_site_before(info, early, s) ||
		    (dl_site_before(info, wait, s) && dl_site_before(info, s, early)))
			return false;
	}
	for (size_t i = 0; i < of->calls.len; i++) {
		const struct dl_site *c = &of->calls.data[i];
		const struct dl_func_info *callee = dl_callee_of(an, c->at);

		if ((!callee || dl_order_func_of(an, callee)->may_stop) &&
		    (dl_site_before(info, early, c) ||
		     (dl_site_before(info, wait, c) && dl_site_before(info, c, early))))
			return false;
	}
	return true;
}

/* It has told the hardware something before @wait. */
static bool has_told(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_site *wait)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);

	if (dl_stops_before(info, of, wait))
		return true;
	for (size_t i = 0; i < of->calls.len; i++) {
		const struct dl_func_info *callee = dl_callee_of(an, of->calls.data[i].at);

		if (callee && callee->may_submit && dl_site_before(info, &of->calls.data[i], wait))
			return true;
	}
	return false;
}

/* It waits, and may give up with nothing done about it; @sent: what it waits for is begun already. */
static bool gives_up(struct dl_analysis *an, const struct dl_func_info *info, bool sent)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);
	bool any = false;

	for (size_t e = 0; e < of->too_early.len; e++) {
		for (size_t w = 0; w < of->waits.len; w++) {
			if (!dl_site_before(info, &of->waits.data[w], &of->too_early.data[e]))
				continue;
			if (!is_idle_since(an, info, &of->waits.data[w], &of->too_early.data[e]))
				return false;
			any |= sent || has_told(an, info, &of->waits.data[w]);
		}
	}
	return any;
}

/* Results of failures that differ are one case: it may be the one. */
static bool covers_too_early(const struct dl_analysis *an, const struct dl_fact *range)
{
	for (size_t i = 0; i < an->platform->too_early.count; i++)
		if (an->platform->too_early.items[i].value >= range->lo &&
		    an->platform->too_early.items[i].value <= range->hi)
			return true;
	return false;
}

static bool may_be_too_early(const struct dl_analysis *an, const struct dl_summary_case *c)
{
	return c->range.hi < 0 && covers_too_early(an, &c->range);
}

/* Success and failure may be one case, too: the result says which. */
static bool may_have_failed(const struct dl_analysis *an, const struct dl_summary_case *c)
{
	return may_be_too_early(an, c) ||
	       (c->range.value && c->range.lo > INT32_MIN && covers_too_early(an, &c->range));
}

void dl_wait_case(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_applied *a,
		  const struct dl_summary_case *c)
{
	const struct dl_watch w = { DL_WAIT_EARLY, a->call, NULL, NULL };
	struct dl_state *st = frame->state;

	if (a->callee && a->callee->may_wait)
		dl_transfer_wait(st, !may_have_failed(ex->an, c));
	if (a->callee && a->callee->may_wait && may_have_failed(ex->an, c))
		dl_transfer_start(st);
	if (!a->callee || !may_be_too_early(ex->an, c))
		return;
	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_watch *watch = dl_watch_of(&st->objects[i]);

		/* it was told before the call, or is by it */
		if (watch->phase == DL_WAIT_SENT && is_live(&st->objects[i]) && gives_up(ex->an, a->callee, !a->callee->may_submit))
			*watch = w;
	}
}

/* ---- a result of the function's own: ret = done ? 0 : -ETIMEDOUT ---- */

/* The function has waited before it says so. */
static bool is_after_wait(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_instr *at)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);

	for (size_t e = 0; e < of->too_early.len; e++)
		for (size_t w = 0; of->too_early.data[e].at == at && w < of->waits.len; w++)
			if (dl_site_before(info, &of->waits.data[w], &of->too_early.data[e]))
				return true;
	return false;
}

static bool is_too_early(const struct dl_analysis *an, const struct dl_sym *value)
{
	for (size_t i = 0; value && value->kind == DL_SYM_INT && i < an->platform->too_early.count; i++)
		if (an->platform->too_early.items[i].value == value->num)
			return true;
	return false;
}

void dl_wait_store(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_store *s)
{
	struct dl_state *st = frame->state;
	bool early = is_too_early(ex->an, s->value);

	if (s->loc->kind != DL_SYM_VAR || !st->object_count)
		return;
	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_watch *w = dl_watch_of(&st->objects[i]);

		/* said in advance, and taken back */
		if (!early && w->phase == DL_WAIT_EARLY && w->result == s->loc &&
		    s->value->kind == DL_SYM_INT)
			*w = (struct dl_watch){ .phase = DL_WAIT_SENT };
		if (early && w->phase == DL_WAIT_SENT && is_live(&st->objects[i]) &&
		    is_after_wait(ex->an, ex->info, s->at))
			*w = (struct dl_watch){ DL_WAIT_EARLY, s->at, s->loc, NULL };
	}
}

/* ---- results ---- */

/* Some number of @span is what the branch says of the value: @lo to @hi, and not 0 when @nonzero. */
static bool can_be(const struct dl_span *span, int64_t lo, int64_t hi, bool nonzero)
{
	int64_t from = span->lo > lo ? span->lo : lo, to = span->hi < hi ? span->hi : hi;

	return from <= to && !(nonzero && from == 0 && to == 0);
}

/* What the branch says of @value; false: nothing that is understood. */
static bool said_of(const struct dl_sym *cond, bool truth, const struct dl_sym *value, int64_t *lo,
		    int64_t *hi, bool *nonzero)
{
	const struct dl_sym *v = dl_sym_strip(cond);
	int64_t n = 0;
	uint8_t op = DL_BIN_NE;

	while (v->kind == DL_SYM_UN && v->sub == DL_UN_LNOT) {
		truth = !truth;
		v = dl_sym_strip(v->a);
	}
	if (v->kind == DL_SYM_BIN && v->sub >= DL_BIN_EQ && v->b->kind == DL_SYM_INT) {
		op = v->sub;
		n = v->b->num;
		v = dl_sym_strip(v->a);
	}
	*lo = INT32_MIN;
	*hi = INT32_MAX;
	*nonzero = false;
	switch (op) {
	case DL_BIN_EQ:
	case DL_BIN_NE:
		if (truth == (op == DL_BIN_EQ))
			*lo = *hi = n;
		else
			*nonzero = n == 0;
		break;
	case DL_BIN_LT: *(truth ? hi : lo) = truth ? n - 1 : n; break;
	case DL_BIN_LE: *(truth ? hi : lo) = truth ? n : n + 1; break;
	case DL_BIN_GT: *(truth ? lo : hi) = truth ? n + 1 : n; break;
	case DL_BIN_GE: *(truth ? lo : hi) = truth ? n : n - 1; break;
	default: break;
	}
	return v == value;
}

/* In a later round, what the variable holds that the result was stored in. */
static const struct dl_sym *held_result(const struct dl_explorer *ex, const struct dl_watch *w,
					const struct dl_branch *b)
{
	const struct dl_sym *cond = dl_sym_strip(b->cond);
	const struct dl_block *block;

	while ((cond->kind == DL_SYM_UN || (cond->kind == DL_SYM_BIN && cond->sub >= DL_BIN_EQ)) && cond->a)
		cond = dl_sym_strip(cond->a);
	if (cond->kind != DL_SYM_PHI || cond->a->kind != DL_SYM_VAR || cond->a->site != ex->func ||
	    w->at->op != DL_OP_CALL || dl_cfg_block_of(ex->func, w->at) >= ex->func->block_count)
		return w->result;
	block = &ex->func->blocks[dl_cfg_block_of(ex->func, w->at)];
	for (uint32_t i = 0; i < block->instr_count; i++) {
		const struct dl_instr *in = &block->instrs[i];

		if (in->op == DL_OP_STORE && in->place->base == DL_BASE_VAR && !in->place->step_count &&
		    in->a.kind == DL_VAL_TEMP && in->a.num == w->at->dst && in->place->index == cond->a->num)
			return cond;
	}
	return w->result;
}

/* @w: the path's, whose result @b is about. */
static void look(const struct dl_explorer *ex, struct dl_watch *w, const struct dl_branch *b)
{
	const struct dl_sym *result;

	struct dl_span early, good;
	int64_t lo, hi;
	bool nonzero;

	/* what another branch has said of it may be lost by now */
	if (!is_waited_for(w) || !w->result || !w->model)
		return;
	result = held_result(ex, w, b);
	if (!dl_sym_mentions(b->cond, result))
		return;
	early = w->model->failed;
	good = (struct dl_span){ early.hi + 1, early.hi < 0 ? 0 : INT32_MAX };
	if (!said_of(b->cond, b->truth, result, &lo, &hi, &nonzero) || !can_be(&early, lo, hi, nonzero))
		*w = (struct dl_watch){ .phase = DL_WAIT_SENT };
	else if (!can_be(&good, lo, hi, nonzero))
		w->phase = DL_WAIT_EARLY;
}

void dl_wait_branched(struct dl_explorer *ex, struct dl_state *state, const struct dl_branch *b)
{
	for (uint32_t i = 0; i < state->object_count; i++) {
		struct dl_object *o = &state->objects[i];
		enum dl_wait_phase before = dl_watch_of(o)->phase;

		look(ex, dl_watch_of(o), b);
		/* asked to end or not */
		if (before == DL_WAIT_WAITED && dl_watch_of(o)->phase == DL_WAIT_SENT)
			dl_transfer_done(o);
	}
	look(ex, &dl_record_wait_of(state)->watch, b);
}

/* ---- releases ---- */

/* As the source has it. */
static const char *name_of(struct dl_analysis *an, const struct dl_instr *call)
{
	const struct dl_func_info *callee = dl_callee_of(an, call);

	return call->op != DL_OP_CALL ? NULL : callee ? callee->func->name :
	       call->written ? call->written : call->callee;
}

static void emit(struct dl_explorer *ex, const struct dl_frame *frame, const struct dl_watch *w,
		 struct dl_event ev)
{
	struct dl_map *told = &dl_order_of(ex->an)->told;
	uintptr_t first = (uintptr_t)dl_map_get(told, (uintptr_t)w->at);

	/* one for each wait */
	if (first && first != (uintptr_t)ev.at)
		return;
	dl_map_put(told, (uintptr_t)w->at, (void *)(uintptr_t)ev.at);
	ev.kind = DL_EV_ACTIVE;
	ev.active = DL_ACTIVE_WAIT;
	ev.loc = ev.at->loc;
	ev.related = w->at->loc;
	ev.related_func = ex->func;
	ev.waited = w->at;
	ev.partner = name_of(ex->an, w->at);
	ev.never = w->phase == DL_WAIT_EARLY;
	dl_emit_event(ex, frame->state, ev);
}

void dl_wait_release(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_release *r,
		     struct dl_object *o, bool exactly)
{
	const struct dl_watch *w = dl_watch_of(o);

	if (r->is_refresh || !r->must || !exactly || !is_live(o) || dl_transfer_release(ex, frame, r, o) ||
	    !is_waited_for(w))
		return;
	emit(ex, frame, w, (struct dl_event){ .at = r->func == ex->func || !r->call ? r->at : r->call,
					      .func = r->func == ex->func || r->call ? ex->func : r->func,
					      .inner = r->func != ex->func && r->call ? r->at : NULL, .inner_func = r->func,
					      .object = o, .model = r->model });
}

/* What was waited for lies in the record that keeps what is released. */
static const struct dl_watch *record_watch(const struct dl_state *st, const struct dl_sym *value)
{
	const struct dl_record_wait *rw = dl_record_wait_of(st);

	return is_waited_for(&rw->watch) && rw->record && dl_sym_mentions(value, rw->record) ?
	       &rw->watch : NULL;
}

void dl_wait_release_foreign(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_release *r)
{
	const struct dl_watch *w = r->is_refresh || r->func != ex->func ? NULL :
				   record_watch(frame->state, r->value);

	if (w)
		emit(ex, frame, w, (struct dl_event){ .at = r->at, .model = r->model, .slot = r->value,
						      .grounds.by_slot = true });
}

/* The callee releases what the record at its parameter @k keeps. */
static const struct dl_release_site *release_of(struct dl_analysis *an, const struct dl_func_info *callee,
						uint32_t k)
{
	const struct dl_order_func *of = dl_order_func_of(an, callee);

	for (size_t i = 0; i < of->releases.len; i++)
		if (of->releases.data[i].model && of->releases.data[i].param == k)
			return &of->releases.data[i];
	return NULL;
}

void dl_wait_apply(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_applied *a)
{
	const struct dl_record_wait *rw = dl_record_wait_of(frame->state);

	if (!a->callee || !is_waited_for(&rw->watch))
		return;
	for (uint32_t k = 0; k < a->arg_count && k < 32; k++) {
		const struct dl_release_site *rel = release_of(ex->an, a->callee, k);

		if (rel && dl_sym_root_pointer(a->args[k]) == rw->record)
			emit(ex, frame, &rw->watch, (struct dl_event){ .at = a->call, .slot = a->args[k],
				.model = rel->model, .what = rel->field, .grounds.by_slot = true });
	}
}
