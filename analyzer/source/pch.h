/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The precompiled header of a configuration: a fixed list of headers (data/pch-headers.txt, or
 * data/pch-small.txt for files that the large one does not suit), filtered by what the tree has,
 * and a file name that is a hash of everything the result depends on. Building it is the caller's.
 *
 * What it depends on are all headers in the folders that the flags lead to: names, sizes and times, some thousand
 * of them. Once it is built those that it was made of are known, and kept with the hash: while they are what they were, and
 * no name has come or gone, the hash stands for what is in them (pch_keep.c).
 */
#ifndef DL_SOURCE_PCH_H
#define DL_SOURCE_PCH_H

#include "source/internal.h"

/* Fill in what @config says of its PCH, and write the header list into the cache folder. */
enum dl_status dl_pch_plan(struct dl_source *s, struct dl_source_config *config, bool small, struct dl_error *err);

/* Whether the file @path of a tree takes the small PCH: data/pch-small-for.txt lists it. */
bool dl_pch_small_suits(const char *path);

/* ---- pch_keep.c ---- */

/*
 * Take the text and the hash of headers of an earlier scan with the same plan; false: they may be others now. Then @h has
 * gone on with what is in those of that scan: not all of them need be in the folders of the flags.
 */
bool dl_pch_recall(struct dl_source *s, struct dl_source_config *config, uint64_t *h);

#endif
