/* SPDX-License-Identifier: Apache-2.0 */
/* Words of one descriptor in coherent memory are read in an order that nothing keeps. */
#include "checks/event/rule.h"
#include "model/platform.h"

/* What to write there. */
static const char *barrier(const struct dl_report *report)
{
	const struct dl_text_list *names = &dl_report_platform(report)->words[DL_WORD_ORDERS_READS];

	return names->count ? names->items[0] : "barrier";
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const char *tested = ev->tested ? ev->tested : "a word of it";

	if (ev->is_early)
		dl_report(report, ev, &ev->grounds, NULL, "early",
			  "'%s' is read before the test of '%s', which says whether the device has written it: it may be what was there before.",
			  ev->related_text ? ev->related_text : "the descriptor", tested);
	else if (ev->related_text)
		dl_report(report, ev, &ev->grounds, NULL, "read",
			  "'%s' is read after the test of '%s' with no %s() between: it may be older than what the test has seen.",
			  ev->related_text, tested, barrier(report));
	else
		dl_report(report, ev, &ev->grounds, NULL, "read",
			  "The descriptor is read after the test of '%s' with no %s() between: the rest may be older than what the test has seen.",
			  tested, barrier(report));
}

const struct dl_rule dl_rule_DMA411 = {
	.id = "DMA411",
	.events = DL_EVENT_BIT(DL_EV_UNORDERED_READ),
	.check = check,
};
