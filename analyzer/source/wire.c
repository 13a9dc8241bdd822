/* SPDX-License-Identifier: Apache-2.0 */
/* A source as bytes, for a process that looks at what another one has chosen; see source.h. */
#include <string.h>

#include "base/bytes.h"
#include "source/internal.h"

/* ---- writing ---- */

static void put_config(struct dl_buf *out, const struct dl_source_config *c)
{
	DL_PUT(out, c->mode);
	dl_put_text(out, c->arch);
	dl_put_text(out, c->arch_folder);
	dl_put_text(out, c->root);
	dl_put_text(out, c->kernel_source);
	dl_put_text(out, c->why);
	dl_put_text(out, c->pch_header);
	dl_put_text(out, c->pch_path);
}

static uint32_t place_of(const struct dl_source *s, const struct dl_source_config *config)
{
	uint32_t i = 0;

	while (s->configs.data[i] != config)
		i++;
	return i;
}

static void put_file(struct dl_buf *out, const struct dl_source *s, const struct dl_source_file *f)
{
	uint32_t config = place_of(s, f->config);
	size_t arches = 0;

	while (f->arches[arches])
		arches++;
	DL_PUT(out, config);
	dl_put_text(out, f->path);
	dl_put_text(out, f->unit_path);
	dl_put_text(out, f->directory);
	dl_put_text(out, f->module);
	dl_put_text(out, f->reason);
	dl_put_text(out, f->borrowed_arch);
	dl_put_texts(out, f->arches, arches);
	DL_PUT(out, f->use_pch);
	DL_PUT(out, f->is_whole);
	DL_PUT(out, f->unmaps);
	DL_PUT(out, f->found_by_text);
	DL_PUT(out, f->outside);
	DL_PUT(out, f->is_narrow);
	DL_PUT(out, f->size);
}

void dl_source_encode(const struct dl_source *s, struct dl_buf *out)
{
	uint32_t configs = (uint32_t)s->configs.len, files = (uint32_t)s->files.len;
	uint32_t notes = (uint32_t)s->notes.len;
	struct dl_buf explanation = {0};

	DL_PUT(out, configs);
	for (uint32_t i = 0; i < configs; i++)
		put_config(out, s->configs.data[i]);
	DL_PUT(out, files);
	for (uint32_t i = 0; i < files; i++)
		put_file(out, s, &s->files.data[i]);
	DL_PUT(out, notes);
	for (uint32_t i = 0; i < notes; i++) {
		DL_PUT(out, s->notes.data[i].kind);
		dl_put_text(out, s->notes.data[i].path);
		dl_put_text(out, s->notes.data[i].text);
	}
	DL_PUT(out, s->stats);
	dl_source_explain(s, &explanation);
	dl_put_text(out, dl_buf_str(&explanation));
	dl_buf_free(&explanation);
}

/* ---- reading ---- */

static void get_config(struct dl_bytes *in, struct dl_source *s)
{
	struct dl_source_config *c = DL_NEW(in->arena, struct dl_source_config);

	DL_TAKE(in, c->mode);
	c->arch = dl_take_text(in);
	c->arch_folder = dl_take_text(in);
	c->root = dl_take_text(in);
	c->kernel_source = dl_take_text(in);
	c->why = dl_take_text(in);
	c->pch_header = dl_take_text(in);
	c->pch_path = dl_take_text(in);
	in->bad |= !c->arch || !c->root || !c->why;
	dl_vec_push(&s->configs, c);
}

static void get_file(struct dl_bytes *in, struct dl_source *s)
{
	struct dl_source_file f = {0};
	uint32_t config;
	size_t arches;

	DL_TAKE(in, config);
	f.path = dl_take_text(in);
	f.unit_path = dl_take_text(in);
	f.directory = dl_take_text(in);
	f.module = dl_take_text(in);
	f.reason = dl_take_text(in);
	f.borrowed_arch = dl_take_text(in);
	f.arches = dl_take_texts(in, &arches);
	DL_TAKE(in, f.use_pch);
	DL_TAKE(in, f.is_whole);
	DL_TAKE(in, f.unmaps);
	DL_TAKE(in, f.found_by_text);
	DL_TAKE(in, f.outside);
	DL_TAKE(in, f.is_narrow);
	DL_TAKE(in, f.size);
	in->bad |= config >= s->configs.len || !f.path || !f.unit_path || !f.module || !f.reason;
	if (in->bad)
		return;
	f.config = s->configs.data[config];
	dl_vec_push(&s->files, f);
}

static void get_note(struct dl_bytes *in, struct dl_source *s)
{
	struct dl_source_note note;

	DL_TAKE(in, note.kind);
	note.path = dl_take_text(in);
	note.text = dl_take_text(in);
	in->bad |= !note.path || !note.text;
	if (!in->bad)
		dl_vec_push(&s->notes, note);
}

struct dl_source *dl_source_new(void)
{
	struct dl_source *s = dl_xcalloc(1, sizeof(*s));

	s->arena = dl_arena_new();
	return s;
}

enum dl_status dl_source_decode(struct dl_source *s, const void *data, size_t len,
				struct dl_error *err)
{
	struct dl_bytes in = {.p = data, .left = len, .arena = s->arena};
	uint32_t n;

	s->configs.len = s->files.len = s->notes.len = 0;
	n = dl_take_count(&in);
	for (uint32_t i = 0; i < n && !in.bad; i++)
		get_config(&in, s);
	n = dl_take_count(&in);
	for (uint32_t i = 0; i < n && !in.bad; i++)
		get_file(&in, s);
	n = dl_take_count(&in);
	for (uint32_t i = 0; i < n && !in.bad; i++)
		get_note(&in, s);
	DL_TAKE(&in, s->stats);
	s->explanation = dl_take_text(&in);
	return dl_take_end(&in, "the list of files", err);
}
