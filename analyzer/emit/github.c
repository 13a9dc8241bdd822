/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Workflow commands of GitHub Actions: annotations in a pull request. GitHub
 * shows ten of each level and step, so the highest ranked are written and a
 * notice says how many others there are.
 */
#include <stdlib.h>
#include <string.h>

#include "emit/common.h"
#include "emit/source_text.h"
#include "emit/utf8.h"

#define SHOWN_PER_LEVEL 10

/* Property values also need ':' and ',' escaped. The log shows to a terminal what is not taken for a command. */
static void write_escaped(struct dl_sink *sink, const char *s, bool property)
{
	struct dl_buf text = {0};

	for (size_t n; *s; s += n) {
		n = strcspn(s, property ? "%\r\n:," : "%\r\n");
		dl_utf8_printable(&text, s, n, false);
		if (!n && ++n)
			dl_buf_printf(&text, "%%%02X", (unsigned char)*s);
	}
	dl_sink_write(sink, dl_buf_str(&text), text.len);
	dl_buf_free(&text);
}

static const char *command(enum dl_level level)
{
	if (level == DL_LEVEL_ERROR)
		return "error";
	return level == DL_LEVEL_NOTE ? "notice" : "warning";
}

static void write_columns(struct dl_source_cache *cache, struct dl_sink *sink,
			  const struct dl_spot *spot)
{
	size_t size;
	const char *line = dl_source_line(dl_source_get(cache, spot->path), spot->line, &size);
	uint32_t col = spot->col, end = spot->end_line <= spot->line ? spot->end_col : 0;

	/* GitHub refuses columns when the annotation has several lines. */
	if (!col || spot->end_line > spot->line)
		return;
	if (line) {
		col = dl_utf16_column(line, size, col);
		end = end ? dl_utf16_column(line, size, end) : 0;
	}
	dl_sink_printf(sink, ",col=%u", col);
	if (end > col)
		dl_sink_printf(sink, ",endColumn=%u", end);
}

static void write_steps(struct dl_sink *sink, const struct dl_finding *f)
{
	for (size_t i = 0; i < f->step_count; i++) {
		const struct dl_finding_step *step = &f->steps[i];

		dl_sink_printf(sink, "%%0A%zu. ", i + 1);
		write_escaped(sink, step->spot.path ? step->spot.path : "", false);
		dl_sink_printf(sink, ":%u: ", step->spot.line);
		write_escaped(sink, step->message ? step->message : "here", false);
	}
}

static void write_path(const struct dl_emit_input *in, struct dl_sink *sink, const char *path)
{
	struct dl_buf text = {0};

	dl_emit_repository_path(in, &text, path);
	write_escaped(sink, dl_buf_str(&text), true);
	dl_buf_free(&text);
}

static void write_annotation(const struct dl_emit_input *in, struct dl_source_cache *cache,
			     struct dl_sink *sink, const struct dl_finding *f)
{
	const struct dl_rule_info *info = dl_emit_info(in, f->rule);
	const struct dl_spot *spot = &f->spot;

	dl_sink_printf(sink, "::%s file=", command(dl_emit_level(in, f)));
	write_path(in, sink, spot->path);
	dl_sink_printf(sink, ",line=%u,endLine=%u", spot->line,
		       spot->end_line > spot->line ? spot->end_line : spot->line);
	write_columns(cache, sink, spot);
	dl_sink_puts(sink, ",title=");
	write_escaped(sink, f->rule, true);
	if (info) {
		dl_sink_puts(sink, " ");
		write_escaped(sink, info->name, true);
	}
	dl_sink_puts(sink, "::");
	write_escaped(sink, dl_emit_message(in, f), false);
	if (!in->brief)
		write_steps(sink, f);
	dl_sink_puts(sink, "\n");
}

static enum dl_status write_github(const struct dl_emit_input *in, struct dl_sink *sink)
{
	struct dl_source_cache cache = { .in = in };
	const struct dl_finding **order = dl_emit_by_importance(in);
	size_t total[DL_LEVEL_ERROR + 1] = { 0 }, shown[DL_LEVEL_ERROR + 1] = { 0 };
	size_t limit[DL_LEVEL_ERROR + 1] = { 0, SHOWN_PER_LEVEL, SHOWN_PER_LEVEL, SHOWN_PER_LEVEL },
				      left = 0;

	for (size_t i = 0; i < in->findings->len; i++)
		total[dl_emit_level(in, order[i])]++;
	/* The notice about the others is one of the ten notices. */
	if (total[DL_LEVEL_NOTE] >= SHOWN_PER_LEVEL &&
	    (total[DL_LEVEL_NOTE] > SHOWN_PER_LEVEL || total[DL_LEVEL_WARNING] > SHOWN_PER_LEVEL ||
	     total[DL_LEVEL_ERROR] > SHOWN_PER_LEVEL))
		limit[DL_LEVEL_NOTE] = SHOWN_PER_LEVEL - 1;
	for (size_t i = 0; i < in->findings->len; i++) {
		enum dl_level level = dl_emit_level(in, order[i]);

		if (shown[level] == limit[level]) {
			left++;
			continue;
		}
		shown[level]++;
		write_annotation(in, &cache, sink, order[i]);
	}
	if (left)
		dl_sink_printf(
			sink,
			"::notice title=dmalint::%zu more finding%s: GitHub shows %d annotations of each "
			"level, the rest is in the log or the SARIF file.\n",
			left, left == 1 ? "" : "s", SHOWN_PER_LEVEL);
	dl_free(order);
	dl_source_cache_free(&cache);
	return sink->status;
}

const struct dl_emitter dl_emitter_github = {
	.name = "github",
	.summary = "annotations for GitHub Actions",
	.write = write_github,
};
