/* SPDX-License-Identifier: Apache-2.0 */
/* Global and function-static variables, and the functions that their initialisers name. */
#include <string.h>

#include "base/buf.h"
#include "frontend/lower.h"

struct ref_walk {
	struct dl_tu *t;
	DL_VEC(struct dl_init_ref) refs;
	const char *prefix; /* path of the compound literal around */
};

/* "ndo_open", "[2].cb", "a.b": the steps as text. */
static const char *path_text(struct ref_walk *walk, const struct dl_place *place)
{
	struct dl_buf text = {0};
	const char *name;

	if (*walk->prefix)
		dl_buf_puts(&text, walk->prefix);
	for (uint32_t i = 0; i < place->step_count; i++) {
		const struct dl_step *step = &place->steps[i];
		const char *last;

		if (step->kind == DL_STEP_INDEX && step->index.kind == DL_VAL_INT) {
			dl_buf_printf(&text, "[%lld]", (long long)step->index.num);
		} else if (step->kind == DL_STEP_INDEX) {
			dl_buf_puts(&text, "[]");
		} else if (step->kind == DL_STEP_FIELD) {
			last = strrchr(step->field, '.');
			if (text.len)
				dl_buf_putc(&text, '.');
			dl_buf_puts(&text, last ? last + 1 : step->field);
		}
	}
	name = dl_intern(walk->t->ub.unit->names, dl_buf_str(&text));
	dl_buf_free(&text);
	return name;
}

static CXCursor peel_all(struct dl_tu *t, CXCursor value)
{
	for (;;) {
		enum CXCursorKind kind;

		value = dl_fe_peel(t->syntax, value);
		kind = value.kind;
		if (kind != CXCursor_CStyleCastExpr &&
		    (kind != CXCursor_UnaryOperator ||
		     clang_getCursorUnaryOperatorKind(value) != CXUnaryOperator_AddrOf))
			return value;
		value = dl_fe_operand(t->syntax, value);
		if (dl_fe_is_null(value))
			return value;
	}
}

static void walk_refs(struct ref_walk *walk, const char *name, CXType type, CXCursor init);

static void visit_ref(void *data, struct dl_place *place, const struct dl_type *type,
		      CXCursor value)
{
	struct ref_walk *walk = data;
	struct dl_init_ref ref = {0};
	CXCursor inner = peel_all(walk->t, value), referenced;
	const char *outer = walk->prefix;

	(void)type;
	if (inner.kind == CXCursor_CompoundLiteralExpr) { /* &(struct foo){ ... } */
		if (strlen(outer) > 256)
			return;
		walk->prefix = path_text(walk, place);
		walk_refs(walk, "", clang_getCursorType(inner),
			  dl_fe_operand(walk->t->syntax, inner));
		walk->prefix = outer;
		return;
	}
	if (inner.kind != CXCursor_DeclRefExpr)
		return;
	referenced = clang_getCursorReferenced(inner);
	if (referenced.kind != CXCursor_FunctionDecl)
		return;
	ref.func = dl_fe_spelling(walk->t->ub.unit->names, referenced);
	ref.field = path_text(walk, place);
	dl_vec_push(&walk->refs, ref);
}

static void walk_refs(struct ref_walk *walk, const char *name, CXType type, CXCursor init)
{
	struct dl_place_builder pb;
	struct dl_place *place;

	if (dl_fe_is_null(init))
		return;
	dl_pb_init(&pb, DL_BASE_GLOBAL, 0, name, dl_fe_type_of(walk->t, type));
	place = dl_pb_finish(&pb, walk->t->scratch);
	dl_fe_walk_init(walk->t, walk->t->scratch, place, type, init, visit_ref, walk);
}

static struct dl_global *entry(struct dl_tu *t, CXCursor var, const char *name)
{
	uintptr_t index = (uintptr_t)dl_map_get_str(&t->globals, name);
	struct dl_global global = {.name = name};

	if (index)
		return &t->ub.globals.data[index - 1];
	global.type = dl_fe_type_of_cursor(t, var);
	global.loc = dl_fe_loc_of(t, var);
	global.is_static = clang_Cursor_getStorageClass(var) == CX_SC_Static;
	global.is_const = global.type->is_const ||
			  (global.type->kind == DL_TYPE_ARRAY && global.type->elem->is_const);
	dl_vec_push(&t->ub.globals, global);
	dl_map_put_str(&t->globals, name, (void *)(uintptr_t)t->ub.globals.len);
	return &t->ub.globals.data[t->ub.globals.len - 1];
}

void dl_fe_global_use(struct dl_tu *t, CXCursor var, const char *name)
{
	entry(t, var, name);
}

void dl_fe_global_define(struct dl_tu *t, CXCursor var, const char *name, const char *owner)
{
	CXCursor init = clang_Cursor_getVarDeclInitializer(var);
	struct ref_walk walk = {.t = t, .prefix = ""};
	struct dl_global *global = entry(t, var, name);
	size_t index = (size_t)(global - t->ub.globals.data);

	global->owner = owner;
	if (!owner && dl_fe_is_null(init) && clang_Cursor_getStorageClass(var) == CX_SC_Extern)
		return;
	global->is_definition = true;
	global->loc = dl_fe_loc_of(t, var);
	global->type = dl_fe_type_of_cursor(t, var);
	if (dl_fe_is_null(init))
		return;
	walk_refs(&walk, name, clang_getCursorType(var), init);
	global = &t->ub.globals.data[index];
	global->ref_count = (uint32_t)walk.refs.len;
	global->refs = dl_vec_to_arena(&walk.refs, t->ub.unit->arena);
	dl_vec_free(&walk.refs);
}
