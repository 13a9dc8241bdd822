/* SPDX-License-Identifier: Apache-2.0 */
/* Mapped or allocated for a device that does not do the DMA. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const char *call = dl_text_call(ev->at, ev->model), *dev = dl_text_device(report, ev);

	if (ev->memory == DL_BUF_BUS_DEVICE)
		dl_report(report, ev, &ev->grounds, ev->at, "not the channel's",
			  "'%s' is given '%s', but a DMA channel does the transfer (line %u): only the "
			  "channel's own device knows its IOMMU and its DMA mask.", call, dev,
			  ev->related.line);
	else if (ev->memory == DL_BUF_CARD_DEVICE)
		dl_report(report, ev, &ev->grounds, ev->at, "card's device",
			  "'%s' is given '%s', the device of a card: it stands for the wiring of other devices. "
			  "The one that does the DMA knows its IOMMU and its DMA mask.", call, dev);
	else if (ev->value->kind == DL_SYM_INT)
		dl_report(report, ev, &ev->grounds, ev->at, "no device",
			  "'%s' is given no device: the DMA mask and the IOMMU are those of a device.", call);
	else if (ev->grounds.copied_mask)
		dl_report(report, ev, &ev->grounds, ev->at, "class device",
			  "'%s' is given '%s', a device that a framework makes for its class: the driver copies a DMA mask "
			  "to it, but it has no IOMMU. The device that the mask is of does the DMA.", call, dev);
	else
		dl_report(report, ev, &ev->grounds, ev->at, "class device",
			  "'%s' is given '%s', a device that a framework makes for its class: it has no DMA "
			  "mask and no IOMMU. The device on the bus, most often its parent, does the DMA.", call, dev);
}

const struct dl_rule dl_rule_DMA208 = {
	.id = "DMA208",
	.events = DL_EVENT_BIT(DL_EV_WRONG_DEVICE),
	.check = check,
};
