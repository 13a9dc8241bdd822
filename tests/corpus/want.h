/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `// want "DMA101"` comments: what a corpus file says about itself, and the
 * comparison with what dmalint found, both ways. Knows nothing of processes.
 *
 *	call();	// want "DMA101" "DMA211: part of the message"
 *
 * One quoted string for each finding on the line: the rule, and after a colon
 * a part of the message that must be there.
 */
#ifndef DL_TESTS_CORPUS_WANT_H
#define DL_TESTS_CORPUS_WANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct want {
	int line;
	char rule[16];
	char part[128];		/* "" when any message will do */
	bool met;
};

struct want_list {
	struct want *items;
	size_t len;
	size_t cap;
};

/* One finding of the tool; the strings belong to the caller. */
struct found {
	const char *path;
	int line;
	const char *rule;
	const char *message;
	const char *function;
	bool met;
};

/* All want comments of @text; false with a message in @error (at least 256 bytes) for a malformed one. */
bool want_parse(const char *text, struct want_list *out, char *error);
void want_free(struct want_list *wants);

/*
 * Pair each want with one finding of @path on its line and print to @out what
 * is left over on either side, as "file:line: missing ..." and "file:line:
 * unexpected ...". A finding in another file is unexpected. Returns the number
 * of lines printed.
 */
size_t want_compare(const char *path, struct want_list *wants, struct found *found, size_t count, FILE *out);

/* Is @found the same file as @path? The tool's paths may be relative to something. */
bool want_same_file(const char *path, const char *found);

#endif
