/* SPDX-License-Identifier: Apache-2.0 */
/* The check of the order of an end: order.h says what it decides. */
#include "base/buf.h"
#include "checks/checks.h"
#include "checks/order/order.h"

_Static_assert(sizeof(struct dl_order_object) <= sizeof(((struct dl_object *)0)->parts.order) &&
		       sizeof(struct dl_record_wait) <= sizeof(((struct dl_state *)0)->parts.order),
	       "engine/checks.def");

static bool equal(const struct dl_watch *a, const struct dl_watch *b)
{
	return a->phase == b->phase && a->at == b->at && a->result == b->result;
}

/* A wait that has ended too early is kept apart from one that has not. */
static bool same(const struct dl_object *a, const struct dl_object *b)
{
	return (dl_transfer_of(a)->phase == DL_TRANSFER_ASKED) == (dl_transfer_of(b)->phase == DL_TRANSFER_ASKED) &&
	       (dl_watch_of(a)->phase == dl_watch_of(b)->phase ||
		(dl_watch_of(a)->phase <= DL_WAIT_SENT && dl_watch_of(b)->phase <= DL_WAIT_SENT));
}

static bool covers(const struct dl_object *a, const struct dl_object *b)
{
	return a->state == DL_OBJ_RELEASED || (equal(dl_watch_of(a), dl_watch_of(b)) &&
					       dl_transfer_of(a)->phase == dl_transfer_of(b)->phase);
}

static void join_watch(struct dl_watch *into, const struct dl_watch *from)
{
	if (!equal(into, from))
		*into = (struct dl_watch){ 0 };
}

static void join(struct dl_object *into, const struct dl_object *from)
{
	join_watch(dl_watch_of(into), dl_watch_of(from));
	dl_transfer_join(dl_transfer_of(into), dl_transfer_of(from));
}

static void age(struct dl_object *older, const struct dl_object *old)
{
	(void)old;
	if (older)
		*(struct dl_order_object *)older->parts.order = (struct dl_order_object){ 0 };
}

static void print(const struct dl_object *o, struct dl_buf *out)
{
	static const char *const phases[] = { "", ", sent", ", waited for", ", not waited for long enough",
				       ", waited for in vain" };

	static const char *const transfers[] = { "", ", handed", ", running", ", asked to end", ", done" };

	dl_buf_puts(out, phases[dl_watch_of(o)->phase]);
	dl_buf_puts(out, transfers[dl_transfer_of(o)->phase]);
}

static bool path_covers(const struct dl_state *a, const struct dl_state *b)
{
	return equal(&dl_record_wait_of(a)->watch, &dl_record_wait_of(b)->watch) &&
	       dl_record_wait_of(a)->record == dl_record_wait_of(b)->record;
}

static bool path_join(struct dl_state *into, const struct dl_state *from)
{
	if (path_covers(into, from) || !dl_record_wait_of(into)->watch.phase)
		return false;
	*dl_record_wait_of(into) = (struct dl_record_wait){ 0 };
	return true;
}

/* What a callee has waited for is the callee's matter; what it has started goes on. */
static void import_object(struct dl_explorer *ex, struct dl_state *state, struct dl_object *o)
{
	(void)ex;
	(void)state;
	*dl_watch_of(o) = (struct dl_watch){ 0 };
	if (dl_transfer_of(o)->phase == DL_TRANSFER_ASKED)
		*dl_transfer_of(o) = (struct dl_transfer){ 0 };
}

static void end(struct dl_analysis *an)
{
	dl_order_judge_never(an);
	dl_order_judge_teardown(an);
	dl_order_judge_unwinding(an);
	dl_order_judge_channel(an);
	dl_order_judge_handed(an);
	dl_order_judge_cancelled(an);
	dl_order_judge_queued(an);
	dl_order_judge_address(an);
}

const struct dl_check dl_check_order = {
	.id = "order",
	.unit_size = sizeof(struct dl_order),
	.forget_unit = dl_order_forget,
	.call = dl_wait_model_call,
	.called = dl_wait_called,
	.plain_call = dl_wait_plain_call,
	.submit = dl_wait_submit,
	.use = dl_wait_use,
	.case_begin = dl_wait_case,
	.apply = dl_wait_apply,
	.release = dl_wait_release,
	.release_foreign = dl_wait_release_foreign,
	.import_object = import_object,
	.store = dl_wait_store,
	.branched = dl_wait_branched,
	.same = same,
	.covers = covers,
	.join = join,
	.age = age,
	.print = print,
	.path_covers = path_covers,
	.path_join = path_join,
	.end = end,
};
