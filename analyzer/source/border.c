/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a module ends: functions that it exports, and functions that it calls and does not have. Read
 * as text: no parser shows an EXPORT_SYMBOL(), nor where a function lies that is only declared.
 */
#include <string.h>

#include "base/path.h"
#include "source/internal.h"
#include "source/text.h"

#define MAX_HEADERS 200

struct border {
	struct dl_source *s;
	struct source_group *g;
	struct dl_args sources;
	struct dl_args headers;
	struct dl_map seen;    /* paths of headers */
	struct dl_map missing; /* callees that no object of the module defines; value NULL: one does */
	struct dl_map declared; /* those of them that a header declares; value NULL: defined */
	struct dl_map folders;	/* of such headers */
	struct dl_source_reads *reads;
};

/* ---- headers of the driver ---- */

static bool is_kernel_folder(const struct border *b, const char *dir)
{
	const char *kernel = b->g->kernel.source;

	return (kernel && (dl_path_below(dl_arena_printf(b->s->arena, "%s/include", kernel), dir) ||
			   dl_path_below(dl_arena_printf(b->s->arena, "%s/arch", kernel), dir))) ||
	       (b->g->generated && dl_path_below(b->g->generated, dir));
}

static bool add_header(struct border *b, const char *dir, const char *name)
{
	const char *path = dl_path_join(b->s->arena, dir, name);

	if (is_kernel_folder(b, dir) || !dl_path_is_file(path))
		return false;
	if (!dl_map_has_str(&b->seen, path) && b->headers.len < MAX_HEADERS) {
		dl_map_put_str(&b->seen, path, b);
		dl_args_add(&b->headers, path);
	}
	return true;
}

/* What the text in s->text, of the file at @path, includes; @file has the flags. */
static void add_headers(struct border *b, const struct dl_source_file *file, const char *path)
{
	struct dl_text_scan scan = {0};

	dl_arena_reset(b->s->scratch);
	dl_names_scan(b->s->names, b->s->scratch, dl_buf_str(&b->s->text), b->s->text.len, &scan);
	for (size_t i = 0; i < scan.includes.len; i++) {
		const char *name = scan.includes.data[i];

		if (*name == '"' && add_header(b, dl_path_dir(b->s->arena, path), name + 1))
			continue;
		for (size_t k = 0; k + 1 < file->arg_count; k++)
			if (!strcmp(file->args[k], "-I") &&
			    add_header(b, file->args[k + 1], name + 1))
				break;
	}
	dl_vec_free(&scan.includes);
}

/* ---- the module ---- */

static bool read_text(struct border *b, const char *path)
{
	dl_map_put_str(&b->reads->texts, path, b->reads);
	return dl_source_read_text(b->s, path, NULL) == DL_OK;
}

/* What the text defines is not missing. */
static void drop_defined(struct dl_map *names, struct dl_buf *text)
{
	const char *name;

	while ((name = dl_text_defines(names, dl_buf_str(text), text->len)) != NULL)
		dl_map_put_str(names, name, NULL);
}

static bool exports_any(const struct border *b, const struct dl_map *functions)
{
	return dl_text_exports(functions, dl_buf_str(&b->s->text), b->s->text.len) != NULL;
}

static void find_declared(struct border *b, const struct dl_source_file *file)
{
	for (size_t i = 0; i < b->headers.len; i++) {
		const char *path = b->headers.data[i], *text, *name;

		if (!read_text(b, path))
			continue;
		text = dl_buf_str(&b->s->text);
		while ((name = dl_text_declares(&b->missing, text, b->s->text.len)) != NULL) {
			dl_map_put_str(&b->missing, name, NULL);
			dl_map_put_str(&b->declared, name, (void *)(uintptr_t)name);
			dl_map_put_str(&b->folders, dl_path_dir(b->s->arena, path), b);
		}
		add_headers(b, file, path);
	}
}

/* Other modules lie beside the header that they share, and are in the scan though not parsed. */
static void find_beside(struct border *b)
{
	b->reads->scope |= b->declared.len > 0;
	for (size_t i = 0; b->declared.len && i < b->s->units.len; i++) {
		const struct source_unit *u = b->s->units.entries[i].value;

		if (u->asked && dl_map_has_str(&b->folders, dl_path_dir(b->s->scratch, u->path)) &&
		    read_text(b, u->path))
			drop_defined(&b->declared, &b->s->text);
	}
}

static unsigned int callees_border(const struct border *b)
{
	unsigned int border = 0;

	for (size_t i = 0; i < b->declared.len; i++)
		border |= b->declared.entries[i].value ? DL_BORDER_UNSEEN : DL_BORDER_SEEN;
	return border;
}

bool dl_source_exports(struct dl_source *s, size_t file, const struct dl_map *functions)
{
	return dl_source_read_text(s, dl_source_file_at(s, file)->path, NULL) == DL_OK &&
	       dl_text_exports(functions, dl_buf_str(&s->text), s->text.len) != NULL;
}

static unsigned int border_of(struct border *b, const struct dl_source_file *file,
			      const struct dl_map *functions)
{
	unsigned int border = 0;

	for (size_t i = 0; i < b->sources.len; i++) {
		if (!read_text(b, b->sources.data[i]))
			continue;
		border |= exports_any(b, functions) ? DL_BORDER_EXPORTS : 0;
		drop_defined(&b->missing, &b->s->text);
		add_headers(b, file, b->sources.data[i]);
	}
	find_declared(b, file);
	find_beside(b);
	return border | callees_border(b);
}

static void border_free(struct border *b)
{
	dl_vec_free(&b->sources);
	dl_vec_free(&b->headers);
	dl_map_free(&b->seen);
	dl_map_free(&b->missing);
	dl_map_free(&b->declared);
	dl_map_free(&b->folders);
}

/* Of the module of @file; what it calls, and does not have, is looked for. */
static unsigned int border_find(struct border *b, struct dl_source *s, const struct dl_source_file *file,
				const struct dl_map *callees, const struct dl_map *functions,
				struct dl_source_reads *reads)
{
	*b = (struct border){.s = s, .reads = reads};
	b->g = ((struct source_unit *)dl_map_get_str(&s->units, file->path))->group;
	dl_kbuild_sources(b->g->kbuild, file->module, &b->sources);
	for (size_t i = 0; i < callees->len; i++)
		dl_map_put_str(&b->missing, callees->strings[i], callees->entries[i].value);
	return border_of(b, file, functions);
}

bool dl_source_may_know(struct dl_source *s, size_t file, const struct dl_map *names)
{
	const struct dl_source_file *f = dl_source_file_at(s, file);
	struct dl_source_reads reads = {0};
	struct border b = {.s = s, .reads = &reads};
	const char *path = f->path;
	bool knows = false;

	b.g = ((struct source_unit *)dl_map_get_str(&s->units, f->path))->group;
	for (size_t i = 0; path && !knows; path = i < b.headers.len ? b.headers.data[i++] : NULL) {
		if (!read_text(&b, path))
			continue;
		knows = dl_text_uses(names, dl_buf_str(&s->text), s->text.len) != NULL;
		add_headers(&b, f, path);
	}
	/* more headers than are looked at: who knows */
	knows |= b.headers.len == MAX_HEADERS;
	dl_map_free(&reads.texts);
	border_free(&b);
	return knows;
}

unsigned int dl_source_border(struct dl_source *s, size_t file, const struct dl_map *callees,
			      const struct dl_map *functions, struct dl_source_reads *reads)
{
	struct border b;
	unsigned int border = border_find(&b, s, dl_source_file_at(s, file), callees, functions, reads);

	border_free(&b);
	return border;
}

void dl_source_keep_unseen(struct dl_source *s, size_t file, struct dl_map *callees,
			   struct dl_source_reads *reads)
{
	const struct dl_map none = {0};
	struct border b;

	border_find(&b, s, dl_source_file_at(s, file), callees, &none, reads);
	for (size_t i = 0; i < callees->len; i++)
		if (!dl_map_get_str(&b.declared, callees->strings[i]))
			dl_map_put_str(callees, callees->strings[i], NULL);
	border_free(&b);
}
