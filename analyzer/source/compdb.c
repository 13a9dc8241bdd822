/* SPDX-License-Identifier: Apache-2.0 */
/* Compile databases; see compdb.h. */
#include "source/compdb.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/path.h"
#include "source/args.h"
#include "source/clang_flags.h"

#define MAX_DATABASE ((size_t)256 << 20) /* that of a kernel with all drivers has some 100 MB */

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* The words of an entry: "arguments", else "command" split as by a shell. */
static bool entry_words(struct dl_args *words, struct dl_arena *arena, const json_t *object)
{
	const json_t *list = json_object_get(object, "arguments");
	const char *command = text_of(object, "command");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *word = json_string_value(json_array_get(list, i));

		if (!word)
			return false;
		dl_args_add(words, dl_arena_strdup(arena, word));
	}
	if (!words->len && command)
		return dl_args_split(words, arena, command) && words->len;
	return words->len > 0;
}

static void add_entry(struct dl_compdb *db, struct dl_arena *arena, const json_t *object,
		      const char *base)
{
	struct dl_compdb_entry *e = DL_NEW(arena, struct dl_compdb_entry);
	const char *directory = text_of(object, "directory");
	const char *file = text_of(object, "file");
	struct dl_args words = {0};
	struct dl_args args = {0};
	const char *real;

	if (!file)
		return;
	e->directory = dl_path_join(arena, base, directory ? directory : ".");
	e->file = dl_path_join(arena, e->directory, file);
	real = dl_path_real(arena, e->file);
	e->missing = !real;
	if (real)
		e->file = real;
	if (!entry_words(&words, arena, object))
		e->refused = "has neither \"arguments\" nor a \"command\" that can be read";
	else
		e->refused = dl_clang_flags_keep(&args, arena, &words, e->directory);
	e->arg_count = args.len;
	e->args = dl_vec_to_arena(&args, arena);
	/* A file built twice: its first usable entry. */
	real = e->file;
	if (!dl_map_has_str(&db->files, real) ||
	    ((const struct dl_compdb_entry *)dl_map_get_str(&db->files, real))->refused)
		dl_map_put_str(&db->files, real, e);
	dl_vec_free(&words);
	dl_vec_free(&args);
}

enum dl_status dl_compdb_read(struct dl_compdb *out, struct dl_arena *arena, const char *path,
			      struct dl_error *err)
{
	struct dl_buf text = {0};
	json_error_t error;
	json_t *root;
	const char *base;
	enum dl_status status;

	memset(out, 0, sizeof(*out));
	out->path = dl_arena_strdup(arena, path);
	if (access(path, F_OK) != 0 && errno == ENOENT)
		return dl_fail(err, DL_ERR_NOT_FOUND,
			       "%s: no such file; make one with \"make compile_commands.json\" or "
			       "leave out -p",
			       path);
	status = dl_file_read_max(&text, path, MAX_DATABASE, err);
	if (status != DL_OK)
		return status;
	root = json_loadb(dl_buf_str(&text), text.len, 0, &error);
	dl_buf_free(&text);
	if (!root)
		return dl_fail(err, DL_ERR_INVALID, "%s:%d: %s; make the compile database again",
			       path, error.line, error.text);
	if (!json_is_array(root)) {
		json_decref(root);
		return dl_fail(err, DL_ERR_INVALID,
			       "%s: not a compile database (a JSON array of objects)", path);
	}
	base = dl_path_dir(arena, path);
	for (size_t i = 0; i < json_array_size(root); i++)
		add_entry(out, arena, json_array_get(root, i), base);
	json_decref(root);
	return DL_OK;
}

void dl_compdb_free(struct dl_compdb *db)
{
	dl_map_free(&db->files);
}

const char *dl_compdb_find(struct dl_arena *arena, const char *dir, const char *stop)
{
	for (;;) {
		const char *path = dl_path_join(arena, dir, "compile_commands.json");

		if (dl_path_is_file(path))
			return path;
		if (!strcmp(dir, "/") || (stop && !strcmp(dir, stop)) ||
		    dl_path_is_dir(dl_path_join(arena, dir, ".git")))
			return NULL;
		dir = dl_path_dir(arena, dir);
	}
}
