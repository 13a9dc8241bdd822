/* SPDX-License-Identifier: Apache-2.0 */
/* The texts that the editor has open, and when each is to be scanned. */
#include <stdlib.h>
#include <string.h>

#include "lsp/server.h"

/* Seconds without an edit before a text is scanned. */
#define PAUSE 0.3

struct dl_lsp_document *dl_lsp_find(const struct dl_lsp_server *server, const char *uri)
{
	struct dl_lsp_document *d = server->documents;

	while (d && strcmp(d->uri, uri) != 0)
		d = d->next;
	return d;
}

struct dl_lsp_document *dl_lsp_find_named(const struct dl_lsp_server *server, const json_t *params)
{
	const char *uri =
		json_string_value(json_object_get(json_object_get(params, "textDocument"), "uri"));

	return uri ? dl_lsp_find(server, uri) : NULL;
}

static void free_document(struct dl_lsp_document *d)
{
	json_decref(d->diagnostics);
	free(d->uri);
	free(d->path);
	free(d->real);
	free(d->text);
	free(d);
}

void dl_lsp_documents_free(struct dl_lsp_server *server)
{
	while (server->documents) {
		struct dl_lsp_document *d = server->documents;

		server->documents = d->next;
		free_document(d);
	}
}

/* ---- what is scanned, and when ---- */

static bool is_source(const struct dl_lsp_document *d)
{
	size_t len = d->path ? strlen(d->path) : 0;

	return d->real && len > 2 && strcmp(d->path + len - 2, ".c") == 0;
}

static bool are_neighbours(const struct dl_lsp_document *a, const struct dl_lsp_document *b)
{
	const char *x = a->path ? strrchr(a->path, '/') : NULL;
	const char *y = b->path ? strrchr(b->path, '/') : NULL;

	return x && y && x - a->path == y - b->path &&
	       strncmp(a->path, b->path, (size_t)(x - a->path)) == 0;
}

static void make_due(struct dl_lsp_document *d, double when)
{
	if (is_source(d))
		d->due = when;
}

/* What a header says, and what one file of a driver does, matters to the others. */
static void make_neighbours_due(struct dl_lsp_server *server, const struct dl_lsp_document *d,
				double when)
{
	for (struct dl_lsp_document *other = server->documents; other; other = other->next)
		if (other != d && are_neighbours(d, other))
			make_due(other, when);
}

/* ---- notifications ---- */

static void find_file(struct dl_lsp_document *d)
{
	free(d->real);
	d->real = d->path ? realpath(d->path, NULL) : NULL;
}

static void set_text(struct dl_lsp_document *d, const json_t *text)
{
	free(d->text);
	d->len = json_string_length(text);
	d->text = dl_lsp_copy(json_string_value(text), d->len);
}

const char *dl_lsp_did_open(struct dl_lsp_server *server, const json_t *params)
{
	const json_t *item = json_object_get(params, "textDocument");
	const char *uri = json_string_value(json_object_get(item, "uri"));
	const json_t *text = json_object_get(item, "text");
	struct dl_lsp_document *d;

	if (!uri || !json_is_string(text))
		return "textDocument wants a uri and a text";
	d = dl_lsp_find(server, uri);
	if (!d) {
		d = dl_lsp_alloc(sizeof(*d));
		d->uri = dl_lsp_copy(uri, strlen(uri));
		d->path = dl_lsp_path_of(uri);
		d->next = server->documents;
		server->documents = d;
	}
	d->version = json_integer_value(json_object_get(item, "version"));
	set_text(d, text);
	find_file(d);
	make_due(d, dl_lsp_now());
	return NULL;
}

/* One of contentChanges: a range and its new text, or all of it. */
static const char *apply_change(const struct dl_lsp_server *server, struct dl_lsp_document *d,
				const json_t *change)
{
	const json_t *range = json_object_get(change, "range");
	const json_t *text = json_object_get(change, "text");
	struct dl_lsp_position from, to;
	size_t start, end, added;
	char *changed;

	if (!json_is_string(text))
		return "a change wants a text";
	if (!range) {
		set_text(d, text);
		return NULL;
	}
	if (!dl_lsp_read_position(&from, json_object_get(range, "start")) ||
	    !dl_lsp_read_position(&to, json_object_get(range, "end")))
		return "the range of a change wants a start and an end";
	start = dl_lsp_offset(d->text, d->len, from, server->utf8);
	end = dl_lsp_offset(d->text, d->len, to, server->utf8);
	if (end < start)
		return "the range of a change ends before it starts";
	added = json_string_length(text);
	changed = dl_lsp_alloc(d->len - (end - start) + added + 1);
	memcpy(changed, d->text, start);
	memcpy(changed + start, json_string_value(text), added);
	memcpy(changed + start + added, d->text + end, d->len - end);
	free(d->text);
	d->text = changed;
	d->len += added - (end - start);
	return NULL;
}

const char *dl_lsp_did_change(struct dl_lsp_server *server, const json_t *params)
{
	const json_t *changes = json_object_get(params, "contentChanges");
	const json_t *version = json_object_get(json_object_get(params, "textDocument"), "version");
	struct dl_lsp_document *d = dl_lsp_find_named(server, params);
	const char *why = NULL;
	double when = dl_lsp_now() + PAUSE;
	const json_t *change;
	size_t i;

	if (!d || !json_is_array(changes))
		return d ? "contentChanges wants a list" : "textDocument is not open";
	json_array_foreach((json_t *)(uintptr_t)changes, i, change) {
		why = apply_change(server, d, change);
		if (why)
			return why;
	}
	d->version = json_is_integer(version) ? json_integer_value(version) : d->version + 1;
	json_decref(d->diagnostics);
	d->diagnostics = NULL;
	make_due(d, when);
	if (!is_source(d))
		make_neighbours_due(server, d, when);
	return NULL;
}

const char *dl_lsp_did_save(struct dl_lsp_server *server, const json_t *params)
{
	struct dl_lsp_document *d = dl_lsp_find_named(server, params);

	if (!d)
		return "textDocument is not open";
	find_file(d);
	make_due(d, dl_lsp_now());
	/* behind the one that somebody looks at */
	make_neighbours_due(server, d, dl_lsp_now());
	return NULL;
}

const char *dl_lsp_did_close(struct dl_lsp_server *server, const json_t *params)
{
	struct dl_lsp_document *d = dl_lsp_find_named(server, params);
	struct dl_lsp_document **at = &server->documents;

	if (!d)
		return "textDocument is not open";
	if (server->scan.pid && strcmp(server->scan.uri, d->uri) == 0)
		dl_lsp_scan_cancel(server);
	dl_lsp_publish(server, d, dl_lsp_json(json_array()));
	while (*at != d)
		at = &(*at)->next;
	*at = d->next;
	free_document(d);
	return NULL;
}
