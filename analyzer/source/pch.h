/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The precompiled header of a configuration: a fixed list of headers (data/pch-headers.txt, or
 * data/pch-small.txt for files that the large one does not suit), filtered by what the tree has,
 * and a file name that is a hash of everything the result depends on. Building it is the caller's.
 */
#ifndef DL_SOURCE_PCH_H
#define DL_SOURCE_PCH_H

#include "source/folders.h"
#include "source/source.h"

#include "base/arena.h"

/*
 * Names, sizes and times of all headers that the kernel has for the configuration. @generated: folder of
 * generated headers, may equal the kernel's source.
 */
uint64_t dl_headers_hash(const struct dl_source_config *config, struct dl_arena *arena,
			 struct dl_folders *folders, const char *generated);

/*
 * Fill config->pch_header, pch_path and pch_build_args, after config->headers. Writes the header list into
 * @cache_dir.
 */
enum dl_status dl_pch_plan(struct dl_source_config *config, struct dl_arena *arena,
			   const char *cache_dir, const char *clang_version, bool small,
			   struct dl_error *err);

/* Whether the file @path of a tree takes the small PCH: data/pch-small-for.txt lists it. */
bool dl_pch_small_suits(const char *path);

#endif
