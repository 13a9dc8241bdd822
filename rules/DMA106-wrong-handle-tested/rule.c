/* SPDX-License-Identifier: Apache-2.0 */
/* The dma_mapping_error() after a map call looks at another handle; the new one is used untested. */
#include "checks/event/rule.h"
#include "checks/success/success.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_object *o = ev->object;

	if (!dl_success_of(o)->wrong_handle || dl_success_of(o)->bad_test)
		return;
	dl_report(report, ev, &ev->grounds, dl_success_of(o)->wrong_handle, "wrong handle",
		  "This test looks at another handle than '%s', which '%s' has just returned and "
		  "nothing tests.", dl_text_object(report, ev), dl_text_call(o->origin, o->model));
}

const struct dl_rule dl_rule_DMA106 = {
	.id = "DMA106",
	.events = DL_EVENT_BIT(DL_EV_USE) | DL_EVENT_BIT(DL_EV_NEVER_CHECKED),
	.check = check,
};
