/* SPDX-License-Identifier: Apache-2.0 */
/* Static, global, constant or literal memory reaches a map call or a function that maps it. */
#include "checks/event/rule.h"

static const char *kind_of(enum dl_buffer_kind kind)
{
	switch (kind) {
	case DL_BUF_STATIC: return "static data of the module";
	case DL_BUF_CONST: return "read-only data of the module";
	case DL_BUF_LITERAL: return "a string literal";
	default: return NULL;
	}
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const char *kind = kind_of(ev->memory);

	if (!kind)
		return;
	dl_report(report, ev, &ev->grounds, ev->at, "static",
		  "'%s' is %s and is handed to DMA %s.",
		  dl_text_memory(report, ev), kind,
		  dl_text_sink(report, ev));
}

const struct dl_rule dl_rule_DMA303 = {
	.id = "DMA303",
	.events = DL_EVENT_BIT(DL_EV_BUFFER),
	.check = check,
};
