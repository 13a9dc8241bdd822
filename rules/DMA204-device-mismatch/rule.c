/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unmapped, freed or synced with another device. Two expressions prove nothing: one device has many
 * names. Proven is only what is known to be two: a device and its parent.
 */
#include "checks/event/rule.h"

static bool is_parent(const struct dl_report *report, const struct dl_sym *parent,
		      const struct dl_sym *child)
{
	const struct dl_sym *f = parent->kind == DL_SYM_LOAD ? parent->a : NULL;

	return f && dl_report_field_role(report, f) == DL_ROLE_PARENT &&
	       (f->a->kind == DL_SYM_DEREF ? f->a->a == child :
		child->kind == DL_SYM_ADDR && child->a == f->a);
}

static bool differ(const struct dl_report *report, const struct dl_sym *a, const struct dl_sym *b)
{
	return a && b && (is_parent(report, a, b) || is_parent(report, b, a));
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_sym *made = ev->object ? ev->object->terms.dev : ev->writers[0].terms.dev;

	if (ev->kind == DL_EV_PAIR && !differ(report, made, ev->terms.dev))
		return;
	for (uint32_t i = 0; i < ev->writer_count; i++)
		if (!differ(report, ev->writers[i].terms.dev, ev->terms.dev))
			return;
	dl_report(report, ev, &ev->grounds, ev->at, "another device",
		  "'%s' is given the device '%s', the call that made what it ends '%s': one is the "
		  "other's parent.", dl_text_call(ev->at, ev->model), dl_text_sym(report, ev->terms.dev),
		  dl_text_sym(report, made));
}

const struct dl_rule dl_rule_DMA204 = {
	.id = "DMA204",
	.events = DL_EVENT_BIT(DL_EV_PAIR) | DL_EVENT_BIT(DL_EV_SLOT_PAIR),
	.check = check,
};
