/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reviewdog's diagnostic format (rdjson), for comments in code reviews. Its columns are bytes, its
 * ends exclusive, as ours. It has no path story; the message holds it, a line for each step.
 */
#include <string.h>

#include "emit/common.h"
#include "emit/json_util.h"
#include "emit/links.h"

static const char *severity(enum dl_level level)
{
	if (level == DL_LEVEL_ERROR)
		return "ERROR";
	return level == DL_LEVEL_NOTE ? "INFO" : "WARNING";
}

static json_t *position(uint32_t line, uint32_t column)
{
	json_t *object = dl_json_object();

	dl_json_set(object, "line", json_integer(line ? line : 1));
	if (column)
		dl_json_set(object, "column", json_integer(column));
	return object;
}

static json_t *location(const struct dl_emit_input *in, const struct dl_spot *spot)
{
	json_t *object = dl_json_object(), *range = dl_json_object();
	struct dl_buf path = {0};

	dl_emit_path(in, &path, spot->path);
	dl_json_set(object, "path", dl_json_text(dl_buf_str(&path)));
	dl_json_set(range, "start", position(spot->line, spot->col));
	if (spot->col && spot->end_col)
		dl_json_set(range, "end",
			    position(spot->end_line ? spot->end_line : spot->line, spot->end_col));
	dl_json_set(object, "range", range);
	dl_buf_free(&path);
	return object;
}

/* Each is taken by itself: a fix of several edits is none. */
static json_t *suggestions(const struct dl_edit *edit)
{
	json_t *array = dl_json_array(), *object = dl_json_object(), *range = dl_json_object();

	dl_json_set(range, "start", position(edit->line, edit->col));
	dl_json_set(range, "end", position(edit->end_line, edit->end_col));
	dl_json_set(object, "range", range);
	dl_json_set(object, "text", dl_json_text(edit->text));
	dl_json_add(array, object);
	return array;
}

static json_t *diagnostic(const struct dl_emit_input *in, const struct dl_finding *f)
{
	json_t *object = dl_json_object(), *code = dl_json_object();
	struct dl_buf message = {0};

	dl_emit_told(in, &message, f, "\n");
	dl_json_set(object, "message", dl_json_text(dl_buf_str(&message)));
	dl_json_set(object, "location", location(in, &f->spot));
	dl_json_set_text(object, "severity", severity(dl_emit_level(in, f)));
	dl_json_set(code, "value", dl_json_text(f->rule));
	dl_json_set(object, "code", code);
	if (f->fix && f->fix->edit_count == 1 && !strcmp(f->fix->path, f->spot.path))
		dl_json_set(object, "suggestions", suggestions(f->fix->edits));
	dl_buf_free(&message);
	return object;
}

static enum dl_status write_rdjson(const struct dl_emit_input *in, struct dl_sink *sink)
{
	json_t *root = dl_json_object(), *source = dl_json_object(), *list = dl_json_array();

	dl_json_set_text(source, "name", "dmalint");
	dl_json_set_text(source, "url", DL_INFORMATION_URI);
	dl_json_set(root, "source", source);
	for (size_t i = 0; i < in->findings->len; i++)
		dl_json_add(list, diagnostic(in, &in->findings->items[i]));
	dl_json_set(root, "diagnostics", list);
	dl_json_write(root, sink);
	return sink->status;
}

const struct dl_emitter dl_emitter_rdjson = {
	.name = "rdjson",
	.summary = "reviewdog's diagnostic format, for comments in reviews",
	.write = write_rdjson,
};
