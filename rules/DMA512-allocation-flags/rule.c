/* SPDX-License-Identifier: Apache-2.0 */
/* An allocator is given flags that it refuses, or that it ignores. */
#include "checks/event/rule.h"
#include "model/platform.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_platform *platform = ev->model->platform;
	const struct dl_constant *refused = dl_first_flag(&platform->rejected_flags, ev->value->num);
	const struct dl_constant *zone = dl_first_flag(&platform->zone_flags, ev->value->num);
	const char *call = dl_text_call(ev->at, ev->model);

	if (!refused && ev->model->rejects_zones)
		refused = zone;
	if (refused)
		dl_report(report, ev, &ev->grounds, ev->at, "refused",
			  "'%s' is given '%s', which newer kernels refuse with a warning: there the call returns NULL.",
			  call, refused->name);
	else
		dl_report(report, ev, &ev->grounds, ev->at, "ignored",
			  "'%s' ignores '%s': the DMA mask of the device says where memory may lie.",
			  call, zone->name);
}

const struct dl_rule dl_rule_DMA512 = {
	.id = "DMA512",
	.events = DL_EVENT_BIT(DL_EV_FLAGS),
	.check = check,
};
