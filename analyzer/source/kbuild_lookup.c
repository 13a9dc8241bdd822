/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Variables that a Kbuild file uses and does not set: folders, the configuration, and what the make that
 * the user calls hands down.
 */
#include <string.h>

#include "base/path.h"
#include "source/kbuild_internal.h"

static bool lists_objects(const struct kbuild_dir *d)
{
	const struct dl_map *vars = &d->inner.make.vars;

	for (size_t i = 0; i < vars->len; i++)
		if (!strncmp(vars->strings[i], "obj-", 4))
			return true;
	return false;
}

/* The folder that Kbuild is started for: the highest one above whose Makefile lists objects. */
static const char *module_root(const struct kbuild_dir *d)
{
	struct dl_kbuild *kb = d->kb;
	const char *dir = d->path;
	const char *root = dir;

	while (strcmp(dir, kb->root) && dl_path_below(kb->root, dir)) {
		dir = dl_path_dir(kb->arena, dir);
		if (lists_objects(dl_kbuild_dir(kb, dir)))
			root = dir;
	}
	return root;
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
		return kb->external ? module_root(d) : NULL;
	if (!strcmp(name, "PWD") || !strcmp(name, "CURDIR"))
		return kb->external ? d->path : kb->root;
	return NULL;
}

/* The value that the Makefile of @view gives @name, expanded; NULL when it does not. */
static const char *value_in(struct view *view, struct dl_make *make, const char *name)
{
	const char *value = NULL;

	if (!view->busy && dl_map_has_str(&make->vars, name)) {
		view->busy = true;
		value = dl_make_expand(make, dl_arena_printf(make->arena, "$(%s)", name));
		view->busy = false;
	}
	return value;
}

/* What the user's make hands down: variables of the Makefile beside, and of those above. */
static const char *lookup_outside(struct view *view, const char *name)
{
	struct kbuild_dir *d = view->dir;
	const char *value = view->outside ? NULL : value_in(&d->outer, dl_kbuild_outside(d), name);
	const char *dir = d->path;

	while (!value && strcmp(dir, d->kb->root) && dl_path_below(d->kb->root, dir)) {
		dir = dl_path_dir(d->kb->arena, dir);
		d = dl_kbuild_dir(d->kb, dir);
		value = value_in(&d->inner, &d->inner.make, name);
		if (!value)
			value = value_in(&d->outer, dl_kbuild_outside(d), name);
	}
	return value;
}

static const char *lookup_config(const struct dl_kbuild *kb, const char *name)
{
	return kb->config && !strncmp(name, "CONFIG_", 7) ? dl_map_get_str(kb->config, name + 7)
							   : NULL;
}

/* What automake's Makefile.in calls its folders. */
static const char *lookup_automake(const struct kbuild_dir *d, const char *name)
{
	if (!strcmp(name, "srcdir") || !strcmp(name, "abs_srcdir") || !strcmp(name, "builddir") ||
	    !strcmp(name, "abs_builddir"))
		return d->path;
	if (!strcmp(name, "top_srcdir") || !strcmp(name, "abs_top_srcdir") ||
	    !strcmp(name, "top_builddir") || !strcmp(name, "abs_top_builddir"))
		return d->kb->root;
	return NULL;
}

const char *dl_kbuild_lookup(void *data, const char *name)
{
	struct view *view = data;
	const struct kbuild_dir *d = view->dir;
	const struct dl_kbuild *kb = d->kb;
	const char *path = lookup_path(d, name);
	const char *value = lookup_config(kb, name);

	if (!path && kb->external)
		path = lookup_automake(d, name);
	if (path)
		return dl_make_quote(kb->arena, path);
	if (value || (!kb->external && !strncmp(name, "CONFIG_", 7)))
		return value;
	/* Makefiles of outside modules ask whether Kbuild reads them */
	if (!strcmp(name, "KERNELRELEASE"))
		return view->outside ? "" : "6";
	if (!strcmp(name, "SRCARCH") || !strcmp(name, "ARCH"))
		return kb->arch->folder;
	if (!strcmp(name, "BITS"))
		return dl_arch_has_word(kb->arch->on, "64BIT") ? "64" : "32";
	if (!strcmp(name, "MAKE"))
		return "$(MAKE)";
	return kb->external ? lookup_outside(view, name) : NULL;
}
