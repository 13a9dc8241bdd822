/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Flags of one file from the Kbuild files of its folder and the folders above: ccflags-y,
 * EXTRA_CFLAGS and CFLAGS_x.o of the Makefile that names its object (else of the nearest one),
 * subdir-ccflags-y of all.
 */
#include "source/kbuild.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "source/kernel_root.h"
#include "source/makefile.h"

struct kbuild_dir {
	const char *path; /* absolute */
	bool has_makefile;
	struct dl_make make;
	struct dl_args flags;  /* ccflags-y and the like, ready to use */
	struct dl_args subdir; /* subdir-ccflags-y */
	struct dl_kbuild *kb;
};

struct dl_kbuild {
	struct dl_arena *arena;
	const char *root;
	const char *kernel;
	const struct dl_arch *arch;
	const struct dl_map *config;
	bool external;	       /* the sources are outside the kernel's tree */
	struct dl_map dirs;    /* absolute folder -> struct kbuild_dir * */
	struct dl_map owners;  /* absolute object path -> folder of the Makefile that names it */
	struct dl_map modules; /* absolute object path -> module */
	struct dl_map members; /* module -> struct members */
};

/* The objects of one module, as Makefiles list them. */
struct members {
	struct dl_args objects; /* absolute paths */
	bool is_robbed;		/* one of them is counted to another module that lists it, too */
};

struct dl_kbuild *dl_kbuild_new(struct dl_arena *arena, const char *root, const char *kernel,
				const struct dl_arch *arch, const struct dl_map *config)
{
	struct dl_kbuild *kb = DL_NEW(arena, struct dl_kbuild);

	kb->arena = arena;
	kb->root = root;
	kb->kernel = kernel ? kernel : root;
	kb->arch = arch;
	kb->config = config;
	kb->external = strcmp(kb->kernel, root) != 0;
	return kb;
}

void dl_kbuild_free(struct dl_kbuild *kb)
{
	if (!kb)
		return;
	for (size_t i = 0; i < kb->dirs.len; i++) {
		struct kbuild_dir *d = kb->dirs.entries[i].value;

		dl_map_free(&d->make.vars);
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

/* $(src) is relative in a kernel tree, so that both -I$(src) and -I$(srctree)/$(src) come out
 * right. */
static const char *lookup_path(const struct kbuild_dir *d, const char *name)
{
	const struct dl_kbuild *kb = d->kb;

	if (!strcmp(name, "srctree") || !strcmp(name, "objtree") || !strcmp(name, "KERNELDIR"))
		return kb->kernel;
	if (!strcmp(name, "src") || !strcmp(name, "obj"))
		return kb->external ? d->path : dl_path_below(kb->root, d->path);
	if (!strcmp(name, "M") || !strcmp(name, "KBUILD_EXTMOD"))
		return kb->external ? kb->root : NULL;
	if (!strcmp(name, "PWD") || !strcmp(name, "CURDIR"))
		return kb->external ? d->path : kb->root;
	return NULL;
}

static const char *lookup(void *data, const char *name)
{
	const struct kbuild_dir *d = data;
	const char *path = lookup_path(d, name);

	if (path)
		return dl_make_quote(d->kb->arena, path);
	if (!strncmp(name, "CONFIG_", 7))
		return d->kb->config ? dl_map_get_str(d->kb->config, name + 7) : NULL;
	if (!strcmp(name, "KERNELRELEASE"))
		return "6"; /* Makefiles of outside modules ask whether Kbuild reads them */
	if (!strcmp(name, "SRCARCH") || !strcmp(name, "ARCH"))
		return d->kb->arch->folder;
	if (!strcmp(name, "BITS"))
		return dl_arch_has_word(d->kb->arch->on, "64BIT") ? "64" : "32";
	return NULL;
}

/* A path in a flag: relative to the folder kbuild runs in, else to the Makefile's. */
static const char *flag_path(struct dl_kbuild *kb, const char *dir, const char *path)
{
	const char *full;

	if (path[0] == '/')
		return dl_path_normal(kb->arena, path);
	full = dl_path_join(kb->arena, kb->kernel, path);
	if (dl_path_is_dir(full) || dl_path_is_file(full))
		return full;
	full = dl_path_join(kb->arena, dir, path);
	if (dl_path_is_dir(full) || dl_path_is_file(full))
		return full;
	return NULL;
}

/*
 * Keep what decides how the preprocessor reads the file. @only_paths: from a variable whose option
 * is off, of which only -I can do no harm.
 */
static void keep_flags(struct dl_kbuild *kb, const char *dir, const char *text, bool only_paths,
		       struct dl_args *out)
{
	static const char *const with_path[] = {"-I", "-include", "-iquote", "-isystem"};
	struct dl_args words = {0};

	dl_args_split(&words, kb->arena, text);
	for (size_t i = 0; i < words.len; i++) {
		const char *w = dl_make_unquote(kb->arena, words.data[i]);
		const char *value = NULL;
		size_t k = 0;

		if ((!strncmp(w, "-D", 2) || !strncmp(w, "-U", 2)) && w[2]) {
			if (!only_paths)
				dl_args_add(out, w);
			continue;
		}
		while (k < 4 && strncmp(w, with_path[k], strlen(with_path[k])))
			k++;
		if (k == 4)
			continue;
		value = w + strlen(with_path[k]);
		if (!*value && i + 1 < words.len)
			value = dl_make_unquote(kb->arena, words.data[++i]);
		value = *value ? flag_path(kb, dir, value) : NULL;
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
	size_t n = strlen(name);

	if (dl_map_has_str(&d->make.vars, name))
		keep_flags(d->kb, d->path,
			   dl_make_expand(&d->make, dl_arena_printf(d->kb->arena, "$(%s)", name)),
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
	if (module)
		set_module(kb, path, module);
}

/* Lists of modules (@single), or lists of a module's objects. */
static void add_objects(struct kbuild_dir *d, bool single)
{
	struct dl_kbuild *kb = d->kb;

	for (size_t i = 0; i < d->make.vars.len; i++) {
		const char *name = d->make.vars.strings[i];
		const char *stem = list_name(kb->arena, name);
		struct dl_args words = {0};

		if (!stem || is_single(stem) != single)
			continue;
		dl_args_split(&words, kb->arena,
			      dl_make_expand(&d->make, d->make.vars.entries[i].value));
		for (size_t k = 0; k < words.len; k++) {
			if (dl_path_has_suffix(words.data[k], ".o"))
				add_object(d, stem, dl_make_unquote(kb->arena, words.data[k]));
		}
		dl_vec_free(&words);
	}
}

static void load_makefile(struct kbuild_dir *d)
{
	static const char *const names[] = {"Kbuild", "Makefile"};
	static const char *const flags[] = {"ccflags-y",    "ccflags-m", "ccflags-",
					    "EXTRA_CFLAGS", "CFLAGS",	 "KBUILD_CPPFLAGS",
					    "KBUILD_CFLAGS"};
	static const char *const subdir[] = {"subdir-ccflags-y", "subdir-ccflags-m",
					     "subdir-ccflags-"};

	for (size_t i = 0; i < 2 && !d->has_makefile; i++) {
		const char *path = dl_path_join(d->kb->arena, d->path, names[i]);

		if (!dl_path_is_file(path))
			continue;
		d->has_makefile = true;
		dl_makefile_read(&d->make, path, d->kb->external ? d->path : d->kb->kernel);
	}
	if (!d->has_makefile)
		return;
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		keep_variable(d, flags[i], &d->flags);
	for (size_t i = 0; i < sizeof(subdir) / sizeof(subdir[0]); i++)
		keep_variable(d, subdir[i], &d->subdir);
	add_objects(d, true);
	add_objects(d, false);
}

static struct kbuild_dir *load_dir(struct dl_kbuild *kb, const char *path)
{
	struct kbuild_dir *d = dl_map_get_str(&kb->dirs, path);

	if (d)
		return d;
	d = DL_NEW(kb->arena, struct kbuild_dir);
	d->path = dl_arena_strdup(kb->arena, path);
	d->kb = kb;
	d->make.arena = kb->arena;
	d->make.lookup = lookup;
	d->make.data = d;
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
		struct kbuild_dir *d = load_dir(kb, dir);

		if (!nearest && d->has_makefile)
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

static void add_subdir_flags(struct dl_kbuild *kb, const char *dir, struct dl_args *out)
{
	struct kbuild_dir *d;

	if (!dl_path_below(kb->root, dir))
		return;
	if (strcmp(dir, kb->root))
		add_subdir_flags(kb, dl_path_dir(kb->arena, dir), out);
	d = load_dir(kb, dir);
	dl_args_add_all(out, d->subdir.data, d->subdir.len);
}

void dl_kbuild_flags(struct dl_kbuild *kb, const char *path, struct dl_args *out)
{
	struct kbuild_dir *owner = load_upward(kb, path);
	const char *object = object_of(kb, path);
	const char *named = dl_map_get_str(&kb->owners, object);

	add_subdir_flags(kb, dl_path_dir(kb->arena, path), out);
	if (named)
		owner = load_dir(kb, named);
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
	load_upward(kb, path);
	return dl_map_has_str(&kb->owners, object_of(kb, path));
}

const char *dl_kbuild_module(struct dl_kbuild *kb, const char *path)
{
	load_upward(kb, path);
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

	*count = m && !m->is_robbed ? m->objects.len : 0;
	return *count ? m->objects.data : NULL;
}
