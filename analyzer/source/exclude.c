/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that the user does not want scanned. They stay known: what other files of their driver need
 * of them is still read (search.c), and their modules are not whole.
 */
#include <fnmatch.h>
#include <string.h>

#include "base/path.h"
#include "source/internal.h"

/* @pattern matches the path @rel, a folder above it, or when it has no slash a name in it. */
static bool matches(struct dl_arena *arena, const char *pattern, const char *rel)
{
	size_t len = strlen(pattern);
	bool is_name;

	while (len > 1 && pattern[len - 1] == '/')
		len--;
	pattern = dl_arena_strndup(arena, pattern, len);
	if (strncmp(pattern, "./", 2) == 0)
		pattern += 2;
	is_name = !strchr(pattern, '/');
	for (const char *p = rel; p; p = strchr(p + 1, '/')) {
		const char *end = strchr(p + 1, '/');
		const char *name = p + (*p == '/');
		const char *upto = end ? dl_arena_strndup(arena, rel, (size_t)(end - rel)) : rel;

		if (fnmatch(pattern, is_name ? upto + (name - rel) : upto, 0) == 0)
			return true;
	}
	return false;
}

static bool is_excluded(struct dl_source *s, const struct source_unit *u)
{
	const char *rel = dl_path_below(u->group->root, u->path);

	for (size_t i = 0; i < s->opt->exclude_count; i++)
		if (matches(s->scratch, s->opt->exclude[i], rel ? rel : u->path))
			return true;
	return false;
}

void dl_source_exclude(struct dl_source *s)
{
	if (!s->opt->exclude_count)
		return;
	dl_arena_reset(s->scratch);
	for (size_t i = 0; i < s->units.len; i++) {
		struct source_unit *u = s->units.entries[i].value;

		/* who names a file wants it, but not each one of its module */
		if (!u->asked || (u->named && !s->opt->modules) || !is_excluded(s, u))
			continue;
		u->reason = NULL;
		u->asked = false;
		s->stats.seen--;
	}
}
