/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two counts of a scatterlist mixed up: dma_unmap_sg() and dma_sync_sg_*() take the number that
 * was passed to dma_map_sg(), the hardware takes the number that it returned.
 */
#include "checks/event/rule.h"
#include "fix.h"

static void report_count(const struct dl_event *ev, struct dl_report *report)
{
	const char *call = dl_text_call(ev->at, ev->model);
	struct dl_grounds grounds = ev->grounds;

	grounds.one_entry = ev->one_entry;
	if (ev->is_others_count) {
		grounds.shape = true;
		dl_report(report, ev, &grounds, ev->at, "count of another list",
			  "'%s' is given '%s', the count that another list was mapped with; '%s' was passed '%s'.", call,
			  dl_text_sym(report, ev->terms.count), dl_text_call(ev->object->origin, ev->object->model),
			  dl_text_sym(report, ev->object->terms.count));
		return;
	}
	if (ev->object)
		dl_report(report, ev, &grounds, ev->at, "returned count",
			  "'%s' is given the count that '%s' returned; it takes the count that was passed.",
			  call, dl_text_call(ev->object->origin, ev->object->model));
	else
		dl_report(report, ev, &grounds, ev->at, "returned count",
			  "'%s' is given '%s', which holds the count that '%s' returned; it takes the "
			  "count that was passed.", call, dl_text_sym(report, ev->slot),
			  dl_text_call(ev->writers[0].at, ev->writers[0].model));
}

static void check_entry(const struct dl_event *ev, struct dl_report *report)
{
	dl_report(report, ev, &ev->grounds, ev->at, "length of an entry not asked for",
		  "The address of each entry is stored, and nothing here asks how long the entry is: mapping the "
		  "list may merge entries into fewer and longer ones.");
}

static void check_mixed(const struct dl_event *ev, struct dl_report *report)
{
	dl_report(report, ev, &ev->grounds, ev->at, "two sides of an entry",
		  "'%s' is of the memory that was put into the entry, and goes with its %s: mapping the list may have "
		  "merged entries, and what the device sees of one begins and ends elsewhere.",
		  ev->related_text, ev->told ? "DMA address" : "DMA length");
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	if (ev->kind == DL_EV_ENTRY_CUT)
		check_entry(ev, report);
	if (ev->kind == DL_EV_ENTRY_MIXED)
		check_mixed(ev, report);
	if (ev->differs & DL_DIFFERS_COUNT)
		report_count(ev, report);
	if (ev->kind == DL_EV_DEVICE_COUNT)
		dl_report(report, ev, &ev->grounds, ev->at, "passed count",
			  "'%s' is given the count that was passed to '%s'; the mapped list may be "
			  "shorter, the returned count says how long.",
			  dl_text_call(ev->at, ev->model),
			  dl_text_call(ev->object->origin, ev->object->model));
}

const struct dl_rule dl_rule_DMA205 = {
	.id = "DMA205",
	.events = DL_EVENT_BIT(DL_EV_PAIR) | DL_EVENT_BIT(DL_EV_SLOT_PAIR) |
		  DL_EVENT_BIT(DL_EV_DEVICE_COUNT) | DL_EVENT_BIT(DL_EV_ENTRY_CUT) | DL_EVENT_BIT(DL_EV_ENTRY_MIXED),
	.check = check,
	.fix = dl_fix_count,
};
