/* SPDX-License-Identifier: Apache-2.0 */
/* One function from its cursor to the unit. */
#include <string.h>

#include "frontend/lower.h"

static CXCursor body_of(struct dl_tu *t, CXCursor function)
{
	struct dl_kids kids = dl_fe_kids(t->syntax, function);

	for (unsigned int i = kids.count; i > 0; i--) {
		if (kids.all[i - 1].kind == CXCursor_CompoundStmt)
			return kids.all[i - 1];
	}
	return clang_getNullCursor();
}

static void declare_params(struct dl_lower *lw, CXCursor function)
{
	int count = clang_Cursor_getNumArguments(function);

	for (int i = 0; i < count; i++)
		dl_fe_local_of(lw, clang_Cursor_getArgument(function, (unsigned int)i));
}

/* Location of the closing brace: one column before the end of the extent. */
static struct dl_loc closing_brace(struct dl_tu *t, CXCursor function)
{
	struct dl_loc end = dl_fe_loc_at(t, clang_getRangeEnd(clang_getCursorExtent(function)));

	if (end.col > 1)
		end.col--;
	return end;
}

static void describe(struct dl_lower *lw, CXCursor function, struct dl_tu_file *file)
{
	struct dl_func *func = &lw->fb.func;
	CXType type = clang_getCursorType(function);

	func->loc = dl_fe_loc_of(lw->t, function);
	func->end = closing_brace(lw->t, function);
	func->ret = dl_fe_type_of(lw->t, clang_getResultType(type));
	func->is_static = clang_Cursor_getStorageClass(function) == CX_SC_Static;
	func->is_inline = clang_Cursor_isFunctionInlined(function);
	func->in_header = file->class == DL_FILE_HEADER;
	lw->ret = func->ret;
	lw->loc = func->loc;
}

/* A body that a macro of the kernel wrote, as in trace headers: hundreds of them, no code of the
 * driver. */
static bool written_in_core(struct dl_tu *t, CXCursor body)
{
	CXFile handle = NULL;
	struct dl_tu_file *file;

	clang_getSpellingLocation(clang_getCursorLocation(body), &handle, NULL, NULL, NULL);
	file = dl_fe_tu_file(t, handle);
	return file && file->class == DL_FILE_CORE;
}

void dl_fe_lower_function(struct dl_tu *t, CXCursor function, struct dl_tu_file *file)
{
	struct dl_lower lw = {.t = t};
	struct dl_term term = {.kind = DL_TERM_RETURN};
	struct dl_func func;
	CXCursor body = body_of(t, function);

	if (dl_fe_is_null(body) || (file->class == DL_FILE_HEADER && written_in_core(t, body)))
		return;
	dl_fb_init(&lw.fb, t->ub.unit, dl_fe_spelling(t->ub.unit->names, function));
	lw.loop.on_break = lw.loop.on_continue = UINT32_MAX;
	describe(&lw, function, file);
	declare_params(&lw, function);
	dl_fe_enter(&lw, dl_fe_new_block(&lw));
	dl_fe_lower_stmt(&lw, body);
	term.loc = lw.fb.func.end;
	dl_fb_term(&lw.fb, lw.block, &term);
	dl_fe_finish_gotos(&lw);
	dl_fe_health_mark(t, &lw.fb);
	/* Clang says nothing where a declaration from a header is used that is itself in error. */
	if (lw.broken.line && !lw.fb.degradations.len)
		dl_fb_degrade(&lw.fb, "other error", "uses a declaration that is in error",
			      lw.broken);
	dl_fe_cfg_tidy(&lw.fb, t->scratch);
	dl_fb_finish(&lw.fb, &func);
	dl_fe_drop_names(&lw, &func);
	dl_map_free(&lw.given);
	dl_vec_push(&t->ub.funcs, func);
	dl_vec_free(&lw.labels);
	dl_vec_free(&lw.gotos);
}
