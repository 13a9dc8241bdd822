/* SPDX-License-Identifier: Apache-2.0 */
/* The cache of headers: made, locked, removed; see cache.h. */
#include "source/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/heap.h"
#include "base/path.h"
#include "base/vec.h"
#include "source/walk.h"

#define WRITTEN_SECONDS 900 /* nobody needs that long for a file of the cache */

static const char tag[] = "Signature: 8a477f597d28d172789f06886806bc55\n"
			  "# Headers that dmalint has made; 'dmalint cache clear' removes them.\n";

/* Beside the folder, not in it: it must outlive a clear that others wait for. */
static int open_lock(const char *cache_dir, struct dl_arena *arena)
{
	return open(dl_path_join(arena, cache_dir, "headers.lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
}

static enum dl_status fail(struct dl_error *err)
{
	return dl_fail_context(err, "cache folder (choose another one with --cache-dir or XDG_CACHE_HOME)");
}

enum dl_status dl_cache_write(const char *path, const char *data, size_t size, struct dl_error *err)
{
	return dl_file_write(path, data, size, err) == DL_OK ? DL_OK : fail(err);
}

enum dl_status dl_cache_open(struct dl_cache *cache, const char *cache_dir, struct dl_arena *arena,
			     struct dl_error *err)
{
	const char *path = dl_path_join(arena, cache_dir, "headers");
	enum dl_status status = dl_make_dirs(cache_dir, err);

	cache->lock = status == DL_OK ? open_lock(cache_dir, arena) : -1;
	cache->is_locked = cache->lock >= 0;
	while (cache->is_locked && flock(cache->lock, LOCK_SH) != 0 && errno == EINTR)
		;
	if (status == DL_OK)
		status = dl_make_dirs(path, err);
	if (status == DL_OK)
		status = dl_file_write(dl_path_join(arena, path, "CACHEDIR.TAG"), tag, strlen(tag), err);
	if (status != DL_OK) {
		dl_cache_close(cache);
		return fail(err);
	}
	cache->dir = dl_path_real(arena, path);
	return cache->dir ? DL_OK
			  : dl_fail(err, DL_ERR_IO, "cannot use the cache folder %s", path);
}

void dl_cache_close(struct dl_cache *cache)
{
	if (cache->is_locked)
		close(cache->lock);
	cache->is_locked = false;
}

static enum dl_status add_size(void *data, const char *path)
{
	uint64_t *bytes = data;
	struct stat st;

	if (!strstr(path, "/results.db") && stat(path, &st) == 0)
		*bytes += (uint64_t)st.st_size;
	return DL_OK;
}

uint64_t dl_cache_bytes(const char *cache_dir, struct dl_arena *arena)
{
	uint64_t bytes = 0;
	const struct dl_walk_options opt = {.visit = add_size, .data = &bytes};

	dl_walk(dl_path_join(arena, cache_dir, "headers"), &opt, NULL);
	return bytes;
}

/* ---- precompiled headers ---- */

struct used {
	char *path;
	int64_t when; /* seconds since 1970 */
};

struct used_list {
	struct used *data;
	size_t len;
	size_t cap;
};

static enum dl_status add_used(void *data, const char *path)
{
	struct used_list *list = data;
	struct stat st;
	char *sum;

	if (asprintf(&sum, "%s" DL_PCH_SUM, path) < 0)
		dl_no_memory();
	/* one that nothing is said of was never finished */
	dl_vec_push(list, ((struct used){dl_xstrdup(path), stat(sum, &st) == 0 ? (int64_t)st.st_mtime : 0}));
	free(sum);
	return DL_OK;
}

/* With its record, and the list of what it was made of. */
static void remove_header(const char *path)
{
	static const char *const ends[] = {".pch", ".pch" DL_PCH_SUM, ".h"};
	char *name;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (asprintf(&name, "%.*s%s", (int)(strrchr(path, '.') - path), path, ends[i]) < 0)
			dl_no_memory();
		unlink(name);
		free(name);
	}
}

static int latest_first(const void *a, const void *b)
{
	const struct used *x = a, *y = b;

	return x->when != y->when ? (x->when < y->when) - (x->when > y->when) : strcmp(x->path, y->path);
}

/* A file that was being written when somebody was killed; the parser has names of its own for what is to become one. */
static enum dl_status remove_left(void *data, const char *path)
{
	struct stat st;

	if (strstr(dl_path_base(path), ".tmp") && stat(path, &st) == 0 && st.st_mtime < *(const time_t *)data)
		unlink(path);
	return DL_OK;
}

static void remove_all_left(const char *dir)
{
	time_t before = time(NULL) - WRITTEN_SECONDS;
	const struct dl_walk_options opt = {.visit = remove_left, .data = &before};

	dl_walk(dir, &opt, NULL);
}

static enum dl_status remove_unfinished(void *data, const char *path)
{
	(void)data;
	unlink(path);
	return DL_OK;
}

void dl_cache_remove_unfinished(const char *path, struct dl_arena *arena)
{
	const struct dl_walk_options opt = {
		.name_prefix = dl_path_base(path), .flat = true, .visit = remove_unfinished};

	dl_walk(dl_path_dir(arena, path), &opt, NULL);
}

void dl_cache_prune(const struct dl_cache *cache, size_t count)
{
	struct used_list list = {0};
	const struct dl_walk_options opt = {
		.name_prefix = "pch-", .name_suffix = ".pch", .flat = true, .visit = add_used, .data = &list};

	remove_all_left(cache->dir);
	dl_walk(cache->dir, &opt, NULL);
	if (list.len)
		qsort(list.data, list.len, sizeof(*list.data), latest_first);
	for (size_t i = 0; i < list.len; i++) {
		char *path = list.data[i].path;

		if (i >= count)
			remove_header(path);
		dl_free(path);
	}
	dl_vec_free(&list);
}

/* ---- emptying it ---- */

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static enum dl_status remove_headers(const char *path, struct dl_arena *arena, struct dl_error *err)
{
	struct dl_buf text = {0};
	bool is_ours = dl_file_read_max(&text, dl_path_join(arena, path, "CACHEDIR.TAG"),
					sizeof(tag), NULL) == DL_OK &&
		       text.len == strlen(tag) && memcmp(text.data, tag, text.len) == 0;

	dl_buf_free(&text);
	if (!is_ours)
		return dl_fail(err, DL_ERR_INVALID,
			       "%s is not removed: it has no CACHEDIR.TAG of dmalint, so it may be "
			       "somebody else's",
			       path);
	if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) != 0)
		return dl_fail(err, DL_ERR_IO, "cannot remove %s: %s", path, strerror(errno));
	return DL_OK;
}

enum dl_status dl_cache_clear(const char *cache_dir, struct dl_arena *arena, struct dl_error *err)
{
	const char *path = dl_path_join(arena, cache_dir, "headers");
	enum dl_status status;
	int lock;

	if (access(path, F_OK) != 0)
		return errno == ENOENT ? DL_OK
				       : dl_fail(err, DL_ERR_IO, "cannot read %s: %s", path,
						 strerror(errno));
	lock = open_lock(cache_dir, arena);
	if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
		status = dl_fail(err, DL_ERR_BUSY,
				 "a scan is using the cache in %s; try again when it has ended",
				 cache_dir);
	else
		status = remove_headers(path, arena, err);
	if (lock >= 0)
		close(lock);
	return status;
}
