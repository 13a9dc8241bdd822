/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Flags of one file from the Kbuild files of its folder and the folders above: ccflags-y,
 * EXTRA_CFLAGS and CFLAGS_x.o of the Makefile that names its object (else of the nearest one),
 * subdir-ccflags-y of all.
 */
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "source/kbuild_internal.h"
#include "source/kernel_root.h"
#include "source/make_internal.h"
#include "source/walk.h"

#define MAX_MET 20000 /* files below a root that is somebody's home, or the like */

struct dl_kbuild *dl_kbuild_new(struct dl_arena *arena, const struct dl_build_files *files,
				const char *root, const char *kernel, const struct dl_arch *arch,
				const struct dl_map *config)
{
	struct dl_kbuild *kb = DL_NEW(arena, struct dl_kbuild);

	kb->arena = arena;
	kb->files = files;
	kb->root = root;
	kb->kernel = kernel ? kernel : root;
	kb->arch = arch;
	kb->config = config;
	kb->external = !kernel || strcmp(kernel, root) != 0;
	return kb;
}

void dl_kbuild_free(struct dl_kbuild *kb)
{
	if (!kb)
		return;
	for (size_t i = 0; i < kb->dirs.len; i++) {
		struct kbuild_dir *d = kb->dirs.entries[i].value;

		dl_make_free(&d->inner.make);
		dl_make_free(&d->outer.make);
		dl_vec_free(&d->flags);
		dl_vec_free(&d->subdir);
	}
	dl_map_free(&kb->dirs);
	dl_map_free(&kb->owners);
	dl_map_free(&kb->modules);
	for (size_t i = 0; i < kb->members.len; i++)
		dl_vec_free(&((struct members *)kb->members.entries[i].value)->objects);
	dl_map_free(&kb->members);
}

/* A path in a flag: relative to the folder kbuild runs in, else to the Makefile's. */
static const char *flag_path(struct kbuild_dir *d, const char *path)
{
	struct dl_kbuild *kb = d->kb;
	const char *full = dl_path_join(kb->arena, kb->kernel, path);
	const char *found;

	if (dl_path_is_dir(full) || dl_path_is_file(full))
		return full;
	found = dl_path_join(kb->arena, d->path, path);
	if (!dl_path_is_dir(found) && !dl_path_is_file(found))
		found = dl_make_locate(&d->inner.make, path);
	return found || path[0] != '/' ? found : full;
}

/*
 * Keep what decides how the preprocessor reads the file. @only_paths: from a variable whose option
 * is off, of which only -I can do no harm.
 */
static void keep_flags(struct kbuild_dir *d, const char *text, bool only_paths,
		       struct dl_args *out)
{
	static const char *const with_path[] = {"-I", "-include", "-iquote", "-isystem"};
	struct dl_kbuild *kb = d->kb;
	struct dl_args words = {0};

	dl_args_split(&words, kb->arena, text);
	for (size_t i = 0; i < words.len; i++) {
		const char *w = dl_make_unquote(kb->arena, words.data[i]);
		const char *value = NULL;
		size_t k = 0;

		if (!dl_make_is_known(w))
			continue;
		if ((!strncmp(w, "-D", 2) || !strncmp(w, "-U", 2)) && w[2]) {
			if (!only_paths)
				dl_args_add(out, w);
			continue;
		}
		while (k < 4 && strncmp(w, with_path[k], strlen(with_path[k])))
			k++;
		/* the disk is asked for each path */
		if (k == 4 || !dl_make_spend(&d->inner.make, 256))
			continue;
		value = w + strlen(with_path[k]);
		if (!*value && i + 1 < words.len)
			value = dl_make_unquote(kb->arena, words.data[++i]);
		value = *value && dl_make_is_known(value) ? flag_path(d, value) : NULL;
		if (!value || (only_paths && k == 1))
			continue;
		if (k == 1) {
			/* Not "-include FILE": those are the configuration's, which a PCH replaces.
			 */
			dl_args_printf(out, kb->arena, "--include=%s", value);
			continue;
		}
		dl_args_add(out, with_path[k]);
		dl_args_add(out, value);
	}
	dl_vec_free(&words);
}

static void keep_variable(struct kbuild_dir *d, const char *name, struct dl_args *out)
{
	struct dl_make *make = &d->inner.make;
	size_t n = strlen(name);

	if (dl_map_has_str(&make->vars, name))
		keep_flags(d, dl_make_expand(make, dl_arena_printf(d->kb->arena, "$(%s)", name)),
			   n && name[n - 1] == '-', out);
}

/* "foo-y", "foo-objs", "obj-m": the part before, NULL when @name is no list of objects. */
static const char *list_name(struct dl_arena *arena, const char *name)
{
	static const char *const ends[] = {"-y", "-m", "-objs", "-"};
	static const char *const not_lists[] = {
		"ccflags",	  "asflags",   "ldflags", "subdir-ccflags", "subdir", "always",
		"subdir-asflags", "hostprogs", "targets", "generic",	    "clean"};
	size_t n = strlen(name);

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		const char *stem;

		if (!dl_path_has_suffix(name, ends[i]) || n == strlen(ends[i]))
			continue;
		stem = dl_arena_strndup(arena, name, n - strlen(ends[i]));
		for (size_t k = 0; k < sizeof(not_lists) / sizeof(not_lists[0]); k++) {
			if (!strcmp(stem, not_lists[k]))
				return NULL;
		}
		return stem;
	}
	return NULL;
}

static bool is_single(const char *stem)
{
	return !strcmp(stem, "obj") || !strcmp(stem, "lib");
}

static struct members *members_of(struct dl_kbuild *kb, const char *module)
{
	struct members *m = dl_map_get_str(&kb->members, module);

	if (!m) {
		m = DL_NEW(kb->arena, struct members);
		dl_map_put_str(&kb->members, module, m);
	}
	return m;
}

static void set_module(struct dl_kbuild *kb, const char *object, const char *module)
{
	const char *before = dl_map_get_str(&kb->modules, object);

	if (before && !strcmp(before, module))
		return;
	if (before)
		members_of(kb, before)->is_robbed = true;
	dl_args_add(&members_of(kb, module)->objects, object);
	dl_map_put_str(&kb->modules, object, (void *)(uintptr_t)module);
}

static void leave_open(struct kbuild_dir *d, const char *module, const char *why)
{
	struct members *m = members_of(d->kb, module);

	if (m->open)
		return;
	m->open = why;
	m->makefile = d->makefile;
}

/* An object of the module @stem that nobody knows the name of. */
static void add_unknown(struct kbuild_dir *d, const char *stem, const char *list, const char *value)
{
	const char *module = dl_path_join(d->kb->arena, d->path, stem);

	module = dl_path_below(d->kb->root, module);
	if (module && !is_single(stem))
		leave_open(d, module, dl_arena_printf(d->kb->arena, "%s := %s", list, value));
}

/* The name of a list where a part of it is not known: "obj-?" is a list of modules. */
static const char *clean_name(struct dl_arena *arena, const char *name)
{
	char *copy;
	size_t n;

	if (dl_make_is_known(name))
		return name;
	copy = dl_arena_strdup(arena, name);
	n = strlen(copy);
	if (n > 1 && copy[n - 1] == DL_MAKE_UNKNOWN && copy[n - 2] == '-')
		copy[n - 1] = '\0';
	for (char *p = copy; *p; p++)
		if (*p == DL_MAKE_UNKNOWN)
			*p = '_';
	return copy;
}

static void add_object(struct kbuild_dir *d, const char *stem, const char *object)
{
	struct dl_kbuild *kb = d->kb;
	const char *path = dl_path_join(kb->arena, d->path, object);
	bool single = is_single(stem);
	const char *module;

	if (!dl_map_has_str(&kb->owners, path))
		dl_map_put_str(&kb->owners, path, (void *)(uintptr_t)d->path);
	/* A composite "foo-y := a.o" says more than "obj-y += a.o". */
	if (single && dl_map_has_str(&kb->modules, path))
		return;
	module = single ? dl_arena_strndup(kb->arena, path, strlen(path) - 2)
			: dl_path_join(kb->arena, d->path, stem);
	/* "gt-y := a.o", "foo-y += $(gt-y)": gt is a part of foo and no module. */
	if (dl_map_has_str(&kb->modules, path) &&
	    !dl_map_has_str(&kb->owners, dl_arena_printf(kb->arena, "%s.o", module)))
		return;
	module = dl_path_below(kb->root, module);
	if (!module)
		return;
	set_module(kb, path, module);
	if (d->inner.make.open)
		leave_open(d, module, d->inner.make.open);
}

/* Lists of modules (@single), or lists of a module's objects. */
static void add_objects(struct kbuild_dir *d, bool single)
{
	struct dl_kbuild *kb = d->kb;
	struct dl_make *make = &d->inner.make;
	size_t count = make->vars.len; /* expansion may add some */

	for (size_t i = 0; i < count; i++) {
		const char *name = clean_name(kb->arena, make->vars.strings[i]);
		const char *value = make->vars.entries[i].value;
		const char *stem = list_name(kb->arena, name);
		struct dl_args words = {0};

		if (!stem || is_single(stem) != single)
			continue;
		dl_args_split(&words, kb->arena, dl_make_expand(make, value));
		for (size_t k = 0; k < words.len && dl_make_spend(make, 64); k++) {
			const char *word = words.data[k];

			if (!dl_make_is_known(word))
				add_unknown(d, stem, name, value);
			else if (dl_path_has_suffix(word, ".o"))
				add_object(d, stem, dl_make_unquote(kb->arena, word));
		}
		dl_vec_free(&words);
	}
}

static struct dl_make *begin_view(struct view *view, struct kbuild_dir *d, bool is_outside)
{
	struct dl_kbuild *kb = d->kb;

	view->dir = d;
	view->outside = is_outside;
	view->make = (struct dl_make){
		.arena = kb->arena,
		.files = kb->files,
		.lookup = dl_kbuild_lookup,
		.data = view,
		.marks = true,
		.knows_variables = !kb->external,
		.dir = kb->external ? d->path : kb->kernel,
		.root = kb->root,
		.kernel = kb->kernel,
	};
	return &view->make;
}

static const char *find_makefile(struct kbuild_dir *d, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *path = dl_path_join(d->kb->arena, d->path, names[i]);

		if (dl_overlay_is_file(d->kb->files ? d->kb->files->overlay : NULL, path))
			return path;
	}
	return NULL;
}

struct dl_make *dl_kbuild_outside(struct kbuild_dir *d)
{
	static const char *const names[] = {"GNUmakefile", "makefile", "Makefile", "Makefile.in"};
	const char *path;

	if (d->read_outside)
		return &d->outer.make;
	d->read_outside = true;
	begin_view(&d->outer, d, true);
	path = find_makefile(d, names, sizeof(names) / sizeof(names[0]));
	if (path)
		dl_makefile_read(&d->outer.make, path, d->path);
	return &d->outer.make;
}

static void load_makefile(struct kbuild_dir *d)
{
	static const char *const names[] = {"Kbuild", "Makefile", "Kbuild.in", "Makefile.in"};
	static const char *const flags[] = {"ccflags-y",      "ccflags-m",	  "ccflags-",
					    "EXTRA_CFLAGS",   "CFLAGS",	  "KBUILD_CPPFLAGS",
					    "KBUILD_CFLAGS",  "CFLAGS_MODULE", "KCPPFLAGS",
					    "NOSTDINC_FLAGS", "LINUXINCLUDE"};
	static const char *const subdir[] = {"subdir-ccflags-y", "subdir-ccflags-m",
					     "subdir-ccflags-"};

	d->makefile = find_makefile(d, names, d->kb->external ? 4 : 2);
	if (!d->makefile)
		return;
	dl_makefile_read(&d->inner.make, d->makefile, d->kb->external ? d->path : d->kb->kernel);
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		keep_variable(d, flags[i], &d->flags);
	for (size_t i = 0; i < sizeof(subdir) / sizeof(subdir[0]); i++)
		keep_variable(d, subdir[i], &d->subdir);
	add_objects(d, true);
	add_objects(d, false);
}

struct kbuild_dir *dl_kbuild_dir(struct dl_kbuild *kb, const char *path)
{
	struct kbuild_dir *d = dl_map_get_str(&kb->dirs, path);

	if (d)
		return d;
	d = DL_NEW(kb->arena, struct kbuild_dir);
	d->path = dl_arena_strdup(kb->arena, path);
	d->kb = kb;
	begin_view(&d->inner, d, false);
	dl_map_put_str(&kb->dirs, path, d);
	/* The tree's own top Makefile is a program, not a list of objects. */
	if (kb->external || strcmp(path, kb->root) || !dl_kernel_is_root(path))
		load_makefile(d);
	return d;
}

/* Load the folder of @path and all above it up to the root; returns the nearest with a Makefile, or
 * NULL. */
static struct kbuild_dir *load_upward(struct dl_kbuild *kb, const char *path)
{
	const char *dir = dl_path_dir(kb->arena, path);
	struct kbuild_dir *nearest = NULL;

	while (dl_path_below(kb->root, dir)) {
		struct kbuild_dir *d = dl_kbuild_dir(kb, dir);

		if (!nearest && d->makefile)
			nearest = d;
		if (!strcmp(dir, kb->root))
			break;
		dir = dl_path_dir(kb->arena, dir);
	}
	return nearest;
}

static const char *object_of(struct dl_kbuild *kb, const char *path)
{
	size_t n = strlen(path);

	if (n < 2 || path[n - 2] != '.')
		return path;
	return dl_arena_printf(kb->arena, "%.*s.o", (int)(n - 2), path);
}

static enum dl_status meet_makefile(void *data, const char *path)
{
	struct dl_kbuild *kb = data;
	const char *name = dl_path_base(path);

	if (++kb->met > MAX_MET)
		return DL_ERR_CANCELLED;
	if (!strcmp(name, "Kbuild") || !strcmp(name, "Makefile"))
		dl_kbuild_dir(kb, dl_path_dir(kb->arena, path));
	return DL_OK;
}

/* Outside of a kernel an object may be listed by the Makefile of any folder. */
static void load_all(struct dl_kbuild *kb)
{
	struct dl_walk_options opt = {
		.folders = kb->files ? kb->files->folders : NULL, .visit = meet_makefile, .data = kb};

	if (!kb->external || kb->met)
		return;
	kb->met = 1;
	dl_walk(kb->root, &opt, NULL);
}

/* The nearest Makefiles first: they know better. */
static struct kbuild_dir *load_for(struct dl_kbuild *kb, const char *path)
{
	struct kbuild_dir *nearest = load_upward(kb, path);

	if (dl_path_below(kb->root, path) && !dl_map_has_str(&kb->owners, object_of(kb, path)))
		load_all(kb);
	return nearest;
}

static void add_subdir_flags(struct dl_kbuild *kb, const char *dir, struct dl_args *out)
{
	struct kbuild_dir *d;

	if (!dl_path_below(kb->root, dir))
		return;
	if (strcmp(dir, kb->root))
		add_subdir_flags(kb, dl_path_dir(kb->arena, dir), out);
	d = dl_kbuild_dir(kb, dir);
	dl_args_add_all(out, d->subdir.data, d->subdir.len);
}

void dl_kbuild_flags(struct dl_kbuild *kb, const char *path, struct dl_args *out)
{
	struct kbuild_dir *owner = load_for(kb, path);
	const char *object = object_of(kb, path);
	const char *named = dl_map_get_str(&kb->owners, object);

	add_subdir_flags(kb, dl_path_dir(kb->arena, path), out);
	if (named)
		owner = dl_kbuild_dir(kb, named);
	if (!owner)
		return;
	dl_args_add_all(out, owner->flags.data, owner->flags.len);
	keep_variable(owner, dl_arena_printf(kb->arena, "CFLAGS_%s", dl_path_base(object)), out);
	object = dl_path_below(owner->path, object);
	if (object && strchr(object, '/'))
		keep_variable(owner, dl_arena_printf(kb->arena, "CFLAGS_%s", object), out);
}

bool dl_kbuild_names_object(struct dl_kbuild *kb, const char *path)
{
	load_for(kb, path);
	return dl_map_has_str(&kb->owners, object_of(kb, path));
}

bool dl_kbuild_names_below(struct dl_kbuild *kb, const char *path)
{
	load_for(kb, path);
	for (size_t i = 0; i < kb->owners.len; i++)
		if (dl_path_below(path, kb->owners.strings[i]))
			return true;
	return false;
}

const char *dl_kbuild_module(struct dl_kbuild *kb, const char *path)
{
	load_for(kb, path);
	return dl_map_get_str(&kb->modules, object_of(kb, path));
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void dl_kbuild_sources(struct dl_kbuild *kb, const char *module, struct dl_args *out)
{
	const struct members *m = dl_map_get_str(&kb->members, module);
	size_t first = out->len;

	for (size_t i = 0; m && i < m->objects.len; i++) {
		const char *object = m->objects.data[i];
		const char *counted = dl_map_get_str(&kb->modules, object);
		size_t n = strlen(object);

		if (counted && !strcmp(counted, module))
			dl_args_printf(out, kb->arena, "%.*s.c", (int)(n - 2), object);
	}
	if (out->len > first)
		qsort(&out->data[first], out->len - first, sizeof(*out->data), compare_paths);
}

const char *const *dl_kbuild_objects(struct dl_kbuild *kb, const char *module, size_t *count)
{
	const struct members *m = dl_map_get_str(&kb->members, module);

	*count = m && !m->is_robbed && !m->open ? m->objects.len : 0;
	return *count ? m->objects.data : NULL;
}

const char *dl_kbuild_open(struct dl_kbuild *kb, const char *module, const char **makefile)
{
	const struct members *m = dl_map_get_str(&kb->members, module);

	*makefile = m ? m->makefile : NULL;
	return m ? m->open : NULL;
}
