/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fixes. A rule that knows what is to be done about a finding says so in `.fix`: a function from
 * the event that it has reported to edits of the file, or to none. It proposes only what is
 * certain: what would have to be guessed is left out, and a finding of low confidence has no fix.
 * `dmalint fix` tries each one before it writes it.
 *
 * Edits are bytes of the driver's own source file (.c), as the driver wrote it: a place in a
 * header, in a macro's definition, or one that a macro hides does not exist here, and a fix that
 * asks for it comes to nothing.
 */
#ifndef DL_CHECKS_FIX_H
#define DL_CHECKS_FIX_H

#include "checks/event/rule.h"
#include "edit/outline.h"

struct dl_fixer;

/* ---- what is there ---- */

/* The text of the file that the event lies in. */
const struct dl_code *dl_fix_code(const struct dl_fixer *fixer);
bool dl_fix_offset(const struct dl_fixer *fixer, const struct dl_loc *loc, size_t *out);
/* The call as the file has it, under a name of @model: its arguments are in the places that the
 * model says. */
bool dl_fix_call(const struct dl_fixer *fixer, const struct dl_instr *call,
		 const struct dl_model *model, struct dl_code_call *out);
/* The statements of the function around @at; NULL: its text cannot be cut into such. */
struct dl_statement *dl_fix_outline(struct dl_fixer *fixer, size_t at);
/* The operand of a condition that holds @at (dl_code_operand()). */
struct dl_stretch dl_fix_operand(const struct dl_fixer *fixer, struct dl_stretch condition,
				 size_t at);
/* A copy of what is in @where. */
const char *dl_fix_text(struct dl_fixer *fixer, struct dl_stretch where);
const char *dl_fix_printf(struct dl_fixer *fixer, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
const struct dl_model *dl_fix_model(const struct dl_fixer *fixer, const char *name);
/* Text that declares @name for kernels which do not have it; NULL. */
const char *dl_fix_declaration(const struct dl_fixer *fixer, const char *name);
struct dl_report *dl_fix_report(struct dl_fixer *fixer);
/*
 * Other calls of the file that end or sync what @ev->at does: those that give @dir to the same
 * expression, and those that give another direction to anything of that name.
 */
void dl_fix_votes(const struct dl_fixer *fixer, const struct dl_event *ev, int64_t dir,
		  unsigned int *same, unsigned int *other);

/* ---- what is to be there ---- */

/* What the fix does, in the imperative, for menus and lists; nothing without one. */
void dl_fix_title(struct dl_fixer *fixer, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void dl_fix_replace(struct dl_fixer *fixer, struct dl_stretch where, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The call has another name; lines that were aligned with its bracket stay so. */
void dl_fix_rename(struct dl_fixer *fixer, const struct dl_code_call *call, const char *name);
/* It came out that it is not certain. */
void dl_fix_refuse(struct dl_fixer *fixer);

/* ---- what several rules do ---- */

/* All calls that may have made what @ev->at ends have made it with the same model. */
bool dl_fix_one_maker(const struct dl_event *ev);
/* unwind.c: the test that @ev misses, with an exit that the function has. */
void dl_fix_missing_test(const struct dl_event *ev, struct dl_fixer *fixer);

/* ---- report.c ---- */

/* Of the rule of @report for @ev, which it has just reported; NULL: none. */
const struct dl_fix *dl_fix_make(struct dl_report *report, const struct dl_event *ev);

#endif
