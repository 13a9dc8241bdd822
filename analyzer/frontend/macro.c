/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The name that the driver wrote. libclang sees dma_map_single_attrs() where
 * the source says dma_map_single(); the text at the place of expansion tells.
 */
#include <string.h>

#include "base/hash.h"
#include "frontend/lower.h"

#define MAX_OWN_VARIABLES 4

static bool starts_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool in_name(char c)
{
	return starts_name(c) || (c >= '0' && c <= '9');
}

static size_t name_length(const char *text, size_t left)
{
	size_t len = 0;

	if (!text || !left || !starts_name(*text))
		return 0;
	while (len < left && in_name(text[len]))
		len++;
	return len;
}

const char *dl_fe_called_in_text(struct dl_tu *t, CXSourceLocation loc)
{
	size_t left;
	const char *text = dl_fe_text_written(t, loc, &left);
	size_t len = name_length(text, left), after = len;

	while (after < left && (text[after] == ' ' || text[after] == '\t'))
		after++;
	if (!len || after == left || text[after] != '(')
		return NULL;
	return dl_intern_n(t->ub.unit->names, text, len);
}

const char *dl_fe_constant_in_text(struct dl_tu *t, CXSourceLocation loc, CXSourceLocation call)
{
	size_t left, call_left;
	const char *text = dl_fe_text_written(t, loc, &left);
	size_t len = name_length(text, left), after = len;

	/* both from the body of one macro: the text there is that macro's name */
	if (!len || text == dl_fe_text_written(t, call, &call_left))
		return NULL;
	while (after < left && strchr(" \t\n", text[after]))
		after++;
	if (after == left || (text[after] != ',' && text[after] != ')'))
		return NULL;
	return dl_intern_n(t->ub.unit->names, text, len);
}

const char *dl_fe_written_name(struct dl_tu *t, CXSourceLocation loc, const char *name)
{
	size_t left;
	const char *text = dl_fe_text_written(t, loc, &left);
	size_t len = name_length(text, left);

	if (!len)
		return NULL;
	if (strlen(name) == len && !memcmp(text, name, len))
		return NULL;
	return dl_intern_n(t->ub.unit->names, text, len);
}

/* Whether the name at @text, a macro's, is followed by something in brackets. */
static bool has_arguments(const char *text, size_t left)
{
	size_t at = name_length(text, left);

	while (at < left && strchr(" \t\n", text[at]))
		at++;
	if (at == left || text[at++] != '(')
		return false;
	while (at < left && strchr(" \t\n", text[at]))
		at++;
	return at < left && text[at] != ')';
}

struct part_search {
	struct dl_tu *t;
	const char *whole;	/* text at the macro */
	int depth;		/* variables of the macro's that have been looked through */
	bool found;
};

static enum CXChildVisitResult find_part(CXCursor cursor, CXCursor parent, CXClientData data)
{
	struct part_search *search = data;
	size_t left;
	const char *text = dl_fe_text_written(search->t, clang_getCursorLocation(cursor), &left);
	CXCursor var;

	(void)parent;
	search->found = text && text != search->whole;
	if (search->found)
		return CXChildVisit_Break;
	if (cursor.kind != CXCursor_DeclRefExpr || search->depth == MAX_OWN_VARIABLES)
		return CXChildVisit_Recurse;
	/* a variable of the macro's own holds what it was made of */
	var = clang_getCursorReferenced(cursor);
	if (var.kind == CXCursor_VarDecl &&
	    dl_fe_text_written(search->t, clang_getCursorLocation(var), &left) == search->whole) {
		search->depth++;
		clang_visitChildren(var, find_part, search);
		search->depth--;
	}
	return search->found ? CXChildVisit_Break : CXChildVisit_Continue;
}

/* The expansion that @call comes from; with @callee, all of its calls of that function. */
static uint64_t expansion_key(const struct dl_instr *call, const char *callee)
{
	uint64_t h = dl_hash_word(0, ((uint64_t)call->loc.line << 32) | call->loc.col);

	return dl_hash_word(dl_hash_word(h, call->loc.file), (uintptr_t)callee);
}

void dl_fe_note_given(struct dl_lower *lw, CXCursor cursor, const CXCursor *args, const struct dl_instr *call)
{
	size_t left;
	const char *text = dl_fe_text_written(lw->t, clang_getCursorLocation(cursor), &left);
	struct part_search search = {.t = lw->t, .whole = text};

	for (unsigned int i = 0; has_arguments(text, left) && i < call->arg_count && !search.found; i++) {
		find_part(args[i], cursor, &search);
		if (!search.found)
			clang_visitChildren(args[i], find_part, &search);
	}
	if (!search.found)
		return;
	dl_map_put(&lw->given, expansion_key(call, NULL), lw);
	dl_map_put(&lw->given, expansion_key(call, call->callee), lw);
}

void dl_fe_drop_names(const struct dl_lower *lw, struct dl_func *func)
{
	for (uint32_t b = 0; lw->given.len && b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			struct dl_instr *in = &func->blocks[b].instrs[i];

			if (in->op == DL_OP_CALL && in->written && dl_map_has(&lw->given, expansion_key(in, NULL)) &&
			    !dl_map_has(&lw->given, expansion_key(in, in->callee)))
				in->written = NULL;
		}
	}
}
