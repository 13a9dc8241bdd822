/* SPDX-License-Identifier: Apache-2.0 */
/* Findings in the formats that people and tools read: dmalint_format_name() lists them. */
#ifndef DMALINT_EMIT_H
#define DMALINT_EMIT_H

#include <stdio.h>

#include <dmalint/common.h>
#include <dmalint/finding.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The formats, "text" first; NULL beyond the last. */
DMALINT_API size_t dmalint_format_count(void);
DMALINT_API const char *dmalint_format_name(size_t index);
/* One line that says what it is. */
DMALINT_API const char *dmalint_format_summary(size_t index);

enum dmalint_emit_flags {
	/* The same bytes for the same findings: no times, no absolute paths. */
	DMALINT_EMIT_REPRODUCIBLE = 1 << 0,
	DMALINT_EMIT_BRIEF = 1 << 1, /* not json, sarif: without the paths that lead to findings */
	DMALINT_EMIT_COLOR = 1 << 2, /* text: with colours of a terminal */
};

/* Zero is the default of every field; `size` has to be set. */
struct dmalint_emit_options {
	size_t size; /* sizeof(struct dmalint_emit_options) */
	unsigned int flags;
	unsigned int max_results; /* sarif: the highest ranked ones; default: 25,000 */
	const char *category;	  /* sarif: distinct for each part of a split scan */
	/*
	 * Not json, sarif: write paths as they are reached from this absolute folder; default:
	 * relative to the source root. Not with DMALINT_EMIT_REPRODUCIBLE.
	 */
	const char *base_dir;
};

/*
 * Write @findings (NULL: none) as @format (NULL: "text"); @options may be NULL. Snippets of source are read
 * from the tree as it is now. A list that comes from a scan carries the notices and totals of that
 * scan where the format has room for them; the scan must still be there.
 *
 * Output is made whole before any of it is written. DMALINT_ERR_NOT_FOUND: no such format.
 * DMALINT_ERR_IO: it could not be written.
 */
DMALINT_API enum dmalint_status dmalint_emit(const struct dmalint_findings *findings,
					     const char *format,
					     const struct dmalint_emit_options *options,
					     dmalint_write_fn write, void *arg,
					     struct dmalint_error *error);
/*
 * @text as a terminal or a log may show it, on one line: control characters and marks that change
 * the direction of text become blanks, wrong UTF-8 becomes U+FFFD. Into @buffer of @size bytes, cut
 * and with a NUL. Returns the length of the whole, which is less than 3 * strlen(text) + 1; 0 when
 * memory runs out.
 */
DMALINT_API size_t dmalint_printable(char *buffer, size_t size, const char *text);

/* To a stream, which is flushed; to a file descriptor. */
DMALINT_API enum dmalint_status dmalint_emit_file(const struct dmalint_findings *findings,
						  const char *format,
						  const struct dmalint_emit_options *options,
						  FILE *file, struct dmalint_error *error);
DMALINT_API enum dmalint_status dmalint_emit_fd(const struct dmalint_findings *findings,
						const char *format,
						const struct dmalint_emit_options *options, int fd,
						struct dmalint_error *error);
/* To a file, which is replaced in one step and only when all is written. */
DMALINT_API enum dmalint_status dmalint_emit_path(const struct dmalint_findings *findings,
						  const char *format,
						  const struct dmalint_emit_options *options,
						  const char *path, struct dmalint_error *error);

#ifdef __cplusplus
}
#endif

#endif
