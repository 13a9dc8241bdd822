/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Variables of a Makefile and their expansion: $(NAME), ${NAME}, $(NAME:a=b), and the few functions
 * that Kbuild files build -I flags with. Nothing is executed: $(shell) and unknown functions give
 * "".
 */
#ifndef DL_SOURCE_MAKE_EXPAND_H
#define DL_SOURCE_MAKE_EXPAND_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"

struct dl_make {
	struct dl_arena *arena;
	struct dl_map vars; /* name -> char *, not yet expanded */
	/* Variables that are not set in the file (CONFIG_X, srctree ...); NULL means "". */
	const char *(*lookup)(void *data, const char *name);
	void *data;
	size_t steps; /* of the current expansion; a limit against endless ones */
};

/*
 * Make knows no blanks inside paths; our trees may have some. @lookup returns paths through
 * dl_make_quote(), and whoever takes words apart calls dl_make_unquote() on each.
 */
const char *dl_make_quote(struct dl_arena *arena, const char *path);
const char *dl_make_unquote(struct dl_arena *arena, const char *word);

void dl_make_set(struct dl_make *m, const char *name, const char *value);
void dl_make_append(struct dl_make *m, const char *name, const char *value);
/* The expansion of @text, in the arena. */
const char *dl_make_expand(struct dl_make *m, const char *text);

#endif
