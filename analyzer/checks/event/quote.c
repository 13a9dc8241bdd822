/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in a file at a place of it. */
#include "checks/event/internal.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"

#define MAX_LINES 6

const char *dl_report_text(struct dl_report *r, uint32_t file, size_t *len)
{
	const struct dl_engine_options *o = r->an->options;
	const struct dl_unit *unit = r->an->unit;

	return o->source && file < unit->file_count ?
	       o->source(o->source_ctx, unit->files[file].path, len) : NULL;
}

/* Where line @line begins, from @at on, which is the begin of line @from. */
static const char *find_line(const char *at, const char *end, uint32_t from, uint32_t line)
{
	while (at && at < end && from < line) {
		at = memchr(at, '\n', (size_t)(end - at));
		at = at ? at + 1 : NULL;
		from++;
	}
	return at && at < end ? at : NULL;
}

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* An expression is whole: its brackets fit, and it is no statement and no comment. */
static bool is_expression(const char *text)
{
	bool in_string = false;
	int depth = 0;

	if (!*text || strchr(")],;", *text))
		return false;
	for (; *text; text++) {
		in_string ^= *text == '"';
		if (in_string && *text != '\'' && *text != '\\')
			continue;
		if (strchr(";{}#\\'", *text) || (unsigned char)*text < ' ' || (unsigned char)*text > '~')
			return false;
		if (text[0] == '/' && (text[1] == '*' || text[1] == '/'))
			return false;
		depth += (*text == '(' || *text == '[') - (*text == ')' || *text == ']');
		if (depth < 0)
			return false;
	}
	return depth == 0 && !in_string;
}

static void shorten(struct dl_buf *buf, size_t len)
{
	buf->len = len;
	buf->data[len] = '\0';
}

/* At most as long as may be quoted: the end is left out. */
static const char *cut(struct dl_report *r, struct dl_buf *buf)
{
	const char *text;

	if (buf->len > DL_QUOTE_MAX) {
		shorten(buf, DL_QUOTE_MAX - 3);
		dl_buf_puts(buf, "...");
	}
	text = dl_arena_strdup(r->out->arena, dl_buf_str(buf));
	dl_buf_free(buf);
	return text;
}

/* What stands at @loc, white space made one blank; NULL when that is no expression. */
const char *dl_quote(struct dl_report *r, const struct dl_loc *loc)
{
	struct dl_buf out = { 0 };
	const char *at, *last, *end;
	size_t len = 0;
	const char *text;

	if (!loc->line || !loc->col || !loc->end_col || loc->end_line < loc->line ||
	    loc->end_line - loc->line > MAX_LINES)
		return NULL;
	text = dl_report_text(r, loc->file, &len);
	end = text + len;
	at = text ? find_line(text, end, 1, loc->line) : NULL;
	last = find_line(at, end, loc->line, loc->end_line);
	if (!at || !last || (size_t)(end - at) < loc->col || (size_t)(end - last) < loc->end_col)
		return NULL;
	for (at += loc->col - 1, last += loc->end_col - 1; at < last; at++) {
		if (!isspace((unsigned char)*at))
			dl_buf_add(&out, at, 1);
		else if (out.len && out.data[out.len - 1] != ' ')
			dl_buf_puts(&out, " ");
	}
	while (out.len && out.data[out.len - 1] == ' ')
		shorten(&out, out.len - 1);
	if (!is_expression(dl_buf_str(&out))) {
		dl_buf_free(&out);
		return NULL;
	}
	return cut(r, &out);
}

/* The last character before @at that is no blank; 0: there is none. */
static char before(const char *text, const char *at)
{
	while (at > text && isspace((unsigned char)at[-1]))
		at--;
	return at > text ? at[-1] : '\0';
}

/* Brackets that are open at @at and were opened on its line. */
static bool is_in_brackets(const char *text, const char *at)
{
	int depth = 0;

	for (; at > text && at[-1] != '\n' && depth >= 0; at--)
		depth += (at[-1] == ')') - (at[-1] == '(');
	return depth < 0;
}

bool dl_is_statement(struct dl_report *r, const struct dl_loc *loc)
{
	size_t len = 0, name = 0;
	const char *text = dl_report_text(r, loc->file, &len), *end = text + len;
	const char *at = text ? find_line(text, end, 1, loc->line) : NULL;
	const char *last = at && loc->end_line >= loc->line ? find_line(at, end, loc->line, loc->end_line) : NULL;

	if (!last || !loc->col || !loc->end_col || (size_t)(end - at) < loc->col ||
	    (size_t)(end - last) < loc->end_col)
		return false;
	at += loc->col - 1;
	last += loc->end_col - 1;
	while (at + name < last && is_name_char(at[name]))
		name++;
	if (!name || at + name == last || at[name] != '(' || last[-1] != ')' || is_in_brackets(text, at) ||
	    !strchr(";{}):", before(text, at)))
		return false;
	while (last < end && isspace((unsigned char)*last))
		last++;
	return last < end && *last == ';';
}

/* The file has @name at @loc; true as well where there is no file to look at. */
bool dl_stands_at(struct dl_report *r, const struct dl_loc *loc, const char *name, size_t n)
{
	size_t len = 0;
	const char *text = dl_report_text(r, loc->file, &len);
	const char *line = text ? find_line(text, text + len, 1, loc->line) : NULL;

	if (!line)
		return true;
	line += loc->col - 1;
	return loc->col && line + n < text + len && !memcmp(line, name, n) && !is_name_char(line[n]);
}
