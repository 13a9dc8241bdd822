/* SPDX-License-Identifier: Apache-2.0 */
/* From paths to .c files: walks folders, looks at each file's text, settles files that live inside
 * others. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "source/internal.h"
#include "source/walk.h"

static const char *const kernel_dirs[] = {"drivers", "sound", "net", "fs"};

/* The strings of the scan are in the scratch arena: keep what outlives the file. */
static void keep_includes(struct source_unit *u, struct dl_source *s,
			  const struct dl_text_scan *scan)
{
	struct dl_args keep = {0};
	bool wanted = u->reason != NULL;

	for (size_t i = 0; i < scan->includes.len; i++)
		wanted |= dl_path_has_suffix(scan->includes.data[i], ".c");
	for (size_t i = 0; wanted && i < scan->includes.len; i++)
		dl_args_add(&keep, dl_arena_strdup(s->arena, scan->includes.data[i]));
	u->include_count = keep.len;
	u->includes = dl_vec_to_arena(&keep, s->arena);
	dl_vec_free(&keep);
}

void dl_source_keep_includes(struct source_unit *u, struct dl_source *s)
{
	struct dl_text_scan scan = {0};

	dl_arena_reset(s->scratch);
	dl_names_scan(s->names, s->scratch, dl_buf_str(&s->text), s->text.len, &scan);
	keep_includes(u, s, &scan);
	dl_vec_free(&scan.includes);
}

static bool is_utf16(const struct dl_buf *text)
{
	return text->len > 1 && (!memcmp(text->data, "\xff\xfe", 2) || !memcmp(text->data, "\xfe\xff", 2));
}

/*
 * What the file names and includes. Where headers of the driver may have a part in it, the text is wanted in
 * s->text.
 */
static enum dl_status look_at(struct dl_source *s, const struct source_group *g, const char *path,
			      struct dl_text_scan *scan, uint64_t *size, struct dl_error *err)
{
	enum dl_status status;

	if (!g->header_root && dl_facts_find(s->facts, path, scan, size))
		return DL_OK;
	status = dl_source_read_text(s, path, err);
	if (status != DL_OK)
		return status;
	if (is_utf16(&s->text))
		return dl_fail(err, DL_ERR_INVALID,
			       "%s: its text is UTF-16, which no compiler reads; make it UTF-8 (iconv -f UTF-16 -t UTF-8)", path);
	dl_arena_reset(s->scratch);
	dl_names_scan(s->names, s->scratch, dl_buf_str(&s->text), s->text.len, scan);
	dl_facts_add(s->facts, path, &s->text, scan);
	*size = s->text.len;
	return DL_OK;
}

enum dl_status dl_source_add_unit(struct source_unit **out, struct dl_source *s,
			       struct source_group *g, const char *path, struct dl_error *err)
{
	struct dl_text_scan scan = {0};
	struct source_unit *u = dl_map_get_str(&s->units, path);
	enum dl_status status;
	uint64_t size;

	*out = u;
	if (u)
		return DL_OK;
	status = look_at(s, g, path, &scan, &size, err);
	if (status != DL_OK)
		return status;
	u = DL_NEW(s->arena, struct source_unit);
	u->path = dl_arena_strdup(s->arena, path);
	u->group = g;
	u->size = size;
	u->core = scan.core;
	u->unmaps = scan.unmaps;
	u->reason = scan.reason ? dl_arena_strdup(s->arena, scan.reason) : NULL;
	dl_source_use_wrappers(s, u, &scan.includes);
	if (!u->reason && s->opt && s->opt->all_files)
		u->reason = "all files asked for";
	keep_includes(u, s, &scan);
	dl_map_put_str(&s->units, u->path, u);
	s->stats.seen++;
	dl_vec_free(&scan.includes);
	*out = u;
	return DL_OK;
}

struct collect_walk {
	struct dl_source *s;
	struct source_group *group;
	size_t met; /* .c files, and links that may be some */
	struct dl_args trees; /* other trees met on the way */
	const char *unread;   /* the first thing passed over, and why; NULL: none */
};

static enum dl_status visit(void *data, const char *path)
{
	struct collect_walk *w = data;
	struct dl_error err = {0};
	struct source_unit *u;
	enum dl_status status;
	bool is_link;

	w->met++;
	if (dl_overlay_is_gone(&w->s->overlay, path))
		return DL_OK;
	status = dl_source_follow_written(w->s, w->group, path, &is_link, &err);
	if (status == DL_OK && is_link)
		return DL_OK;
	/* One unreadable file does not stop the scan. */
	if (status == DL_OK && dl_source_add_unit(&u, w->s, w->group, path, &err) == DL_OK) {
		u->asked = true;
		return DL_OK;
	}
	dl_source_note(w->s, DL_NOTE_MISSED, path, "passed over: %s", err.message);
	w->met--;
	if (!w->unread)
		w->unread = dl_arena_strdup(w->s->arena, err.message);
	return DL_OK;
}

static void skipped(void *data, const char *path, const char *why)
{
	struct collect_walk *w = data;

	if (dl_path_has_suffix(path, ".c") || !strchr(dl_path_base(path), '.'))
		dl_source_note(w->s, DL_NOTE_MISSED, path, "passed over: %s", why);
	if (!w->unread)
		w->unread = dl_arena_printf(w->s->arena, "%s: %s", path, why);
}

static void met_link(void *data, const char *path)
{
	struct collect_walk *w = data;
	struct source_link link = {dl_arena_strdup(w->s->arena, path), w->group};

	w->met += dl_path_has_suffix(path, ".c") || dl_path_is_dir(path);
	dl_vec_push(&w->s->links, link);
}

/* Another repository or kernel tree has headers, Makefiles and options of its own. */
static bool enter(void *data, const char *path)
{
	struct collect_walk *w = data;

	if (!dl_kernel_is_own_tree(path))
		return true;
	dl_args_add(&w->trees, dl_arena_strdup(w->s->arena, path));
	return false;
}

static enum dl_status collect(struct collect_walk *w, const char *dir, struct dl_error *err);

static enum dl_status collect_trees(struct collect_walk *outer, struct dl_error *err)
{
	enum dl_status status = DL_OK;

	for (size_t i = 0; i < outer->trees.len && status == DL_OK; i++) {
		struct collect_walk w = {.s = outer->s};

		status = dl_source_group_of(&w.group, w.s, outer->trees.data[i], err);
		if (status == DL_OK)
			status = collect(&w, outer->trees.data[i], err);
		outer->met += w.met;
	}
	return status;
}

static enum dl_status collect(struct collect_walk *w, const char *dir, struct dl_error *err)
{
	struct dl_walk_options opt = {.folders = w->s->folders,
				      .name_suffix = ".c",
				      .visit = visit,
				      .skipped = skipped,
				      .link = met_link,
				      .enter = w->group->header_root ? enter : NULL,
				      .data = w};
	enum dl_status status = DL_OK;
	bool kernel = dl_kernel_is_root(dir);

	if (!kernel)
		status = dl_walk(dir, &opt, err);
	for (size_t i = 0; kernel && i < sizeof(kernel_dirs) / sizeof(kernel_dirs[0]) &&
			   status == DL_OK;
	     i++) {
		const char *sub = dl_path_join(w->s->arena, dir, kernel_dirs[i]);

		if (dl_path_is_dir(sub))
			status = dl_walk(sub, &opt, err);
	}
	if (status == DL_OK)
		status = collect_trees(w, err);
	dl_vec_free(&w->trees);
	return status;
}

enum dl_status dl_source_collect_dir(struct dl_source *s, struct source_group *g, const char *dir,
				     struct dl_error *err)
{
	struct collect_walk w = {.s = s, .group = g};
	enum dl_status status = collect(&w, dir, err);

	if (status == DL_OK && !w.met && w.unread)
		status = dl_fail(err, DL_ERR_IO, "%s: there is no .c file in it that can be read; %s", dir, w.unread);
	else if (status == DL_OK && !w.met)
		status = dl_fail(err, DL_ERR_INVALID,
				 "%s: there is no .c file in it; give a folder with driver source",
				 dir);
	return status;
}

/*
 * @given without symbolic links; but a file that is one itself stays under the name where a Makefile
 * may speak of it.
 */
static const char *real_path(struct dl_source *s, const char *given)
{
	const char *real = dl_path_real(s->arena, given);
	const char *dir = dl_path_real(s->arena, dl_path_dir(s->arena, given));
	struct stat st;

	if (!real && dl_overlay_is_file(&s->overlay, given))
		return dl_path_normal(s->arena, given);
	if (!real || !dir || !dl_path_is_file(real) || lstat(given, &st) != 0 || !S_ISLNK(st.st_mode))
		return real;
	for (int up = 0; up < 4 && strcmp(dir, "/"); up++, dir = dl_path_dir(s->arena, dir))
		if (dl_path_is_file(dl_path_join(s->arena, dir, "Makefile")) ||
		    dl_path_is_file(dl_path_join(s->arena, dir, "Kbuild")))
			return dl_path_join(s->arena,
					    dl_path_real(s->arena, dl_path_dir(s->arena, given)),
					    dl_path_base(given));
	return real;
}

static const char *instead_of(const char *path)
{
	static const char *const cxx[] = {".cc", ".cpp", ".cxx", ".C", ".hh", ".hpp"};

	for (size_t i = 0; i < sizeof(cxx) / sizeof(cxx[0]); i++)
		if (dl_path_has_suffix(path, cxx[i]))
			return "dmalint reads C, and no C++; give the driver's .c files, or their folder";
	return "give the files that include it, or their folder";
}

static enum dl_status collect_path(struct dl_source *s, const char *given, struct dl_error *err)
{
	const char *path = real_path(s, given);
	struct source_group *g;
	struct source_unit *u;
	enum dl_status status;

	if (!path)
		return dl_fail(err,
			       errno == ENOENT || errno == ENOTDIR ? DL_ERR_NOT_FOUND : DL_ERR_IO,
			       "%s: %s; give an existing file or folder", given, strerror(errno));
	status = dl_source_group_of(&g, s, path, err);
	if (status != DL_OK)
		return status;
	if (dl_path_is_dir(path)) {
		dl_vec_push(&s->asked, path);
		return dl_source_collect_dir(s, g, path, err);
	}
	if (!dl_path_has_suffix(path, ".c")) {
		dl_source_note(s, DL_NOTE_WARNING, given,
			    "not a .c file: %s", instead_of(path));
		return DL_OK;
	}
	status = dl_source_add_unit(&u, s, g, path, err);
	if (status != DL_OK)
		return status;
	u->named = u->asked = true;
	if (!u->reason && !s->opt->modules)
		u->reason = "named on the command line";
	return DL_OK;
}

/* The other objects of @named's module are asked for, too. */
static enum dl_status ask_module(struct dl_source *s, const struct source_unit *named,
				 struct dl_error *err)
{
	const char *module = dl_kbuild_module(named->group->kbuild, named->path);
	struct dl_args paths = {0};
	enum dl_status status = DL_OK;

	if (module)
		dl_kbuild_sources(named->group->kbuild, module, &paths);
	for (size_t i = 0; i < paths.len && status == DL_OK; i++) {
		struct source_unit *u;

		if (!dl_overlay_is_file(&s->overlay, paths.data[i]))
			continue;
		status = dl_source_add_unit(&u, s, named->group, paths.data[i], err);
		if (status == DL_OK)
			u->asked = true;
	}
	dl_vec_free(&paths);
	return status;
}

enum dl_status dl_source_ask_modules(struct dl_source *s, struct dl_error *err)
{
	enum dl_status status = DL_OK;

	for (size_t i = 0; i < s->units.len && status == DL_OK; i++) {
		const struct source_unit *u = s->units.entries[i].value;

		if (u->named)
			status = ask_module(s, u, err);
	}
	return status;
}

enum dl_status dl_source_collect(struct dl_source *s, struct dl_error *err)
{
	enum dl_status status = DL_OK;

	if (!s->opt->path_count)
		return dl_fail(err, DL_ERR_INVALID, "no path to scan; give files or folders");
	for (size_t i = 0; i < s->opt->path_count && status == DL_OK; i++)
		status = collect_path(s, s->opt->paths[i], err);
	if (status == DL_OK && !s->units.len && !s->links.len)
		status = dl_fail(err, DL_ERR_INVALID,
				 "%s: not a .c file; %s", s->opt->paths[0], instead_of(s->opt->paths[0]));
	return status;
}

/* Look at the .c files in @dir, unless that is in @looked. */
static enum dl_status look_into(struct dl_source *s, struct source_group *g, const char *dir, struct dl_map *looked)
{
	struct collect_walk w = {.s = s, .group = g};
	struct dl_walk_options opt = {
		.folders = s->folders, .name_suffix = ".c", .flat = true, .visit = visit, .data = &w};

	if (dl_map_has_str(looked, dir))
		return DL_OK;
	dl_map_put_str(looked, dir, NULL);
	return dl_walk(dir, &opt, NULL);
}

/* Look at the .c files beside @u and in the folder above, for one that includes it. */
static enum dl_status look_around(struct dl_source *s, struct source_unit *u, struct dl_map *looked)
{
	const char *dir = dl_path_dir(s->arena, u->path);
	size_t before = s->units.len;
	enum dl_status status = look_into(s, u->group, dir, looked);

	if (status == DL_OK && strcmp(dir, u->group->root))
		status = look_into(s, u->group, dl_path_dir(s->arena, dir), looked);
	/* These were not asked for: candidates only if they turn out to include the file. */
	for (size_t i = before; i < s->units.len; i++) {
		struct source_unit *other = s->units.entries[i].value;

		other->reason = NULL;
		other->asked = false;
	}
	return status;
}

/* Whether @u is compiled by itself, as far as Makefiles and the compile database say. */
static bool is_object(const struct source_unit *u)
{
	const struct dl_compdb_entry *e = dl_map_get_str(&u->group->db.files, u->path);

	return (e && !e->refused) || dl_kbuild_names_object(u->group->kbuild, u->path);
}

/* @inner lives inside @outer: parse @outer for it. */
static void hand_over(struct dl_source *s, struct source_unit *outer, struct source_unit *inner)
{
	if (!inner->included)
		s->stats.included++;
	inner->included = true;
	if (!inner->reason || outer == inner)
		return;
	if (!outer->reason)
		outer->reason = dl_arena_printf(s->arena, "%s in %s", inner->reason,
						dl_path_base(inner->path));
	outer->core |= inner->core;
	outer->unmaps |= inner->unmaps;
	if (inner->named)
		dl_source_note(s, DL_NOTE_INFO, inner->path,
			    "lives inside %s, which is parsed instead", outer->path);
}

static void hand_over_all(struct dl_source *s)
{
	for (size_t i = 0; i < s->units.len; i++) {
		struct source_unit *outer = s->units.entries[i].value;

		for (size_t k = 0; k < outer->include_count; k++) {
			struct source_unit *inner;
			const char *path;

			if (!dl_path_has_suffix(outer->includes[k], ".c"))
				continue;
			path = dl_path_join(s->arena, dl_path_dir(s->arena, outer->path),
					    outer->includes[k] + 1);
			inner = dl_map_get_str(&s->units, path);
			if (inner && inner != outer && !is_object(inner))
				hand_over(s, outer, inner);
		}
	}
}

enum dl_status dl_source_settle_included(struct dl_source *s, struct dl_error *err)
{
	size_t count = s->units.len;
	enum dl_status status = DL_OK;
	struct dl_map looked = {0};

	for (size_t i = 0; i < count && status == DL_OK; i++) {
		struct source_unit *u = s->units.entries[i].value;

		if (u->named && !is_object(u))
			status = look_around(s, u, &looked);
	}
	dl_map_free(&looked);
	if (status != DL_OK)
		return dl_fail(err, status, "cannot look for the file that includes a named one");
	/* Twice, for files inside files inside files. */
	hand_over_all(s);
	hand_over_all(s);
	return DL_OK;
}
