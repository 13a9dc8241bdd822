/* SPDX-License-Identifier: Apache-2.0 */
/* A handle is tested, but not in a way that can tell failure: with 0, after truncation, by its sign. */
#include "checks/event/rule.h"
#include "checks/success/success.h"
#include "fix.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_object *o = ev->object;

	if (!dl_model_is_map(o->model) || dl_model_is_sg(o->model))
		return;
	if (ev->kind == DL_EV_ERROR_COMPARED) {
		dl_report(report, ev, &ev->grounds, NULL, "compared by hand",
			  "The handle '%s' is compared with %s; %s() is the test.",
			  dl_text_object(report, ev), dl_report_platform(report)->mapping_error.name,
			  dl_text_test(report));
		return;
	}
	if (!dl_success_of(o)->bad_test)
		return;
	{
		struct dl_event at_test = *ev;
		const char *narrow = dl_success_of(o)->cut_test ? dl_text_narrow(report, ev) : NULL;

		at_test.loc = dl_success_of(o)->bad_test_loc;
		if (dl_success_of(o)->missed && o->mark && o->mark->num != dl_model_failed(o->model).lo) {
			dl_report(report, &at_test, &ev->grounds, NULL, "wrong test",
				  "'%s' returns %lld where '%s' has failed: this test cannot see it.",
				  dl_text_call(o->site, NULL), (long long)o->mark->num,
				  dl_text_call(o->origin, o->model));
			return;
		}
		if (o->model->failure == DL_FAIL_ERRPTR) {
			dl_report(report, &at_test, &ev->grounds, NULL, "wrong test",
				  "This test cannot see that '%s' has failed for '%s': a failure is an error pointer%s.",
				  dl_text_call(o->origin, o->model), dl_text_object(report, ev), dl_text_pointer_test(report));
			return;
		}
		if (narrow) {
			at_test.narrow = true;
			dl_report(report, &at_test, &ev->grounds, NULL, "wrong test",
				  "This test cannot see that '%s' has failed: %s; %s() on the untruncated handle can.",
				  dl_text_call(o->origin, o->model), narrow, dl_text_test(report));
			return;
		}
		dl_report(report, &at_test, &ev->grounds, NULL, "wrong test",
			  "This test cannot see that '%s' has failed for '%s'; %s() on the %shandle%s can.",
			  dl_text_call(o->origin, o->model), dl_text_object(report, ev),
			  dl_text_test(report), dl_success_of(o)->cut_test ? "untruncated " : "",
			  dl_success_of(o)->cut_test ? "" : " that it returned");
	}
}

const struct dl_rule dl_rule_DMA102 = {
	.id = "DMA102",
	.events = DL_EVENT_BIT(DL_EV_USE) | DL_EVENT_BIT(DL_EV_NEVER_CHECKED) |
		  DL_EVENT_BIT(DL_EV_ERROR_COMPARED),
	.check = check,
	.fix = dl_fix_handle_test,
};
