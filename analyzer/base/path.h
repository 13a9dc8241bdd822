/* SPDX-License-Identifier: Apache-2.0 */
/* Paths. They are bytes; "absolute" ones here have no ".", ".." or double slash. */
#ifndef DL_BASE_PATH_H
#define DL_BASE_PATH_H

#include <stdbool.h>

#include "base/arena.h"

/* @b below @a; @b alone when it is absolute. Normalised. */
char *dl_path_join(struct dl_arena *arena, const char *a, const char *b);
/* Without ".", "..", double and trailing slashes; symbolic links stay. */
char *dl_path_normal(struct dl_arena *arena, const char *path);
/* Absolute, with symbolic links resolved; NULL with errno when it does not exist. */
char *dl_path_real(struct dl_arena *arena, const char *path);
char *dl_path_dir(struct dl_arena *arena, const char *path);
const char *dl_path_base(const char *path);
/* The part of @path below @root ("" for the root itself), NULL when it is not below. */
const char *dl_path_below(const char *root, const char *path);
bool dl_path_is_dir(const char *path);
bool dl_path_is_file(const char *path);
bool dl_path_has_suffix(const char *path, const char *suffix);

#endif
