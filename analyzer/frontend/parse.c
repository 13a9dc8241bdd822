/* SPDX-License-Identifier: Apache-2.0 */
/* From a request to a unit: flags, clang, the walk over the top level. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "frontend/flags.h"
#include "frontend/lower.h"

struct dl_frontend {
	CXIndex index;
	const char *resource_dir;
	struct dl_map valid; /* dl_fe_flags_suit() -> who has compared the precompiled header with these flags and its headers */
};

static char the_caller, the_parser;

static void tu_init(struct dl_tu *t, CXTranslationUnit tu, const struct dl_parse_request *req)
{
	memset(t, 0, sizeof(*t));
	t->tu = tu;
	t->req = req;
	t->scratch = dl_arena_new();
	t->syntax = dl_fe_syntax_new();
	t->arena = dl_arena_new();
	dl_ub_init(&t->ub, req->unit_path ? req->unit_path : req->path, req->arch);
}

static void tu_free(struct dl_tu *t)
{
	dl_arena_free(t->scratch);
	dl_fe_syntax_free(t->syntax);
	dl_arena_free(t->arena);
	dl_map_free(&t->files);
	dl_map_free(&t->paths);
	dl_map_free(&t->types);
	dl_map_free(&t->record_taken);
	dl_map_free(&t->record_used);
	dl_vec_free(&t->to_lay_out);
	dl_map_free(&t->statics);
	dl_map_free(&t->globals);
	dl_fe_cursor_map_free(&t->records);
	dl_fe_cursor_map_free(&t->fields);
	dl_fe_cursor_map_free(&t->members);
	dl_fe_cursor_map_free(&t->layouts);
	dl_fe_cursor_map_free(&t->callees);
	dl_fe_cursor_map_free(&t->locals);
	dl_vec_free(&t->asides);
	dl_map_free(&t->mentioned);
	dl_vec_free(&t->diags);
	dl_vec_free(&t->missing);
	dl_vec_free(&t->undeclared);
	dl_vec_free(&t->inputs);
}

static enum CXChildVisitResult visit_top(CXCursor cursor, CXCursor parent, CXClientData data)
{
	enum CXCursorKind kind = cursor.kind;
	struct dl_tu *t = data;
	struct dl_tu_file *file;

	(void)parent;
	if (kind != CXCursor_FunctionDecl && kind != CXCursor_VarDecl)
		return CXChildVisit_Continue;
	file = dl_fe_tu_file_at(t, clang_getCursorLocation(cursor));
	if (!file || file->class == DL_FILE_CORE)
		return CXChildVisit_Continue;
	if (kind == CXCursor_VarDecl) {
		const char *name = dl_fe_spelling(t->ub.unit->names, cursor);

		if (strncmp(name, "__UNIQUE_ID", 11) != 0) /* MODULE_LICENSE() and the like */
			dl_fe_global_define(t, cursor, name, NULL);
	} else if (clang_isCursorDefinition(cursor) && !dl_fe_set_aside(t, cursor, file)) {
		dl_fe_lower_function(t, cursor, file);
	}
	dl_arena_reset(t->scratch);
	dl_fe_syntax_reset(t->syntax);
	return CXChildVisit_Continue;
}

/* What a precompiled header has is not listed. */
static void add_input(CXFile file, CXSourceLocation *stack, unsigned int depth, CXClientData data)
{
	struct dl_tu *t = data;
	const char *path = dl_fe_tu_file(t, file)->path;

	(void)stack;
	(void)depth;
	if (*path)
		dl_vec_push(&t->inputs, dl_arena_strdup(t->ub.unit->arena, path));
}

static void hand_over(struct dl_tu *t, struct dl_parse_result *result)
{
	struct dl_arena *arena = t->ub.unit->arena;

	clang_getInclusions(t->tu, add_input, t);
	result->input_count = t->inputs.len;
	result->inputs = dl_vec_to_arena(&t->inputs, arena);

	result->error_count = t->error_count;
	result->own_error_count = t->own_error_count;
	result->pch_may_harm = t->req->pch && !result->without_pch && t->has_name_error;
	result->missing_count = t->missing.len;
	result->missing = dl_vec_to_arena(&t->missing, arena);
	result->undeclared_count = t->undeclared.len;
	result->undeclared = dl_vec_to_arena(&t->undeclared, arena);
	for (size_t i = 0; i < t->diags.len; i++)
		dl_vec_push(&t->ub.diags, t->diags.data[i].diag);
	t->ub.unit->diag_total = t->error_count;
	result->unit = dl_ub_finish(&t->ub);
}

static void lower_unit(CXTranslationUnit tu, const struct dl_parse_request *req,
		       struct dl_parse_result *result)
{
	struct dl_tu t;

	tu_init(&t, tu, req);
	dl_fe_tu_file_index(&t, dl_fe_tu_file(&t, clang_getFile(tu, req->path)));
	dl_fe_health_collect(&t);
	clang_visitChildren(clang_getTranslationUnitCursor(tu), visit_top, &t);
	dl_fe_lower_asides(&t);
	dl_fe_lay_out_records(&t);
	hand_over(&t, result);
	tu_free(&t);
}

static enum CXErrorCode parse(struct dl_frontend *fe, const struct dl_flags *flags,
			      const struct dl_overlay *overlay, unsigned int options,
			      CXTranslationUnit *tu)
{
	size_t all = overlay ? overlay->count : 0, count = 0;
	struct CXUnsavedFile *unsaved = dl_xcalloc(all + 1, sizeof(*unsaved));
	enum CXErrorCode code;

	/* A header that is not there cannot be hidden; it is not to be included either. */
	for (size_t i = 0; i < all; i++)
		if (overlay->files[i].text)
			unsaved[count++] = (struct CXUnsavedFile){
				.Filename = overlay->files[i].path,
				.Contents = overlay->files[i].text,
				.Length = overlay->files[i].len,
			};
	code = clang_parseTranslationUnit2FullArgv(fe->index, NULL, flags->args.data,
						   (int)flags->args.len, unsaved,
						   (unsigned int)count,
						   CXTranslationUnit_KeepGoing | options, tu);
	dl_free(unsaved);
	return code;
}

enum dl_status dl_frontend_skipped(struct dl_frontend *fe, const struct dl_parse_request *req,
				   struct dl_arena *arena, struct dl_line_range **out,
				   size_t *count, struct dl_error *err)
{
	CXTranslationUnit tu = NULL;
	CXSourceRangeList *list = NULL;
	struct dl_flags flags;
	enum CXErrorCode code;

	*count = 0;
	dl_fe_flags_for(&flags, req, fe->resource_dir, NULL, false);
	code = parse(fe, &flags, req->overlay, CXTranslationUnit_DetailedPreprocessingRecord,
		     &tu);
	dl_fe_flags_free(&flags);
	if (code != CXError_Success || !tu)
		return dl_fail(err, DL_ERR_INVALID, "libclang error %d", (int)code);
	list = clang_getSkippedRanges(tu, clang_getFile(tu, req->path));
	*out = DL_NEW_ARRAY(arena, struct dl_line_range, (list ? list->count : 0) + 1);
	for (unsigned int i = 0; list && i < list->count; i++) {
		struct dl_line_range *r = &(*out)[(*count)++];

		clang_getFileLocation(clang_getRangeStart(list->ranges[i]), NULL, &r->first, NULL,
				      NULL);
		clang_getFileLocation(clang_getRangeEnd(list->ranges[i]), NULL, &r->last, NULL, NULL);
	}
	clang_disposeSourceRangeList(list);
	clang_disposeTranslationUnit(tu);
	return DL_OK;
}

enum dl_status dl_frontend_parse(struct dl_frontend *fe, const struct dl_parse_request *req,
				 struct dl_parse_result *result, struct dl_error *err)
{
	CXTranslationUnit tu = NULL;
	struct dl_flags flags;
	enum CXErrorCode code;
	uint64_t key = req->pch ? dl_fe_flags_suit(req->pch, req->args, req->arg_count) : 0;
	const char *by = req->pch ? dl_map_get(&fe->valid, key) : NULL;
	/* with a text in place of a header the parser has one more thing to compare */
	bool is_valid = by == &the_caller || (by && !(req->overlay && req->overlay->count));

	memset(result, 0, sizeof(*result));
	if (!dl_overlay_find(req->overlay, req->path) && access(req->path, R_OK) != 0)
		return dl_fail(err, DL_ERR_NOT_FOUND, "cannot read %s: %s", req->path,
			       strerror(errno));
	dl_fe_flags_for(&flags, req, fe->resource_dir, req->pch, is_valid);
	code = parse(fe, &flags, req->overlay, 0, &tu);
	dl_fe_flags_free(&flags);
	if (req->pch && !is_valid && code == CXError_Success)
		dl_map_put(&fe->valid, key, &the_parser);
	if (req->pch && (code == CXError_ASTReadError || code == CXError_Failure)) {
		result->without_pch = true;
		dl_fe_flags_for(&flags, req, fe->resource_dir, NULL, false);
		code = parse(fe, &flags, req->overlay, 0, &tu);
		dl_fe_flags_free(&flags);
	}
	result->clang_error = code;
	if (code != CXError_Success || !tu)
		return DL_OK;
	lower_unit(tu, req, result);
	clang_disposeTranslationUnit(tu);
	return DL_OK;
}

void dl_frontend_trust_pch(struct dl_frontend *fe, const char *pch, const char *const *args, size_t arg_count)
{
	dl_map_put(&fe->valid, dl_fe_flags_suit(pch, args, arg_count), &the_caller);
}

enum dl_status dl_frontend_new(struct dl_frontend **out, struct dl_error *err)
{
	struct dl_frontend *fe = dl_xcalloc(1, sizeof(*fe));

	/* On a thread of its own it would have 8 MiB of stack, whatever the caller's limit is. */
	setenv("LIBCLANG_NOTHREADS", "1", 1);
	/* Without the first 1, a walk over the top level would load all of the precompiled header.
	 */
	fe->index = clang_createIndex(1, 0);
	if (!fe->index) {
		free(fe);
		return dl_fail(err, DL_ERR_INTERNAL, "libclang could not be initialised");
	}
	fe->resource_dir = dl_fe_flags_resource_dir();
	*out = fe;
	return DL_OK;
}

void dl_frontend_free(struct dl_frontend *fe)
{
	if (!fe)
		return;
	clang_disposeIndex(fe->index);
	dl_map_free(&fe->valid);
	free((char *)fe->resource_dir);
	free(fe);
}

static uint32_t count_errors(CXTranslationUnit tu)
{
	unsigned int count = clang_getNumDiagnostics(tu);
	uint32_t errors = 0;

	for (unsigned int i = 0; i < count; i++) {
		CXDiagnostic diag = clang_getDiagnostic(tu, i);

		errors += clang_getDiagnosticSeverity(diag) >= CXDiagnostic_Error;
		clang_disposeDiagnostic(diag);
	}
	return errors;
}

static enum dl_status save(CXTranslationUnit tu, const char *out_path, struct dl_error *err)
{
	int code = clang_saveTranslationUnit(tu, out_path, CXSaveTranslationUnit_None);

	if (code == CXSaveError_None)
		return DL_OK;
	unlink(out_path);
	return dl_fail(err, code == CXSaveError_TranslationErrors ? DL_ERR_INVALID : DL_ERR_IO,
		       "cannot save the precompiled header %s (libclang error %d)", out_path, code);
}

static void add_file(CXFile file, CXSourceLocation *stack, unsigned int depth, CXClientData data)
{
	CXString name = clang_getFileName(file);
	const char *path = clang_getCString(name);

	(void)stack;
	(void)depth;
	if (path)
		dl_buf_add(data, path, strlen(path) + 1);
	clang_disposeString(name);
}

enum dl_status dl_frontend_build_pch(struct dl_frontend *fe, const char *header,
				     const char *const *args, size_t arg_count, const char *out_path,
				     struct dl_buf *inputs, uint32_t *errors, struct dl_error *err)
{
	struct dl_parse_request req = {.path = header, .args = args, .arg_count = arg_count};
	CXTranslationUnit tu = NULL;
	struct dl_flags flags;
	enum CXErrorCode code;
	enum dl_status status;

	if (access(header, R_OK) != 0)
		return dl_fail(err, DL_ERR_NOT_FOUND, "cannot read %s: %s", header,
			       strerror(errno));
	dl_fe_flags_for_pch(&flags, &req, fe->resource_dir);
	code = clang_parseTranslationUnit2FullArgv(
		fe->index, NULL, flags.args.data, (int)flags.args.len, NULL, 0,
		CXTranslationUnit_KeepGoing | CXTranslationUnit_Incomplete |
			CXTranslationUnit_ForSerialization |
			CXTranslationUnit_SkipFunctionBodies, /* nobody looks into those of core headers */
		&tu);
	dl_fe_flags_free(&flags);
	if (code != CXError_Success || !tu)
		return dl_fail(err, DL_ERR_INVALID,
			       "clang cannot precompile %s (libclang error %d)", header, (int)code);
	if (errors)
		*errors = count_errors(tu);
	if (inputs)
		clang_getInclusions(tu, add_file, inputs);
	status = save(tu, out_path, err);
	clang_disposeTranslationUnit(tu);
	return status;
}
