/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Variables of a Makefile and their expansion: $(NAME), ${NAME}, $(NAME:a=b) and make's functions
 * (make_function.c). Nothing is executed: of $(shell) a few commands that only look are understood
 * (make_shell.c). What cannot be evaluated gives "", or leaves a mark in the text.
 */
#ifndef DL_SOURCE_MAKE_EXPAND_H
#define DL_SOURCE_MAKE_EXPAND_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "source/build_files.h"

/* Stands in an expanded text where something is that is not known. */
#define DL_MAKE_UNKNOWN '\x02'

struct dl_make {
	struct dl_arena *arena;
	const struct dl_build_files *files; /* of Makefiles; may be NULL */
	struct dl_map vars; /* name -> char *, not yet expanded */
	/* Variables that are not set in the file (CONFIG_X, srctree ...); NULL means "". */
	const char *(*lookup)(void *data, const char *name);
	void *data;
	bool marks;	      /* leave DL_MAKE_UNKNOWN behind */
	bool knows_variables; /* a variable that nobody sets is empty, and no mark */
	const char *dir;      /* folder that make runs in; NULL: the disk is not looked at */
	const char *root;     /* nothing outside of it is looked at, but what is in @kernel */
	const char *kernel;   /* may be NULL */
	/* Read @text as a part of the Makefile, for $(eval); NULL: it is passed over. */
	void (*eval)(struct dl_make *m, const char *text);
	void *reader; /* for @eval */
	/* Why not all that the Makefile assigns is in @vars: the line that is to blame; NULL: all is. */
	const char *open;
	const char *path; /* of the Makefile, NULL: of a text */
	size_t work;	  /* done so far, in bytes of text; it has a limit */
	bool is_given_up; /* ... which was reached: all else is passed over */
	struct dl_map tails; /* name -> where what is appended to a variable goes */
};

/*
 * Make knows no blanks inside paths; our trees may have some. @lookup returns paths through
 * dl_make_quote(), and whoever takes words apart calls dl_make_unquote() on each.
 */
const char *dl_make_quote(struct dl_arena *arena, const char *path);
const char *dl_make_unquote(struct dl_arena *arena, const char *word);

/* Give back what is not in the arena. */
void dl_make_free(struct dl_make *m);

void dl_make_set(struct dl_make *m, const char *name, const char *value);
void dl_make_append(struct dl_make *m, const char *name, const char *value);
/* The expansion of @text, in the arena. */
const char *dl_make_expand(struct dl_make *m, const char *text);
bool dl_make_is_known(const char *expanded);
/* The same path in the folder that make runs in, else the nearest one above up to the root that has
 * it: a Makefile may be written for either. Absolute; NULL when there is none. */
const char *dl_make_locate(const struct dl_make *m, const char *path);

#endif
