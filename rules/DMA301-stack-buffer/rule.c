/* SPDX-License-Identifier: Apache-2.0 */
/* Stack memory reaches a map call or a function that maps it. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	if (ev->memory == DL_BUF_CALLERS)
		dl_report(report, ev, &ev->grounds, NULL, "callers",
			  "'%s' is another driver's memory, which may lie on its stack, and is handed to DMA %s: nothing in "
			  "this driver asks whether it is fit for that.",
			  dl_text_memory(report, ev), dl_text_sink(report, ev));
	if (ev->memory != DL_BUF_STACK)
		return;
	dl_report(report, ev, &ev->grounds, ev->at, "stack",
		  "'%s' is on the stack and is handed to DMA %s.",
		  dl_text_memory(report, ev),
		  dl_text_sink(report, ev));
}

const struct dl_rule dl_rule_DMA301 = {
	.id = "DMA301",
	.events = DL_EVENT_BIT(DL_EV_BUFFER),
	.check = check,
};
