/* SPDX-License-Identifier: Apache-2.0 */
/* The cache of headers: made, locked, removed; see cache.h. */
#include "source/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "base/path.h"

static const char tag[] = "Signature: 8a477f597d28d172789f06886806bc55\n"
			  "# Headers that dmalint has made; 'dmalint cache clear' removes them.\n";

/* Beside the folder, not in it: it must outlive a clear that others wait for. */
static int open_lock(const char *cache_dir, struct dl_arena *arena)
{
	return open(dl_path_join(arena, cache_dir, "headers.lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
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
		status = dl_file_write(dl_path_join(arena, path, "CACHEDIR.TAG"), tag,
				       strlen(tag), err);
	if (status != DL_OK) {
		dl_cache_close(cache);
		return dl_fail_context(
			err,
			"cache folder (choose another one with --cache-dir or XDG_CACHE_HOME)");
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
