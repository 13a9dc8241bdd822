/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Headers that a driver ships made: for a missing "x.h" beside an "x.h_shipped", the build copies
 * it. So do we, into the cache.
 */
#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "base/hash.h"
#include "source/internal.h"

const char *dl_source_shipped(struct dl_source *s, const struct source_unit *u, const char *missing)
{
	const char *dir = dl_path_dir(s->arena, u->path);
	const char *from = dl_arena_printf(s->arena, "%s/%s_shipped", dir, missing);
	uint64_t h = dl_hash_final(dl_hash_str(DL_HASH_SEED, dir));
	struct dl_buf text = {0};
	const char *to;
	bool done;

	if (strchr(missing, '/') || !dl_path_is_file(from))
		return NULL;
	to = dl_arena_printf(s->arena, "%s/shipped-%016llx", s->cache.dir, (unsigned long long)h);
	done = dl_file_read(&text, from, NULL) == DL_OK && dl_make_dirs(to, NULL) == DL_OK &&
	       dl_file_write(dl_path_join(s->arena, to, missing), dl_buf_str(&text), text.len,
			     NULL) == DL_OK;
	dl_buf_free(&text);
	return done ? to : NULL;
}
