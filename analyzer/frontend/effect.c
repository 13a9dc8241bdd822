/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions whose value nobody asks for. */
#include "frontend/lower.h"

static void effect_of_binary(struct dl_lower *lw, CXCursor cursor)
{
	struct dl_kids kids;
	enum dl_bin op;
	uint32_t join;

	switch (clang_getCursorBinaryOperatorKind(cursor)) {
	case CXBinaryOperator_Comma:
		kids = dl_fe_expr_kids(lw->t->syntax, cursor);
		for (unsigned int i = 0; i < kids.count; i++)
			dl_fe_lower_effect(lw, kids.all[i]);
		return;
	case CXBinaryOperator_LAnd:
	case CXBinaryOperator_LOr:
		join = dl_fe_new_block(lw);
		dl_fe_lower_cond(lw, cursor, join, join);
		dl_fe_enter(lw, join);
		return;
	default:
		if (!dl_fe_bin_of(clang_getCursorBinaryOperatorKind(cursor), &op)) {
			dl_fe_lower_value(lw, cursor);
			return;
		}
		/* `(void)(&x == &y)` of type checks: no operation, only what the operands do */
		kids = dl_fe_expr_kids(lw->t->syntax, cursor);
		for (unsigned int i = 0; i < kids.count; i++)
			dl_fe_lower_effect(lw, kids.all[i]);
		return;
	}
}

static void effect_of_unary(struct dl_lower *lw, CXCursor cursor)
{
	CXCursor inner = dl_fe_peel(lw->t->syntax, dl_fe_operand(lw->t->syntax, cursor));

	switch (clang_getCursorUnaryOperatorKind(cursor)) {
	case CXUnaryOperator_AddrOf:
		if (inner.kind != CXCursor_DeclRefExpr)
			break;
		return;
	case CXUnaryOperator_Plus:
	case CXUnaryOperator_Minus:
	case CXUnaryOperator_Not:
	case CXUnaryOperator_LNot:
		dl_fe_lower_effect(lw, inner);
		return;
	default:
		break;
	}
	dl_fe_lower_value(lw, cursor);
}

static void effect_of_unexposed(struct dl_lower *lw, CXCursor cursor)
{
	CXCursor chosen;

	switch (dl_fe_unexposed_kind(lw->t->syntax, cursor)) {
	case DL_UNEXPOSED_CAST:
		dl_fe_lower_effect(lw, dl_fe_operand(lw->t->syntax, cursor));
		return;
	case DL_UNEXPOSED_ELVIS:
		dl_fe_lower_elvis(lw, cursor, false);
		return;
	case DL_UNEXPOSED_CHOOSE:
		chosen = dl_fe_selected(lw, cursor);
		if (!dl_fe_is_null(chosen)) {
			dl_fe_lower_effect(lw, chosen);
			return;
		}
		break;
	default:
		break;
	}
	dl_fe_lower_value(lw, cursor);
}

static void effect_of(struct dl_lower *lw, CXCursor cursor)
{
	CXCursor inner;

	switch (cursor.kind) {
	case CXCursor_DeclRefExpr:
	case CXCursor_IntegerLiteral:
	case CXCursor_CharacterLiteral:
	case CXCursor_FloatingLiteral:
	case CXCursor_StringLiteral:
	case CXCursor_UnaryExpr:
		return;
	case CXCursor_BinaryOperator:
		effect_of_binary(lw, cursor);
		return;
	case CXCursor_UnaryOperator:
		effect_of_unary(lw, cursor);
		return;
	case CXCursor_CStyleCastExpr:
		inner = dl_fe_operand(lw->t->syntax, cursor);
		if (!dl_fe_is_null(inner))
			dl_fe_lower_effect(lw, inner);
		return;
	case CXCursor_UnexposedExpr:
		effect_of_unexposed(lw, cursor);
		return;
	case CXCursor_ConditionalOperator:
		dl_fe_lower_conditional(lw, cursor, false);
		return;
	case CXCursor_CallExpr:
		dl_fe_lower_call(lw, cursor, false);
		return;
	case CXCursor_StmtExpr:
		dl_fe_lower_stmt_expr(lw, cursor, false);
		return;
	default:
		dl_fe_lower_value(lw, cursor);
		return;
	}
}

void dl_fe_lower_effect(struct dl_lower *lw, CXCursor cursor)
{
	cursor = dl_fe_peel_parens(lw->t->syntax, cursor);
	if (!dl_fe_enter_depth(lw, cursor))
		return;
	effect_of(lw, cursor);
	lw->depth--;
}
