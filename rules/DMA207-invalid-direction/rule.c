/* SPDX-License-Identifier: Apache-2.0 */
/* A direction that is none: DMA_NONE or another number, or an enumerator of another enum. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const char *call = dl_text_call(ev->at, ev->model);

	if (ev->related_text)
		dl_report(report, ev, &ev->grounds, ev->at, "another enum",
			  "'%s' is called with a value of '%s'; its direction is an '%s'.", call,
			  ev->related_text, dl_report_platform(report)->direction_type);
	else
		dl_report(report, ev, &ev->grounds, ev->at, "no direction",
			  "'%s' is called with %s, which is no direction: the kernel stops there.", call,
			  dl_text_direction(report, ev->terms.dir));
}

const struct dl_rule dl_rule_DMA207 = {
	.id = "DMA207",
	.events = DL_EVENT_BIT(DL_EV_DIRECTION),
	.check = check,
};
