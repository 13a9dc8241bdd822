/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attributes of an unmap or free that differ from those of the map or allocation, as far as they
 * must match.
 */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	int64_t here;

	if (!(ev->differs & DL_DIFFERS_ATTRIBUTE) || !dl_sym_const(ev->terms.attrs, &here))
		return;
	if (ev->at_maker & DL_DIFFERS_ATTRIBUTE) {
		const struct dl_slot_use own = dl_event_maker(ev);

		dl_report(report, ev, &ev->grounds, own.at, "attribute differs",
			  "'%s' is called %s %s, all %u calls that end what it made %s.",
			  dl_text_call(own.at, own.model), here & ev->attribute->value ? "without" : "with",
			  ev->attribute->name, ev->end_count, here & ev->attribute->value ? "have it" : "do not have it");
		return;
	}
	dl_report(report, ev, &ev->grounds, ev->at, "attribute differs",
		  "'%s' is called %s %s, the call that made what it ends %s%s.",
		  dl_text_call(ev->at, ev->model), here & ev->attribute->value ? "with" : "without",
		  ev->attribute->name, here & ev->attribute->value ? "was not" : "had it",
		  dl_text_writers(report, ev));
}

const struct dl_rule dl_rule_DMA206 = {
	.id = "DMA206",
	.events = DL_EVENT_BIT(DL_EV_PAIR) | DL_EVENT_BIT(DL_EV_SLOT_PAIR),
	.check = check,
};
