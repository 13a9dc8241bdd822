/* SPDX-License-Identifier: Apache-2.0 */
/* Nothing of the driver can unmap what this call maps. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const char *call = dl_text_call(ev->at, ev->model);

	if (ev->model && ev->model->role == DL_ROLE_ALLOC)
		return;
	if (ev->inner)
		dl_report(report, ev, &ev->grounds, ev->at, "given back without an unmap",
			  "Nothing unmaps what '%s' maps here: '%s' gives its buffer back on line %s, and all that unmap '%s' end others.",
			  call, ev->inner_func->name, dl_text_line(report, &ev->inner->loc),
			  dl_text_kept(report, ev));
	else if (ev->partner)
		dl_report(report, ev, &ev->grounds, ev->at, "unmapped on failure only",
			  "Only where a later step fails is unmapped what '%s' maps here: '%s' leaves it mapped.", call,
			  ev->partner);
	else if (ev->slot)
		dl_report(report, ev, &ev->grounds, ev->at, "never unmapped",
			  "Nothing in the driver unmaps what '%s' maps here; its handle is kept in '%s'%s.", call,
			  dl_text_kept(report, ev), dl_text_unmaps(report));
	else
		dl_report(report, ev, &ev->grounds, ev->at, "never unmapped",
			  "Nothing in the driver unmaps what '%s' maps here, and its handle is not kept%s.", call,
			  dl_text_unmaps(report));
}

const struct dl_rule dl_rule_DMA212 = {
	.id = "DMA212",
	.events = DL_EVENT_BIT(DL_EV_NEVER_UNMAPPED),
	.check = check,
};
