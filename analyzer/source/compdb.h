/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compile_commands.json: which flags each file is compiled with. Only flags that decide how the
 * text is read are kept (an allow-list); entries whose flags would load code are refused.
 */
#ifndef DL_SOURCE_COMPDB_H
#define DL_SOURCE_COMPDB_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/status.h"

struct dl_compdb_entry {
	const char *file; /* absolute */
	const char *directory;
	const char *const *args; /* without compiler, output and file; paths absolute */
	size_t arg_count;
	const char *refused; /* why the entry must not be used, NULL when it may */
	bool missing;	     /* the file does not exist */
};

struct dl_compdb {
	const char *path;
	struct dl_map files; /* absolute path -> struct dl_compdb_entry *, in the file's order */
};

/* Read @path; a syntax error names line and remedy. The entries live in @arena. */
enum dl_status dl_compdb_read(struct dl_compdb *out, struct dl_arena *arena, const char *path,
			      struct dl_error *err);
void dl_compdb_free(struct dl_compdb *db);

/* compile_commands.json at or above the folder @dir, up to @stop or a .git; NULL when there is
 * none. */
const char *dl_compdb_find(struct dl_arena *arena, const char *dir, const char *stop);

#endif
