/* SPDX-License-Identifier: Apache-2.0 */
/* What can be done about a diagnostic, and what its rule says. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lsp/server.h"

#define COMMAND_EXPLAIN "dmalint.explain"

/* The rule of a diagnostic of ours; NULL when it has none. */
static const struct dmalint_rule *rule_of(const json_t *diagnostic)
{
	const char *code = json_string_value(json_object_get(diagnostic, "code"));
	const char *source = json_string_value(json_object_get(diagnostic, "source"));

	return code && source && strcmp(source, "dmalint") == 0 ? dmalint_rule_find(code) : NULL;
}

/* ---- code actions ---- */

/* Kinds that the client wants: all when it says nothing. */
static bool wants(const json_t *params, const char *kind)
{
	const json_t *only = json_object_get(json_object_get(params, "context"), "only");
	const json_t *item;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)only, i, item) {
		const char *text = json_string_value(item);
		size_t len = text ? strlen(text) : 0;

		if (text && strncmp(text, kind, len) == 0 &&
		    (!kind[len] || kind[len] == '.' || !len))
			return true;
	}
	return !json_array_size(only);
}

/* The fix of a diagnostic, as it was published for the text that the editor has; NULL: none. */
static json_t *fix_of(const struct dl_lsp_document *d, const json_t *diagnostic)
{
	const json_t *kept;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)d->diagnostics, i, kept)
		if (json_equal(json_object_get(kept, "range"), json_object_get(diagnostic, "range")) &&
		    json_equal(json_object_get(kept, "code"), json_object_get(diagnostic, "code")) &&
		    json_equal(json_object_get(kept, "message"), json_object_get(diagnostic, "message")))
			return json_object_get(kept, "data");
	return NULL;
}

static void add_fix(json_t *actions, const struct dl_lsp_document *d, json_t *diagnostic)
{
	json_t *fix = fix_of(d, diagnostic);

	if (fix)
		json_array_append_new(
			actions,
			dl_lsp_json(json_pack("{s:O, s:s, s:[O], s:b, s:{s:{s:O}}}", "title",
					      json_object_get(fix, "title"), "kind", "quickfix", "diagnostics",
					      diagnostic, "isPreferred", 1, "edit", "changes", d->uri,
					      json_object_get(fix, "edits"))));
}

/* A comment alone on the line before @line, as far in as that one; a macro goes on behind it. */
static char *allow_comment(const struct dl_lsp_document *d, size_t line, const char *rule)
{
	size_t start = dl_lsp_line_start(d->text, d->len, line);
	size_t end = start + dl_lsp_line_length(d->text, d->len, start);
	size_t indent = start, before = start;

	while (indent < end && (d->text[indent] == ' ' || d->text[indent] == '\t'))
		indent++;
	before -= before && d->text[before - 1] == '\n';
	before -= before && d->text[before - 1] == '\r';
	return dl_lsp_format("%.*s/* dmalint: allow(%s) reason */%s%s", (int)(indent - start),
			     d->text + start, rule,
			     before && d->text[before - 1] == '\\' ? " \\" : "",
			     end < d->len && d->text[end] == '\r' ? "\r\n" : "\n");
}

static void add_allow(json_t *actions, const struct dl_lsp_document *d, json_t *diagnostic,
		      const char *rule)
{
	struct dl_lsp_position at;
	char *title, *comment;

	if (!dl_lsp_read_position(&at,
				  json_object_get(json_object_get(diagnostic, "range"), "start")))
		return;
	at.character = 0;
	comment = allow_comment(d, at.line, rule);
	title = dl_lsp_format("Allow %s here, with a reason", rule);
	json_array_append_new(
		actions,
		dl_lsp_json(json_pack("{s:s, s:s, s:[O], s:{s:{s:[{s:o, s:o}]}}}", "title", title,
				      "kind", "quickfix", "diagnostics", diagnostic, "edit",
				      "changes", d->uri, "range", dl_lsp_range(at, at), "newText",
				      dl_lsp_text(comment))));
	free(title);
	free(comment);
}

static void add_explain(json_t *actions, const struct dmalint_rule *rule)
{
	char *title =
		dl_lsp_format("Explain %s: %s", dmalint_rule_id(rule), dmalint_rule_name(rule));

	json_array_append_new(actions, dl_lsp_json(json_pack("{s:s, s:{s:s, s:s, s:[s]}}", "title",
							     title, "command", "title", title,
							     "command", COMMAND_EXPLAIN,
							     "arguments", dmalint_rule_id(rule))));
	free(title);
}

json_t *dl_lsp_code_action(struct dl_lsp_server *server, const json_t *params)
{
	const struct dl_lsp_document *d = dl_lsp_find_named(server, params);
	json_t *diagnostics = json_object_get(json_object_get(params, "context"), "diagnostics");
	json_t *actions, *diagnostic;
	size_t i;

	if (!d || !json_is_array(diagnostics))
		return NULL;
	actions = dl_lsp_json(json_array());
	json_array_foreach(diagnostics, i, diagnostic) {
		const struct dmalint_rule *rule = rule_of(diagnostic);

		if (rule && wants(params, "quickfix"))
			add_fix(actions, d, diagnostic);
		if (rule && wants(params, "quickfix"))
			add_allow(actions, d, diagnostic, dmalint_rule_id(rule));
	}
	json_array_foreach(diagnostics, i, diagnostic) {
		const struct dmalint_rule *rule = rule_of(diagnostic);

		if (rule && wants(params, ""))
			add_explain(actions, rule);
	}
	return actions;
}

/* ---- hover ---- */

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_';
}

/* The rule whose id or name stands at @at. */
static const struct dmalint_rule *rule_at(const struct dl_lsp_document *d, size_t at)
{
	const struct dmalint_rule *rule;
	size_t start = at, end = at;
	char *name;

	while (start && is_name(d->text[start - 1]))
		start--;
	while (end < d->len && is_name(d->text[end]))
		end++;
	name = dl_lsp_copy(d->text + start, end - start);
	rule = *name ? dmalint_rule_find(name) : NULL;
	free(name);
	return rule;
}

static bool is_before(struct dl_lsp_position a, struct dl_lsp_position b)
{
	return a.line < b.line || (a.line == b.line && a.character <= b.character);
}

static bool covers(const json_t *diagnostic, struct dl_lsp_position p)
{
	const json_t *range = json_object_get(diagnostic, "range");
	struct dl_lsp_position start, end;

	return dl_lsp_read_position(&start, json_object_get(range, "start")) &&
	       dl_lsp_read_position(&end, json_object_get(range, "end")) && is_before(start, p) &&
	       is_before(p, end);
}

static void add_page(const struct dl_lsp_server *server, FILE *out, const struct dmalint_rule *rule)
{
	fputs(server->markdown ? dmalint_rule_help_markdown(rule) : dmalint_rule_help_text(rule),
	      out);
}

json_t *dl_lsp_hover(struct dl_lsp_server *server, const json_t *params)
{
	const struct dl_lsp_document *d = dl_lsp_find_named(server, params);
	const struct dmalint_rule *rule;
	struct dl_lsp_position p;
	const json_t *diagnostic;
	char *text = NULL;
	size_t size, i;
	FILE *out;
	json_t *hover;

	if (!d || !dl_lsp_read_position(&p, json_object_get(params, "position")))
		return NULL;
	out = open_memstream(&text, &size);
	if (!out)
		return json_null();
	rule = rule_at(d, dl_lsp_offset(d->text, d->len, p, server->utf8));
	if (rule)
		add_page(server, out, rule);
	json_array_foreach(d->diagnostics, i, diagnostic) {
		const struct dmalint_rule *other = rule_of(diagnostic);

		if (!other || other == rule || !covers(diagnostic, p))
			continue;
		if (ftell(out) > 0)
			fputs("\n", out);
		add_page(server, out, other);
	}
	fclose(out);
	hover = !text || !*text ? json_null()
				: dl_lsp_json(json_pack("{s:{s:s, s:o}}", "contents", "kind",
							server->markdown ? "markdown" : "plaintext",
							"value", dl_lsp_text(text)));
	free(text);
	return hover;
}

/* ---- commands ---- */

/* The rule's page as a file that the editor can open; NULL when it cannot be written. */
static char *write_page(const struct dmalint_rule *rule)
{
	size_t length = dmalint_cache_dir(NULL, 0);
	char *dir = dl_lsp_alloc(length + 1), *path;
	FILE *file;
	bool done;

	dmalint_cache_dir(dir, length + 1);
	path = dl_lsp_format("%s/%s.md", dir, dmalint_rule_id(rule));
	free(dir);
	file = length ? fopen(path, "we") : NULL;
	done = file && fputs(dmalint_rule_help_markdown(rule), file) >= 0;
	if (file && fclose(file) == 0 && done)
		return path;
	free(path);
	return NULL;
}

static void show(struct dl_lsp_server *server, const struct dmalint_rule *rule)
{
	char *path = server->show_document ? write_page(rule) : NULL;
	char *uri = path ? dl_lsp_uri_of(path) : NULL;

	if (uri)
		dl_lsp_ask(server, "window/showDocument",
			   dl_lsp_json(json_pack("{s:s, s:b}", "uri", uri, "takeFocus", true)));
	else
		dl_lsp_notify(server, "window/showMessage",
			      dl_lsp_json(json_pack("{s:i, s:s}", "type", 3, "message",
						    dmalint_rule_help_text(rule))));
	free(uri);
	free(path);
}

json_t *dl_lsp_execute(struct dl_lsp_server *server, const json_t *params)
{
	const char *command = json_string_value(json_object_get(params, "command"));
	const char *name =
		json_string_value(json_array_get(json_object_get(params, "arguments"), 0));
	const struct dmalint_rule *rule = name ? dmalint_rule_find(name) : NULL;

	if (!command || strcmp(command, COMMAND_EXPLAIN) != 0 || !rule)
		return NULL;
	show(server, rule);
	return json_null();
}
