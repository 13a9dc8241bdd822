/* SPDX-License-Identifier: Apache-2.0 */
/* Memory is released while the device, or code that runs beside, may still use it. */
#include "checks/event/rule.h"

static const char *released(const struct dl_event *ev)
{
	return !ev->model ? "released" : ev->model->role == DL_ROLE_UNMAP ? "unmapped" : "freed";
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	switch (ev->active) {
	case DL_ACTIVE_BEFORE_END:
		dl_report(report, ev, &ev->grounds, ev->at, "released before the end",
			  "'%s' is %s here, and the %s, whose function '%s' uses it, is ended on line %s only: "
			  "that must come first.",
			  ev->what, released(ev), ev->related_text, ev->partner,
			  dl_text_line(report, &ev->related));
		break;
	case DL_ACTIVE_MANAGED:
		dl_report(report, ev, &ev->grounds, ev->at, "released before the core's end",
			  "'%s' is %s here, and the %s, whose function '%s' uses it, is ended by the "
			  "device core after this function only.",
			  ev->what, released(ev), ev->related_text, ev->partner);
		break;
	case DL_ACTIVE_WAIT:
		if (!ev->partner) {
			dl_report(report, ev, &ev->grounds, ev->at, "released after a wait that has ended early",
				  "'%s' is %s here, although the wait that ends on line %s has ended too "
				  "early on this path.",
				  dl_text_handle(report, ev), released(ev), dl_text_line(report, &ev->related));
			break;
		}
		dl_report(report, ev, &ev->grounds, ev->at, "released after a wait that can end early",
			  "'%s' is %s here, although the wait in '%s' on line %s %s.",
			  ev->what ? ev->what : dl_text_handle(report, ev), released(ev), ev->partner,
			  dl_text_line(report, &ev->related),
			  ev->never && dl_is_looked_at(report, ev) ? "has ended too early on this path" :
			  "can end too early, and nobody has looked");
		break;
	case DL_ACTIVE_NEVER:
		if (!ev->managed) {
			dl_report(report, ev, &ev->grounds, ev->at, "never ended",
				  "'%s' is %s here, and nothing has ended the %s that was begun on line %s: '%s' may "
				  "still use it.",
				  ev->what, released(ev), ev->related_text, dl_text_line(report, &ev->related),
				  ev->partner);
			break;
		}
		dl_report(report, ev, &ev->grounds, ev->at, "never ended",
			  "Nothing has ended the %s that was begun on line %s, and the device core frees "
			  "'%s' after this function: '%s' may still use it.",
			  ev->related_text, dl_text_line(report, &ev->related), ev->what, ev->partner);
		break;
	case DL_ACTIVE_ASKED:
		if (!ev->partner) {
			dl_report(report, ev, &ev->grounds, ev->at, "released with its end only asked for",
				  "'%s' is %s here, and the DMA channel may still work with it: its end was asked for on "
				  "line %s, and nobody has waited for it.",
				  ev->what ? ev->what : dl_text_handle(report, ev), released(ev),
				  dl_text_line(report, &ev->related));
			break;
		}
		dl_report(report, ev, &ev->grounds, ev->at, "released with its end only asked for",
			  "'%s' is %s here, and the %s '%s', which uses it, may still run: its end was "
			  "asked for on line %s, and nobody has waited for it.",
			  ev->what, released(ev), ev->related_text, ev->partner,
			  dl_text_line(report, &ev->related));
		break;
	case DL_ACTIVE_LEFT:
		dl_report(report, ev, &ev->grounds, ev->at, "left with its end only asked for",
			  "'%s' only asks for the end, and the function is left with no wait for it: the %s "
			  "'%s' may still run.",
			  dl_text_call(ev->at, NULL), ev->related_text, ev->partner);
		break;
	case DL_ACTIVE_LENT:
		dl_report(report, ev, &ev->grounds, ev->at, "given back with its end only asked for",
			  "'%s' only asks the channel to end, and the function is left with no wait for it: the kernel "
			  "unmaps the transfer's buffers then, although the channel may still work with them.",
			  dl_text_call(ev->at, NULL));
		break;
	case DL_ACTIVE_NAMED:
		dl_report(report, ev, &ev->grounds, ev->at, "released with its end only asked for",
			  "'%s' is called here, and the DMA channel may still work with what it unmaps: its end was asked "
			  "for on line %s, and nobody has waited for it.",
			  dl_text_call(ev->at, NULL), dl_text_line(report, &ev->related));
		break;
	case DL_ACTIVE_QUEUED:
		dl_report(report, ev, &ev->grounds, ev->at, "released while it can be started again",
			  "'%s' is %s here, and '%s', which %s it, may run again: it was ended on line %s, but the %s '%s' "
			  "could still start it then.",
			  ev->what, released(ev), ev->partner, ev->user ? "uses" : "may use", dl_text_line(report, &ev->related), ev->related_text,
			  ev->starter);
		break;
	case DL_ACTIVE_CHANNEL:
		dl_report(report, ev, &ev->grounds, ev->at, "unmapped before the channel's end",
			  "'%s' is %s here, and the DMA channel that works with it is stopped on line %s only: that "
			  "must come first.",
			  ev->what, released(ev), dl_text_line(report, &ev->related));
		break;
	case DL_ACTIVE_ADDRESS:
		dl_report(report, ev, &ev->grounds, ev->at, "freed before its address was taken back",
			  "'%s' is freed here, and the hardware has its address until line %s.",
			  ev->what, dl_text_line(report, &ev->related));
		break;
	default: break;
	}
}

const struct dl_rule dl_rule_DMA217 = {
	.id = "DMA217",
	.events = DL_EVENT_BIT(DL_EV_ACTIVE),
	.check = check,
};
