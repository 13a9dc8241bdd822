/* SPDX-License-Identifier: Apache-2.0 */
/* Unmapped where the map call has failed, or where none was made. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const char *call = dl_text_call(ev->at, ev->model);

	if (ev->kind == DL_EV_LATE_TEST) {
		dl_report(report, ev, &ev->grounds, ev->at, "asked too late",
			  "'%s' unmaps each entry, and line %s asks only then whether the entry has a buffer: where it has "
			  "none, nothing was mapped.", call, dl_text_line(report, &ev->related));
		return;
	}
	if (ev->kind == DL_EV_OTHER_ENTRIES) {
		dl_report(report, ev, &ev->grounds, ev->at, "entries of others",
			  "This loop goes back over the first entries of '%s'; what is mapped here was put into those from '%s' on, so "
			  "it unmaps what others have put there.", ev->what, ev->related_text);
		return;
	}
	if (ev->kind == DL_EV_STALE_MARK) {
		dl_report(report, ev, &ev->grounds, ev->at, "stale mark",
			  "When '%s' fails, '%s' still points to the buffer, which is freed: '%s' takes that for a mapping.",
			  call, dl_text_sym(report, ev->slot), ev->partner);
		return;
	}
	if (ev->kind == DL_EV_SLOT_PAIR) {
		if (ev->differs & DL_DIFFERS_SKIPPED)
			dl_report(report, ev, &ev->grounds, ev->at, "skipped",
				  "'%s' unmaps '%s' also where '%s' is 0: nothing was mapped there.", call,
				  dl_text_sym(report, ev->value), ev->needs->a->field);
		return;
	}
	if (ev->use != DL_USE_RELEASE)
		return;
	if (ev->dead == DL_DEAD_FAILED)
		dl_report(report, ev, &ev->grounds, ev->at, "failed mapping",
			  "'%s' unmaps '%s', whose map call has failed on this path.", call,
			  dl_text_given(report, ev));
	else if (ev->dead == DL_DEAD_PHYSICAL)
		dl_report(report, ev, &ev->grounds, ev->at, "physical address",
			  "'%s' is given '%s', a physical address: no map call gave it.", call,
			  dl_text_given(report, ev));
	else if (ev->dead == DL_DEAD_NEVER_MAPPED)
		dl_report(report, ev, &ev->grounds, ev->at, "never mapped",
			  "'%s' is given a handle that nothing was mapped to on this path.", call);
}

const struct dl_rule dl_rule_DMA214 = {
	.id = "DMA214",
	.events = DL_EVENT_BIT(DL_EV_DEAD_HANDLE) | DL_EVENT_BIT(DL_EV_SLOT_PAIR) |
		  DL_EVENT_BIT(DL_EV_STALE_MARK) | DL_EVENT_BIT(DL_EV_LATE_TEST) |
		  DL_EVENT_BIT(DL_EV_OTHER_ENTRIES),
	.check = check,
};
