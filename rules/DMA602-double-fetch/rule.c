/* SPDX-License-Identifier: Apache-2.0 */
/* A word that the device can write is checked, and read a second time for its use. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	dl_report(report, ev, &ev->grounds, NULL, "fetched twice",
		  "'%s' was read on line %s and checked; it is read again on line %s, and that is %s: the device may "
		  "have written it in between.", dl_text_tested(report, ev),
		  dl_text_line(report, &ev->inner->loc), dl_text_line(report, &ev->related), dl_text_taint(ev));
}

const struct dl_rule dl_rule_DMA602 = {
	.id = "DMA602",
	.events = DL_EVENT_BIT(DL_EV_DOUBLE_FETCH),
	.check = check,
};
