/* SPDX-License-Identifier: Apache-2.0 */
/* Synced although there is no streaming mapping: failed, never made, or coherent memory. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const char *call = dl_text_call(ev->at, ev->model);

	if (ev->kind == DL_EV_SLOT_PAIR) {
		if (ev->differs & DL_DIFFERS_COHERENT)
			dl_report(report, ev, &ev->grounds, ev->at, "coherent field",
				  "'%s' syncs '%s', which no map call fills but memory of '%s'.", call,
				  dl_text_sym(report, ev->value),
				  dl_text_call(ev->writers[0].at, ev->writers[0].model));
		return;
	}
	if (ev->use != DL_USE_REFRESH)
		return;
	switch (ev->dead) {
	case DL_DEAD_FAILED:
		dl_report(report, ev, &ev->grounds, ev->at, "failed mapping",
			  "'%s' syncs '%s', whose map call has failed on this path.", call,
			  dl_text_given(report, ev));
		break;
	case DL_DEAD_NEVER_MAPPED:
		dl_report(report, ev, &ev->grounds, ev->at, "never mapped",
			  "'%s' is given a handle that nothing was mapped to on this path.", call);
		break;
	case DL_DEAD_COHERENT:
		dl_report(report, ev, &ev->grounds, ev->at, "coherent",
			  "'%s' syncs '%s', which is no streaming mapping but memory of '%s'.", call,
			  dl_text_given(report, ev),
			  dl_text_call(ev->object->origin, ev->object->model));
		break;
	case DL_DEAD_PHYSICAL:
		dl_report(report, ev, &ev->grounds, ev->at, "physical address",
			  "'%s' is given '%s', a physical address: no map call gave it.", call,
			  dl_text_given(report, ev));
		break;
	case DL_DEAD_RELEASED: break;	/* DMA215 */
	}
}

const struct dl_rule dl_rule_DMA406 = {
	.id = "DMA406",
	.events = DL_EVENT_BIT(DL_EV_DEAD_HANDLE) | DL_EVENT_BIT(DL_EV_SLOT_PAIR),
	.check = check,
};
