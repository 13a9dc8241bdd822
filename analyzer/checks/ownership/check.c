/* SPDX-License-Identifier: Apache-2.0 */
/* The check of who owns a mapped buffer: owner.h says what it decides. */
#include "base/buf.h"
#include "checks/checks.h"
#include "checks/ownership/owner.h"
#include "engine/path/path.h"

_Static_assert(sizeof(struct dl_ownership) <= sizeof(((struct dl_object *)0)->parts.ownership) &&
		       sizeof(struct dl_touches) <= sizeof(((struct dl_state *)0)->parts.ownership),
	       "engine/checks.def");

static void make(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		 const struct dl_sym **args, struct dl_object *o)
{
	dl_owner_begin(o, dl_call_arg(call, args, o->model->arg_attrs));
	if (dl_model_is_map(o->model))
		dl_direction_made(ex, frame, call, o);
}

static void release(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_release *r,
		    struct dl_object *o, bool exactly)
{
	(void)exactly;
	dl_owner_release(ex, frame, o, r);
}

static void release_foreign(struct dl_explorer *ex, struct dl_frame *frame,
			    const struct dl_release *r)
{
	dl_owner_touch_release(ex, frame->state, r);
}

static void access(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		   const struct dl_sym *loc, bool is_write, const struct dl_sym *value)
{
	dl_owner_access(ex, frame, at, loc, is_write, value);
	if (value && !dl_loc_is_local(loc))
		dl_owner_touch_sent(frame->state, at, value);
}

static void wait(struct dl_explorer *ex, struct dl_state *state)
{
	(void)ex;
	dl_owner_wait(state);
}

static void case_begin(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_applied *a,
		       const struct dl_summary_case *c)
{
	(void)c;
	dl_owner_access_params(ex, frame, a->call, a->args, a->arg_count, a->reads_params,
			       a->writes_params);
}

static void case_end(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_applied *a)
{
	dl_owner_callee(ex, frame, a->callee);
}

/* What the callee has written to is written to here, after what it has synced. */
static void case_store(struct dl_explorer *ex, struct dl_state *state, const struct dl_applied *a,
		       const struct dl_binding *inner, const struct dl_store *store)
{
	const struct dl_sym *whole = dl_sym_whole(store->loc);

	(void)ex;
	(void)inner;
	if (a->callee && whole->kind == DL_SYM_DEREF)
		dl_owner_touch(state, store->at, whole->a, NULL, true, true);
}

static bool covers(const struct dl_object *a, const struct dl_object *b)
{
	return a->state == DL_OBJ_RELEASED || dl_owner_equal(dl_owner_of(a), dl_owner_of(b));
}

static void join(struct dl_object *into, const struct dl_object *from)
{
	dl_owner_join(dl_owner_of(into), dl_owner_of(from));
}

static void age(struct dl_object *older, const struct dl_object *old)
{
	(void)old;
	*dl_owner_of(older) = (struct dl_ownership){ 0 };
}

static void print(const struct dl_object *o, struct dl_buf *out)
{
	static const char *const owners[] = { "", ", the CPU's", ", the device's" };

	dl_buf_puts(out, owners[dl_owner_of(o)->owner]);
	dl_buf_puts(out, dl_owner_of(o)->write ? ", written" : "");
}

static void at_exit(struct dl_explorer *ex, const struct dl_exit *exit)
{
	dl_owner_touch_exit(ex, exit->state);
}

static void at_exit_object(struct dl_explorer *ex, const struct dl_exit *exit,
			   const struct dl_object *o)
{
	if (!exit->state->blurred && !dl_exit_fails(ex, exit))
		dl_owner_judge_exit(ex, exit, o, dl_callers_are_known(ex->info));
}

static void forget_unit(struct dl_analysis *an)
{
	dl_vec_free(&dl_doubts_of(an)->list);
}

const struct dl_check dl_check_ownership = {
	.id = "ownership",
	.unit_size = sizeof(struct dl_doubts),
	.forget_unit = forget_unit,
	.call = dl_direction_handed,
	.make = make,
	.release = release,
	.release_foreign = release_foreign,
	.submit = dl_owner_submit,
	.wait = wait,
	.unknown_call = dl_owner_unknown_call,
	.forget = dl_owner_forget,
	.access = access,
	.access_call = dl_owner_access_call,
	.case_begin = case_begin,
	.case_end = case_end,
	.case_store = case_store,
	.covers = covers,
	.join = join,
	.age = age,
	.print = print,
	.path_covers = dl_touches_cover,
	.path_join = dl_touches_join,
	.exit = at_exit,
	.exit_object = at_exit_object,
	.explore_more = dl_owner_explore,
	.end = dl_owner_judge_slots,
};
