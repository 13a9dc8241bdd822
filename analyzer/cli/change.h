/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a branch or a patch changes: files with their text before and after it. git.c and patch.c
 * make such a list, fresh.c scans both sides of it.
 */
#ifndef DL_CLI_CHANGE_H
#define DL_CLI_CHANGE_H

#include "cli/cli.h"
#include "cli/tool.h"

/* Lines of the new text, from 1 on. Where lines were only taken out: those around. */
struct dl_lines {
	uint32_t first;
	uint32_t last;
};

struct dl_change {
	char *path;	     /* absolute */
	char *old_path;	     /* where a renamed file was; NULL: here */
	struct dl_bytes old; /* data NULL: there was no such file */
	struct dl_bytes new; /* data NULL: there is none any more */
	struct dl_lines *lines; /* ascending; set by dl_change_find_lines() */
	size_t line_count;
};

struct dl_changes {
	struct dl_change *list;
	size_t count;
	size_t cap;
};

/* Append a zeroed one; @path is taken over. */
struct dl_change *dl_changes_add(struct dl_changes *changes, char *path);
/* The change of @path, NULL when it is not changed. */
struct dl_change *dl_changes_find(const struct dl_changes *changes, const char *path);
/* A file whose text is the same as before is none. */
void dl_changes_drop_equal(struct dl_changes *changes);
void dl_changes_free(struct dl_changes *changes);

/* Whether the name of a file is one that a scan reads: source, header, Makefile, Kbuild. */
bool dl_change_matters(const char *path);
/* Set change->lines. */
void dl_change_find_lines(struct dl_change *change);
/* Whether a line from @first to @last is a changed one. */
bool dl_change_touches(const struct dl_change *change, uint32_t first, uint32_t last);

#endif
