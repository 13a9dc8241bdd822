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
	free(in);
}

const char *dl_intern_find(const struct dl_interner *in, const char *s)
{
	return dl_map_get_str(&in->map, s);
}

const char *dl_intern(struct dl_interner *in, const char *s)
{
	const char *known;

	if (!s)
		return NULL;
	known = dl_map_get_str(&in->map, s);
	if (known)
		return known;
	dl_map_put_str(&in->map, s, NULL);
	/* The map's own copy of the key is the interned string. */
	known = in->map.entries[in->map.len - 1].str;
	in->map.entries[in->map.len - 1].value = (void *)known;
	return known;
}

const char *dl_intern_n(struct dl_interner *in, const char *s, size_t n)
{
	char *copy = dl_xmalloc(n + 1);
	const char *known;

	memcpy(copy, s, n);
	copy[n] = '\0';
	known = dl_intern(in, copy);
	free(copy);
	return known;
}
