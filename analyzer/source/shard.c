/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One shard of a scan: which modules it has, and what the texts of the others say about who has what else it
 * may need. No text is trusted for more than that: the file that seems to have it is parsed.
 */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/path.h"
#include "source/internal.h"
#include "source/text.h"

/* What a file costs beside its size, in bytes of source: its headers. As measured over a kernel. */
#define FILE_COST	 (48u << 10)
#define COST_WITHOUT_PCH (300u << 10)

struct source_hints {
	DL_VEC(struct dl_source_hint) list;
};

const char *dl_source_module_key(struct dl_source *s, const struct dl_source_file *f)
{
	return dl_arena_printf(s->arena, "%s:%s", f->config->root, f->module);
}

/* ---- which modules ---- */

struct share {
	const char *key;
	uint64_t cost;
};

static int dearest_first(const void *a, const void *b)
{
	const struct share *x = a, *y = b;

	if (x->cost != y->cost)
		return x->cost < y->cost ? 1 : -1;
	return strcmp(x->key, y->key);
}

/* Returns how many modules there are. */
static size_t add_costs(struct dl_source *s, struct share *shares)
{
	struct dl_map places = {0}; /* key -> place in @shares, plus one */
	size_t count;

	for (size_t i = 0; i < s->files.len; i++) {
		const struct dl_source_file *f = &s->files.data[i];
		const char *key = dl_source_module_key(s, f);
		size_t at = (size_t)(uintptr_t)dl_map_get_str(&places, key);

		if (!at) {
			at = places.len + 1;
			dl_map_put_str(&places, key, (void *)(uintptr_t)at);
			shares[at - 1].key = key;
		}
		shares[at - 1].cost += f->size + (f->use_pch ? FILE_COST : COST_WITHOUT_PCH);
	}
	count = places.len;
	dl_map_free(&places);
	return count;
}

void dl_source_shard(struct dl_source *s, unsigned int number, unsigned int count)
{
	struct share *shares = dl_xcalloc(s->files.len + 1, sizeof(*shares));
	uint64_t *load = dl_xcalloc(count, sizeof(*load));
	size_t modules = add_costs(s, shares);

	qsort(shares, modules, sizeof(*shares), dearest_first);
	for (size_t i = 0; i < modules; i++) {
		unsigned int least = 0;

		for (unsigned int k = 1; k < count; k++)
			if (load[k] < load[least])
				least = k;
		load[least] += shares[i].cost;
		if (least != number - 1)
			dl_map_put_str(&s->elsewhere, shares[i].key, s);
	}
	for (size_t i = 0; i < s->files.len; i++)
		s->files.data[i].elsewhere =
			dl_map_has_str(&s->elsewhere, dl_source_module_key(s, &s->files.data[i]));
	dl_free(shares);
	dl_free(load);
}

uint64_t dl_source_tree(struct dl_source *s)
{
	uint64_t h = DL_HASH_SEED;

	for (size_t i = 0; i < s->files.len; i++) {
		const struct dl_source_file *f = &s->files.data[i];

		if (f->found_by_text)
			continue;
		h = dl_hash_str(dl_hash_str(h, f->unit_path), f->module);
		if (dl_source_read_text(s, f->path, NULL) == DL_OK)
			h = dl_hash_u64(h, dl_checksum(dl_buf_str(&s->text), s->text.len));
	}
	return dl_hash_final(h);
}

/* ---- who may define what ---- */

static uint64_t hash_of(struct dl_source *s, const struct dl_text_function *f)
{
	dl_arena_reset(s->scratch);
	return dl_hash_str(DL_HASH_SEED, dl_arena_strndup(s->scratch, f->name, f->len));
}

static void add_hint(struct dl_source *s, uint64_t name, struct dl_source_hint hint)
{
	struct source_hints *hints = dl_map_get(&s->definers, name);

	if (!hints) {
		hints = DL_NEW(s->arena, struct source_hints);
		dl_map_put(&s->definers, name, hints);
	}
	if (!hints->list.len || hints->list.data[hints->list.len - 1].file != hint.file)
		dl_vec_push(&hints->list, hint);
}

static void add_text(struct dl_source *s, const char *path, struct dl_source_hint hint)
{
	struct dl_text_function f;
	const char *text, *p;

	if (dl_source_read_text(s, path, NULL) != DL_OK)
		return;
	p = text = dl_buf_str(&s->text);
	while (dl_text_next_function(&f, text, &p, text + s->text.len))
		if (f.is_defined && !f.is_static)
			add_hint(s, hash_of(s, &f), hint);
}

/* The file, and what lives inside it. */
static void add_file(struct dl_source *s, size_t file)
{
	const char *path = s->files.data[file].path;
	const struct source_unit *u = dl_map_get_str(&s->units, path);

	add_text(s, path, (struct dl_source_hint){.file = file});
	for (size_t i = 0; u && i < u->include_count; i++)
		if (dl_path_has_suffix(u->includes[i], ".c"))
			add_text(s, dl_path_join(s->arena, dl_path_dir(s->arena, path), u->includes[i] + 1),
				 (struct dl_source_hint){.file = file});
}

static struct source_group *group_of(struct dl_source *s, size_t file)
{
	return ((struct source_unit *)dl_map_get_str(&s->units, s->files.data[file].path))->group;
}

/* Objects of the file's module that are no candidates: dl_source_search() may find them. */
static void add_others(struct dl_source *s, size_t file, const struct dl_map *files)
{
	struct dl_args paths = {0};

	dl_kbuild_sources(group_of(s, file)->kbuild, s->files.data[file].module, &paths);
	for (size_t i = 0; i < paths.len; i++)
		if (!dl_map_has_str(files, paths.data[i]))
			add_text(s, paths.data[i], (struct dl_source_hint){.file = file, .whole = true});
	dl_vec_free(&paths);
}

static void read_definers(struct dl_source *s)
{
	struct dl_map files = {0}, modules = {0};

	s->knows_definers = true;
	for (size_t i = 0; i < s->files.len; i++)
		dl_map_put_str(&files, s->files.data[i].path, s);
	for (size_t i = 0; i < s->files.len; i++) {
		const struct dl_source_file *f = &s->files.data[i];
		const char *key = dl_source_module_key(s, f);

		if (!f->elsewhere || f->found_by_text)
			continue;
		add_file(s, i);
		if (dl_map_has_str(&modules, key))
			continue;
		dl_map_put_str(&modules, key, s);
		add_others(s, i, &files);
	}
	dl_map_free(&files);
	dl_map_free(&modules);
}

const struct dl_source_hint *dl_source_may_define(struct dl_source *s, uint64_t name, size_t *count)
{
	const struct source_hints *hints;

	if (!s->knows_definers)
		read_definers(s);
	hints = dl_map_get(&s->definers, name);
	*count = hints ? hints->list.len : 0;
	return hints ? hints->list.data : NULL;
}

void dl_source_may_call(struct dl_source *s, size_t file, struct dl_map *names)
{
	struct dl_map own = {0}, called = {0};
	struct dl_text_function f;
	const char *text, *p;

	if (!s->knows_definers)
		read_definers(s);
	if (dl_source_read_text(s, s->files.data[file].path, NULL) != DL_OK)
		return;
	p = text = dl_buf_str(&s->text);
	while (dl_text_next_function(&f, text, &p, text + s->text.len)) {
		uint64_t name = hash_of(s, &f);

		if (f.is_defined)
			dl_map_put(&own, name, s);
		else if (dl_map_has(&s->definers, name))
			dl_map_put(&called, name, dl_arena_strndup(s->arena, f.name, f.len));
	}
	for (size_t i = 0; i < called.len; i++)
		if (!dl_map_has(&own, called.entries[i].key))
			dl_map_put(names, called.entries[i].key, called.entries[i].value);
	dl_map_free(&own);
	dl_map_free(&called);
}

void dl_source_shard_free(struct dl_source *s)
{
	for (size_t i = 0; i < s->definers.len; i++) {
		struct source_hints *hints = s->definers.entries[i].value;

		dl_vec_free(&hints->list);
	}
	dl_map_free(&s->definers);
	dl_map_free(&s->elsewhere);
}
