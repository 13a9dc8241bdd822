/* SPDX-License-Identifier: Apache-2.0 */
/* Where the cache is, and emptying it. */
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/internal.h"

size_t dmalint_cache_dir(char *buffer, size_t size)
{
	const char *xdg = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");

	if (xdg && xdg[0] == '/')
		return (size_t)snprintf(buffer, size, "%s/dmalint", xdg);
	if (home && home[0] == '/')
		return (size_t)snprintf(buffer, size, "%s/.cache/dmalint", home);
	if (size)
		buffer[0] = '\0';
	return 0;
}

/* What dmalint itself puts there; nothing else is touched, whatever folder is named. */
static bool is_ours(const char *name)
{
	static const char *const patterns[] = {"kernel-*", "pch-*", "stubs-*"};

	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		if (fnmatch(patterns[i], name, 0) == 0)
			return true;
	return false;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static void close_dir(void *dir)
{
	closedir(dir);
}

static enum dl_status clear(const char *dir, struct dl_arena *arena, struct dl_error *err)
{
	enum dl_status status = DL_OK;
	DIR *d = opendir(dir);
	struct dirent *e;

	if (!d && errno == ENOENT)
		return DL_OK;
	if (!d)
		return dl_fail(err, DL_ERR_IO, "cannot read %s: %s", dir, strerror(errno));
	dl_defer(close_dir, d);
	while (status == DL_OK && (e = readdir(d)) != NULL) {
		const char *path = dl_arena_printf(arena, "%s/%s", dir, e->d_name);

		if (is_ours(e->d_name) &&
		    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) != 0)
			status = dl_fail(err, DL_ERR_IO, "cannot remove %s: %s", path,
					 strerror(errno));
	}
	dl_undefer(d);
	closedir(d);
	return status;
}

static enum dl_status clear_cache(void *arg, struct dl_error *err)
{
	struct dl_arena *arena = dl_arena_new();
	const char *dir = arg ? arg : dl_api_cache_dir(arena);

	return dir ? clear(dir, arena, err)
		   : dl_fail(err, DL_ERR_NOT_FOUND,
			     "there is no place for the cache: neither HOME nor XDG_CACHE_HOME "
			     "is set");
}

enum dmalint_status dmalint_cache_clear(const char *dir, struct dmalint_error *error)
{
	return dl_api_call(clear_cache, (void *)(uintptr_t)dir, error);
}
