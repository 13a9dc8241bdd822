/* SPDX-License-Identifier: Apache-2.0 */
/* A failing path leaves the function with coherent or pool memory that nobody else can free. */
#include "checks/event/rule.h"

static void check_never(const struct dl_event *ev, struct dl_report *report)
{
	if (!ev->model || ev->model->role != DL_ROLE_ALLOC)
		return;
	if (ev->partner)
		dl_report(report, ev, &ev->grounds, ev->at, "freed on failure only",
			  "Only where a later step fails is the memory of '%s'%s%s%s freed: '%s' leaves it.",
			  dl_text_call(ev->at, ev->model), ev->slot ? ", which '" : "",
			  ev->slot ? dl_text_kept(report, ev) : "", ev->slot ? "' keeps," : "", ev->partner);
	else
		dl_report(report, ev, &ev->grounds, ev->at, "never freed", "Nothing in the driver frees the memory of '%s'%s%s%s.",
		  dl_text_call(ev->at, ev->model), ev->slot ? ", which '" : "", ev->slot ? dl_text_kept(report, ev) : "",
		  ev->slot ? "' keeps" : "");
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_object *o = ev->object;
	const char *call, *name;

	if (ev->kind == DL_EV_NEVER_UNMAPPED) {
		check_never(ev, report);
		return;
	}
	if (ev->kind == DL_EV_UNWOUND_SHORT && ev->filled) {
		if (ev->model->role == DL_ROLE_FREE)
			dl_report(report, ev, &ev->grounds, ev->at, "elements left",
				  "Elements %lld to %lld are freed here, of the %lld that line %s allocates: the rest stays.",
				  (long long)ev->swept[0], (long long)ev->swept[1] - 1, (long long)ev->filled,
				  dl_text_line(report, &ev->related));
		return;
	}
	if (ev->kind == DL_EV_UNWOUND_SHORT) {
		if (ev->model->role == DL_ROLE_FREE)
			dl_report(report, ev, &ev->grounds, ev->at, ev->left_out ? "another array" : "first element left",
				  ev->left_out ? "The loop that follows when the one of line %s has failed frees another array: "
						 "what was allocated there stays." :
						 "The loop that undoes the allocations made on line %s never comes to element "
						 "0: it stays.", dl_text_line(report, &ev->related));
		return;
	}
	call = dl_text_call(o->origin, o->model);
	name = dl_text_object(report, ev);
	if (o->model->role != DL_ROLE_ALLOC)
		return;
	switch (ev->evidence) {
	case DL_EVIDENCE_BUFFER_FREED:
		dl_report(report, ev, &ev->grounds, NULL, "container freed",
			  "The memory '%s' of '%s' is not freed, although %s.", name, call,
			  dl_text_freed(report, ev));
		break;
	case DL_EVIDENCE_SIBLING:
		dl_report(report, ev, &ev->grounds, NULL, "error path",
			  "The memory '%s' of '%s' is not freed on this path; %s.", name, call,
			  dl_text_other_end(report, ev, "frees"));
		break;
	case DL_EVIDENCE_START:
		dl_report(report, ev, &ev->grounds, NULL, "failed start",
			  "The memory '%s' of '%s' stays behind when '%s' fails on line %s: nothing that "
			  "frees it runs then%s.", name, call, ev->related_func->name,
			  dl_text_line(report, &ev->related), dl_text_partner(report, ev, "frees"));
		break;
	case DL_EVIDENCE_CALLERS:
		dl_report(report, ev, &ev->grounds, NULL, "left behind",
			  "The memory '%s' of '%s' is not freed on this failing path, and no caller that is "
			  "told of the failure does it.", name, call);
		break;
	case DL_EVIDENCE_OVERWRITTEN:
		dl_report(report, ev, &ev->grounds, NULL, "overwritten",
			  "The only place that keeps the address of the memory of '%s' gets another value here, and the "
			  "memory was not freed.", call);
		break;
	case DL_EVIDENCE_TOGETHER:
	case DL_EVIDENCE_NOT_TAKEN:
	case DL_EVIDENCE_REFUSED:
	case DL_EVIDENCE_LOCAL:
		dl_report(report, ev, &ev->grounds, NULL, "lost",
			  "The memory '%s' of '%s' is not freed on this path, and nothing else knows its "
			  "address.", name, call);
		break;
	}
}

const struct dl_rule dl_rule_DMA221 = {
	.id = "DMA221",
	.events = DL_EVENT_BIT(DL_EV_LEAK) | DL_EVENT_BIT(DL_EV_UNWOUND_SHORT) |
		  DL_EVENT_BIT(DL_EV_NEVER_UNMAPPED),
	.check = check,
};
