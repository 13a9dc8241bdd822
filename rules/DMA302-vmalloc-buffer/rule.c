/* SPDX-License-Identifier: Apache-2.0 */
/* vmalloc memory reaches a map call or a function that maps it. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	struct dl_grounds grounds = ev->grounds;

	if (ev->memory != DL_BUF_VMALLOC && ev->memory != DL_BUF_MAYBE_VMALLOC)
		return;
	/* kvmalloc() falls back to vmalloc only for large requests under memory pressure */
	grounds.size_decides |= ev->memory == DL_BUF_MAYBE_VMALLOC;
	dl_report(report, ev, &grounds, ev->at, "vmalloc",
		  "'%s' is memory of '%s', which is not physically contiguous, and is handed to DMA "
		  "%s.", dl_text_memory(report, ev),
		  ev->related_text ? ev->related_text : dl_memory_name(DL_MEM_VMALLOC),
		  dl_text_sink(report, ev));
}

const struct dl_rule dl_rule_DMA302 = {
	.id = "DMA302",
	.events = DL_EVENT_BIT(DL_EV_BUFFER),
	.check = check,
};
