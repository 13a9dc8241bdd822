/* SPDX-License-Identifier: Apache-2.0 */
/* The CPU writes to a buffer that the device owns. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_object *o = ev->object;

	if (ev->fault != DL_FAULT_WRITE)
		return;
	if (!o) {
		dl_report(report, ev, &ev->grounds, NULL, "write in slot",
			  "The buffer of '%s' is written while it is mapped, and given to the device "
			  "again%s with no sync for the device between.", dl_text_sym(report, ev->slot),
			  dl_text_given_line(report, ev));
		return;
	}
	dl_report(report, ev, &ev->grounds, NULL, "write",
		  "The buffer of '%s' is written after '%s' gave it to the device with %s, and no "
		  "sync for the device follows.", dl_text_object(report, ev),
		  dl_text_call(o->origin, o->model), dl_text_direction(report, o->terms.dir));
}

const struct dl_rule dl_rule_DMA401 = {
	.id = "DMA401",
	.events = DL_EVENT_BIT(DL_EV_OWNERSHIP),
	.check = check,
};
