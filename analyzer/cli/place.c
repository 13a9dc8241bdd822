/* SPDX-License-Identifier: Apache-2.0 */
/* Where things are kept: the cache folder and the store. */
#include <stdlib.h>

#include "cli/cli.h"

/* The default folder; NULL after an error message. */
static char *default_dir(void)
{
	size_t length = dmalint_cache_dir(NULL, 0);
	char *dir;

	if (!length) {
		dl_cli_error("there is no place for the cache: neither HOME nor XDG_CACHE_HOME is "
			     "set; give --cache-dir DIR and --db FILE");
		return NULL;
	}
	dir = dl_cli_alloc(length + 1, 1);
	dmalint_cache_dir(dir, length + 1);
	return dir;
}

char *dl_cli_cache_dir(const char *given)
{
	return given ? dl_cli_format("%s", given) : default_dir();
}

struct dmalint_store *dl_cli_open_store(const char *given, unsigned int flags, const char *hint)
{
	struct dmalint_store *store = NULL;
	struct dmalint_error error;
	char *dir = given ? NULL : default_dir();

	if ((given || dir) && dmalint_store_open(&store, given, flags, &error) != DMALINT_OK)
		dl_cli_error("%s%s", error.message, hint);
	free(dir);
	return store;
}
