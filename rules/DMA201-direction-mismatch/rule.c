/* SPDX-License-Identifier: Apache-2.0 */
/* Unmapped with another direction than mapped. */
#include "checks/event/fix.h"
#include "checks/event/rule.h"

static void check_lent(const struct dl_event *ev, struct dl_report *report)
{
	if (ev->differs & DL_DIFFERS_DIRECTION)
		dl_report(report, ev, &ev->grounds, ev->at, "direction of a pool differs",
			  "'%s' unmaps with %s what '%s' keeps, and line %s puts a mapping there that a pool made with %s.",
			  dl_text_call(ev->at, ev->model), dl_text_direction(report, ev->terms.dir),
			  dl_text_sym(report, ev->slot), dl_text_line(report, &ev->related),
			  dl_text_direction(report, ev->lent_dir));
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	bool is_memory = ev->model->role == DL_ROLE_FREE;
	struct dl_slot_use own;

	if (ev->kind == DL_EV_LENT_ENDED) {
		check_lent(ev, report);
		return;
	}
	own = dl_event_maker(ev);
	if (!(ev->differs & DL_DIFFERS_DIRECTION) || !dl_model_ends(ev->model))
		return;
	if (ev->at_maker & DL_DIFFERS_DIRECTION) {
		dl_report(report, ev, &ev->grounds, own.at, "direction differs",
			  "'%s' maps with %s what all %u calls after it unmap or sync with %s.",
			  dl_text_call(own.at, own.model),
			  dl_text_direction(report, dl_event_made(ev)->dir), ev->end_count,
			  dl_text_direction(report, ev->terms.dir));
		return;
	}
	dl_report(report, ev, &ev->grounds, ev->at, "direction differs", "'%s' %s with %s what was %s with %s%s.",
		  dl_text_call(ev->at, ev->model), is_memory ? "frees" : "unmaps",
		  dl_text_direction(report, ev->terms.dir), is_memory ? "allocated" : "mapped",
		  dl_text_direction(report, dl_event_made(ev)->dir), dl_text_writers(report, ev));
}

/* Argument @n of @call is a constant there, and not what callers or a condition say. */
static bool is_constant(const struct dl_instr *call, int n)
{
	return n >= 0 && (uint32_t)n < call->arg_count && call->args[n].kind == DL_VAL_INT;
}

/*
 * Either side may be the wrong one: which way the data goes is not to be seen here. The unmap is,
 * where another unmap or sync of the same thing agrees with the map call, and none agrees with the
 * unmap.
 */
static void fix(const struct dl_event *ev, struct dl_fixer *fixer)
{
	struct dl_slot_use own;
	const struct dl_sym *dir;
	int n = ev->model->arg_dir;
	unsigned int same, other;
	struct dl_code_call call;

	if (ev->kind == DL_EV_LENT_ENDED)
		return;
	own = dl_event_maker(ev);
	dir = dl_event_made(ev)->dir;
	if (ev->differs != DL_DIFFERS_DIRECTION || ev->at_maker ||
	    (!ev->object && ev->writer_count != 1) || !dir || dir->kind != DL_SYM_INT ||
	    !is_constant(own.at, own.model->arg_dir) || !is_constant(ev->at, n) ||
	    !dl_fix_call(fixer, ev->at, ev->model, &call) || (size_t)n >= call.arg_count)
		return;
	dl_fix_votes(fixer, ev, dir->num, &same, &other);
	if (!same || other)
		return;
	dl_fix_replace(fixer, call.args[n], "%s", dl_text_direction(dl_fix_report(fixer), dir));
	dl_fix_title(fixer, "Call %s() with %s", dl_fix_text(fixer, call.name),
		     dl_text_direction(dl_fix_report(fixer), dir));
}

const struct dl_rule dl_rule_DMA201 = {
	.id = "DMA201",
	.events = DL_EVENT_BIT(DL_EV_PAIR) | DL_EVENT_BIT(DL_EV_SLOT_PAIR) | DL_EVENT_BIT(DL_EV_LENT_ENDED),
	.check = check,
	.fix = fix,
};
