/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The format for people: one line for the finding, the source line with a caret, the numbered path
 * story.
 */
#include <string.h>

#include "emit/common.h"
#include "emit/source_text.h"
#include "emit/utf8.h"
#include "report/verdict.h"

struct style {
	const char *bold;
	const char *error;
	const char *warning;
	const char *note;
	const char *caret;
	const char *dim;
	const char *reset;
};

static const struct style colored = {
	"\033[1m", "\033[1;31m", "\033[1;35m", "\033[1;36m", "\033[1;32m", "\033[2m", "\033[0m",
};
static const struct style plain = { "", "", "", "", "", "", "" };

static const char *level_style(const struct style *st, enum dl_level level)
{
	if (level == DL_LEVEL_ERROR)
		return st->error;
	return level == DL_LEVEL_NOTE ? st->note : st->warning;
}

/* Blanks below the bytes before the column; tabs stay tabs, UTF-8 followers take no room. */
static void write_indent(struct dl_sink *sink, const char *line, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (((unsigned char)line[i] & 0xc0) != 0x80)
			dl_sink_write(sink, line[i] == '\t' ? "\t" : " ", 1);
	}
}

static void write_source_line(struct dl_sink *sink, const char *line, size_t size)
{
	struct dl_buf text = {0};

	dl_utf8_printable(&text, line, size, true);
	dl_sink_write(sink, dl_buf_str(&text), text.len);
	dl_buf_free(&text);
}

static void write_caret(struct dl_sink *sink, const struct style *st, const struct dl_spot *spot,
			const char *line, size_t size)
{
	size_t start = spot->col ? spot->col - 1 : 0, end = size;

	if (start >= size)
		return;
	if (!spot->end_col)
		end = start + 1;
	else if (spot->end_line <= spot->line && spot->end_col - 1 < size)
		end = spot->end_col - 1;
	dl_sink_puts(sink, "      | ");
	write_indent(sink, line, start);
	dl_sink_printf(sink, "%s^", st->caret);
	for (size_t i = start + 1; i < end; i++) {
		if (((unsigned char)line[i] & 0xc0) != 0x80)
			dl_sink_write(sink, "~", 1);
	}
	dl_sink_printf(sink, "%s\n", st->reset);
}

static void write_snippet(struct dl_source_cache *cache, struct dl_sink *sink,
			  const struct style *st, const struct dl_spot *spot)
{
	size_t size;
	const char *line = dl_source_line(dl_source_get(cache, spot->path), spot->line, &size);

	if (!line)
		return;
	dl_sink_printf(sink, "%5u | ", spot->line);
	write_source_line(sink, line, size);
	dl_sink_write(sink, "\n", 1);
	write_caret(sink, st, spot, line, size);
}

static void write_step(const struct dl_emit_input *in, struct dl_sink *sink, const struct style *st,
		       const struct dl_finding_step *step, const char *bullet)
{
	dl_sink_printf(sink, "  %4s ", bullet);
	for (uint32_t i = 0; i < step->nesting && i < 20; i++)
		dl_sink_puts(sink, "  ");
	dl_sink_puts(sink, st->dim);
	dl_emit_place(in, sink, &step->spot);
	dl_sink_printf(sink, ":%s ", st->reset);
	dl_sink_clean(sink, step->message ? step->message : "here");
	dl_sink_write(sink, "\n", 1);
}

static void write_seen(struct dl_sink *sink, const struct style *st,
			      const struct dl_finding *f)
{
	const char *verdict = dl_verdict_name(f->verdict);
	const char *why = verdict ? f->verdict_note : f->justification;

	if (!f->suppression && !verdict)
		return;
	if (!verdict && f->suppression == DL_SUPPRESSED_IN_SOURCE)
		verdict = "allowed by a comment";
	else if (!verdict)
		verdict = f->justification ? "not reported" : "known to the baseline";
	dl_sink_printf(sink, "  %s%s%s%s", st->dim, verdict, why ? ":" : "", st->reset);
	if (why) {
		dl_sink_write(sink, " ", 1);
		dl_sink_clean(sink, why);
	}
	dl_sink_write(sink, "\n", 1);
}

static void write_finding(const struct dl_emit_input *in, struct dl_source_cache *cache,
			  struct dl_sink *sink, const struct dl_finding *f)
{
	const struct style *st = in->color ? &colored : &plain;
	enum dl_level level = dl_emit_level(in, f);

	dl_sink_puts(sink, st->bold);
	dl_emit_place(in, sink, &f->spot);
	dl_sink_printf(sink, ":%s %s%s:%s ", st->reset, level_style(st, level),
		       dl_level_name(level), st->reset);
	dl_sink_clean(sink, dl_emit_message(in, f));
	dl_sink_printf(sink, " [%s] (%s)\n", f->rule, dl_confidence_name(f->confidence));
	write_snippet(cache, sink, st, &f->spot);
	write_seen(sink, st, f);
	if (in->brief)
		return;
	for (size_t i = 0; i < f->step_count; i++) {
		char number[24];

		snprintf(number, sizeof(number), "%zu.", i + 1);
		write_step(in, sink, st, &f->steps[i], number);
	}
	for (size_t i = 0; i < f->related_count; i++)
		write_step(in, sink, st, &f->related[i], "see");
	dl_sink_write(sink, "\n", 1);
}

static enum dl_status write_text(const struct dl_emit_input *in, struct dl_sink *sink)
{
	struct dl_source_cache cache = { .in = in };

	for (size_t i = 0; i < in->findings->len; i++)
		write_finding(in, &cache, sink, &in->findings->items[i]);
	dl_source_cache_free(&cache);
	return sink->status;
}

const struct dl_emitter dl_emitter_text = {
	.name = "text",
	.summary = "for people: source line, caret and path story",
	.says_suppressed = true,
	.write = write_text,
};
