/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files are, as a record, and the symbols, as another one; see kconfig_symbols.h. Lists of conditions share their
 * ends, thousands of times, so they are written as numbered items, each after the one that follows it.
 */
#include "source/kconfig_symbols.h"

#include <string.h>

#include "base/codec.h"
#include "base/hash.h"
#include "base/vec.h"
#include "source/kconfig.h"

static const struct dl_codec codec = {
	.magic = "DLTK",
	.version = 2,
	.what = "a tree's Kconfig symbols in the cache",
	.remedy = "",
};

static const struct dl_codec files_codec = {
	.magic = "DLTS",
	.version = 1,
	.what = "what a tree's Kconfig files are, in the cache,",
	.remedy = "",
};

static uint64_t key_of(const struct dl_kconfig_symbols *symbols)
{
	uint64_t h = DL_HASH_SEED;

	for (size_t i = 0; i < symbols->list.len; i++)
		h = dl_hash_str(h, symbols->list.data[i].path);
	return dl_hash_final(h);
}

/* ---- writing ---- */

struct items {
	struct dl_map ids; /* struct dl_kconfig_text * -> its number, from 1 on */
	DL_VEC(const struct dl_kconfig_text *) order;
};

static uint64_t id_of(const struct items *items, const struct dl_kconfig_text *t)
{
	return t ? (uint64_t)(uintptr_t)dl_map_get(&items->ids, (uintptr_t)t) : 0;
}

static void number(struct items *items, const struct dl_kconfig_text *list)
{
	DL_VEC(const struct dl_kconfig_text *) fresh = {0};

	for (; list && !dl_map_has(&items->ids, (uintptr_t)list); list = list->next)
		dl_vec_push(&fresh, list);
	for (size_t i = fresh.len; i-- > 0;) {
		dl_vec_push(&items->order, fresh.data[i]);
		dl_map_put(&items->ids, (uintptr_t)fresh.data[i], (void *)(uintptr_t)items->order.len);
	}
	dl_vec_free(&fresh);
}

static void number_all(struct items *items, const struct dl_map *symbols)
{
	for (size_t i = 0; i < symbols->len; i++) {
		const struct dl_kconfig_symbol *s = symbols->entries[i].value;

		for (const struct dl_kconfig_definition *d = s->definitions; d; d = d->next)
			number(items, d->depends);
		number(items, s->selects);
		number(items, s->may_select);
	}
}

static void write_symbols(struct dl_writer *w, const struct items *items, const struct dl_map *symbols)
{
	dl_write_num(w, symbols->len);
	for (size_t i = 0; i < symbols->len; i++) {
		const struct dl_kconfig_symbol *s = symbols->entries[i].value;

		dl_write_string(w, s->name);
		dl_write_num(w, s->type);
		dl_write_string(w, s->value);
		dl_write_num(w, s->excluded);
		dl_write_num(w, s->settable);
		dl_write_num(w, id_of(items, s->selects));
		dl_write_num(w, id_of(items, s->may_select));
		for (const struct dl_kconfig_definition *d = s->definitions; d; d = d->next)
			dl_write_num(w, id_of(items, d->depends) + 1);
		dl_write_num(w, 0);
	}
}

static void write_all(struct dl_writer *w, const struct dl_kconfig_symbols *all)
{
	struct items items = {0};

	number_all(&items, &all->listed);
	number_all(&items, &all->core);
	for (size_t i = 0; i < all->folders.len; i++)
		number_all(&items, all->folders.entries[i].value);
	dl_write_num(w, items.order.len);
	for (size_t i = 0; i < items.order.len; i++) {
		dl_write_string(w, items.order.data[i]->text);
		dl_write_num(w, id_of(&items, items.order.data[i]->next));
	}
	write_symbols(w, &items, &all->listed);
	write_symbols(w, &items, &all->core);
	for (size_t i = 0; i < all->folders.len; i++)
		write_symbols(w, &items, all->folders.entries[i].value);
	dl_map_free(&items.ids);
	dl_vec_free(&items.order);
}

static bool are_settled(const struct dl_kconfig_symbols *symbols, const struct dl_build_files *files)
{
	for (size_t i = 0; i < symbols->list.len; i++) {
		const char *path = symbols->list.data[i].path;

		if (!dl_stamp_read(files->stamps, path) || !dl_stamp_is_settled(files->stamps, path))
			return false;
	}
	return true;
}

static void keep_files(const struct dl_kconfig_symbols *symbols, const struct dl_build_files *files)
{
	struct dl_writer w = {0};
	struct dl_buf record = {0};

	for (size_t i = 0; i < symbols->list.len; i++) {
		dl_write_string(&w, symbols->list.data[i].path);
		dl_stamp_write(&w, dl_stamp_of(files->stamps, symbols->list.data[i].path));
	}
	dl_write_num(&w, symbols->hash);
	dl_writer_end(&w, &files_codec, &record);
	files->memo->put(files->memo->ctx, DL_MEMO_KCONFIG, key_of(symbols), &record);
	dl_buf_free(&record);
}

static void keep_symbols(const struct dl_kconfig_symbols *symbols, const struct dl_build_files *files)
{
	struct dl_writer w = {0};
	struct dl_buf record = {0};

	dl_write_num(&w, symbols->hash);
	write_all(&w, symbols);
	dl_writer_end(&w, &codec, &record);
	files->memo->put(files->memo->ctx, DL_MEMO_SYMBOLS, key_of(symbols), &record);
	dl_buf_free(&record);
}

void dl_kconfig_keep(const struct dl_kconfig_symbols *symbols, const struct dl_build_files *files)
{
	if (!are_settled(symbols, files))
		return;
	keep_files(symbols, files);
	keep_symbols(symbols, files);
}

/* ---- reading ---- */

struct reading {
	struct dl_reader in;
	struct dl_kconfig_text *items;
	uint32_t count;
};

static const struct dl_kconfig_text *item(struct reading *r, uint64_t id)
{
	r->in.bad |= id > r->count;
	return id && !r->in.bad ? &r->items[id - 1] : NULL;
}

/* An item can only be followed by one before it, so no list runs in a circle. */
static void read_items(struct reading *r)
{
	uint32_t count = dl_read_count(&r->in);

	r->items = DL_NEW_ARRAY(r->in.arena, struct dl_kconfig_text, count + 1);
	while (r->count < count && !r->in.bad) {
		struct dl_kconfig_text *t = &r->items[r->count];

		t->text = dl_read_name(&r->in);
		t->next = item(r, dl_read_num(&r->in));
		r->count++;
	}
}

static void read_definitions(struct reading *r, struct dl_kconfig_symbol *s)
{
	struct dl_kconfig_definition **end = &s->definitions;
	uint64_t id;

	while ((id = dl_read_num(&r->in)) != 0) {
		*end = DL_NEW(r->in.arena, struct dl_kconfig_definition);
		(*end)->depends = item(r, id - 1);
		end = &(*end)->next;
	}
}

static void read_symbols(struct reading *r, struct dl_map *symbols)
{
	uint32_t count = dl_read_count(&r->in);

	for (uint32_t i = 0; i < count && !r->in.bad; i++) {
		struct dl_kconfig_symbol *s = DL_NEW(r->in.arena, struct dl_kconfig_symbol);

		s->name = dl_read_name(&r->in);
		s->type = (enum dl_kconfig_type)dl_read_max(&r->in, DL_KCONFIG_STRING);
		s->value = dl_read_string(&r->in);
		s->excluded = dl_read_bool(&r->in);
		s->settable = dl_read_bool(&r->in);
		s->selects = item(r, dl_read_num(&r->in));
		s->may_select = item(r, dl_read_num(&r->in));
		read_definitions(r, s);
		dl_map_put_str(symbols, s->name, s);
	}
}

static void clear(struct dl_kconfig_symbols *all)
{
	dl_map_clear(&all->listed);
	dl_map_clear(&all->core);
	for (size_t i = 0; i < all->folders.len; i++)
		dl_map_clear(all->folders.entries[i].value);
}

static bool read_record(struct reading *r, struct dl_kconfig_symbols *out)
{
	bool is_of_files = dl_read_num(&r->in) == out->hash;

	if (is_of_files) {
		read_items(r);
		read_symbols(r, &out->listed);
		read_symbols(r, &out->core);
		for (size_t i = 0; i < out->folders.len; i++)
			read_symbols(r, out->folders.entries[i].value);
	}
	return dl_read_end(&r->in, NULL) == DL_OK && is_of_files;
}

bool dl_kconfig_recall(struct dl_kconfig_symbols *symbols, struct dl_arena *arena,
		       const struct dl_build_files *files)
{
	struct reading r = {.in.arena = arena};
	struct dl_buf record = {0};
	bool found = files->memo->get(files->memo->ctx, DL_MEMO_SYMBOLS, key_of(symbols), &record) &&
		     dl_read_begin(&r.in, &codec, record.data, record.len, NULL) == DL_OK &&
		     read_record(&r, symbols);

	dl_buf_free(&record);
	if (!found)
		clear(symbols);
	return found;
}

/* ---- the files ---- */

/* @fresh: nothing need be read to know that they are what they were. */
static bool read_stamps(struct dl_reader *in, const struct dl_kconfig_symbols *symbols, struct dl_stamps *stamps,
			bool *fresh)
{
	bool holds = true;

	*fresh = true;
	for (size_t i = 0; i < symbols->list.len && holds && !in->bad; i++) {
		const char *path = symbols->list.data[i].path;
		struct dl_stamp then;

		holds = strcmp(dl_read_name(in), path) == 0;
		dl_stamp_get(in, &then);
		holds = holds && then.content && dl_stamp_holds(stamps, path, &then);
		*fresh &= holds && dl_stamp_is_same(dl_stamp_of(stamps, path), &then);
	}
	return holds && !in->bad;
}

static bool read_files(struct dl_reader *in, struct dl_kconfig_symbols *out, struct dl_stamps *stamps, bool *fresh)
{
	bool holds = read_stamps(in, out, stamps, fresh);
	uint64_t hash = holds ? dl_read_num(in) : 0;

	holds = dl_read_end(in, NULL) == DL_OK && holds;
	out->hash = holds ? hash : 0;
	return holds;
}

bool dl_kconfig_recall_hash(struct dl_kconfig_symbols *symbols, const struct dl_build_files *files)
{
	struct dl_arena *arena = dl_arena_new();
	struct dl_reader in = {.arena = arena};
	struct dl_buf record = {0};
	bool fresh = true;
	bool found = files->memo->get(files->memo->ctx, DL_MEMO_KCONFIG, key_of(symbols), &record) &&
		     dl_read_begin(&in, &files_codec, record.data, record.len, NULL) == DL_OK &&
		     read_files(&in, symbols, files->stamps, &fresh);

	dl_buf_free(&record);
	dl_arena_free(arena);
	if (found && !fresh && are_settled(symbols, files))
		keep_files(symbols, files);
	return found;
}
