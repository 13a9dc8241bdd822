/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Synced with a direction that the mapping does not allow: what check_sync() of kernel/dma/debug.c
 * compares.
 */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	if (!(ev->differs & DL_DIFFERS_DIRECTION) || !dl_model_refreshes(ev->model))
		return;
	dl_report(report, ev, &ev->grounds, ev->at, "sync direction",
		  "'%s' syncs with %s what was mapped with %s%s.", dl_text_call(ev->at, ev->model),
		  dl_text_direction(report, ev->terms.dir),
		  dl_text_direction(report, dl_event_made(ev)->dir), dl_text_writers(report, ev));
}

const struct dl_rule dl_rule_DMA404 = {
	.id = "DMA404",
	.events = DL_EVENT_BIT(DL_EV_PAIR) | DL_EVENT_BIT(DL_EV_SLOT_PAIR),
	.check = check,
};
