/* SPDX-License-Identifier: Apache-2.0 */
/* Walking folders; see walk.h. */
#include "source/walk.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "base/path.h"

#define DL_WALK_DEPTH 64

static bool name_matches(const struct dl_walk_options *opt, const char *name)
{
	if (opt->name_prefix && strncmp(name, opt->name_prefix, strlen(opt->name_prefix)))
		return false;
	return !opt->name_suffix || dl_path_has_suffix(name, opt->name_suffix);
}

static void skip(const struct dl_walk_options *opt, const char *path, const char *why)
{
	if (opt->skipped)
		opt->skipped(opt->data, path, why);
}

static enum dl_status walk(struct dl_buf *dir, const struct dl_walk_options *opt, int depth);

/* @dir is the entry's path meanwhile. */
static enum dl_status meet(struct dl_buf *dir, const struct dl_folder_entry *e, const struct dl_walk_options *opt,
			   int depth)
{
	enum dl_status status = DL_OK;
	size_t len = dir->len;

	if (e->type == DT_REG && !name_matches(opt, e->name))
		return DL_OK;
	dl_buf_putc(dir, '/');
	dl_buf_puts(dir, e->name);
	if (e->type == DT_DIR) {
		if (!opt->flat && (!opt->enter || opt->enter(opt->data, dir->data)))
			status = walk(dir, opt, depth + 1);
	} else if (e->type == DT_REG) {
		status = opt->visit(opt->data, dir->data);
	} else if (e->type == DT_LNK && opt->link) {
		opt->link(opt->data, dir->data);
	}
	dir->len = len;
	dir->data[len] = '\0';
	return status;
}

static enum dl_status walk(struct dl_buf *dir, const struct dl_walk_options *opt, int depth)
{
	const struct dl_folder *folder = depth > DL_WALK_DEPTH ? NULL : dl_folders_list(opt->folders, dir->data);
	struct dl_folder_entry e = {0};
	enum dl_status status = DL_OK;

	if (!folder) {
		skip(opt, dir->data,
		     depth > DL_WALK_DEPTH ? "folders are nested too deeply" : strerror(errno));
		return DL_OK;
	}
	while (status == DL_OK && dl_folder_next(folder, &e))
		status = meet(dir, &e, opt, depth);
	return status;
}

enum dl_status dl_walk(const char *dir, const struct dl_walk_options *opt, struct dl_error *err)
{
	struct dl_walk_options own = *opt;
	struct dl_buf path = {0};
	enum dl_status status;

	if (!dl_path_is_dir(dir))
		return dl_fail(err, DL_ERR_NOT_FOUND, "%s is not a folder", dir);
	if (!opt->folders)
		own.folders = dl_folders_new(NULL);
	dl_buf_puts(&path, dir);
	status = walk(&path, &own, 0);
	dl_buf_free(&path);
	if (!opt->folders)
		dl_folders_free(own.folders);
	return status;
}
