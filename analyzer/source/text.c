/* SPDX-License-Identifier: Apache-2.0 */
/* See text.h. */
#include "source/text.h"

#include <string.h>

const char *dl_text_skip_passive(const char *p, const char *end)
{
	char quote = *p;

	if (quote == '/' && p + 1 < end && p[1] == '/') {
		const char *nl = memchr(p, '\n', (size_t)(end - p));

		return nl ? nl : end;
	}
	if (quote == '/' && p + 1 < end && p[1] == '*') {
		const char *close = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);

		return close ? close + 2 : end;
	}
	if (quote != '"' && quote != '\'')
		return p;
	for (p++; p < end && *p != quote && *p != '\n'; p++) {
		if (*p == '\\' && p + 1 < end)
			p++;
	}
	return p < end ? p + 1 : end;
}

/* The end of a preprocessor directive with its continued lines. */
static const char *skip_directive(const char *p, const char *end)
{
	while (p < end && *p != '\n') {
		const char *next = dl_text_skip_passive(p, end);

		if (next != p)
			p = next;
		else
			p += *p == '\\' && p + 1 < end ? 2 : 1;
	}
	return p;
}

/* Blanks, line ends and comments. */
static const char *skip_blank(const char *p, const char *end)
{
	for (;;) {
		while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
			p++;
		if (p + 1 >= end || *p != '/' || (p[1] != '/' && p[1] != '*'))
			return p;
		p = dl_text_skip_passive(p, end);
	}
}

/* Behind the parenthesis that closes the one at @p; the end of the text when there is none. */
static const char *skip_parens(const char *p, const char *end)
{
	int depth = 0;

	while (p < end) {
		const char *next = dl_text_skip_passive(p, end);

		if (next != p) {
			p = next;
			continue;
		}
		depth += *p == '(';
		depth -= *p == ')';
		p++;
		if (!depth)
			break;
	}
	return p;
}

/* What follows a function's name is "(parameters) {", attributes and annotations between. */
static bool is_followed_by_body(const char *p, const char *end)
{
	p = skip_blank(p, end);
	if (p == end || *p != '(')
		return false;
	for (;;) {
		p = skip_blank(skip_parens(p, end), end);
		while (p < end && dl_text_is_ident((unsigned char)*p)) {
			while (p < end && dl_text_is_ident((unsigned char)*p))
				p++;
			p = skip_blank(p, end);
		}
		if (p == end || *p != '(')
			return p < end && *p == '{';
	}
}

/* Whether "static" stands before the name at @name, in the same declaration. */
static bool is_static(const char *text, const char *name)
{
	const char *p = name;
	const char *word = name;

	while (p > text) {
		char c = p[-1];

		if (dl_text_is_ident((unsigned char)c)) {
			p--;
			continue;
		}
		if (word - p == 6 && !memcmp(p, "static", 6))
			return true;
		if (!strchr(" \t\r\n*()", c))
			return false;
		word = --p;
	}
	return word - p == 6 && !memcmp(p, "static", 6);
}

typedef bool accept_name(const char *text, const char *name, const char *after, const char *end);

static bool accept_definition(const char *text, const char *name, const char *after,
			      const char *end)
{
	return is_followed_by_body(after, end) && !is_static(text, name);
}

/* The first of @names in the text that @accept takes, or any when it is NULL. */
static const char *first_name(const struct dl_map *names, const char *text, size_t size,
			      accept_name *accept)
{
	const char *end = text + size;
	const char *p = text;

	while (p < end) {
		const char *start = p;
		const char *name;

		if (*p == '#') {
			p = skip_directive(p, end);
			continue;
		}
		if (!dl_text_is_ident((unsigned char)*p)) {
			p = dl_text_skip_passive(p, end);
			p += p == start;
			continue;
		}
		while (p < end && dl_text_is_ident((unsigned char)*p))
			p++;
		name = dl_map_get_bytes(names, start, (size_t)(p - start));
		if (name && (!accept || accept(text, start, p, end)))
			return name;
	}
	return NULL;
}

const char *dl_text_defines(const struct dl_map *names, const char *text, size_t size)
{
	return names->len ? first_name(names, text, size, accept_definition) : NULL;
}

const char *dl_text_uses(const struct dl_map *names, const char *text, size_t size)
{
	return names->len ? first_name(names, text, size, NULL) : NULL;
}
