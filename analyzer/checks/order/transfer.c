/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The transfers of a DMA channel, along paths. What was handed to a channel and started is the hardware's
 * until the path has seen it done, or has stopped the channel. To ask the channel to end is no stop: what
 * is released then may still be worked with. Whatever may be a wait in between silences.
 */
#include "checks/event/event.h"
#include "checks/order/order.h"

static bool is_live(const struct dl_object *o)
{
	return o->state != DL_OBJ_RELEASED && o->state != DL_OBJ_FAILED && !o->older && !o->earlier;
}

void dl_transfer_hand(struct dl_object *o)
{
	if (is_live(o))
		*dl_transfer_of(o) = (struct dl_transfer){ .phase = DL_TRANSFER_HANDED };
}

void dl_transfer_done(struct dl_object *o)
{
	/* and with it what was waited for in vain */
	if (dl_transfer_of(o)->phase == DL_TRANSFER_ASKED)
		*dl_watch_of(o) = (struct dl_watch){ .phase = DL_WAIT_DONE };
	*dl_transfer_of(o) = (struct dl_transfer){ .phase = DL_TRANSFER_DONE };
}

void dl_transfer_join(struct dl_transfer *into, const struct dl_transfer *from)
{
	if (into->phase != from->phase)
		*into = (struct dl_transfer){ .phase = into->phase > DL_TRANSFER_RUNNING || from->phase > DL_TRANSFER_RUNNING ?
						       DL_TRANSFER_DONE : DL_TRANSFER_HANDED };
}

void dl_transfer_wait(struct dl_state *st, bool done)
{
	for (uint32_t i = 0; i < st->object_count; i++)
		if ((done && dl_transfer_of(&st->objects[i])->phase) || dl_transfer_of(&st->objects[i])->phase == DL_TRANSFER_ASKED)
			dl_transfer_done(&st->objects[i]);
}

/* What was handed over is started. */
void dl_transfer_start(struct dl_state *st)
{
	for (uint32_t i = 0; i < st->object_count; i++)
		if (dl_transfer_of(&st->objects[i])->phase == DL_TRANSFER_HANDED)
			dl_transfer_of(&st->objects[i])->phase = DL_TRANSFER_RUNNING;
}

/* Waited for, and perhaps in vain: it may have been handed to the channel out of sight. */
static bool is_waited_for(const struct dl_object *o)
{
	return dl_watch_of(o)->phase == DL_WAIT_EARLY || dl_watch_of(o)->phase == DL_WAIT_WAITED;
}

static void ask(struct dl_state *st, const struct dl_instr *call)
{
	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];

		if (is_live(o) && (dl_transfer_of(o)->phase == DL_TRANSFER_RUNNING || is_waited_for(o)))
			*dl_transfer_of(o) = (struct dl_transfer){ DL_TRANSFER_ASKED, call };
	}
}

static bool is_any_handed(const struct dl_state *st)
{
	for (uint32_t i = 0; i < st->object_count; i++)
		if (dl_transfer_of(&st->objects[i])->phase || is_waited_for(&st->objects[i]))
			return true;
	return false;
}

static uint64_t bits_of(const struct dl_context_call *call, enum dl_context_part part)
{
	uint64_t bits = 0;

	for (; call; call = call->next)
		if (call->context->transfers && call->part == part)
			bits |= 1ULL << call->context->index;
	return bits;
}

void dl_transfer_call(struct dl_explorer *ex, struct dl_state *st, const struct dl_instr *call,
		      const struct dl_func_info *callee)
{
	const struct dl_models *models = ex->an->options->models;
	const uint64_t of_channels = dl_models_transfer_contexts(models);
	const struct dl_context_call *known;
	const struct dl_order_func *of;

	if (!is_any_handed(st))
		return;
	known = callee ? NULL : dl_models_context_call(models, call->callee);
	of = callee ? dl_order_func_of(ex->an, callee) : NULL;
	if (of ? of->quiets & of_channels :
		 bits_of(known, DL_CONTEXT_ENDS) | bits_of(known, DL_CONTEXT_QUIETS))
		dl_transfer_wait(st, true);
	else if (of ? of->asks & of_channels : bits_of(known, DL_CONTEXT_ASKS))
		ask(st, call);
	else if (of ? of->starts & of_channels : bits_of(known, DL_CONTEXT_STARTS))
		dl_transfer_start(st);
	else if (!callee && !known && !dl_models_find(models, call->callee) && dl_may_stop(ex->an, call))
		dl_transfer_wait(st, false);
}

bool dl_transfer_release(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_release *r,
			 const struct dl_object *o)
{
	const struct dl_instr *asked = dl_transfer_of(o)->ask;
	const bool here = r->func == ex->func || !r->call;

	if (dl_transfer_of(o)->phase != DL_TRANSFER_ASKED || !is_live(o))
		return false;
	dl_emit_event(ex, frame->state, (struct dl_event){
		.kind = DL_EV_ACTIVE, .active = DL_ACTIVE_ASKED, .at = here ? r->at : r->call,
		.loc = here ? r->at->loc : r->call->loc, .func = r->call ? ex->func : r->func,
		.inner = here ? NULL : r->at, .inner_func = r->func, .object = o, .model = r->model,
		.related = asked->loc, .related_func = ex->func, .waited = asked, .grounds.assumed = true });
	return true;
}
