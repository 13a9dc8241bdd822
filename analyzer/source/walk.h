/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walks a folder in sorted order. Hidden entries are left out. Symbolic links are not followed, but
 * told: what they lead to inside the tree is met where it is, and whether the rest is wanted the
 * caller knows.
 */
#ifndef DL_SOURCE_WALK_H
#define DL_SOURCE_WALK_H

#include <stdbool.h>

#include "base/status.h"
#include "source/folders.h"

struct dl_walk_options {
	struct dl_folders *folders; /* NULL: each folder is read */
	const char *name_prefix; /* visit only files whose names begin and end so; NULL: any */
	const char *name_suffix;
	bool flat; /* only the folder itself */
	/* May be NULL: whether to go into a folder; not asked for the first. */
	bool (*enter)(void *data, const char *path);
	/* Called for each file; anything but DL_OK ends the walk with that status. */
	enum dl_status (*visit)(void *data, const char *path);
	/* May be NULL: a symbolic link, to whatever it is. */
	void (*link)(void *data, const char *path);
	/* May be NULL: an unreadable folder was passed over. */
	void (*skipped)(void *data, const char *path, const char *why);
	void *data;
};

enum dl_status dl_walk(const char *dir, const struct dl_walk_options *opt, struct dl_error *err);

#endif
