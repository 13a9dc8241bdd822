/* SPDX-License-Identifier: Apache-2.0 */
/* Assignments, `op=`, `++` and `--`. */
#include "frontend/lower.h"

bool dl_fe_bin_of(enum CXBinaryOperatorKind op, enum dl_bin *out)
{
	switch (op) {
	case CXBinaryOperator_Mul: case CXBinaryOperator_MulAssign: *out = DL_BIN_MUL; break;
	case CXBinaryOperator_Div: case CXBinaryOperator_DivAssign: *out = DL_BIN_DIV; break;
	case CXBinaryOperator_Rem: case CXBinaryOperator_RemAssign: *out = DL_BIN_REM; break;
	case CXBinaryOperator_Add: case CXBinaryOperator_AddAssign: *out = DL_BIN_ADD; break;
	case CXBinaryOperator_Sub: case CXBinaryOperator_SubAssign: *out = DL_BIN_SUB; break;
	case CXBinaryOperator_Shl: case CXBinaryOperator_ShlAssign: *out = DL_BIN_SHL; break;
	case CXBinaryOperator_Shr: case CXBinaryOperator_ShrAssign: *out = DL_BIN_SHR; break;
	case CXBinaryOperator_And: case CXBinaryOperator_AndAssign: *out = DL_BIN_AND; break;
	case CXBinaryOperator_Xor: case CXBinaryOperator_XorAssign: *out = DL_BIN_XOR; break;
	case CXBinaryOperator_Or: case CXBinaryOperator_OrAssign: *out = DL_BIN_OR; break;
	case CXBinaryOperator_LT: *out = DL_BIN_LT; break;
	case CXBinaryOperator_GT: *out = DL_BIN_GT; break;
	case CXBinaryOperator_LE: *out = DL_BIN_LE; break;
	case CXBinaryOperator_GE: *out = DL_BIN_GE; break;
	case CXBinaryOperator_EQ: *out = DL_BIN_EQ; break;
	case CXBinaryOperator_NE: *out = DL_BIN_NE; break;
	default: return false;
	}
	return true;
}

static bool is_broken(CXCursor target)
{
	return clang_getCursorType(target).kind == CXType_Dependent;
}

/* The right side, then the place of the left one: NULL when that contains an error. Then nothing is
 * stored, but nothing else is lost either. */
static struct dl_place *lower_sides(struct dl_lower *lw, const CXCursor sides[2],
				    struct dl_val *value)
{
	*value = dl_fe_lower_value(lw, sides[1]);
	if (!is_broken(sides[0]))
		return dl_fe_lower_place_done(lw, sides[0]);
	dl_fe_lower_effect(lw, sides[0]);
	return NULL;
}

struct dl_val dl_fe_lower_assign(struct dl_lower *lw, CXCursor cursor)
{
	struct dl_kids kids = dl_fe_expr_kids(lw->t->syntax, cursor);
	struct dl_place *place;
	struct dl_val value;

	if (kids.count < 2)
		return dl_fe_emit_unsupported(lw, cursor, "unsupported: assignment");
	place = lower_sides(lw, kids.all, &value);
	if (!place)
		return value;
	value = dl_fe_convert(lw, value, place->type, false);
	dl_fe_emit_store(lw, place, value, dl_fe_loc_range(lw->t, cursor));
	return value;
}

struct dl_val dl_fe_lower_compound_assign(struct dl_lower *lw, CXCursor cursor)
{
	struct dl_kids kids = dl_fe_expr_kids(lw->t->syntax, cursor);
	struct dl_loc loc = dl_fe_loc_range(lw->t, cursor);
	const struct dl_type *type;
	struct dl_place *place;
	struct dl_val value, old;
	enum dl_bin op;

	if (kids.count < 2 || !dl_fe_bin_of(clang_getCursorBinaryOperatorKind(cursor), &op))
		return dl_fe_emit_unsupported(lw, cursor, "unsupported: assignment");
	place = lower_sides(lw, kids.all, &value);
	if (!place)
		return value;
	old = dl_fe_emit_load(lw, place, loc);
	type = place->type;
	/* The sum is computed in the wider type, as the language says; shifts keep the left one. */
	if (type->kind == DL_TYPE_INT && value.type && value.type->kind == DL_TYPE_INT &&
	    value.type->size > type->size && op != DL_BIN_SHL && op != DL_BIN_SHR) {
		type = value.type;
		old = dl_fe_convert(lw, old, type, false);
	}
	value = dl_fe_emit_bin(lw, op, old, value, type, loc);
	value = dl_fe_convert(lw, value, place->type, false);
	dl_fe_emit_store(lw, place, value, loc);
	return value;
}

struct dl_val dl_fe_lower_step(struct dl_lower *lw, CXCursor cursor, enum CXUnaryOperatorKind op)
{
	CXCursor inner = dl_fe_operand(lw->t->syntax, cursor);
	struct dl_loc loc = dl_fe_loc_range(lw->t, cursor);
	bool up = op == CXUnaryOperator_PostInc || op == CXUnaryOperator_PreInc;
	const struct dl_type *one_type;
	struct dl_place *place;
	struct dl_val old, stepped;

	if (dl_fe_is_null(inner) || is_broken(inner))
		return dl_fe_emit_unsupported(lw, cursor, "unsupported: operator");
	place = dl_fe_lower_place_done(lw, inner);
	old = dl_fe_emit_load(lw, place, loc);
	one_type = place->type->kind == DL_TYPE_PTR ? dl_type_int(lw->t->ub.types, 4, true)
						    : place->type;
	stepped = dl_fe_emit_bin(lw, up ? DL_BIN_ADD : DL_BIN_SUB, old, dl_fe_val_int(one_type, 1),
			      place->type, loc);
	dl_fe_emit_store(lw, place, stepped, loc);
	return op == CXUnaryOperator_PostInc || op == CXUnaryOperator_PostDec ? old : stepped;
}
