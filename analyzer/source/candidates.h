/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text filter: does a file name anything that a rule consumes? One pass over the text,
 * identifiers against a hash set; comments, strings and the names in #include lines are left out.
 * The same pass collects what the file includes.
 */
#ifndef DL_SOURCE_CANDIDATES_H
#define DL_SOURCE_CANDIDATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/model.h"
#include "source/args.h"

struct dl_names;

/* The names of @models that rules consume; @models may be NULL: no file matches. */
struct dl_names *dl_names_new(const struct dl_models *models);
/* Of these the functions that map, unmap, sync, allocate or free: a map from each to its text. */
const struct dl_map *dl_names_of_calls(const struct dl_names *names);
/* Of all that is looked for. */
uint64_t dl_names_hash(const struct dl_names *names);
void dl_names_free(struct dl_names *names);

struct dl_text_scan {
	const char *reason;	 /* first name found, NULL: none; lives as long as the names */
	bool unmaps;		 /* an unmap function is named */
	bool core;		 /* a map, unmap, sync, alloc or free function is named */
	struct dl_args includes; /* "a/b.h" and <a/b.h>, the first character telling which */
};

/* Scan @text; the strings of includes go into @arena. Free scan->includes with dl_vec_free(). */
void dl_names_scan(const struct dl_names *names, struct dl_arena *arena, const char *text,
		   size_t size, struct dl_text_scan *out);

#endif
