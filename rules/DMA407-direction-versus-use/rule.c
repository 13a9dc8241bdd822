/* SPDX-License-Identifier: Apache-2.0 */
/* A buffer is used the other way round than it is mapped. */
#include "checks/event/rule.h"
#include "model/platform.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	if (ev->fault == DL_FAULT_OTHER_WAY)
		dl_report(report, ev, &ev->grounds, ev->at, "other way",
			  "'%s' has the device %s a buffer that is mapped with '%s'.",
			  dl_text_call(ev->at, ev->model),
			  dl_sym_direction(ev->terms.dir, ev->model->platform) == DL_DIR_FROM_DEVICE ? "write to" : "read",
			  dl_text_direction(report, ev->object->terms.dir));
	if (ev->fault == DL_FAULT_FILLED)
		dl_report(report, ev, &ev->grounds, ev->at, "filled",
			  "The buffer is mapped with '%s', although the CPU has filled it on line %s: the device need not see "
			  "that.", dl_text_direction(report, ev->terms.dir), dl_text_line(report, &ev->related));
}

const struct dl_rule dl_rule_DMA407 = {
	.id = "DMA407",
	.events = DL_EVENT_BIT(DL_EV_OWNERSHIP),
	.check = check,
};
