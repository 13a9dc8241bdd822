/* SPDX-License-Identifier: Apache-2.0 */
/* Files of a module that name nothing of the models, found by what they define or call. */
#include <string.h>

#include "base/path.h"
#include "source/internal.h"
#include "source/text.h"

/* What the compile database leaves out is not built. */
static bool may_parse(const struct source_unit *u)
{
	const struct dl_compdb_entry *e;

	if (u->reason || u->included)
		return false;
	if (!u->group->has_db)
		return true;
	e = dl_map_get_str(&u->group->db.files, u->path);
	return e && !e->refused;
}

/* Why the text in s->text fits; NULL when it does not. */
static const char *fit(struct dl_source *s, const struct dl_source_wish *wish)
{
	const char *text = dl_buf_str(&s->text);
	const char *name = dl_text_defines(wish->defined, text, s->text.len);
	const char *used;

	if (name)
		return dl_arena_printf(s->arena, "defines %s", name);
	name = dl_text_uses(wish->used, text, s->text.len);
	if (name)
		return dl_arena_printf(s->arena, "calls %s", name);
	name = dl_text_defines(wish->callers, text, s->text.len);
	used = name ? dl_text_uses(wish->callees, text, s->text.len) : NULL;
	return used ? dl_arena_printf(s->arena, "defines %s, calls %s", name, used) : NULL;
}

/* The object's unit with its text in s->text; NULL when it is not to be parsed. */
static struct source_unit *unit_of(struct dl_source *s, struct source_group *g, const char *path,
				   const char *module)
{
	struct source_unit *u = dl_map_get_str(&s->units, path);
	const char *own;

	if ((u && !may_parse(u)) || (!u && !dl_overlay_is_file(&s->overlay, path)))
		return NULL;
	/* its own folder may have a Makefile that says otherwise */
	own = dl_kbuild_module(g->kbuild, path);
	if (!own || strcmp(own, module))
		return NULL;
	if (!u) {
		if (dl_source_add_unit(&u, s, g, path, NULL) != DL_OK)
			return NULL;
		/* not asked for: no candidate */
		u->reason = NULL;
		if (!may_parse(u))
			return NULL;
	}
	return dl_source_read_text(s, path, NULL) == DL_OK ? u : NULL;
}

enum dl_status dl_source_search(struct dl_source *s, const struct dl_source_wish *wish,
				struct dl_error *err)
{
	const struct dl_source_file *file = dl_source_file_at(s, wish->file);
	struct source_group *g = ((struct source_unit *)dl_map_get_str(&s->units, file->path))->group;
	const char *module = file->module;
	struct dl_args paths = {0};
	enum dl_status status = DL_OK;
	size_t outside = 0;

	dl_kbuild_sources(g->kbuild, module, &paths);
	for (size_t i = 0; i < paths.len && status == DL_OK; i++) {
		struct source_unit *u = unit_of(s, g, paths.data[i], module);

		if (!u || (!u->asked && outside >= wish->max_outside))
			continue;
		u->reason = fit(s, wish);
		if (!u->reason)
			continue;
		u->found = true;
		outside += !u->asked;
		dl_source_keep_includes(u, s);
		status = dl_source_make_file(s, u, err);
	}
	dl_vec_free(&paths);
	return status;
}
