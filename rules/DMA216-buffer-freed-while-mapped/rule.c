/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The CPU buffer is freed, the unmap comes later. What the device wrote, the unmap copies or
 * invalidates into memory that has another owner by then.
 */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	dl_report(report, ev, &ev->grounds, ev->at, "freed while mapped",
		  "'%s' frees the buffer of the mapping '%s', which is unmapped on line %s only.",
		  dl_text_call(ev->at, NULL), dl_text_late_end(report, ev),
		  dl_text_line(report, &ev->related));
}

const struct dl_rule dl_rule_DMA216 = {
	.id = "DMA216",
	.events = DL_EVENT_BIT(DL_EV_BUFFER_FREED),
	.check = check,
};
