/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The direction of a mapping against what is done with the buffer: a transfer that goes the other way, or a buffer
 * that is mapped for the device to write and was filled for it to read.
 */
#include "checks/event/event.h"
#include "checks/ownership/owner.h"
#include "engine/path/path.h"
#include "model/platform.h"

static bool is_one_way(enum dl_direction dir)
{
	return dir == DL_DIR_TO_DEVICE || dir == DL_DIR_FROM_DEVICE;
}

static void emit(struct dl_explorer *ex, const struct dl_state *st, struct dl_event ev)
{
	if (ex->degraded || st->blurred)
		return;
	ev.kind = DL_EV_OWNERSHIP;
	ev.func = ex->func;
	ev.loc = ev.at->loc;
	ev.grounds.assumed = true;
	dl_emit_event(ex, st, ev);
}

void dl_direction_filled(struct dl_state *st, const struct dl_instr *at, const struct dl_model *model,
			 const struct dl_sym *buffer, const struct dl_sym *size, bool is_write)
{
	/* a pattern is no message: drivers wipe what the device is to write */
	if (is_write && model && model->arg_read >= 0 && size)
		dl_touches_of(st)->filled = (struct dl_filled){ buffer, size, at };
}

/* The call says so itself: what chooses a direction may have chosen the copy. */
static bool is_written_there(const struct dl_instr *call, int arg)
{
	return arg >= 0 && (uint32_t)arg < call->arg_count && call->args[arg].kind == DL_VAL_INT;
}

void dl_direction_made(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		       const struct dl_object *o)
{
	struct dl_filled filled = dl_touches_of(frame->state)->filled;

	dl_touches_of(frame->state)->filled = (struct dl_filled){ 0 };
	if (!filled.at || !is_written_there(call, o->model->arg_dir) || o->model->arg_buf < 0 ||
	    !o->terms.buf || !o->terms.size ||
	    dl_sym_direction(o->terms.dir, ex->an->platform) != DL_DIR_FROM_DEVICE ||
	    dl_sym_strip(o->terms.buf) != dl_sym_strip(filled.buffer) ||
	    dl_sym_strip(o->terms.size) != dl_sym_strip(filled.size))
		return;
	emit(ex, frame->state, (struct dl_event){
		.fault = DL_FAULT_FILLED, .at = call, .model = o->model, .terms = o->terms,
		.related = filled.at->loc, .related_func = ex->func });
}

static void judge(struct dl_explorer *ex, const struct dl_state *st, const struct dl_instr *call,
		  const struct dl_model *model, const struct dl_object *o, const struct dl_sym *dir)
{
	enum dl_direction made = dl_sym_direction(o->terms.dir, ex->an->platform);

	if (o->state == DL_OBJ_RELEASED || o->state == DL_OBJ_FAILED || o->older || o->earlier ||
	    !dl_model_is_map(o->model) || !is_one_way(made) ||
	    made == dl_sym_direction(dir, ex->an->platform))
		return;
	emit(ex, st, (struct dl_event){ .fault = DL_FAULT_OTHER_WAY, .at = call, .model = model, .object = o,
					.terms.dir = dir });
}

void dl_direction_handed(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
			 const struct dl_model *model, const struct dl_sym **args)
{
	const struct dl_sym *dir = dl_call_arg(call, args, model->arg_dir);
	const struct dl_sym *list = dl_call_arg(call, args, model->arg_sg);
	const struct dl_sym *handle = dl_call_arg(call, args, model->arg_value);
	struct dl_state *st = frame->state;

	if (model->role != DL_ROLE_HANDBACK || !dir || !is_one_way(dl_sym_direction(dir, ex->an->platform)))
		return;
	for (uint32_t i = 0; i < st->object_count; i++) {
		const struct dl_object *o = &st->objects[i];

		if (list ? dl_overlap_list(o, list) : handle && o == dl_state_object_of(st, handle))
			judge(ex, st, call, model, o, dir);
	}
}
