/* SPDX-License-Identifier: Apache-2.0 */
/* The check of success: success.h says what it decides. */
#include "checks/checks.h"
#include "checks/provenance/buffer.h"
#include "checks/success/success.h"
#include "engine/path/path.h"

static void use(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_value_use *u,
		struct dl_object *o)
{
	if (o->state != DL_OBJ_UNCHECKED && o->state != DL_OBJ_FAILED)
		return;
	if (dl_object_is_managed(o))
		return;
	o->accused = true;
	dl_story_add(ex, frame->state, DL_STORY_USE, u->at->loc, o->origin, u->value, false);
	dl_emit_event(ex, frame->state, (struct dl_event){
		.kind = DL_EV_USE, .at = u->at, .loc = u->at->loc, .object = o, .model = u->model,
		.use = u->kind,
		.grounds.failure_handled = o->state == DL_OBJ_FAILED && !o->unacted });
}

static void release(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_release *r,
		    struct dl_object *o, bool exactly)
{
	if (!exactly && !r->is_sync && r->func == ex->func)
		dl_judge_lost(ex, frame->state, o, r->at, &r->at->loc);
	/* noticed, logged and gone on: still no check */
	if (exactly && r->must && o->state != DL_OBJ_RELEASED && dl_model_is_map(o->model) &&
	    (o->state == DL_OBJ_UNCHECKED || (o->unacted && r->func == ex->func)))
		dl_use_value(ex, frame, r->at, r->model, o->value,
			     r->is_sync ? DL_USE_SYNC : DL_USE_UNMAP);
}

/* Memory the device reads by itself: handle stored there is published. */
static bool is_device_memory(struct dl_explorer *ex, const struct dl_sym *loc)
{
	loc = dl_sym_whole(loc);
	if (loc->kind != DL_SYM_DEREF)
		return false;
	switch (dl_buffer_of(ex, loc->a).kind) {
	case DL_BUF_COHERENT:
	case DL_BUF_IOMEM: return true;
	default: return false;
	}
}

static void publish(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_store *s)
{
	const struct dl_sym *field = dl_sym_last_field(s->loc);
	struct dl_object *o = s->object;

	if (!dl_model_is_map(o->model) || dl_model_is_sg(o->model) || !is_device_memory(ex, s->loc))
		return;
	/*
	 * A check may follow on the next line: judged at the exits. A known failure is judged here,
	 * unless the descriptor says that it is none: a length of 0 beside the handle.
	 */
	if (o->state == DL_OBJ_FAILED && !(field && o->marked == field->record))
		dl_use_value(ex, frame, s->at, NULL, s->value, DL_USE_DEVICE_MEMORY);
	o->submitted = o->published = true;
}

const struct dl_check dl_check_success = {
	.id = "success",
	.made = dl_success_made,
	.asked = dl_success_asked,
	.use = use,
	.release = release,
	.lost = dl_judge_lost,
	.publish = publish,
	.branch = dl_success_branch,
	.exit_object = dl_success_exit,
};
