/* SPDX-License-Identifier: Apache-2.0 */
/* The check of success: success.h says what it decides. */
#include "base/buf.h"
#include "checks/checks.h"
#include "checks/event/event.h"
#include "checks/provenance/buffer.h"
#include "checks/success/success.h"
#include "engine/path/path.h"

_Static_assert(sizeof(struct dl_success) <= sizeof(((struct dl_object *)0)->parts.success),
	       "engine/checks.def");

static bool same(const struct dl_object *oa, const struct dl_object *ob)
{
	const struct dl_success *a = dl_success_of(oa), *b = dl_success_of(ob);

	return a->unacted == b->unacted && a->bad_test == b->bad_test && a->fewer == b->fewer &&
	       a->fewer_func == b->fewer_func &&
	       a->wrong_handle == b->wrong_handle;
}

static bool covers(const struct dl_object *oa, const struct dl_object *ob)
{
	const struct dl_success *a = dl_success_of(oa), *b = dl_success_of(ob);

	return oa->state == DL_OBJ_RELEASED ||
	       ((a->noticed || !b->noticed) && (a->submitted || !b->submitted) && (a->published || !b->published));
}

static void join(struct dl_object *into, const struct dl_object *from)
{
	dl_success_of(into)->submitted |= dl_success_of(from)->submitted;
	dl_success_of(into)->published |= dl_success_of(from)->published;
	dl_success_of(into)->noticed |= dl_success_of(from)->noticed;
}

/* A test of the callee's has been judged there. */
static void import_object(struct dl_explorer *ex, struct dl_state *state, struct dl_object *o)
{
	(void)ex;
	(void)state;
	dl_success_of(o)->noticed = false;
	if (!dl_success_of(o)->missed)
		return;
	dl_success_of(o)->missed = false;
	dl_success_of(o)->accused = true;
	dl_success_of(o)->bad_test = NULL;
}

static void print(const struct dl_object *o, struct dl_buf *out)
{
	dl_buf_puts(out, dl_success_of(o)->submitted ? ", submitted" : "");
	dl_buf_puts(out, dl_success_of(o)->bad_test ? ", badly tested" : "");
}

/* A test of too few bits is one where a machine has more. */
static void weigh(struct dl_explorer *ex, struct dl_event *ev)
{
	ev->grounds.narrow |= ex->an->options->is_narrow && dl_success_of(ev->object)->cut_test &&
			      dl_success_of(ev->object)->bad_test;
}

static uint64_t distinguish(const struct dl_object *o)
{
	return (uint64_t)(dl_success_of(o)->wrong_handle != NULL) << 1 |
	       (dl_success_of(o)->bad_test != NULL);
}

static void submit(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_sym *value)
{
	(void)ex;
	(void)value;
	for (uint32_t i = 0; i < frame->state->object_count; i++)
		dl_success_of(&frame->state->objects[i])->submitted = true;
}

static void use(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_value_use *u,
		struct dl_object *o)
{
	if (o->state != DL_OBJ_UNCHECKED && o->state != DL_OBJ_FAILED)
		return;
	dl_success_of(o)->accused = true;
	dl_story_act(ex, frame->state, DL_STORY_USE, u->at, ex->func, o, u->value);
	dl_emit_event(ex, frame->state, (struct dl_event){
		.kind = DL_EV_USE, .at = u->at, .loc = u->at->loc, .object = o, .model = u->model,
		.use = u->kind,
		.grounds.failure_handled = o->state == DL_OBJ_FAILED && !dl_success_of(o)->unacted &&
					   !dl_success_of(o)->missed });
}

static void release(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_release *r,
		    struct dl_object *o, bool exactly)
{
	if (!exactly && !r->is_refresh && r->func == ex->func)
		dl_judge_lost(ex, frame->state, o, r->at, &r->at->loc);
	/* noticed, logged and gone on: still no check */
	if (exactly && r->must && o->state != DL_OBJ_RELEASED && dl_model_is_map(o->model) &&
	    (o->state == DL_OBJ_UNCHECKED || dl_success_of(o)->missed || (dl_success_of(o)->unacted && r->func == ex->func)))
		dl_use_value(ex, frame, &(struct dl_value_use){
			.at = r->at, .model = r->model, .value = o->value,
			.kind = r->is_refresh ? DL_USE_REFRESH : DL_USE_RELEASE });
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
	if (o->state == DL_OBJ_FAILED && !(field && dl_success_of(o)->marked == field->record))
		dl_use_value(ex, frame, &(struct dl_value_use){
			.at = s->at, .value = s->value, .kind = DL_USE_DEVICE_MEMORY });
	dl_success_of(o)->submitted = dl_success_of(o)->published = true;
}

const struct dl_check dl_check_success = {
	.id = "success",
	.same = same,
	.covers = covers,
	.join = join,
	.age = join,
	.print = print,
	.weigh = weigh,
	.distinguish = distinguish,
	.submit = submit,
	.made = dl_success_made,
	.asked = dl_success_asked,
	.use = use,
	.release = release,
	.lost = dl_judge_lost,
	.import_object = import_object,
	.publish = publish,
	.branch = dl_success_branch,
	.exit_object = dl_success_exit,
};
