/* SPDX-License-Identifier: Apache-2.0 */
/* A source as bytes, for a process that looks at what another one has chosen; see source.h. */
#include "base/codec.h"
#include "source/internal.h"

static const struct dl_codec codec = {
	.magic = "DLSF",
	.version = 1,
	.what = "the list of files",
	.remedy = "",
};

/* ---- writing ---- */

static void write_config(struct dl_writer *w, const struct dl_source_config *c)
{
	dl_write_num(w, c->mode);
	dl_write_string(w, c->arch);
	dl_write_string(w, c->arch_folder);
	dl_write_string(w, c->root);
	dl_write_string(w, c->kernel_source);
	dl_write_string(w, c->why);
	dl_write_string(w, c->pch_header);
	dl_write_string(w, c->pch_path);
}

static uint32_t place_of(const struct dl_source *s, const struct dl_source_config *config)
{
	uint32_t i = 0;

	while (s->configs.data[i] != config)
		i++;
	return i;
}

static void write_file(struct dl_writer *w, const struct dl_source *s,
		       const struct dl_source_file *f)
{
	size_t arches = 0;

	while (f->arches[arches])
		arches++;
	dl_write_num(w, place_of(s, f->config));
	dl_write_string(w, f->path);
	dl_write_string(w, f->unit_path);
	dl_write_string(w, f->directory);
	dl_write_string(w, f->module);
	dl_write_string(w, f->reason);
	dl_write_string(w, f->borrowed_arch);
	dl_write_strings(w, f->arches, arches);
	dl_write_num(w, f->use_pch);
	dl_write_num(w, f->is_whole);
	dl_write_num(w, f->unmaps);
	dl_write_num(w, f->found_by_text);
	dl_write_num(w, f->outside);
	dl_write_num(w, f->elsewhere);
	dl_write_num(w, f->is_narrow);
	dl_write_num(w, f->runs_on);
	dl_write_num(w, f->size);
}

static void write_stats(struct dl_writer *w, const struct dl_source_stats *stats)
{
	dl_write_num(w, stats->seen);
	dl_write_num(w, stats->candidates);
	dl_write_num(w, stats->core_dma);
	dl_write_num(w, stats->sink_only);
	dl_write_num(w, stats->found);
	dl_write_num(w, stats->included);
	dl_write_num(w, stats->headers_resolved);
	dl_write_num(w, stats->borrowed);
	dl_write_num(w, stats->other_arch);
}

void dl_source_encode(const struct dl_source *s, struct dl_buf *out)
{
	struct dl_buf explanation = {0};
	struct dl_writer w = {0};

	dl_write_string(&w, s->root);
	dl_write_num(&w, s->configs.len);
	for (size_t i = 0; i < s->configs.len; i++)
		write_config(&w, s->configs.data[i]);
	dl_write_num(&w, s->files.len);
	for (size_t i = 0; i < s->files.len; i++)
		write_file(&w, s, &s->files.data[i]);
	dl_write_num(&w, s->notes.len);
	for (size_t i = 0; i < s->notes.len; i++) {
		dl_write_num(&w, s->notes.data[i].kind);
		dl_write_string(&w, s->notes.data[i].path);
		dl_write_string(&w, s->notes.data[i].text);
	}
	write_stats(&w, &s->stats);
	dl_source_explain(s, &explanation);
	dl_write_string(&w, dl_buf_str(&explanation));
	dl_buf_free(&explanation);
	dl_writer_end(&w, &codec, out);
}

/* ---- reading ---- */

static void read_config(struct dl_reader *in, struct dl_source *s)
{
	struct dl_source_config *c = DL_NEW(in->arena, struct dl_source_config);

	c->mode = (enum dl_source_mode)dl_read_max(in, DL_MODE_STUBS);
	c->arch = dl_read_name(in);
	c->arch_folder = dl_read_string(in);
	c->root = dl_read_name(in);
	c->kernel_source = dl_read_string(in);
	c->why = dl_read_name(in);
	c->pch_header = dl_read_string(in);
	c->pch_path = dl_read_string(in);
	dl_vec_push(&s->configs, c);
}

static void read_file(struct dl_reader *in, struct dl_source *s)
{
	uint64_t config = dl_read_num(in);
	struct dl_source_file f = {0};
	size_t arches;

	f.path = dl_read_name(in);
	f.unit_path = dl_read_name(in);
	f.directory = dl_read_string(in);
	f.module = dl_read_name(in);
	f.reason = dl_read_name(in);
	f.borrowed_arch = dl_read_string(in);
	f.arches = dl_read_strings(in, &arches);
	f.use_pch = dl_read_bool(in);
	f.is_whole = dl_read_bool(in);
	f.unmaps = dl_read_bool(in);
	f.found_by_text = dl_read_bool(in);
	f.outside = dl_read_bool(in);
	f.elsewhere = dl_read_bool(in);
	f.is_narrow = dl_read_bool(in);
	f.runs_on = dl_read_u32(in);
	f.size = dl_read_num(in);
	in->bad |= config >= s->configs.len;
	if (in->bad)
		return;
	f.config = s->configs.data[config];
	dl_vec_push(&s->files, f);
}

static void read_note(struct dl_reader *in, struct dl_source *s)
{
	struct dl_source_note note;

	note.kind = (enum dl_source_note_kind)dl_read_max(in, DL_NOTE_MISSED);
	note.path = dl_read_name(in);
	note.text = dl_read_name(in);
	dl_vec_push(&s->notes, note);
}

static void read_stats(struct dl_reader *in, struct dl_source_stats *stats)
{
	stats->seen = dl_read_num(in);
	stats->candidates = dl_read_num(in);
	stats->core_dma = dl_read_num(in);
	stats->sink_only = dl_read_num(in);
	stats->found = dl_read_num(in);
	stats->included = dl_read_num(in);
	stats->headers_resolved = dl_read_num(in);
	stats->borrowed = dl_read_num(in);
	stats->other_arch = dl_read_num(in);
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
	static void (*const lists[])(struct dl_reader *, struct dl_source *) = {
		read_config,
		read_file,
		read_note,
	};
	struct dl_reader in = {.arena = s->arena};
	enum dl_status status = dl_read_begin(&in, &codec, data, len, err);

	s->configs.len = s->files.len = s->notes.len = 0;
	if (status != DL_OK)
		return status;
	s->root = dl_read_string(&in);
	for (size_t list = 0; list < sizeof(lists) / sizeof(lists[0]); list++) {
		uint32_t count = dl_read_count(&in);

		for (uint32_t i = 0; i < count && !in.bad; i++)
			lists[list](&in, s);
	}
	read_stats(&in, &s->stats);
	s->explanation = dl_read_string(&in);
	return dl_read_end(&in, err);
}
