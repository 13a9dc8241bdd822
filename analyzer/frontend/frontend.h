/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a C file to the IR of ir/ir.h, by way of libclang.
 *
 * This room is the only one that knows libclang. A file is parsed, every
 * function of the driver is lowered, and the AST is freed before the call
 * returns. A file that does not parse is data: the unit says which functions
 * are damaged and why, and only a caller's mistake is an error status.
 *
 * Not thread-safe: one dl_frontend per thread, better one per process.
 */
#ifndef DL_FRONTEND_FRONTEND_H
#define DL_FRONTEND_FRONTEND_H

#include <stddef.h>
#include <stdint.h>

#include "base/overlay.h"
#include "base/status.h"
#include "ir/ir.h"

struct dl_frontend;

struct dl_parse_request {
	const char *path;	/* absolute path of the main file */
	const char *root;	/* source root: paths in the unit are relative to it when inside; may be NULL */
	const char *unit_path;	/* path to record in unit->path; NULL: derived from path and root */
	const char *arch;	/* "x86_64": sizes of pointers follow it */
	const char *directory;	/* working directory of the flags, or NULL */
	const char *const *args;	/* compiler flags, without argv[0], -c, -o and the file */
	size_t arg_count;
	/*
	 * A precompiled header to use, or NULL. The `-include FILE` flags are dropped with it (the PCH
	 * has them already); when it cannot be read the file is parsed without it, with them.
	 */
	const char *pch;
	/*
	 * Absolute folders whose headers are the kernel's core or the system's: functions in them are not
	 * lowered, records in them get is_core. A header outside all of them is the driver's.
	 */
	const char *const *core_prefixes;
	size_t core_prefix_count;
	const struct dl_overlay *overlay; /* texts that stand for files; may be NULL */
	/*
	 * Does the text of a function tell something, even if nothing mentions the function? Of static functions of
	 * the driver's headers the others are left out. NULL: all are lowered.
	 */
	bool (*tells)(const void *ctx, const char *text, size_t size);
	const void *tells_ctx;
};

struct dl_parse_result {
	struct dl_unit *unit;		/* owned by the caller, dl_unit_free(); NULL when the parse failed */
	uint32_t error_count;		/* errors in the file and in all it includes */
	uint32_t own_error_count;	/* errors in the main file or in headers of the driver */
	const char *const *missing;	/* every header not found, each once; live in the unit */
	size_t missing_count;
	const char *const *undeclared;	/* names that the driver's files use and nothing declares, likewise */
	size_t undeclared_count;
	const char *const *inputs;	/* every file that was read, but for those of the PCH; absolute, live in the unit */
	size_t input_count;
	int clang_error;		/* enum CXErrorCode: 0, 1 failure, 2 crashed, 3 arguments, 4 AST read */
	bool without_pch;		/* the PCH was asked for and could not be used */
	bool pch_may_harm;		/* an own error may have a name of the PCH as its cause */
};

/* Sets LIBCLANG_NOTHREADS in the environment, so that the parser has its caller's stack. */
enum dl_status dl_frontend_new(struct dl_frontend **out, struct dl_error *err);
void dl_frontend_free(struct dl_frontend *fe);

/*
 * Parse and lower one file. DL_OK with result->unit == NULL means that clang gave up on the file;
 * clang_error says how. DL_ERR_NOT_FOUND: the file cannot be read.
 */
enum dl_status dl_frontend_parse(struct dl_frontend *fe, const struct dl_parse_request *req,
				 struct dl_parse_result *result, struct dl_error *err);

/* Lines of the main file that conditions of the preprocessor leave out; sorted. */
struct dl_line_range {
	uint32_t first;
	uint32_t last;
};

/* A parse of its own, for files in which something is missing. */
enum dl_status dl_frontend_skipped(struct dl_frontend *fe, const struct dl_parse_request *req,
				   struct dl_arena *arena, struct dl_line_range **out,
				   size_t *count, struct dl_error *err);

/*
 * Precompile @header, a file of #include lines, into @out_path, which appears whole or not at all.
 * Errors inside the headers do not stop it; they are counted into @errors. @inputs gets the paths of all files
 * that it was built of, each with a NUL behind it. Both may be NULL.
 */
enum dl_status dl_frontend_build_pch(struct dl_frontend *fe, const char *header,
				     const char *const *args, size_t arg_count, const char *out_path,
				     struct dl_buf *inputs, uint32_t *errors, struct dl_error *err);

/*
 * The caller knows that @pch and the headers that it was built of are what they were, and that it suits @args: clang does
 * not compare it for files with these flags and more folders of headers.
 */
void dl_frontend_trust_pch(struct dl_frontend *fe, const char *pch, const char *const *args, size_t arg_count);

/* "clang 19.1.7": part of every cache key, since precompiled headers of versions do not mix. */
const char *dl_frontend_version(void);

#endif
