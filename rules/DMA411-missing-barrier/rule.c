/* SPDX-License-Identifier: Apache-2.0 */
/* Words of one descriptor in coherent memory are read, or given to the device, in an order that nothing keeps. */
#include "checks/event/rule.h"
#include "model/platform.h"

/* What to write there. */
static const char *barrier(const struct dl_report *report, enum dl_word_role role)
{
	const struct dl_text_list *names = &dl_report_platform(report)->words[role];

	return names->count ? names->items[0] : "barrier";
}

static void check_write(const struct dl_event *ev, struct dl_report *report)
{
	const char *word = dl_text_read(report, ev);

	dl_report(report, ev, &ev->grounds, NULL, "given",
		  "'%s' gives the descriptor to the device, and %s%s%s is written on line %s with no %s() between%s%s%s: "
		  "the device may see the one before the other.", dl_text_tested(report, ev), word ? "'" : "the rest of it",
		  word ? word : "", word ? "'" : "", dl_text_line(report, &ev->related),
		  barrier(report, DL_WORD_ORDERS_WRITES), ev->weak ? " ('" : "",
		  ev->weak ? dl_text_call(ev->weak, NULL) : "", ev->weak ? "' is for other CPUs)" : "");
}

/* The device is told by a register, not by a word. */
static void check_doorbell(const struct dl_event *ev, struct dl_report *report)
{
	const char *word = dl_text_read(report, ev);

	dl_report(report, ev, &ev->grounds, NULL, "doorbell",
		  "'%s' tells the device where to look, and %s%s%s is written on line %s with no %s() between%s%s%s: "
		  "the device may read what was there before.", dl_text_call(ev->test, NULL),
		  word ? "'" : "coherent memory", word ? word : "", word ? "'" : "",
		  dl_text_line(report, &ev->related), barrier(report, DL_WORD_ORDERS_WRITES), ev->weak ? " ('" : "",
		  ev->weak ? dl_text_call(ev->weak, NULL) : "", ev->weak ? "' is for other CPUs)" : "");
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const char *tested = dl_text_tested(report, ev), *word = dl_text_read(report, ev);
	const char *line = dl_text_line(report, &ev->related);

	if (ev->kind == DL_EV_UNORDERED_WRITE) {
		if (ev->tested)
			check_write(ev, report);
		else
			check_doorbell(ev, report);
		return;
	}
	if (ev->is_early)
		dl_report(report, ev, &ev->grounds, NULL, "early",
			  "'%s' is read on line %s, before this test of '%s' says that the device has written it: "
			  "it may be what was there before.", word ? word : "the descriptor", line, tested);
	else if (word)
		dl_report(report, ev, &ev->grounds, NULL, "read",
			  "'%s' is read on line %s, after this test of '%s', with no %s() between: it may be older "
			  "than what the test has seen.", word, line, tested, barrier(report, DL_WORD_ORDERS_READS));
	else
		dl_report(report, ev, &ev->grounds, NULL, "read",
			  "The descriptor is read on line %s, after this test of '%s', with no %s() between: the "
			  "rest may be older than what the test has seen.", line, tested, barrier(report, DL_WORD_ORDERS_READS));
}

const struct dl_rule dl_rule_DMA411 = {
	.id = "DMA411",
	.events = DL_EVENT_BIT(DL_EV_UNORDERED_READ) | DL_EVENT_BIT(DL_EV_UNORDERED_WRITE),
	.check = check,
};
