/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All that decides what a parse of a file reads, as one number: its flags, its configuration, and which
 * headers lie in the folders that the flags lead to, since a new one there may come before another.
 */
#include <dirent.h>
#include <string.h>

#include "base/hash.h"
#include "base/path.h"
#include "source/internal.h"

#define MAX_DEPTH 32

static uint64_t names_below(struct dl_source *s, const char *dir, int depth);

static uint64_t read_names(struct dl_source *s, const char *dir, int depth)
{
	const struct dl_folder *folder = dl_folders_list(s->folders, dir);
	struct dl_arena *arena = dl_arena_new();
	struct dl_folder_entry e = {0};
	uint64_t h = DL_HASH_SEED;
	bool has_headers = false;

	while (folder && dl_folder_next(folder, &e)) {
		uint64_t below = 0;

		if (dl_path_has_suffix(e.name, ".h")) {
			h = dl_hash_str(h, e.name);
			has_headers = true;
		} else if (e.type == DT_DIR && depth < MAX_DEPTH) {
			below = names_below(s, dl_path_join(arena, dir, e.name), depth + 1);
		}
		if (below)
			h = dl_hash_u64(dl_hash_str(h, e.name), below);
	}
	dl_arena_free(arena);
	return has_headers || h != DL_HASH_SEED ? dl_hash_final(h) : 0;
}

/* 0: there is none. A folder is read once. */
static uint64_t names_below(struct dl_source *s, const char *dir, int depth)
{
	uint64_t h;

	if (dl_map_has_str(&s->header_names, dir))
		return (uint64_t)(uintptr_t)dl_map_get_str(&s->header_names, dir);
	h = read_names(s, dir, depth);
	dl_map_put_str(&s->header_names, dir, (void *)(uintptr_t)h);
	return h;
}

uint64_t dl_source_names_below(struct dl_source *s, const char *dir)
{
	return names_below(s, dir, 0);
}

const char *dl_source_flag_folder(const char *const *args, size_t count, size_t *i)
{
	static const char *const flags[] = {"-I", "-isystem", "-iquote", "-idirafter"};

	for (size_t k = 0; k < sizeof(flags) / sizeof(flags[0]); k++) {
		const char *rest = args[*i] + strlen(flags[k]);

		if (strncmp(args[*i], flags[k], strlen(flags[k])) != 0)
			continue;
		if (*rest)
			return rest;
		return *i + 1 < count ? args[++*i] : NULL;
	}
	return NULL;
}

uint64_t dl_source_hash_folders(uint64_t h, struct dl_source *s, const char *const *args, size_t count,
				const char *directory)
{
	for (size_t i = 0; i < count; i++) {
		const char *dir = dl_source_flag_folder(args, count, &i);

		if (dir)
			h = dl_hash_u64(h, names_below(s, dl_path_join(s->scratch, directory, dir), 0));
	}
	return h;
}

static uint64_t hash_config(uint64_t h, const struct dl_source_config *c)
{
	h = dl_hash_u64(h, c->mode);
	h = dl_hash_str(h, c->arch);
	h = dl_hash_u64(h, c->headers);
	for (size_t i = 0; i < c->core_prefix_count; i++)
		h = dl_hash_str(h, c->core_prefixes[i]);
	return h;
}

uint64_t dl_source_scope(struct dl_source *s)
{
	uint64_t h = DL_HASH_SEED;

	/* what is asked for is settled when the source is open */
	for (size_t i = 0; !s->scope && i < s->units.len; i++) {
		const struct source_unit *u = s->units.entries[i].value;

		if (u->asked)
			h = dl_hash_str(h, u->path);
	}
	if (!s->scope)
		s->scope = dl_hash_final(h);
	return s->scope;
}

uint64_t dl_source_objects(struct dl_source *s, size_t index)
{
	const struct dl_source_file *f = dl_source_file_at(s, index);
	const struct source_unit *u = dl_map_get_str(&s->units, f->path);
	struct dl_args sources = {0};
	uint64_t h = DL_HASH_SEED;

	dl_kbuild_sources(u->group->kbuild, f->module, &sources);
	for (size_t i = 0; i < sources.len; i++)
		h = dl_hash_str(h, sources.data[i]);
	dl_vec_free(&sources);
	return dl_hash_final(h);
}

uint64_t dl_source_recipe(struct dl_source *s, size_t index)
{
	const struct dl_source_file *f = dl_source_file_at(s, index);
	const struct source_unit *u = dl_map_get_str(&s->units, f->path);
	uint64_t h = DL_HASH_SEED;

	dl_arena_reset(s->scratch);
	h = dl_hash_str(h, s->root);
	h = dl_hash_str(h, f->path);
	h = dl_hash_str(h, f->unit_path);
	h = dl_hash_str(h, f->directory);
	for (size_t i = 0; i < f->arg_count; i++)
		h = dl_hash_str(h, f->args[i]);
	h = dl_source_hash_folders(hash_config(h, f->config), s, f->args, f->arg_count, f->directory);
	h = dl_hash_u64(h, names_below(s, dl_path_dir(s->scratch, f->path), 0));
	h = dl_hash_u64(h, f->use_pch);
	for (size_t i = 0; f->arches[i]; i++)
		h = dl_hash_str(h, f->arches[i]);
	/* what other architectures are made of follows from these */
	if (f->arches[1] && u->group->kconfig) {
		const char *arch = dl_path_join(s->scratch, u->group->kernel.source, "arch");

		h = dl_hash_u64(h, dl_kconfig_tree_hash(u->group->kconfig));
		h = dl_hash_u64(h, names_below(s, arch, 0));
	}
	return dl_hash_final(h);
}
