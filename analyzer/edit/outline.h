/* SPDX-License-Identifier: Apache-2.0 */
/* The statements of a function, by its text. */
#ifndef DL_EDIT_OUTLINE_H
#define DL_EDIT_OUTLINE_H

#include "base/arena.h"
#include "edit/code.h"

enum dl_statement_kind {
	DL_STATEMENT_SIMPLE, /* an expression, a declaration, a jump; with its semicolon */
	DL_STATEMENT_BLOCK,
	DL_STATEMENT_IF,
	DL_STATEMENT_LOOP,  /* for, while, do, switch, and macros that stand before a statement */
	DL_STATEMENT_LABEL, /* also of a switch; the statement that it names is the next one */
	DL_STATEMENT_DIRECTIVE, /* a line of the preprocessor */
};

struct dl_statement {
	enum dl_statement_kind kind;
	struct dl_stretch at;
	struct dl_stretch head; /* IF, LOOP: what is in its brackets; LABEL: the name */
	struct dl_statement *parent;
	struct dl_statement *next;	/* in the same block */
	struct dl_statement *last;	/* the one before, likewise */
	struct dl_statement *first;	/* BLOCK: of it; IF: what is done then; LOOP: its body */
	struct dl_statement *otherwise; /* IF: what follows "else"; NULL */
};

/*
 * The block of the function that @at lies in, with all below. NULL: it lies in none, or the text
 * cannot be cut into statements.
 */
struct dl_statement *dl_outline(struct dl_arena *arena, const struct dl_code *code, size_t at);
/* The innermost statement around @at; NULL: there is none. */
struct dl_statement *dl_statement_at(struct dl_statement *all, size_t at);

/* It leaves where it is: return, goto, break, continue; for a block its last statement does. */
bool dl_statement_leaves(const struct dl_code *code, const struct dl_statement *s);
/* It is a simple one that begins with @word. */
bool dl_statement_begins(const struct dl_code *code, const struct dl_statement *s,
			 const char *word);

#endif
