/* SPDX-License-Identifier: Apache-2.0 */
/* Findings into a format, and from there to where the caller wants them. */
#include <stdlib.h>
#include <string.h>

#include "api/internal.h"
#include "base/path.h"
#include "emit/utf8.h"
#include "report/rule_info.h"

/* ---- formats ---- */

size_t dmalint_format_count(void)
{
	size_t count = 0;

	while (dl_emitters[count])
		count++;
	return count;
}

const char *dmalint_format_name(size_t index)
{
	return index < dmalint_format_count() ? dl_emitters[index]->name : NULL;
}

const char *dmalint_format_summary(size_t index)
{
	return index < dmalint_format_count() ? dl_emitters[index]->summary : NULL;
}

/* ---- text ---- */

/* How paths below @root are told to somebody in the folder @base: "", "net/x.c", "../../net/x.c". */
static void set_prefix(struct dl_emit_input *in, struct dl_arena *arena, const char *root,
		       const char *base)
{
	struct dl_buf up = {0};
	const char *below;

	if (!base || !root || root[0] != '/')
		return;
	below = dl_path_below(base, root);
	if (below) {
		in->path_prefix = below[0] ? dl_arena_printf(arena, "%s/", below) : NULL;
		return;
	}
	below = dl_path_below(root, base);
	if (!below) {
		in->path_prefix = dl_arena_printf(arena, "%s/", root);
		return;
	}
	dl_buf_puts(&up, "../");
	for (const char *p = below; *p; p++)
		if (*p == '/')
			dl_buf_puts(&up, "../");
	in->path_prefix = dl_arena_strdup(arena, dl_buf_str(&up));
	in->path_below = dl_arena_printf(arena, "%s/", below);
	dl_buf_free(&up);
}

static const struct dl_emit_history *history_of(const struct dmalint_findings *findings,
						struct dl_arena *arena)
{
	struct dl_emit_history *history = DL_NEW_ARRAY(arena, struct dl_emit_history, findings->list.len + 1);

	for (size_t i = 0; i < findings->list.len; i++) {
		const struct dl_finding_record *r = findings->items[i].record;

		if (r)
			history[i] = (struct dl_emit_history){r->id, r->first_scan, r->first_seen};
	}
	return history;
}

static bool read_source(void *arg, const char *path, struct dl_buf *out)
{
	const struct dmalint_findings *findings = arg;
	const char *root = findings->about.root;
	struct dl_arena *arena;
	const struct dl_overlay_file *file = NULL;

	if (findings->overlay.count && path) {
		arena = dl_arena_new();
		file = dl_overlay_find(&findings->overlay, dl_path_join(arena, root, path));
		dl_arena_free(arena);
	}
	if (!file)
		return dl_emit_read_file((void *)(uintptr_t)root, path, out);
	if (file->text)
		dl_buf_add(out, file->text, file->len);
	return file->text != NULL;
}

static void fill_input(struct dl_emit_input *in, const struct dmalint_findings *findings,
		       const struct dmalint_emit_options *o, struct dl_arena *arena)
{
	*in = (struct dl_emit_input){
		.findings = &findings->list,
		.history = history_of(findings, arena),
		.infos = dl_rule_infos,
		.info_count = dl_rule_info_count,
		.scan = findings->about,
		.notices = findings->notices,
		.notice_count = findings->notice_count,
		.reproducible = o->flags & DMALINT_EMIT_REPRODUCIBLE,
		.color = o->flags & DMALINT_EMIT_COLOR,
		.brief = o->flags & DMALINT_EMIT_BRIEF,
		.max_results = o->max_results,
		.read_text = findings->about.root ? read_source : NULL,
		.read_arg = (void *)(uintptr_t)findings,
	};
	if (!in->reproducible)
		set_prefix(in, arena, findings->about.root, o->base_dir);
	in->scan.tool_version = DMALINT_VERSION;
	in->scan.category = o->category;
}

static const struct dl_findings *without_suppressed(const struct dl_findings *all,
						    struct dl_arena *arena)
{
	struct dl_findings *list = DL_NEW(arena, struct dl_findings);

	list->arena = arena;
	for (size_t i = 0; i < all->len; i++)
		if (!all->items[i].suppression)
			*dl_findings_add(list) = all->items[i];
	return list;
}

#define EMIT_FLAGS (DMALINT_EMIT_REPRODUCIBLE | DMALINT_EMIT_BRIEF | DMALINT_EMIT_COLOR)

/* Append @findings as @format to @text. */
static enum dl_status make_text(struct dl_buf *text, const struct dmalint_findings *findings,
				const char *format, const struct dmalint_emit_options *given,
				struct dl_error *err)
{
	static const struct dmalint_findings none;
	const struct dl_emitter *emitter = dl_emitter_find(format ? format : "text");
	struct dmalint_emit_options options = {.size = sizeof(options)};
	struct dl_sink sink = {.buf = text};
	struct dl_emit_input in;
	struct dl_arena *arena;
	enum dl_status status;

	if (!emitter)
		return dl_fail(err, DL_ERR_NOT_FOUND, "there is no format '%s'", format);
	if (!findings)
		findings = &none;
	if (given) {
		status = dl_options_read(&options, sizeof(options), given, err);
		if (status == DL_OK)
			status = dl_flags_check(options.flags, EMIT_FLAGS, err);
		if (status != DL_OK)
			return status;
	}
	arena = dl_arena_new();
	fill_input(&in, findings, &options, arena);
	if (!emitter->says_suppressed) {
		in.findings = without_suppressed(in.findings, arena);
		in.history = NULL;
	}
	status = emitter->write(&in, &sink);
	if (status == DL_OK)
		status = dl_sink_finish(&sink, "the output", err);
	else
		dl_fail(err, status, "the findings cannot be written as %s", emitter->name);
	dl_arena_free(arena);
	return status;
}

/* ---- targets ---- */

struct emission {
	const struct dmalint_findings *findings;
	const char *format;
	const struct dmalint_emit_options *options;
	/* where to: one of these */
	dmalint_write_fn write;
	void *arg;
	FILE *file;
	const char *path;
	int fd;
	struct dl_buf text;
};

static enum dl_status make(void *arg, struct dl_error *err)
{
	struct emission *e = arg;

	return make_text(&e->text, e->findings, e->format, e->options, err);
}

static enum dl_status put(void *arg, struct dl_error *err)
{
	const struct emission *e = arg;

	if (e->write)
		return dl_output_call(&e->text, e->write, e->arg, err);
	if (e->file)
		return dl_output_file(&e->text, e->file, err);
	if (e->path)
		return dl_output_path(&e->text, e->path, err);
	return dl_output_fd(&e->text, e->fd, err);
}

static enum dmalint_status emit(struct emission *e, struct dmalint_error *error)
{
	struct dl_error err = {0};
	struct dl_heap *heap;
	enum dmalint_status status = dl_api_make(&heap, make, e, error);

	/* the caller's function is called as if from outside */
	if (status == DMALINT_OK)
		status = dl_api_status(e->path ? dl_heap_run(heap, put, e, &err) : put(e, &err),
				       &err, error);
	dl_heap_free(heap);
	return status;
}

enum dmalint_status dmalint_emit(const struct dmalint_findings *findings, const char *format,
				 const struct dmalint_emit_options *options, dmalint_write_fn write,
				 void *arg, struct dmalint_error *error)
{
	struct emission e = {.findings = findings,
			     .format = format,
			     .options = options,
			     .write = write,
			     .arg = arg};

	return emit(&e, error);
}

enum dmalint_status dmalint_emit_file(const struct dmalint_findings *findings, const char *format,
				      const struct dmalint_emit_options *options, FILE *file,
				      struct dmalint_error *error)
{
	struct emission e = {
		.findings = findings, .format = format, .options = options, .file = file};

	return emit(&e, error);
}

enum dmalint_status dmalint_emit_fd(const struct dmalint_findings *findings, const char *format,
				    const struct dmalint_emit_options *options, int fd,
				    struct dmalint_error *error)
{
	struct emission e = {.findings = findings, .format = format, .options = options, .fd = fd};

	return emit(&e, error);
}

enum dmalint_status dmalint_emit_path(const struct dmalint_findings *findings, const char *format,
				      const struct dmalint_emit_options *options, const char *path,
				      struct dmalint_error *error)
{
	struct emission e = {
		.findings = findings, .format = format, .options = options, .path = path};

	return emit(&e, error);
}

/* ---- text for terminals ---- */

struct printable {
	char *buffer;
	size_t size;
	const char *text;
	size_t len;
};

static enum dl_status make_printable(void *arg, struct dl_error *err)
{
	struct printable *p = arg;
	struct dl_buf text = {0};

	(void)err;
	dl_utf8_printable(&text, p->text, strlen(p->text), false);
	p->len = text.len;
	if (p->size)
		snprintf(p->buffer, p->size, "%s", dl_buf_str(&text));
	dl_buf_free(&text);
	return DL_OK;
}

size_t dmalint_printable(char *buffer, size_t size, const char *text)
{
	struct printable p = {.buffer = buffer, .size = size, .text = text};

	if (size)
		buffer[0] = '\0';
	return dl_api_call(make_printable, &p, NULL) == DMALINT_OK ? p.len : 0;
}
