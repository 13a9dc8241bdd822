/* SPDX-License-Identifier: Apache-2.0 */
/* Unmapped or freed twice on one path. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	if (ev->use != DL_USE_RELEASE || ev->dead != DL_DEAD_RELEASED)
		return;
	dl_report(report, ev, &ev->grounds, ev->at, "twice",
		  "'%s' ends the mapping '%s', which was ended on line %s of this path already.",
		  dl_text_call(ev->at, ev->model), dl_text_given(report, ev),
		  dl_text_line(report, &ev->related));
}

const struct dl_rule dl_rule_DMA213 = {
	.id = "DMA213",
	.events = DL_EVENT_BIT(DL_EV_DEAD_HANDLE),
	.check = check,
};
