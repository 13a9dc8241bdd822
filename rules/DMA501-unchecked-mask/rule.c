/* SPDX-License-Identifier: Apache-2.0 */
/* Nobody looks at what a call that sets a DMA mask returns. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	if (ev->mask == DL_MASK_UNREAD)
		dl_report(report, ev, &ev->grounds, ev->at, "unread",
			  "The result of '%s' is ignored, although a platform may refuse a mask of so few bits: then the "
			  "device cannot reach the memory that it is given.", dl_text_call(ev->at, ev->model));
}

const struct dl_rule dl_rule_DMA501 = {
	.id = "DMA501",
	.events = DL_EVENT_BIT(DL_EV_MASK),
	.check = check,
};
