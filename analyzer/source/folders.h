/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is in folders. Each is listed once in the life of a table however many walk it, and not at all when it
 * is what an earlier scan has kept: adding, removing and renaming change a folder's times, writing into its
 * files does not.
 */
#ifndef DL_SOURCE_FOLDERS_H
#define DL_SOURCE_FOLDERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/memo.h"

struct dl_folder_entry {
	const char *name;
	unsigned char type; /* DT_REG and so on */
};

/* Sorted by name, without hidden entries: of each its type + 1, its name, a NUL. */
struct dl_folder {
	const char *packed;
	size_t len;
};

struct dl_folders;

/* @memo outlives it; it may be NULL, and without a way to get nothing is kept. */
struct dl_folders *dl_folders_new(const struct dl_memo *memo);
void dl_folders_free(struct dl_folders *folders);

/* Recall what was kept of the tree at @root. */
void dl_folders_recall(struct dl_folders *folders, const char *root);
/* Keep what is known of the trees that were recalled. */
void dl_folders_keep(struct dl_folders *folders);

/* NULL: it cannot be read, and errno says why. It lives as long as @folders. */
const struct dl_folder *dl_folders_list(struct dl_folders *folders, const char *path);
/* The entry after @e, zeros before the first; false after the last. */
bool dl_folder_next(const struct dl_folder *folder, struct dl_folder_entry *e);

#endif
