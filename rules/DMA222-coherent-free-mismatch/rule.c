/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Coherent or pool memory freed with another size, with CPU address and handle swapped or of two
 * allocations, or into another pool. The wrong function is DMA202.
 */
#include "checks/event/rule.h"

static void report_addresses(const struct dl_event *ev, struct dl_report *report, const char *call)
{
	if (ev->differs & DL_DIFFERS_SWAPPED)
		dl_report(report, ev, &ev->grounds, ev->at, "swapped",
			  "CPU address and DMA handle are swapped in the call of '%s'.", call);
	if (ev->differs & DL_DIFFERS_BUFFER)
		dl_report(report, ev, &ev->grounds, ev->at, "another address",
			  "'%s' is given the handle of one allocation and the CPU address of "
			  "another, '%s'.", call, dl_text_sym(report, ev->terms.buf));
}

static void report_size(const struct dl_event *ev, struct dl_report *report, const char *call)
{
	const struct dl_slot_use own = dl_event_maker(ev);
	struct dl_grounds grounds = ev->grounds;

	grounds.shape = ev->by_shape;
	if (ev->at_maker & DL_DIFFERS_SIZE) {
		dl_report(report, ev, &grounds, own.at, "size differs",
			  "'%s' allocates %s bytes, all %u calls that free them say %s.", dl_text_call(own.at, own.model),
			  dl_text_size(report, own.func, own.at, own.model, dl_event_made(ev)->size), ev->end_count,
			  dl_text_size(report, ev->func, ev->at, ev->model, ev->terms.size));
		return;
	}
	dl_report(report, ev, &grounds, ev->at, "size differs", "'%s' frees %s bytes, allocated were %s.",
		  call, dl_text_size(report, ev->func, ev->at, ev->model, ev->terms.size),
		  dl_text_size(report, own.func, own.at, own.model, dl_event_made(ev)->size));
}

static void report_pool(const struct dl_event *ev, struct dl_report *report, const char *call)
{
	struct dl_grounds grounds = ev->grounds;

	grounds.assumed = true; /* that two fields hold two pools */
	dl_report(report, ev, &grounds, ev->at, "another pool",
		  "'%s' frees into the pool '%s' what was taken from '%s'.", call,
		  dl_text_sym(report, ev->terms.pool),
		  dl_text_sym(report, dl_event_made(ev)->pool));
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const char *call = dl_text_call(ev->at, ev->model);
	bool size = ev->differs & DL_DIFFERS_SIZE, pool = ev->differs & DL_DIFFERS_POOL;

	if (ev->model->role != DL_ROLE_FREE)
		return;
	report_addresses(ev, report, call);
	/* one finding a place: of several the first that is as sure as any */
	if (pool && ev->object)
		report_pool(ev, report, call);
	if (size)
		report_size(ev, report, call);
	if (pool && !ev->object)
		report_pool(ev, report, call);
}

const struct dl_rule dl_rule_DMA222 = {
	.id = "DMA222",
	.events = DL_EVENT_BIT(DL_EV_PAIR) | DL_EVENT_BIT(DL_EV_SLOT_PAIR),
	.check = check,
};
