/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makefiles are read with each $(CONFIG_X) standing for its own name, so that the names of the
 * lists say on what they depend: "obj-CONFIG_X". See guards.h.
 */
#include "source/guards.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "source/args.h"
#include "source/make_internal.h"
#include "source/makefile.h"

#define MAX_DEPTH 500 /* of lists within lists */

/* One list that names an object or folder. */
struct guard {
	const char *symbol; /* NULL: no option decides */
	const char *owner;  /* what must be built, too: the composite object, or the folder */
	struct guard *next; /* another list with the same thing */
};

struct dl_guards {
	struct dl_arena *arena;
	const struct dl_build_files *files;
	const char *root;
	struct dl_map dirs;   /* folders that were read */
	struct dl_map guards; /* absolute path of an object or folder -> struct guard * */
};

struct query {
	struct dl_guards *guards;
	bool (*possible)(void *data, const char *symbol);
	void *data;
	struct dl_map *known; /* path -> enum answer: objects can be reached on as many ways as there are lists */
};

enum answer { UNKNOWN, YES, NO };

struct dl_guards *dl_guards_new(struct dl_arena *arena, const struct dl_build_files *files,
				const char *root)
{
	struct dl_guards *g = DL_NEW(arena, struct dl_guards);

	g->arena = arena;
	g->files = files;
	g->root = root;
	return g;
}

void dl_guards_free(struct dl_guards *guards)
{
	if (!guards)
		return;
	dl_map_free(&guards->dirs);
	dl_map_free(&guards->guards);
}

/* Which option a variable stands for is all that is wanted. */
static const char *lookup(void *data, const char *name)
{
	if (!strncmp(name, "CONFIG_", 7))
		return dl_arena_strdup(((struct dl_guards *)data)->arena, name);
	return NULL;
}

static void add_guard(struct dl_guards *g, const char *path, const char *symbol, const char *owner)
{
	struct guard *guard = DL_NEW(g->arena, struct guard);

	guard->symbol = symbol;
	guard->owner = owner;
	guard->next = dl_map_get_str(&g->guards, path);
	dl_map_put_str(&g->guards, path, guard);
}

/* The lists obj-X and foo-X of the folder @dir. */
static void add_list(struct dl_guards *g, struct dl_make *make, const char *dir, const char *name,
		     const char *value)
{
	const char *tail = strrchr(name, '-');
	const char *symbol = NULL;
	const char *owner = dir;
	struct dl_args words = {0};
	const char *stem;

	if (!tail || tail == name)
		return;
	if (!strncmp(tail + 1, "CONFIG_", 7))
		symbol = tail + 1 + 7;
	else if (strcmp(tail, "-y") && strcmp(tail, "-m") && strcmp(tail, "-objs"))
		return;
	stem = dl_arena_strndup(g->arena, name, (size_t)(tail - name));
	if (strcmp(stem, "obj") && strcmp(stem, "lib"))
		owner = dl_arena_printf(g->arena, "%s/%s.o", dir, stem);
	dl_args_split(&words, g->arena, dl_make_expand(make, value));
	for (size_t i = 0; i < words.len && dl_make_spend(make, 64); i++) {
		const char *word = dl_make_unquote(g->arena, words.data[i]);
		size_t n = strlen(word);

		if (n && word[n - 1] == '/')
			word = dl_arena_strndup(g->arena, word, n - 1);
		else if (!dl_path_has_suffix(word, ".o"))
			continue;
		add_guard(g, dl_path_join(g->arena, dir, word), symbol, owner);
	}
	dl_vec_free(&words);
}

static void read_dir(struct dl_guards *g, const char *dir)
{
	static const char *const names[] = {"Kbuild", "Makefile"};
	struct dl_make make = {
		.arena = g->arena, .files = g->files, .lookup = lookup, .data = g};

	dl_map_put_str(&g->dirs, dir, g);
	for (size_t i = 0; i < 2 && !make.vars.len; i++) {
		const char *path = dl_path_join(g->arena, dir, names[i]);

		if (dl_overlay_is_file(g->files ? g->files->overlay : NULL, path))
			dl_makefile_read(&make, path, g->root);
	}
	for (size_t i = 0; i < make.vars.len; i++)
		add_list(g, &make, dir, dl_arena_strdup(g->arena, make.vars.strings[i]),
			 make.vars.entries[i].value);
	dl_make_free(&make);
}

/* Read the folder of @path and those above it; the tree's own top Makefile is a program. */
static void read_upward(struct dl_guards *g, const char *path)
{
	const char *dir = dl_path_dir(g->arena, path);

	while (dl_path_below(g->root, dir) && strcmp(dir, g->root) &&
	       !dl_map_has_str(&g->dirs, dir)) {
		read_dir(g, dl_arena_strdup(g->arena, dir));
		dir = dl_path_dir(g->arena, dir);
	}
}

static bool allows(struct query *q, const char *path, int depth)
{
	const struct guard *first = dl_map_get_str(&q->guards->guards, path);
	enum answer known = (enum answer)(uintptr_t)dl_map_get_str(q->known, path);
	bool allowed = !first;

	if (known != UNKNOWN || depth > MAX_DEPTH)
		return known != NO;
	/* what lists itself is left to its other lists */
	dl_map_put_str(q->known, path, (void *)(uintptr_t)YES);
	for (const struct guard *g = first; g && !allowed; g = g->next)
		allowed = (!g->symbol || q->possible(q->data, g->symbol)) &&
			  allows(q, g->owner, depth + 1);
	dl_map_put_str(q->known, path, (void *)(uintptr_t)(allowed ? YES : NO));
	return allowed;
}

bool dl_guards_allow(struct dl_guards *guards, const char *path, struct dl_map *known,
		     bool (*possible)(void *data, const char *symbol), void *data)
{
	struct query q = {.guards = guards, .possible = possible, .data = data, .known = known};
	size_t n = strlen(path);

	if (n < 2)
		return true;
	read_upward(guards, path);
	return allows(&q, dl_arena_printf(guards->arena, "%.*s.o", (int)(n - 2), path), 0);
}
