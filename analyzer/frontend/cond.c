/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conditions. What steers a branch becomes branches: no variable is made for
 * `&&`, `||`, `!`, `?:` or likely() there. Where such a value is wanted, a
 * made-up variable collects it.
 */
#include <string.h>

#include "frontend/lower.h"

static bool is_expect(const char *name)
{
	return name && (!strcmp(name, "__builtin_expect") ||
			!strcmp(name, "__builtin_expect_with_probability"));
}

/* A conversion that cannot turn non-zero into zero. */
static bool keeps_truth(struct dl_lower *lw, CXCursor cursor, CXCursor inner)
{
	const struct dl_type *to = dl_fe_type_of_cursor(lw->t, cursor);
	const struct dl_type *from = dl_fe_type_of_cursor(lw->t, inner);

	if (from->kind == DL_TYPE_FLOAT || from->kind == DL_TYPE_UNKNOWN)
		return false;
	return to->kind == DL_TYPE_BOOL || to->size >= from->size;
}

static CXCursor peel_not(struct dl_lower *lw, CXCursor cursor);

/* The innermost expression with the same truth value. */
static CXCursor peel_truth(struct dl_lower *lw, CXCursor cursor)
{
	struct dl_syntax *syntax = lw->t->syntax;

	for (;;) {
		CXCursor inner;

		cursor = dl_fe_peel_parens(syntax, cursor);
		switch (cursor.kind) {
		case CXCursor_UnexposedExpr:
			if (dl_fe_unexposed_kind(syntax, cursor) != DL_UNEXPOSED_CAST)
				return cursor;
			inner = dl_fe_operand(syntax, cursor);
			break;
		case CXCursor_CStyleCastExpr:
			inner = dl_fe_operand(syntax, cursor);
			break;
		case CXCursor_CallExpr:
			if (!is_expect(dl_fe_called_name(lw, cursor)))
				return cursor;
			cursor = clang_Cursor_getArgument(cursor, 0);
			continue;
		case CXCursor_UnaryOperator: /* !!x */
			inner = peel_not(lw, cursor);
			if (dl_fe_is_null(inner))
				return cursor;
			inner = peel_not(lw, inner);
			if (dl_fe_is_null(inner))
				return cursor;
			cursor = inner;
			continue;
		default:
			return cursor;
		}
		if (dl_fe_is_null(inner) || !keeps_truth(lw, cursor, inner))
			return cursor;
		cursor = inner;
	}
}

/* The operand of `!` behind parentheses and harmless casts, or a null cursor. */
static CXCursor peel_not(struct dl_lower *lw, CXCursor cursor)
{
	cursor = dl_fe_peel(lw->t->syntax, cursor);
	if (cursor.kind != CXCursor_UnaryOperator ||
	    clang_getCursorUnaryOperatorKind(cursor) != CXUnaryOperator_LNot)
		return clang_getNullCursor();
	return dl_fe_operand(lw->t->syntax, cursor);
}

static void cond_of_binary(struct dl_lower *lw, CXCursor cursor, uint32_t yes, uint32_t no)
{
	enum CXBinaryOperatorKind op = clang_getCursorBinaryOperatorKind(cursor);
	struct dl_kids kids = dl_fe_expr_kids(lw->t->syntax, cursor);
	uint32_t middle;

	if (op == CXBinaryOperator_Comma) {
		dl_fe_lower_effect(lw, kids.all[0]);
		dl_fe_lower_cond(lw, kids.all[1], yes, no);
		return;
	}
	middle = dl_fe_new_block(lw);
	if (op == CXBinaryOperator_LAnd)
		dl_fe_lower_cond(lw, kids.all[0], middle, no);
	else
		dl_fe_lower_cond(lw, kids.all[0], yes, middle);
	dl_fe_enter(lw, middle);
	dl_fe_lower_cond(lw, kids.all[1], yes, no);
}

/* `c ? a : b` steers by branching on c, then on a or b. */
static void cond_of_conditional(struct dl_lower *lw, CXCursor cursor, uint32_t yes, uint32_t no)
{
	struct dl_kids kids = dl_fe_expr_kids(lw->t->syntax, cursor);
	uint32_t first = dl_fe_new_block(lw), second = dl_fe_new_block(lw);

	dl_fe_lower_cond(lw, kids.all[0], first, second);
	dl_fe_enter(lw, first);
	dl_fe_lower_cond(lw, kids.all[1], yes, no);
	dl_fe_enter(lw, second);
	dl_fe_lower_cond(lw, kids.all[2], yes, no);
}

static void cond_of_elvis(struct dl_lower *lw, CXCursor cursor, uint32_t yes, uint32_t no)
{
	struct dl_kids kids = dl_fe_expr_kids(lw->t->syntax, cursor);
	uint32_t other = dl_fe_new_block(lw);

	dl_fe_lower_cond(lw, kids.all[0], yes, other);
	dl_fe_enter(lw, other);
	dl_fe_lower_cond(lw, kids.all[3], yes, no);
}

static bool steers(CXCursor cursor)
{
	switch (clang_getCursorBinaryOperatorKind(cursor)) {
	case CXBinaryOperator_LAnd:
	case CXBinaryOperator_LOr:
	case CXBinaryOperator_Comma:
		return true;
	default:
		return false;
	}
}

static void cond_of(struct dl_lower *lw, CXCursor cursor, uint32_t yes, uint32_t no)
{
	struct dl_syntax *syntax = lw->t->syntax;
	enum CXCursorKind kind = cursor.kind;
	CXCursor inner = clang_getNullCursor();

	if (kind == CXCursor_UnaryOperator)
		inner = peel_not(lw, cursor);
	if (!dl_fe_is_null(inner)) {
		dl_fe_lower_cond(lw, inner, no, yes);
	} else if (kind == CXCursor_BinaryOperator && steers(cursor) &&
		   dl_fe_expr_kids(syntax, cursor).count == 2) {
		cond_of_binary(lw, cursor, yes, no);
	} else if (kind == CXCursor_ConditionalOperator &&
		   dl_fe_expr_kids(syntax, cursor).count == 3) {
		cond_of_conditional(lw, cursor, yes, no);
	} else if (kind == CXCursor_UnexposedExpr &&
		   dl_fe_unexposed_kind(syntax, cursor) == DL_UNEXPOSED_ELVIS) {
		cond_of_elvis(lw, cursor, yes, no);
	} else if (kind == CXCursor_StmtExpr) {
		dl_fe_lower_stmt_expr_cond(lw, cursor, yes, no);
	} else {
		struct dl_loc loc = dl_fe_loc_range(lw->t, cursor);
		struct dl_val value = dl_fe_lower_value(lw, cursor);

		dl_fe_branch(lw, value, yes, no, loc);
	}
}

void dl_fe_lower_cond(struct dl_lower *lw, CXCursor cursor, uint32_t yes, uint32_t no)
{
	int64_t constant;

	cursor = peel_truth(lw, cursor);
	if (!dl_fe_enter_depth(lw, cursor)) {
		dl_fe_branch(lw, dl_fe_emit_unknown(lw, dl_fe_type_of_cursor(lw->t, cursor)), yes,
			     no, lw->loc);
		return;
	}
	if (dl_fe_constant(lw, cursor, &constant))
		dl_fe_jump(lw, constant ? yes : no);
	else
		cond_of(lw, cursor, yes, no);
	lw->depth--;
}

struct dl_val dl_fe_lower_logical(struct dl_lower *lw, CXCursor cursor)
{
	const struct dl_type *type = dl_fe_type_of_cursor(lw->t, cursor);
	struct dl_loc loc = dl_fe_loc_of(lw->t, cursor);
	uint32_t yes, no, join;
	struct dl_place *place;
	int64_t constant;

	if (dl_fe_constant(lw, cursor, &constant))
		return dl_fe_val_int(type, constant);
	yes = dl_fe_new_block(lw);
	no = dl_fe_new_block(lw);
	join = dl_fe_new_block(lw);
	place = dl_fe_synthetic(lw, "logical", type);
	dl_fe_lower_cond(lw, cursor, yes, no);
	dl_fe_enter(lw, yes);
	dl_fe_emit_store(lw, place, dl_fe_val_int(type, 1), loc);
	dl_fe_jump(lw, join);
	dl_fe_enter(lw, no);
	dl_fe_emit_store(lw, place, dl_fe_val_int(type, 0), loc);
	dl_fe_jump(lw, join);
	dl_fe_enter(lw, join);
	return dl_fe_emit_load(lw, place, loc);
}

/* One side of a conditional: its value into @place, or (NULL) only its effects. */
static void side(struct dl_lower *lw, CXCursor cursor, struct dl_place *place, struct dl_loc loc)
{
	struct dl_val value;

	if (!place) {
		dl_fe_lower_effect(lw, cursor);
		return;
	}
	value = dl_fe_convert(lw, dl_fe_lower_value(lw, cursor), place->type, false);
	dl_fe_emit_store(lw, place, value, loc);
}

static struct dl_place *collector(struct dl_lower *lw, CXCursor cursor, bool wanted)
{
	const struct dl_type *type;

	type = dl_fe_type_decayed(lw->t, dl_fe_type_of_cursor(lw->t, cursor));
	return wanted && type->kind != DL_TYPE_VOID ? dl_fe_synthetic(lw, "cond", type) : NULL;
}

struct dl_val dl_fe_lower_conditional(struct dl_lower *lw, CXCursor cursor, bool wanted)
{
	struct dl_kids kids = dl_fe_expr_kids(lw->t->syntax, cursor);
	struct dl_loc loc = dl_fe_loc_of(lw->t, cursor);
	uint32_t yes, no, join;
	struct dl_place *place;
	int64_t constant;

	if (kids.count != 3)
		return dl_fe_emit_unsupported(lw, cursor, "unsupported: ?:");
	if (dl_fe_constant(lw, kids.all[0], &constant)) {
		if (wanted)
			return dl_fe_lower_value(lw, kids.all[constant ? 1 : 2]);
		dl_fe_lower_effect(lw, kids.all[constant ? 1 : 2]);
		return dl_fe_val_none();
	}
	yes = dl_fe_new_block(lw);
	no = dl_fe_new_block(lw);
	join = dl_fe_new_block(lw);
	place = collector(lw, cursor, wanted);
	dl_fe_lower_cond(lw, kids.all[0], yes, no);
	dl_fe_enter(lw, yes);
	side(lw, kids.all[1], place, loc);
	dl_fe_jump(lw, join);
	dl_fe_enter(lw, no);
	side(lw, kids.all[2], place, loc);
	dl_fe_jump(lw, join);
	dl_fe_enter(lw, join);
	return place ? dl_fe_emit_load(lw, place, loc) : dl_fe_val_none();
}

struct dl_val dl_fe_lower_elvis(struct dl_lower *lw, CXCursor cursor, bool wanted)
{
	struct dl_kids kids = dl_fe_expr_kids(lw->t->syntax, cursor);
	struct dl_loc loc = dl_fe_loc_of(lw->t, cursor);
	uint32_t yes = dl_fe_new_block(lw), no = dl_fe_new_block(lw), join = dl_fe_new_block(lw);
	struct dl_place *place = collector(lw, cursor, wanted);
	struct dl_val common;

	common = dl_fe_lower_value(lw, kids.all[0]);
	dl_fe_branch(lw, common, yes, no, loc);
	dl_fe_enter(lw, yes);
	if (place)
		dl_fe_emit_store(lw, place, dl_fe_convert(lw, common, place->type, false), loc);
	dl_fe_jump(lw, join);
	dl_fe_enter(lw, no);
	side(lw, kids.all[3], place, loc);
	dl_fe_jump(lw, join);
	dl_fe_enter(lw, join);
	return place ? dl_fe_emit_load(lw, place, loc) : dl_fe_val_none();
}

/* Is the expression 0 or 1 already? */
static bool is_truth(struct dl_lower *lw, CXCursor cursor)
{
	enum dl_bin op;

	if (dl_fe_type_of_cursor(lw->t, cursor)->kind == DL_TYPE_BOOL)
		return true;
	if (cursor.kind == CXCursor_UnaryOperator)
		return clang_getCursorUnaryOperatorKind(cursor) == CXUnaryOperator_LNot;
	if (cursor.kind != CXCursor_BinaryOperator)
		return false;
	switch (clang_getCursorBinaryOperatorKind(cursor)) {
	case CXBinaryOperator_LAnd:
	case CXBinaryOperator_LOr:
		return true;
	default:
		return dl_fe_bin_of(clang_getCursorBinaryOperatorKind(cursor), &op) &&
		       op >= DL_BIN_EQ;
	}
}

/* `!x`; `!!x` is `x != 0`, or x when that is a truth value already. */
struct dl_val dl_fe_lower_not(struct dl_lower *lw, CXCursor cursor)
{
	const struct dl_type *type = dl_fe_type_of_cursor(lw->t, cursor);
	CXCursor inner = peel_not(lw, cursor);
	CXCursor twice = peel_not(lw, inner);
	struct dl_loc loc = dl_fe_loc_range(lw->t, cursor);
	struct dl_val value;

	if (dl_fe_is_null(twice)) {
		value = dl_fe_lower_value(lw, peel_truth(lw, inner));
		return dl_fe_emit_un(lw, DL_UN_LNOT, value, type, loc);
	}
	inner = peel_truth(lw, twice);
	value = dl_fe_lower_value(lw, inner);
	if (is_truth(lw, inner) || value.kind == DL_VAL_NONE)
		return dl_fe_convert(lw, value, type, false);
	return dl_fe_emit_bin(lw, DL_BIN_NE, value, dl_fe_val_int(value.type, 0), type, loc);
}
