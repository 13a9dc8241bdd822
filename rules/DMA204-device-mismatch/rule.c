/* SPDX-License-Identifier: Apache-2.0 */
/* Unmapped, freed or synced with another device. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	if (!(ev->differs & DL_DIFFERS_DEVICE))
		return;
	if (ev->at_maker & DL_DIFFERS_DEVICE) {
		const struct dl_slot_use own = dl_event_maker(ev);

		dl_report(report, ev, &ev->grounds, own.at, "another device",
			  "'%s' is given the device '%s', all %u calls that end what it made '%s': one is the "
			  "other's parent.", dl_text_call(own.at, own.model),
			  dl_text_sym(report, dl_event_made(ev)->dev), ev->end_count,
			  dl_text_sym(report, ev->terms.dev));
		return;
	}
	dl_report(report, ev, &ev->grounds, ev->at, "another device",
		  "'%s' is given the device '%s', the call that made what it ends '%s': one is the "
		  "other's parent.", dl_text_call(ev->at, ev->model), dl_text_sym(report, ev->terms.dev),
		  dl_text_sym(report, dl_event_made(ev)->dev));
}

const struct dl_rule dl_rule_DMA204 = {
	.id = "DMA204",
	.events = DL_EVENT_BIT(DL_EV_PAIR) | DL_EVENT_BIT(DL_EV_SLOT_PAIR),
	.check = check,
};
