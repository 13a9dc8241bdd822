/* SPDX-License-Identifier: Apache-2.0 */
#include "base/intern.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/map.h"

struct dl_interner {
	struct dl_map map;
};

struct dl_interner *dl_interner_new(void)
{
	return dl_xcalloc(1, sizeof(struct dl_interner));
}

void dl_interner_free(struct dl_interner *in)
{
	if (!in)
		return;
	dl_map_free(&in->map);
	dl_free(in);
}

const char *dl_intern_find(const struct dl_interner *in, const char *s)
{
	return dl_map_key(&in->map, s, strlen(s));
}

const char *dl_intern_n(struct dl_interner *in, const char *s, size_t n)
{
	const char *known;

	n = strnlen(s, n);
	known = dl_map_key(&in->map, s, n);
	return known ? known : dl_map_put_bytes(&in->map, s, n, NULL);
}

const char *dl_intern(struct dl_interner *in, const char *s)
{
	return s ? dl_intern_n(in, s, strlen(s)) : NULL;
}
