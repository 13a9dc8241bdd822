/* SPDX-License-Identifier: Apache-2.0 */
/* A folder of files made by a test, removed at its end. */
#ifndef DL_TESTS_SOURCE_FIXTURE_H
#define DL_TESTS_SOURCE_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <ftw.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/path.h"
#include "source/source.h"
#include "temp_folder.h"

struct tree {
	char root[256];	 /* the sources */
	char cache[256]; /* beside them */
	struct dl_arena *arena;
};

static inline int tree_remove_one(const char *path, const struct stat *st, int type,
				  struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static inline void tree_open(struct tree *t)
{
	char base[200];

	t->arena = dl_arena_new();
	temp_folder(base, sizeof(base), "dmalint test XXXXXX"); /* with blanks, as users have */
	snprintf(t->root, sizeof(t->root), "%s/my tree", base);
	snprintf(t->cache, sizeof(t->cache), "%s/cache", base);
	if (dl_make_dirs(t->root, NULL) != DL_OK)
		abort();
}

static inline void tree_close(struct tree *t)
{
	nftw(dl_path_dir(t->arena, t->root), tree_remove_one, 16, FTW_DEPTH | FTW_PHYS);
	dl_arena_free(t->arena);
}

static inline const char *tree_path(struct tree *t, const char *path)
{
	return path[0] ? dl_path_join(t->arena, t->root, path) : t->root;
}

static inline void tree_file(struct tree *t, const char *path, const char *text)
{
	const char *full = tree_path(t, path);

	if (dl_make_dirs(dl_path_dir(t->arena, full), NULL) != DL_OK ||
	    dl_file_write(full, text, strlen(text), NULL) != DL_OK)
		abort();
}

/* The least that is recognised as an unconfigured kernel tree. */
static inline void tree_kernel(struct tree *t)
{
	tree_file(t, "Makefile", "VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 300\n");
	tree_file(t, "Kconfig", "mainmenu \"x\"\n");
	tree_file(t, "MAINTAINERS", "\n");
	tree_file(t, "include/linux/kconfig.h", "#include <generated/autoconf.h>\n");
	tree_file(t, "include/linux/pci.h", "\n");
	tree_file(t, "include/asm-generic/Kbuild", "mandatory-y += bug.h\nmandatory-y += own.h\n");
	tree_file(t, "arch/x86/include/asm/Kbuild", "generic-y += early_ioremap.h\n");
	tree_file(t, "arch/x86/include/asm/own.h", "\n");
	tree_file(t, "arch/x86/entry/syscalls/syscall_64.tbl",
		  "# comment\n0\tcommon\tread\tsys_read\n1\tx32\tnot_me\tsys_x\n");
	tree_file(t, "drivers/Makefile", "obj-y += net/\n");
}

/* Open with one or two paths below the root; *err is filled when NULL is returned. */
static inline struct dl_source *tree_source(struct tree *t, struct dl_source_options *opt,
					    struct dl_error *err, const char *first,
					    const char *second)
{
	const char *paths[2];
	struct dl_source *s = NULL;
	struct dl_models *models = NULL;

	paths[0] = tree_path(t, first);
	paths[1] = second ? tree_path(t, second) : NULL;
	opt->paths = paths;
	opt->path_count = second ? 2 : 1;
	if (!opt->cache_dir)
		opt->cache_dir = t->cache;
	if (dl_models_load(&models, NULL, 0, err) == DL_OK &&
	    dl_source_open(&s, opt, models, err) != DL_OK)
		s = NULL;
	dl_models_free(models);
	return s;
}

static inline const struct dl_source_file *tree_find(const struct dl_source *s,
						     const char *unit_path)
{
	for (size_t i = 0; s && i < dl_source_file_count(s); i++) {
		if (!strcmp(dl_source_file_at(s, i)->unit_path, unit_path))
			return dl_source_file_at(s, i);
	}
	return NULL;
}

static inline int tree_has_arg(const struct dl_source_file *f, const char *arg)
{
	for (size_t i = 0; f && i < f->arg_count; i++) {
		if (!strcmp(f->args[i], arg))
			return 1;
	}
	return 0;
}

static inline int tree_has_note(const struct dl_source *s, const char *path_end, const char *part)
{
	for (size_t i = 0; s && i < dl_source_note_count(s); i++) {
		const struct dl_source_note *n = dl_source_note_at(s, i);

		if (dl_path_has_suffix(n->path, path_end) && strstr(n->text, part))
			return 1;
	}
	return 0;
}

#endif
