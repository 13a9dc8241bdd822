/* SPDX-License-Identifier: Apache-2.0 */
/* Unmapped or freed twice on one path. */
#include "checks/event/rule.h"

/* The packet is another one's by now, and goes back to the pool, which unmaps it. */
static void check_lent(const struct dl_event *ev, struct dl_report *report)
{
	if (!ev->differs)
		dl_report(report, ev, &ev->grounds, ev->at, "packet was taken over",
			  "'%s' unmaps '%s', the mapping of a packet that was taken over on line %s: its pool unmaps it, too.",
			  dl_text_call(ev->at, ev->model), dl_text_sym(report, ev->value),
			  dl_text_line(report, &ev->related));
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	if (ev->kind == DL_EV_LENT_ENDED) {
		check_lent(ev, report);
		return;
	}
	if (ev->use != DL_USE_RELEASE || ev->dead != DL_DEAD_RELEASED)
		return;
	if (!ev->model) {
		dl_report(report, ev, &ev->grounds, ev->at, "kept after its end",
			  "'%s' is kept again after its unmap on line %s: who finds it there unmaps it once more.",
			  dl_text_given(report, ev), dl_text_line(report, &ev->related));
		return;
	}
	dl_report(report, ev, &ev->grounds, ev->at, "twice",
		  "'%s' ends the mapping '%s', which was ended on line %s of this path already.",
		  dl_text_call(ev->at, ev->model), dl_text_given(report, ev),
		  dl_text_line(report, &ev->related));
}

const struct dl_rule dl_rule_DMA213 = {
	.id = "DMA213",
	.events = DL_EVENT_BIT(DL_EV_DEAD_HANDLE) | DL_EVENT_BIT(DL_EV_LENT_ENDED),
	.check = check,
};
