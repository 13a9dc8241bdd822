/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unmapped with another size than mapped. A sync may cover a part of the mapping: only one that
 * provably covers more is wrong.
 */
#include "checks/event/rule.h"

static bool is_sync(const struct dl_model *m)
{
	return m->role == DL_ROLE_SYNC_CPU || m->role == DL_ROLE_SYNC_DEVICE;
}

/* @ended is not @made; @shape: unless a factor is one, or a term zero. */
static bool differs(const struct dl_event *ev, const struct dl_sym *made, bool *shape)
{
	int64_t difference = 0;

	switch (dl_size_compare(made, ev->terms.size, &difference)) {
	case DL_SIZE_DIFFERENT: return !is_sync(ev->model) || difference > 0;
	case DL_SIZE_SCALED:
	case DL_SIZE_TERM:
		*shape = true;
		return !is_sync(ev->model);
	default: return false;
	}
}

static void report_sizes(const struct dl_event *ev, struct dl_report *report,
			 const struct dl_sym *made, bool shape)
{
	struct dl_grounds grounds = ev->grounds;
	const struct dl_slot_use own = { .func = ev->object ? ev->object->origin_func : NULL,
					 .at = ev->object ? ev->object->origin : NULL,
					 .model = ev->object ? ev->object->model : NULL };
	const struct dl_slot_use *writer = ev->object ? &own : &ev->writers[0];

	grounds.shape = shape;
	dl_report(report, ev, &grounds, ev->at, "size differs", "'%s' %s %s bytes, mapped were %s%s.",
		  dl_text_call(ev->at, ev->model), is_sync(ev->model) ? "syncs" : "unmaps",
		  dl_text_arg(report, ev->func, ev->at, ev->model->arg_size, ev->terms.size),
		  dl_text_arg(report, writer->func, writer->at, writer->model->arg_size, made),
		  dl_text_writers(report, ev));
}

/* A handle that was computed from the one mapped may be a part of it. */
static bool is_whole(const struct dl_event *ev)
{
	const struct dl_sym *v = dl_sym_strip(ev->value);

	return v == ev->object->handle || v == ev->object->value;
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	bool shape = false;

	if (!ev->terms.size || (ev->model->role != DL_ROLE_UNMAP && !is_sync(ev->model)))
		return;
	if (ev->kind == DL_EV_PAIR) {
		if (dl_model_is_map(ev->object->model) && is_whole(ev) &&
		    differs(ev, ev->object->terms.size, &shape))
			report_sizes(ev, report, ev->object->terms.size, shape);
		return;
	}
	for (uint32_t i = 0; i < ev->writer_count; i++)
		if (!dl_model_is_map(ev->writers[i].model) ||
		    !differs(ev, ev->writers[i].terms.size, &shape))
			return;
	report_sizes(ev, report, ev->writers[0].terms.size, shape);
}

const struct dl_rule dl_rule_DMA203 = {
	.id = "DMA203",
	.events = DL_EVENT_BIT(DL_EV_PAIR) | DL_EVENT_BIT(DL_EV_SLOT_PAIR),
	.check = check,
};
