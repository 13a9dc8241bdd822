/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of the unit, and locations in them: a macro argument is where it was
 * written, a macro body is where it was expanded.
 */
#include <string.h>

#include "base/path.h"
#include "frontend/tu.h"

#define MAX_TEXT (16 << 20)

/* Lexical: no look at the disk, symbolic links stay. */
static const char *clean_path(struct dl_tu *t, const char *path)
{
	return t->req->directory ? dl_path_join(t->arena, t->req->directory, path)
				 : dl_path_normal(t->arena, path);
}

static enum dl_file_class classify(struct dl_tu *t, const char *path, bool is_main)
{
	size_t len = strlen(path);

	if (is_main)
		return DL_FILE_SOURCE;
	for (size_t i = 0; i < t->req->core_prefix_count; i++) {
		if (dl_path_below(t->req->core_prefixes[i], path))
			return DL_FILE_CORE;
	}
	return len > 2 && !strcmp(path + len - 2, ".c") ? DL_FILE_SOURCE : DL_FILE_HEADER;
}

struct dl_tu_file *dl_fe_tu_file(struct dl_tu *t, CXFile handle)
{
	struct dl_tu_file *file;
	const char *path;
	CXString name;

	if (!handle)
		return NULL;
	if (t->last_file && t->last_file->handle == handle)
		return t->last_file;
	file = dl_map_get(&t->files, (uintptr_t)handle);
	if (!file) {
		name = clang_getFileName(handle);
		path = clean_path(t, clang_getCString(name) ? clang_getCString(name) : "");
		clang_disposeString(name);
		file = dl_map_get_str(&t->paths, path);
		if (!file) {
			file = DL_NEW(t->arena, struct dl_tu_file);
			file->path = path;
			file->is_main = !strcmp(path, clean_path(t, t->req->path));
			file->class = classify(t, path, file->is_main);
			file->index = UINT32_MAX;
			file->handle = handle;
			dl_map_put_str(&t->paths, path, file);
		}
		dl_map_put(&t->files, (uintptr_t)handle, file);
	}
	t->last_file = file;
	return file;
}

struct dl_tu_file *dl_fe_tu_file_at(struct dl_tu *t, CXSourceLocation loc)
{
	CXFile handle = NULL;

	clang_getFileLocation(loc, &handle, NULL, NULL, NULL);
	return dl_fe_tu_file(t, handle);
}

uint32_t dl_fe_tu_file_index(struct dl_tu *t, struct dl_tu_file *file)
{
	struct dl_file entry = {.is_main = file->is_main};
	const char *below;

	if (file->index != UINT32_MAX)
		return file->index;
	below = t->req->root ? dl_path_below(t->req->root, file->path) : NULL;
	entry.path = below ? below : file->path;
	if (file->is_main && t->req->unit_path)
		entry.path = t->req->unit_path;
	entry.path = dl_intern(t->ub.unit->names, entry.path);
	file->index = (uint32_t)t->ub.files.len;
	dl_vec_push(&t->ub.files, entry);
	return file->index;
}

static struct dl_tu_loc *recent_place(struct dl_tu *t, CXSourceLocation loc)
{
	return &t->recent_locs[loc.int_data % DL_FE_RECENT_LOCS];
}

static void look_up(struct dl_tu *t, CXSourceLocation loc, struct dl_tu_loc *out)
{
	CXFile handle = NULL;
	unsigned int line = 0, column = 0;

	*out = (struct dl_tu_loc){.at = loc};
	clang_getFileLocation(loc, &handle, &line, &column, &out->offset);
	out->file = dl_fe_tu_file(t, handle);
	if (out->file)
		out->loc = (struct dl_loc){
			.file = dl_fe_tu_file_index(t, out->file), .line = line, .col = column};
}

struct dl_loc dl_fe_loc_at(struct dl_tu *t, CXSourceLocation loc)
{
	struct dl_tu_loc *known = recent_place(t, loc);

	if (!clang_equalLocations(known->at, loc))
		look_up(t, loc, known);
	return known->loc;
}

struct dl_loc dl_fe_loc_of(struct dl_tu *t, CXCursor cursor)
{
	return dl_fe_loc_at(t, clang_getCursorLocation(cursor));
}

struct dl_loc dl_fe_loc_range(struct dl_tu *t, CXCursor cursor)
{
	CXSourceRange range = clang_getCursorExtent(cursor);
	struct dl_loc loc = dl_fe_loc_at(t, clang_getRangeStart(range));
	struct dl_loc end = dl_fe_loc_at(t, clang_getRangeEnd(range));

	if (loc.line && end.line && loc.file == end.file &&
	    (end.line > loc.line || (end.line == loc.line && end.col > loc.col))) {
		loc.end_line = end.line;
		loc.end_col = end.col;
	}
	return loc;
}

/*
 * Contents of a header. clang_getFileContents() would do, but for a header that came with the
 * precompiled one it loads every location of that, some 100 ms.
 */
static void read_text(struct dl_tu *t, struct dl_tu_file *file)
{
	struct dl_buf text = {0};

	file->text = "";
	if (dl_overlay_is_file(t->req->overlay, file->path) &&
	    dl_overlay_read(t->req->overlay, &text, file->path, MAX_TEXT, NULL) == DL_OK) {
		file->text = dl_arena_strndup(t->arena, text.data, text.len);
		file->size = text.len;
	}
	dl_buf_free(&text);
}

static const char *text_at(struct dl_tu *t, struct dl_tu_file *file, unsigned int offset,
			   size_t *left)
{
	*left = 0;
	if (!file)
		return NULL;
	if (!file->text && file->is_main)
		file->text = clang_getFileContents(t->tu, file->handle, &file->size);
	if (!file->text)
		read_text(t, file);
	if (offset >= file->size)
		return NULL;
	*left = file->size - offset;
	return file->text + offset;
}

const char *dl_fe_text_spelled(struct dl_tu *t, CXSourceLocation loc, size_t *left)
{
	CXFile handle = NULL;
	unsigned int offset = 0;

	clang_getSpellingLocation(loc, &handle, NULL, NULL, &offset);
	return text_at(t, dl_fe_tu_file(t, handle), offset, left);
}

const char *dl_fe_text_written(struct dl_tu *t, CXSourceLocation loc, size_t *left)
{
	const struct dl_tu_loc *known = recent_place(t, loc);
	CXFile handle = NULL;
	unsigned int offset = 0;

	if (clang_equalLocations(known->at, loc))
		return text_at(t, known->file, known->offset, left);
	/* its line is not asked for: in a header of the precompiled one that takes long */
	clang_getFileLocation(loc, &handle, NULL, NULL, &offset);
	return text_at(t, dl_fe_tu_file(t, handle), offset, left);
}
