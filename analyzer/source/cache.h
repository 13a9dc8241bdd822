/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cache: `headers/` in the cache folder has what dmalint synthesises and precompiles, and results of scans,
 * and CACHEDIR.TAG (bford.info/cachedir), by which it is known to be ours and backups leave it out.
 * Whoever uses it holds a shared lock until it, and each child that it has forked, has closed it.
 */
#ifndef DL_SOURCE_CACHE_H
#define DL_SOURCE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"

/* In the cache folder: what a scan found out (store/results.h). */
#define DL_CACHE_RESULTS "headers/results.db"

/* Behind the name of a precompiled header: the record of what it is (worker/pch_sum.h). */
#define DL_PCH_SUM ".sum"

struct dl_cache {
	const char *dir; /* real path of the folder of headers */
	int lock;	 /* file descriptor; a place without locks is used without */
	bool is_locked;
};

/* Make the folder in @cache_dir where it is missing, and lock it. End with dl_cache_close(). */
enum dl_status dl_cache_open(struct dl_cache *cache, const char *cache_dir, struct dl_arena *arena,
			     struct dl_error *err);
void dl_cache_close(struct dl_cache *cache);
/* dl_file_write() of a file below ->dir: the error says what else can be done. */
enum dl_status dl_cache_write(const char *path, const char *data, size_t size, struct dl_error *err);
/* Bytes of all headers in @cache_dir. */
uint64_t dl_cache_bytes(const char *cache_dir, struct dl_arena *arena);
/*
 * Remove all precompiled headers but the @count that were used last. Whoever has one open keeps it; who
 * comes later builds it again.
 */
void dl_cache_prune(const struct dl_cache *cache, size_t count);
/* Remove @path, a file with a name of its own that somebody died of writing, and what the parser made of it. */
void dl_cache_remove_unfinished(const char *path, struct dl_arena *arena);
/*
 * Remove it. DL_ERR_BUSY while a scan uses it; DL_ERR_INVALID when the folder of that name is not
 * ours; nothing to do when there is none.
 */
enum dl_status dl_cache_clear(const char *cache_dir, struct dl_arena *arena, struct dl_error *err);

#endif
