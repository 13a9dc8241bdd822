/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cache folder: synthesised and precompiled headers and results of earlier
 * scans, made again when they are needed, and the default store.
 */
#ifndef DMALINT_CACHE_H
#define DMALINT_CACHE_H

#include <dmalint/common.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The default folder, $XDG_CACHE_HOME/dmalint or ~/.cache/dmalint, into
 * @buffer, cut to @size bytes with their NUL. Returns the length that it has
 * uncut, 0 when neither variable is set. The folder need not exist.
 */
DMALINT_API size_t dmalint_cache_dir(char *buffer, size_t size);

struct dmalint_cache_size {
	size_t size; /* sizeof(struct dmalint_cache_size), set by the caller */
	uint64_t headers; /* bytes of synthesised and precompiled headers */
	uint64_t results; /* bytes of what was found out about files and modules */
	uint64_t records; /* how many these are */
};

/* What is in folder @dir (NULL: the default one); zeros when there is none. */
DMALINT_API enum dmalint_status dmalint_cache_measure(const char *dir, struct dmalint_cache_size *out,
						   struct dmalint_error *error);
/* Drop results, those that were not used for the longest time first, until @max_bytes are left. */
DMALINT_API enum dmalint_status dmalint_cache_trim(const char *dir, uint64_t max_bytes,
						   struct dmalint_error *error);

/*
 * Remove headers and results from folder @dir (NULL: the default one); the store and
 * what others put there stays. Not while a scan uses the folder. A folder that
 * does not exist is clear.
 */
DMALINT_API enum dmalint_status dmalint_cache_clear(const char *dir, struct dmalint_error *error);

#ifdef __cplusplus
}
#endif

#endif
