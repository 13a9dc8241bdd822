/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A page to look at findings with: reports/html/, with all that it shows as JSON in a script element. Whatever comes
 * from outside is text in that JSON; the page's own script makes elements of it, and never markup.
 */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/vec.h"
#include "emit/common.h"
#include "emit/json_util.h"
#include "emit/report_page.h"
#include "emit/source_text.h"
#include "report/verdict.h"

#define DATA_MARK     "@DATA@"
#define CONTEXT_LINES 8	   /* around each place */
#define PLACE_LINES   40   /* of a place that goes over more */
#define GAP_LINES     3	   /* fewer than that between two parts are shown, too */
#define LINE_MAX_SIZE 1000 /* bytes of a line */

/* Lines of a file that the page shows. */
struct part {
	uint32_t first;
	uint32_t last;
};

struct page_file {
	size_t index; /* in the page's list of paths */
	DL_VEC(struct part) parts;
};

struct page {
	const struct dl_emit_input *in;
	struct dl_map files; /* path -> struct page_file */
	struct dl_map rules; /* id -> index + 1 in rule_list */
	json_t *rule_list;
};

/* ---- places ---- */

static struct page_file *file_of(struct page *page, const char *path)
{
	struct page_file *file = dl_map_get_str(&page->files, path);

	if (!file) {
		file = dl_xcalloc(1, sizeof(*file));
		file->index = page->files.len;
		dl_map_put_str(&page->files, path, file);
	}
	return file;
}

static void want_lines(struct page_file *file, const struct dl_spot *spot)
{
	uint32_t end = spot->end_line > spot->line ? spot->end_line : spot->line;
	struct part part = { .first = spot->line > CONTEXT_LINES ? spot->line - CONTEXT_LINES : 1 };

	if (!spot->line)
		return;
	part.last = (end - spot->line > PLACE_LINES ? spot->line + PLACE_LINES : end) + CONTEXT_LINES;
	dl_vec_push(&file->parts, part);
}

/* [file, line, column, end line, end column]: columns count bytes from 1, 0 is unknown. */
static json_t *place(struct page *page, const struct dl_spot *spot)
{
	struct page_file *file = file_of(page, spot->path ? spot->path : "");
	json_t *array = dl_json_array();

	want_lines(file, spot);
	dl_json_add(array, json_integer((json_int_t)file->index));
	dl_json_add(array, json_integer(spot->line));
	dl_json_add(array, json_integer(spot->col));
	dl_json_add(array, json_integer(spot->end_line));
	dl_json_add(array, json_integer(spot->end_col));
	return array;
}

/* Places with the nesting and the message after them. */
static json_t *steps(struct page *page, const struct dl_finding_step *step, size_t count)
{
	json_t *array = dl_json_array();

	for (size_t i = 0; i < count; i++) {
		json_t *one = place(page, &step[i].spot);

		dl_json_add(one, json_integer(step[i].nesting));
		dl_json_add(one, dl_json_text(step[i].message ? step[i].message : "here"));
		dl_json_add(array, one);
	}
	return array;
}

/* ---- findings ---- */

static size_t rule_index(struct page *page, const struct dl_finding *f)
{
	const struct dl_rule_info *info = dl_emit_info(page->in, f->rule);
	uintptr_t known = (uintptr_t)dl_map_get_str(&page->rules, f->rule);
	json_t *object;

	if (known)
		return known - 1;
	object = dl_json_object();
	dl_json_set_text(object, "id", f->rule);
	dl_json_set_text(object, "level", dl_level_name(dl_emit_level(page->in, f)));
	dl_json_set_text(object, "name", info ? info->name : NULL);
	dl_json_set_text(object, "summary", info ? info->summary : NULL);
	dl_json_set_text(object, "help", info ? info->help_text : NULL);
	dl_json_add(page->rule_list, object);
	known = json_array_size(page->rule_list);
	dl_map_put_str(&page->rules, f->rule, (void *)known);
	return known - 1;
}

static void set_seen(json_t *object, const struct dl_finding *f)
{
	if (f->suppression) {
		dl_json_set_text(object, "suppression", dl_suppression_name(f->suppression));
		dl_json_set_text(object, "justification", f->justification);
	}
	if (f->verdict) {
		dl_json_set_text(object, "verdict", dl_verdict_name(f->verdict));
		dl_json_set_text(object, "note", f->verdict_note);
	}
}

static void set_history(json_t *object, const struct page *page, const struct dl_finding *f)
{
	const struct dl_emit_history *history = page->in->history;

	if (!history || page->in->reproducible)
		return;
	history += f - page->in->findings->items;
	if (history->id)
		dl_json_set(object, "id", json_integer(history->id));
	if (history->first_seen) {
		dl_json_set(object, "scan", json_integer(history->first_scan));
		dl_json_set(object, "seen", json_integer(history->first_seen));
	}
}

static json_t *finding(struct page *page, const struct dl_finding *f)
{
	json_t *object = dl_json_object();

	dl_json_set(object, "rule", json_integer((json_int_t)rule_index(page, f)));
	dl_json_set(object, "place", place(page, &f->spot));
	dl_json_set_text(object, "function", f->function);
	dl_json_set_text(object, "message", dl_emit_message(page->in, f));
	dl_json_set_text(object, "confidence", dl_confidence_name(f->confidence));
	dl_json_set_text(object, "arch", f->arch);
	dl_json_set(object, "fingerprint", dl_json_printf("%016llx", (unsigned long long)f->fingerprint));
	set_seen(object, f);
	set_history(object, page, f);
	if (f->step_count)
		dl_json_set(object, "steps", steps(page, f->steps, f->step_count));
	if (f->related_count)
		dl_json_set(object, "related", steps(page, f->related, f->related_count));
	return object;
}

static json_t *findings(struct page *page)
{
	const struct dl_finding **order = dl_emit_by_importance(page->in);
	json_t *array = dl_json_array();

	for (size_t i = 0; i < page->in->findings->len; i++)
		dl_json_add(array, finding(page, order[i]));
	dl_free(order);
	return array;
}

/* ---- the scan ---- */

static json_t *notices(const struct dl_emit_input *in)
{
	json_t *array = dl_json_array();

	for (size_t i = 0; i < in->notice_count; i++) {
		const struct dl_notice *n = &in->notices[i];
		json_t *object = dl_json_object();

		dl_json_set_text(object, "level", dl_level_name(n->level));
		if (n->path && *n->path)
			dl_json_set_text(object, "path", n->path);
		if (n->line)
			dl_json_set(object, "line", json_integer(n->line));
		dl_json_set_text(object, "text", n->text);
		dl_json_add(array, object);
	}
	return array;
}

static json_t *scan(const struct dl_emit_input *in)
{
	const struct dl_emit_scan *s = &in->scan;
	json_t *object = dl_json_object();

	if (!in->reproducible) {
		dl_json_set_text(object, "root", s->root);
		dl_json_set_text(object, "command", s->command_line);
		dl_json_set(object, "finished", json_integer(s->finished));
	}
	dl_json_set_text(object, "version", s->tool_version);
	dl_json_set_text(object, "arch", s->arch);
	dl_json_set(object, "files", json_integer((json_int_t)s->files));
	dl_json_set(object, "lost", json_integer((json_int_t)s->lost_files));
	dl_json_set(object, "functions", json_integer((json_int_t)s->dma_functions));
	dl_json_set(object, "degraded", json_integer((json_int_t)s->degraded_functions));
	return object;
}

/* ---- source ---- */

static int by_line(const void *pa, const void *pb)
{
	const struct part *a = pa, *b = pb;

	return a->first < b->first ? -1 : a->first > b->first;
}

/* Sort; parts that meet, or nearly so, become one. */
static void merge_parts(struct page_file *file)
{
	struct part *parts = file->parts.data;
	size_t kept = 0;

	if (!file->parts.len)
		return;
	qsort(parts, file->parts.len, sizeof(*parts), by_line);
	for (size_t i = 1; i < file->parts.len; i++) {
		if (parts[i].first > parts[kept].last + GAP_LINES)
			parts[++kept] = parts[i];
		else if (parts[i].last > parts[kept].last)
			parts[kept].last = parts[i].last;
	}
	file->parts.len = kept + 1;
}

/* [number of the first line, the lines]. */
static json_t *part_text(const struct dl_source_text *text, const struct part *part)
{
	struct dl_buf lines = { 0 };
	json_t *array = dl_json_array();

	for (uint32_t i = part->first; i <= part->last; i++) {
		size_t size;
		const char *line = dl_source_line(text, i, &size);

		if (!line)
			break;
		dl_buf_add(&lines, line, size < LINE_MAX_SIZE ? size : LINE_MAX_SIZE);
		dl_buf_putc(&lines, '\n');
	}
	dl_json_add(array, json_integer(part->first));
	dl_json_add(array, dl_json_text_n(dl_buf_str(&lines), lines.len));
	dl_buf_free(&lines);
	return array;
}

/* The paths, and beside them what is shown of each. */
static void set_files(json_t *root, struct page *page)
{
	struct dl_source_cache cache = { .in = page->in };
	json_t *paths = dl_json_array(), *source = dl_json_array();

	for (size_t i = 0; i < page->files.len; i++) {
		struct page_file *file = page->files.entries[i].value;
		const struct dl_source_text *text = dl_source_get(&cache, page->files.strings[i]);
		json_t *parts = dl_json_array();

		merge_parts(file);
		for (size_t j = 0; text && j < file->parts.len && file->parts.data[j].first <= text->line_count; j++)
			dl_json_add(parts, part_text(text, &file->parts.data[j]));
		dl_json_add(paths, dl_json_text(page->files.strings[i]));
		dl_json_add(source, parts);
	}
	dl_source_cache_free(&cache);
	dl_json_set(root, "paths", paths);
	dl_json_set(root, "source", source);
}

static void free_page(struct page *page)
{
	for (size_t i = 0; i < page->files.len; i++) {
		struct page_file *file = page->files.entries[i].value;

		dl_vec_free(&file->parts);
		dl_free(file);
	}
	dl_map_free(&page->files);
	dl_map_free(&page->rules);
}

static enum dl_status write_html(const struct dl_emit_input *in, struct dl_sink *sink)
{
	const char *mark = strstr(dl_report_page, DATA_MARK);
	struct page page = { .in = in, .rule_list = dl_json_array() };
	json_t *root = dl_json_object();

	dl_json_set(root, "scan", scan(in));
	dl_json_set(root, "notices", notices(in));
	dl_json_set(root, "findings", findings(&page));
	dl_json_set(root, "rules", page.rule_list);
	set_files(root, &page);
	free_page(&page);
	dl_sink_write(sink, dl_report_page, (size_t)(mark - dl_report_page));
	dl_json_write_script(root, sink);
	dl_sink_puts(sink, mark + strlen(DATA_MARK));
	return sink->status;
}

const struct dl_emitter dl_emitter_html = {
	.name = "html",
	.summary = "one page to look at findings with, without network",
	.says_suppressed = true,
	.write = write_html,
};
