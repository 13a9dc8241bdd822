/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The CPU buffer is freed, the unmap comes later. What the device wrote, the unmap copies or
 * invalidates into memory that has another owner by then.
 */
#include "checks/event/rule.h"

static struct dl_grounds weigh(const struct dl_event *ev, const struct dl_platform *platform)
{
	struct dl_grounds grounds = ev->grounds;
	int64_t dir;

	if (!dl_sym_const(ev->terms.dir, &dir)) {
		grounds.was_sent = ev->through_packet;
		grounds.assumed = true;
	} else if (dl_direction_of(platform, dir) == DL_DIR_TO_DEVICE) {
		/* completion of transmission: the device is done, the unmap does not touch the data */
		grounds.was_sent = ev->through_packet;
		grounds.only_read = true;
	}
	return grounds;
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	struct dl_grounds grounds = weigh(ev, dl_report_platform(report));

	dl_report(report, ev, &grounds, ev->at, "freed while mapped",
		  "'%s' frees the buffer of the mapping '%s', which is unmapped on line %s only.",
		  dl_text_call(ev->at, NULL), dl_text_handle(report, ev),
		  dl_text_line(report, &ev->related));
}

const struct dl_rule dl_rule_DMA216 = {
	.id = "DMA216",
	.events = DL_EVENT_BIT(DL_EV_BUFFER_FREED),
	.check = check,
};
