/* SPDX-License-Identifier: Apache-2.0 */
/* A handle is given to the device, or synced, after its unmap. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const char *name;

	if (ev->use == DL_USE_RELEASE || ev->dead != DL_DEAD_RELEASED)
		return;
	name = dl_text_given(report, ev);
	if (ev->use == DL_USE_REFRESH)
		dl_report(report, ev, &ev->grounds, ev->at, "synced after unmap",
			  "'%s' syncs '%s' after its unmap on line %s.",
			  dl_text_call(ev->at, ev->model), name, dl_text_line(report, &ev->related));
	else
		dl_report(report, ev, &ev->grounds, ev->at, "used after unmap",
			  "'%s' is given to the device after its unmap on line %s.", name,
			  dl_text_line(report, &ev->related));
}

const struct dl_rule dl_rule_DMA215 = {
	.id = "DMA215",
	.events = DL_EVENT_BIT(DL_EV_DEAD_HANDLE),
	.check = check,
};
