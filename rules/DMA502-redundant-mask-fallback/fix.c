/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The second mask is tried where the first has failed, in one of three forms:
 *
 *	if (set(wide) && set(narrow))		the operand goes
 *
 *	if (!set(wide)) A			the arm goes
 *	else if (!set(narrow)) B
 *	else C
 *
 *	err = set(wide);			what is done where the second fails, too, is done
 *	if (err) {				where the first does
 *		err = set(narrow);
 *		if (err) A
 *	}
 */
#include "fix.h"

#include <string.h>

/* The call is all of a condition: as it is, compared with 0, or in a macro of one argument. */
static bool is_test_of(struct dl_fixer *fixer, struct dl_stretch condition, size_t at, size_t end)
{
	const struct dl_code *code = dl_fix_code(fixer);
	struct dl_stretch one = dl_fix_operand(fixer, condition, at), sides[2];

	if (one.start == at && one.end == end)
		return true;
	return dl_code_split(code, one, "!=", sides, 2) == 2 && sides[0].start == at &&
	       sides[0].end == end && dl_code_is(code, sides[1], "0");
}

/* It is true where the variable, or call, @what is not 0 or is negative. */
static bool is_failure_of(struct dl_fixer *fixer, struct dl_stretch condition, struct dl_stretch what)
{
	const struct dl_code *code = dl_fix_code(fixer);
	struct dl_stretch one = dl_fix_operand(fixer, condition, condition.start), sides[2];

	if (dl_code_split(code, one, "!=", sides, 2) == 2 || dl_code_split(code, one, "<", sides, 2) == 2)
		one = dl_code_is(code, sides[1], "0") ? sides[0] : one;
	return one.end - one.start == what.end - what.start &&
	       !memcmp(code->text + one.start, code->text + what.start, one.end - one.start);
}

/* ---- an operand ---- */

static void fix_operand(struct dl_fixer *fixer, struct dl_statement *s, const struct dl_code_call *call)
{
	const struct dl_code *code = dl_fix_code(fixer);
	struct dl_stretch parts[4];
	size_t n = dl_code_split(code, s->head, "&&", parts, 4);

	for (size_t i = 1; i < n; i++) {
		if (parts[i].start > call->whole.start || call->whole.end > parts[i].end)
			continue;
		if (!is_test_of(fixer, parts[i], call->whole.start, call->whole.end))
			return;
		dl_fix_replace(fixer, (struct dl_stretch){parts[i - 1].end, parts[i].end}, "%s", "");
	}
}

/* ---- an arm ---- */

/* From behind the arm before it to behind the last thing of its own. */
static void fix_arm(struct dl_fixer *fixer, struct dl_statement *s, const struct dl_code_call *call)
{
	const struct dl_code *code = dl_fix_code(fixer);
	struct dl_stretch test = dl_code_trim(code, s->head);

	if (code->text[test.start] != '!' || dl_code_skip(code, test.start + 1, test.end) != call->whole.start ||
	    call->whole.end != test.end || s->parent->kind != DL_STATEMENT_IF || s->parent->otherwise != s ||
	    !s->otherwise || s->parent->first->kind != s->first->kind)
		return;
	dl_fix_replace(fixer, (struct dl_stretch){s->parent->first->at.end, s->first->at.end}, "%s", "");
}

/* ---- what follows the failure ---- */

/* A message, and nothing else: a call with a text among its arguments. */
static bool is_message(const struct dl_code *code, const struct dl_statement *s)
{
	struct dl_code_call call;

	if (s->kind != DL_STATEMENT_SIMPLE || !dl_code_call_at(code, s->at.start, &call) ||
	    dl_code_skip(code, call.whole.end, s->at.end) != s->at.end - 1)
		return false;
	for (size_t i = 0; i < call.arg_count; i++)
		for (size_t k = call.args[i].start; k < call.args[i].end; k++)
			if (code->text[k] == '"')
				return true;
	return false;
}

/* @s, of the block that is done where the wide mask has failed, tests @failed and does something about it. */
static bool is_second_test(struct dl_fixer *fixer, const struct dl_statement *s, struct dl_stretch failed)
{
	return s && s->kind == DL_STATEMENT_IF && !s->otherwise && is_failure_of(fixer, s->head, failed);
}

/* Only messages stand beside the two statements of the fallback, and behind them only what is never reached. */
static bool are_alone(const struct dl_code *code, const struct dl_statement *block, const struct dl_statement *first,
		      const struct dl_statement *last)
{
	for (const struct dl_statement *s = block->first; s && s != first; s = s->next)
		if (!is_message(code, s))
			return false;
	for (const struct dl_statement *s = last->next; s; s = s->next)
		if (!is_message(code, s) || !dl_statement_leaves(code, last->first))
			return false;
	return true;
}

/* The text of @where with one tab less before each line but the first. */
static const char *move_out(struct dl_fixer *fixer, struct dl_stretch where)
{
	char *text = (char *)(uintptr_t)dl_fix_text(fixer, where);
	size_t n = 0;

	for (size_t i = 0; text[i]; i++) {
		text[n++] = text[i];
		if (text[i] == '\n' && text[i + 1] == '\t')
			i++;
	}
	text[n] = '\0';
	return text;
}

/* What is done where the narrow mask cannot be set, too, is done where @outer says that the wide one cannot. */
static void put_in_place(struct dl_fixer *fixer, const struct dl_statement *outer, const struct dl_statement *inner)
{
	const struct dl_code *code = dl_fix_code(fixer);
	const char *body = move_out(fixer, inner->first->at);
	size_t line = dl_code_line(code, outer->at.start), indent = line;
	struct dl_stretch where = {outer->head.end, outer->first->at.end};

	while (code->text[where.start] != ')')
		where.start++;
	where.start++;
	while (code->text[indent] == '\t')
		indent++;
	if (inner->first->kind == DL_STATEMENT_BLOCK)
		dl_fix_replace(fixer, where, " %s", body);
	else
		dl_fix_replace(fixer, where, "\n%s\t%s", dl_fix_text(fixer, (struct dl_stretch){line, indent}), body);
}

/* The assignment `err = set(narrow)` of which @at is the call; what it assigns to. */
static bool find_assigned(const struct dl_code *code, const struct dl_statement *s, size_t at, struct dl_stretch *out)
{
	struct dl_stretch sides[2];

	if (s->kind != DL_STATEMENT_SIMPLE ||
	    dl_code_split(code, (struct dl_stretch){s->at.start, s->at.end - 1}, "=", sides, 2) != 2 ||
	    sides[1].start != at)
		return false;
	*out = sides[0];
	return true;
}

static void fix_body(struct dl_fixer *fixer, struct dl_statement *s, const struct dl_code_call *call)
{
	const struct dl_code *code = dl_fix_code(fixer);
	struct dl_statement *inner = s, *first = s, *outer;
	struct dl_stretch failed = call->whole;

	if (s->kind != DL_STATEMENT_IF) {
		if (!find_assigned(code, s, call->whole.start, &failed))
			return;
		inner = s->next;
	}
	if (!is_second_test(fixer, inner, failed) || !inner->parent)
		return;
	outer = inner->parent;
	if (outer->kind == DL_STATEMENT_BLOCK) {
		if (!are_alone(code, outer, first, inner))
			return;
		outer = outer->parent;
	}
	if (!outer || outer->kind != DL_STATEMENT_IF || outer->otherwise ||
	    (s != inner && !is_failure_of(fixer, outer->head, failed)) ||
	    (s == inner && dl_code_split(code, outer->head, "||", &failed, 1) != 1))
		return;
	put_in_place(fixer, outer, inner);
}

void dl_fix_mask_fallback(const struct dl_event *ev, struct dl_fixer *fixer)
{
	struct dl_code_call call;
	struct dl_statement *s;

	if (!dl_fix_call(fixer, ev->at, ev->model, &call))
		return;
	s = dl_statement_at(dl_fix_outline(fixer, call.whole.start), call.whole.start);
	if (!s)
		return;
	if (s->kind == DL_STATEMENT_IF && call.whole.start < s->first->at.start) {
		fix_operand(fixer, s, &call);
		fix_arm(fixer, s, &call);
	}
	if (s->kind == DL_STATEMENT_SIMPLE || s->kind == DL_STATEMENT_IF)
		fix_body(fixer, s, &call);
	dl_fix_title(fixer, "Take out the mask that cannot help");
}
