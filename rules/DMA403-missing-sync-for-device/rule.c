/* SPDX-License-Identifier: Apache-2.0 */
/* A buffer that the CPU took back and changed goes to the device again without a sync. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	if (ev->fault != DL_FAULT_NOT_GIVEN_BACK)
		return;
	if (ev->never) {
		dl_report(report, ev, &ev->grounds, NULL, "never given back",
			  "The buffer of '%s' stays mapped for many transfers, and is synced for the CPU: nothing of the "
			  "driver syncs it for the device before the next one.", dl_text_sym(report, ev->slot));
		return;
	}
	dl_report(report, ev, &ev->grounds, NULL, "not given back",
		  "The buffer of '%s' is written after a sync for the CPU, and goes to the device "
		  "again with no sync for the device.",
		  ev->object ? dl_text_object(report, ev) : dl_text_sym(report, ev->slot));
}

const struct dl_rule dl_rule_DMA403 = {
	.id = "DMA403",
	.events = DL_EVENT_BIT(DL_EV_OWNERSHIP),
	.check = check,
};
