/* SPDX-License-Identifier: Apache-2.0 */
/* What a device writes shares a cache line with what the CPU writes meanwhile. */
#include "checks/event/rule.h"
#include "model/platform.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_shared_line *line = ev->line;

	dl_report(report, ev, &ev->grounds, NULL, "shared",
		  "The device writes '%s' of '%s', which shares a cache line (%lld bytes on %s) with '%s'%s, "
		  "which the CPU may write to meanwhile.",
		  line->member, line->record->name, (long long)line->line->value, line->line->name, line->other,
		  line->is_next ? " of the element beside it" : "");
}

const struct dl_rule dl_rule_DMA305 = {
	.id = "DMA305",
	.events = DL_EVENT_BIT(DL_EV_SHARED_LINE),
	.check = check,
};
