/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The last steps of a story: what is wrong, where no step has said it yet; and the whole story of what no
 * object has: memory on its way to DMA, two words of a descriptor, memory that is released too early.
 */
#include <string.h>

#include "checks/event/story.h"
#include "engine/path/summary.h"

const char dl_in_later_round[] = "in a later round of the loop: ";

static const char *ended(const struct dl_event *ev)
{
	return ev->model && ev->model->role == DL_ROLE_UNMAP ? "unmapped" : "freed";
}

/* What the call at the end does in its callee; NULL: it does it itself. */
static const struct dl_instr *inner(struct story *t)
{
	const struct dl_event *ev = t->ev;
	const struct dl_func_info *callee = ev->kind == DL_EV_DEVICE_COUNT && ev->at->op == DL_OP_CALL ?
					    dl_callee_of(t->r->an, ev->at) : NULL;

	for (uint32_t i = 0; callee && callee->summary && i < callee->summary->case_count; i++) {
		const struct dl_summary_case *c = &callee->summary->cases[i];

		for (uint32_t k = 0; k < c->effect_count; k++)
			if (c->effects[k].model == ev->model && c->effects[k].at)
				return c->effects[k].at;
	}
	return ev->inner;
}

/* What is released, as the line that does it calls it. */
static const char *given(struct story *t)
{
	const struct dl_event *ev = t->ev;
	bool frees = ev->model && ev->model->role == DL_ROLE_FREE;
	const char *text = ev->inner && ev->inner->op == DL_OP_CALL && ev->model ?
			   dl_written_arg(t->r, ev->inner_func, ev->inner,
					  frees ? ev->model->arg_buf : ev->model->arg_handle) : NULL;

	if (!text && frees && !ev->inner && ev->at->op == DL_OP_CALL)
		text = dl_written_arg(t->r, ev->func, ev->at, ev->model->arg_buf);
	return text ? text : ev->inner ? dl_text_handle(t->r, ev) : dl_text_given(t->r, ev);
}

static const char *end_text(struct story *t)
{
	const struct dl_event *ev = t->ev;

	switch (ev->kind) {
	case DL_EV_OWNERSHIP:
		return ev->fault == DL_FAULT_READ ? "the CPU reads the buffer here" :
		       ev->fault == DL_FAULT_WRONG_SIDE ? "synced for the device here" :
		       ev->fault == DL_FAULT_OTHER_WAY ? "handed to a transfer in the other direction here" : NULL;
	case DL_EV_BUFFER_FREED: return NULL;
	case DL_EV_NEVER_CHECKED:
		return ev->object->state == DL_OBJ_FAILED ? NULL : "unmapped here, with no test before";
	case DL_EV_PAIR:
	case DL_EV_DEVICE_COUNT:
		return SAY(t, "'%s' is called here", dl_text_call(ev->at, ev->model));
	case DL_EV_ACTIVE: return SAY(t, "%s here: '%s'", ended(ev), given(t));
	case DL_EV_DEAD_HANDLE:
		return SAY(t, "%s here: '%s'", ev->use == DL_USE_RELEASE && !ev->model ? "kept again" :
			   ev->use == DL_USE_RELEASE ? "unmapped" :
			   ev->use == DL_USE_REFRESH ? "synced" : "given to the device", dl_text_given(t->r, ev));
	default: return NULL;
	}
}

/* The end may come after the loop of the last step began anew. */
static const char *end_round(struct story *t)
{
	const struct dl_event *ev = t->ev;
	const struct dl_story *last = t->count ? t->nodes[0] : NULL;

	if (!last || !ev->explored || last->func != ev->explored)
		return "";
	return dl_story_ends_later(t->r, last, ev) ? dl_in_later_round : "";
}

/* What is wrong, where no step has said it yet. */
void dl_story_end(struct story *t)
{
	const struct dl_event *ev = t->ev;
	const char *text = ev->at && ev->object ? end_text(t) : NULL;
	const struct dl_instr *loop;
	const struct dl_instr *deep = inner(t);
	uint32_t inside = ev->reached && ev->reached != ev->at;

	if (ev->kind == DL_EV_OWNERSHIP && ev->object && !text && ev->now)
		dl_story_put(t, &ev->now->loc, 0, "and no sync for the device came before this");
	if (ev->kind == DL_EV_BUFFER_FREED && ev->object)
		dl_story_put(t, &ev->related, ev->related_func != ev->explored, "unmapped only here");
	if (ev->left.line && ev->kind != DL_EV_ERROR_COMPARED)
		dl_story_put(t, &ev->left, 0, SAY(t, "%sthe function is left here%s", end_round(t),
					 dl_say_failing(t, ev->explored, &ev->left, ev->story)));
	if (!text)
		return;
	if (deep) {
		dl_story_put(t, &ev->at->loc, 0, SAY(t, "%sthis call leads to it", end_round(t)));
		dl_story_put(t, &deep->loc, 1, text);
		return;
	}
	if (inside)
		dl_story_put(t, &ev->reached->loc, 0, "this call leads to it");
	/* a loop that ends it has no instruction of its own: one of its releases stands for all */
	loop = ev->at == ev->object->origin ? dl_loop_release(t->r, ev) : NULL;
	text = SAY(t, "%s%s", loop ? dl_in_later_round : end_round(t), text);
	dl_story_put(t, loop ? &loop->loc : ev->at == ev->object->origin ? &ev->loc : &ev->at->loc, inside, text);
}

/* Where in the story the line is passed, in the function that maps: behind the map call, before what follows. */
static uint32_t place_for(const struct story *t, uint32_t line, uint32_t *nesting)
{
	const struct dl_finding_step *steps = t->f->steps;
	uint32_t n = 0, count = t->f->step_count;

	while (n < count && steps[n].spot.line != t->ev->object->origin->loc.line)
		n++;
	*nesting = n < count ? steps[n].nesting : 0;
	for (n++; n < count && steps[n].nesting >= *nesting; n++)
		if (steps[n].nesting == *nesting && steps[n].spot.line >= line)
			break;
	return n < count ? n : count;
}

static void move_last(struct story *t, uint32_t to)
{
	struct dl_finding_step *steps = t->f->steps, last = steps[t->f->step_count - 1];

	memmove(&steps[to + 1], &steps[to], (t->f->step_count - 1 - to) * sizeof(*steps));
	steps[to] = last;
}

void dl_story_vanished(struct story *t)
{
	struct dl_vanished v;
	uint32_t at, nesting, before = t->f->step_count;

	if (!dl_vanished_test(t->r, t->ev, &v))
		return;
	at = place_for(t, v.loc.line, &nesting);
	dl_story_put(t, &v.loc, nesting,
		     SAY(t, "what '%s' is written for here is taken away by the preprocessor", v.name));
	if (v.macro.line && t->f->step_count < t->room)
		t->f->steps[t->f->step_count++] = (struct dl_finding_step){
			.spot = v.macro, .nesting = nesting, .message =
			SAY(t, "'%s' is a macro of the driver here, in place of the kernel's function", v.name) };
	for (uint32_t n = before; n < t->f->step_count && at < before; n++)
		move_last(t, at);
}

/* Memory on its way to DMA, or to who looks behind its pointer: each call down to the sink, and what starts the transfer. */
static void tell_sink(struct story *t)
{
	const struct dl_event *ev = t->ev;
	struct dl_sink_way way;
	uint32_t i;

	dl_sink_way(t->r, ev, &way);
	dl_story_put(t, &ev->related, 0, ev->memory == DL_BUF_STACK || ev->memory == DL_BUF_STATIC ||
				ev->memory == DL_BUF_CONST ?
				SAY(t, "'%s' is declared here", dl_text_memory(t->r, ev)) :
				"the memory comes from here");
	for (i = 0; i + 1 < way.count; i++)
		dl_story_put(t, &way.steps[i].at->loc, i,
		    SAY(t, "handed to '%s'", dl_text_call(way.steps[i].at, NULL)));
	dl_story_put(t, &way.steps[i].at->loc, i, way.steps[i].at->op == DL_OP_CALL ?
	    SAY(t, ev->kind == DL_EV_BYPASS ? "given to '%s'" : "handed to DMA by '%s'",
		dl_text_call(way.steps[i].at, ev->model)) :
	    SAY(t, "put into '%s'", ev->model->field));
	if (way.start.at)
		dl_story_put(t, &way.start.at->loc, way.start.func == ev->func ? 0 : i,
		    SAY(t, "'%s' starts the transfer", dl_text_call(way.start.at, NULL)));
}

/* Two words of one record: the test, and the read that has come too early, or may do so. */
static void tell_order(struct story *t)
{
	const struct dl_event *ev = t->ev;
	const char *cond = dl_written_condition(t->r, ev->func, &ev->loc), *word = dl_text_read(t->r, ev);
	const char *read = word ? SAY(t, "'%s' is read here", word) : "the descriptor is read here";
	bool inside = ev->via && ev->related_func != ev->func;

	if (ev->is_early)
		dl_story_put(t, &ev->related, 0, read);
	dl_story_put(t, &ev->loc, 0, SAY(t, "%s says whether the device has written the descriptor",
				cond ? SAY(t, "'%s'", cond) : "this test"));
	if (ev->test && ev->test_func != ev->func)
		dl_story_put(t, &ev->test->loc, 1, SAY(t, "'%s' is read here", dl_text_tested(t->r, ev)));
	if (ev->is_early)
		return;
	if (inside)
		dl_story_put(t, &ev->via->loc, 0, "this call leads to it");
	/* the test is asked at the end of a round, and the next one reads */
	dl_story_put(t, &ev->related, inside, SAY(t, "%s%s, and no barrier comes before", !inside &&
						  ev->related_func == ev->func && ev->related.line < ev->loc.line ?
						  dl_in_later_round : "", read));
}

static void tell_given(struct story *t)
{
	const struct dl_event *ev = t->ev;
	const char *word = dl_text_read(t->r, ev);
	bool inside = ev->via && ev->related_func != ev->func;
	bool given_inside = ev->test_func != ev->func;
	uint32_t nesting = 0;

	if (inside)
		dl_story_put(t, &ev->via->loc, 0, "this call leads to it");
	dl_story_put(t, &ev->related, inside, SAY(t, "%s is written here", word ? SAY(t, "'%s'", word) :
						  ev->tested ? "the descriptor" : "coherent memory"));
	if (ev->weak)
		dl_story_put(t, &ev->weak->loc, 0, "this orders it for other CPUs, not for the device");
	if (ev->through.line)
		dl_story_put(t, &ev->through, nesting++, "this call leads to it");
	if (given_inside)
		dl_story_put(t, &ev->loc, nesting++, "this call leads to it");
	dl_story_put(t, &ev->test->loc, nesting, !ev->tested ?
		     "this register tells the device, and no barrier comes before" :
		     SAY(t, "'%s' gives the descriptor to the device, and no barrier comes before",
			 dl_text_tested(t->r, ev)));
}

/* ---- what no object has ---- */

/* The end of a mapping that another function has made, and what comes after it. */
static void tell_dead(struct story *t)
{
	const struct dl_event *ev = t->ev;
	bool inside = ev->through.line != 0;

	if (!ev->related.line)
		return;
	dl_story_put(t, &ev->related, 0, "the mapping ends here");
	if (inside)
		dl_story_put(t, &ev->through, 0, "this call leads to it");
	dl_story_put(t, &ev->at->loc, inside, end_text(t));
}

/* An access to the buffer beside a field that keeps the handle, and what should have come before it. */
static void tell_access(struct story *t)
{
	const struct dl_event *ev = t->ev;
	bool later = ev->fault == DL_FAULT_READ || ev->fault == DL_FAULT_WRITE;

	if (ev->fault == DL_FAULT_FILLED) {
		dl_story_put(t, &ev->related, 0, "the CPU copies something to the buffer here");
		dl_story_put(t, &ev->at->loc, 0, "mapped here for the device to write");
		return;
	}
	if (ev->fault == DL_FAULT_NOT_GIVEN_BACK && ev->never) {
		dl_story_put(t, &ev->at->loc, 0, "synced for the CPU here");
		return;
	}
	if (ev->fault == DL_FAULT_NOT_GIVEN_BACK)
		dl_story_put(t, &ev->related, 0, "the CPU writes to the buffer here");
	dl_story_put(t, &ev->at->loc, 0, ev->fault == DL_FAULT_READ ? "the CPU reads the buffer here" :
		     ev->fault == DL_FAULT_WRITE ? "the CPU writes to the buffer here" :
		     ev->fault == DL_FAULT_WRONG_SIDE ? "synced for the device here" : "given to the device here");
	if (ev->fault == DL_FAULT_WRONG_SIDE)
		dl_story_put(t, &ev->related, 0, "the CPU reads the buffer here");
	if (later)
		dl_story_put(t, &ev->related, 0, "unmapped only here");
	if (later)
		dl_story_put(t, &ev->given, 0, "given to the device here");
}

/* ---- memory that is released too early ---- */

void dl_story_wait(struct story *t)
{
	const struct dl_event *ev = t->ev;

	if (ev->active == DL_ACTIVE_ASKED) {
		dl_story_put(t, &ev->related, 0, "the channel is only asked to end here");
		return;
	}
	dl_story_put(t, &ev->related, 0, ev->partner ?
		     SAY(t, "the wait in '%s' can end here before the device is done", ev->partner) :
		     "the wait can end here before the device is done");
}

static void put_release(struct story *t)
{
	const struct dl_event *ev = t->ev;
	const char *what = ev->what ? ev->what : dl_text_handle(t->r, ev);

	if (ev->inner)
		dl_story_put(t, &ev->at->loc, 0, "this call leads to it");
	dl_story_put(t, ev->inner ? &ev->inner->loc : &ev->at->loc, ev->inner != NULL,
		     SAY(t, "'%s' is %s here", what, ended(ev)));
}

static void tell_active(struct story *t)
{
	const struct dl_event *ev = t->ev;
	bool before = ev->active == DL_ACTIVE_BEFORE_END || ev->active == DL_ACTIVE_CHANNEL ||
		      ev->active == DL_ACTIVE_ADDRESS;

	if (before)
		put_release(t);
	switch (ev->active) {
	case DL_ACTIVE_WAIT: dl_story_wait(t); break;
	case DL_ACTIVE_BEFORE_END:
		dl_story_put(t, &ev->related, 0, SAY(t, "the %s is ended here", ev->related_text));
		break;
	case DL_ACTIVE_MANAGED:
	case DL_ACTIVE_NEVER:
		dl_story_put(t, &ev->related, 0, SAY(t, "the %s is begun here", ev->related_text));
		break;
	case DL_ACTIVE_ASKED:
	case DL_ACTIVE_LENT:
	case DL_ACTIVE_NAMED:
	case DL_ACTIVE_LEFT: dl_story_put(t, &ev->related, 0, "the end is asked for here, and not waited for"); break;
	case DL_ACTIVE_CHANNEL: dl_story_put(t, &ev->related, 0, "the channel is stopped here"); break;
	case DL_ACTIVE_QUEUED: dl_story_put(t, &ev->related, 0, "what is started is ended here"); break;
	case DL_ACTIVE_ADDRESS: dl_story_put(t, &ev->related, 0, "the hardware is given another address here"); break;
	}
	if (ev->active == DL_ACTIVE_NAMED)
		dl_story_put(t, &ev->at->loc, 0, "called here");
	else if (!before && !(ev->active == DL_ACTIVE_NEVER && ev->managed) && ev->active != DL_ACTIVE_LEFT &&
		 ev->active != DL_ACTIVE_LENT)
		put_release(t);
}

/* ---- a cache line of both sides ---- */

/* What is written to by both sides. */
static void tell_line(struct story *t)
{
	const struct dl_shared_line *line = t->ev->line;
	const struct dl_instr *at = t->ev->at;

	dl_story_put(t, &at->loc, 0, at->op == DL_OP_CALL ?
	    SAY(t, "'%s' has the device write to '%s', at byte %u of '%s'", dl_text_call(at, t->ev->model),
		line->member, line->offset, line->record->name) :
	    SAY(t, "the device is to write to '%s', at byte %u of '%s'", line->member, line->offset,
		line->record->name));
	if (!line->by)
		return;
	dl_story_put(t, &line->by->loc, 0, line->by->op == DL_OP_CALL ?
	    SAY(t, "'%s', at byte %u, is given to '%s' here", line->other, line->other_offset,
		dl_text_call(line->by, dl_model_of(t->r->an, line->by))) :
	    SAY(t, "'%s', at byte %u, is written here", line->other, line->other_offset));
}

/* Why nobody may sleep here, and the calls down to the one that does. */
static void tell_sleeping(struct story *t)
{
	const struct dl_event *ev = t->ev;
	const struct dl_sleeping_call *s = ev->sleeping;

	dl_story_put(t, &ev->related, 0, s->lock ?
		     SAY(t, "'%s' is called here", dl_text_call(s->taken, NULL)) :
		     SAY(t, "'%s' is registered here (%s)", ev->partner, ev->related_text));
	for (uint32_t i = 0; i < s->count; i++)
		dl_story_put(t, &s->calls[i]->loc, i, i + 1 < s->count ? "this call leads to it" :
			     SAY(t, "'%s' is called here", dl_text_call(s->calls[i], ev->model)));
}

/* A value that the device chooses: where it was read, before that where a part of it was checked, and its use. */
static void tell_taint(struct story *t)
{
	const struct dl_event *ev = t->ev;

	if (ev->inner)
		dl_story_put(t, &ev->inner->loc, 0, "read here, and checked afterwards");
	dl_story_put(t, &ev->related, 0, SAY(t, "'%s' is read here, from memory that the device can write",
					     dl_text_tested(t->r, ev)));
	if (ev->via)
		dl_story_put(t, &ev->via->loc, 0, "this call leads to it");
	dl_story_put(t, &ev->loc, ev->via != NULL, SAY(t, "%s here", dl_text_taint(ev)));
}

/* A mapping whose only end never comes: where it is made, what would end it, and what keeps that from running. */
static void tell_cancelled(struct story *t)
{
	const struct dl_event *ev = t->ev;

	dl_story_put(t, &ev->related, 0, SAY(t, "'%s' is mapped here", ev->what));
	dl_story_put(t, &ev->inner->loc, 0, SAY(t, "'%s' unmaps it", ev->partner));
	dl_story_put(t, &ev->loc, 0, SAY(t, "'%s' cancels the transfer here", dl_text_call(ev->at, NULL)));
}

/* A mapping that nothing ends: where it is made, and where its handle is put. */
static void tell_never(struct story *t)
{
	const struct dl_event *ev = t->ev;
	const struct dl_instr *store = dl_keeping_store(t->r, ev);
	const char *to = dl_written_target(t->r, ev->func, ev->at);

	dl_story_put(t, &ev->at->loc, 0, SAY(t, to ? "the call '%s()' gives '%s'" : "the call '%s()'",
					     dl_text_call(ev->at, ev->model), to));
	if (store && (!to || strcmp(to, dl_text_kept(t->r, ev)) != 0))
		dl_story_put(t, &store->loc, 0, SAY(t, "kept in '%s'", dl_text_kept(t->r, ev)));
}

void dl_story_begin(struct story *t)
{
	switch (t->ev->kind) {
	case DL_EV_NEVER_UNMAPPED: tell_never(t); break;
	case DL_EV_CANCELLED: tell_cancelled(t); break;
	case DL_EV_BYPASS:
	case DL_EV_BUFFER: tell_sink(t); break;
	case DL_EV_UNORDERED_READ: tell_order(t); break;
	case DL_EV_UNORDERED_WRITE: tell_given(t); break;
	case DL_EV_DEVICE_DATA:
	case DL_EV_DOUBLE_FETCH: tell_taint(t); break;
	case DL_EV_SHARED_LINE: tell_line(t); break;
	case DL_EV_SLEEPS: tell_sleeping(t); break;
	default: break;
	}
	if (t->ev->object)
		return;
	switch (t->ev->kind) {
	case DL_EV_ACTIVE: tell_active(t); break;
	case DL_EV_DEAD_HANDLE: tell_dead(t); break;
	case DL_EV_OWNERSHIP: tell_access(t); break;
	default: break;
	}
}
