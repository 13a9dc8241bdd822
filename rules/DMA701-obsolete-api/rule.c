/* SPDX-License-Identifier: Apache-2.0 */
/* A call that newer kernels do not have. */
#include "checks/event/rule.h"
#include "fix.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	if (ev->model->removed_in)
		dl_report(report, ev, &ev->grounds, ev->at, "obsolete",
			  "'%s' was removed in Linux %s; use '%s'.", dl_text_call(ev->at, ev->model),
			  ev->model->removed_in, ev->model->replacement);
	else
		dl_report(report, ev, &ev->grounds, ev->at, "obsolete",
			  "'%s' is obsolete; use '%s'.", dl_text_call(ev->at, ev->model),
			  ev->model->replacement);
}

const struct dl_rule dl_rule_DMA701 = {
	.id = "DMA701",
	.events = DL_EVENT_BIT(DL_EV_CALL),
	.check = check,
	.fix = dl_fix_obsolete,
};
