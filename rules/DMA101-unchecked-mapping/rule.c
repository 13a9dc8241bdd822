/* SPDX-License-Identifier: Apache-2.0 */
/* The handle of a streaming map call is used, published or kept with no dma_mapping_error() test. */
#include "checks/event/fix.h"
#include "checks/event/rule.h"
#include "checks/success/success.h"

static const char *const uses[] = {
	[DL_USE_MMIO] = "written to the hardware",
	[DL_USE_HANDBACK] = "handed to the device",
	[DL_USE_RELEASE] = "unmapped",
	[DL_USE_REFRESH] = "synced",
	[DL_USE_DEVICE_MEMORY] = "stored for the device to read",
};

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_object *o = ev->object;
	const char *name, *what;

	if (!dl_model_is_map(o->model) || dl_model_is_sg(o->model) || dl_success_of(o)->bad_test ||
	    dl_success_of(o)->wrong_handle)
		return;
	name = dl_text_object(report, ev);
	what = o->model->failure == DL_FAIL_ERRPTR ? "The pointer" : "The handle";
	if (ev->kind == DL_EV_DISCARDED)
		dl_report(report, ev, &ev->grounds, o->origin, "discarded",
			  "The handle returned by '%s' is thrown away: it can be neither tested with "
			  "%s() nor unmapped.", dl_text_call(o->origin, o->model),
			  dl_text_test(report));
	else if (ev->kind == DL_EV_NEVER_CHECKED && o->state == DL_OBJ_FAILED)
		dl_report(report, ev, &ev->grounds, o->origin, "failure ignored",
			  "The failure of '%s' is noticed, but the invalid handle '%s' is used all the "
			  "same.", dl_text_call(o->origin, o->model), name);
	else if (ev->kind == DL_EV_NEVER_CHECKED)
		dl_report(report, ev, &ev->grounds, o->origin, "never checked",
			  "%s '%s' is kept %s.", what, name, dl_text_no_test(report, ev));
	else if (o->state == DL_OBJ_FAILED)
		dl_report(report, ev, &ev->grounds, o->origin, "used after failure",
			  "The handle '%s' is %s although %s() has found it to be invalid.", name,
			  uses[ev->use], dl_text_test(report));
	else
		dl_report(report, ev, &ev->grounds, o->origin, "used unchecked",
			  "%s '%s' is %s %s.", what, name, uses[ev->use],
			  dl_text_no_test(report, ev));
}

const struct dl_rule dl_rule_DMA101 = {
	.id = "DMA101",
	.events = DL_EVENT_BIT(DL_EV_USE) | DL_EVENT_BIT(DL_EV_NEVER_CHECKED) |
		  DL_EVENT_BIT(DL_EV_DISCARDED),
	.check = check,
	.fix = dl_fix_missing_test,
};
