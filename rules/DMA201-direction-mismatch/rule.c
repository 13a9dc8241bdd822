/* SPDX-License-Identifier: Apache-2.0 */
/* Unmapped with another direction than mapped. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_slot_use own = dl_event_maker(ev);

	if (!(ev->differs & DL_DIFFERS_DIRECTION) || !dl_model_ends(ev->model))
		return;
	if (ev->at_maker & DL_DIFFERS_DIRECTION) {
		dl_report(report, ev, &ev->grounds, own.at, "direction differs",
			  "'%s' maps with %s what all %u calls after it unmap or sync with %s.",
			  dl_text_call(own.at, own.model),
			  dl_text_direction(report, dl_event_made(ev)->dir), ev->end_count,
			  dl_text_direction(report, ev->terms.dir));
		return;
	}
	dl_report(report, ev, &ev->grounds, ev->at, "direction differs",
		  "'%s' unmaps with %s what was mapped with %s%s.", dl_text_call(ev->at, ev->model),
		  dl_text_direction(report, ev->terms.dir),
		  dl_text_direction(report, dl_event_made(ev)->dir), dl_text_writers(report, ev));
}

const struct dl_rule dl_rule_DMA201 = {
	.id = "DMA201",
	.events = DL_EVENT_BIT(DL_EV_PAIR) | DL_EVENT_BIT(DL_EV_SLOT_PAIR),
	.check = check,
};
