/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two counts of a scatterlist mixed up: dma_unmap_sg() and dma_sync_sg_*() take the number that
 * was passed to dma_map_sg(), the hardware takes the number that it returned.
 */
#include "checks/event/rule.h"

static bool counts_list(const struct dl_model *m)
{
	return m->arg_count >= 0 && m->arg_sg >= 0 && m->failure == DL_FAIL_ZERO;
}

static void check_pair(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_object *o = ev->object;

	if (!ev->terms.count || ev->model->arg_count < 0 || !counts_list(o->model))
		return;
	if (dl_sym_strip(ev->terms.count) != o->value)
		return;
	dl_report(report, ev, &ev->grounds, ev->at, "returned count",
		  "'%s' is given the count that '%s' returned; it takes the count that was passed.",
		  dl_text_call(ev->at, ev->model), dl_text_call(o->origin, o->model));
}

/* The slot that the count is read from holds nothing but returned counts. */
static void check_slot(const struct dl_event *ev, struct dl_report *report)
{
	if (!ev->terms.count || ev->model->arg_count < 0)
		return;
	for (uint32_t i = 0; i < ev->writer_count; i++)
		if (!counts_list(ev->writers[i].model))
			return;
	dl_report(report, ev, &ev->grounds, ev->at, "returned count",
		  "'%s' is given '%s', which holds the count that '%s' returned; it takes the count "
		  "that was passed.", dl_text_call(ev->at, ev->model), dl_text_sym(report, ev->slot),
		  dl_text_call(ev->writers[0].at, ev->writers[0].model));
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	if (ev->kind == DL_EV_PAIR)
		check_pair(ev, report);
	else if (ev->kind == DL_EV_SLOT_PAIR)
		check_slot(ev, report);
	else
		dl_report(report, ev, &ev->grounds, ev->at, "passed count",
			  "'%s' is given the count that was passed to '%s'; the mapped list may be "
			  "shorter, the returned count says how long.",
			  dl_text_call(ev->at, ev->model),
			  dl_text_call(ev->object->origin, ev->object->model));
}

const struct dl_rule dl_rule_DMA205 = {
	.id = "DMA205",
	.events = DL_EVENT_BIT(DL_EV_PAIR) | DL_EVENT_BIT(DL_EV_SLOT_PAIR) |
		  DL_EVENT_BIT(DL_EV_DEVICE_COUNT),
	.check = check,
};
