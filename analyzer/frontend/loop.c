/* SPDX-License-Identifier: Apache-2.0 */
/* Loops and switch. */
#include <string.h>

#include "frontend/lower.h"

/* Skip a comment or a literal that starts at @p; @p itself when there is none. */
static const char *skip_inert(const char *p, const char *end)
{
	char quote = *p;

	if (*p == '/' && p + 1 < end && p[1] == '/') {
		while (p < end && *p != '\n')
			p++;
		return p;
	}
	if (*p == '/' && p + 1 < end && p[1] == '*') {
		for (p += 2; p + 1 < end && !(p[0] == '*' && p[1] == '/'); p++)
			;
		return p + 2 <= end ? p + 2 : end;
	}
	if (quote != '"' && quote != '\'')
		return p;
	for (p++; p < end && *p != quote; p++) {
		if (*p == '\\')
			p++;
	}
	return p < end ? p + 1 : end;
}

/*
 * Which parts of `for (init; cond; step)` are there? libclang leaves out those that are not,
 * without a trace, so the text between the parentheses is read. False when there is no such text.
 */
static bool for_parts_in_text(struct dl_lower *lw, CXCursor cursor, bool present[3])
{
	size_t left;
	const char *p = dl_fe_text_spelled(lw->t, clang_getCursorLocation(cursor), &left);
	const char *end = p + left;
	unsigned int depth = 0, part = 0;

	if (!p || left < 3 || memcmp(p, "for", 3) != 0)
		return false;
	for (p += 3; p < end;) {
		const char *next = skip_inert(p, end);

		if (next != p) {
			if (*p != '/' && part < 3)
				present[part] = true;
			p = next;
			continue;
		}
		if (*p == '(' || *p == '{' || *p == '[') {
			if (depth++ == 0) {
				p++;
				continue;
			}
		} else if (*p == ')' || *p == '}' || *p == ']') {
			if (--depth == 0)
				return part == 2;
		} else if (*p == ';' && depth == 1) {
			part++;
			p++;
			continue;
		}
		if (depth && part < 3 && !strchr(" \t\r\n\\\f\v", *p))
			present[part] = true;
		p++;
	}
	return false;
}

/* By the kind of expression, when the text could not be read. */
static void for_parts_by_kind(struct dl_kids kids, bool present[3])
{
	for (unsigned int i = 0; i + 1 < kids.count; i++) {
		enum CXCursorKind kind = kids.all[i].kind;
		enum CXBinaryOperatorKind op = clang_getCursorBinaryOperatorKind(kids.all[i]);

		if (i == 0 && (kind == CXCursor_DeclStmt || op == CXBinaryOperator_Assign))
			present[0] = true;
		else if (kind == CXCursor_CompoundAssignOperator || op == CXBinaryOperator_Assign ||
			 op == CXBinaryOperator_Comma ||
			 (kind == CXCursor_UnaryOperator &&
			  clang_getCursorUnaryOperatorKind(kids.all[i]) <= CXUnaryOperator_PreDec))
			present[2] = true;
		else
			present[1] = true;
	}
}

/* parts: init, cond, step, body; null cursors for what is missing. */
static void for_parts(struct dl_lower *lw, CXCursor cursor, CXCursor parts[4])
{
	struct dl_kids kids = dl_fe_kids(lw->t->syntax, cursor);
	bool present[3] = {kids.count == 4, kids.count == 4, kids.count == 4};
	unsigned int next = 0, expected;

	for (unsigned int i = 0; i < 4; i++)
		parts[i] = clang_getNullCursor();
	if (kids.count == 0)
		return;
	if (kids.count == 2 || kids.count == 3) {
		bool read = for_parts_in_text(lw, cursor, present);

		expected = (unsigned int)present[0] + present[1] + present[2] + 1;
		if (!read || expected != kids.count) {
			memset(present, 0, 3 * sizeof(*present));
			for_parts_by_kind(kids, present);
		}
	}
	for (unsigned int i = 0; i < 3; i++) {
		if (present[i] && next + 1 < kids.count)
			parts[i] = kids.all[next++];
	}
	parts[3] = kids.all[kids.count - 1];
}

static CXCursor kid(struct dl_kids kids, unsigned int index)
{
	return index < kids.count ? kids.all[index] : clang_getNullCursor();
}

/* The body of a loop, which may be null; control goes on to @on_continue. */
static void lower_body(struct dl_lower *lw, CXCursor body, uint32_t on_break, uint32_t on_continue)
{
	struct dl_loop outer = lw->loop;

	lw->loop.on_break = on_break;
	lw->loop.on_continue = on_continue;
	lw->loop.break_cleanups = lw->cleanups;
	lw->loop.continue_cleanups = lw->cleanups;
	if (!dl_fe_is_null(body))
		dl_fe_lower_stmt(lw, body);
	lw->loop = outer;
	dl_fe_jump(lw, on_continue);
}

void dl_fe_lower_for(struct dl_lower *lw, CXCursor cursor)
{
	const struct dl_cleanup *saved = lw->cleanups;
	uint32_t head = dl_fe_new_block(lw), body = dl_fe_new_block(lw);
	uint32_t step = dl_fe_new_block(lw), out = dl_fe_new_block(lw);
	CXCursor parts[4];

	for_parts(lw, cursor, parts);
	if (!dl_fe_is_null(parts[0]))
		dl_fe_lower_stmt(lw, parts[0]);
	dl_fe_jump(lw, head);
	dl_fe_enter(lw, head);
	if (!dl_fe_is_null(parts[1]))
		dl_fe_lower_cond(lw, parts[1], body, out);
	else
		dl_fe_jump(lw, body);
	dl_fe_enter(lw, body);
	lower_body(lw, parts[3], out, step);
	dl_fe_enter(lw, step);
	if (!dl_fe_is_null(parts[2]))
		dl_fe_lower_stmt(lw, parts[2]);
	dl_fe_jump(lw, head);
	dl_fe_enter(lw, out);
	dl_fe_scope_leave(lw, saved);
}

void dl_fe_lower_while(struct dl_lower *lw, CXCursor cursor)
{
	struct dl_kids kids = dl_fe_kids(lw->t->syntax, cursor);
	uint32_t head = dl_fe_new_block(lw), body = dl_fe_new_block(lw), out = dl_fe_new_block(lw);

	dl_fe_jump(lw, head);
	dl_fe_enter(lw, head);
	if (kids.count)
		dl_fe_lower_cond(lw, kids.all[0], body, out);
	dl_fe_enter(lw, body);
	lower_body(lw, kid(kids, 1), out, head);
	dl_fe_enter(lw, out);
}

void dl_fe_lower_do(struct dl_lower *lw, CXCursor cursor)
{
	struct dl_kids kids = dl_fe_kids(lw->t->syntax, cursor);
	uint32_t body = dl_fe_new_block(lw), test = dl_fe_new_block(lw), out = dl_fe_new_block(lw);

	dl_fe_jump(lw, body);
	dl_fe_enter(lw, body);
	lower_body(lw, kid(kids, 0), out, test);
	dl_fe_enter(lw, test);
	if (kids.count > 1)
		dl_fe_lower_cond(lw, kids.all[1], body, out);
	else
		dl_fe_jump(lw, out);
	dl_fe_enter(lw, out);
}

static void finish_switch(struct dl_lower *lw, struct dl_switch *sw, uint32_t head,
			  struct dl_val value, uint32_t out, struct dl_loc loc)
{
	struct dl_term term = {.kind = DL_TERM_SWITCH, .cond = value, .loc = loc};

	dl_vec_push(&sw->targets, sw->otherwise != UINT32_MAX ? sw->otherwise : out);
	term.case_count = (uint32_t)sw->cases.len;
	term.cases = sw->cases.data;
	term.target_count = (uint32_t)sw->targets.len;
	term.targets = sw->targets.data;
	if (value.kind == DL_VAL_INT) {
		uint32_t target = sw->targets.data[sw->targets.len - 1];

		for (size_t i = 0; i < sw->cases.len; i++) {
			if (value.num >= sw->cases.data[i].low &&
			    value.num <= sw->cases.data[i].high)
				target = sw->targets.data[i];
		}
		dl_fb_jump(&lw->fb, head, target, loc);
	} else {
		dl_fb_term(&lw->fb, head, &term);
	}
	dl_vec_free(&sw->cases);
	dl_vec_free(&sw->targets);
}

void dl_fe_lower_switch(struct dl_lower *lw, CXCursor cursor)
{
	struct dl_kids kids = dl_fe_kids(lw->t->syntax, cursor);
	struct dl_switch sw = {.otherwise = UINT32_MAX, .cleanups = lw->cleanups};
	struct dl_switch *outer_switch = lw->sw;
	struct dl_loop outer = lw->loop;
	struct dl_loc loc = lw->loc;
	struct dl_val value;
	uint32_t head, out;

	if (kids.count < 2) {
		dl_fe_emit_unsupported(lw, cursor, "unsupported: switch");
		return;
	}
	value = dl_fe_known(lw, dl_fe_lower_value(lw, kids.all[0]), NULL);
	head = lw->block;
	out = dl_fe_new_block(lw);
	lw->sw = &sw;
	lw->loop.on_break = out;
	lw->loop.break_cleanups = lw->cleanups;
	dl_fe_enter(lw, dl_fe_new_block(lw));
	dl_fe_lower_stmt(lw, kids.all[1]);
	dl_fe_jump(lw, out);
	lw->sw = outer_switch;
	lw->loop = outer;
	finish_switch(lw, &sw, head, value, out, loc);
	dl_fe_enter(lw, out);
}

/* `case 1: case 2: stmt` nests; long lists of labels must not cost stack. */
void dl_fe_lower_case(struct dl_lower *lw, CXCursor cursor)
{
	uint32_t block = dl_fe_new_block(lw);
	enum CXCursorKind kind;

	dl_fe_jump(lw, block);
	dl_fe_enter(lw, block);
	for (;; kind = cursor.kind) {
		struct dl_kids kids = dl_fe_kids(lw->t->syntax, cursor);
		struct dl_case range = {0};

		kind = cursor.kind;
		if (kind != CXCursor_CaseStmt && kind != CXCursor_DefaultStmt)
			break;
		if (kind == CXCursor_DefaultStmt && lw->sw) {
			lw->sw->otherwise = block;
		} else if (lw->sw && kids.count >= 2 && dl_fe_evaluate(kids.all[0], &range.low)) {
			range.high = range.low;
			if (kids.count > 2)
				dl_fe_evaluate(kids.all[1], &range.high);
			dl_vec_push(&lw->sw->cases, range);
			dl_vec_push(&lw->sw->targets, block);
		}
		if (kids.count == 0)
			return;
		cursor = kids.all[kids.count - 1];
	}
	dl_fe_lower_stmt(lw, cursor);
}
