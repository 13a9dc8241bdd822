/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of compiler flags. The strings live in an arena; the list itself is freed by dl_vec_free().
 */
#ifndef DL_SOURCE_ARGS_H
#define DL_SOURCE_ARGS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/vec.h"

struct dl_args {
	const char **data;
	size_t len;
	size_t cap;
};

void dl_args_add(struct dl_args *args, const char *flag);
void dl_args_add_all(struct dl_args *args, const char *const *flags, size_t count);
void dl_args_printf(struct dl_args *args, struct dl_arena *arena, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
bool dl_args_have(const struct dl_args *args, const char *flag);

/*
 * Split @text the way a shell does: blanks, quotes, backslashes; no expansion of any kind. False
 * when a quote is not closed (what was read so far is kept).
 */
bool dl_args_split(struct dl_args *args, struct dl_arena *arena, const char *text);

#endif
