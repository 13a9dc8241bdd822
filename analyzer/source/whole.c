/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether a scan has all of a module that can touch a mapping: its objects, as the Makefile lists
 * them, are candidates of this scan or name no DMA call. A claim that a driver does something
 * nowhere needs that. A file that no Makefile names may be a part of anything.
 */
#include <string.h>

#include "base/path.h"
#include "source/internal.h"

/* @path need not be asked for: it is looked at, and stays out of the scan. */
static bool names_dma(struct dl_source *s, struct source_group *g, const char *path)
{
	bool is_new = !dl_map_has_str(&s->units, path);
	struct source_unit *u;

	if (dl_source_add_unit(&u, s, g, path, NULL) != DL_OK)
		return true;
	if (is_new) {
		u->reason = NULL;
		s->stats.seen--;
	}
	return u->core;
}

/* What the object is compiled from is there, and cannot touch a mapping unless it is scanned. */
static bool is_harmless(struct dl_source *s, struct source_group *g, const char *module,
			const char *object, const struct dl_map *scanned)
{
	const char *own = dl_arena_printf(s->arena, "%s/%s.o", g->root, module);
	const char *path = dl_arena_printf(s->arena, "%.*sc", (int)strlen(object) - 1, object);

	if (dl_map_has_str(scanned, path))
		return true;
	if (dl_overlay_is_file(&s->overlay, path))
		return !names_dma(s, g, path);
	/* not in assembler, nor what the others make: generated, or a part of the tree is missing */
	path = dl_arena_printf(s->arena, "%.*sS", (int)strlen(object) - 1, object);
	return dl_path_is_file(path) || !strcmp(object, own);
}

/* Once for a Makefile. */
static void tell_open(struct dl_source *s, struct source_group *g, const char *module,
		      struct dl_map *told)
{
	const char *makefile;
	const char *open = dl_kbuild_open(g->kbuild, module, &makefile);

	if (!open || dl_map_has_str(told, makefile))
		return;
	dl_map_put_str(told, makefile, s);
	dl_source_note(s, DL_NOTE_WARNING, makefile,
		       "'%.60s%s' cannot be evaluated: what '%s' is made of is not known, and nothing is "
		       "said about what the driver as a whole does nowhere (DMA212)",
		       open, strlen(open) > 60 ? "..." : "", dl_path_base(module));
}

static bool is_whole(struct dl_source *s, struct source_group *g, const char *module,
		     const struct dl_map *scanned)
{
	size_t count;
	const char *const *objects = dl_kbuild_objects(g->kbuild, module, &count);

	for (size_t i = 0; i < count; i++)
		if (!is_harmless(s, g, module, objects[i], scanned))
			return false;
	return count > 0;
}

void dl_source_find_whole(struct dl_source *s)
{
	struct dl_map scanned = {0}, known = {0}, told = {0};

	for (size_t i = 0; i < s->files.len; i++)
		dl_map_put_str(&scanned, s->files.data[i].path, (void *)1);
	for (size_t i = 0; i < s->files.len; i++) {
		struct dl_source_file *f = &s->files.data[i];
		const struct source_unit *u = dl_map_get_str(&s->units, f->path);
		const char *key = dl_arena_printf(s->arena, "%s:%s", u->group->root, f->module);

		tell_open(s, u->group, f->module, &told);
		if (!dl_map_has_str(&known, key))
			dl_map_put_str(&known, key,
				       is_whole(s, u->group, f->module, &scanned) ? f : NULL);
		f->is_whole = dl_map_get_str(&known, key) != NULL;
	}
	dl_map_free(&scanned);
	dl_map_free(&known);
	dl_map_free(&told);
}
