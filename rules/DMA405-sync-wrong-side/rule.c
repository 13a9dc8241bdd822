/* SPDX-License-Identifier: Apache-2.0 */
/* A sync for the device where the CPU is about to look, or the reverse. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	if (ev->fault != DL_FAULT_WRONG_SIDE)
		return;
	dl_report(report, ev, &ev->grounds, NULL, "wrong side",
		  "'%s' hands the buffer to the device, and the CPU reads it on line %s: "
		  "a sync for the CPU is meant.", dl_text_call(ev->at, ev->model),
		  dl_text_line(report, &ev->related));
}

const struct dl_rule dl_rule_DMA405 = {
	.id = "DMA405",
	.events = DL_EVENT_BIT(DL_EV_OWNERSHIP),
	.check = check,
};
