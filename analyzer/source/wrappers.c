/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a driver's own headers define with DMA calls in it: inline functions, macros, tables of
 * operations, and what is defined with these. A file that names one of them uses the DMA API, though
 * it never says so. Only outside of a kernel tree, whose own files are many.
 */
#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "source/internal.h"
#include "source/text.h"
#include "source/walk.h"

#define MAX_FILES   200000 /* below a folder that is somebody's home, or the like */
#define MAX_HEADERS 20000
#define MAX_HEADER  (1 << 20)
#define MAX_ROUNDS 4 /* wrappers of wrappers */

struct header {
	const char *path;
	struct dl_buf text;
};

struct gathering {
	struct dl_source *s;
	struct source_group *group;
	struct dl_arena *scratch; /* the source's own has what was found in the file at hand */
	DL_VEC(struct header) headers;
	size_t met;
};

static bool is_header(const char *path)
{
	return dl_path_has_suffix(path, ".h") || dl_path_has_suffix(path, ".inc") ||
	       dl_path_has_suffix(path, ".inl");
}

static enum dl_status take_header(void *data, const char *path)
{
	struct gathering *g = data;
	struct header h = {0};

	if (++g->met > MAX_FILES || g->headers.len == MAX_HEADERS)
		return DL_ERR_CANCELLED;
	if (!is_header(path) || dl_overlay_read(&g->s->overlay, &h.text, path, MAX_HEADER, NULL) != DL_OK) {
		dl_buf_free(&h.text);
		return DL_OK;
	}
	h.path = dl_arena_strdup(g->s->arena, path);
	dl_vec_push(&g->headers, h);
	return DL_OK;
}

/* Why the body counts: a name of the models, or of a wrapper; NULL when it does not. */
static const struct source_wrapper *weigh(struct gathering *g, const struct header *h,
					  const struct dl_text_part *part)
{
	struct dl_text_scan scan = {0};
	struct source_wrapper *w = NULL;
	const char *used;

	dl_arena_reset(g->scratch);
	dl_names_scan(g->s->names, g->scratch, part->body, part->body_len, &scan);
	dl_vec_free(&scan.includes);
	used = dl_text_uses(&g->group->wrapper_names, part->body, part->body_len);
	if (!scan.reason && !used)
		return NULL;
	w = DL_NEW(g->s->arena, struct source_wrapper);
	w->header = dl_path_base(h->path);
	w->core = scan.core;
	w->unmaps = scan.unmaps;
	if (used) {
		const struct source_wrapper *inner = dl_map_get_str(&g->group->wrappers, used);

		w->core |= inner->core;
		w->unmaps |= inner->unmaps;
	}
	return w;
}

/* True when something new was found. */
static bool read_header(struct gathering *g, const struct header *h)
{
	const char *p = dl_buf_str(&h->text);
	const char *end = p + h->text.len;
	struct dl_text_part part;
	bool found = false;

	while (dl_text_next_part(&part, &p, end)) {
		const char *name = dl_arena_strndup(g->s->arena, part.name, part.name_len);
		const struct source_wrapper *w;

		if (dl_map_has_str(&g->group->wrappers, name))
			continue;
		w = weigh(g, h, &part);
		if (!w)
			continue;
		dl_map_put_str(&g->group->wrappers, name, (void *)(uintptr_t)w);
		dl_map_put_str(&g->group->wrapper_names, name, (void *)(uintptr_t)name);
		found = true;
	}
	return found;
}

/* What the headers define, in turns until nothing new comes of them; they are given back. */
static void read_headers(struct gathering *g)
{
	bool more = true;

	g->scratch = dl_arena_new();
	for (int round = 0; round < MAX_ROUNDS && more; round++) {
		more = false;
		for (size_t i = 0; i < g->headers.len; i++)
			more |= read_header(g, &g->headers.data[i]);
	}
	for (size_t i = 0; i < g->headers.len; i++)
		dl_buf_free(&g->headers.data[i].text);
	dl_vec_free(&g->headers);
	dl_arena_free(g->scratch);
}

/* A kernel tree that somebody keeps below the driver has thousands of headers, and none is the driver's own. */
static bool is_no_kernel(void *data, const char *path)
{
	(void)data;
	return !dl_kernel_is_root(path);
}

static void gather(struct dl_source *s, struct source_group *group)
{
	struct gathering g = {.s = s, .group = group};
	struct dl_walk_options opt = {
		.folders = s->folders, .enter = is_no_kernel, .visit = take_header, .data = &g};

	group->has_wrappers = true;
	dl_walk(group->header_root, &opt, NULL);
	read_headers(&g);
}

/* Headers above the root of the driver that the file names with their path. */
static void gather_included(struct dl_source *s, struct source_unit *u,
			    const struct dl_args *includes)
{
	struct gathering g = {.s = s, .group = u->group};

	for (size_t i = 0; i < includes->len; i++) {
		const char *path = dl_path_join(s->arena, dl_path_dir(s->arena, u->path),
						includes->data[i] + 1);

		if (includes->data[i][0] != '"' || dl_path_below(u->group->header_root, path) ||
		    dl_map_has_str(&u->group->read_above, path) || !dl_path_is_file(path))
			continue;
		dl_map_put_str(&u->group->read_above, path, s);
		take_header(&g, path);
	}
	if (g.headers.len)
		read_headers(&g);
}

void dl_source_use_wrappers(struct dl_source *s, struct source_unit *u,
			    const struct dl_args *includes)
{
	struct source_group *g = u->group;
	const char *text = dl_buf_str(&s->text);
	const char *end = text + s->text.len;

	if (!g->header_root)
		return;
	if (!g->has_wrappers)
		gather(s, g);
	gather_included(s, u, includes);
	/* each name that is used may add something */
	while (text < end) {
		const char *start = text;
		const struct source_wrapper *w;

		if (!dl_text_is_ident((unsigned char)*text)) {
			text = dl_text_skip_passive(text, end);
			text += text == start;
			continue;
		}
		while (text < end && dl_text_is_ident((unsigned char)*text))
			text++;
		w = dl_map_get_bytes(&g->wrappers, start, (size_t)(text - start));
		if (!w)
			continue;
		u->core |= w->core;
		u->unmaps |= w->unmaps;
		if (!u->reason)
			u->reason = dl_arena_printf(s->arena, "%.*s of %s", (int)(text - start), start,
						    w->header);
	}
}
