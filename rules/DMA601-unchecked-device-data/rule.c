/* SPDX-License-Identifier: Apache-2.0 */
/* A value that the device chooses is used where a wrong one reaches memory that is none of the device's. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	dl_report(report, ev, &ev->grounds, NULL, "unchecked",
		  "'%s', read on line %s from memory that the device can write, is %s with no check on the way.",
		  dl_text_tested(report, ev), dl_text_line(report, &ev->related), dl_text_taint(ev));
}

const struct dl_rule dl_rule_DMA601 = {
	.id = "DMA601",
	.events = DL_EVENT_BIT(DL_EV_DEVICE_DATA),
	.check = check,
};
