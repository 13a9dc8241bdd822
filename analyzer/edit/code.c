/* SPDX-License-Identifier: Apache-2.0 */
/* See code.h. */
#include "edit/code.h"

#include <string.h>

#include "base/ctext.h"

/* ---- places ---- */

bool dl_code_offset(const struct dl_code *code, uint32_t line, uint32_t col, size_t *out)
{
	size_t at = 0;

	if (!line || !col)
		return false;
	for (uint32_t i = 1; i < line; i++) {
		size_t next = dl_code_next_line(code, at);

		if (next == at || code->text[next - 1] != '\n')
			return false;
		at = next;
	}
	*out = at + col - 1;
	return *out <= code->len && dl_code_line(code, *out) == at;
}

void dl_code_place(const struct dl_code *code, size_t at, uint32_t *line, uint32_t *col)
{
	size_t start = dl_code_line(code, at);

	*line = 1;
	*col = (uint32_t)(at - start) + 1;
	for (size_t i = 0; i < start; i++)
		*line += code->text[i] == '\n';
}

size_t dl_code_line(const struct dl_code *code, size_t at)
{
	while (at > 0 && code->text[at - 1] != '\n')
		at--;
	return at;
}

size_t dl_code_next_line(const struct dl_code *code, size_t at)
{
	const char *feed = at < code->len ? memchr(code->text + at, '\n', code->len - at) : NULL;

	return feed ? (size_t)(feed - code->text) + 1 : code->len;
}

size_t dl_code_column(const struct dl_code *code, size_t at)
{
	size_t column = 0;

	for (size_t i = dl_code_line(code, at); i < at; i++)
		column = code->text[i] == '\t' ? (column / 8 + 1) * 8 : column + 1;
	return column;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

bool dl_code_is_directive(const struct dl_code *code, size_t at)
{
	size_t line = dl_code_line(code, at);

	/* behind a backslash at the end of a line goes that line on */
	while (line > 1 && code->text[line - 1] == '\n') {
		size_t end = line - 1;

		end -= end && code->text[end - 1] == '\r';
		if (!end || code->text[end - 1] != '\\')
			break;
		line = dl_code_line(code, end - 1);
	}
	while (line < code->len && (code->text[line] == ' ' || code->text[line] == '\t'))
		line++;
	return line < code->len && code->text[line] == '#';
}

bool dl_code_has_directive(const struct dl_code *code, struct dl_stretch where)
{
	for (size_t at = where.start; at < where.end; at = dl_code_next_line(code, at))
		if (dl_code_is_directive(code, at))
			return true;
	return false;
}

/* The end of what @at begins: a comment, a string, or @at itself. */
static size_t skip_passive(const struct dl_code *code, size_t at)
{
	return at < code->len
		       ? (size_t)(dl_text_skip_passive(code->text + at, code->text + code->len) -
				  code->text)
		       : at;
}

static bool is_comment(const struct dl_code *code, size_t at)
{
	return at + 1 < code->len && code->text[at] == '/' &&
	       (code->text[at + 1] == '*' || code->text[at + 1] == '/');
}

bool dl_code_has_comment(const struct dl_code *code, struct dl_stretch where)
{
	for (size_t at = where.start; at < where.end;) {
		size_t next = skip_passive(code, at);

		if (is_comment(code, at))
			return true;
		at = next > at ? next : at + 1;
	}
	return false;
}

size_t dl_code_skip(const struct dl_code *code, size_t at, size_t end)
{
	while (at < end) {
		if (is_blank(code->text[at]))
			at++;
		else if (is_comment(code, at))
			at = skip_passive(code, at);
		else
			break;
	}
	return at < end ? at : end;
}

struct dl_stretch dl_code_trim(const struct dl_code *code, struct dl_stretch where)
{
	size_t last = where.start = dl_code_skip(code, where.start, where.end);

	for (size_t at = where.start; at < where.end;) {
		size_t next = skip_passive(code, at);

		if (next == at)
			next++;
		if (!is_blank(code->text[at]) && !is_comment(code, at))
			last = next;
		at = next;
	}
	where.end = last < where.end ? last : where.end;
	return where;
}

/* ---- brackets ---- */

static char partner(char c)
{
	return c == '(' ? ')' : c == '[' ? ']' : c == '{' ? '}' : '\0';
}

#define MAX_DEPTH 64

size_t dl_code_close(const struct dl_code *code, size_t at, size_t end)
{
	char open[MAX_DEPTH];
	size_t depth = 0;

	while (at < end) {
		char c = code->text[at];
		size_t next = skip_passive(code, at);

		if (next > at) {
			at = next;
			continue;
		}
		if (partner(c)) {
			if (depth == MAX_DEPTH)
				return SIZE_MAX;
			open[depth++] = partner(c);
		} else if (c == ')' || c == ']' || c == '}') {
			if (!depth || open[--depth] != c)
				return SIZE_MAX;
			if (!depth)
				return at + 1;
		}
		at++;
	}
	return SIZE_MAX;
}

size_t dl_code_name(const struct dl_code *code, size_t at)
{
	size_t n = 0;

	while (at + n < code->len && dl_text_is_ident((unsigned char)code->text[at + n]))
		n++;
	return n && !(code->text[at] >= '0' && code->text[at] <= '9') ? n : 0;
}

bool dl_code_is(const struct dl_code *code, struct dl_stretch where, const char *text)
{
	size_t n = strlen(text);

	return where.end - where.start == n && !memcmp(code->text + where.start, text, n);
}

/* ---- names in a stretch ---- */

/* The next place of @name from *@at on, behind which *@at moves. */
static bool next_mention(const struct dl_code *code, struct dl_stretch where, const char *name,
			 size_t n, size_t *at, size_t *found)
{
	while (*at < where.end) {
		size_t next = skip_passive(code, *at), len;

		if (next > *at) {
			*at = next;
			continue;
		}
		len = 0;
		while (*at + len < where.end &&
		       dl_text_is_ident((unsigned char)code->text[*at + len]))
			len++;
		if (len == n && !memcmp(code->text + *at, name, n)) {
			*found = *at;
			*at += len;
			return true;
		}
		*at += len ? len : 1;
	}
	return false;
}

bool dl_code_same(const struct dl_code *code, struct dl_stretch a, struct dl_stretch b)
{
	return a.end - a.start == b.end - b.start &&
	       !memcmp(code->text + a.start, code->text + b.start, a.end - a.start);
}

bool dl_code_mentions(const struct dl_code *code, struct dl_stretch where, const char *name,
		      size_t n)
{
	size_t at = where.start, found;

	return next_mention(code, where, name, n, &at, &found);
}

/* The character before @at that is not blank. */
static char before(const struct dl_code *code, size_t at, size_t start, size_t back)
{
	while (at > start && is_blank(code->text[at - 1]))
		at--;
	return at >= start + back ? code->text[at - back] : '\0';
}

/* What follows a name makes it, or what it leads to, another. */
static bool is_assigned(const struct dl_code *code, size_t at, size_t end)
{
	char c, d;

	at = dl_code_skip(code, at, end);
	c = at < end ? code->text[at] : '\0';
	d = at + 1 < end ? code->text[at + 1] : '\0';
	if (c == '=')
		return d != '=';
	if ((c == '+' && d == '+') || (c == '-' && d == '-'))
		return true;
	if (c && strchr("+-*/%&|^", c) && d == '=')
		return true;
	return (c == '<' || c == '>') && d == c && at + 2 < end && code->text[at + 2] == '=';
}

bool dl_code_changes(const struct dl_code *code, struct dl_stretch where, const char *name,
		     size_t n)
{
	size_t at = where.start, found;

	while (next_mention(code, where, name, n, &at, &found)) {
		char last = before(code, found, where.start, 1),
		     one = before(code, found, where.start, 2);
		size_t next = dl_code_skip(code, at, where.end);
		bool leads =
			next < where.end && (code->text[next] == '.' || code->text[next] == '[' ||
					     (code->text[next] == '-' && next + 1 < where.end &&
					      code->text[next + 1] == '>'));

		/* a member of another thing has that name */
		if (last == '.' || (last == '>' && one == '-'))
			continue;
		if (is_assigned(code, at, where.end) ||
		    ((last == '+' || last == '-') && one == last) ||
		    (last == '&' && one != '&' && !leads))
			return true;
	}
	return false;
}

bool dl_code_may_change(const struct dl_code *code, struct dl_stretch where, struct dl_stretch way)
{
	for (size_t at = where.start; at < where.end;) {
		size_t n = dl_code_name(code, at);

		if (n && dl_code_changes(code, way, code->text + at, n))
			return true;
		at += n ? n : 1;
	}
	return false;
}

bool dl_code_is_pure(const struct dl_code *code, struct dl_stretch where)
{
	bool after_name = false;
	size_t at = where.start;

	if (at >= where.end)
		return false;
	while (at < where.end) {
		char c = code->text[at], d = at + 1 < where.end ? code->text[at + 1] : '\0';
		size_t n = 0;

		while (at + n < where.end && dl_text_is_ident((unsigned char)code->text[at + n]))
			n++;
		if (n) {
			after_name = !(n == 6 && !memcmp(code->text + at, "sizeof", 6));
			at += n;
			continue;
		}
		if (skip_passive(code, at) > at || !strchr(" \t\n()[].->&*+/", c) ||
		    (c == '(' && after_name) || (c == '+' && d == '+') || (c == '-' && d == '-') ||
		    (d == '=' && c != ' ' && c != '\t' && c != '\n'))
			return false;
		if (!is_blank(c))
			after_name = c == ')' || c == ']';
		at++;
	}
	return true;
}

/* ---- calls ---- */

bool dl_code_call_at(const struct dl_code *code, size_t at, struct dl_code_call *out)
{
	size_t n = dl_code_name(code, at), end, from;
	struct dl_stretch arg;

	*out = (struct dl_code_call){.name = {at, at + n}};
	if (!n || (at > 0 && dl_text_is_ident((unsigned char)code->text[at - 1])))
		return false;
	out->open = dl_code_skip(code, at + n, code->len);
	if (out->open >= code->len || code->text[out->open] != '(')
		return false;
	end = dl_code_close(code, out->open, code->len);
	if (end == SIZE_MAX)
		return false;
	out->whole = (struct dl_stretch){at, end};
	from = out->open + 1;
	for (size_t i = from; i < end; i++) {
		size_t next = skip_passive(code, i);
		char c = code->text[i];

		if (next > i) {
			i = next - 1;
			continue;
		}
		if (partner(c)) {
			next = dl_code_close(code, i, end);
			if (next == SIZE_MAX)
				return false;
			i = next - 1;
			continue;
		}
		if (c != ',' && i != end - 1)
			continue;
		arg = dl_code_trim(code, (struct dl_stretch){from, i});
		from = i + 1;
		if (i == end - 1 && !out->arg_count && arg.start == arg.end)
			return true;
		if (arg.start == arg.end || out->arg_count == DL_CODE_MAX_ARGS)
			return false;
		out->args[out->arg_count++] = arg;
	}
	return true;
}

/* ---- operands ---- */

/* Some longer mark that begins with the same character stands there. */
static bool is_longer(const struct dl_code *code, size_t at, size_t n, size_t start, size_t end)
{
	char c = code->text[at], next = at + n < end ? code->text[at + n] : '\0';
	char last = at > start ? code->text[at - 1] : '\0';

	if (n == 1 && (c == '|' || c == '&'))
		return next == c || next == '=' || last == c;
	return next == '=' || (c == '=' && last && strchr("<>!=", last));
}

size_t dl_code_split(const struct dl_code *code, struct dl_stretch where, const char *mark,
		     struct dl_stretch *out, size_t max)
{
	size_t n = strlen(mark), count = 0, from = where.start;

	for (size_t at = where.start; at < where.end;) {
		size_t next = skip_passive(code, at);

		if (next == at && partner(code->text[at])) {
			next = dl_code_close(code, at, where.end);
			if (next == SIZE_MAX)
				return 0;
		} else if (next == at && where.end - at >= n && !memcmp(code->text + at, mark, n) &&
			   !is_longer(code, at, n, where.start, where.end)) {
			if (count == max)
				return 0;
			out[count++] = dl_code_trim(code, (struct dl_stretch){from, at});
			next = from = at + n;
		}
		at = next > at ? next : at + 1;
	}
	if (count == max)
		return 0;
	out[count++] = dl_code_trim(code, (struct dl_stretch){from, where.end});
	return count;
}

#define MAX_NAME 63

/* The bracket that is all of @where, with the macro before it, taken off. */
static bool unwrap(const struct dl_code *code, struct dl_stretch *where, dl_code_keeps_truth *keeps,
		   const void *arg)
{
	size_t n = dl_code_name(code, where->start);
	size_t open = dl_code_skip(code, where->start + n, where->end);
	char name[MAX_NAME + 1];

	if (n > MAX_NAME || open >= where->end || code->text[open] != '(' ||
	    dl_code_close(code, open, where->end) != where->end)
		return false;
	memcpy(name, code->text + where->start, n);
	name[n] = '\0';
	if (n && !keeps(arg, name))
		return false;
	*where = dl_code_trim(code, (struct dl_stretch){open + 1, where->end - 1});
	return true;
}

#define MAX_OPERANDS 16

struct dl_stretch dl_code_operand(const struct dl_code *code, struct dl_stretch condition,
				  size_t at, dl_code_keeps_truth *keeps, const void *arg)
{
	static const char *const marks[] = {"||", "&&"};
	struct dl_stretch whole = dl_code_trim(code, condition), inner;

	for (bool again = true; again;) {
		again = false;
		for (size_t m = 0; m < 2; m++) {
			struct dl_stretch parts[MAX_OPERANDS];
			size_t n = dl_code_split(code, whole, marks[m], parts, MAX_OPERANDS);

			for (size_t i = 0; i < n && n > 1; i++)
				if (parts[i].start <= at && at < parts[i].end) {
					whole = parts[i];
					again = true;
				}
		}
		inner = whole;
		if (unwrap(code, &inner, keeps, arg) && inner.start <= at && at < inner.end) {
			whole = inner;
			again = true;
		}
	}
	return whole;
}
