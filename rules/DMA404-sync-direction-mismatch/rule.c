/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Synced with a direction that the mapping does not allow: what check_sync() of kernel/dma/debug.c
 * compares. A mapping that serves both ways may be synced either way, every other only its own.
 */
#include "checks/event/rule.h"

static bool is_sync(const struct dl_model *m)
{
	return (m->role == DL_ROLE_SYNC_CPU || m->role == DL_ROLE_SYNC_DEVICE) && m->arg_dir >= 0;
}

/* What is not known, or is no mapping, allows everything. */
static bool allows(const struct dl_model *made, const struct dl_sym *mapped, int64_t dir)
{
	int64_t num;

	return !dl_model_is_map(made) || !dl_sym_const(mapped, &num) ||
	       dl_direction_of(made->platform, num) == DL_DIR_BOTH_WAYS || num == dir;
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_sym *mapped;
	int64_t dir;

	if (!is_sync(ev->model) || !dl_sym_const(ev->terms.dir, &dir))
		return;
	if (ev->kind == DL_EV_PAIR) {
		mapped = ev->object->terms.dir;
		if (allows(ev->object->model, mapped, dir))
			return;
	} else {
		mapped = ev->writers[0].terms.dir;
		for (uint32_t i = 0; i < ev->writer_count; i++)
			if (allows(ev->writers[i].model, ev->writers[i].terms.dir, dir))
				return;
	}
	dl_report(report, ev, &ev->grounds, ev->at, "sync direction",
		  "'%s' syncs with %s what was mapped with %s%s.", dl_text_call(ev->at, ev->model),
		  dl_text_direction(report, ev->terms.dir), dl_text_direction(report, mapped),
		  dl_text_writers(report, ev));
}

const struct dl_rule dl_rule_DMA404 = {
	.id = "DMA404",
	.events = DL_EVENT_BIT(DL_EV_PAIR) | DL_EVENT_BIT(DL_EV_SLOT_PAIR),
	.check = check,
};
