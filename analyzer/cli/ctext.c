/* SPDX-License-Identifier: Apache-2.0 */
/* See ctext.h. */
#include "cli/ctext.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

struct scanner {
	const struct dl_ctext_visitor *visitor;
	const char *p;
	const char *end;
	unsigned int line;
	int braces;
	int parentheses;
	const char *name; /* first one before a parenthesis in this declaration; NULL: none yet */
	size_t name_len;
	unsigned int name_line;
};

static void skip_comment(struct scanner *s)
{
	if (s->p[1] == '/') {
		while (s->p < s->end && *s->p != '\n')
			s->p++;
		return;
	}
	for (s->p += 2; s->p < s->end; s->p++) {
		if (*s->p == '\n')
			s->line++;
		if (*s->p == '*' && s->p + 1 < s->end && s->p[1] == '/') {
			s->p += 2;
			return;
		}
	}
}

/* From a quote to the next one, or to the end of the line. */
static void skip_literal(struct scanner *s)
{
	char quote = *s->p++;
	const char *from = s->p;

	while (s->p < s->end && *s->p != quote && *s->p != '\n') {
		if (*s->p == '\\' && s->p + 1 < s->end) {
			s->line += s->p[1] == '\n';
			s->p++;
		}
		s->p++;
	}
	if (s->p > s->end)
		s->p = s->end;
	if (quote == '"' && s->visitor->string)
		s->visitor->string(s->visitor->arg, from, (size_t)(s->p - from));
	if (s->p < s->end && *s->p == quote)
		s->p++;
}

/* A line of the preprocessor, with those that continue it. Strings in it count. */
static void skip_directive(struct scanner *s)
{
	while (s->p < s->end && *s->p != '\n') {
		bool has_next = s->p + 1 < s->end;

		if (*s->p == '"') {
			skip_literal(s);
		} else if (*s->p == '/' && has_next && (s->p[1] == '*' || s->p[1] == '/')) {
			skip_comment(s);
		} else {
			bool continues = *s->p == '\\' && has_next && s->p[1] == '\n';

			s->line += continues;
			s->p += 1 + continues;
		}
	}
}

static void read_name(struct scanner *s)
{
	const char *name = s->p, *next;

	while (s->p < s->end && (isalnum((unsigned char)*s->p) || *s->p == '_'))
		s->p++;
	for (next = s->p; next < s->end && (*next == ' ' || *next == '\t'); next++)
		;
	if (next == s->end || *next != '(' || isdigit((unsigned char)*name))
		return;
	if (s->braces && s->visitor->call)
		s->visitor->call(s->visitor->arg, name, (size_t)(s->p - name), s->line);
	if (!s->braces && !s->parentheses && !s->name) {
		s->name = name;
		s->name_len = (size_t)(s->p - name);
		s->name_line = s->line;
	}
}

static void open_brace(struct scanner *s)
{
	if (!s->braces++ && s->name && s->visitor->function)
		s->visitor->function(s->visitor->arg, s->name, s->name_len, s->name_line);
}

/* The kernel's style has the brace that ends a function at the beginning of a line, and no other
 * one. */
static void close_brace(struct scanner *s, bool begins_line)
{
	s->braces = begins_line || !s->braces ? 0 : s->braces - 1;
	if (!s->braces) {
		s->name = NULL;
		s->parentheses = 0;
	}
}

static void take(struct scanner *s, char c, bool begins_line)
{
	s->p++;
	if (c == '{')
		open_brace(s);
	else if (c == '}')
		close_brace(s, begins_line);
	else if (c == '(')
		s->parentheses++;
	else if (c == ')')
		s->parentheses -= s->parentheses > 0;
	else if ((c == ';' || c == '=') && !s->braces && !s->parentheses)
		s->name = NULL;
}

void dl_ctext_visit(const struct dl_ctext_visitor *visitor, const char *text, size_t len)
{
	struct scanner s = {.visitor = visitor, .p = text, .end = text + len, .line = 1};

	while (s.p < s.end) {
		char c = *s.p;
		bool begins_line = s.p == text || s.p[-1] == '\n';

		if (c == '\n') {
			s.line++;
			s.p++;
		} else if (c == '/' && s.p + 1 < s.end && (s.p[1] == '/' || s.p[1] == '*')) {
			skip_comment(&s);
		} else if (c == '"' || c == '\'') {
			skip_literal(&s);
		} else if (c == '#' && begins_line) {
			skip_directive(&s);
		} else if (isalnum((unsigned char)c) || c == '_') {
			read_name(&s);
		} else {
			take(&s, c, begins_line);
		}
	}
}
