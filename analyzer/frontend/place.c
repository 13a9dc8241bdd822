/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lvalues as places. Steps are preferred over temporaries: `a->b->c` is one
 * place, not a chain of loads. Only what is no lvalue (a call, an integer made
 * a pointer, `&x` seen as another type) becomes a temporary as base.
 */
#include <string.h>

#include "frontend/lower.h"

static CXCursor lower_place(struct dl_lower *lw, CXCursor cursor, struct dl_place_builder *pb);

static struct dl_local *declare_static(struct dl_lower *lw, CXCursor var, const char *name)
{
	struct dl_tu *t = lw->t;
	struct dl_local *local = DL_NEW(t->arena, struct dl_local);
	const char *base = dl_arena_printf(t->arena, "%s.%s", lw->fb.func.name, name);
	const char *full = base;

	for (unsigned int n = 2; dl_map_has_str(&t->statics, full); n++)
		full = dl_arena_printf(t->arena, "%s.%u", base, n);
	dl_map_put_str(&t->statics, full, local);
	local->is_static = true;
	local->global = dl_intern(t->ub.unit->names, full);
	dl_fe_cursor_put(&t->locals, var, local);
	dl_fe_global_define(t, var, local->global, lw->fb.func.name);
	dl_fe_take_labels(lw, var);
	return local;
}

/* The local, made known at its first mention. NULL for globals. */
struct dl_local *dl_fe_local_of(struct dl_lower *lw, CXCursor var)
{
	struct dl_tu *t = lw->t;
	struct dl_local *local = dl_fe_cursor_get(&t->locals, var);
	enum CX_StorageClass storage;
	const struct dl_type *type;
	struct dl_var entry = {0};

	if (local)
		return local;
	if (clang_getCursorSemanticParent(var).kind != CXCursor_FunctionDecl)
		return NULL;
	storage = clang_Cursor_getStorageClass(var);
	if (storage == CX_SC_Extern)
		return NULL;
	entry.name = dl_fe_spelling(t->ub.unit->names, var);
	if (storage == CX_SC_Static)
		return declare_static(lw, var, entry.name);
	entry.is_param = var.kind == CXCursor_ParmDecl;
	type = dl_fe_type_of_cursor(t, var);
	entry.type = entry.is_param ? dl_fe_type_decayed(t, type) : type;
	entry.loc = dl_fe_loc_of(t, var);
	if (!*entry.name)
		entry.name = dl_arena_printf(t->scratch, "unnamed.%zu", lw->fb.vars.len);
	local = DL_NEW(t->arena, struct dl_local);
	local->var = dl_fb_var(&lw->fb, &entry);
	dl_fe_cursor_put(&t->locals, var, local);
	return local;
}

static void place_of_var(struct dl_lower *lw, CXCursor var, struct dl_place_builder *pb)
{
	struct dl_local *local = dl_fe_local_of(lw, var);
	const char *name;

	if (local && !local->is_static) {
		const struct dl_var *v = &lw->fb.vars.data[local->var];

		dl_pb_init(pb, DL_BASE_VAR, local->var, v->name, v->type);
		return;
	}
	name = local ? local->global : dl_fe_spelling(lw->t->ub.unit->names, var);
	if (!local)
		dl_fe_global_use(lw->t, var, name);
	dl_pb_init(pb, DL_BASE_GLOBAL, 0, name, dl_fe_type_of_cursor(lw->t, var));
}

static void base_temp(struct dl_lower *lw, struct dl_val pointer, const struct dl_type *type,
		      struct dl_place_builder *pb)
{
	pointer = dl_fe_in_temp(lw, pointer);
	dl_pb_init(pb, DL_BASE_TEMP, (uint32_t)pointer.num, NULL, type);
}

static void unknown_place(struct dl_lower *lw, const struct dl_type *type,
			  struct dl_place_builder *pb)
{
	base_temp(lw, dl_fe_emit_unknown(lw, dl_type_ptr(lw->t->ub.types, type)), type, pb);
}

/* A value without a place of its own, put into a made-up variable. */
static void materialise(struct dl_lower *lw, struct dl_val value, const struct dl_type *type,
			struct dl_place_builder *pb)
{
	struct dl_place *place = dl_fe_synthetic(lw, "value", type);

	dl_fe_emit_store(lw, place, value, lw->loc);
	dl_pb_init(pb, DL_BASE_VAR, place->index, place->name, type);
}

static bool is_variable(CXCursor ref)
{
	enum CXCursorKind kind = ref.kind;

	return kind == CXCursor_VarDecl || kind == CXCursor_ParmDecl;
}

bool dl_fe_is_lvalue(struct dl_lower *lw, CXCursor cursor)
{
	cursor = dl_fe_peel_parens(lw->t->syntax, cursor);
	switch (cursor.kind) {
	case CXCursor_DeclRefExpr:
		return is_variable(clang_getCursorReferenced(cursor));
	case CXCursor_MemberRefExpr:
	case CXCursor_ArraySubscriptExpr:
	case CXCursor_CompoundLiteralExpr:
	case CXCursor_StringLiteral:
		return true;
	case CXCursor_UnaryOperator:
		return clang_getCursorUnaryOperatorKind(cursor) == CXUnaryOperator_Deref;
	default:
		return false;
	}
}

static CXType canonical_type(CXCursor cursor)
{
	return clang_getCanonicalType(clang_getCursorType(cursor));
}

static bool is_pointer_type(CXType canonical)
{
	enum CXTypeKind kind = canonical.kind;

	return kind == CXType_Pointer || kind == CXType_ConstantArray ||
	       kind == CXType_IncompleteArray || kind == CXType_VariableArray;
}

/* Is storage of type @a the storage of type @b, so that a cast of the pointer changes nothing? */
static bool same_storage(const struct dl_type *a, const struct dl_type *b)
{
	if (a->kind == DL_TYPE_RECORD || b->kind == DL_TYPE_RECORD)
		return a->kind == b->kind && a->record == b->record;
	if (a->kind == DL_TYPE_ARRAY || b->kind == DL_TYPE_ARRAY)
		return a->kind == b->kind && a->size == b->size && same_storage(a->elem, b->elem);
	if ((a->kind == DL_TYPE_PTR) != (b->kind == DL_TYPE_PTR))
		return false;
	return a->size == b->size && a->size != 0;
}

/* `*&x`, also through the volatile casts of READ_ONCE(). */
static bool deref_address(struct dl_lower *lw, CXCursor operand, const struct dl_type *type,
			  struct dl_place_builder *pb)
{
	CXCursor inner = dl_fe_operand(lw->t->syntax, operand);

	if (!same_storage(dl_fe_type_of_cursor(lw->t, inner), type))
		return false;
	if (!dl_fe_is_lvalue(lw, dl_fe_peel(lw->t->syntax, inner)))
		return false;
	lower_place(lw, inner, pb);
	return true;
}

/* An array where a pointer is wanted: its first element. */
static bool deref_array(struct dl_lower *lw, CXCursor array, const struct dl_type *type,
			struct dl_place_builder *pb)
{
	const struct dl_type *elem;
	struct dl_val zero;

	lower_place(lw, array, pb);
	elem = pb->place.type->kind == DL_TYPE_ARRAY ? pb->place.type->elem : NULL;
	if (!elem || !same_storage(elem, type)) {
		struct dl_place *place = dl_pb_finish(pb, lw->fb.unit->arena);

		base_temp(lw,
			  dl_fe_emit_addr(lw, place, dl_type_ptr(lw->t->ub.types, type), lw->loc),
			  type, pb);
		return true;
	}
	zero = dl_fe_val_int(dl_type_int(lw->t->ub.types, 4, true), 0);
	dl_pb_index(pb, elem, &zero);
	return true;
}

/* Is the lvalue @cursor an array, not a parameter that merely looks like one? */
static bool is_array(CXCursor cursor)
{
	enum CXTypeKind kind = canonical_type(cursor).kind;

	if (kind != CXType_ConstantArray && kind != CXType_IncompleteArray &&
	    kind != CXType_VariableArray)
		return false;
	return cursor.kind != CXCursor_DeclRefExpr ||
	       clang_getCursorReferenced(cursor).kind != CXCursor_ParmDecl;
}

/* Without parentheses and without casts from pointer to pointer, implicit or not. */
static CXCursor peel_pointer_casts(struct dl_lower *lw, CXCursor cursor)
{
	struct dl_syntax *syntax = lw->t->syntax;

	for (;;) {
		CXCursor inner;

		cursor = dl_fe_peel(syntax, cursor);
		if (cursor.kind == CXCursor_GenericSelectionExpr ||
		    (cursor.kind == CXCursor_UnexposedExpr &&
		     dl_fe_unexposed_kind(syntax, cursor) == DL_UNEXPOSED_CHOOSE)) {
			inner = dl_fe_selected(lw, cursor);
			if (dl_fe_is_null(inner))
				return cursor;
			cursor = inner;
			continue;
		}
		if (cursor.kind != CXCursor_CStyleCastExpr)
			return cursor;
		inner = dl_fe_operand(syntax, cursor);
		if (dl_fe_is_null(inner) || !is_pointer_type(canonical_type(inner)))
			return cursor;
		cursor = inner;
	}
}

void dl_fe_lower_deref(struct dl_lower *lw, CXCursor pointer, const struct dl_type *type,
		       struct dl_place_builder *pb)
{
	CXCursor operand = peel_pointer_casts(lw, pointer);
	struct dl_loc saved = lw->loc;
	bool is_lvalue;

	if (!dl_fe_enter_depth(lw, pointer)) {
		unknown_place(lw, type, pb);
		return;
	}
	if (operand.kind == CXCursor_UnaryOperator &&
	    clang_getCursorUnaryOperatorKind(operand) == CXUnaryOperator_AddrOf &&
	    deref_address(lw, operand, type, pb)) {
		lw->depth--;
		return;
	}
	is_lvalue = dl_fe_is_lvalue(lw, operand);
	if (is_lvalue && is_array(operand)) {
		deref_array(lw, operand, type, pb);
	} else if (is_lvalue && operand.kind != CXCursor_StringLiteral) {
		lower_place(lw, operand, pb);
		dl_pb_deref(pb, type);
	} else {
		base_temp(lw, dl_fe_lower_value(lw, pointer), type, pb);
	}
	lw->loc = saved;
	lw->depth--;
}

static void place_of_member(struct dl_lower *lw, CXCursor cursor, struct dl_place_builder *pb)
{
	CXCursor base = dl_fe_operand(lw->t->syntax, cursor);
	CXCursor field = clang_getCursorReferenced(cursor);
	CXType type;

	if (dl_fe_is_null(base) || field.kind != CXCursor_FieldDecl) {
		base_temp(lw, dl_fe_emit_unsupported(lw, cursor, "unsupported: member"),
			  dl_fe_type_of_cursor(lw->t, cursor), pb);
		return;
	}
	type = canonical_type(base);
	if (is_pointer_type(type)) {
		CXType record = clang_getPointeeType(type);

		if (record.kind != CXType_Record)
			record = clang_getCursorType(clang_getCursorSemanticParent(field));
		dl_fe_lower_deref(lw, base, dl_fe_type_of(lw->t, record), pb);
	} else {
		lower_place(lw, base, pb);
	}
	dl_fe_step_field(lw->t, pb, field);
}

static void place_of_subscript(struct dl_lower *lw, CXCursor cursor, struct dl_place_builder *pb)
{
	struct dl_kids kids = dl_fe_expr_kids(lw->t->syntax, cursor);
	const struct dl_type *elem = dl_fe_type_of_cursor(lw->t, cursor);
	CXCursor base, inner;
	struct dl_val index;
	bool swapped;

	if (kids.count < 2) {
		base_temp(lw, dl_fe_emit_unsupported(lw, cursor, "unsupported: subscript"), elem,
			  pb);
		return;
	}
	swapped = !is_pointer_type(canonical_type(kids.all[0])); /* i[p] */
	base = kids.all[swapped];
	index = dl_fe_known(lw, dl_fe_lower_value(lw, kids.all[!swapped]), NULL);
	inner = dl_fe_peel(lw->t->syntax, base);
	if (dl_fe_is_lvalue(lw, inner) && is_array(inner))
		lower_place(lw, inner, pb);
	else
		dl_fe_lower_deref(lw, base, elem, pb);
	dl_pb_index(pb, elem, &index);
}

static void place_of_literal(struct dl_lower *lw, CXCursor cursor, struct dl_place_builder *pb)
{
	CXType type = clang_getCursorType(cursor);
	struct dl_place *place = dl_fe_synthetic(lw, "literal", dl_fe_type_of(lw->t, type));

	dl_fe_lower_init(lw, place, type, dl_fe_operand(lw->t->syntax, cursor));
	dl_pb_init(pb, DL_BASE_VAR, place->index, place->name, place->type);
}

static CXCursor place_of_other(struct dl_lower *lw, CXCursor cursor, struct dl_place_builder *pb)
{
	struct dl_syntax *syntax = lw->t->syntax;
	enum CXCursorKind kind = cursor.kind;
	CXCursor chosen = clang_getNullCursor();
	const struct dl_type *type;
	struct dl_val value;

	if (kind == CXCursor_UnexposedExpr) {
		enum dl_unexposed what = dl_fe_unexposed_kind(syntax, cursor);

		if (what == DL_UNEXPOSED_CAST)
			chosen = dl_fe_operand(syntax, cursor);
		else if (what == DL_UNEXPOSED_CHOOSE)
			chosen = dl_fe_selected(lw, cursor);
	} else if (kind == CXCursor_GenericSelectionExpr) {
		chosen = dl_fe_selected(lw, cursor);
	}
	if (!dl_fe_is_null(chosen))
		return lower_place(lw, chosen, pb);
	type = dl_fe_type_of_cursor(lw->t, cursor);
	value = dl_fe_lower_value(lw, cursor);
	/* of what the parser could make nothing of it is not known that it has no place of its own */
	if (type->kind == DL_TYPE_UNKNOWN)
		unknown_place(lw, type, pb);
	else
		materialise(lw, value, type, pb);
	return chosen;
}

static const char *string_contents(struct dl_lower *lw, CXCursor cursor)
{
	const char *text = dl_fe_spelling(lw->fb.unit->names, cursor);
	const char *quote = strchr(text, '"');
	size_t len;

	if (!quote)
		return text;
	len = strlen(quote);
	return dl_intern_n(lw->fb.unit->names, quote + 1, len >= 2 ? len - 2 : 0);
}

/* The lvalue that it is; a null cursor for what is none. */
static CXCursor lower_place(struct dl_lower *lw, CXCursor cursor, struct dl_place_builder *pb)
{
	CXCursor referenced;

	cursor = dl_fe_peel_parens(lw->t->syntax, cursor);
	if (!dl_fe_enter_depth(lw, cursor)) {
		unknown_place(lw, dl_fe_type_of_cursor(lw->t, cursor), pb);
		return clang_getNullCursor();
	}
	switch (cursor.kind) {
	case CXCursor_DeclRefExpr:
		referenced = clang_getCursorReferenced(cursor);
		if (is_variable(referenced))
			place_of_var(lw, referenced, pb);
		else
			cursor = place_of_other(lw, cursor, pb);
		break;
	case CXCursor_MemberRefExpr:
		place_of_member(lw, cursor, pb);
		break;
	case CXCursor_ArraySubscriptExpr:
		place_of_subscript(lw, cursor, pb);
		break;
	case CXCursor_CompoundLiteralExpr:
		place_of_literal(lw, cursor, pb);
		break;
	case CXCursor_StringLiteral:
		dl_pb_init(pb, DL_BASE_STR, 0, string_contents(lw, cursor),
			   dl_fe_type_of_cursor(lw->t, cursor));
		break;
	default:
		if (dl_fe_is_lvalue(lw, cursor))
			dl_fe_lower_deref(lw, dl_fe_operand(lw->t->syntax, cursor),
					  dl_fe_type_of_cursor(lw->t, cursor), pb);
		else
			cursor = place_of_other(lw, cursor, pb);
		break;
	}
	lw->depth--;
	return cursor;
}

struct dl_place *dl_fe_lower_place_done(struct dl_lower *lw, CXCursor cursor)
{
	struct dl_place_builder pb;
	CXCursor lvalue = lower_place(lw, cursor, &pb);
	CXType written = canonical_type(lvalue);

	/* As written: that of `*(volatile u32 *)&x` is dropped on the way to `x`. */
	pb.place.is_volatile = clang_isVolatileQualifiedType(written);
	return dl_pb_finish(&pb, lw->fb.unit->arena);
}
