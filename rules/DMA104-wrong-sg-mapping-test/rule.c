/* SPDX-License-Identifier: Apache-2.0 */
/* The result of a scatterlist map call is tested in a way that cannot see the failure. */
#include "checks/event/rule.h"
#include "checks/success/success.h"

/* What it left mapped is another finding's. */
static void check_fewer(const struct dl_event *ev, struct dl_report *report)
{
	struct dl_event at_test = *ev;

	at_test.func = dl_success_of(ev->object)->fewer_func;
	if (!at_test.func)
		return;
	at_test.loc = dl_success_of(ev->object)->fewer_loc;
	dl_report(report, &at_test, &ev->grounds, NULL, "merged entries",
		  "'%s' may merge entries: fewer than it was given are no failure, but this test takes them "
		  "for one and leaves them mapped.", dl_text_call(ev->object->origin, ev->object->model));
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_object *o = ev->object;
	struct dl_event at_test = *ev;

	if (!dl_model_is_map(o->model) || !dl_model_is_sg(o->model))
		return;
	if (ev->kind == DL_EV_LEAK) {
		check_fewer(ev, report);
		return;
	}
	if (!dl_success_of(o)->bad_test)
		return;
	at_test.loc = dl_success_of(o)->bad_test_loc;
	if (dl_success_of(o)->missed && o->mark) {
		dl_report(report, &at_test, &ev->grounds, NULL, "wrong test",
			  "'%s' returns %lld where '%s' has failed: this test cannot see it.",
			  dl_text_call(o->site, NULL), (long long)o->mark->num,
			  dl_text_call(o->origin, o->model));
		return;
	}
	dl_report(report, &at_test, &ev->grounds, NULL, "wrong test",
		  o->model->failure == DL_FAIL_ZERO ?
		  "'%s' returns 0 on failure, never a negative number: this test cannot see it." :
		  "'%s' returns a negative error on failure and 0 on success: this test cannot see it.",
		  dl_text_call(o->origin, o->model));
}

const struct dl_rule dl_rule_DMA104 = {
	.id = "DMA104",
	.events = DL_EVENT_BIT(DL_EV_USE) | DL_EVENT_BIT(DL_EV_NEVER_CHECKED) |
		  DL_EVENT_BIT(DL_EV_LEAK),
	.check = check,
};
