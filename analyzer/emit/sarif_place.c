/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Places: URIs on %SRCROOT%, regions with UTF-16 columns, snippets.
 *
 * A region stays on one line: GitHub annotates a pull request only when every
 * line of the region is in the diff.
 */
#include "emit/sarif.h"

#include <string.h>

#include "emit/uri.h"
#include "emit/utf8.h"

#define CONTEXT_LINES 2
#define SNIPPET_MAX   4096

json_t *dl_sarif_artifact(const struct dl_sarif *s, const char *path)
{
	struct dl_buf clean = { 0 }, uri = { 0 };
	json_t *artifact = dl_json_object();
	bool outside;

	dl_uri_normalise(&clean, path ? path : "");
	outside = clean.len && (clean.data[0] == '/' || strncmp(clean.data, "../", 3) == 0);
	if (outside && clean.data[0] != '/' && s->in->scan.root) {
		struct dl_buf joined = { 0 };

		dl_buf_printf(&joined, "%s/%s", s->in->scan.root, dl_buf_str(&clean));
		dl_buf_clear(&clean);
		dl_uri_normalise(&clean, dl_buf_str(&joined));
		dl_buf_free(&joined);
	}
	if (outside && s->in->reproducible) {
		/* Which file it was, without where this machine has it. */
		dl_buf_puts(&uri, "outside/");
		dl_uri_path(&uri, strrchr(clean.data, '/') + 1);
	} else if (outside) {
		dl_uri_file(&uri, dl_buf_str(&clean));
	} else {
		dl_uri_path(&uri, dl_buf_str(&clean));
	}
	dl_json_set_text(artifact, "uri", dl_buf_str(&uri));
	if (!outside || s->in->reproducible)
		dl_json_set_text(artifact, "uriBaseId", DL_SARIF_ROOT);
	dl_buf_free(&clean);
	dl_buf_free(&uri);
	return artifact;
}

/* A spot without a known end is one character; one over several lines ends with its first. */
static uint32_t end_byte(const struct dl_spot *spot, const char *line, size_t size)
{
	uint32_t col = spot->col ? spot->col : 1, end = spot->end_col;

	if (spot->end_line > spot->line)
		end = line ? (uint32_t)size + 1 : 0;
	else if (line && end > size + 1)
		end = (uint32_t)size + 1;
	return end > col ? end : col + 1;
}

static void set_snippet(json_t *region, const char *text, size_t size)
{
	json_t *snippet;

	if (!size || size > SNIPPET_MAX)
		return;
	snippet = dl_json_object();
	dl_json_set(snippet, "text", dl_json_text_n(text, size));
	dl_json_set(region, "snippet", snippet);
}

static json_t *region(const struct dl_spot *spot, const char *line, size_t size, bool context)
{
	uint32_t line_number = spot->line ? spot->line : 1, col = spot->col ? spot->col : 1;
	uint32_t end = end_byte(spot, line, size);
	json_t *object = dl_json_object();

	dl_json_set(object, "startLine", json_integer(line_number));
	dl_json_set(object, "startColumn",
		    json_integer(line ? dl_utf16_column(line, size, col) : col));
	dl_json_set(object, "endLine", json_integer(line_number));
	dl_json_set(object, "endColumn",
		    json_integer(line ? dl_utf16_column(line, size, end) : end));
	if (context && line && col <= size)
		set_snippet(object, line + col - 1, (end - 1 < size ? end - 1 : size) - (col - 1));
	return object;
}

/* Whole lines around the spot; NULL when they are not more than the region itself. */
static json_t *context_region(const struct dl_source_text *text, const struct dl_spot *spot)
{
	uint32_t first = spot->line > CONTEXT_LINES ? spot->line - CONTEXT_LINES : 1;
	uint32_t last = spot->line + CONTEXT_LINES;
	const char *begin, *end;
	size_t begin_size, end_size;
	json_t *object;

	if (last > text->line_count)
		last = (uint32_t)text->line_count;
	if (first == last)
		return NULL;
	begin = dl_source_line(text, first, &begin_size);
	end = dl_source_line(text, last, &end_size);
	object = dl_json_object();
	dl_json_set(object, "startLine", json_integer(first));
	dl_json_set(object, "endLine", json_integer(last));
	set_snippet(object, begin, (size_t)(end - begin) + end_size);
	return object;
}

json_t *dl_sarif_place(struct dl_sarif *s, const struct dl_spot *spot, bool context)
{
	const struct dl_source_text *text = dl_source_get(&s->source, spot->path);
	json_t *place = dl_json_object(), *around;
	size_t size = 0;
	const char *line = dl_source_line(text, spot->line, &size);

	dl_json_set(place, "artifactLocation", dl_sarif_artifact(s, spot->path));
	dl_json_set(place, "region", region(spot, line, size, context));
	around = context && line ? context_region(text, spot) : NULL;
	if (around)
		dl_json_set(place, "contextRegion", around);
	return place;
}
