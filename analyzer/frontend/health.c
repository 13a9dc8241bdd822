/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clang's errors: counted, kept, and laid at the door of the function they lie
 * in. A diagnostic without a file (an unknown flag) is about the command line
 * and damages nothing.
 */
#include <string.h>

#include "frontend/tu.h"

#define MAX_OWN_DIAGS  400
#define MAX_CORE_DIAGS 20

/* A call of another version's function: it is there with what it is given. */
#define ARGUMENT_COUNT "argument count"

struct reason {
	const char *text; /* part of clang's message */
	const char *reason;
};

static const struct reason reasons[] = {
	{"file not found", "missing header"},	 {"call to undeclared", "undeclared function"},
	{"undeclared", "undeclared identifier"}, {"no member named", "no member"},
	{"unknown type name", "unknown type"},	 {"must use 'struct' tag", "unknown type"},
	{"must use 'enum' tag", "unknown type"}, {"must use 'union' tag", "unknown type"},
	{"incomplete", "incomplete type"},
	{"arguments to function call", ARGUMENT_COUNT},
};

static const char *reason_of(const char *text)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if (strstr(text, reasons[i].text))
			return reasons[i].reason;
	}
	return "other error";
}

static void add_name(struct dl_tu *t, struct dl_tu_names *list, const char *name, size_t len)
{
	const char *own = dl_intern_n(t->ub.unit->names, name, len);

	for (size_t i = 0; i < list->len; i++) {
		if (list->data[i] == own)
			return;
	}
	dl_vec_push(list, own);
}

/* 'linux/foo.h' file not found */
static void note_missing(struct dl_tu *t, const char *text)
{
	const char *end = strstr(text, "' file not found");

	if (end && text[0] == '\'')
		add_name(t, &t->missing, text + 1, (size_t)(end - text - 1));
}

/* use of undeclared identifier 'FOO' */
static void note_undeclared(struct dl_tu *t, const char *text)
{
	static const char *const starts[] = {"use of undeclared identifier '",
					     "unknown type name '", "call to undeclared function '",
					     "variable has incomplete type 'struct "};

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		size_t n = strlen(starts[i]);

		if (!strncmp(text, starts[i], n))
			add_name(t, &t->undeclared, text + n, strcspn(text + n, "'"));
	}
}

/*
 * A name of a precompiled header can stand where the file declares one of its own, or as a macro change the words of
 * the file. What is missing with it (a header, a type, a member) is missing without it, too, unless a header of the
 * driver has the guard of one of these.
 */
static bool is_of_names(CXDiagnostic diag, const char *text)
{
	static const char *const texts[] = {"redefinition", "conflicting types", "redeclar", " follows ",
					"does not match previous"};
	CXString category = clang_getDiagnosticCategoryText(diag);
	const char *kind = clang_getCString(category);
	bool found = !strcmp(kind, "Parse Issue") ||
		     (!strcmp(kind, "Lexical or Preprocessor Issue") && !strstr(text, "file not found"));

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		found = found || strstr(text, texts[i]);
	clang_disposeString(category);
	return found;
}

static void collect_error(struct dl_tu *t, CXDiagnostic error, const char *text, uint32_t *core_kept)
{
	CXSourceLocation loc = clang_getDiagnosticLocation(error);
	struct dl_tu_file *file = dl_fe_tu_file_at(t, loc);
	struct dl_tu_diag diag = {.reason = reason_of(text)};
	bool own = file && file->class != DL_FILE_CORE;

	if (!file)
		return;
	t->error_count++;
	t->own_error_count += own;
	note_missing(t, text);
	if (own) {
		note_undeclared(t, text);
		t->has_name_error = t->has_name_error || is_of_names(error, text);
	}
	if (own ? t->own_error_count > MAX_OWN_DIAGS : ++*core_kept > MAX_CORE_DIAGS)
		return;
	diag.diag.loc = dl_fe_loc_at(t, loc);
	diag.diag.text = dl_intern(t->ub.unit->names, text);
	dl_vec_push(&t->diags, diag);
}

void dl_fe_health_collect(struct dl_tu *t)
{
	CXDiagnosticSet set = clang_getDiagnosticSetFromTU(t->tu);
	unsigned int count = clang_getNumDiagnosticsInSet(set);
	uint32_t core_kept = 0;

	for (unsigned int i = 0; i < count; i++) {
		CXDiagnostic diag = clang_getDiagnosticInSet(set, i);

		if (clang_getDiagnosticSeverity(diag) >= CXDiagnostic_Error) {
			CXString text = clang_getDiagnosticSpelling(diag);
			const char *spelled = clang_getCString(text);

			collect_error(t, diag, spelled ? spelled : "", &core_kept);
			clang_disposeString(text);
		}
		clang_disposeDiagnostic(diag);
	}
	clang_disposeDiagnosticSet(set);
}

static bool covers(const struct dl_loc *range, const struct dl_loc *at)
{
	if (range->file != at->file || range->line > at->line || range->end_line < at->line)
		return false;
	return (range->line < at->line || range->col <= at->col) &&
	       (range->end_line > at->line || range->end_col >= at->col);
}

bool dl_fe_has_count_error(const struct dl_tu *t, const struct dl_loc *call)
{
	for (size_t i = 0; i < t->diags.len; i++)
		if (!strcmp(t->diags.data[i].reason, ARGUMENT_COUNT) &&
		    covers(call, &t->diags.data[i].diag.loc))
			return true;
	return false;
}

/* The error is about a call that was lowered all the same. */
static bool is_lowered_call(const struct dl_func_builder *fb, const struct dl_tu_diag *d)
{
	if (strcmp(d->reason, ARGUMENT_COUNT) != 0)
		return false;
	for (size_t b = 0; b < fb->blocks.len; b++) {
		for (size_t i = 0; i < fb->blocks.data[b].instrs.len; i++) {
			const struct dl_instr *in = &fb->blocks.data[b].instrs.data[i];

			if (in->op == DL_OP_CALL && covers(&in->loc, &d->diag.loc))
				return true;
		}
	}
	return false;
}

void dl_fe_health_mark(struct dl_tu *t, struct dl_func_builder *fb)
{
	for (size_t i = 0; i < t->diags.len; i++) {
		struct dl_tu_diag *d = &t->diags.data[i];

		if (d->diag.func || d->diag.loc.file != fb->func.loc.file ||
		    d->diag.loc.line < fb->func.loc.line || d->diag.loc.line > fb->func.end.line)
			continue;
		d->diag.func = fb->func.name;
		if (!is_lowered_call(fb, d))
			dl_fb_degrade(fb, d->reason, d->diag.text, d->diag.loc);
	}
}
