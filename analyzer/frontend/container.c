/* SPDX-License-Identifier: Apache-2.0 */
/*
 * container_of(), by its shape: a cast to a pointer to a record, of a byte
 * pointer minus offsetof(). The kernel wraps it in a statement expression
 * with a variable __mptr; that variable is left out.
 */
#include <string.h>

#include "frontend/lower.h"

/* `(T *)(pointer - offsetof(T, member))` taken apart. */
struct container {
	CXCursor pointer;
	CXCursor offsetof_expr;
	CXType record;
};

static bool is_byte_pointer(struct dl_tu *t, CXType type)
{
	CXType pointee = clang_getPointeeType(clang_getCanonicalType(type));

	return pointee.kind == CXType_Void ||
	       (pointee.kind != CXType_Invalid && pointee.kind != CXType_Record &&
		dl_fe_type_of(t, pointee)->size == 1);
}

static bool match(struct dl_lower *lw, CXCursor cast, struct container *out)
{
	struct dl_syntax *syntax = lw->t->syntax;
	struct dl_kids kids;
	CXCursor sum;

	if (cast.kind != CXCursor_CStyleCastExpr)
		return false;
	out->record = clang_getPointeeType(clang_getCanonicalType(clang_getCursorType(cast)));
	if (clang_getCanonicalType(out->record).kind != CXType_Record)
		return false;
	sum = dl_fe_peel(syntax, dl_fe_operand(syntax, cast));
	if (sum.kind != CXCursor_BinaryOperator ||
	    clang_getCursorBinaryOperatorKind(sum) != CXBinaryOperator_Sub)
		return false;
	kids = dl_fe_expr_kids(syntax, sum);
	if (kids.count != 2 || !is_byte_pointer(lw->t, clang_getCursorType(kids.all[0])))
		return false;
	out->pointer = kids.all[0];
	out->offsetof_expr = dl_fe_peel(syntax, kids.all[1]);
	return out->offsetof_expr.kind == CXCursor_UnexposedExpr &&
	       dl_fe_unexposed_kind(syntax, out->offsetof_expr) == DL_UNEXPOSED_OFFSETOF;
}

/* "a.b" from the member references of an offsetof. */
static const char *member_path(struct dl_lower *lw, CXCursor offsetof_expr)
{
	struct dl_kids kids = dl_fe_kids(lw->t->syntax, offsetof_expr);
	const char *path = "";

	for (unsigned int i = 0; i < kids.count; i++) {
		const char *name;

		if (kids.all[i].kind != CXCursor_MemberRef)
			continue;
		name = dl_fe_spelling(lw->fb.unit->names, kids.all[i]);
		if (*name)
			path = dl_arena_printf(lw->t->scratch, "%s%s%s", path, *path ? "." : "",
					       name);
	}
	return dl_intern(lw->fb.unit->names, path);
}

static bool emit(struct dl_lower *lw, const struct container *c, CXCursor pointer, CXCursor whole,
		 struct dl_val *out)
{
	const struct dl_type *record = dl_fe_type_of(lw->t, c->record);
	struct dl_instr instr = {
		.op = DL_OP_CONTAINER,
		.type = dl_fe_type_of_cursor(lw->t, whole),
		.record = record->record,
		.loc = dl_fe_loc_of(lw->t, whole),
	};
	int64_t offset;

	if (!dl_fe_evaluate(c->offsetof_expr, &offset))
		return false;
	instr.field = member_path(lw, c->offsetof_expr);
	instr.offset = (uint32_t)offset;
	instr.a = dl_fe_lower_value(lw, pointer);
	instr.dst = dl_fb_temp(&lw->fb);
	dl_fe_emit(lw, &instr);
	*out = (struct dl_val){.kind = DL_VAL_TEMP, .type = instr.type, .num = instr.dst};
	return true;
}

bool dl_fe_lower_container_of(struct dl_lower *lw, CXCursor cast, struct dl_val *out)
{
	struct container c;
	CXCursor pointer, inner;

	if (!match(lw, cast, &c))
		return false;
	pointer = dl_fe_peel_parens(lw->t->syntax, c.pointer);
	/* the cast to `char *` of the pointer says nothing */
	if (pointer.kind == CXCursor_CStyleCastExpr) {
		inner = dl_fe_operand(lw->t->syntax, pointer);
		if (clang_getCanonicalType(clang_getCursorType(inner)).kind == CXType_Pointer)
			pointer = inner;
	}
	return emit(lw, &c, pointer, cast, out);
}

/* The initialiser of the only variable that the statement expression declares. */
static bool only_variable(struct dl_lower *lw, struct dl_kids stmts, CXCursor *var)
{
	unsigned int found = 0;

	for (unsigned int i = 0; i + 1 < stmts.count; i++) {
		struct dl_kids decls;

		if (stmts.all[i].kind == CXCursor_NullStmt) /* an assertion that says nothing */
			continue;
		if (stmts.all[i].kind != CXCursor_DeclStmt)
			return false;
		decls = dl_fe_kids(lw->t->syntax, stmts.all[i]);
		for (unsigned int k = 0; k < decls.count; k++) {
			if (decls.all[k].kind == CXCursor_VarDecl) {
				*var = decls.all[k];
				found++;
			} else if (decls.all[k].kind != CXCursor_StaticAssert) {
				return false;
			}
		}
	}
	return found == 1;
}

bool dl_fe_lower_container_block(struct dl_lower *lw, CXCursor stmt_expr, struct dl_val *out)
{
	struct dl_syntax *syntax = lw->t->syntax;
	CXCursor body, last, var = clang_getNullCursor(), init, used;
	struct dl_kids stmts = dl_fe_kids(syntax, stmt_expr);
	struct container c;

	if (stmts.count != 1)
		return false;
	body = stmts.all[0];
	stmts = dl_fe_kids(syntax, body);
	if (stmts.count < 2 || stmts.count > 4)
		return false;
	last = dl_fe_peel_parens(syntax, stmts.all[stmts.count - 1]);
	if (!match(lw, last, &c) || !only_variable(lw, stmts, &var))
		return false;
	used = dl_fe_peel(syntax, c.pointer);
	while (used.kind == CXCursor_CStyleCastExpr)
		used = dl_fe_peel(syntax, dl_fe_operand(syntax, used));
	init = clang_Cursor_getVarDeclInitializer(var);
	if (used.kind != CXCursor_DeclRefExpr || dl_fe_is_null(init) ||
	    !clang_equalCursors(clang_getCursorReferenced(used), var))
		return false;
	return emit(lw, &c, init, last, out);
}
