/* SPDX-License-Identifier: Apache-2.0 */
/* What the device wrote is read while the device owns the buffer. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_object *o = ev->object;

	if (ev->fault != DL_FAULT_READ)
		return;
	if (!o && ev->never && ev->related.line) {
		dl_report(report, ev, &ev->grounds, NULL, "read and kept",
			  "The buffer of '%s' is read and stays mapped: only the way by line %s unmaps it.",
			  dl_text_sym(report, ev->slot), dl_text_line(report, &ev->related));
		return;
	}
	if (!o && ev->never) {
		dl_report(report, ev, &ev->grounds, NULL, "never taken back",
			  "The buffer of '%s' is read, and nothing of the driver unmaps or syncs what a "
			  "device has written.", dl_text_sym(report, ev->slot));
		return;
	}
	if (!o && !ev->related.line) {
		dl_report(report, ev, &ev->grounds, NULL, "read in slot",
			  "The buffer of '%s' is read while it is mapped, with no sync for the CPU before, and "
			  "given to the device again%s.", dl_text_sym(report, ev->slot),
			  dl_text_given_line(report, ev));
		return;
	}
	if (!o) {
		dl_report(report, ev, &ev->grounds, NULL, "read early",
			  "The buffer of '%s' is read before line %s %s it.", dl_text_sym(report, ev->slot),
			  dl_text_line(report, &ev->related),
			  ev->model->role == DL_ROLE_SYNC_CPU ? "syncs" : "unmaps");
		return;
	}
	dl_report(report, ev, &ev->grounds, NULL, "read",
		  "The buffer of '%s', mapped by '%s' with %s, is read with neither unmap nor sync "
		  "for the CPU before.", dl_text_object(report, ev),
		  dl_text_call(o->origin, o->model), dl_text_direction(report, o->terms.dir));
}

const struct dl_rule dl_rule_DMA402 = {
	.id = "DMA402",
	.events = DL_EVENT_BIT(DL_EV_OWNERSHIP),
	.check = check,
};
