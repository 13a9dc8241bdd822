/* SPDX-License-Identifier: Apache-2.0 */
/* Where the cache is, and emptying it. */
#include <stdio.h>
#include <stdlib.h>

#include "api/internal.h"
#include "source/cache.h"

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

static enum dl_status clear_cache(void *arg, struct dl_error *err)
{
	struct dl_arena *arena = dl_arena_new();
	const char *dir = arg ? arg : dl_api_cache_dir(arena);

	return dir ? dl_cache_clear(dir, arena, err)
		   : dl_fail(err, DL_ERR_NOT_FOUND,
			     "there is no place for the cache: neither HOME nor XDG_CACHE_HOME "
			     "is set");
}

enum dmalint_status dmalint_cache_clear(const char *dir, struct dmalint_error *error)
{
	return dl_api_call(clear_cache, (void *)(uintptr_t)dir, error);
}
