/* SPDX-License-Identifier: Apache-2.0 */
/* The check of a mapping's end: lifecycle.h says what it decides. */
#include "base/buf.h"
#include "checks/checks.h"
#include "checks/lifecycle/lifecycle.h"
#include "checks/lifecycle/sweep.h"
#include "engine/path/path.h"
#include "engine/path/summary.h"

_Static_assert(sizeof(struct dl_end) <= sizeof(((struct dl_object *)0)->parts.lifecycle),
	       "engine/checks.def");

static bool same(const struct dl_object *a, const struct dl_object *b)
{
	return dl_end_of(a)->buffer_freed == dl_end_of(b)->buffer_freed;
}

static bool covers(const struct dl_object *oa, const struct dl_object *ob)
{
	const struct dl_end *a = dl_end_of(oa), *b = dl_end_of(ob);

	if (oa->state == DL_OBJ_RELEASED)
		return !a->released_at || b->released_at;
	return !a->buffer_free || b->buffer_free;
}

/* For certain only when on both sides. */
static void join(struct dl_object *into, const struct dl_object *from)
{
	struct dl_end *a = dl_end_of(into);
	const struct dl_end *b = dl_end_of(from);

	a->released_at = b->released_at ? a->released_at : NULL;
	a->buffer_free = b->buffer_free ? a->buffer_free : NULL;
	a->buffer_freed &= b->buffer_freed;
}

static void print(const struct dl_object *o, struct dl_buf *out)
{
	dl_buf_puts(out, dl_end_of(o)->buffer_freed ? ", buffer freed" : "");
}

static void release(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_release *r,
		    struct dl_object *o, bool exactly)
{
	struct dl_end *end = dl_end_of(o);

	dl_life_release(ex, frame, r, o, exactly);
	if (r->is_refresh || o->state == DL_OBJ_RELEASED)
		return;
	/* what failed and is unmapped all the same is reported once */
	end->released_at = exactly && r->must && r->certain && o->state != DL_OBJ_FAILED ?
			   r->at : NULL;
	end->released_func = r->func;
	end->released_exactly = exactly;
}

/* A new mapping of the list: what ended before is history. */
static void remade(struct dl_explorer *ex, struct dl_state *state, const struct dl_sym *sg)
{
	(void)ex;
	for (uint32_t i = 0; i < state->object_count; i++)
		if (state->objects[i].sg == sg)
			dl_end_of(&state->objects[i])->released_at = NULL;
	for (uint32_t i = 0; i < state->effect_count; i++)
		state->effects[i].stale |= state->effects[i].value == sg;
}

/* It has failed, and left nothing behind. */
static bool has_failed(const struct dl_summary_case *c)
{
	return c->ret && c->ret->kind == DL_SYM_INT && c->ret->num < 0 && !c->object_count && !c->store_count;
}

/* A callee that maps may have mapped anew what it is given. */
static void case_begin(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_applied *a,
		       const struct dl_summary_case *c)
{
	const struct dl_func_info *info = dl_info_of(ex->an, a->call->callee);

	if (info && info->may_make && !has_failed(c))
		dl_life_forget(ex, frame, a->call, a->args);
}

static void store(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_store *s)
{
	dl_life_kept(ex, frame->state, s);
}

static void case_store(struct dl_explorer *ex, struct dl_state *state, const struct dl_applied *a,
		       const struct dl_binding *inner, const struct dl_store *s)
{
	(void)a;
	(void)inner;
	dl_life_kept(ex, state, s);
}

static void forget_unit(struct dl_analysis *an)
{
	dl_vec_free(&dl_early_frees_of(an)->list);
	dl_vec_free(&dl_early_frees_of(an)->given_back);
}

static void end(struct dl_analysis *an)
{
	dl_life_judge(an);
	dl_kinds_judge(an);
}

const struct dl_check dl_check_lifecycle = {
	.id = "lifecycle",
	.unit_size = sizeof(struct dl_early_frees),
	.exploration_size = sizeof(struct dl_sweeps),
	.forget_unit = forget_unit,
	.same = same,
	.covers = covers,
	.join = join,
	.print = print,
	.release = release,
	.remade = remade,
	.release_foreign = dl_life_release_foreign,
	.use = dl_life_use,
	.free = dl_life_free,
	.unknown_call = dl_life_forget,
	.case_begin = case_begin,
	.case_store = case_store,
	.store = store,
	.overwrite = dl_life_overwritten,
	.branched = dl_sweep_branched,
	.exit = dl_sweep_leave,
	.exit_object = dl_life_note_stale,
	.loop_back = dl_life_close_round,
	.end = end,
};
