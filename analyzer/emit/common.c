/* SPDX-License-Identifier: Apache-2.0 */
#include "emit/common.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

const struct dl_emitter *const dl_emitters[] = {
	&dl_emitter_text,
	&dl_emitter_gcc,
	&dl_emitter_json,
	&dl_emitter_sarif,
	&dl_emitter_github,
	&dl_emitter_html,
	&dl_emitter_github_summary,
	&dl_emitter_gitlab,
	&dl_emitter_checkstyle,
	&dl_emitter_junit,
	&dl_emitter_rdjson,
	NULL,
};

const struct dl_emitter *dl_emitter_find(const char *name)
{
	for (size_t i = 0; dl_emitters[i]; i++) {
		if (strcmp(dl_emitters[i]->name, name) == 0)
			return dl_emitters[i];
	}
	return NULL;
}

const struct dl_rule_info *dl_emit_info(const struct dl_emit_input *in, const char *rule)
{
	size_t low = 0, high = in->info_count;

	while (rule && low < high) {
		size_t middle = low + (high - low) / 2;
		int d = strcmp(rule, in->infos[middle].id);

		if (d == 0)
			return &in->infos[middle];
		if (d < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

enum dl_level dl_emit_level(const struct dl_emit_input *in, const struct dl_finding *f)
{
	const struct dl_rule_info *info = dl_emit_info(in, f->rule);

	return info ? info->level : DL_LEVEL_WARNING;
}

const char *dl_emit_message(const struct dl_emit_input *in, const struct dl_finding *f)
{
	const struct dl_rule_info *info = dl_emit_info(in, f->rule);

	if (f->message && *f->message)
		return f->message;
	return info ? info->summary : "No message.";
}

struct ranked {
	const struct dl_finding *finding;
	int level;
	int precision;
	size_t index; /* findings are sorted by place */
};

static int by_importance(const void *pa, const void *pb)
{
	const struct ranked *a = pa, *b = pb;

	if (a->level != b->level)
		return a->level > b->level ? -1 : 1;
	if (a->precision != b->precision)
		return a->precision > b->precision ? -1 : 1;
	if (a->finding->rank > b->finding->rank || a->finding->rank < b->finding->rank)
		return a->finding->rank > b->finding->rank ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

const struct dl_finding **dl_emit_by_importance(const struct dl_emit_input *in)
{
	size_t count = in->findings->len;
	struct ranked *ranked = dl_xcalloc(count + 1, sizeof(*ranked));
	const struct dl_finding **out = dl_xcalloc(count + 1, sizeof(struct dl_finding *));

	for (size_t i = 0; i < count; i++) {
		const struct dl_finding *f = &in->findings->items[i];
		const struct dl_rule_info *info = dl_emit_info(in, f->rule);

		ranked[i].finding = f;
		ranked[i].level = (int)dl_emit_level(in, f);
		ranked[i].precision = info ? (int)info->precision : 0;
		ranked[i].index = i;
	}
	qsort(ranked, count, sizeof(*ranked), by_importance);
	for (size_t i = 0; i < count; i++)
		out[i] = ranked[i].finding;
	dl_free(ranked);
	return out;
}

bool dl_emit_same_file(const struct dl_finding *a, const struct dl_finding *b)
{
	return strcmp(a->spot.path ? a->spot.path : "", b->spot.path ? b->spot.path : "") == 0;
}

void dl_emit_path(const struct dl_emit_input *in, struct dl_buf *out, const char *path)
{
	size_t below = in->path_below ? strlen(in->path_below) : 0;

	path = path ? path : "";
	if (below && strncmp(path, in->path_below, below) == 0)
		path += below;
	else if (in->path_prefix && *path != '/')
		dl_buf_puts(out, in->path_prefix);
	dl_buf_puts(out, path);
}

void dl_emit_repository_path(const struct dl_emit_input *in, struct dl_buf *out, const char *path)
{
	const char *prefix = in->path_prefix;

	path = path ? path : "";
	if (prefix && *prefix != '/' && strncmp(prefix, "../", 3) != 0 && *path != '/')
		dl_buf_puts(out, prefix);
	dl_buf_puts(out, path);
}

void dl_emit_place(const struct dl_emit_input *in, struct dl_sink *sink, const struct dl_spot *spot)
{
	struct dl_buf path = {0};

	dl_emit_path(in, &path, spot->path);
	dl_sink_clean(sink, dl_buf_str(&path));
	dl_buf_free(&path);
	dl_sink_printf(sink, ":%u:%u", spot->line, spot->col ? spot->col : 1);
}

void dl_emit_told(const struct dl_emit_input *in, struct dl_buf *out, const struct dl_finding *f,
		  const char *between)
{
	dl_buf_puts(out, dl_emit_message(in, f));
	for (size_t i = 0; !in->brief && i < f->step_count; i++) {
		const struct dl_finding_step *step = &f->steps[i];

		dl_buf_printf(out, "%s%zu. ", between, i + 1);
		dl_emit_path(in, out, step->spot.path);
		dl_buf_printf(out, ":%u: %s", step->spot.line, step->message ? step->message : "here");
	}
}
