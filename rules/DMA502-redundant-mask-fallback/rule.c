/* SPDX-License-Identifier: Apache-2.0 */
/* A narrower mask is tried after a 64-bit one has failed; the second can only fail too. */
#include "checks/event/rule.h"
#include "fix.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	dl_report(report, ev, &ev->grounds, ev->at, "fallback",
		  "A 64-bit mask never fails where a narrower one works: this fallback of '%s' cannot "
		  "help.", dl_text_call(ev->at, ev->model));
}

const struct dl_rule dl_rule_DMA502 = {
	.id = "DMA502",
	.events = DL_EVENT_BIT(DL_EV_MASK_FALLBACK),
	.check = check,
	.fix = dl_fix_mask_fallback,
};
