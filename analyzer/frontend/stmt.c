/* SPDX-License-Identifier: Apache-2.0 */
/* Statements and declarations. */
#include "frontend/lower.h"

static void lower_variable(struct dl_lower *lw, CXCursor var)
{
	struct dl_local *local = dl_fe_local_of(lw, var);
	CXCursor init;

	if (!local || local->is_static)
		return;
	lw->loc = dl_fe_loc_range(lw->t, var);
	dl_fe_emit(lw, &(struct dl_instr){
		.op = DL_OP_DECL, .dst = local->var, .type = lw->fb.vars.data[local->var].type });
	init = clang_Cursor_getVarDeclInitializer(var);
	if (!dl_fe_is_null(init))
		dl_fe_lower_init(lw, dl_fe_place_of_var(lw, local->var), clang_getCursorType(var), init);
	dl_fe_cleanup_declare(lw, var, local->var);
}

static void lower_decl(struct dl_lower *lw, CXCursor decl_stmt)
{
	struct dl_kids kids = dl_fe_kids(lw->t->syntax, decl_stmt);

	for (unsigned int i = 0; i < kids.count; i++) {
		if (kids.all[i].kind == CXCursor_VarDecl)
			lower_variable(lw, kids.all[i]);
	}
}

static void lower_compound(struct dl_lower *lw, CXCursor cursor)
{
	const struct dl_cleanup *saved = lw->cleanups;
	struct dl_kids kids = dl_fe_kids(lw->t->syntax, cursor);

	for (unsigned int i = 0; i < kids.count; i++)
		dl_fe_lower_stmt(lw, kids.all[i]);
	dl_fe_scope_leave(lw, saved);
}

static void lower_if(struct dl_lower *lw, CXCursor cursor)
{
	struct dl_kids kids = dl_fe_kids(lw->t->syntax, cursor);
	uint32_t then, otherwise, join;

	if (kids.count < 2) {
		dl_fe_emit_unsupported(lw, cursor, "unsupported: if");
		return;
	}
	then = dl_fe_new_block(lw);
	otherwise = kids.count > 2 ? dl_fe_new_block(lw) : UINT32_MAX;
	join = dl_fe_new_block(lw);
	dl_fe_lower_cond(lw, kids.all[0], then, kids.count > 2 ? otherwise : join);
	dl_fe_enter(lw, then);
	dl_fe_lower_stmt(lw, kids.all[1]);
	dl_fe_jump(lw, join);
	if (kids.count > 2) {
		dl_fe_enter(lw, otherwise);
		dl_fe_lower_stmt(lw, kids.all[2]);
		dl_fe_jump(lw, join);
	}
	dl_fe_enter(lw, join);
}

/* An attribute before a statement, `fallthrough;` above all. */
static void lower_unexposed(struct dl_lower *lw, CXCursor cursor)
{
	struct dl_kids kids = dl_fe_kids(lw->t->syntax, cursor);

	for (unsigned int i = 0; i < kids.count; i++) {
		enum CXCursorKind kind = kids.all[i].kind;

		if (clang_isStatement(kind) || clang_isExpression(kind))
			dl_fe_lower_stmt(lw, kids.all[i]);
	}
}

static void lower_kind(struct dl_lower *lw, CXCursor cursor, enum CXCursorKind kind)
{
	switch (kind) {
	case CXCursor_CompoundStmt: lower_compound(lw, cursor); break;
	case CXCursor_DeclStmt: lower_decl(lw, cursor); break;
	case CXCursor_IfStmt: lower_if(lw, cursor); break;
	case CXCursor_ForStmt: dl_fe_lower_for(lw, cursor); break;
	case CXCursor_WhileStmt: dl_fe_lower_while(lw, cursor); break;
	case CXCursor_DoStmt: dl_fe_lower_do(lw, cursor); break;
	case CXCursor_SwitchStmt: dl_fe_lower_switch(lw, cursor); break;
	case CXCursor_CaseStmt:
	case CXCursor_DefaultStmt: dl_fe_lower_case(lw, cursor); break;
	case CXCursor_BreakStmt: dl_fe_lower_break(lw, false); break;
	case CXCursor_ContinueStmt: dl_fe_lower_break(lw, true); break;
	case CXCursor_ReturnStmt: dl_fe_lower_return(lw, cursor); break;
	case CXCursor_LabelStmt: dl_fe_lower_label(lw, cursor); break;
	case CXCursor_GotoStmt: dl_fe_lower_goto(lw, cursor); break;
	case CXCursor_IndirectGotoStmt: dl_fe_lower_indirect_goto(lw, cursor); break;
	case CXCursor_GCCAsmStmt: dl_fe_lower_asm(lw, cursor); break;
	case CXCursor_UnexposedStmt: lower_unexposed(lw, cursor); break;
	case CXCursor_NullStmt: break;
	default:
		dl_fe_emit_unsupported(lw, cursor, "unsupported: statement");
		break;
	}
}

void dl_fe_lower_stmt(struct dl_lower *lw, CXCursor cursor)
{
	enum CXCursorKind kind = cursor.kind;

	if (!dl_fe_enter_depth(lw, cursor)) {
		dl_fe_emit_unknown(lw, dl_type_unknown(lw->t->ub.types));
		return;
	}
	lw->loc = dl_fe_loc_of(lw->t, cursor);
	if (clang_isExpression(kind))
		dl_fe_lower_effect(lw, cursor);
	else if (clang_isStatement(kind))
		lower_kind(lw, cursor, kind);
	lw->depth--;
}

/* All statements of `({ ... })` but the last; that one is returned when it is an expression. */
static CXCursor enter_stmt_expr(struct dl_lower *lw, CXCursor cursor)
{
	struct dl_kids kids = dl_fe_kids(lw->t->syntax, cursor);
	CXCursor last = clang_getNullCursor();

	if (kids.count == 0)
		return last;
	kids = dl_fe_kids(lw->t->syntax, kids.all[0]);
	for (unsigned int i = 0; i < kids.count; i++) {
		CXCursor stmt = kids.all[i];

		if (i + 1 < kids.count) {
			dl_fe_lower_stmt(lw, stmt);
			continue;
		}
		while (stmt.kind == CXCursor_LabelStmt) {
			struct dl_kids inner = dl_fe_kids(lw->t->syntax, stmt);

			dl_fe_place_label(lw, stmt);
			if (inner.count == 0)
				return last;
			stmt = inner.all[inner.count - 1];
		}
		if (clang_isExpression(stmt.kind))
			last = stmt;
		else
			dl_fe_lower_stmt(lw, stmt);
	}
	return last;
}

struct dl_val dl_fe_lower_stmt_expr(struct dl_lower *lw, CXCursor cursor, bool wanted)
{
	const struct dl_cleanup *saved = lw->cleanups;
	struct dl_loc loc = lw->loc;
	struct dl_val value = dl_fe_val_none();
	CXCursor last;

	if (dl_fe_lower_container_block(lw, cursor, &value))
		return value;
	last = enter_stmt_expr(lw, cursor);
	lw->loc = loc;
	if (!dl_fe_is_null(last)) {
		if (wanted)
			value = dl_fe_lower_value(lw, last);
		else
			dl_fe_lower_effect(lw, last);
	}
	dl_fe_scope_leave(lw, saved);
	return value;
}

void dl_fe_lower_stmt_expr_cond(struct dl_lower *lw, CXCursor cursor, uint32_t yes, uint32_t no)
{
	const struct dl_cleanup *saved = lw->cleanups;
	struct dl_loc loc = lw->loc;
	struct dl_val value;
	CXCursor last;

	if (dl_fe_lower_container_block(lw, cursor, &value)) {
		dl_fe_branch(lw, value, yes, no, loc);
		return;
	}
	last = enter_stmt_expr(lw, cursor);
	lw->loc = loc;
	if (dl_fe_is_null(last)) {
		dl_fe_scope_leave(lw, saved);
		dl_fe_jump(lw, no);
	} else if (lw->cleanups != saved) {
		/* the value first, then the cleanups of the block, then the branch */
		value = dl_fe_lower_value(lw, last);
		dl_fe_scope_leave(lw, saved);
		dl_fe_branch(lw, value, yes, no, loc);
	} else {
		dl_fe_lower_cond(lw, last, yes, no);
	}
}
