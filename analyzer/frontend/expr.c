/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions as values. Each form that needs more than a few lines has a file of its own. */
#include <string.h>

#include "frontend/lower.h"

bool dl_fe_enter_depth(struct dl_lower *lw, CXCursor cursor)
{
	if (lw->depth < DL_LOWER_DEPTH) {
		lw->depth++;
		return true;
	}
	if (!lw->too_deep)
		dl_fb_degrade(&lw->fb, "unsupported: nesting too deep", "expression or statement",
			      dl_fe_loc_of(lw->t, cursor));
	lw->too_deep = true;
	return false;
}

static const struct dl_type *value_type(struct dl_lower *lw, CXCursor cursor)
{
	return dl_fe_type_decayed(lw->t, dl_fe_type_of_cursor(lw->t, cursor));
}

static struct dl_val value_of_place(struct dl_lower *lw, struct dl_place *place, struct dl_loc loc)
{
	if (place->type->kind == DL_TYPE_ARRAY) {
		const struct dl_type *type = dl_fe_type_decayed(lw->t, place->type);

		if (place->base == DL_BASE_STR && !place->step_count)
			return (struct dl_val){
				.kind = DL_VAL_STR, .type = type, .str = place->name};
		return dl_fe_emit_addr(lw, place, type, loc);
	}
	if (place->type->kind == DL_TYPE_FUNC && place->step_count) {
		/* `*f` of a function pointer is the pointer again */
		place->step_count--;
		place->type = dl_fe_type_decayed(lw->t, place->type);
	}
	return dl_fe_emit_load(lw, place, loc);
}

static struct dl_val value_of_lvalue(struct dl_lower *lw, CXCursor cursor)
{
	struct dl_loc loc = dl_fe_loc_of(lw->t, cursor);

	return value_of_place(lw, dl_fe_lower_place_done(lw, cursor), loc);
}

static struct dl_val value_of_function(struct dl_lower *lw, CXCursor function)
{
	const struct dl_type *type = dl_fe_type_of_cursor(lw->t, function);

	return (struct dl_val){
		.kind = DL_VAL_FUNC,
		.type = dl_fe_type_decayed(lw->t, type),
		.str = dl_fe_spelling(lw->t->ub.unit->names, function),
	};
}

static struct dl_val value_of_enumerator(struct dl_lower *lw, CXCursor enumerator)
{
	CXCursor owner = clang_getCursorSemanticParent(enumerator);
	const struct dl_type *type = dl_fe_type_of_cursor(lw->t, owner);
	struct dl_val value;

	if (type->kind != DL_TYPE_ENUM || !type->name)
		type = dl_fe_type_of_cursor(lw->t, enumerator);
	value = dl_fe_val_int(type, clang_getEnumConstantDeclValue(enumerator));
	value.str = dl_fe_spelling(lw->t->ub.unit->names, enumerator);
	return value;
}

static struct dl_val value_of_name(struct dl_lower *lw, CXCursor cursor)
{
	CXCursor referenced = clang_getCursorReferenced(cursor);
	int64_t num;

	switch (referenced.kind) {
	case CXCursor_EnumConstantDecl:
		return value_of_enumerator(lw, referenced);
	case CXCursor_FunctionDecl:
		return value_of_function(lw, referenced);
	case CXCursor_VarDecl:
		if (dl_fe_constant_variable(lw, referenced, &num))
			return dl_fe_val_int(value_type(lw, cursor), num);
		return value_of_lvalue(lw, cursor);
	case CXCursor_ParmDecl:
		return value_of_lvalue(lw, cursor);
	default:
		return dl_fe_emit_unsupported(lw, cursor, "unsupported: name");
	}
}

static struct dl_val value_of_constant(struct dl_lower *lw, CXCursor cursor)
{
	const struct dl_type *type = value_type(lw, cursor);
	int64_t num;

	if (dl_fe_evaluate(cursor, &num))
		return dl_fe_val_int(type, num);
	return dl_fe_emit_unknown(lw, type);
}

CXCursor dl_fe_selected(struct dl_lower *lw, CXCursor cursor)
{
	struct dl_kids kids = dl_fe_expr_kids(lw->t->syntax, cursor);
	CXType wanted = clang_getCanonicalType(clang_getCursorType(cursor));
	int64_t cond;

	if (cursor.kind != CXCursor_GenericSelectionExpr) {
		if (kids.count == 3 && dl_fe_evaluate(kids.all[0], &cond))
			return kids.all[cond ? 1 : 2];
		return clang_getNullCursor();
	}
	/* The chosen association has the type of the whole; the first child is the controlling one.
	 */
	for (unsigned int i = 1; i < kids.count; i++) {
		CXType type = clang_getCanonicalType(clang_getCursorType(kids.all[i]));

		if (clang_equalTypes(type, wanted))
			return kids.all[i];
	}
	return clang_getNullCursor();
}

void dl_fe_note_broken(struct dl_lower *lw, CXCursor cursor)
{
	if (!lw->broken.line)
		lw->broken = dl_fe_loc_of(lw->t, cursor);
}

/* An error was met here. What can be seen of it is kept, its value is unknown. */
static struct dl_val value_of_broken(struct dl_lower *lw, CXCursor cursor)
{
	struct dl_kids kids = dl_fe_expr_kids(lw->t->syntax, cursor);
	CXCursor first = kids.count ? dl_fe_peel(lw->t->syntax, kids.all[0]) : cursor;

	struct dl_loc loc = dl_fe_loc_range(lw->t, cursor);
	bool counts = dl_fe_has_count_error(lw->t, &loc);
	bool calls = kids.count && first.kind == CXCursor_DeclRefExpr &&
		     clang_getCursorReferenced(first).kind == CXCursor_FunctionDecl;

	/* with another number of arguments than it is declared with: all is there */
	if (!counts || (!calls && kids.count != 1))
		dl_fe_note_broken(lw, cursor);
	if (kids.count == 1 && first.kind != CXCursor_DeclRefExpr)
		return dl_fe_lower_value(lw, kids.all[0]);
	if (calls && (kids.count > 1 || counts))
		return dl_fe_lower_call_of(lw, first, kids.all + 1, kids.count - 1, cursor, true);
	for (unsigned int i = 0; i < kids.count; i++)
		dl_fe_lower_effect(lw, kids.all[i]);
	return dl_fe_emit_unknown(lw, dl_type_unknown(lw->t->ub.types));
}

static bool is_va_list(const struct dl_type *type)
{
	while (type->kind == DL_TYPE_PTR || type->kind == DL_TYPE_ARRAY)
		type = type->elem;
	return type->kind == DL_TYPE_RECORD && strstr(type->record->name, "__va_list");
}

static struct dl_val value_of_implicit(struct dl_lower *lw, CXCursor cursor)
{
	CXCursor inner = dl_fe_operand(lw->t->syntax, cursor);
	const struct dl_type *type = value_type(lw, cursor);
	const struct dl_type *inner_type = dl_fe_type_of_cursor(lw->t, inner);

	if (is_va_list(inner_type) && !is_va_list(type)) { /* va_arg() */
		dl_fe_lower_effect(lw, inner);
		return dl_fe_emit_unknown(lw, type);
	}
	if (type->kind == DL_TYPE_VOID) {
		dl_fe_lower_effect(lw, inner);
		return dl_fe_val_none();
	}
	return dl_fe_convert(lw, dl_fe_lower_value(lw, inner), type, false);
}

static struct dl_val value_of_unexposed(struct dl_lower *lw, CXCursor cursor)
{
	CXCursor chosen;
	struct dl_kids kids;

	switch (dl_fe_unexposed_kind(lw->t->syntax, cursor)) {
	case DL_UNEXPOSED_CAST:
		return value_of_implicit(lw, cursor);
	case DL_UNEXPOSED_ELVIS:
		return dl_fe_lower_elvis(lw, cursor, true);
	case DL_UNEXPOSED_CONSTANT:
	case DL_UNEXPOSED_OFFSETOF:
		return value_of_constant(lw, cursor);
	case DL_UNEXPOSED_BROKEN:
		return value_of_broken(lw, cursor);
	case DL_UNEXPOSED_CHOOSE:
		chosen = dl_fe_selected(lw, cursor);
		if (!dl_fe_is_null(chosen))
			return dl_fe_convert(lw, dl_fe_lower_value(lw, chosen),
					     value_type(lw, cursor), false);
		break;
	default:
		break;
	}
	/* An atomic builtin or something as rare: what it computes is unknown. */
	kids = dl_fe_expr_kids(lw->t->syntax, cursor);
	for (unsigned int i = 0; i < kids.count; i++)
		dl_fe_lower_effect(lw, kids.all[i]);
	return dl_fe_emit_unknown(lw, value_type(lw, cursor));
}

static struct dl_val value_of_address(struct dl_lower *lw, CXCursor cursor)
{
	CXCursor inner = dl_fe_peel(lw->t->syntax, dl_fe_operand(lw->t->syntax, cursor));
	CXCursor referenced = clang_getCursorReferenced(inner);
	const struct dl_type *type = value_type(lw, cursor);

	if (inner.kind == CXCursor_DeclRefExpr &&
	    referenced.kind == CXCursor_FunctionDecl)
		return value_of_function(lw, referenced);
	if (inner.kind == CXCursor_UnaryOperator &&
	    clang_getCursorUnaryOperatorKind(inner) == CXUnaryOperator_Deref) /* &*p */
		return dl_fe_convert(lw,
				     dl_fe_lower_value(lw, dl_fe_operand(lw->t->syntax, inner)),
				     type, true);
	return dl_fe_emit_addr(lw, dl_fe_lower_place_done(lw, inner), type,
			       dl_fe_loc_of(lw->t, cursor));
}

static struct dl_val value_of_unary(struct dl_lower *lw, CXCursor cursor)
{
	enum CXUnaryOperatorKind op = clang_getCursorUnaryOperatorKind(cursor);
	CXCursor inner = dl_fe_operand(lw->t->syntax, cursor);
	const struct dl_type *type = value_type(lw, cursor);

	switch (op) {
	case CXUnaryOperator_PostInc:
	case CXUnaryOperator_PostDec:
	case CXUnaryOperator_PreInc:
	case CXUnaryOperator_PreDec:
		return dl_fe_lower_step(lw, cursor, op);
	case CXUnaryOperator_AddrOf:
		return value_of_address(lw, cursor);
	case CXUnaryOperator_Deref:
		return value_of_lvalue(lw, cursor);
	case CXUnaryOperator_Plus:
	case CXUnaryOperator_Extension:
		return dl_fe_convert(lw, dl_fe_lower_value(lw, inner), type, false);
	case CXUnaryOperator_Minus:
		return dl_fe_emit_un(lw, DL_UN_NEG, dl_fe_lower_value(lw, inner), type, lw->loc);
	case CXUnaryOperator_Not:
		return dl_fe_emit_un(lw, DL_UN_NOT, dl_fe_lower_value(lw, inner), type, lw->loc);
	case CXUnaryOperator_LNot:
		return dl_fe_lower_not(lw, cursor);
	default:
		return dl_fe_emit_unsupported(lw, cursor, "unsupported: operator");
	}
}

static struct dl_val value_of_arithmetic(struct dl_lower *lw, CXCursor cursor, enum dl_bin op)
{
	struct dl_kids kids = dl_fe_expr_kids(lw->t->syntax, cursor);
	const struct dl_type *type = value_type(lw, cursor);
	struct dl_val a, b;

	if (kids.count < 2)
		return dl_fe_emit_unsupported(lw, cursor, "unsupported: operator");
	a = dl_fe_lower_value(lw, kids.all[0]);
	b = dl_fe_lower_value(lw, kids.all[1]);
	if (type->kind == DL_TYPE_PTR && b.type && b.type->kind == DL_TYPE_PTR) {
		struct dl_val pointer = b;

		b = a;
		a = pointer;
	}
	return dl_fe_emit_bin(lw, op, a, b, type, dl_fe_loc_of(lw->t, cursor));
}

static struct dl_val value_of_binary(struct dl_lower *lw, CXCursor cursor)
{
	enum CXBinaryOperatorKind op = clang_getCursorBinaryOperatorKind(cursor);
	struct dl_kids kids;
	enum dl_bin bin;

	switch (op) {
	case CXBinaryOperator_Assign:
		return dl_fe_lower_assign(lw, cursor);
	case CXBinaryOperator_LAnd:
	case CXBinaryOperator_LOr:
		return dl_fe_lower_logical(lw, cursor);
	case CXBinaryOperator_Comma:
		kids = dl_fe_expr_kids(lw->t->syntax, cursor);
		if (kids.count < 2)
			break;
		dl_fe_lower_effect(lw, kids.all[0]);
		return dl_fe_lower_value(lw, kids.all[1]);
	default:
		if (dl_fe_bin_of(op, &bin))
			return value_of_arithmetic(lw, cursor, bin);
		break;
	}
	return dl_fe_emit_unsupported(lw, cursor, "unsupported: operator");
}

static struct dl_val value_of_cast(struct dl_lower *lw, CXCursor cursor)
{
	CXCursor inner = dl_fe_operand(lw->t->syntax, cursor);
	const struct dl_type *type = value_type(lw, cursor);
	struct dl_val value;

	if (dl_fe_is_null(inner))
		return dl_fe_emit_unknown(lw, type);
	if (type->kind == DL_TYPE_VOID) {
		dl_fe_lower_effect(lw, inner);
		return dl_fe_val_none();
	}
	if (dl_fe_lower_container_of(lw, cursor, &value))
		return value;
	return dl_fe_convert(lw, dl_fe_lower_value(lw, inner), type, true);
}

static struct dl_val value_of(struct dl_lower *lw, CXCursor cursor)
{
	CXCursor chosen;

	switch (cursor.kind) {
	case CXCursor_DeclRefExpr:
		return value_of_name(lw, cursor);
	case CXCursor_MemberRefExpr:
	case CXCursor_ArraySubscriptExpr:
	case CXCursor_CompoundLiteralExpr:
	case CXCursor_StringLiteral:
		return value_of_lvalue(lw, cursor);
	case CXCursor_UnexposedExpr:
		return value_of_unexposed(lw, cursor);
	case CXCursor_UnaryOperator:
		return value_of_unary(lw, cursor);
	case CXCursor_BinaryOperator:
		return value_of_binary(lw, cursor);
	case CXCursor_CompoundAssignOperator:
		return dl_fe_lower_compound_assign(lw, cursor);
	case CXCursor_ConditionalOperator:
		return dl_fe_lower_conditional(lw, cursor, true);
	case CXCursor_CStyleCastExpr:
		return value_of_cast(lw, cursor);
	case CXCursor_CallExpr:
		return dl_fe_lower_call(lw, cursor, true);
	case CXCursor_StmtExpr:
		return dl_fe_lower_stmt_expr(lw, cursor, true);
	case CXCursor_IntegerLiteral:
	case CXCursor_CharacterLiteral:
	case CXCursor_UnaryExpr:
		return value_of_constant(lw, cursor);
	case CXCursor_FloatingLiteral:
	case CXCursor_ImaginaryLiteral:
		return dl_fe_emit_unknown(lw, value_type(lw, cursor));
	case CXCursor_AddrLabelExpr:
		dl_fe_take_labels(lw, cursor);
		return dl_fe_emit_unknown(lw, value_type(lw, cursor));
	case CXCursor_InitListExpr:
		chosen = dl_fe_operand(lw->t->syntax, cursor);
		return dl_fe_is_null(chosen) ? dl_fe_val_int(value_type(lw, cursor), 0)
					     : dl_fe_lower_value(lw, chosen);
	case CXCursor_GenericSelectionExpr:
		chosen = dl_fe_selected(lw, cursor);
		if (!dl_fe_is_null(chosen))
			return dl_fe_lower_value(lw, chosen);
		return dl_fe_emit_unsupported(lw, cursor, "unsupported: _Generic");
	default:
		return dl_fe_emit_unsupported(lw, cursor, "unsupported: expression");
	}
}

struct dl_val dl_fe_lower_value(struct dl_lower *lw, CXCursor cursor)
{
	struct dl_val value;

	cursor = dl_fe_peel_parens(lw->t->syntax, cursor);
	if (!dl_fe_enter_depth(lw, cursor))
		return dl_fe_emit_unknown(lw, value_type(lw, cursor));
	value = value_of(lw, cursor);
	lw->depth--;
	return value;
}
