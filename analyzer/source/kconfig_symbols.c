/* SPDX-License-Identifier: Apache-2.0 */
/* Which files a tree has, and reading them; see kconfig_symbols.h. */
#include "source/kconfig_symbols.h"

#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/path.h"
#include "source/embedded.h"
#include "source/kconfig.h"
#include "source/walk.h"

struct gathering {
	struct dl_kconfig_symbols *out;
	struct dl_arena *arena;
	struct dl_map *symbols; /* where those of the files go */
	const char *root;	/* the folder arch/ */
	const struct dl_build_files *files;
};

static void add_file(struct gathering *g, const char *path, struct dl_map *symbols)
{
	const struct dl_kconfig_file file = {dl_arena_strdup(g->arena, path), symbols};

	dl_vec_push(&g->out->list, file);
}

static enum dl_status meet_file(void *data, const char *path)
{
	struct gathering *g = data;

	/* Debugging options change types and want generated files; the curated ones are enough. */
	if (strcmp(dl_path_base(path), "Kconfig.debug") != 0)
		add_file(g, path, g->symbols);
	return DL_OK;
}

/* The symbols of a file belong to the folder of arch/ that it is in; those of arch/Kconfig to all. */
static enum dl_status meet_arch_file(void *data, const char *path)
{
	struct gathering *g = data;
	const char *below = dl_path_below(g->root, path);
	size_t n = below ? strcspn(below, "/") : 0;
	const char *folder;
	struct dl_map *own;

	if (!n || !below[n] || strstr(below, "/um/"))
		return DL_OK;
	folder = dl_arena_strndup(g->arena, below, n);
	own = dl_map_get_str(&g->out->folders, folder);
	if (!own) {
		own = DL_NEW(g->arena, struct dl_map);
		dl_map_put_str(&g->out->folders, folder, own);
	}
	add_file(g, path, own);
	return DL_OK;
}

static void walk(struct gathering *g, const char *dir, enum dl_status (*visit)(void *data, const char *path))
{
	struct dl_walk_options opt = {.folders = g->files ? g->files->folders : NULL,
				      .name_prefix = "Kconfig",
				      .visit = visit,
				      .data = g};

	dl_walk(dir, &opt, NULL);
}

static void find_files(struct gathering *g, const char *source)
{
	static const char *const core[] = {"init", "kernel", "mm", "lib", "security", "virt"};
	const char *text = dl_embedded_text("data/kconfig-dirs.txt");
	const char *line;

	g->symbols = &g->out->listed;
	while ((line = dl_embedded_next_line(g->arena, &text)))
		walk(g, dl_path_join(g->arena, source, line), meet_file);
	g->symbols = &g->out->core;
	for (size_t i = 0; i < sizeof(core) / sizeof(core[0]); i++)
		walk(g, dl_path_join(g->arena, source, core[i]), meet_file);
	g->root = dl_path_join(g->arena, source, "arch");
	walk(g, g->root, meet_arch_file);
}

/* False when one of them could not be read, which has been told. */
static bool read_files(struct dl_kconfig_symbols *symbols, struct dl_arena *arena,
		       const struct dl_build_files *files)
{
	struct dl_buf text = {0};
	bool all = true;

	symbols->hash = DL_HASH_SEED;
	for (size_t i = 0; i < symbols->list.len; i++) {
		const struct dl_kconfig_file *f = &symbols->list.data[i];

		dl_buf_clear(&text);
		if (!dl_build_file_read(files, &text, f->path)) {
			all = false;
			continue;
		}
		if (files && files->stamps)
			dl_stamp_note(files->stamps, f->path, dl_buf_str(&text), text.len);
		dl_kconfig_parse(f->symbols, arena, dl_buf_str(&text));
		symbols->hash = dl_hash_str(dl_hash_str(symbols->hash, f->path), dl_buf_str(&text));
	}
	dl_buf_free(&text);
	return all;
}

static bool keeps(const struct dl_build_files *files)
{
	return files && files->memo && files->memo->get && files->stamps;
}

void dl_kconfig_symbols_find(struct dl_kconfig_symbols *out, struct dl_arena *arena, const char *source,
			     const struct dl_build_files *files)
{
	struct gathering g = {.out = out, .arena = arena, .files = files};

	memset(out, 0, sizeof(*out));
	find_files(&g, source);
	if (!keeps(files) || !dl_kconfig_recall_hash(out, files))
		dl_kconfig_symbols_read(out, arena, files);
}

void dl_kconfig_symbols_read(struct dl_kconfig_symbols *symbols, struct dl_arena *arena,
			     const struct dl_build_files *files)
{
	uint64_t then = symbols->hash;

	if (symbols->are_read)
		return;
	symbols->are_read = true;
	if (then && keeps(files) && dl_kconfig_recall(symbols, arena, files))
		return;
	/* the stamps are of what the files were when the hash was recalled */
	if (read_files(symbols, arena, files) && keeps(files) && (!then || symbols->hash == then))
		dl_kconfig_keep(symbols, files);
}

void dl_kconfig_symbols_free(struct dl_kconfig_symbols *symbols)
{
	for (size_t i = 0; i < symbols->folders.len; i++)
		dl_map_free(symbols->folders.entries[i].value);
	dl_map_free(&symbols->listed);
	dl_map_free(&symbols->core);
	dl_map_free(&symbols->folders);
	dl_vec_free(&symbols->list);
}
