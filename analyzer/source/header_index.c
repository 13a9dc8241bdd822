/* SPDX-License-Identifier: Apache-2.0 */
/* The index of headers; see header_index.h. */
#include "source/header_index.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/map.h"
#include "base/path.h"
#include "source/kernel_root.h"
#include "source/walk.h"

#define MAX_LINKS 64 /* they may lead round and round */
#define MAX_ABOVE 20000 /* files that are looked at above the root */

struct header {
	const char *path;    /* absolute */
	struct header *next; /* the same base name */
};

struct dl_header_index {
	struct dl_arena *arena;
	struct dl_folders *folders;
	const char *root;
	struct dl_map names; /* base name -> first struct header */
	bool built;
	int links;	   /* followed so far */
	const char *above; /* folder above the root to look in when the root does not have it, or NULL */
	size_t met;	   /* files above the root so far */
};

struct dl_header_index *dl_header_index_new(struct dl_arena *arena, struct dl_folders *folders,
					    const char *root)
{
	struct dl_header_index *index = DL_NEW(arena, struct dl_header_index);

	index->arena = arena;
	index->folders = folders;
	index->root = root;
	return index;
}

void dl_header_index_free(struct dl_header_index *index)
{
	if (index)
		dl_map_free(&index->names);
}

void dl_header_index_look_above(struct dl_header_index *index, const char *above)
{
	index->above = above;
}

/* Headers that belong to other programs. */
static bool is_tool(const char *below)
{
	static const char *const dirs[] = {"tools/",	     "scripts/", "samples/",
					   "Documentation/", "usr/",	 "debian/"};

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		if (!strncmp(below, dirs[i], strlen(dirs[i])))
			return true;
	}
	return false;
}

static void add_path(struct dl_header_index *index, const char *path)
{
	struct header *h = DL_NEW(index->arena, struct header);

	h->path = dl_arena_strdup(index->arena, path);
	h->next = dl_map_get_str(&index->names, dl_path_base(path));
	dl_map_put_str(&index->names, dl_path_base(path), h);
}

static enum dl_status add_header(void *data, const char *path)
{
	struct dl_header_index *index = data;
	const char *below = dl_path_below(index->root, path);

	if (below && !is_tool(below))
		add_path(index, path);
	return DL_OK;
}

/* Headers of another tree are for that. */
static bool enter(void *data, const char *path)
{
	(void)data;
	return !dl_kernel_is_own_tree(path);
}

static enum dl_status add_above(void *data, const char *path)
{
	struct dl_header_index *index = data;

	if (++index->met > MAX_ABOVE)
		return DL_ERR_CANCELLED;
	if (dl_path_has_suffix(path, ".h") && !dl_path_below(index->root, path))
		add_path(index, path);
	return DL_OK;
}

/* Once. */
static void build_above(struct dl_header_index *index)
{
	struct dl_walk_options opt = {.folders = index->folders, .visit = add_above, .data = index};
	const char *above = index->above;

	index->above = NULL;
	dl_walk(above, &opt, NULL);
}

/* A kernel's own header, which another tree must not fill in. */
static bool is_kernel_name(const char *name)
{
	static const char *const dirs[] = {"linux/", "asm/",	   "asm-generic/", "uapi/",
					   "net/",   "generated/", "sound/",	   "media/",
					   "scsi/",  "rdma/",	   "drm/",	   "trace/"};

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		if (!strncmp(name, dirs[i], strlen(dirs[i])))
			return true;
	return false;
}

/* What lies in the tree is met there. */
static void follow_link(void *data, const char *path)
{
	struct dl_header_index *index = data;
	struct dl_walk_options opt = {.folders = index->folders,
				      .name_suffix = ".h",
				      .visit = add_header,
				      .link = follow_link,
				      .data = index};
	const char *real = dl_path_real(index->arena, path);

	if (!real || index->links == MAX_LINKS)
		return;
	index->links++;
	if (dl_path_is_file(real) && dl_path_has_suffix(path, ".h"))
		add_header(index, path);
	else if (dl_path_is_dir(real) && !dl_path_below(index->root, real) &&
		 !dl_path_below(real, index->root))
		dl_walk(path, &opt, NULL);
}

static void build(struct dl_header_index *index)
{
	struct dl_walk_options opt = {.folders = index->folders,
				      .name_suffix = ".h",
				      .visit = add_header,
				      .link = follow_link,
				      .enter = dl_kernel_is_root(index->root) ? NULL : enter,
				      .data = index};

	index->built = true;
	/* A folder that cannot be read holds no headers that a parse could use either. */
	if (dl_walk(index->root, &opt, NULL) != DL_OK)
		dl_map_clear(&index->names);
}

/* Whether @path is .../@name. */
static bool ends_in(const char *path, const char *name)
{
	size_t len = strlen(path);
	size_t n = strlen(name);

	return len > n + 1 && path[len - n - 1] == '/' && !strcmp(path + len - n, name);
}

/* Number of leading folders that two absolute paths share. */
static size_t shared_folders(const char *a, const char *b)
{
	size_t count = 0;

	for (size_t i = 0; a[i] && a[i] == b[i]; i++)
		count += a[i] == '/';
	return count;
}

/* Keep the @max best of what is offered, in order. */
static size_t insert(const char **dirs, size_t count, size_t max, const char *from, const char *dir)
{
	size_t near = shared_folders(from, dir);
	size_t at = count;

	for (size_t i = 0; i < count; i++) {
		if (!strcmp(dirs[i], dir))
			return count;
	}
	while (at > 0) {
		size_t other = shared_folders(from, dirs[at - 1]);

		if (other > near || (other == near && strcmp(dirs[at - 1], dir) < 0))
			break;
		at--;
	}
	if (at == max)
		return count;
	if (count == max)
		count--;
	memmove(dirs + at + 1, dirs + at, (count - at) * sizeof(*dirs));
	dirs[at] = dir;
	return count + 1;
}

/* Whether @path is in arch/@arch of the tree. */
static bool in_arch(const struct dl_header_index *index, const char *path, const char *arch)
{
	const char *below = dl_path_below(index->root, path);
	size_t n = strlen(arch);

	return below && !strncmp(below, "arch/", 5) && !strncmp(below + 5, arch, n) &&
	       below[5 + n] == '/';
}

static bool is_foreign(const struct dl_header_index *index, const char *path, const char *arch)
{
	const char *below = dl_path_below(index->root, path);

	return below && !strncmp(below, "arch/", 5) && !in_arch(index, path, arch);
}

static size_t find(struct dl_header_index *index, const char *arch, const char *from,
		   const char *missing, const char **dirs, size_t max)
{
	size_t n = strlen(missing);
	size_t count = 0;

	for (struct header *h = dl_map_get_str(&index->names, dl_path_base(missing)); h;
	     h = h->next) {
		if (ends_in(h->path, missing) && !is_foreign(index, h->path, arch))
			count = insert(
				dirs, count, max, from,
				dl_arena_strndup(index->arena, h->path, strlen(h->path) - n - 1));
	}
	return count;
}

size_t dl_header_index_find(struct dl_header_index *index, const char *arch, const char *from,
			    const char *missing, const char **dirs, size_t max)
{
	size_t count;

	if (!max || !*missing || missing[0] == '/' || strstr(missing, "../"))
		return 0;
	if (!index->built)
		build(index);
	count = find(index, arch, from, missing, dirs, max);
	if (!count && index->above && !is_kernel_name(missing)) {
		build_above(index);
		count = find(index, arch, from, missing, dirs, max);
	}
	return count;
}

static const char *const foreign_arches[] = {"arm64", "arm",	   "powerpc", "mips", "sparc",
					     "s390",  "m68k",	   "parisc",  "sh",   "alpha",
					     "riscv", "loongarch", "arc",     "ia64"};

#define DL_FOREIGN_ARCHES (sizeof(foreign_arches) / sizeof(foreign_arches[0]))

static bool arch_has(const struct dl_header_index *index, const char *arch, const char *name)
{
	for (struct header *h = dl_map_get_str(&index->names, dl_path_base(name)); h; h = h->next) {
		if (in_arch(index, h->path, arch) && ends_in(h->path, name))
			return true;
	}
	return false;
}

/* The same name in the same folder is asked for by hundreds of files. */
static bool exists_in(struct dl_map *known, const char *dir, const char *name)
{
	enum { UNKNOWN, MISSING, THERE } answer = UNKNOWN;
	char path[PATH_MAX];

	if ((size_t)snprintf(path, sizeof(path), "%s/%s", dir, name) >= sizeof(path))
		return false;
	if (known)
		answer = (uintptr_t)dl_map_get_str(known, path);
	if (answer == UNKNOWN) {
		answer = access(path, R_OK) == 0 ? THERE : MISSING;
		if (known)
			dl_map_put_str(known, path, (void *)(uintptr_t)answer);
	}
	return answer == THERE;
}

bool dl_header_is_found(struct dl_map *known, const char *name, const char *from_dir,
			const struct dl_args *args)
{
	if (name[0] == '"' && exists_in(known, from_dir, name + 1))
		return true;
	for (size_t i = 0; i + 1 < args->len; i++) {
		const char *flag = args->data[i];

		if (strcmp(flag, "-I") && strcmp(flag, "-isystem") && strcmp(flag, "-iquote"))
			continue;
		if (exists_in(known, args->data[i + 1], name + 1))
			return true;
	}
	return false;
}

/* Of the folders of @arch that have @name, the one that has most of all missing names. */
static const char *best_dir(struct dl_header_index *index, const char *arch, const char *name,
			    const char *const *missing, size_t count)
{
	const char *best = NULL;
	size_t best_score = 0;

	for (struct header *h = dl_map_get_str(&index->names, dl_path_base(name)); h; h = h->next) {
		const char *dir;
		size_t score = 0;

		if (!in_arch(index, h->path, arch) || !ends_in(h->path, name))
			continue;
		dir = dl_arena_strndup(index->arena, h->path, strlen(h->path) - strlen(name) - 1);
		for (size_t i = 0; i < count; i++)
			score += exists_in(NULL, dir, missing[i]);
		if (score > best_score || (score == best_score && best && strcmp(dir, best) < 0)) {
			best = dir;
			best_score = score;
		}
	}
	return best;
}

static void add_dir(struct dl_args *dirs, const char *dir)
{
	if (dir && dl_path_is_dir(dir) && !dl_args_have(dirs, dir))
		dl_args_add(dirs, dir);
}

void dl_header_index_machine(struct dl_header_index *index, const char *arch,
			     const char *const *missing, size_t count, struct dl_args *dirs)
{
	if (!index->built)
		build(index);
	for (size_t i = 0; i < count; i++)
		add_dir(dirs, best_dir(index, arch, missing[i], missing, count));
}

const char *dl_header_index_foreign(struct dl_header_index *index, const char *own,
				    const char *const *missing, size_t count, struct dl_args *dirs)
{
	const char *arch = NULL;
	const char *include;
	size_t best = 0;

	if (!index->built)
		build(index);
	for (size_t a = 0; a < DL_FOREIGN_ARCHES; a++) {
		size_t score = 0;

		for (size_t i = 0; i < count && strcmp(foreign_arches[a], own); i++)
			score += arch_has(index, foreign_arches[a], missing[i]);
		if (score > best) {
			best = score;
			arch = foreign_arches[a];
		}
	}
	if (!arch)
		return NULL;
	include = dl_arena_printf(index->arena, "%s/arch/%s/include", index->root, arch);
	add_dir(dirs, include);
	add_dir(dirs, dl_path_join(index->arena, include, "uapi"));
	add_dir(dirs, dl_path_join(index->arena, include, "asm/mach-generic"));
	for (size_t i = 0; i < count; i++)
		add_dir(dirs, best_dir(index, arch, missing[i], missing, count));
	return arch;
}
