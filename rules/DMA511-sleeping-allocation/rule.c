/* SPDX-License-Identifier: Apache-2.0 */
/* Memory for a device is allocated or freed by a call that may sleep, where nobody may. */
#include "checks/event/rule.h"
#include "model/lock.h"

static bool is_about_interrupts(const struct dl_event *ev)
{
	return ev->model->needs_interrupts && !ev->model->sleeps;
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_lock *lock = ev->sleeping->lock;
	const char *call = dl_text_sleeping(report, ev), *line = dl_text_line(report, &ev->related);
	const char *rt = lock && lock->sleeps_on_rt ? ", unless the kernel is PREEMPT_RT" : "";

	if (is_about_interrupts(ev) && lock)
		dl_report(report, ev, &ev->grounds, ev->at, "frees with interrupts off",
			  "%s must not be called with interrupts off, as they are since line %s%s.", call, line, rt);
	else if (is_about_interrupts(ev))
		dl_report(report, ev, &ev->grounds, ev->at, "frees with interrupts off",
			  "%s must not be called with interrupts off, as they are in '%s' (%s).", call, ev->partner,
			  ev->related_text);
	else if (lock)
		dl_report(report, ev, &ev->grounds, ev->at, "sleeps under a lock",
			  "%s may sleep, which is not allowed under the %s of line %s%s.", call, ev->related_text,
			  line, rt);
	else
		dl_report(report, ev, &ev->grounds, ev->at, "sleeps in a context",
			  "%s may sleep, and '%s' (%s) must not.", call, ev->partner, ev->related_text);
}

const struct dl_rule dl_rule_DMA511 = {
	.id = "DMA511",
	.events = DL_EVENT_BIT(DL_EV_SLEEPS),
	.check = check,
};
