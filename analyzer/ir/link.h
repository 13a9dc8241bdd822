/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The linker: packed units of the files of one driver become one unit, so that
 * what looks at a unit sees the whole driver.
 *
 * Types, names and files are shared, so are records of the same name and size.
 * A function or global of a header that several files include is there once.
 * What is private to a file keeps to it: where a static symbol would be taken
 * for that of another file, it and all that names it in its file get a number
 * (`foo~2`, which no source can spell). dl_func.name stays as in the source;
 * calls have the source's name in ->written.
 */
#ifndef DL_IR_LINK_H
#define DL_IR_LINK_H

#include <stddef.h>

#include "base/status.h"
#include "base/map.h"
#include "ir/ir.h"

struct dl_linker;

/* @path names the result; it need not be a file's. */
struct dl_linker *dl_linker_new(const char *path);

/* Add one packed unit; the order decides that of files and functions. On error nothing is added. */
enum dl_status dl_linker_add(struct dl_linker *linker, const void *data, size_t size,
			     struct dl_error *err);

/* The names that are called in what was added so far, into @names (name -> its text). */
void dl_linker_callees(const struct dl_linker *linker, struct dl_map *names);

/*
 * Add one packed unit of another module. Of it are only kept functions that are called from the units
 * that are this module's own, directly or through others of these, and lowered whole; they are marked. Add
 * it after those.
 */
enum dl_status dl_linker_add_foreign(struct dl_linker *linker, const void *data, size_t size,
				     struct dl_error *err);

/* The unit, freed with dl_unit_free(); frees the linker. */
struct dl_unit *dl_linker_finish(struct dl_linker *linker);

#endif
