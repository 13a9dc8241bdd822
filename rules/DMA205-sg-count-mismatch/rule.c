/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two counts of a scatterlist mixed up: dma_unmap_sg() and dma_sync_sg_*() take the number that
 * was passed to dma_map_sg(), the hardware takes the number that it returned.
 */
#include <string.h>

#include "checks/event/fix.h"
#include "checks/event/rule.h"

static void report_count(const struct dl_event *ev, struct dl_report *report)
{
	const char *call = dl_text_call(ev->at, ev->model);
	struct dl_grounds grounds = ev->grounds;

	grounds.one_entry = ev->one_entry;
	if (ev->object)
		dl_report(report, ev, &grounds, ev->at, "returned count",
			  "'%s' is given the count that '%s' returned; it takes the count that was passed.",
			  call, dl_text_call(ev->object->origin, ev->object->model));
	else
		dl_report(report, ev, &grounds, ev->at, "returned count",
			  "'%s' is given '%s', which holds the count that '%s' returned; it takes the "
			  "count that was passed.", call, dl_text_sym(report, ev->slot),
			  dl_text_call(ev->writers[0].at, ev->writers[0].model));
}

static void check_entry(const struct dl_event *ev, struct dl_report *report)
{
	dl_report(report, ev, &ev->grounds, ev->at, "length of an entry not asked for",
		  "The address of each entry is stored, and nothing here asks how long the entry is: mapping the "
		  "list may merge entries into fewer and longer ones.");
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	if (ev->kind == DL_EV_ENTRY_CUT)
		check_entry(ev, report);
	if (ev->differs & DL_DIFFERS_COUNT)
		report_count(ev, report);
	if (ev->kind == DL_EV_DEVICE_COUNT)
		dl_report(report, ev, &ev->grounds, ev->at, "passed count",
			  "'%s' is given the count that was passed to '%s'; the mapped list may be "
			  "shorter, the returned count says how long.",
			  dl_text_call(ev->at, ev->model),
			  dl_text_call(ev->object->origin, ev->object->model));
}

/* The last name of a member, and where what it is of ends; false: @where is no such. */
static bool find_member(const struct dl_code *code, struct dl_stretch where, struct dl_stretch *name,
			struct dl_stretch *of)
{
	size_t at = where.end;

	while (at > where.start && dl_code_name(code, at - 1) == where.end - (at - 1))
		at--;
	*name = (struct dl_stretch){at, where.end};
	if (at == where.end || at < where.start + 2)
		return false;
	at -= code->text[at - 1] == '.' ? 1 : 2;
	*of = (struct dl_stretch){where.start, at};
	return code->text[at] == '.' || (code->text[at] == '-' && code->text[at + 1] == '>');
}

static bool is_same(const struct dl_code *code, struct dl_stretch a, struct dl_stretch b)
{
	return a.end - a.start == b.end - b.start &&
	       !memcmp(code->text + a.start, code->text + b.start, a.end - a.start);
}

/* What is left of the `=` before @at; false: that is no assignment. */
static bool find_target(struct dl_fixer *fixer, size_t at, struct dl_stretch *out)
{
	const struct dl_code *code = dl_fix_code(fixer);
	struct dl_statement *s = dl_statement_at(dl_fix_outline(fixer, at), at);
	struct dl_stretch sides[2];

	if (!s || s->kind != DL_STATEMENT_SIMPLE ||
	    dl_code_split(code, (struct dl_stretch){s->at.start, s->at.end - 1}, "=", sides, 2) != 2 ||
	    sides[1].start != at)
		return false;
	*out = sides[0];
	return dl_code_is_pure(code, sides[0]);
}

/* In another function, where the count lies beside the one that was returned: `p->n` and `p->mapped`. */
static void fix_member(struct dl_fixer *fixer, struct dl_stretch passed, size_t maker, struct dl_stretch given)
{
	const struct dl_code *code = dl_fix_code(fixer);
	struct dl_stretch kept, kept_name, kept_of, name, of, given_name, given_of;

	if (!find_target(fixer, maker, &kept) || !find_member(code, kept, &kept_name, &kept_of) ||
	    !find_member(code, passed, &name, &of) || !find_member(code, given, &given_name, &given_of) ||
	    !is_same(code, kept_of, of) || !is_same(code, kept_name, given_name) ||
	    !dl_code_is_pure(code, given))
		return;
	dl_fix_replace(fixer, given_name, "%s", dl_fix_text(fixer, name));
}

static void fix(const struct dl_event *ev, struct dl_fixer *fixer)
{
	const struct dl_slot_use own = dl_event_maker(ev);
	const struct dl_code *code = dl_fix_code(fixer);
	struct dl_code_call made, call;
	struct dl_stretch passed, given;

	if (ev->differs != DL_DIFFERS_COUNT || !dl_fix_one_maker(ev) ||
	    !dl_fix_call(fixer, own.at, own.model, &made) ||
	    !dl_fix_call(fixer, ev->at, ev->model, &call) || own.model->arg_count < 0 ||
	    (size_t)own.model->arg_count >= made.arg_count || ev->model->arg_count < 0 ||
	    (size_t)ev->model->arg_count >= call.arg_count)
		return;
	passed = made.args[own.model->arg_count];
	given = call.args[ev->model->arg_count];
	if (!dl_code_is_pure(code, passed))
		return;
	dl_fix_title(fixer, "Give %s() the count that was mapped", dl_fix_text(fixer, call.name));
	if (own.func != ev->func || call.whole.start < made.whole.end) {
		if (!ev->object && ev->writer_count == 1)
			fix_member(fixer, passed, made.whole.start, given);
		return;
	}
	if (dl_code_may_change(code, passed, (struct dl_stretch){made.whole.end, call.whole.start}))
		return;
	dl_fix_replace(fixer, given, "%s", dl_fix_text(fixer, passed));
}

const struct dl_rule dl_rule_DMA205 = {
	.id = "DMA205",
	.events = DL_EVENT_BIT(DL_EV_PAIR) | DL_EVENT_BIT(DL_EV_SLOT_PAIR) |
		  DL_EVENT_BIT(DL_EV_DEVICE_COUNT) | DL_EVENT_BIT(DL_EV_ENTRY_CUT),
	.check = check,
	.fix = fix,
};
