/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Markdown for the summary of a GitHub Actions step: a table, the highest ranked findings first,
 * and the paths to unfold. GitHub drops a summary of more than 1 MiB as a whole, so it ends before that.
 */
#include <string.h>

#include "base/heap.h"
#include "emit/common.h"
#include "emit/utf8.h"

#define MAX_BYTES (900U << 10)

/* @s as plain text of GitHub's Markdown, also inside of a table. */
static void add_text(struct dl_buf *out, const char *s)
{
	struct dl_buf text = {0};

	dl_utf8_printable(&text, s, strlen(s), false);
	for (const char *p = dl_buf_str(&text); *p; p++) {
		if (*p == '<')
			dl_buf_puts(out, "&lt;");
		else if (*p == '&')
			dl_buf_puts(out, "&amp;");
		else if (strchr("\\`*_[]|~@#>", *p))
			dl_buf_printf(out, "\\%c", *p);
		else
			dl_buf_add(out, p, 1);
	}
	dl_buf_free(&text);
}

static void add_place(const struct dl_emit_input *in, struct dl_buf *out, const struct dl_spot *spot)
{
	struct dl_buf path = {0};

	dl_emit_repository_path(in, &path, spot->path);
	add_text(out, dl_buf_str(&path));
	dl_buf_printf(out, ":%u", spot->line);
	dl_buf_free(&path);
}

static void add_rule(const struct dl_emit_input *in, struct dl_buf *out, const struct dl_finding *f)
{
	const struct dl_rule_info *info = dl_emit_info(in, f->rule);

	add_text(out, f->rule);
	if (info)
		dl_buf_printf(out, " %s", info->name);
}

static void add_row(const struct dl_emit_input *in, struct dl_buf *out, const struct dl_finding *f)
{
	dl_buf_printf(out, "| %s | ", dl_level_name(dl_emit_level(in, f)));
	add_rule(in, out, f);
	dl_buf_puts(out, " | ");
	add_place(in, out, &f->spot);
	dl_buf_puts(out, " | ");
	add_text(out, dl_emit_message(in, f));
	dl_buf_puts(out, " |\n");
}

static void add_story(const struct dl_emit_input *in, struct dl_buf *out, const struct dl_finding *f)
{
	dl_buf_puts(out, "\n**");
	add_rule(in, out, f);
	dl_buf_puts(out, "** ");
	add_place(in, out, &f->spot);
	dl_buf_puts(out, "\n\n");
	for (size_t i = 0; i < f->step_count; i++) {
		dl_buf_printf(out, "%zu. ", i + 1);
		add_place(in, out, &f->steps[i].spot);
		dl_buf_puts(out, " ");
		add_text(out, f->steps[i].message ? f->steps[i].message : "here");
		dl_buf_puts(out, "\n");
	}
}

/* What @add says of each finding, until there is no room; returns how many were told. */
static size_t add_all(const struct dl_emit_input *in, struct dl_buf *out,
		      const struct dl_finding *const *order, size_t count, size_t max_bytes,
		      void (*add)(const struct dl_emit_input *, struct dl_buf *,
				  const struct dl_finding *))
{
	struct dl_buf one = {0};
	size_t told = 0;

	for (; told < count; told++) {
		dl_buf_clear(&one);
		add(in, &one, order[told]);
		if (out->len + one.len > max_bytes)
			break;
		dl_buf_add(out, dl_buf_str(&one), one.len);
	}
	dl_buf_free(&one);
	return told;
}

static void add_head(const struct dl_emit_input *in, struct dl_buf *out)
{
	size_t count = in->findings->len;

	if (count)
		dl_buf_printf(out, "### dmalint: %zu finding%s\n", count, count == 1 ? "" : "s");
	else
		dl_buf_puts(out, "### dmalint: no findings\n");
	if (in->scan.files)
		dl_buf_printf(out, "\n%llu file%s read", (unsigned long long)in->scan.files,
			      in->scan.files == 1 ? "" : "s");
	if (in->scan.lost_files)
		dl_buf_printf(out, ", **%llu of them not analysed**",
			      (unsigned long long)in->scan.lost_files);
	if (in->scan.files)
		dl_buf_puts(out, ".\n");
	for (size_t i = 0; i < in->notice_count; i++) {
		const struct dl_notice *n = &in->notices[i];

		if (n->level != DL_LEVEL_ERROR || out->len > MAX_BYTES / 4)
			continue;
		dl_buf_puts(out, "\n- ");
		add_text(out, n->path && *n->path ? n->path : "dmalint");
		dl_buf_puts(out, ": ");
		add_text(out, n->text);
	}
	dl_buf_puts(out, "\n");
}

static void add_findings(const struct dl_emit_input *in, struct dl_buf *out,
			 const struct dl_finding *const *order)
{
	static const char end[] = "\n</details>\n";
	size_t count = in->findings->len;
	size_t told;

	dl_buf_puts(out, "| level | rule | place | finding |\n|---|---|---|---|\n");
	told = add_all(in, out, order, count, MAX_BYTES - 256, add_row);
	if (told < count)
		dl_buf_printf(out, "\n%zu more findings: there is no room for them here.\n",
			      count - told);
	if (in->brief || told < count || out->len > MAX_BYTES - 512)
		return;
	dl_buf_puts(out, "\n<details>\n<summary>The paths that lead to them</summary>\n");
	add_all(in, out, order, count, MAX_BYTES - sizeof(end), add_story);
	dl_buf_puts(out, end);
}

static enum dl_status write_summary(const struct dl_emit_input *in, struct dl_sink *sink)
{
	const struct dl_finding **order = dl_emit_by_importance(in);
	struct dl_buf out = {0};

	add_head(in, &out);
	if (in->findings->len)
		add_findings(in, &out, order);
	dl_sink_write(sink, dl_buf_str(&out), out.len);
	dl_buf_free(&out);
	dl_free(order);
	return sink->status;
}

const struct dl_emitter dl_emitter_github_summary = {
	.name = "github-summary",
	.summary = "Markdown for the summary of a GitHub Actions step",
	.write = write_summary,
};
