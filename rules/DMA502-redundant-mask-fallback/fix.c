/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The second mask is tried where the first has failed, in one of these forms:
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
 *
 *	if (set(wide)) {			the same, and the result of the first is kept
 *		err = set(narrow);
 *		if (err) A
 *	}
 *
 *	err = set(wide);			the second statement goes: what follows tests the
 *	if (err)				same variable
 *		err = set(narrow);
 *
 * Messages about the fallback go with it. Where one that stays speaks of 32 bits, it would be wrong,
 * and nothing is proposed.
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
static bool is_failure_of(struct dl_fixer *fixer, struct dl_stretch condition,
			  struct dl_stretch what)
{
	const struct dl_code *code = dl_fix_code(fixer);
	struct dl_stretch one = dl_fix_operand(fixer, condition, condition.start), sides[2];

	if (dl_code_split(code, one, "!=", sides, 2) == 2 ||
	    dl_code_split(code, one, "<", sides, 2) == 2)
		one = dl_code_is(code, sides[1], "0") ? sides[0] : one;
	return dl_code_same(code, one, what);
}

/* A text in @where speaks of 32 bits. */
static bool says_narrow(const struct dl_code *code, struct dl_stretch where)
{
	bool in_text = false;

	for (size_t at = where.start; at + 1 < where.end; at++) {
		in_text ^= code->text[at] == '"' && code->text[at - 1] != '\\';
		if (in_text && code->text[at] == '3' && code->text[at + 1] == '2')
			return true;
	}
	return false;
}

/* ---- an operand ---- */

static void fix_operand(struct dl_fixer *fixer, struct dl_statement *s,
			const struct dl_code_call *call)
{
	const struct dl_code *code = dl_fix_code(fixer);
	struct dl_stretch parts[4];
	size_t n = dl_code_split(code, s->head, "&&", parts, 4);

	for (size_t i = 1; i < n; i++) {
		if (parts[i].start > call->whole.start || call->whole.end > parts[i].end)
			continue;
		if (!is_test_of(fixer, parts[i], call->whole.start, call->whole.end) ||
		    says_narrow(code, s->first->at))
			return;
		dl_fix_replace(fixer, (struct dl_stretch){parts[i - 1].end, parts[i].end}, "%s",
			       "");
	}
}

/* ---- an arm ---- */

/* From behind the arm before it to behind the last thing of its own. */
static void fix_arm(struct dl_fixer *fixer, struct dl_statement *s, const struct dl_code_call *call)
{
	const struct dl_code *code = dl_fix_code(fixer);
	struct dl_stretch test = dl_code_trim(code, s->head);

	if (code->text[test.start] != '!' ||
	    dl_code_skip(code, test.start + 1, test.end) != call->whole.start ||
	    call->whole.end != test.end || s->parent->kind != DL_STATEMENT_IF ||
	    s->parent->otherwise != s || !s->otherwise || says_narrow(code, s->otherwise->at) ||
	    s->parent->first->kind != s->first->kind)
		return;
	dl_fix_replace(fixer, (struct dl_stretch){s->parent->first->at.end, s->first->at.end}, "%s",
		       "");
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

/* @s, of the block that is done where the wide mask has failed, tests @failed and does something
 * about it. */
static bool is_second_test(struct dl_fixer *fixer, const struct dl_statement *s,
			   struct dl_stretch failed)
{
	return s && s->kind == DL_STATEMENT_IF && !s->otherwise &&
	       is_failure_of(fixer, s->head, failed);
}

/* Only messages stand beside the two statements of the fallback, and behind them only what is never
 * reached. */
static bool are_alone(const struct dl_code *code, const struct dl_statement *block,
		      const struct dl_statement *first, const struct dl_statement *last)
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

/*
 * What is done where the narrow mask cannot be set, too, is done where @outer says that the wide
 * one cannot. @kept: the variable that has the result then, if none has it so far.
 */
static void put_in_place(struct dl_fixer *fixer, const struct dl_statement *outer,
			 const struct dl_statement *inner, const char *kept)
{
	const struct dl_code *code = dl_fix_code(fixer);
	const char *body = move_out(fixer, inner->first->at), *before;
	size_t line = dl_code_line(code, outer->at.start);
	const char *indent = dl_fix_text(fixer, (struct dl_stretch){line, outer->at.start});
	struct dl_stretch where = {outer->head.end, outer->first->at.end};

	if (says_narrow(code, inner->first->at) || strspn(indent, "\t") != strlen(indent)) {
		dl_fix_refuse(fixer);
		return;
	}
	if (kept)
		dl_fix_replace(fixer, (struct dl_stretch){outer->at.start, outer->head.end},
			       "%s = %s;\n%sif (%s", kept, dl_fix_text(fixer, outer->head), indent,
			       kept);
	before = dl_fix_text(
		fixer, (struct dl_stretch){outer->head.end,
					   dl_code_skip(code, outer->head.end, code->len) + 1});
	if (inner->first->kind == DL_STATEMENT_BLOCK)
		dl_fix_replace(fixer, where, "%s %s", before, body);
	else
		dl_fix_replace(fixer, where, "%s\n%s\t%s", before, indent, body);
}

/* The assignment `err = set(narrow)` of which @at is the call; what it assigns to. */
static bool find_assigned(const struct dl_code *code, const struct dl_statement *s, size_t at,
			  struct dl_stretch *out)
{
	struct dl_stretch sides[2];

	if (s->kind != DL_STATEMENT_SIMPLE ||
	    dl_code_split(code, (struct dl_stretch){s->at.start, s->at.end - 1}, "=", sides, 2) !=
		    2 ||
	    sides[1].start != at)
		return false;
	*out = sides[0];
	return dl_code_is_pure(code, sides[0]);
}

/* All of @where is a call of the same function. */
static bool is_wide_call(const struct dl_code *code, struct dl_stretch where,
			 const struct dl_code_call *narrow)
{
	struct dl_code_call call;

	return dl_code_call_at(code, where.start, &call) && call.whole.end == where.end &&
	       dl_code_same(code, call.name, narrow->name);
}

/* @s puts the result of the wide mask into @failed, also as a declaration. */
static bool is_wide_assignment(const struct dl_code *code, const struct dl_statement *s,
			       struct dl_stretch failed, const struct dl_code_call *narrow)
{
	struct dl_stretch sides[2];
	size_t n = failed.end - failed.start;

	if (!s || s->kind != DL_STATEMENT_SIMPLE ||
	    dl_code_split(code, (struct dl_stretch){s->at.start, s->at.end - 1}, "=", sides, 2) !=
		    2 ||
	    sides[0].end - sides[0].start < n || !is_wide_call(code, sides[1], narrow))
		return false;
	sides[0].start = sides[0].end - n;
	return dl_code_same(code, sides[0], failed);
}

static bool is_alone_in(const struct dl_code *code, const struct dl_statement *outer,
			const struct dl_statement *first, const struct dl_statement *last)
{
	return outer->first == first ||
	       (outer->first->kind == DL_STATEMENT_BLOCK && first->parent == outer->first &&
		are_alone(code, outer->first, first, last));
}

/* The `if` around @s, or around the block that @s is in; NULL: there is none, or it has an `else`.
 */
static struct dl_statement *find_outer(const struct dl_statement *s)
{
	struct dl_statement *outer = s->parent;

	if (outer && outer->kind == DL_STATEMENT_BLOCK)
		outer = outer->parent;
	return outer && outer->kind == DL_STATEMENT_IF && !outer->otherwise ? outer : NULL;
}

/* `if (set(narrow)) A` where only `if (set(wide))` stands around it. */
static void fix_test(struct dl_fixer *fixer, struct dl_statement *s,
		     const struct dl_code_call *call)
{
	const struct dl_code *code = dl_fix_code(fixer);
	struct dl_statement *outer = find_outer(s);

	if (outer && is_second_test(fixer, s, call->whole) &&
	    is_wide_call(code, outer->head, call) && is_alone_in(code, outer, s, s))
		put_in_place(fixer, outer, s, NULL);
}

/* @s is all that is done where @outer says that the wide mask has failed, and the same variable is
 * tested later. */
static void take_out(struct dl_fixer *fixer, const struct dl_statement *outer)
{
	const struct dl_code *code = dl_fix_code(fixer);
	struct dl_stretch where = {dl_code_line(code, outer->at.start),
				   dl_code_next_line(code, outer->at.end)};

	if (dl_code_skip(code, where.start, where.end) == outer->at.start &&
	    dl_code_skip(code, outer->at.end, where.end) == where.end)
		dl_fix_replace(fixer, where, "%s", "");
}

/* `err = set(narrow)` */
static void fix_assignment(struct dl_fixer *fixer, struct dl_statement *s,
			   const struct dl_code_call *call)
{
	const struct dl_code *code = dl_fix_code(fixer);
	struct dl_statement *outer = find_outer(s), *inner = s->parent == outer ? NULL : s->next;
	struct dl_stretch failed;
	bool kept;

	if (!outer || !find_assigned(code, s, call->whole.start, &failed))
		return;
	kept = is_failure_of(fixer, outer->head, failed) &&
	       is_wide_assignment(code, outer->last, failed, call);
	if (kept && is_alone_in(code, outer, s, s))
		take_out(fixer, outer);
	else if (is_second_test(fixer, inner, failed) && is_alone_in(code, outer, s, inner) &&
		 (kept || is_wide_call(code, outer->head, call)))
		put_in_place(fixer, outer, inner, kept ? NULL : dl_fix_text(fixer, failed));
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
		fix_test(fixer, s, &call);
	} else if (s->kind == DL_STATEMENT_SIMPLE) {
		fix_assignment(fixer, s, &call);
	}
	dl_fix_title(fixer, "Take out the mask that cannot help");
}
