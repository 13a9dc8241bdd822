/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Symbolic links that the walks met. A .c file is followed to wherever it lies, under the name of the
 * link, since the Makefile beside the link speaks of that; once each. A folder is followed when a
 * Makefile names something in it; what lies in the paths of the scan is met there.
 */
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/path.h"
#include "source/internal.h"

static bool is_asked(const struct dl_source *s, const char *real)
{
	for (size_t i = 0; i < s->asked.len; i++)
		if (dl_path_below(s->asked.data[i], real))
			return true;
	return false;
}

/* @u is read under the name of a link instead. */
static void give_up(struct source_unit *u)
{
	u->reason = NULL;
	u->asked = false;
}

static enum dl_status follow_file(struct dl_source *s, const struct source_link *link,
				  const char *real, struct dl_map *followed, struct dl_error *err)
{
	struct source_unit *there = dl_map_get_str(&s->units, real);
	struct source_unit *u;
	enum dl_status status;

	if (dl_map_has_str(followed, real) || dl_map_has_str(&s->units, link->path))
		return DL_OK;
	if (there && there->asked &&
	    (dl_kbuild_names_object(there->group->kbuild, real) ||
	     !dl_kbuild_names_object(link->group->kbuild, link->path)))
		return DL_OK;
	dl_map_put_str(followed, real, s);
	status = dl_source_add_unit(&u, s, link->group, link->path, err);
	if (status != DL_OK)
		return status;
	u->asked = true;
	if (there)
		give_up(there);
	return DL_OK;
}

static void pass_over(struct dl_source *s, const char *path, const char *why)
{
	dl_source_note(s, DL_NOTE_WARNING, path, "passed over: symbolic link %s", why);
}

static uint64_t size_of(struct dl_source *s, const char *path)
{
	const struct dl_stamp *stamp = s->stamps ? dl_stamp_of(s->stamps, path) : NULL;
	struct stat st;

	if (s->stamps)
		return stamp ? stamp->size : 0;
	return stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

/*
 * The file that @path leads to although it is a plain one: git without symbolic links writes the target
 * into a file. NULL: it is source.
 */
static const char *written_link(struct dl_source *s, const char *path)
{
	struct dl_buf text = {0};
	const char *target = NULL;
	uint64_t size = size_of(s, path);

	if (size > 2 && size < PATH_MAX &&
	    dl_file_read(&text, path, NULL) == DL_OK && !strpbrk(dl_buf_str(&text), " \t;{}()\"<>")) {
		const char *word =
			dl_arena_strndup(s->arena, text.data, strcspn(dl_buf_str(&text), "\r\n"));

		if (dl_path_has_suffix(word, ".c") && strchr(word, '/'))
			target = dl_path_join(s->arena, dl_path_dir(s->arena, path), word);
	}
	dl_buf_free(&text);
	return target && strcmp(target, path) != 0 && dl_path_is_file(target) ? target : NULL;
}

enum dl_status dl_source_follow_written(struct dl_source *s, struct source_group *g,
					const char *path, bool *is_link, struct dl_error *err)
{
	const char *target = written_link(s, path);
	struct source_unit *u;
	enum dl_status status;

	*is_link = target != NULL;
	if (!target)
		return DL_OK;
	status = dl_source_add_unit(&u, s, g, target, err);
	if (status == DL_OK)
		u->asked = true;
	return status;
}

/* Links in a folder that is followed are appended, and so followed in their turn. */
static enum dl_status follow(struct dl_source *s, size_t index, struct dl_map *followed,
			     struct dl_error *err)
{
	const struct source_link link = s->links.data[index];
	const char *real = dl_path_real(s->arena, link.path);
	bool is_source = dl_path_has_suffix(link.path, ".c");

	if (!real) {
		if (is_source)
			pass_over(s, link.path, "that leads nowhere");
		return DL_OK;
	}
	if (dl_path_is_file(real))
		return is_source ? follow_file(s, &link, real, followed, err) : DL_OK;
	if (!dl_path_is_dir(real) || is_asked(s, real) || dl_map_has_str(followed, real))
		return DL_OK;
	dl_map_put_str(followed, real, s);
	if (dl_kbuild_names_below(link.group->kbuild, link.path))
		return dl_source_collect_dir(s, link.group, link.path, err);
	pass_over(s, link.path, "to a folder that no Makefile names a file of");
	return DL_OK;
}

void dl_source_follow_links(struct dl_source *s)
{
	struct dl_map followed = {0};

	for (size_t i = 0; i < s->links.len; i++) {
		struct dl_error own = {0};
		const char *path = s->links.data[i].path;

		/* one unreadable file does not stop the scan */
		if (follow(s, i, &followed, &own) != DL_OK)
			dl_source_note(s, DL_NOTE_MISSED, path, "passed over: %s", own.message);
	}
	dl_map_free(&followed);
}
