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
	const char *tested = dl_text_tested(report, ev), *word = dl_text_read(report, ev);
	const char *line = dl_text_line(report, &ev->related);

	if (ev->is_early)
		dl_report(report, ev, &ev->grounds, NULL, "early",
			  "'%s' is read on line %s, before this test of '%s' says that the device has written it: "
			  "it may be what was there before.", word ? word : "the descriptor", line, tested);
	else if (word)
		dl_report(report, ev, &ev->grounds, NULL, "read",
			  "'%s' is read on line %s, after this test of '%s', with no %s() between: it may be older "
			  "than what the test has seen.", word, line, tested, barrier(report));
	else
		dl_report(report, ev, &ev->grounds, NULL, "read",
			  "The descriptor is read on line %s, after this test of '%s', with no %s() between: the "
			  "rest may be older than what the test has seen.", line, tested, barrier(report));
}

const struct dl_rule dl_rule_DMA411 = {
	.id = "DMA411",
	.events = DL_EVENT_BIT(DL_EV_UNORDERED_READ),
	.check = check,
};
