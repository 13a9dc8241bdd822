/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Kconfig symbols of a whole tree, and on which architectures they can be set.
 *
 * "Possible" errs on one side: a symbol or condition that is not understood is possible. What is
 * said to be impossible is: some condition asks for a symbol that only other architectures define.
 */
#ifndef DL_SOURCE_KCONFIG_TREE_H
#define DL_SOURCE_KCONFIG_TREE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/status.h"
#include "source/build_files.h"
#include "source/arch.h"

struct dl_kconfig_tree;

/*
 * The Kconfig files of the folders in data/kconfig-dirs.txt and below arch/. Of what has not changed since an earlier scan
 * the symbols are read when an answer asks for them that none has given before. @files (may be NULL) outlives the tree.
 */
struct dl_kconfig_tree *dl_kconfig_tree_read(struct dl_arena *arena, const char *source,
					     const struct dl_build_files *files);
/* Of all their paths and texts. */
uint64_t dl_kconfig_tree_hash(const struct dl_kconfig_tree *tree);
void dl_kconfig_tree_free(struct dl_kconfig_tree *tree);

/* Symbols of the listed folders: name -> struct dl_kconfig_symbol *. */
const struct dl_map *dl_kconfig_tree_symbols(struct dl_kconfig_tree *tree);
/* The symbols below arch/ that belong to @arch, NULL when it has no folder there. */
const struct dl_map *dl_kconfig_tree_own(struct dl_kconfig_tree *tree, const struct dl_arch *arch);
bool dl_kconfig_tree_has(const struct dl_kconfig_tree *tree, const struct dl_arch *arch);

/* Whether @symbol can be set on @arch; @compile_test: with COMPILE_TEST on. */
bool dl_kconfig_tree_allows(struct dl_kconfig_tree *tree, const struct dl_arch *arch,
			    bool compile_test, const char *symbol);
/* Keep the answers for the next scan. */
void dl_kconfig_tree_keep(struct dl_kconfig_tree *tree);

#endif
