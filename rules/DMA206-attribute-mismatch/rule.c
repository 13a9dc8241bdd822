/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attributes of an unmap or free that differ from those of the map or allocation, as far as they
 * must match.
 */
#include "checks/event/rule.h"

/* First attribute that only one side has; NULL: they match, or one is not known. */
static const struct dl_constant *difference(const struct dl_report *report,
					    const struct dl_sym *made, const struct dl_sym *ended)
{
	int64_t a, b;

	if (!dl_sym_const(made, &a) || !dl_sym_const(ended, &b))
		return NULL;
	return dl_attribute_difference(dl_report_platform(report), a, b);
}

static bool is_end(const struct dl_model *m)
{
	return m->role == DL_ROLE_UNMAP || m->role == DL_ROLE_FREE;
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_constant *attribute = NULL;
	int64_t here;

	if (!is_end(ev->model) || !dl_sym_const(ev->terms.attrs, &here))
		return;
	if (ev->kind == DL_EV_PAIR)
		attribute = difference(report, ev->object->terms.attrs, ev->terms.attrs);
	for (uint32_t i = 0; i < ev->writer_count; i++) {
		attribute = difference(report, ev->writers[i].terms.attrs, ev->terms.attrs);
		if (!attribute)
			return;
	}
	if (attribute)
		dl_report(report, ev, &ev->grounds, ev->at, "attribute differs",
			  "'%s' is called %s %s, the call that made what it ends %s%s.",
			  dl_text_call(ev->at, ev->model), here & attribute->value ? "with" : "without",
			  attribute->name, here & attribute->value ? "was not" : "had it",
			  dl_text_writers(report, ev));
}

const struct dl_rule dl_rule_DMA206 = {
	.id = "DMA206",
	.events = DL_EVENT_BIT(DL_EV_PAIR) | DL_EVENT_BIT(DL_EV_SLOT_PAIR),
	.check = check,
};
