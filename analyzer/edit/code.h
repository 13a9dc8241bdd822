/* SPDX-License-Identifier: Apache-2.0 */
/*
 * C text as an editor of it sees it: calls with their arguments, and what stands at a place. No
 * parser: what is not plainly there is said not to be, and whoever edits scans the result.
 */
#ifndef DL_EDIT_CODE_H
#define DL_EDIT_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a text, from start to before end. */
struct dl_stretch {
	size_t start;
	size_t end;
};

struct dl_code {
	const char *text;
	size_t len;
};

/* Where line @line begins, from 1, and column @col of it, in bytes from 1; false: there is none. */
bool dl_code_offset(const struct dl_code *code, uint32_t line, uint32_t col, size_t *out);
void dl_code_place(const struct dl_code *code, size_t at, uint32_t *line, uint32_t *col);
/* The begin of the line of @at; the begin of the next one, or the end. */
size_t dl_code_line(const struct dl_code *code, size_t at);
size_t dl_code_next_line(const struct dl_code *code, size_t at);
/* Its column as an editor shows it, from 0, with tabs of 8. */
size_t dl_code_column(const struct dl_code *code, size_t at);
/* The line of @at is the preprocessor's, or goes on one that is. */
bool dl_code_is_directive(const struct dl_code *code, size_t at);
/* Some line in @where is; and those with a part of it. */
bool dl_code_has_directive(const struct dl_code *code, struct dl_stretch where);
bool dl_code_has_comment(const struct dl_code *code, struct dl_stretch where);

/* From @at on the first character that is neither blank nor in a comment, and before @at the end of
 * the last one. */
size_t dl_code_skip(const struct dl_code *code, size_t at, size_t end);
/* The same stretch without blanks and comments at both ends. */
struct dl_stretch dl_code_trim(const struct dl_code *code, struct dl_stretch where);
/* Behind the bracket that closes the one at @at; SIZE_MAX: none does before @end. */
size_t dl_code_close(const struct dl_code *code, size_t at, size_t end);
/* The length of the name at @at; 0: there is none. */
size_t dl_code_name(const struct dl_code *code, size_t at);

/* @where, as it is, is @text. */
bool dl_code_is(const struct dl_code *code, struct dl_stretch where, const char *text);
/* The same text stands in both. */
bool dl_code_same(const struct dl_code *code, struct dl_stretch a, struct dl_stretch b);
/* The name @name (of @n characters) stands somewhere in @where, outside of comments and strings. */
bool dl_code_mentions(const struct dl_code *code, struct dl_stretch where, const char *name,
		      size_t n);
/* Something in @where may change the variable @name: it is assigned, counted, or its address is
 * taken. */
bool dl_code_changes(const struct dl_code *code, struct dl_stretch where, const char *name,
		     size_t n);

/* Something in @way may change a variable of the expression @where. */
bool dl_code_may_change(const struct dl_code *code, struct dl_stretch where, struct dl_stretch way);

/*
 * The expression has no effect and is the same wherever its variables are: names, members,
 * elements, numbers, sums. No call, no assignment, no macro of the form of a call.
 */
bool dl_code_is_pure(const struct dl_code *code, struct dl_stretch where);

#define DL_CODE_MAX_ARGS 12

struct dl_code_call {
	struct dl_stretch whole;
	struct dl_stretch name;
	size_t open; /* its bracket */
	size_t arg_count;
	struct dl_stretch args[DL_CODE_MAX_ARGS]; /* trimmed */
};

/* The call whose name begins at @at; false: there is none. */
bool dl_code_call_at(const struct dl_code *code, size_t at, struct dl_code_call *out);

/* The macro of that name is true where its only argument is. */
typedef bool dl_code_keeps_truth(const void *arg, const char *name);

/*
 * A condition by its operands: split at && and || outside of brackets; brackets around the whole
 * are taken off, also those of macros that keep its truth. Returns the operand that holds @at.
 */
struct dl_stretch dl_code_operand(const struct dl_code *code, struct dl_stretch condition,
				  size_t at, dl_code_keeps_truth *keeps, const void *arg);
/* Parts of @where that stand between @mark ("|", "&&", "==", ",") outside of brackets; at most
 * @max, 0 when there are more. */
size_t dl_code_split(const struct dl_code *code, struct dl_stretch where, const char *mark,
		     struct dl_stretch *out, size_t max);

#endif
