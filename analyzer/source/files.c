/* SPDX-License-Identifier: Apache-2.0 */
/* The flags of each candidate: shared ones, those of its Makefiles, folders for headers that these
 * miss. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/path.h"
#include "source/internal.h"
#include "source/pch.h"

/* Lists of flags are the same for most files of a folder: one copy each. */
struct shared_args {
	const char *const *args;
	size_t count;
};

static bool same_list(const void *value, const void *wanted)
{
	const struct shared_args *a = value;
	const struct dl_args *b = wanted;

	if (a->count != b->len)
		return false;
	for (size_t i = 0; i < b->len; i++) {
		if (strcmp(a->args[i], b->data[i]))
			return false;
	}
	return true;
}

static const char *const *share(struct dl_source *s, const struct dl_args *args)
{
	uint64_t h = DL_HASH_SEED;
	struct shared_args *list;

	for (size_t i = 0; i < args->len; i++)
		h = dl_hash_str(h, args->data[i]);
	list = dl_map_find(&s->arg_lists, h, same_list, args);
	if (!list) {
		list = DL_NEW(s->arena, struct shared_args);
		list->args = dl_vec_to_arena(args, s->arena);
		list->count = args->len;
		dl_map_add(&s->arg_lists, h, list);
	}
	return list->args;
}

/* Names that only the architecture's own folder can have: not looked up in drivers' folders. */
static bool is_arch_name(const char *name)
{
	return !strncmp(name, "asm/", 4) || !strncmp(name, "mach/", 5) ||
	       !strncmp(name, "plat/", 5) || !strncmp(name, "generated/", 10);
}

static void add_include(struct dl_args *args, const char *dir)
{
	dl_args_add(args, "-I");
	dl_args_add(args, dir);
}

/* The names of @names (with their quote) that are still not found, without the quote. */
static void still_missing(struct dl_source *s, struct dl_args *out, const struct dl_args *names,
			  const char *dir, const struct dl_args *args)
{
	for (size_t i = 0; i < names->len; i++) {
		if (!dl_header_is_found(&s->readable, names->data[i], dir, args))
			dl_args_add(out, names->data[i] + 1);
	}
}

/* Headers that only folders of architectures have: the own one's machines, then others'. Returns
 * the other architecture, or NULL. */
static const char *add_arch_headers(struct dl_source *s, const struct source_group *g,
				    const struct dl_args *names, const char *dir,
				    struct dl_args *args)
{
	const char *folder = g->kernel.arch->folder;
	struct dl_args missing = {0};
	struct dl_args dirs = {0};
	const char *arch = NULL;

	still_missing(s, &missing, names, dir, args);
	if (missing.len)
		dl_header_index_machine(g->index, folder, missing.data, missing.len, &dirs);
	for (size_t i = 0; i < dirs.len; i++)
		add_include(args, dirs.data[i]);
	missing.len = dirs.len = 0;
	still_missing(s, &missing, names, dir, args);
	if (missing.len)
		arch = dl_header_index_foreign(g->index, folder, missing.data, missing.len, &dirs);
	for (size_t i = 0; i < dirs.len; i++)
		add_include(args, dirs.data[i]);
	/* its headers ask for a byte order; which one does not matter to what we look for */
	if (arch && !strcmp(arch, "mips"))
		dl_args_add(args, "-D__MIPSEL__=1");
	dl_vec_free(&missing);
	dl_vec_free(&dirs);
	return arch;
}

/*
 * -I for each file that the source includes and no flag leads to. Returns the architecture whose
 * headers had to fill in, NULL when the parsed one was enough.
 */
static const char *add_missing(struct dl_source *s, const struct source_group *g,
			       const struct source_unit *u, struct dl_args *args)
{
	const char *dir = dl_path_dir(s->arena, u->path);
	struct dl_args missing = {0};
	const char *arch = NULL;
	const char *found;

	for (size_t i = 0; i < u->include_count; i++) {
		const char *name = u->includes[i];

		if (dl_header_is_found(&s->readable, name, dir, args))
			continue;
		found = dl_source_shipped(s, u, name + 1);
		if (!found && !is_arch_name(name + 1))
			dl_header_index_find(g->index, g->kernel.arch->folder, u->path, name + 1,
					     &found, 1);
		if (found) {
			add_include(args, found);
			s->stats.headers_resolved++;
		} else {
			dl_args_add(&missing, name);
		}
	}
	if (missing.len && g->kernel.source)
		arch = add_arch_headers(s, g, &missing, dir, args);
	dl_vec_free(&missing);
	return arch;
}

/* Of the root that findings are relative to; a file of another tree is named in full. */
static const char *unit_path(const struct dl_source *s, const struct source_unit *u)
{
	const char *below = dl_path_below(s->root, u->path);

	return below && *below ? below : u->path;
}

static const char *tree_path(const struct source_unit *u)
{
	const char *below = dl_path_below(u->group->root, u->path);

	return below ? below : u->path;
}

static const char *module_of(struct dl_source *s, const struct source_unit *u)
{
	const char *module = dl_kbuild_module(u->group->kbuild, u->path);
	const char *path = unit_path(s, u);

	if (module)
		return module;
	return dl_path_has_suffix(path, ".c") ? dl_arena_strndup(s->arena, path, strlen(path) - 2)
					      : path;
}

static void fill_file(struct dl_source_file *f, struct dl_source *s, const struct source_unit *u,
		      const struct dl_source_config *config, const char *directory,
		      struct dl_args *args)
{
	dl_args_add_all(args, s->extra.data, s->extra.len);
	f->path = u->path;
	f->unit_path = unit_path(s, u);
	f->directory = directory;
	f->args = share(s, args);
	f->arg_count = args->len;
	f->use_pch = config->pch_header != NULL;
	f->reason = u->reason;
	f->found_by_text = u->found;
	f->outside = u->found && !u->asked;
	f->unmaps = u->unmaps;
	f->config = config;
	f->size = u->size;
}

static void add_file(struct dl_source *s, const struct source_unit *u, struct dl_source_file *f)
{
	f->module = module_of(s, u);
	f->elsewhere = dl_map_has_str(&s->elsewhere, dl_source_module_key(s, f));
	dl_vec_push(&s->files, *f);
	if (u->found) {
		s->stats.found++;
		return;
	}
	s->stats.borrowed += f->borrowed_arch != NULL;
	s->stats.candidates++;
	if (u->core)
		s->stats.core_dma++;
	else
		s->stats.sink_only++;
}

/* Flags without a compile database, for one architecture. */
static enum dl_status plain_flags(struct dl_source_file *f, struct dl_source *s,
				  const struct source_unit *u, const char *arch,
				  struct dl_error *err)
{
	struct dl_args args = {0};
	bool small = dl_pch_small_suits(tree_path(u));
	struct source_group *g;
	enum dl_status status = dl_source_group_for_arch(&g, u->group, s, dl_arch_named(arch), err);

	if (status == DL_OK && small)
		status = dl_source_group_small(g, s, err);
	if (status != DL_OK)
		return status;
	dl_args_add_all(&args, g->config->base_args, g->config->base_arg_count);
	dl_kbuild_flags(g->kbuild, u->path, &args);
	add_include(&args, dl_path_dir(s->arena, u->path));
	f->borrowed_arch = add_missing(s, g, u, &args);
	fill_file(f, s, u, small && g->small ? g->small : g->config, g->kernel.source ? g->kernel.source : g->root, &args);
	dl_vec_free(&args);
	return DL_OK;
}

static enum dl_status plain_file(struct dl_source *s, const struct source_unit *u,
				 struct dl_error *err)
{
	struct dl_source_file f = {0};
	enum dl_status status = dl_source_group_prepare(u->group, s, err);

	if (status != DL_OK)
		return status;
	dl_source_arches(s, u, &f);
	status = plain_flags(&f, s, u, f.arches[0], err);
	if (status == DL_OK)
		add_file(s, u, &f);
	if (!u->found)
		s->stats.other_arch += strcmp(f.arches[0], u->group->kernel.arch->name) != 0;
	return status;
}

enum dl_status dl_source_for_arch(const struct dl_source_file **out, struct dl_source *s,
				  const struct dl_source_file *f, const char *arch,
				  struct dl_error *err)
{
	const struct source_unit *u = dl_map_get_str(&s->units, f->path);
	struct dl_source_file *other = DL_NEW(s->arena, struct dl_source_file);
	enum dl_status status;

	*other = *f;
	status = plain_flags(other, s, u, arch, err);
	*out = status == DL_OK ? other : NULL;
	return status;
}

enum dl_status dl_source_make_file(struct dl_source *s, const struct source_unit *u,
				struct dl_error *err)
{
	struct source_group *g = u->group;
	const struct dl_compdb_entry *e = g->has_db ? dl_map_get_str(&g->db.files, u->path) : NULL;
	struct dl_source_file f = {0};
	struct dl_args args = {0};
	const char **only;

	if (!e) {
		if (g->has_db && s->opt && s->opt->build_dir)
			dl_source_note(s, DL_NOTE_INFO, u->path, "not in %s: parsed without it",
				    g->db.path);
		return plain_file(s, u, err);
	}
	if (e->refused) {
		dl_source_note(s, DL_NOTE_MISSED, u->path,
			    "skipped: its entry in %s %s; mend or remove it", g->db.path, e->refused);
		return DL_OK;
	}
	dl_args_add_all(&args, e->args, e->arg_count);
	dl_args_add(&args, "-DCONFIG_NEED_DMA_MAP_STATE=1");
	only = DL_NEW_ARRAY(s->arena, const char *, 2);
	only[0] = g->kernel.arch->name;
	fill_file(&f, s, u, dl_source_group_db_config(g, s, e), e->directory, &args);
	f.arches = only;
	f.runs_on = UINT32_MAX;
	add_file(s, u, &f);
	dl_vec_free(&args);
	return DL_OK;
}

static int compare_files(const void *a, const void *b)
{
	const struct dl_source_file *x = a;
	const struct dl_source_file *y = b;
	int order = strcmp(x->unit_path, y->unit_path);

	return order ? order : strcmp(x->path, y->path);
}

static void note_missing(struct dl_source *s, const struct source_group *g)
{
	for (size_t i = 0; i < g->db.files.len; i++) {
		const struct dl_compdb_entry *e = g->db.files.entries[i].value;

		if (e->missing)
			dl_source_note(s, DL_NOTE_WARNING, e->file, "named in %s but not there",
				    g->db.path);
	}
}

enum dl_status dl_source_make_files(struct dl_source *s, struct dl_error *err)
{
	enum dl_status status = DL_OK;

	for (size_t i = 0; i < s->units.len && status == DL_OK; i++) {
		const struct source_unit *u = s->units.entries[i].value;

		if (u->reason && !u->included)
			status = dl_source_make_file(s, u, err);
	}
	for (size_t i = 0; i < s->groups.len; i++)
		note_missing(s, s->groups.data[i]);
	if (s->files.len)
		qsort(s->files.data, s->files.len, sizeof(*s->files.data), compare_files);
	return status;
}
