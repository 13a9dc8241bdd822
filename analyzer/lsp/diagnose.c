/* SPDX-License-Identifier: Apache-2.0 */
/* From findings to diagnostics: places in the units of the client, and the story as related
 * information. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lsp/server.h"

/* DiagnosticSeverity, DiagnosticTag */
#define SEVERITY_ERROR	 1
#define SEVERITY_WARNING 2
#define SEVERITY_NOTE	 3
#define TAG_UNNECESSARY	 1
#define TAG_DEPRECATED	 2

/* The text of a file that findings lie in. */
struct text {
	struct text *next;
	char *path;
	const char *text;
	char *own; /* it is not open */
	size_t len;
};

struct diagnosis {
	const struct dl_lsp_server *server;
	const struct dl_lsp_document *document;
	struct dmalint_store *store;
	const char *root;
	struct text *texts;
	json_t *diagnostics;
};

char *dl_lsp_read_file(const char *path, size_t *len)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t room = 0, n;

	*len = 0;
	if (!file)
		return NULL;
	do {
		room = 2 * room + 65536;
		text = dl_lsp_resize(text, room);
		n = fread(text + *len, 1, room - *len, file);
		*len += n;
	} while (n && *len == room);
	fclose(file);
	return text;
}

static bool is_at(const struct dl_lsp_document *d, const char *path)
{
	return d->path && (strcmp(d->path, path) == 0 || (d->real && strcmp(d->real, path) == 0));
}

static const struct dl_lsp_document *open_at(const struct diagnosis *x, const char *path)
{
	const struct dl_lsp_document *d = x->server->documents;

	while (d && !is_at(d, path))
		d = d->next;
	return d;
}

static char *absolute(const struct diagnosis *x, const char *path)
{
	if (*path == '/' || !x->root)
		return dl_lsp_copy(path, strlen(path));
	return dl_lsp_format("%s/%s", x->root, path);
}

/* What the file at @path, absolute, holds; "" when it cannot be read. */
static const struct text *text_of(struct diagnosis *x, const char *path)
{
	const struct dl_lsp_document *d;
	struct text *t = x->texts;

	while (t && strcmp(t->path, path) != 0)
		t = t->next;
	if (t)
		return t;
	t = dl_lsp_alloc(sizeof(*t));
	t->path = dl_lsp_copy(path, strlen(path));
	d = open_at(x, path);
	if (!d)
		t->own = dl_lsp_read_file(path, &t->len);
	t->text = d ? d->text : t->own ? t->own : "";
	t->len = d ? d->len : t->len;
	t->next = x->texts;
	x->texts = t;
	return t;
}

/* Where the word ends that begins at @column of @line; what is no word is one byte long. */
static uint32_t word_end(const struct text *t, uint32_t line, uint32_t column)
{
	size_t start = dl_lsp_line_start(t->text, t->len, line - 1);
	size_t length = dl_lsp_line_length(t->text, t->len, start);
	size_t at = column - 1;

	while (at < length &&
	       (isalnum((unsigned char)t->text[start + at]) || t->text[start + at] == '_'))
		at++;
	return (uint32_t)(at == column - 1 ? at + 2 : at + 1);
}

static json_t *range_of(struct diagnosis *x, const char *path, struct dmalint_place p)
{
	const struct text *t = text_of(x, path);
	bool utf8 = x->server->utf8;
	uint32_t line = p.line ? p.line : 1, column = p.column ? p.column : 1;
	uint32_t end_line = p.end_column && p.end_line ? p.end_line : line;
	uint32_t end_column = p.end_column ? p.end_column : word_end(t, line, column);

	return dl_lsp_range(dl_lsp_position_at(t->text, t->len, line, column, utf8),
			    dl_lsp_position_at(t->text, t->len, end_line, end_column, utf8));
}

/* Both ends are as they are given: they may be the same place. */
static json_t *edit_range(struct diagnosis *x, const char *path, struct dmalint_place p)
{
	const struct text *t = text_of(x, path);
	bool utf8 = x->server->utf8;

	return dl_lsp_range(dl_lsp_position_at(t->text, t->len, p.line, p.column, utf8),
			    dl_lsp_position_at(t->text, t->len, p.end_line, p.end_column, utf8));
}

static void add_step(struct diagnosis *x, json_t *list, struct dmalint_place place,
		     const char *message)
{
	char *path = absolute(x, place.path);
	const struct dl_lsp_document *d = open_at(x, path);
	char *uri = d ? NULL : dl_lsp_uri_of(path);

	json_array_append_new(
		list, dl_lsp_json(json_pack("{s:{s:s, s:o}, s:o}", "location", "uri",
					    d ? d->uri : uri, "range", range_of(x, path, place),
					    "message", dl_lsp_text(message))));
	free(uri);
	free(path);
}

static json_t *story(struct diagnosis *x, const struct dmalint_finding *f)
{
	json_t *list = dl_lsp_json(json_array());

	for (size_t i = 0; i < dmalint_finding_step_count(f); i++) {
		const struct dmalint_step *s = dmalint_finding_step(f, i);

		add_step(x, list, dmalint_step_place(s), dmalint_step_message(s));
	}
	for (size_t i = 0; i < dmalint_finding_related_count(f); i++) {
		const struct dmalint_step *s = dmalint_finding_related(f, i);

		add_step(x, list, dmalint_step_place(s), dmalint_step_message(s));
	}
	return list;
}

static int severity_of(enum dmalint_level level)
{
	return level == DMALINT_LEVEL_ERROR	? SEVERITY_ERROR
	       : level == DMALINT_LEVEL_WARNING ? SEVERITY_WARNING
						: SEVERITY_NOTE;
}

/* How the editor may draw it; 0: as it draws others. */
static int tag_of(const struct dmalint_rule *rule)
{
	for (size_t i = 0; rule && i < dmalint_rule_tag_count(rule); i++) {
		if (strcmp(dmalint_rule_tag(rule, i), "porting") == 0)
			return TAG_DEPRECATED;
		if (strcmp(dmalint_rule_tag(rule, i), "cleanup") == 0)
			return TAG_UNNECESSARY;
	}
	return 0;
}

/* Somebody has said that it need not be shown. */
static bool is_settled(const struct diagnosis *x, const struct dmalint_finding *f)
{
	struct dmalint_findings *kept;
	enum dmalint_verdict verdict;
	char name[17];

	snprintf(name, sizeof(name), "%016" PRIx64, dmalint_finding_fingerprint(f));
	if (!x->store || dmalint_store_find(x->store, name, &kept, NULL) != DMALINT_OK)
		return false;
	verdict = dmalint_finding_verdict(dmalint_findings_at(kept, 0));
	dmalint_findings_free(kept);
	return verdict == DMALINT_VERDICT_FALSE_POSITIVE || verdict == DMALINT_VERDICT_WONT_FIX;
}

/* The first step in the document, else its first line: the finding itself is in a header. */
static struct dmalint_place place_in_document(struct diagnosis *x, const struct dmalint_finding *f)
{
	for (size_t i = 0; i < dmalint_finding_step_count(f); i++) {
		struct dmalint_place place = dmalint_step_place(dmalint_finding_step(f, i));
		char *path = absolute(x, place.path);
		bool here = is_at(x->document, path);

		free(path);
		if (here)
			return place;
	}
	return (struct dmalint_place){.line = 1};
}

static json_t *diagnostic(struct dmalint_place place, struct diagnosis *x, int severity,
			  const char *code, const char *message)
{
	return dl_lsp_json(json_pack("{s:o, s:i, s:s, s:s, s:o}", "range",
				     range_of(x, x->document->path, place), "severity", severity,
				     "code", code, "source", "dmalint", "message",
				     dl_lsp_text(message)));
}

/* What code actions do about it, for this text; NULL: nothing certain is known. */
static json_t *fix_of(struct diagnosis *x, const struct dmalint_finding *f)
{
	const struct dmalint_fix *fix = dmalint_finding_fix(f);
	char *path = fix ? absolute(x, dmalint_fix_path(fix)) : NULL;
	json_t *edits;

	if (!fix || !is_at(x->document, path) || !dmalint_fix_fits(fix, x->document->text, x->document->len)) {
		free(path);
		return NULL;
	}
	edits = dl_lsp_json(json_array());
	for (size_t i = 0; i < dmalint_fix_edit_count(fix); i++)
		json_array_append_new(
			edits, dl_lsp_json(json_pack("{s:o, s:o}", "range",
						     edit_range(x, path, dmalint_fix_edit_place(fix, i)), "newText",
						     dl_lsp_text(dmalint_fix_edit_text(fix, i)))));
	free(path);
	return dl_lsp_json(json_pack("{s:s, s:o}", "title", dmalint_fix_title(fix), "edits", edits));
}

static void add_finding(struct diagnosis *x, const struct dmalint_finding *f)
{
	const struct dmalint_rule *rule = dmalint_rule_find(dmalint_finding_rule(f));
	struct dmalint_place place = dmalint_finding_place(f);
	char *path = absolute(x, place.path);
	bool here = is_at(x->document, path);
	char *message = here ? dl_lsp_format("%s", dmalint_finding_message(f))
			     : dl_lsp_format("%s:%u: %s", place.path, place.line,
					     dmalint_finding_message(f));
	json_t *d = diagnostic(here ? place : place_in_document(x, f), x,
			       severity_of(rule ? dmalint_rule_level(rule) : DMALINT_LEVEL_WARNING),
			       dmalint_finding_rule(f), message);
	json_t *fix = fix_of(x, f);
	int tag = tag_of(rule);

	if (fix)
		json_object_set_new(d, "data", fix);
	if (tag)
		json_object_set_new(d, "tags", dl_lsp_json(json_pack("[i]", tag)));
	if (x->server->related)
		json_object_set_new(d, "relatedInformation", story(x, f));
	json_array_append_new(x->diagnostics, d);
	free(message);
	free(path);
}

/* That the file could not be read whole, or what is wrong with a comment in it. */
static void add_notice(struct diagnosis *x, const struct dmalint_notice *n)
{
	struct dmalint_place place = {.line = dmalint_notice_line(n)};
	char *path = absolute(x, dmalint_notice_path(n));

	if (is_at(x->document, path) && dmalint_notice_level(n) > DMALINT_LEVEL_NOTE)
		json_array_append_new(x->diagnostics,
				      diagnostic(place, x, severity_of(dmalint_notice_level(n)),
						 dmalint_notice_id(n), dmalint_notice_text(n)));
	free(path);
}

json_t *dl_lsp_diagnose(const struct dl_lsp_server *server, const struct dl_lsp_document *document,
			struct dmalint_scan *scan, struct dmalint_store *store)
{
	const struct dmalint_findings *findings = dmalint_scan_findings(scan);
	struct diagnosis x = {
		.server = server,
		.document = document,
		.store = store,
		.root = dmalint_findings_root(findings),
		.diagnostics = dl_lsp_json(json_array()),
	};

	for (size_t i = 0; i < dmalint_findings_count(findings); i++)
		if (!is_settled(&x, dmalint_findings_at(findings, i)))
			add_finding(&x, dmalint_findings_at(findings, i));
	for (size_t i = 0; i < dmalint_scan_notice_count(scan); i++)
		add_notice(&x, dmalint_scan_notice(scan, i));
	while (x.texts) {
		struct text *t = x.texts;

		x.texts = t->next;
		free(t->own);
		free(t->path);
		free(t);
	}
	return x.diagnostics;
}
