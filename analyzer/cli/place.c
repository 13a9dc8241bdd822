/* SPDX-License-Identifier: Apache-2.0 */
/* Where things are kept: the cache folder and the store. */
#include <stdlib.h>

#include "cli/cli.h"
#include "source/path.h"

char *dl_cli_cache_dir(struct dl_arena *arena, const char *given)
{
	const char *xdg = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");

	if (given)
		return dl_arena_strdup(arena, given);
	if (xdg && xdg[0] == '/')
		return dl_arena_printf(arena, "%s/dmalint", xdg);
	if (home && home[0] == '/')
		return dl_arena_printf(arena, "%s/.cache/dmalint", home);
	dl_cli_error("there is no place for the cache: neither HOME nor XDG_CACHE_HOME is set; "
		     "give --cache-dir DIR and --db FILE");
	return NULL;
}

char *dl_cli_store_path(struct dl_arena *arena, const char *given)
{
	struct dl_error err;
	char *dir;

	if (given)
		return dl_arena_strdup(arena, given);
	dir = dl_cli_cache_dir(arena, NULL);
	if (!dir)
		return NULL;
	if (dl_make_dirs(dir, &err) != DL_OK) {
		dl_cli_error("the store cannot be made: %s; give --db FILE", err.message);
		return NULL;
	}
	return dl_arena_printf(arena, "%s/dmalint.db", dir);
}
