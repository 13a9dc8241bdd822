/* SPDX-License-Identifier: Apache-2.0 */
/* Recognises kernel trees, configured build folders and Debian's split header packages. */
#ifndef DL_SOURCE_KERNEL_ROOT_H
#define DL_SOURCE_KERNEL_ROOT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"
#include "source/arch.h"

struct dl_kernel {
	const char *source; /* folder with include/linux and arch/ */
	const char *build;  /* folder with include/generated; equal to @source unless split or O= */
	bool configured;    /* @build has include/generated/autoconf.h */
	int version;	    /* of the top Makefile; 0 when unknown */
	int patchlevel;
	int sublevel;
	const struct dl_arch *arch;
};

/* Whether @dir is the root of a kernel's source (drivers included, or headers only). */
bool dl_kernel_is_root(const char *dir);
/* Whether what is in @dir belongs to no folder above: a kernel, or a repository. */
bool dl_kernel_is_own_tree(const char *dir);
/* The kernel root at or above @path, NULL when there is none. */
const char *dl_kernel_find_root(struct dl_arena *arena, const char *path);
/* Read what @root is; it must be a kernel root. */
void dl_kernel_read(struct dl_kernel *out, struct dl_arena *arena, const char *root);
/*
 * The kernel of --kernel DIR: a tree, a build folder made with O=, or the "build" folder of a
 * header package whose Makefile includes that of another one.
 */
enum dl_status dl_kernel_open(struct dl_kernel *out, struct dl_arena *arena, const char *dir,
			      struct dl_error *err);

#endif
