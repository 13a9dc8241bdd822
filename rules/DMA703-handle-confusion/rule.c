/* SPDX-License-Identifier: Apache-2.0 */
/* A DMA handle is used as a CPU address, or a CPU address where a DMA handle belongs. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const char *value = dl_text_sym(report, ev->buffer);
	const char *call = ev->at->op == DL_OP_CALL ? dl_text_call(ev->at, ev->model) : NULL;

	if (ev->use == DL_USE_AS_HANDLE)
		dl_report(report, ev, &ev->grounds, ev->at, "pointer as handle",
			  "'%s' is a CPU address; '%s' wants the DMA handle.", value,
			  dl_text_call(ev->at, ev->model));
	else if (ev->use == DL_USE_AS_PHYSICAL && call)
		dl_report(report, ev, &ev->grounds, ev->at, "handle as physical",
			  "'%s' is a DMA handle, and '%s' takes it for a physical address, which is another one behind "
			  "an IOMMU.", value, call);
	else if (ev->use == DL_USE_AS_PHYSICAL)
		dl_report(report, ev, &ev->grounds, ev->at, "handle as physical",
			  "'%s' is a DMA handle, kept in '%s' of '%s': user space is shown the memory with "
			  "that physical address, which is another one behind an IOMMU.", value,
			  ev->model->field, ev->model->record);
	else if (call)
		dl_report(report, ev, &ev->grounds, ev->at, "handle as pointer",
			  "'%s' is a DMA handle, and '%s' takes it for an address that the CPU can use.", value,
			  call);
	else
		dl_report(report, ev, &ev->grounds, ev->at, "handle as pointer",
			  "'%s' is a DMA handle and is used as a CPU address.", value);
}

const struct dl_rule dl_rule_DMA703 = {
	.id = "DMA703",
	.events = DL_EVENT_BIT(DL_EV_CONFUSED),
	.check = check,
};
