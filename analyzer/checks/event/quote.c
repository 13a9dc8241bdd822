/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in a file at a place of it. */
#include "checks/event/internal.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/vec.h"

#define MAX_LINES 6
/* Characters of a macro's call. */
#define MAX_CALL 300

const char *dl_report_text(struct dl_report *r, uint32_t file, size_t *len)
{
	const struct dl_engine_options *o = r->an->options;
	const struct dl_unit *unit = r->an->unit;

	return o->source && file < unit->file_count ?
	       o->source(o->source_ctx, unit->files[file].path, len) : NULL;
}

/* Where the lines of a file begin. */
struct lines {
	uint32_t count;
	size_t *begins;
};

static struct lines *index_lines(struct dl_arena *arena, const char *text, size_t len)
{
	struct lines *lines = DL_NEW(arena, struct lines);
	DL_VEC(size_t) begins = { 0 };
	const char *at = text;

	while (at && at < text + len) {
		dl_vec_push(&begins, (size_t)(at - text));
		at = memchr(at, '\n', (size_t)(text + len - at));
		at = at ? at + 1 : NULL;
	}
	lines->count = (uint32_t)begins.len;
	lines->begins = dl_vec_to_arena(&begins, arena);
	dl_vec_free(&begins);
	return lines;
}

/* Where line @line of the file begins, which has that text; NULL: there is none. */
static const char *find_line(struct dl_report *r, uint32_t file, const char *text, size_t len, uint32_t line)
{
	struct lines *lines = dl_map_get(&r->lines, (uint64_t)file + 1);

	if (!lines) {
		lines = index_lines(r->an->arena, text, len);
		dl_map_put(&r->lines, (uint64_t)file + 1, lines);
	}
	return line && line <= lines->count ? text + lines->begins[line - 1] : NULL;
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

/* Before @at the begin of its line if that is the preprocessor's, or of a comment that ends there; NULL: neither. */
static const char *skip_back(const char *text, const char *at)
{
	const char *line = at;

	if (at - text > 1 && at[-1] == '/' && at[-2] == '*') {
		for (at -= 2; at - text > 1 && (at[-1] != '*' || at[-2] != '/');)
			at--;
		return at - text > 1 ? at - 2 : NULL;
	}
	while (line > text && line[-1] != '\n')
		line--;
	while (line < at && isspace((unsigned char)*line))
		line++;
	return line < at && *line == '#' ? line : NULL;
}

/* The last character of code before @at; 0: there is none. */
static char before(const char *text, const char *at)
{
	const char *skipped = at;

	for (; skipped; at = skipped ? skipped : at) {
		while (at > text && isspace((unsigned char)at[-1]))
			at--;
		skipped = skip_back(text, at);
	}
	return at > text ? at[-1] : '\0';
}

/* The first one from @at on. */
static char after(const char *at, const char *end)
{
	while (at < end && isspace((unsigned char)*at))
		at++;
	return at < end ? *at : '\0';
}

/* Behind the call that begins at @at; NULL: there is none. */
static const char *call_end(const char *at, const char *end)
{
	const char *from = at;
	int depth = 0;

	while (at < end && is_name_char(*at))
		at++;
	if (at == from || at == end || *at != '(')
		return NULL;
	for (; at < end && at - from < MAX_CALL && !strchr(";{}\"'", *at); at++) {
		depth += (*at == '(') - (*at == ')');
		if (!depth)
			return at + 1;
	}
	return NULL;
}

/* A place and its end in the text of a file. */
struct stretch {
	const char *text, *end;		/* of the file */
	const char *at, *last;
};

/* False where the file has no such place. Of what a macro makes only the begin is known: the macro's name. */
static bool find_stretch(struct dl_report *r, const struct dl_loc *loc, struct stretch *s)
{
	size_t len = 0;
	const char *line;

	if (!loc->line || !loc->col || (loc->end_col && (loc->end_line < loc->line ||
							   loc->end_line - loc->line > MAX_LINES)))
		return false;
	s->text = dl_report_text(r, loc->file, &len);
	s->end = s->text + len;
	s->at = s->text ? find_line(r, loc->file, s->text, len, loc->line) : NULL;
	line = loc->end_col && s->at ? find_line(r, loc->file, s->text, len, loc->end_line) : s->at;
	if (!s->at || !line || (size_t)(s->end - s->at) < loc->col || (size_t)(s->end - line) < loc->end_col)
		return false;
	s->at += loc->col - 1;
	s->last = loc->end_col ? line + loc->end_col - 1 : call_end(s->at, s->end);
	return s->last;
}

/* The call of a macro is all of a condition, or of an argument. */
static bool is_whole(const struct stretch *s)
{
	char left = before(s->text, s->at), right = after(s->last, s->end);

	return left && right && strchr("(!&|,", left) && strchr(")&|,", right);
}

const char *dl_quote(struct dl_report *r, const struct dl_loc *loc)
{
	struct dl_buf out = { 0 };
	struct stretch s;

	if (!find_stretch(r, loc, &s) || (!loc->end_col && !is_whole(&s)))
		return NULL;
	for (; s.at < s.last; s.at++) {
		if (!isspace((unsigned char)*s.at))
			dl_buf_add(&out, s.at, 1);
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
	struct stretch s;
	char left;

	if (!find_stretch(r, loc, &s) || call_end(s.at, s.end) != s.last || is_in_brackets(s.text, s.at))
		return false;
	left = before(s.text, s.at);
	return left && strchr(";{}):", left) && after(s.last, s.end) == ';';
}

/* The file has @name at @loc; true as well where there is no file to look at. */
bool dl_stands_at(struct dl_report *r, const struct dl_loc *loc, const char *name, size_t n)
{
	size_t len = 0;
	const char *text = dl_report_text(r, loc->file, &len);
	const char *line = text ? find_line(r, loc->file, text, len, loc->line) : NULL;

	if (!line)
		return true;
	line += loc->col - 1;
	return loc->col && line + n < text + len && !memcmp(line, name, n) && !is_name_char(line[n]);
}
