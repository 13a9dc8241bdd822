/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is constant. Clang evaluates more than that (it ignores side effects on
 * request and decides `x && 0`), so the shape is looked at first.
 */
#include <string.h>

#include "frontend/lower.h"

static bool constant_shape(struct dl_lower *lw, CXCursor cursor, unsigned int depth);

static bool all_constant(struct dl_lower *lw, CXCursor cursor, unsigned int depth)
{
	struct dl_kids kids = dl_fe_expr_kids(lw->t->syntax, cursor);

	for (unsigned int i = 0; i < kids.count; i++) {
		if (!constant_shape(lw, kids.all[i], depth + 1))
			return false;
	}
	return kids.count > 0;
}

/* `a && b` is constant when `a` is and decides. */
static bool constant_logical(struct dl_lower *lw, CXCursor cursor, bool decides_if,
			     unsigned int depth)
{
	struct dl_kids kids = dl_fe_expr_kids(lw->t->syntax, cursor);
	int64_t left;

	if (kids.count < 2 || !constant_shape(lw, kids.all[0], depth + 1) ||
	    !dl_fe_evaluate(kids.all[0], &left))
		return false;
	return (left != 0) == decides_if || constant_shape(lw, kids.all[1], depth + 1);
}

static bool constant_conditional(struct dl_lower *lw, CXCursor cursor, unsigned int depth)
{
	struct dl_kids kids = dl_fe_expr_kids(lw->t->syntax, cursor);
	int64_t cond;

	if (kids.count < 3 || !constant_shape(lw, kids.all[0], depth + 1) ||
	    !dl_fe_evaluate(kids.all[0], &cond))
		return false;
	return constant_shape(lw, kids.all[cond ? 1 : 2], depth + 1);
}

static bool constant_operator(struct dl_lower *lw, CXCursor cursor, unsigned int depth)
{
	switch (clang_getCursorBinaryOperatorKind(cursor)) {
	case CXBinaryOperator_LAnd:
		return constant_logical(lw, cursor, false, depth);
	case CXBinaryOperator_LOr:
		return constant_logical(lw, cursor, true, depth);
	case CXBinaryOperator_Mul:
	case CXBinaryOperator_Div:
	case CXBinaryOperator_Rem:
	case CXBinaryOperator_Add:
	case CXBinaryOperator_Sub:
	case CXBinaryOperator_Shl:
	case CXBinaryOperator_Shr:
	case CXBinaryOperator_LT:
	case CXBinaryOperator_GT:
	case CXBinaryOperator_LE:
	case CXBinaryOperator_GE:
	case CXBinaryOperator_EQ:
	case CXBinaryOperator_NE:
	case CXBinaryOperator_And:
	case CXBinaryOperator_Xor:
	case CXBinaryOperator_Or:
		return all_constant(lw, cursor, depth);
	default:
		return false;
	}
}

static bool constant_unary(struct dl_lower *lw, CXCursor cursor, unsigned int depth)
{
	switch (clang_getCursorUnaryOperatorKind(cursor)) {
	case CXUnaryOperator_Plus:
	case CXUnaryOperator_Minus:
	case CXUnaryOperator_Not:
	case CXUnaryOperator_LNot:
	case CXUnaryOperator_Extension:
		return all_constant(lw, cursor, depth);
	default:
		return false;
	}
}

static bool constant_call(struct dl_lower *lw, CXCursor cursor, unsigned int depth)
{
	static const char *const pure[] = {
		"__builtin_expect",	"__builtin_bswap16",  "__builtin_bswap32",
		"__builtin_bswap64",	"__builtin_ffs",      "__builtin_ffsl",
		"__builtin_ffsll",	"__builtin_clz",      "__builtin_clzl",
		"__builtin_clzll",	"__builtin_ctz",      "__builtin_ctzl",
		"__builtin_ctzll",	"__builtin_popcount", "__builtin_popcountl",
		"__builtin_popcountll", "__builtin_strlen",
	};
	const char *name = dl_fe_called_name(lw, cursor);
	int arguments = clang_Cursor_getNumArguments(cursor);

	if (!name || strncmp(name, "__builtin_", 10) != 0)
		return false;
	if (!strcmp(name, "__builtin_constant_p"))
		return true;
	for (size_t i = 0; i < sizeof(pure) / sizeof(pure[0]); i++) {
		if (strcmp(name, pure[i]) != 0)
			continue;
		for (int k = 0; k < arguments; k++) {
			if (!constant_shape(lw, clang_Cursor_getArgument(cursor, (unsigned int)k),
					    depth + 1))
				return false;
		}
		return true;
	}
	return false;
}

static bool constant_unexposed(struct dl_lower *lw, CXCursor cursor, unsigned int depth)
{
	CXCursor chosen;

	switch (dl_fe_unexposed_kind(lw->t->syntax, cursor)) {
	case DL_UNEXPOSED_CONSTANT:
		return true;
	case DL_UNEXPOSED_CAST:
	case DL_UNEXPOSED_OFFSETOF: /* operands: variable subscripts inside */
		return !dl_fe_expr_kids(lw->t->syntax, cursor).count ||
		       all_constant(lw, cursor, depth);
	case DL_UNEXPOSED_CHOOSE:
		chosen = dl_fe_selected(lw, cursor);
		return !dl_fe_is_null(chosen) && constant_shape(lw, chosen, depth + 1);
	default:
		return false;
	}
}

static bool constant_shape(struct dl_lower *lw, CXCursor cursor, unsigned int depth)
{
	if (depth > 64)
		return false;
	switch (cursor.kind) {
	case CXCursor_IntegerLiteral:
	case CXCursor_CharacterLiteral:
	case CXCursor_UnaryExpr:
		return true;
	case CXCursor_DeclRefExpr: /* constant variables: clang does not fold them in C */
		return clang_getCursorReferenced(cursor).kind == CXCursor_EnumConstantDecl;
	case CXCursor_ParenExpr:
	case CXCursor_CStyleCastExpr: {
		CXCursor inner = dl_fe_operand(lw->t->syntax, cursor);

		return !dl_fe_is_null(inner) && constant_shape(lw, inner, depth + 1);
	}
	case CXCursor_UnaryOperator:
		return constant_unary(lw, cursor, depth);
	case CXCursor_BinaryOperator:
		return constant_operator(lw, cursor, depth);
	case CXCursor_ConditionalOperator:
		return constant_conditional(lw, cursor, depth);
	case CXCursor_CallExpr:
		return constant_call(lw, cursor, depth);
	case CXCursor_UnexposedExpr:
		return constant_unexposed(lw, cursor, depth);
	case CXCursor_GenericSelectionExpr: {
		CXCursor chosen = dl_fe_selected(lw, cursor);

		return !dl_fe_is_null(chosen) && constant_shape(lw, chosen, depth + 1);
	}
	default:
		return false;
	}
}

/* `static const bool x = true;`: what guard() and scoped_guard() branch on. */
bool dl_fe_constant_variable(struct dl_lower *lw, CXCursor var, int64_t *value)
{
	const struct dl_type *type = dl_fe_type_of_cursor(lw->t, var);
	enum CX_StorageClass storage = clang_Cursor_getStorageClass(var);
	CXCursor init;

	if (!type->is_const || (type->kind != DL_TYPE_INT && type->kind != DL_TYPE_BOOL) ||
	    (storage != CX_SC_Static && storage != CX_SC_None) ||
	    clang_isVolatileQualifiedType(clang_getCursorType(var)))
		return false;
	if (!clang_Cursor_hasVarDeclGlobalStorage(var))
		return false;
	init = clang_Cursor_getVarDeclInitializer(var);
	return !dl_fe_is_null(init) && dl_fe_constant(lw, init, value);
}

static bool logical(struct dl_lower *lw, CXCursor cursor, bool decides_if, int64_t *value)
{
	struct dl_kids kids = dl_fe_expr_kids(lw->t->syntax, cursor);

	if (kids.count < 2 || !dl_fe_constant(lw, kids.all[0], value))
		return false;
	*value = *value != 0;
	if (*value == decides_if)
		return true;
	if (!dl_fe_constant(lw, kids.all[1], value))
		return false;
	*value = *value != 0;
	return true;
}

/* What steers a branch is looked at from the top; clang gives up on __builtin_constant_p(variable).
 */
bool dl_fe_constant(struct dl_lower *lw, CXCursor cursor, int64_t *value)
{
	CXCursor plain = dl_fe_peel(lw->t->syntax, cursor);
	enum CXCursorKind kind = plain.kind;
	const char *name;

	if (kind == CXCursor_DeclRefExpr) {
		CXCursor referenced = clang_getCursorReferenced(plain);

		if (referenced.kind == CXCursor_VarDecl)
			return dl_fe_constant_variable(lw, referenced, value);
	}
	if (kind == CXCursor_BinaryOperator) {
		enum CXBinaryOperatorKind op = clang_getCursorBinaryOperatorKind(plain);

		if (op == CXBinaryOperator_LAnd || op == CXBinaryOperator_LOr)
			return logical(lw, plain, op == CXBinaryOperator_LOr, value);
	}
	if (kind == CXCursor_UnaryOperator &&
	    clang_getCursorUnaryOperatorKind(plain) == CXUnaryOperator_LNot) {
		if (!dl_fe_constant(lw, dl_fe_operand(lw->t->syntax, plain), value))
			return false;
		*value = !*value;
		return true;
	}
	name = kind == CXCursor_CallExpr ? dl_fe_called_name(lw, plain) : NULL;
	if (name && !strcmp(name, "__builtin_constant_p")) {
		if (!dl_fe_evaluate(plain, value))
			*value = 0;
		return true;
	}
	return constant_shape(lw, cursor, 0) && dl_fe_evaluate(cursor, value);
}
