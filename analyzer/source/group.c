/* SPDX-License-Identifier: Apache-2.0 */
/* Which tree a path belongs to, the parse mode of the tree, and the flags that its files share. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/path.h"
#include "base/hash.h"
#include "source/embedded.h"
#include "source/flags.h"
#include "source/internal.h"
#include "source/pch.h"

#define MAX_CLIMB 4 /* folders above the scanned ones that may have the Makefile */

/* The folder has a Makefile that speaks of modules. */
static bool has_kbuild(struct dl_arena *arena, const char *dir)
{
	struct dl_buf text = {0};
	bool found = dl_path_is_file(dl_path_join(arena, dir, "Kbuild"));

	if (!found && dl_file_read(&text, dl_path_join(arena, dir, "Makefile"), NULL) == DL_OK)
		found = strstr(dl_buf_str(&text), "obj-") || strstr(dl_buf_str(&text), "-objs") ||
			strstr(dl_buf_str(&text), "KERNELRELEASE");
	dl_buf_free(&text);
	return found;
}

/* The highest of a few folders above that has a Makefile of the driver; @dir when none has. */
static const char *climb(struct dl_arena *arena, const char *dir)
{
	const char *top = dir;

	for (int up = 0; up < MAX_CLIMB && strcmp(dir, "/"); up++) {
		dir = dl_path_dir(arena, dir);
		if (has_kbuild(arena, dir))
			top = dir;
	}
	return top;
}

/* Where headers may lie that are not below @own: a folder or two above it, but never all of the
 * user's home or a folder of the system. */
static const char *above(struct dl_arena *arena, const char *own)
{
	const char *home = getenv("HOME");
	const char *top = NULL;
	const char *dir = own;

	for (int up = 0; up < 2; up++) {
		dir = dl_path_dir(arena, dir);
		if (!strcmp(dir, "/") || !strcmp(dl_path_dir(arena, dir), "/") ||
		    !strcmp(dir, "/usr/src") || (home && dl_path_below(dir, home)))
			break;
		top = dir;
	}
	return top;
}

/*
 * The root of sources outside a kernel tree, so that unit paths do not depend on which part is
 * scanned: the repository, else the working directory when it holds the path, else the path's own
 * folder; but no lower than a Makefile of the driver.
 * @headers: the folder that headers are searched in; a working directory may be all of the user's
 * home.
 */
static const char *outside_root(struct dl_arena *arena, const char *path, const char **headers)
{
	const char *own = dl_path_is_dir(path) ? path : dl_path_dir(arena, path);
	const char *cwd = dl_path_real(arena, ".");
	const char *dir = own;
	const char *top;

	*headers = own;
	for (; strcmp(dir, "/"); dir = dl_path_dir(arena, dir)) {
		if (access(dl_path_join(arena, dir, ".git"), F_OK) == 0 ||
		    access(dl_path_join(arena, dir, ".dmalint.json"), F_OK) == 0) {
			*headers = dir;
			return dir;
		}
	}
	top = *headers = climb(arena, own);
	if (cwd && strcmp(cwd, "/") && dl_path_below(cwd, top))
		return cwd;
	return top;
}

static enum dl_status read_database(struct source_group *g, struct dl_source *s, const char *path,
				    struct dl_error *err)
{
	const char *db = s->opt->build_dir;
	struct dl_error found = {0};

	if (db && dl_path_is_dir(db))
		db = dl_path_join(s->arena, db, "compile_commands.json");
	if (db)
		db = dl_path_real(s->arena, db) ? dl_path_real(s->arena, db) : db;
	else
		db = dl_compdb_find(s->arena,
				    dl_path_is_dir(path) ? path : dl_path_dir(s->arena, path),
				    g->root);
	if (!db)
		return DL_OK;
	if (s->opt->build_dir) {
		g->has_db = true;
		return dl_compdb_read(&g->db, s->arena, db, err);
	}
	/* One that merely lies there must not stop the scan. */
	g->has_db = dl_compdb_read(&g->db, s->arena, db, &found) == DL_OK;
	if (!g->has_db)
		dl_source_note(s, DL_NOTE_WARNING, db, "compile database not used: %s", found.message);
	return DL_OK;
}

static const char built[] = "include/generated/autoconf.h is there";
static const char never_built[] =
	"the tree was never prepared (no include/generated/autoconf.h and bounds.h)";

/* --kernel DIR for a path inside a kernel tree: of use only when it is a build of that tree. */
static enum dl_status decide_build(struct source_group *g, struct dl_source *s,
				   struct dl_error *err)
{
	struct dl_kernel build;
	enum dl_status status = dl_kernel_open(&build, s->arena, s->opt->kernel_dir, err);

	if (status != DL_OK)
		return status;
	if (!strcmp(build.source, g->kernel.source) && build.configured)
		g->kernel = build;
	else
		dl_source_note(s, DL_NOTE_WARNING, s->opt->kernel_dir,
			    "--kernel not used: %s is inside another kernel tree", g->root);
	g->mode = g->kernel.configured ? DL_MODE_CONFIGURED : DL_MODE_UNCONFIGURED;
	g->why = g->kernel.configured ? "the kernel's build folder is there" : never_built;
	return DL_OK;
}

/* Mode and kernel of a new group whose root is inside a kernel tree (@kernel_root) or not (NULL).
 */
static enum dl_status decide_mode(struct source_group *g, struct dl_source *s,
				  const char *kernel_root, struct dl_error *err)
{
	enum dl_status status;

	if (kernel_root) {
		dl_kernel_read(&g->kernel, s->arena, kernel_root);
		if (s->opt->kernel_dir)
			return decide_build(g, s, err);
		g->mode = g->kernel.configured ? DL_MODE_CONFIGURED : DL_MODE_UNCONFIGURED;
		g->why = g->kernel.configured ? built : never_built;
		return DL_OK;
	}
	if (s->opt->kernel_dir) {
		status = dl_kernel_open(&g->kernel, s->arena, s->opt->kernel_dir, err);
		g->mode = DL_MODE_HEADERS;
		g->why = dl_arena_printf(s->arena,
					 "outside a kernel tree, with --kernel: Linux %d.%d.%d",
					 g->kernel.version, g->kernel.patchlevel, g->kernel.sublevel);
		return status;
	}
	g->mode = DL_MODE_STUBS;
	g->kernel.arch = DL_ARCH_X86_64;
	g->why = "outside a kernel tree and no --kernel DIR: bundled stub headers";
	return DL_OK;
}

/* Only in a tree that nobody has configured is there a choice. */
static enum dl_status check_arch(const struct source_group *g, const struct dl_source *s,
				 struct dl_error *err)
{
	const struct dl_arch *arch = s->only_arch;

	if (!arch || (arch == g->kernel.arch && !g->has_db))
		return DL_OK;
	if (g->has_db)
		return dl_fail(err, DL_ERR_INVALID,
			       "%s cannot be parsed for %s: the flags in %s say for what", g->root,
			       arch->name, g->db.path);
	if (g->kernel.configured || !g->kernel.source)
		return dl_fail(err, DL_ERR_INVALID, "%s cannot be parsed for %s: it is %s %s; %s", g->root, arch->name,
			       g->kernel.source ? "configured for" : "parsed with stubs for",
			       g->kernel.arch->name,
			       g->kernel.source ? "leave --arch out" :
						  "leave --arch out, or name a kernel's source tree with --kernel");
	return arch->can_synthesise ? DL_OK
				    : dl_fail(err, DL_ERR_INVALID,
					      "%s cannot be parsed for %s while it is not configured "
					      "for it",
					      g->root, arch->name);
}

enum dl_status dl_source_group_of(struct source_group **out, struct dl_source *s, const char *path,
			       struct dl_error *err)
{
	const char *kernel_root = dl_kernel_find_root(s->arena, path);
	const char *headers = kernel_root;
	const char *root = kernel_root ? kernel_root : outside_root(s->arena, path, &headers);
	struct source_group *g;
	enum dl_status status;

	for (size_t i = 0; i < s->groups.len; i++) {
		if (!strcmp(s->groups.data[i]->root, root)) {
			*out = s->groups.data[i];
			return DL_OK;
		}
	}
	g = DL_NEW(s->arena, struct source_group);
	g->root = dl_arena_strdup(s->arena, root);
	dl_vec_push(&s->groups, g);
	dl_folders_recall(s->folders, g->root);
	if (!s->root)
		s->root = g->root;
	*out = g;
	status = decide_mode(g, s, kernel_root, err);
	if (status == DL_OK)
		status = read_database(g, s, path, err);
	if (status == DL_OK)
		status = check_arch(g, s, err);
	if (status != DL_OK)
		return status;
	g->kbuild = dl_kbuild_new(s->arena, &s->build_files, g->root, g->kernel.source, g->kernel.arch,
				  &g->synth.config);
	g->index = dl_header_index_new(s->arena, s->folders, headers);
	g->header_root = kernel_root ? NULL : headers;
	if (!kernel_root && access(dl_path_join(s->arena, headers, ".git"), F_OK) != 0)
		dl_header_index_look_above(g->index, above(s->arena, headers));
	if (g->kernel.source && !g->kernel.configured && !g->has_db)
		g->guards = dl_guards_new(s->arena, &s->build_files, g->root);
	if (!g->has_db)
		status = dl_source_group_prepare(g, s, err);
	return status;
}

void dl_source_group_free(struct source_group *g)
{
	dl_synth_free(&g->synth);
	dl_kbuild_free(g->kbuild);
	if (g->is_other)
		return;
	for (size_t i = 0; g->others && i < dl_arch_count; i++) {
		if (g->others[i])
			dl_source_group_free(g->others[i]);
	}
	dl_kconfig_tree_free(g->kconfig);
	dl_guards_free(g->guards);
	for (size_t i = 0; i < DL_ARCH_MAX; i++) {
		dl_map_free(&g->built[i][0]);
		dl_map_free(&g->built[i][1]);
	}
	dl_header_index_free(g->index);
	dl_map_free(&g->wrappers);
	dl_map_free(&g->wrapper_names);
	dl_map_free(&g->read_above);
	dl_compdb_free(&g->db);
}

/* Write the bundled stub headers into the cache; @dir: where. */
static enum dl_status write_stubs(const char **dir, struct dl_source *s, struct dl_error *err)
{
	static const char prefix[] = "stubs/";
	uint64_t h = DL_HASH_SEED;
	enum dl_status status = DL_OK;

	for (size_t i = 0; i < dl_embedded_header_count; i++) {
		h = dl_hash_str(h, dl_embedded_headers[i].path);
		h = dl_hash_bytes(h, dl_embedded_headers[i].data, dl_embedded_headers[i].size);
	}
	*dir = dl_arena_printf(s->arena, "%s/stubs-%016llx", s->cache.dir,
			       (unsigned long long)dl_hash_final(h));
	for (size_t i = 0; i < dl_embedded_header_count && status == DL_OK; i++) {
		const struct dl_embedded_file *f = &dl_embedded_headers[i];
		const char *path;

		if (strncmp(f->path, prefix, strlen(prefix)))
			continue;
		path = dl_path_join(s->arena, *dir, f->path + strlen(prefix));
		status = dl_make_dirs(dl_path_dir(s->arena, path), err);
		if (status == DL_OK)
			status = dl_cache_write(path, f->data, f->size, err);
	}
	return status;
}

/* Options of a configured tree; without them only -I flags of Makefiles are sure. */
static void read_config(struct source_group *g, struct dl_source *s)
{
	struct dl_buf text = {0};
	const char *path = dl_path_join(s->arena, g->kernel.build, "include/generated/autoconf.h");

	if (dl_file_read(&text, path, NULL) == DL_OK)
		dl_synth_read_config(&g->synth.config, s->arena, dl_buf_str(&text));
	g->synth.option_count = g->synth.config.len;
	dl_buf_free(&text);
}

static void core_prefixes(struct dl_source_config *c, struct dl_source *s,
			  const struct source_group *g, const char *generated)
{
	struct dl_args list = {0};

	if (g->kernel.source) {
		dl_args_add(&list, dl_path_join(s->arena, g->kernel.source, "include"));
		dl_args_add(&list, dl_path_join(s->arena, g->kernel.source, "arch"));
		if (strcmp(g->kernel.build, g->kernel.source)) {
			dl_args_add(&list, dl_path_join(s->arena, g->kernel.build, "include"));
			dl_args_add(&list, dl_path_join(s->arena, g->kernel.build, "arch"));
		}
	}
	if (generated && (!g->kernel.source || strcmp(generated, g->kernel.build)))
		dl_args_add(&list, generated);
	/* Not all of /usr: drivers live below /usr/src. */
	dl_args_add(&list, "/usr/include");
	dl_args_add(&list, "/usr/lib");
	dl_args_add(&list, "/usr/local/include");
	c->core_prefix_count = list.len;
	c->core_prefixes = dl_vec_to_arena(&list, s->arena);
	dl_vec_free(&list);
}

static struct dl_source_config *new_config(struct source_group *g, struct dl_source *s,
					   enum dl_source_mode mode, const char *why)
{
	struct dl_source_config *c = DL_NEW(s->arena, struct dl_source_config);

	c->mode = mode;
	c->arch = g->kernel.arch->name;
	c->arch_folder = g->kernel.arch->folder;
	c->root = g->root;
	c->kernel_source = g->kernel.source;
	c->why = why;
	dl_vec_push(&s->configs, c);
	return c;
}

enum dl_status dl_source_group_prepare(struct source_group *g, struct dl_source *s,
				    struct dl_error *err)
{
	struct dl_args base = {0};
	struct dl_args forced = {0};
	enum dl_status status = DL_OK;

	if (g->prepared)
		return DL_OK;
	g->prepared = true;
	if (g->mode == DL_MODE_STUBS) {
		status = write_stubs(&g->generated, s, err);
		dl_flags_stubs(&base, g->generated);
	} else {
		g->generated = g->kernel.build;
		if (!g->kernel.configured && !g->kconfig)
			g->kconfig = dl_kconfig_tree_read(s->arena, g->kernel.source, &s->build_files);
		if (g->kernel.configured)
			read_config(g, s);
		else if (status == DL_OK)
			status = dl_synth_make(&g->synth, s->arena, &g->kernel, g->kconfig,
					       s->memo, s->cache.dir, err);
		if (g->synth.dir)
			g->generated = g->synth.dir;
		dl_flags_kernel(&base, &forced, s->arena, &g->kernel, g->generated);
	}
	g->config = new_config(g, s, g->mode, g->why);
	core_prefixes(g->config, s, g, g->generated);
	dl_args_add_all(&base, forced.data, forced.len);
	g->config->base_arg_count = base.len;
	g->config->base_args = dl_vec_to_arena(&base, s->arena);
	dl_vec_free(&base);
	dl_vec_free(&forced);
	if (status == DL_OK && s->opt && s->opt->use_pch && g->kernel.source)
		status = dl_pch_plan(s, g->config, false, err);
	return status;
}

enum dl_status dl_source_group_small(struct source_group *g, struct dl_source *s, struct dl_error *err)
{
	if (g->small || !g->config->pch_header)
		return DL_OK;
	g->small = DL_NEW(s->arena, struct dl_source_config);
	*g->small = *g->config;
	g->small->pch_header = NULL;
	g->small->pch_is_known = false;
	dl_vec_push(&s->configs, g->small);
	return dl_pch_plan(s, g->small, true, err);
}

/* The kernel of a compile command: from its "-include .../include/linux/kconfig.h". */
static const char *kernel_of_args(struct dl_arena *arena, const struct dl_compdb_entry *e)
{
	static const char end[] = "/include/linux/kconfig.h";

	for (size_t i = 0; i < e->arg_count; i++) {
		if (dl_path_has_suffix(e->args[i], end))
			return dl_arena_strndup(arena, e->args[i],
						strlen(e->args[i]) - strlen(end));
	}
	return NULL;
}

struct dl_source_config *dl_source_group_db_config(struct source_group *g, struct dl_source *s,
						const struct dl_compdb_entry *e)
{
	struct source_group view = {.kernel = g->kernel};
	const char *kernel = g->kernel.source ? NULL : kernel_of_args(s->arena, e);

	if (g->db_config)
		return g->db_config;
	g->db_config = new_config(g, s, DL_MODE_COMPDB,
				  dl_arena_printf(s->arena, "flags from %s", g->db.path));
	if (kernel)
		view.kernel.source = view.kernel.build = kernel;
	g->db_config->kernel_source = view.kernel.source;
	core_prefixes(g->db_config, s, &view, NULL);
	return g->db_config;
}
