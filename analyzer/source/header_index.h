/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where headers are: an index of all .h files of a tree by name, for includes that no known -I
 * leads to. Built by one walk at the first question (0.2 s for a kernel). Which architecture a file
 * is parsed for is said with each question: headers of others only fill in what it does not have.
 */
#ifndef DL_SOURCE_HEADER_INDEX_H
#define DL_SOURCE_HEADER_INDEX_H

#include <stddef.h>

#include "base/arena.h"
#include "base/map.h"
#include "source/args.h"
#include "source/folders.h"

struct dl_header_index;

struct dl_header_index *dl_header_index_new(struct dl_arena *arena, struct dl_folders *folders,
					    const char *root);
/* Where the root lacks a header of the driver, look in the folder @above it, too. */
void dl_header_index_look_above(struct dl_header_index *index, const char *above);
void dl_header_index_free(struct dl_header_index *index);

/*
 * Folders D such that D/@missing exists, nearest to @from (a file) first, then by name; at most
 * @max; of arch/ only in the folder @arch. Names with ".." in them are not looked up.
 */
size_t dl_header_index_find(struct dl_header_index *index, const char *arch, const char *from,
			    const char *missing, const char **dirs, size_t max);

/*
 * For a driver of another architecture than @own: the one whose folder has most of the @count names
 * in
 * @missing. Append to @dirs its include folders and those that hold the names; behind all other
 * folders they add what is missing and hide nothing. Returns the architecture's name, NULL when
 * none has any of them.
 */
const char *dl_header_index_foreign(struct dl_header_index *index, const char *own,
				    const char *const *missing, size_t count, struct dl_args *dirs);
/*
 * For headers of a machine (mach/hardware.h), which several folders of arch/@arch have: append to
 * @dirs for each of the @count names the folder that has most of them.
 */
void dl_header_index_machine(struct dl_header_index *index, const char *arch,
			     const char *const *missing, size_t count, struct dl_args *dirs);

/*
 * Whether the header is found from @from_dir or a folder in @args; @name begins with the quote or "<".
 * @known: paths that were looked for, NULL: none is remembered.
 */
bool dl_header_is_found(struct dl_map *known, const char *name, const char *from_dir,
			const struct dl_args *args);

#endif
