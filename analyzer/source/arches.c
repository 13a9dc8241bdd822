/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which architectures a file of an unconfigured tree is to be parsed for. Its Makefiles name the
 * options that it is built with, Kconfig the architectures on which these can be set. Elsewhere the
 * configuration decides and there is one architecture.
 */
#include <string.h>

#include "base/buf.h"
#include "source/internal.h"

#define MAX_OUTSIDE 2

struct question {
	struct dl_kconfig_tree *tree;
	const struct dl_arch *arch;
	bool compile_test;
};

static bool is_possible(void *data, const char *symbol)
{
	const struct question *q = data;

	return dl_kconfig_tree_allows(q->tree, q->arch, q->compile_test, symbol);
}

static bool is_built(struct source_group *g, const struct source_unit *u,
		     const struct dl_arch *arch, bool compile_test)
{
	struct question q = {g->kconfig, arch, compile_test};

	return dl_guards_allow(g->guards, u->path, &g->built[arch - dl_arches][compile_test], is_possible,
			       &q);
}

void dl_source_arches(struct dl_source *s, const struct source_unit *u, struct dl_source_file *f)
{
	struct source_group *g = u->group;
	const struct dl_arch *order[DL_ARCH_MAX] = {g->kernel.arch};
	bool native[DL_ARCH_MAX] = {false};
	size_t count = 1;
	const char **names;

	f->is_narrow = false;
	f->runs_on = UINT32_MAX;
	if (s->only_arch) {
		order[0] = s->only_arch;
	} else if (g->guards) {
		bool wide = is_built(g, u, DL_ARCH_X86_64, false);

		f->runs_on = wide;
		for (size_t i = 1; i < dl_arch_count; i++) {
			native[i] = dl_kconfig_tree_has(g->kconfig, &dl_arches[i]) &&
				    is_built(g, u, &dl_arches[i], false);
			wide |= native[i] && dl_arch_has_word(dl_arches[i].on, "64BIT");
			f->runs_on |= (uint32_t)native[i] << i;
		}
		f->is_narrow = !wide;
		count = dl_arch_order(order, is_built(g, u, DL_ARCH_X86_64, true), native);
	}
	/* nothing tells what a driver from elsewhere is for, and each try costs as much as the first */
	if (count > MAX_OUTSIDE && g->kernel.source && strcmp(g->root, g->kernel.source) != 0)
		count = MAX_OUTSIDE;
	names = DL_NEW_ARRAY(s->arena, const char *, count + 1);
	for (size_t i = 0; i < count; i++)
		names[i] = order[i]->name;
	f->arches = names;
}

bool dl_source_has_arch(uint32_t arches, const char *arch)
{
	const struct dl_arch *a = dl_arch_named(arch);

	return a && arches >> (a - dl_arches) & 1;
}

enum dl_status dl_source_group_for_arch(struct source_group **out, struct source_group *g,
				     struct dl_source *s, const struct dl_arch *arch,
				     struct dl_error *err)
{
	struct source_group *other;

	*out = g;
	if (arch == g->kernel.arch)
		return DL_OK;
	if (!g->others)
		g->others = DL_NEW_ARRAY(s->arena, struct source_group *, dl_arch_count);
	other = g->others[arch - dl_arches];
	if (!other) {
		other = DL_NEW(s->arena, struct source_group);
		other->is_other = true;
		other->root = g->root;
		other->mode = g->mode;
		other->why = g->why;
		other->kernel = g->kernel;
		other->kernel.arch = arch;
		other->kconfig = g->kconfig;
		other->index = g->index;
		other->kbuild = dl_kbuild_new(s->arena, &s->build_files, g->root, g->kernel.source, arch,
					      &other->synth.config);
		g->others[arch - dl_arches] = other;
	}
	*out = other;
	return dl_source_group_prepare(other, s, err);
}
