/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that a device writes is mapped while it is mapped already. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	dl_report(report, ev, &ev->grounds, ev->at, "overlap",
		  "'%s' maps memory that a device writes in a cache line that is mapped for that already, as '%s'.",
		  dl_text_call(ev->at, ev->model), dl_text_object(report, ev));
}

const struct dl_rule dl_rule_DMA306 = {
	.id = "DMA306",
	.events = DL_EVENT_BIT(DL_EV_OVERLAP),
	.check = check,
};
