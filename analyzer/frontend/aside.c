/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Static functions of the driver's headers. A file has all of them and uses few, so they are set aside, and lowered
 * when something that is lowered mentions them, or when their text tells enough (dl_parse_request.tells).
 */
#include <string.h>

#include "frontend/lower.h"

bool dl_fe_set_aside(struct dl_tu *t, CXCursor function, struct dl_tu_file *file)
{
	struct dl_aside aside = {.cursor = function, .file = file, .before = t->ub.funcs.len};

	if (!t->req->tells || file->class != DL_FILE_HEADER ||
	    clang_Cursor_getStorageClass(function) != CX_SC_Static)
		return false;
	aside.name = dl_fe_spelling(t->ub.unit->names, function);
	dl_vec_push(&t->asides, aside);
	return true;
}

/* ---- what is mentioned ---- */

static void mention(struct dl_tu *t, const char *name)
{
	dl_map_put(&t->mentioned, (uintptr_t)name, t);
}

static void note_value(struct dl_tu *t, const struct dl_val *value)
{
	if (value->kind == DL_VAL_FUNC)
		mention(t, value->str);
}

static void note_block(struct dl_tu *t, const struct dl_block *block)
{
	for (uint32_t i = 0; i < block->instr_count; i++) {
		const struct dl_instr *in = &block->instrs[i];

		if (in->callee)
			mention(t, in->callee);
		note_value(t, &in->a);
		note_value(t, &in->b);
		for (uint32_t k = 0; k < in->arg_count; k++)
			note_value(t, &in->args[k]);
	}
	note_value(t, &block->term.cond);
}

static void note_functions(struct dl_tu *t)
{
	for (; t->noted < t->ub.funcs.len; t->noted++) {
		const struct dl_func *func = &t->ub.funcs.data[t->noted];

		for (uint32_t b = 0; b < func->block_count; b++)
			note_block(t, &func->blocks[b]);
	}
}

static void note_globals(struct dl_tu *t)
{
	for (size_t i = 0; i < t->ub.globals.len; i++) {
		const struct dl_global *global = &t->ub.globals.data[i];

		for (uint32_t k = 0; k < global->ref_count; k++)
			mention(t, global->refs[k].func);
	}
}

static bool is_mentioned(struct dl_tu *t, const struct dl_aside *aside)
{
	note_functions(t);
	return dl_map_has(&t->mentioned, (uintptr_t)aside->name);
}

/* ---- what is lowered ---- */

static bool tells(struct dl_tu *t, CXCursor function)
{
	CXSourceRange range = clang_getCursorExtent(function);
	size_t left, after;
	const char *text = dl_fe_text_written(t, clang_getRangeStart(range), &left);
	const char *end = dl_fe_text_written(t, clang_getRangeEnd(range), &after);

	/* what a macro writes is not in sight */
	return !text || text != dl_fe_text_spelled(t, clang_getRangeStart(range), &left) ||
	       !end || end <= text || (size_t)(end - text) > left ||
	       t->req->tells(t->req->tells_ctx, text, (size_t)(end - text));
}

static void lower(struct dl_tu *t, struct dl_aside *aside)
{
	size_t count = t->ub.funcs.len;

	aside->is_done = true;
	dl_fe_lower_function(t, aside->cursor, aside->file);
	if (t->ub.funcs.len > count)
		aside->func = t->ub.funcs.len;
	dl_arena_reset(t->scratch);
	dl_fe_syntax_reset(t->syntax);
}

/* Functions as they stand in the source; the first @count are those that were not set aside. */
static void put_in_order(struct dl_tu *t, size_t count)
{
	struct dl_func *funcs = t->ub.funcs.data;
	DL_VEC(struct dl_func) all = {0};
	size_t next = 0;

	for (size_t i = 0; i < t->asides.len; i++) {
		const struct dl_aside *aside = &t->asides.data[i];

		while (next < aside->before)
			dl_vec_push(&all, funcs[next++]);
		if (aside->func)
			dl_vec_push(&all, funcs[aside->func - 1]);
	}
	while (next < count)
		dl_vec_push(&all, funcs[next++]);
	if (all.len)
		memcpy(funcs, all.data, all.len * sizeof(*funcs));
	dl_vec_free(&all);
}

/* True: something was lowered, which may mention more. */
static bool lower_mentioned(struct dl_tu *t)
{
	bool any = false;

	note_globals(t); /* also those inside of functions */
	for (size_t i = 0; i < t->asides.len; i++) {
		struct dl_aside *aside = &t->asides.data[i];

		if (aside->is_done || !is_mentioned(t, aside))
			continue;
		lower(t, aside);
		any = true;
	}
	return any;
}

void dl_fe_lower_asides(struct dl_tu *t)
{
	size_t count = t->ub.funcs.len;

	if (!t->asides.len)
		return;
	for (size_t i = 0; i < t->asides.len; i++)
		if (tells(t, t->asides.data[i].cursor))
			lower(t, &t->asides.data[i]);
	while (lower_mentioned(t))
		;
	put_in_order(t, count);
}
