/* SPDX-License-Identifier: Apache-2.0 */
/* A path leaves the function with a live mapping that nobody else can unmap. */
#include "checks/event/rule.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_object *o = ev->object;
	const char *call, *name;

	if (ev->kind == DL_EV_UNWOUND_SHORT && ev->model->role != DL_ROLE_UNMAP)
		return;
	if (ev->kind == DL_EV_UNWOUND_SHORT && ev->filled) {
		dl_report(report, ev, &ev->grounds, ev->at, "elements left",
			  "Elements %lld to %lld are unmapped here, of the %lld that line %s maps: the rest stays mapped.",
			  (long long)ev->swept[0], (long long)ev->swept[1] - 1, (long long)ev->filled,
			  dl_text_line(report, &ev->related));
		return;
	}
	if (ev->kind == DL_EV_UNWOUND_SHORT && ev->left_out) {
		dl_report(report, ev, &ev->grounds, ev->at, "another array",
			  "The loop that follows when the one of line %s has failed undoes another array: what was mapped "
			  "there stays.", dl_text_line(report, &ev->related));
		return;
	}
	if (ev->kind == DL_EV_CANCELLED) {
		dl_report(report, ev, &ev->grounds, ev->at, "cancelled",
			  "Only the callback '%s' unmaps '%s', and it does not run for a transfer that '%s' ends: what '%s' "
			  "has mapped stays.", ev->partner, ev->what, dl_text_call(ev->at, NULL), ev->related_func->name);
		return;
	}
	if (ev->kind == DL_EV_UNWOUND_SHORT) {
		dl_report(report, ev, &ev->grounds, ev->at, "first element left",
			  "The loop that undoes the mappings made on line %s never comes to element 0: it stays mapped.",
			  dl_text_line(report, &ev->related));
		return;
	}
	call = dl_text_call(o->origin, o->model);
	name = dl_text_object(report, ev);
	if (!dl_model_is_map(o->model))
		return;
	switch (ev->evidence) {
	case DL_EVIDENCE_BUFFER_FREED:
		dl_report(report, ev, &ev->grounds, NULL, "buffer freed",
			  "The function is left with the mapping '%s' live, although %s.", name,
			  dl_text_freed(report, ev));
		break;
	case DL_EVIDENCE_SIBLING:
		dl_report(report, ev, &ev->grounds, NULL, "error path",
			  "The mapping '%s' made by '%s' is not unmapped on this path; %s.", name, call,
			  dl_text_other_end(report, ev, "unmaps"));
		break;
	case DL_EVIDENCE_START:
		dl_report(report, ev, &ev->grounds, NULL, "failed start",
			  "The mapping '%s' made by '%s' stays behind when '%s' fails on line %s: nothing "
			  "that unmaps it runs then%s.", name, call, ev->related_func->name,
			  dl_text_line(report, &ev->related), dl_text_partner(report, ev, "unmaps"));
		break;
	case DL_EVIDENCE_CALLERS:
		dl_report(report, ev, &ev->grounds, NULL, "left behind",
			  "The mapping '%s' made by '%s' is not unmapped on this failing path, and no "
			  "caller that is told of the failure does it.", name, call);
		break;
	case DL_EVIDENCE_OVERWRITTEN:
		dl_report(report, ev, &ev->grounds, NULL, "overwritten",
			  "The only place that keeps the mapping made by '%s' gets another value here, and the mapping "
			  "was not unmapped.", call);
		break;
	case DL_EVIDENCE_NOT_TAKEN:
		dl_report(report, ev, &ev->grounds, NULL, "not taken",
			  "The mapping '%s' made by '%s' is not unmapped on this path, where the call on line %s, which "
			  "was given it, has failed.", name, call, dl_text_line(report, &ev->related));
		break;
	case DL_EVIDENCE_TOGETHER:
		dl_report(report, ev, &ev->grounds, NULL, "second one failed",
			  "The mapping '%s' made by '%s' stays when the map call on line %s fails: all who unmap it "
			  "unmap what that call makes, too.", name, call, dl_text_line(report, &ev->related));
		break;
	case DL_EVIDENCE_REFUSED:
		dl_report(report, ev, &ev->grounds, NULL, "no descriptor",
			  "The mapping '%s' made by '%s' is not unmapped on this path, where no "
			  "descriptor was to be had for it and nothing was started.", name, call);
		break;
	case DL_EVIDENCE_LOCAL:
		dl_report(report, ev, &ev->grounds, NULL, "lost",
			  "The mapping '%s' made by '%s' is not unmapped on this path, and nothing "
			  "else knows its handle.", name, call);
		break;
	}
}

const struct dl_rule dl_rule_DMA211 = {
	.id = "DMA211",
	.events = DL_EVENT_BIT(DL_EV_LEAK) | DL_EVENT_BIT(DL_EV_UNWOUND_SHORT) |
		  DL_EVENT_BIT(DL_EV_CANCELLED),
	.check = check,
};
