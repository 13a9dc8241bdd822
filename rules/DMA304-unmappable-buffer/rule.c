/* SPDX-License-Identifier: Apache-2.0 */
/* I/O, coherent, kmap, per-CPU or firmware memory reaches a map call or a function that maps it. */
#include "checks/event/rule.h"

static const char *kind_of(enum dl_buffer_kind kind)
{
	switch (kind) {
	case DL_BUF_IOMEM: return "a device's own memory";
	case DL_BUF_COHERENT: return "coherent memory, which has a DMA address already";
	case DL_BUF_KMAP: return "a temporary mapping of a page";
	case DL_BUF_FIRMWARE: return "a firmware image, which may be vmalloc memory";
	case DL_BUF_PERCPU: return "per-CPU memory";
	default: return NULL;
	}
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const char *kind = kind_of(ev->memory);

	if (!kind)
		return;
	dl_report(report, ev, &ev->grounds, ev->at, "unmappable",
		  "'%s' is %s, and is handed to DMA %s.", dl_text_memory(report, ev), kind,
		  dl_text_sink(report, ev));
}

const struct dl_rule dl_rule_DMA304 = {
	.id = "DMA304",
	.events = DL_EVENT_BIT(DL_EV_BUFFER),
	.check = check,
};
