/* SPDX-License-Identifier: Apache-2.0 */
/* The physical address or page of coherent memory is asked for; the hardware is told a physical address. */
#include "checks/event/rule.h"

static void check_told(const struct dl_event *ev, struct dl_report *report)
{
	const char *how = ev->use == DL_USE_DEVICE_MEMORY ? "stored in memory that the device reads" :
			  ev->use == DL_USE_AS_HANDLE ? "kept where a DMA handle belongs" :
			  ev->use == DL_USE_HANDBACK ? "given to a DMA channel" : "written to the hardware";

	if (ev->use == DL_USE_REFRESH) {
		dl_report(report, ev, &ev->grounds, ev->at, "beside a length for the device",
			  "'%s' gives the physical address of an entry whose length is read for the device: "
			  "once the list is mapped, its entries are others for the device than for the CPU.",
			  dl_text_call(ev->at, ev->model));
		return;
	}
	dl_report(report, ev, &ev->grounds, ev->at, "physical address for the device",
		  "The physical address that '%s' gives is %s: devices get handles, of a map call or an allocation.",
		  ev->model->name, how);
}

static void check_shown(const struct dl_event *ev, struct dl_report *report)
{
	dl_report(report, ev, &ev->grounds, ev->at, "shown to user space",
		  "'%s', memory of '%s', is kept in '%s' of '%s', by which the kernel shows user space memory: "
		  "where this lies and how it is mapped is the API's matter.",
		  dl_text_memory(report, ev), ev->related_text ? ev->related_text : "the DMA API",
		  ev->model->field, ev->model->record);
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	if (ev->kind == DL_EV_PHYSICAL) {
		check_told(ev, report);
		return;
	}
	if (ev->model->field) {
		check_shown(ev, report);
		return;
	}
	dl_report(report, ev, &ev->grounds, ev->at, "of coherent memory",
		  "'%s' is given '%s', memory of '%s': where it lies and how it is mapped is the API's matter. "
		  "Devices get the handle that came with it, user space a mapping made by the API.",
		  dl_text_conversion(report, ev), dl_text_memory(report, ev),
		  ev->related_text ? ev->related_text : "the DMA API");
}

const struct dl_rule dl_rule_DMA702 = {
	.id = "DMA702",
	.events = DL_EVENT_BIT(DL_EV_BYPASS) | DL_EVENT_BIT(DL_EV_PHYSICAL),
	.check = check,
};
