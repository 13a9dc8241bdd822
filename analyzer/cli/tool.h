/* SPDX-License-Identifier: Apache-2.0 */
/* Another program, run without a shell: what it is given and what it has said. */
#ifndef DL_CLI_TOOL_H
#define DL_CLI_TOOL_H

#include <stddef.h>

struct dl_bytes {
	char *data; /* with a NUL behind it; free() */
	size_t len;
};

struct dl_tool {
	const char *const *argv;  /* up to NULL; looked for in PATH */
	const char *folder;	  /* to run in; NULL: here */
	const char *const *set;	  /* NAME=VALUE for its environment, up to NULL; may be NULL */
	const char *const *unset; /* names that it must not have; likewise */
	const void *input;	  /* on its standard input; NULL: none */
	size_t input_len;
};

#define DL_TOOL_MISSING 127 /* as a shell has it: there is no such program */

/*
 * Run @tool and wait for it. Its exit status; DL_TOOL_MISSING; -1 when it was killed or could not be
 * run, with the reason in @err. Free both in every case.
 */
int dl_tool_run(const struct dl_tool *tool, struct dl_bytes *out, struct dl_bytes *err);

/*
 * What differs between the file @path, which is called @name, and @text: a unified diff. data is NULL
 * after an error message.
 */
struct dl_bytes dl_tool_diff(const char *path, const char *name, const struct dl_bytes *text);

/* The whole of @path, a regular file of at most 64 MiB. data is NULL with errno when it cannot be read. */
struct dl_bytes dl_bytes_read(const char *path);
/* The same of what a user names for it, also a pipe; "-": of standard input. */
struct dl_bytes dl_bytes_read_stream(const char *path);
/* Why not, from errno. */
const char *dl_bytes_trouble(void);
struct dl_bytes dl_bytes_copy(const char *data, size_t len);

#endif
