/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that read Kbuild files share; nobody else includes it. */
#ifndef DL_SOURCE_KBUILD_INTERNAL_H
#define DL_SOURCE_KBUILD_INTERNAL_H

#include "source/kbuild.h"
#include "source/makefile.h"

/* A Makefile read by Kbuild, or (@outside) by the make that the user calls. */
struct view {
	struct kbuild_dir *dir;
	bool outside;
	bool busy; /* a variable of it is being looked up */
	struct dl_make make;
};

struct kbuild_dir {
	const char *path;     /* absolute */
	const char *makefile; /* NULL: it has none */
	bool read_outside;
	struct view inner, outer;
	struct dl_args flags;  /* ccflags-y and the like, ready to use */
	struct dl_args subdir; /* subdir-ccflags-y */
	struct dl_kbuild *kb;
};

struct dl_kbuild {
	struct dl_arena *arena;
	const struct dl_build_files *files;
	const char *root;
	const char *kernel;
	const struct dl_arch *arch;
	const struct dl_map *config;
	bool external;	       /* the sources are outside the kernel's tree */
	struct dl_map dirs;    /* absolute folder -> struct kbuild_dir * */
	struct dl_map owners;  /* absolute object path -> folder of the Makefile that names it */
	struct dl_map modules; /* absolute object path -> module */
	struct dl_map members; /* module -> struct members */
	size_t met;	       /* files that were met while all Makefiles were looked for; 0: not yet */
};

/* The objects of one module, as Makefiles list them. */
struct members {
	struct dl_args objects; /* absolute paths */
	bool is_robbed;		/* one of them is counted to another module that lists it, too */
	const char *open;	/* there may be more: what could not be evaluated; else NULL */
	const char *makefile;	/* ... and where */
};

/* The folder's Makefile, read once. */
struct kbuild_dir *dl_kbuild_dir(struct dl_kbuild *kb, const char *path);
/* The Makefile as the make that the user calls reads it; it may hand variables to Kbuild. */
struct dl_make *dl_kbuild_outside(struct kbuild_dir *d);
/* Variables that no Makefile of the view sets; @data: struct view. */
const char *dl_kbuild_lookup(void *data, const char *name);

#endif
