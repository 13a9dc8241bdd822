/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attributes of an unmap or free that differ from those of the map or allocation, as far as they
 * must match (DMA_ATTR_UNMAP_VALID of kernel/dma/debug.c).
 */
#include "engine/rule.h"

struct attribute {
	int64_t bit;
	const char *name;
};

static const struct attribute must_match[] = {
	{ 1 << 4, "DMA_ATTR_NO_KERNEL_MAPPING" },
	{ 1 << 6, "DMA_ATTR_FORCE_CONTIGUOUS" },
	{ 1 << 9, "DMA_ATTR_PRIVILEGED" },
	{ 1 << 10, "DMA_ATTR_MMIO" },
	{ 1 << 12, "DMA_ATTR_REQUIRE_COHERENT" },
	{ 1 << 13, "DMA_ATTR_CC_SHARED" },
};

/* First attribute that only one side has; NULL: they match, or one is not known. */
static const struct attribute *difference(const struct dl_sym *made, const struct dl_sym *ended)
{
	int64_t a, b;

	if (!dl_sym_const(made, &a) || !dl_sym_const(ended, &b))
		return NULL;
	for (size_t i = 0; i < sizeof(must_match) / sizeof(must_match[0]); i++)
		if ((a ^ b) & must_match[i].bit)
			return &must_match[i];
	return NULL;
}

static bool is_end(const struct dl_model *m)
{
	return m->role == DL_ROLE_UNMAP || m->role == DL_ROLE_FREE;
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const struct attribute *attribute = NULL;
	int64_t here;

	if (!is_end(ev->model) || !dl_sym_const(ev->terms.attrs, &here))
		return;
	if (ev->kind == DL_EV_PAIR)
		attribute = difference(ev->object->terms.attrs, ev->terms.attrs);
	for (uint32_t i = 0; i < ev->writer_count; i++) {
		attribute = difference(ev->writers[i].terms.attrs, ev->terms.attrs);
		if (!attribute)
			return;
	}
	if (attribute)
		dl_report(report, ev, &ev->grounds, ev->at, "attribute differs",
			  "'%s' is called %s %s, the call that made what it ends %s.",
			  dl_text_call(ev->at, ev->model), here & attribute->bit ? "with" : "without",
			  attribute->name, here & attribute->bit ? "was not" : "had it");
}

const struct dl_rule dl_rule_DMA206 = {
	.id = "DMA206",
	.events = DL_EVENT_BIT(DL_EV_PAIR) | DL_EVENT_BIT(DL_EV_SLOT_PAIR),
	.check = check,
};
