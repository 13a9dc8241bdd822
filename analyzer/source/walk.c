/* SPDX-License-Identifier: Apache-2.0 */
/* Walking folders; see walk.h. */
#include "source/walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/path.h"
#include "base/vec.h"

#define DL_WALK_DEPTH 64

struct walk_entry {
	char *name;
	unsigned char type;
};

struct walk_list {
	struct walk_entry *data;
	size_t len;
	size_t cap;
};

static int compare_entries(const void *a, const void *b)
{
	return strcmp(((const struct walk_entry *)a)->name, ((const struct walk_entry *)b)->name);
}

static bool name_matches(const struct dl_walk_options *opt, const char *name)
{
	if (opt->name_prefix && strncmp(name, opt->name_prefix, strlen(opt->name_prefix)))
		return false;
	return !opt->name_suffix || dl_path_has_suffix(name, opt->name_suffix);
}

/* File systems that do not tell the type in the folder need an lstat(). */
static unsigned char entry_type(const char *dir, const struct dirent *e)
{
	struct stat st;
	char *path;
	int failed;

	if (e->d_type != DT_UNKNOWN)
		return e->d_type;
	if (asprintf(&path, "%s/%s", dir, e->d_name) < 0)
		return DT_UNKNOWN;
	failed = lstat(path, &st);
	free(path);
	if (failed)
		return DT_UNKNOWN;
	return S_ISDIR(st.st_mode)   ? DT_DIR
	       : S_ISREG(st.st_mode) ? DT_REG
	       : S_ISLNK(st.st_mode) ? DT_LNK
				     : DT_FIFO;
}

static int read_entries(struct walk_list *list, const char *dir, const struct dl_walk_options *opt)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	if (!d)
		return -1;
	while ((e = readdir(d))) {
		struct walk_entry entry;

		if (e->d_name[0] == '.')
			continue;
		entry.type = entry_type(dir, e);
		if (entry.type == DT_REG && !name_matches(opt, e->d_name))
			continue;
		entry.name = dl_xstrdup(e->d_name);
		dl_vec_push(list, entry);
	}
	closedir(d);
	if (list->len)
		qsort(list->data, list->len, sizeof(*list->data), compare_entries);
	return 0;
}

static void skip(const struct dl_walk_options *opt, const char *path, const char *why)
{
	if (opt->skipped)
		opt->skipped(opt->data, path, why);
}

static enum dl_status walk(const char *dir, const struct dl_walk_options *opt, int depth)
{
	struct walk_list list = {0};
	enum dl_status status = DL_OK;

	if (depth > DL_WALK_DEPTH || read_entries(&list, dir, opt) < 0) {
		skip(opt, dir,
		     depth > DL_WALK_DEPTH ? "folders are nested too deeply" : strerror(errno));
		return DL_OK;
	}
	for (size_t i = 0; i < list.len && status == DL_OK; i++) {
		char *path = NULL;

		if (asprintf(&path, "%s/%s", dir, list.data[i].name) < 0)
			abort();
		if (list.data[i].type == DT_DIR) {
			if (!opt->flat && (!opt->enter || opt->enter(opt->data, path)))
				status = walk(path, opt, depth + 1);
		} else if (list.data[i].type == DT_REG) {
			status = opt->visit(opt->data, path);
		} else if (list.data[i].type == DT_LNK && opt->link) {
			opt->link(opt->data, path);
		}
		free(path);
	}
	for (size_t i = 0; i < list.len; i++)
		dl_free(list.data[i].name);
	dl_vec_free(&list);
	return status;
}

enum dl_status dl_walk(const char *dir, const struct dl_walk_options *opt, struct dl_error *err)
{
	if (!dl_path_is_dir(dir))
		return dl_fail(err, DL_ERR_NOT_FOUND, "%s is not a folder", dir);
	return walk(dir, opt, 0);
}
