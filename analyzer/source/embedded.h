/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files compiled into the binary by cmake/generate.c: "data/<name>" is analyzer/source/data/<name>,
 * "stubs/<path>" is corpus/include/<path>.
 */
#ifndef DL_SOURCE_EMBEDDED_H
#define DL_SOURCE_EMBEDDED_H

#include <stddef.h>

#include "base/arena.h"

struct dl_embedded_file {
	const char *path;
	const char *data; /* NUL-terminated, @size without the NUL */
	size_t size;
};

extern const struct dl_embedded_file dl_embedded_headers[];
extern const size_t dl_embedded_header_count;

/* The file, NULL when there is none of that name. */
const struct dl_embedded_file *dl_embedded_find(const char *path);
/* Its text, "" when there is none of that name. */
const char *dl_embedded_text(const char *path);
/* The next line of *@text that is neither blank nor a comment, trimmed, in the arena; NULL at the
 * end. */
const char *dl_embedded_next_line(struct dl_arena *arena, const char **text);

#endif
