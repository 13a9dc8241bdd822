/* SPDX-License-Identifier: Apache-2.0 */
/* The physical address or page of coherent memory is asked for. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	dl_report(report, ev, &ev->grounds, ev->at, "of coherent memory",
		  "'%s' is given '%s', memory of '%s': where it lies and how it is mapped is the API's matter. "
		  "Devices get the handle that came with it, user space a mapping made by the API.",
		  dl_text_call(ev->at, ev->model), dl_text_sym(report, ev->buffer),
		  ev->related_text ? ev->related_text : "the DMA API");
}

const struct dl_rule dl_rule_DMA702 = {
	.id = "DMA702",
	.events = DL_EVENT_BIT(DL_EV_BYPASS),
	.check = check,
};
