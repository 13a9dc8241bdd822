/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of a module that name nothing of the models, found by what they define or call. What a search found is
 * kept with the stamps of the texts that it has read: as long as these hold, and the same is looked for, none
 * is read again.
 */
#include <string.h>

#include "base/hash.h"
#include "base/path.h"
#include "source/internal.h"
#include "source/text.h"

static const struct dl_codec codec = {
	.magic = "DLTS",
	.version = 1,
	.what = "a module's search in the cache",
	.remedy = "",
};

/* One search: the objects of a module whose texts it is about, and why each of them fits. */
struct search {
	struct dl_source *s;
	const struct dl_source_wish *wish;
	DL_VEC(struct source_unit *) units;
	const char **reasons; /* beside @units; NULL: it does not fit */
	uint64_t key;
};

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

/* The object's unit; NULL when it is not to be parsed. */
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
	return u;
}

static void find_units(struct search *search)
{
	struct dl_source *s = search->s;
	const struct dl_source_file *file = dl_source_file_at(s, search->wish->file);
	struct source_group *g = ((struct source_unit *)dl_map_get_str(&s->units, file->path))->group;
	struct dl_args paths = {0};

	dl_kbuild_sources(g->kbuild, file->module, &paths);
	for (size_t i = 0; i < paths.len; i++) {
		struct source_unit *u = unit_of(s, g, paths.data[i], file->module);

		if (u)
			dl_vec_push(&search->units, u);
	}
	dl_vec_free(&paths);
	search->reasons = DL_NEW_ARRAY(s->arena, const char *, search->units.len + 1);
}

/* ---- looking at texts ---- */

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

static void read_texts(struct search *search)
{
	struct dl_source *s = search->s;
	size_t outside = 0;

	for (size_t i = 0; i < search->units.len; i++) {
		const struct source_unit *u = search->units.data[i];

		if ((!u->asked && outside >= search->wish->max_outside) ||
		    dl_source_read_text(s, u->path, NULL) != DL_OK)
			continue;
		if (s->stamps)
			dl_stamp_note(s->stamps, u->path, dl_buf_str(&s->text), s->text.len);
		search->reasons[i] = fit(s, search->wish);
		outside += search->reasons[i] && !u->asked;
	}
}

/* ---- what an earlier search has found ---- */

static uint64_t hash_names(uint64_t h, const struct dl_map *names)
{
	h = dl_hash_u64(h, names->len);
	for (size_t i = 0; i < names->len; i++)
		h = dl_hash_str(h, names->strings[i]);
	return h;
}

static uint64_t key_of(const struct search *search)
{
	const struct dl_source_wish *w = search->wish;
	uint64_t h = dl_hash_u64(DL_HASH_SEED, w->max_outside);

	h = hash_names(hash_names(h, w->defined), w->used);
	h = hash_names(hash_names(h, w->callers), w->callees);
	for (size_t i = 0; i < search->units.len; i++)
		h = dl_hash_u64(dl_hash_str(h, search->units.data[i]->path), search->units.data[i]->asked);
	return dl_hash_final(h);
}

static void keep(const struct search *search)
{
	struct dl_source *s = search->s;
	struct dl_writer w = {0};
	struct dl_buf record = {0};
	bool settled = true;

	dl_write_num(&w, search->key);
	for (size_t i = 0; i < search->units.len; i++) {
		const char *path = search->units.data[i]->path;
		const struct dl_stamp *stamp = dl_stamp_read(s->stamps, path);

		settled &= !stamp || dl_stamp_is_settled(s->stamps, path);
		dl_stamp_write(&w, stamp);
		dl_write_string(&w, search->reasons[i]);
	}
	dl_writer_end(&w, &codec, &record);
	if (settled)
		s->memo->put(s->memo->ctx, DL_MEMO_SEARCH, search->key, &record);
	dl_buf_free(&record);
}

/* *@fresh: nothing need be read to know that it holds. */
static bool read_record(struct search *search, struct dl_reader *in, bool *fresh)
{
	struct dl_source *s = search->s;
	bool holds = dl_read_num(in) == search->key;

	*fresh = true;
	for (size_t i = 0; i < search->units.len && holds && !in->bad; i++) {
		const char *path = search->units.data[i]->path;
		const struct dl_stamp *now;
		struct dl_stamp then;

		dl_stamp_get(in, &then);
		search->reasons[i] = dl_read_string(in);
		holds = dl_stamp_holds(s->stamps, path, &then);
		now = dl_stamp_of(s->stamps, path);
		*fresh &= holds && (!now || dl_stamp_is_same(now, &then));
	}
	return dl_read_end(in, NULL) == DL_OK && holds;
}

static bool recall(struct search *search)
{
	struct dl_source *s = search->s;
	struct dl_reader in = {.arena = s->arena};
	struct dl_buf record = {0};
	bool fresh;
	bool found = s->memo->get(s->memo->ctx, DL_MEMO_SEARCH, search->key, &record) &&
		     dl_read_begin(&in, &codec, record.data, record.len, NULL) == DL_OK &&
		     read_record(search, &in, &fresh);

	if (found && !fresh)
		keep(search);
	if (!found)
		memset(search->reasons, 0, search->units.len * sizeof(*search->reasons));
	dl_buf_free(&record);
	return found;
}

static void answer(struct search *search)
{
	bool has_memo = search->s->memo && search->s->memo->get && search->units.len;

	if (has_memo)
		search->key = key_of(search);
	if (has_memo && recall(search))
		return;
	read_texts(search);
	if (has_memo)
		keep(search);
}

/* ---- the files ---- */

static enum dl_status add(struct dl_source *s, struct source_unit *u, const char *reason, struct dl_error *err)
{
	enum dl_status status = dl_source_read_text(s, u->path, err);

	if (status != DL_OK)
		return status;
	u->reason = reason;
	u->found = true;
	dl_source_keep_includes(u, s);
	return dl_source_make_file(s, u, err);
}

enum dl_status dl_source_search(struct dl_source *s, const struct dl_source_wish *wish,
				struct dl_error *err)
{
	struct search search = {.s = s, .wish = wish};
	enum dl_status status = DL_OK;

	find_units(&search);
	answer(&search);
	for (size_t i = 0; i < search.units.len && status == DL_OK; i++)
		if (search.reasons[i])
			status = add(s, search.units.data[i], search.reasons[i], err);
	dl_vec_free(&search.units);
	return status;
}
