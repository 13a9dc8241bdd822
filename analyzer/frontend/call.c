/* SPDX-License-Identifier: Apache-2.0 */
/* Calls, direct and through pointers. */
#include <string.h>

#include "frontend/lower.h"

static bool declared_noreturn(struct dl_tu *t, CXCursor function)
{
	CXString text = clang_getTypeSpelling(clang_getCursorType(function));
	const char *spelled = clang_getCString(text);
	bool found = spelled && strstr(spelled, "noreturn");
	const struct dl_tu_file *file;
	CXPrintingPolicy policy;

	clang_disposeString(text);
	if (found || !clang_Cursor_hasAttrs(function))
		return found;
	/* _Noreturn is an attribute of the declaration and not part of the type. The core's headers
	 * have none, and to print all that they declare takes long. */
	file = dl_fe_tu_file_at(t, clang_getCursorLocation(function));
	if (!file || file->class == DL_FILE_CORE)
		return false;
	policy = clang_getCursorPrintingPolicy(function);
	clang_PrintingPolicy_setProperty(policy, CXPrintingPolicy_TerseOutput, 1);
	text = clang_getCursorPrettyPrinted(function, policy);
	clang_PrintingPolicy_dispose(policy);
	spelled = clang_getCString(text);
	found = spelled && strstr(spelled, "_Noreturn");
	clang_disposeString(text);
	return found;
}

/* A number, or a pointer through which nothing can be written and nothing changes by itself. */
static bool is_read_only(CXType type)
{
	CXType target;

	type = clang_getCanonicalType(type);
	if (type.kind != CXType_Pointer)
		return type.kind >= CXType_FirstBuiltin && type.kind <= CXType_LastBuiltin ?
			       type.kind != CXType_Void :
			       type.kind == CXType_Enum;
	target = clang_getPointeeType(type);
	return clang_isConstQualifiedType(target) && !clang_isVolatileQualifiedType(target);
}

/* An inline function is seen by all who call it: one that gets nothing to write to only asks. */
static bool declared_pure(CXCursor function)
{
	CXType type = clang_getCursorType(function);
	int count = clang_getNumArgTypes(type);

	if (!clang_Cursor_isFunctionInlined(function) || count < 1 ||
	    clang_isFunctionTypeVariadic(type) || !is_read_only(clang_getResultType(type)))
		return false;
	for (int i = 0; i < count; i++)
		if (!is_read_only(clang_getArgType(type, (unsigned int)i)))
			return false;
	return true;
}

static const struct dl_callee *callee_of(struct dl_tu *t, CXCursor function)
{
	struct dl_callee *callee = dl_fe_cursor_get(&t->callees, function);

	if (callee)
		return callee;
	callee = DL_NEW(t->arena, struct dl_callee);
	callee->name = dl_fe_spelling(t->ub.unit->names, function);
	callee->noreturn = declared_noreturn(t, function);
	callee->pure = declared_pure(function);
	dl_fe_cursor_put(&t->callees, function, callee);
	return callee;
}

/* The function an expression names directly, behind parentheses, casts, `*` and `&`; or a null
 * cursor. */
static CXCursor named_function(struct dl_lower *lw, CXCursor callee)
{
	CXCursor referenced;

	for (;;) {
		enum CXCursorKind kind;

		callee = dl_fe_peel(lw->t->syntax, callee);
		kind = callee.kind;
		if (kind != CXCursor_UnaryOperator && kind != CXCursor_CStyleCastExpr)
			break;
		callee = dl_fe_operand(lw->t->syntax, callee);
		if (dl_fe_is_null(callee))
			return callee;
	}
	if (callee.kind != CXCursor_DeclRefExpr)
		return clang_getNullCursor();
	referenced = clang_getCursorReferenced(callee);
	return referenced.kind == CXCursor_FunctionDecl ? referenced
									: clang_getNullCursor();
}

const char *dl_fe_called_name(struct dl_lower *lw, CXCursor call)
{
	CXCursor referenced = clang_getCursorReferenced(call);

	if (referenced.kind != CXCursor_FunctionDecl)
		return NULL;
	return callee_of(lw->t, referenced)->name;
}

/* The pointer of an indirect call, and the place it was loaded from. */
static void indirect_callee(struct dl_lower *lw, CXCursor callee, struct dl_instr *call)
{
	struct dl_place *place;

	callee = dl_fe_peel(lw->t->syntax, callee);
	while (callee.kind == CXCursor_UnaryOperator &&
	       clang_getCursorUnaryOperatorKind(callee) == CXUnaryOperator_Deref)
		callee = dl_fe_peel(lw->t->syntax, dl_fe_operand(lw->t->syntax, callee));
	if (!dl_fe_is_lvalue(lw, callee)) {
		call->a = dl_fe_in_temp(lw, dl_fe_lower_value(lw, callee));
		return;
	}
	place = dl_fe_lower_place_done(lw, callee);
	call->through = place;
	call->a = dl_fe_emit_load(lw, place, dl_fe_loc_of(lw->t, callee));
}

static void finish_call(struct dl_lower *lw, struct dl_instr *call, bool wanted)
{
	call->dst = DL_NO_TEMP;
	if (wanted && call->type->kind != DL_TYPE_VOID)
		call->dst = dl_fb_temp(&lw->fb);
	dl_fe_emit(lw, call);
	if (call->noreturn)
		dl_fe_unreachable(lw);
}

/* Whom it calls. A function whose declaration is in error has at least its name in the text. */
static void lower_callee(struct dl_lower *lw, CXCursor callee, CXCursor function, CXCursor whole,
			 struct dl_instr *call)
{
	struct dl_tu *t = lw->t;
	const struct dl_callee *known;

	if (!dl_fe_is_null(function)) {
		known = callee_of(t, function);
		call->callee = dl_fe_builtin_plain_name(lw, known->name);
		call->noreturn = known->noreturn;
		call->pure = known->pure;
		call->written = dl_fe_written_name(t, clang_getCursorLocation(whole), known->name);
		if (call->written == call->callee)
			call->written = NULL;
		return;
	}
	if (clang_getCursorType(callee).kind == CXType_Dependent) {
		dl_fe_note_broken(lw, callee);
		call->callee = dl_fe_called_in_text(t, clang_getCursorLocation(callee));
	}
	if (!call->callee)
		indirect_callee(lw, callee, call);
}

/* A number that the source gives as one macro keeps its name: GFP_KERNEL, not GFP_KERNEL | __GFP_NOWARN. */
static struct dl_val lower_argument(struct dl_lower *lw, CXCursor arg, CXCursor whole)
{
	struct dl_val value = dl_fe_known(lw, dl_fe_lower_value(lw, arg), NULL);

	if (value.kind == DL_VAL_INT && !value.str &&
	    (value.type->kind == DL_TYPE_INT || value.type->kind == DL_TYPE_ENUM))
		value.str = dl_fe_constant_in_text(lw->t, clang_getCursorLocation(arg),
						   clang_getCursorLocation(whole));
	return value;
}

struct dl_val dl_fe_lower_call_of(struct dl_lower *lw, CXCursor callee, const CXCursor *args,
				  unsigned int arg_count, CXCursor whole, bool wanted)
{
	struct dl_tu *t = lw->t;
	CXCursor function = named_function(lw, callee);
	struct dl_instr call = {
		.op = DL_OP_CALL,
		.arg_count = arg_count,
		.loc = dl_fe_loc_range(t, whole),
	};

	lower_callee(lw, callee, function, whole, &call);
	call.type = dl_fe_type_of_cursor(t, whole);
	if (call.type->kind == DL_TYPE_UNKNOWN && !dl_fe_is_null(function))
		call.type = dl_fe_type_of(t, clang_getCursorResultType(function));
	if (arg_count)
		call.args = DL_NEW_ARRAY(lw->fb.unit->arena, struct dl_val, arg_count);
	for (unsigned int i = 0; i < arg_count; i++)
		call.args[i] = lower_argument(lw, args[i], whole);
	if (call.written)
		dl_fe_note_given(lw, whole, args, &call);
	finish_call(lw, &call, wanted);
	if (call.dst == DL_NO_TEMP) {
		if (call.type->kind == DL_TYPE_VOID || !wanted)
			return dl_fe_val_none();
	}
	return (struct dl_val){.kind = DL_VAL_TEMP, .type = call.type, .num = call.dst};
}

struct dl_val dl_fe_lower_call(struct dl_lower *lw, CXCursor cursor, bool wanted)
{
	const char *name = dl_fe_called_name(lw, cursor);
	int count = clang_Cursor_getNumArguments(cursor);
	struct dl_kids kids;
	struct dl_val value;
	CXCursor *args;

	if (name && dl_fe_lower_builtin(lw, name, cursor, wanted, &value))
		return value;
	kids = dl_fe_expr_kids(lw->t->syntax, cursor);
	if (kids.count == 0)
		return dl_fe_emit_unsupported(lw, cursor, "unsupported: call");
	if (count < 0)
		count = (int)kids.count - 1;
	args = DL_NEW_ARRAY(lw->t->scratch, CXCursor, (size_t)count + 1);
	for (int i = 0; i < count; i++)
		args[i] = clang_Cursor_getArgument(cursor, (unsigned int)i);
	return dl_fe_lower_call_of(lw, kids.all[0], args, (unsigned int)count, cursor, wanted);
}
