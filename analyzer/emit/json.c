/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our own JSON, documented in docs/json.md: a flat and stable form for
 * scripts. Keys are added, never changed; "version" counts what breaks.
 */
#include "emit/common.h"
#include "emit/json_util.h"
#include "report/verdict.h"

#define FORMAT_VERSION 1

static void set_spot(json_t *object, const struct dl_spot *spot)
{
	dl_json_set(object, "path", dl_json_text(spot->path));
	dl_json_set(object, "line", json_integer(spot->line));
	dl_json_set(object, "column", json_integer(spot->col));
	if (spot->end_col) {
		dl_json_set(object, "end_line",
			    json_integer(spot->end_line ? spot->end_line : spot->line));
		dl_json_set(object, "end_column", json_integer(spot->end_col));
	}
}

static json_t *steps(const struct dl_finding_step *step, size_t count)
{
	json_t *array = dl_json_array();

	for (size_t i = 0; i < count; i++) {
		json_t *object = dl_json_object();

		set_spot(object, &step[i].spot);
		dl_json_set(object, "message", dl_json_text(step[i].message));
		dl_json_set(object, "nesting", json_integer(step[i].nesting));
		dl_json_add(array, object);
	}
	return array;
}

static json_t *suppression(const struct dl_finding *f)
{
	json_t *object = dl_json_object();

	dl_json_set_text(object, "kind", dl_suppression_name(f->suppression));
	dl_json_set_text(object, "justification", f->justification);
	return object;
}

static json_t *verdict(const struct dl_finding *f)
{
	json_t *object = dl_json_object();

	dl_json_set_text(object, "is", dl_verdict_name(f->verdict));
	dl_json_set_text(object, "note", f->verdict_note);
	return object;
}

static json_t *fix(const struct dl_fix *f)
{
	json_t *object = dl_json_object(), *edits = dl_json_array();

	dl_json_set_text(object, "title", f->title);
	dl_json_set(object, "path", dl_json_text(f->path));
	for (size_t i = 0; i < f->edit_count; i++) {
		json_t *edit = dl_json_object();

		dl_json_set(edit, "line", json_integer(f->edits[i].line));
		dl_json_set(edit, "column", json_integer(f->edits[i].col));
		dl_json_set(edit, "end_line", json_integer(f->edits[i].end_line));
		dl_json_set(edit, "end_column", json_integer(f->edits[i].end_col));
		dl_json_set(edit, "text", dl_json_text(f->edits[i].text));
		dl_json_add(edits, edit);
	}
	dl_json_set(object, "edits", edits);
	return object;
}

static json_t *finding(const struct dl_emit_input *in, const struct dl_finding *f)
{
	const struct dl_rule_info *info = dl_emit_info(in, f->rule);
	json_t *object = dl_json_object();

	dl_json_set(object, "rule", dl_json_text(f->rule));
	dl_json_set_text(object, "name", info ? info->name : NULL);
	dl_json_set_text(object, "level", dl_level_name(dl_emit_level(in, f)));
	dl_json_set_text(object, "confidence", dl_confidence_name(f->confidence));
	dl_json_set_number(object, "rank", f->rank);
	set_spot(object, &f->spot);
	dl_json_set_text(object, "function", f->function);
	dl_json_set_text(object, "message", dl_emit_message(in, f));
	dl_json_set_text(object, "subject", f->subject);
	dl_json_set_text(object, "event", f->edge);
	dl_json_set_text(object, "architecture", f->arch);
	dl_json_set(object, "fingerprint",
		    dl_json_printf("%016llx", (unsigned long long)f->fingerprint));
	if (f->suppression)
		dl_json_set(object, "suppression", suppression(f));
	if (f->verdict)
		dl_json_set(object, "verdict", verdict(f));
	dl_json_set(object, "story", steps(f->steps, f->step_count));
	dl_json_set(object, "related", steps(f->related, f->related_count));
	if (f->fix)
		dl_json_set(object, "fix", fix(f->fix));
	return object;
}

static json_t *scan(const struct dl_emit_input *in)
{
	const struct dl_emit_scan *s = &in->scan;
	json_t *object = dl_json_object();

	if (!in->reproducible) {
		dl_json_set_text(object, "root", s->root);
		dl_json_set_text(object, "command_line", s->command_line);
		if (s->started)
			dl_json_set(object, "started", dl_json_time(s->started));
		if (s->finished)
			dl_json_set(object, "finished", dl_json_time(s->finished));
	}
	dl_json_set_text(object, "mode", s->mode);
	dl_json_set_text(object, "architecture", s->arch);
	dl_json_set(object, "exit_code", json_integer(s->exit_code));
	dl_json_set(object, "files", json_integer((json_int_t)s->files));
	dl_json_set(object, "lost_files", json_integer((json_int_t)s->lost_files));
	dl_json_set(object, "functions", json_integer((json_int_t)s->functions));
	dl_json_set(object, "dma_functions", json_integer((json_int_t)s->dma_functions));
	dl_json_set(object, "degraded_functions", json_integer((json_int_t)s->degraded_functions));
	return object;
}

static json_t *notices(const struct dl_emit_input *in)
{
	json_t *array = dl_json_array();

	for (size_t i = 0; i < in->notice_count; i++) {
		const struct dl_notice *n = &in->notices[i];
		json_t *object = dl_json_object();

		dl_json_set_text(object, "id", n->id);
		dl_json_set_text(object, "level", dl_level_name(n->level));
		if (n->path && *n->path)
			dl_json_set_text(object, "path", n->path);
		if (n->line)
			dl_json_set(object, "line", json_integer(n->line));
		dl_json_set_text(object, "message", n->text);
		dl_json_set_text(object, "detail", n->detail);
		dl_json_add(array, object);
	}
	return array;
}

static enum dl_status write_json(const struct dl_emit_input *in, struct dl_sink *sink)
{
	json_t *root = dl_json_object(), *tool = dl_json_object(), *findings = dl_json_array();

	dl_json_set_text(root, "format", "dmalint");
	dl_json_set(root, "version", json_integer(FORMAT_VERSION));
	dl_json_set_text(tool, "name", "dmalint");
	dl_json_set_text(tool, "version", in->scan.tool_version);
	dl_json_set(root, "tool", tool);
	dl_json_set(root, "scan", scan(in));
	for (size_t i = 0; i < in->findings->len; i++)
		dl_json_add(findings, finding(in, &in->findings->items[i]));
	dl_json_set(root, "findings", findings);
	dl_json_set(root, "notices", notices(in));
	dl_json_write(root, sink);
	return sink->status;
}

const struct dl_emitter dl_emitter_json = {
	.name = "json",
	.summary = "flat and stable JSON for scripts",
	.says_suppressed = true,
	.write = write_json,
};
