/* SPDX-License-Identifier: Apache-2.0 */
/* Unmapped with another direction than mapped. Constants only: what is computed proves nothing. */
#include "checks/event/rule.h"

static bool is_unmap(const struct dl_event *ev)
{
	return ev->model->role == DL_ROLE_UNMAP && ev->model->arg_dir >= 0;
}

static void report_pair(const struct dl_event *ev, struct dl_report *report,
			const struct dl_sym *mapped)
{
	dl_report(report, ev, &ev->grounds, ev->at, "direction differs",
		  "'%s' unmaps with %s what was mapped with %s%s.", dl_text_call(ev->at, ev->model),
		  dl_text_direction(report, ev->terms.dir), dl_text_direction(report, mapped),
		  dl_text_writers(report, ev));
}

static void check_slot(const struct dl_event *ev, struct dl_report *report, int64_t dir)
{
	for (uint32_t i = 0; i < ev->writer_count; i++) {
		int64_t mapped;

		if (!dl_model_is_map(ev->writers[i].model) ||
		    !dl_sym_const(ev->writers[i].terms.dir, &mapped) || mapped == dir)
			return;
	}
	report_pair(ev, report, ev->writers[0].terms.dir);
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	int64_t dir, mapped;

	if (!is_unmap(ev) || !dl_sym_const(ev->terms.dir, &dir))
		return;
	if (ev->kind == DL_EV_SLOT_PAIR)
		check_slot(ev, report, dir);
	else if (dl_model_is_map(ev->object->model) && dl_sym_const(ev->object->terms.dir, &mapped) &&
		 mapped != dir)
		report_pair(ev, report, ev->object->terms.dir);
}

const struct dl_rule dl_rule_DMA201 = {
	.id = "DMA201",
	.events = DL_EVENT_BIT(DL_EV_PAIR) | DL_EVENT_BIT(DL_EV_SLOT_PAIR),
	.check = check,
};
