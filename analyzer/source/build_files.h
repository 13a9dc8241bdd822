/* SPDX-License-Identifier: Apache-2.0 */
/* How Makefiles and Kconfig files are read: what stands for some of them, and who is told of what was left
 * out. Anybody may have written them, so whoever reads one spends from a budget. */
#ifndef DL_SOURCE_BUILD_FILES_H
#define DL_SOURCE_BUILD_FILES_H

#include "base/memo.h"
#include "base/overlay.h"
#include "base/stamp.h"
#include "source/folders.h"

struct dl_build_files {
	const struct dl_overlay *overlay; /* may be NULL */
	struct dl_folders *folders;	  /* these may be, too */
	const struct dl_memo *memo;
	struct dl_stamps *stamps;
	/* @path was not read, or not to its end. */
	void (*left_out)(void *data, const char *path, const char *why);
	void *data;
};

/* Append the text of @path to @out; @files may be NULL. False when it cannot be read, which is told unless
 * it is not there. */
bool dl_build_file_read(const struct dl_build_files *files, struct dl_buf *out, const char *path);
void dl_build_file_left_out(const struct dl_build_files *files, const char *path, const char *why);

#endif
