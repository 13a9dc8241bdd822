/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Kconfig symbols that decide whether a file of a kernel tree is built: "obj-$(CONFIG_X) +=
 * a.o" in the Makefile of its folder, and "obj-$(CONFIG_Y) += folder/" in those above.
 */
#ifndef DL_SOURCE_GUARDS_H
#define DL_SOURCE_GUARDS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/map.h"
#include "source/build_files.h"

struct dl_guards;

struct dl_guards *dl_guards_new(struct dl_arena *arena, const struct dl_build_files *files,
				const char *root);
void dl_guards_free(struct dl_guards *guards);

/*
 * Whether @path (absolute, a .c file) is built when just the symbols are on that @possible says
 * yes to. True when no Makefile speaks of it. @known: what came out for other files under the same
 * @possible, the caller's to free.
 */
bool dl_guards_allow(struct dl_guards *guards, const char *path, struct dl_map *known,
		     bool (*possible)(void *data, const char *symbol), void *data);

#endif
