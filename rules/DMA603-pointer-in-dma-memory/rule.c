/* SPDX-License-Identifier: Apache-2.0 */
/* The driver keeps an address of the CPU's where the device can read and change it. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	dl_report(report, ev, &ev->grounds, NULL, "exposed",
		  "A kernel pointer is kept in '%s', in memory that the device can read and write.", ev->tested);
}

const struct dl_rule dl_rule_DMA603 = {
	.id = "DMA603",
	.events = DL_EVENT_BIT(DL_EV_EXPOSED_POINTER),
	.check = check,
};
