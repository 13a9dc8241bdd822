/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What Kbuild files (Kbuild, Makefile) say about a source file: its -I, -D, -U and -include flags,
 * whether it is an object of its own, and which module it belongs to. All other flags are dropped,
 * nothing is executed.
 */
#ifndef DL_SOURCE_KBUILD_H
#define DL_SOURCE_KBUILD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/map.h"
#include "source/build_files.h"
#include "source/arch.h"
#include "source/args.h"

struct dl_kbuild;

/*
 * @root: where the search for Makefiles upward ends, and what relative paths in flags are relative
 * to.
 * @kernel: $(srctree). @config: CONFIG_ names without the prefix -> value as in a Makefile ("y",
 * number, text), absent when off; both must outlive the result.
 */
struct dl_kbuild *dl_kbuild_new(struct dl_arena *arena, const struct dl_build_files *files,
				const char *root, const char *kernel, const struct dl_arch *arch,
				const struct dl_map *config);
void dl_kbuild_free(struct dl_kbuild *kb);

/* Append the flags of the file @path (absolute, below the root); paths in them are absolute. */
void dl_kbuild_flags(struct dl_kbuild *kb, const char *path, struct dl_args *out);
/* Whether a Makefile names the object of @path. */
bool dl_kbuild_names_object(struct dl_kbuild *kb, const char *path);
/* Whether a Makefile names an object below the folder @path. */
bool dl_kbuild_names_below(struct dl_kbuild *kb, const char *path);
/* The module of @path, relative to the root ("drivers/net/foo/foo"), NULL when no Makefile says. */
const char *dl_kbuild_module(struct dl_kbuild *kb, const char *path);
/*
 * The sources (absolute, *.c, sorted; not all need to exist) of the objects of @module, as
 * dl_kbuild_module() names it, that the Makefiles read so far list.
 */
void dl_kbuild_sources(struct dl_kbuild *kb, const char *module, struct dl_args *out);
/*
 * All objects of @module (absolute paths), its own among them when it is made of others; NULL and
 * 0 when no Makefile says all, or when one of them is counted to another module. Ask for a file's module
 * first.
 */
const char *const *dl_kbuild_objects(struct dl_kbuild *kb, const char *module, size_t *count);
/*
 * What of its Makefile could not be evaluated, where that may have named more objects of @module; then
 * dl_kbuild_objects() gives none. NULL: nothing.
 */
const char *dl_kbuild_open(struct dl_kbuild *kb, const char *module, const char **makefile);

#endif
