/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of dma_alloc_*(), dma_pool_alloc() and the like is used with no test for NULL. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_object *o = ev->object;
	const char *call;

	if (o->model->role != DL_ROLE_ALLOC)
		return;
	if (ev->kind == DL_EV_USE && ev->use != DL_USE_DEREF)
		return;
	call = dl_text_call(o->origin, o->model);
	if (ev->kind == DL_EV_NEVER_CHECKED)
		dl_report(report, ev, &ev->grounds, o->origin, "never checked",
			  "The memory of '%s' is kept with no test for NULL anywhere.", call);
	else if (o->state == DL_OBJ_FAILED)
		dl_report(report, ev, &ev->grounds, o->origin, "used after failure",
			  "The pointer is followed although '%s' has failed.", call);
	else
		dl_report(report, ev, &ev->grounds, o->origin, "used unchecked",
			  "The pointer returned by '%s' is followed with no test for NULL.", call);
}

const struct dl_rule dl_rule_DMA105 = {
	.id = "DMA105",
	.events = DL_EVENT_BIT(DL_EV_USE) | DL_EVENT_BIT(DL_EV_NEVER_CHECKED),
	.check = check,
};
