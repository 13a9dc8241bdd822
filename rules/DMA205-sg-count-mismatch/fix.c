/* SPDX-License-Identifier: Apache-2.0 */
/* The count that was passed to the map call, in place of the one that it returned. */
#include "fix.h"

#include <string.h>

/* The last name of a member, and where what it is of ends; false: @where is no such. */
static bool find_member(const struct dl_code *code, struct dl_stretch where,
			struct dl_stretch *name, struct dl_stretch *of)
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

/* What is left of the `=` before @at; false: that is no assignment. */
static bool find_target(struct dl_fixer *fixer, size_t at, struct dl_stretch *out)
{
	const struct dl_code *code = dl_fix_code(fixer);
	struct dl_statement *s = dl_statement_at(dl_fix_outline(fixer, at), at);
	struct dl_stretch sides[2];

	if (!s || s->kind != DL_STATEMENT_SIMPLE ||
	    dl_code_split(code, (struct dl_stretch){s->at.start, s->at.end - 1}, "=", sides, 2) !=
		    2 ||
	    sides[1].start != at)
		return false;
	*out = sides[0];
	return dl_code_is_pure(code, sides[0]);
}

/* In another function, where the count lies beside the one that was returned: `p->n` and
 * `p->mapped`. */
static void fix_member(struct dl_fixer *fixer, struct dl_stretch passed, size_t maker,
		       struct dl_stretch given)
{
	const struct dl_code *code = dl_fix_code(fixer);
	struct dl_stretch kept, kept_name, kept_of, name, of, given_name, given_of;

	if (!find_target(fixer, maker, &kept) || !find_member(code, kept, &kept_name, &kept_of) ||
	    !find_member(code, passed, &name, &of) ||
	    !find_member(code, given, &given_name, &given_of) || !dl_code_same(code, kept_of, of) ||
	    !dl_code_same(code, kept_name, given_name) || !dl_code_is_pure(code, given))
		return;
	dl_fix_replace(fixer, given_name, "%s", dl_fix_text(fixer, name));
}

void dl_fix_count(const struct dl_event *ev, struct dl_fixer *fixer)
{
	struct dl_slot_use own;
	const struct dl_code *code = dl_fix_code(fixer);
	struct dl_code_call made, call;
	struct dl_stretch passed, given;
	struct dl_statement *s;

	if (ev->differs != DL_DIFFERS_COUNT || ev->is_others_count)
		return;
	own = dl_event_maker(ev);
	if (!dl_fix_one_maker(ev) ||
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
	/* the statement of the map call may put its result there */
	s = dl_statement_at(dl_fix_outline(fixer, made.whole.start), made.whole.start);
	if (!s ||
	    dl_code_may_change(code, passed, (struct dl_stretch){s->at.start, call.whole.start}))
		return;
	dl_fix_replace(fixer, given, "%s", dl_fix_text(fixer, passed));
}
