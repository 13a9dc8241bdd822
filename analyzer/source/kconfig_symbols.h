/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The symbols that the Kconfig files of a tree define, by where. They are kept from one scan to the next, and so is a hash
 * of the files with their stamps: while these are the same, none is read again, nor the symbols if nobody asks for them.
 */
#ifndef DL_SOURCE_KCONFIG_SYMBOLS_H
#define DL_SOURCE_KCONFIG_SYMBOLS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/stamp.h"
#include "base/vec.h"
#include "source/build_files.h"

/* A file, and the map that its symbols go to. */
struct dl_kconfig_file {
	const char *path;
	struct dl_map *symbols;
};

/* Maps from names to struct dl_kconfig_symbol *. */
struct dl_kconfig_symbols {
	struct dl_map listed;  /* of the folders in data/kconfig-dirs.txt */
	struct dl_map core;    /* of folders whose options are curated */
	struct dl_map folders; /* below arch/: name -> struct dl_map * of its symbols */
	bool are_read;	       /* they are in the maps */
	uint64_t hash;	       /* of the files' paths and texts */
	DL_VEC(struct dl_kconfig_file) list;
};

/* Which files there are, and the hash. @files may be NULL. */
void dl_kconfig_symbols_find(struct dl_kconfig_symbols *out, struct dl_arena *arena, const char *source,
			     const struct dl_build_files *files);
/* Have the symbols. When they are read after the hash was recalled, and are not what they were, it is another one. */
void dl_kconfig_symbols_read(struct dl_kconfig_symbols *symbols, struct dl_arena *arena,
			     const struct dl_build_files *files);
void dl_kconfig_symbols_free(struct dl_kconfig_symbols *symbols);

/* ---- kconfig_keep.c ---- */

/* The hash that was kept, if the files are what they were; false: read them. */
bool dl_kconfig_recall_hash(struct dl_kconfig_symbols *symbols, const struct dl_build_files *files);
/* The symbols that were kept with the hash; false: read the files. */
bool dl_kconfig_recall(struct dl_kconfig_symbols *symbols, struct dl_arena *arena,
		       const struct dl_build_files *files);
/* All files were read. */
void dl_kconfig_keep(const struct dl_kconfig_symbols *symbols, const struct dl_build_files *files);

#endif
