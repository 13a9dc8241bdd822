/* SPDX-License-Identifier: Apache-2.0 */
/* The result of dma_map_sg(), dma_map_sgtable() and the like is not tested. */
#include "checks/event/fix.h"
#include "checks/event/rule.h"
#include "checks/success/success.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_object *o = ev->object;
	const char *call;

	if (!dl_model_is_map(o->model) || !dl_model_is_sg(o->model) || dl_success_of(o)->bad_test)
		return;
	call = dl_text_call(o->origin, o->model);
	if (ev->kind == DL_EV_DISCARDED)
		dl_report(report, ev, &ev->grounds, o->origin, "discarded",
			  "The result of '%s' is thrown away: a failed mapping goes unnoticed.", call);
	else if (ev->kind == DL_EV_NEVER_CHECKED && o->state == DL_OBJ_FAILED)
		dl_report(report, ev, &ev->grounds, o->origin, "failure ignored",
			  "The failure of '%s' is noticed, but the list is used all the same.", call);
	else if (ev->kind == DL_EV_NEVER_CHECKED)
		dl_report(report, ev, &ev->grounds, o->origin, "never checked",
			  "The result of '%s' is never tested for failure.", call);
	else if (o->state == DL_OBJ_FAILED)
		dl_report(report, ev, &ev->grounds, o->origin, "used after failure",
			  "The list is used although '%s' has failed.", call);
	else
		dl_report(report, ev, &ev->grounds, o->origin, "used unchecked",
			  "The list is used with no test that '%s' has mapped it.", call);
}

const struct dl_rule dl_rule_DMA103 = {
	.id = "DMA103",
	.events = DL_EVENT_BIT(DL_EV_USE) | DL_EVENT_BIT(DL_EV_NEVER_CHECKED) |
		  DL_EVENT_BIT(DL_EV_DISCARDED),
	.check = check,
	.fix = dl_fix_missing_test,
};
