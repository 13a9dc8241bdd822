/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The symbols that the Kconfig files of a tree define, by where. They are kept from one scan to the next with
 * the stamps of the files: while these are the same, none is read again.
 */
#ifndef DL_SOURCE_KCONFIG_SYMBOLS_H
#define DL_SOURCE_KCONFIG_SYMBOLS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/stamp.h"
#include "source/build_files.h"

/* Maps from names to struct dl_kconfig_symbol *. */
struct dl_kconfig_symbols {
	struct dl_map listed;  /* of the folders in data/kconfig-dirs.txt */
	struct dl_map core;    /* of folders whose options are curated */
	struct dl_map folders; /* below arch/: name -> struct dl_map * of its symbols */
	uint64_t hash;	       /* of the texts */
};

void dl_kconfig_symbols_read(struct dl_kconfig_symbols *out, struct dl_arena *arena, const char *source,
			     const struct dl_build_files *files);
void dl_kconfig_symbols_free(struct dl_kconfig_symbols *symbols);

/* ---- kconfig_keep.c ---- */

/* A file, and the map that its symbols go to. */
struct dl_kconfig_file {
	const char *path;
	struct dl_map *symbols;
};

struct dl_kconfig_files {
	struct dl_kconfig_file *data; /* a DL_VEC */
	size_t len;
	size_t cap;
};

/* What was kept of these files, if they are what they were; false: read them. */
bool dl_kconfig_recall(struct dl_kconfig_symbols *out, struct dl_arena *arena,
		       const struct dl_kconfig_files *list, const struct dl_build_files *files);
/* All of them were read. */
void dl_kconfig_keep(const struct dl_kconfig_symbols *symbols, const struct dl_kconfig_files *list,
		     const struct dl_build_files *files);

#endif
