/* SPDX-License-Identifier: Apache-2.0 */
/* See position.h. */
#include "lsp/position.h"

#include <string.h>

#include "lsp/server.h"

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

size_t dl_lsp_line_start(const char *text, size_t len, size_t line)
{
	size_t at = 0;

	while (line && at < len) {
		if (is_line_end(text[at])) {
			at += text[at] == '\r' && at + 1 < len && text[at + 1] == '\n';
			line--;
		}
		at++;
	}
	return at;
}

size_t dl_lsp_line_length(const char *text, size_t len, size_t start)
{
	size_t at = start;

	while (at < len && !is_line_end(text[at]))
		at++;
	return at - start;
}

/* Bytes of the character at @p, of which @left are there. */
static size_t character_size(const unsigned char *p, size_t left)
{
	size_t size = *p >= 0xf0 && *p < 0xf5 ? 4 : *p >= 0xe0 ? 3 : *p >= 0xc2 ? 2 : 1;

	if (*p >= 0xf5 || size > left)
		return 1;
	for (size_t i = 1; i < size; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 1;
	return size;
}

/* Units of a character of @size bytes. */
static size_t units(size_t size, bool utf8)
{
	if (utf8)
		return size;
	return size == 4 ? 2 : 1;
}

size_t dl_lsp_offset(const char *text, size_t len, struct dl_lsp_position p, bool utf8)
{
	size_t at = dl_lsp_line_start(text, len, p.line);
	size_t end = at + dl_lsp_line_length(text, len, at);
	size_t character = 0;

	while (at < end) {
		size_t size = character_size((const unsigned char *)text + at, end - at);

		character += units(size, utf8);
		if (character > p.character)
			break;
		at += size;
	}
	return at;
}

struct dl_lsp_position dl_lsp_position_at(const char *text, size_t len, uint32_t line,
					  uint32_t column, bool utf8)
{
	struct dl_lsp_position p = {.line = line ? line - 1 : 0};
	size_t at = dl_lsp_line_start(text, len, p.line);
	size_t end = at + dl_lsp_line_length(text, len, at);
	size_t wanted = at + (column ? column - 1 : 0);

	while (at < end) {
		size_t size = character_size((const unsigned char *)text + at, end - at);

		at += size;
		if (at > wanted)
			break;
		p.character += units(size, utf8);
	}
	return p;
}

bool dl_lsp_read_position(struct dl_lsp_position *out, const json_t *value)
{
	const json_t *line = json_object_get(value, "line");
	const json_t *character = json_object_get(value, "character");

	if (!json_is_integer(line) || !json_is_integer(character) || json_integer_value(line) < 0 ||
	    json_integer_value(character) < 0)
		return false;
	out->line = (size_t)json_integer_value(line);
	out->character = (size_t)json_integer_value(character);
	return true;
}

json_t *dl_lsp_range(struct dl_lsp_position start, struct dl_lsp_position end)
{
	return dl_lsp_json(json_pack("{s:{s:I, s:I}, s:{s:I, s:I}}", "start", "line",
				     (json_int_t)start.line, "character",
				     (json_int_t)start.character, "end", "line",
				     (json_int_t)end.line, "character", (json_int_t)end.character));
}
