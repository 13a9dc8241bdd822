/* SPDX-License-Identifier: Apache-2.0 */
/* Unmapped with another size than mapped, or synced with more. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	struct dl_grounds grounds = ev->grounds;
	struct dl_slot_use own;

	if (ev->kind == DL_EV_TOLD_MORE) {
		dl_report(report, ev, &grounds, ev->at, "device is told more",
			  "The device is told of %s bytes in '%s', mapped are %s.",
			  dl_text_sym(report, ev->terms.size), dl_text_sym(report, ev->slot),
			  dl_text_size(report, ev->object->origin_func, ev->object->origin, ev->object->model,
				       ev->object->terms.size));
		return;
	}
	if (ev->kind == DL_EV_PART_SIZE) {
		dl_report(report, ev, &grounds, ev->at, "size of another part",
			  "'%s' maps %s bytes, which are those before this buffer: it is the size of the part that was mapped on line %s.",
			  dl_text_call(ev->at, ev->model),
			  dl_text_size(report, ev->func, ev->at, ev->model, ev->terms.size),
			  dl_text_line(report, &ev->related));
		return;
	}
	own = dl_event_maker(ev);
	if (!(ev->differs & DL_DIFFERS_SIZE) || !dl_model_gives_back(ev->model))
		return;
	grounds.shape = ev->by_shape;
	if (ev->at_maker & DL_DIFFERS_SIZE) {
		dl_report(report, ev, &grounds, own.at, "size differs",
			  "'%s' maps %s bytes, all %u calls that unmap them say %s.", dl_text_call(own.at, own.model),
			  dl_text_size(report, own.func, own.at, own.model, dl_event_made(ev)->size), ev->end_count,
			  dl_text_size(report, ev->func, ev->at, ev->model, ev->terms.size));
		return;
	}
	dl_report(report, ev, &grounds, ev->at, "size differs", "'%s' %s %s bytes, mapped were %s%s.",
		  dl_text_call(ev->at, ev->model),
		  dl_model_refreshes(ev->model) ? "syncs" : "unmaps",
		  dl_text_size(report, ev->func, ev->at, ev->model, ev->terms.size),
		  dl_text_size(report, own.func, own.at, own.model, dl_event_made(ev)->size),
		  dl_text_writers(report, ev));
}

const struct dl_rule dl_rule_DMA203 = {
	.id = "DMA203",
	.events = DL_EVENT_BIT(DL_EV_PAIR) | DL_EVENT_BIT(DL_EV_SLOT_PAIR) | DL_EVENT_BIT(DL_EV_TOLD_MORE) |
		  DL_EVENT_BIT(DL_EV_PART_SIZE),
	.check = check,
};
