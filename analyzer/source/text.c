/* SPDX-License-Identifier: Apache-2.0 */
/* See text.h. */
#include "source/text.h"

#include <string.h>

/* Limits of what is looked ahead, so that a text that never comes to an end is still read in one go: */
#define MAX_NESTED 64	/* parentheses in those of a function's parameters */
#define MAX_GROUPS 16	/* parentheses behind a function's name, with its attributes' */
#define MAX_HEADER 512 /* bytes before a function's parameters */

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

/* Behind the parenthesis that closes the one at @p; NULL when none does, or parameters are not like that. */
static const char *skip_parens(const char *p, const char *end)
{
	int depth = 0;

	while (p < end && depth <= MAX_NESTED) {
		const char *next = dl_text_skip_passive(p, end);

		if (next != p) {
			p = next;
			continue;
		}
		depth += *p == '(';
		depth -= *p == ')';
		p++;
		if (!depth)
			return p;
	}
	return NULL;
}

/* What follows a function's name is "(parameters)" and @what, attributes and annotations between. */
static bool is_followed_by(char what, const char *p, const char *end)
{
	p = skip_blank(p, end);
	if (p == end || *p != '(')
		return false;
	for (int group = 0; group < MAX_GROUPS; group++) {
		p = skip_parens(p, end);
		if (!p)
			return false;
		p = skip_blank(p, end);
		while (p < end && dl_text_is_ident((unsigned char)*p)) {
			while (p < end && dl_text_is_ident((unsigned char)*p))
				p++;
			p = skip_blank(p, end);
		}
		if (p == end || *p != '(')
			return p < end && *p == what;
	}
	return false;
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
	return is_followed_by('{', after, end) && !is_static(text, name);
}

/* A type stands before it, and not the end of a statement or an operator: it is no call. */
static bool accept_declaration(const char *text, const char *name, const char *after, const char *end)
{
	const char *p = name;

	while (p > text && strchr(" \t\r\n*", p[-1]))
		p--;
	return p > text && dl_text_is_ident((unsigned char)p[-1]) &&
	       !(p - text >= 6 && !memcmp(p - 6, "return", 6)) && is_followed_by(';', after, end);
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

/* `EXPORT_SYMBOL_GPL(`, `EXPORT_SYMBOL_NS(` and the like stand before the name. */
static bool accept_export(const char *text, const char *name, const char *after, const char *end)
{
	static const char macro[] = "EXPORT_SYMBOL";
	const char *p = name;

	(void)after;
	(void)end;
	while (p > text && strchr(" \t\r\n", p[-1]))
		p--;
	if (p == text || *--p != '(')
		return false;
	while (p > text && (p[-1] == ' ' || p[-1] == '\t'))
		p--;
	name = p;
	while (p > text && dl_text_is_ident((unsigned char)p[-1]))
		p--;
	return (size_t)(name - p) >= sizeof(macro) - 1 && !memcmp(p, macro, sizeof(macro) - 1);
}

const char *dl_text_exports(const struct dl_map *names, const char *text, size_t size)
{
	return names->len ? first_name(names, text, size, accept_export) : NULL;
}

const char *dl_text_defines(const struct dl_map *names, const char *text, size_t size)
{
	return names->len ? first_name(names, text, size, accept_definition) : NULL;
}

const char *dl_text_declares(const struct dl_map *names, const char *text, size_t size)
{
	return names->len ? first_name(names, text, size, accept_declaration) : NULL;
}

const char *dl_text_uses(const struct dl_map *names, const char *text, size_t size)
{
	return names->len ? first_name(names, text, size, NULL) : NULL;
}

/* Behind the brace that closes the one at @p. */
static const char *skip_braces(const char *p, const char *end)
{
	int depth = 0;

	while (p < end) {
		const char *next = *p == '#' ? skip_directive(p, end) : dl_text_skip_passive(p, end);

		if (next != p) {
			p = next;
			continue;
		}
		depth += *p == '{';
		depth -= *p == '}';
		p++;
		if (!depth)
			break;
	}
	return p;
}

static const char *word_end(const char *p, const char *end)
{
	while (p < end && dl_text_is_ident((unsigned char)*p))
		p++;
	return p;
}

/* "#define NAME(...) body" at @p; where the directive ends in *@after. */
static bool is_macro(struct dl_text_part *out, const char *p, const char *end, const char **after)
{
	*after = skip_directive(p, end);
	p++;
	while (p < *after && (*p == ' ' || *p == '\t'))
		p++;
	if (*after - p < 8 || memcmp(p, "define", 6) != 0)
		return false;
	p = skip_blank(p + 6, *after);
	out->name = p;
	p = word_end(p, *after);
	out->name_len = (size_t)(p - out->name);
	out->body = p;
	out->body_len = (size_t)(*after - p);
	return out->name_len > 0;
}

bool dl_text_next_part(struct dl_text_part *out, const char **p, const char *end)
{
	const char *at = *p;
	const char *word = NULL; /* the last one, which an initialiser may belong to */
	size_t word_len = 0;

	while (at < end) {
		const char *next = dl_text_skip_passive(at, end);

		if (next != at) {
			at = next;
		} else if (*at == '#') {
			if (is_macro(out, at, end, p))
				return true;
			at = *p;
		} else if (dl_text_is_ident((unsigned char)*at)) {
			next = word_end(at, end);
			if (is_followed_by('{', next, end)) {
				out->name = at;
				out->name_len = (size_t)(next - at);
				out->body = memchr(next, '{', (size_t)(end - next));
				out->body = out->body ? out->body : next;
				*p = skip_braces(out->body, end);
				out->body_len = (size_t)(*p - out->body);
				return true;
			}
			word = at;
			word_len = (size_t)(next - at);
			at = next;
		} else if (*at == '{') {
			*p = skip_braces(at, end);
			if (word) {
				*out = (struct dl_text_part){word, word_len, at, (size_t)(*p - at)};
				return true;
			}
			at = *p;
		} else {
			if (*at == ';')
				word = NULL;
			at++;
		}
	}
	*p = end;
	return false;
}

/* A function's header begins at @p, in the first column; its name, or NULL. */
static const char *header_name(const char *p, const char *end, size_t *len)
{
	const char *limit = end - p > MAX_HEADER ? p + MAX_HEADER : end;
	const char *name = NULL;

	while (p < limit && *p != '(' && *p != ';' && *p != '{' && *p != '}' && *p != '=' && *p != '#') {
		if (dl_text_is_ident((unsigned char)*p)) {
			name = p;
			p = word_end(p, limit);
			*len = (size_t)(p - name);
		} else {
			p++;
		}
	}
	return name && p < limit && *p == '(' && is_followed_by('{', name + *len, end) ? name : NULL;
}

static bool is_call(const char *after, const char *end)
{
	after = skip_blank(after, end);
	return after < end && *after == '(';
}

static bool is_word(const char *start, const char *end, const char *word)
{
	return (size_t)(end - start) == strlen(word) && !memcmp(start, word, strlen(word));
}

/* What stands before the name can be the end of a type: `if (x) {` and `for_each(x) {` are no definitions. */
static bool has_type_before(const char *text, const char *name)
{
	static const char *const others[] = {"return", "else", "do", "case", "goto"};
	const char *p = name, *end;

	while (p > text && strchr(" \t\r\n*", p[-1]))
		p--;
	/* an attribute, or a comment; but `__releases(lock)` belongs to what is before it */
	if (p > text && (p[-1] == ')' || p[-1] == '/'))
		return name[0] != '_';
	for (end = p; p > text && dl_text_is_ident((unsigned char)p[-1]); p--)
		;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (is_word(p, end, others[i]))
			return false;
	return p < end;
}

bool dl_text_next_function(struct dl_text_function *out, const char *text, const char **p, const char *end)
{
	const char *at = *p;

	while (at < end) {
		const char *start = at;

		if (*at == '#') {
			at = skip_directive(at, end);
		} else if (!dl_text_is_ident((unsigned char)*at)) {
			at = dl_text_skip_passive(at, end);
			at += at == start;
		} else {
			at = word_end(at, end);
			if (!is_call(at, end))
				continue;
			*out = (struct dl_text_function){.name = start, .len = (size_t)(at - start)};
			out->is_defined = has_type_before(text, start) && is_followed_by('{', at, end);
			out->is_static = out->is_defined && is_static(text, start);
			*p = at;
			return true;
		}
	}
	*p = end;
	return false;
}

bool dl_text_next_call(struct dl_text_call *call, const struct dl_map *names, const char **p,
		       const char *end)
{
	const char *at = *p;
	bool first = !call->line || (at > *p && at[-1] == '\n');

	call->line += !call->line;
	while (at < end) {
		const char *next = *at == '#' ? skip_directive(at, end) : dl_text_skip_passive(at, end);
		const char *start = at;
		size_t len = 0;

		if (next == at && dl_text_is_ident((unsigned char)*at)) {
			const char *header = first ? header_name(at, end, &len) : NULL;

			if (header) {
				call->function = header;
				call->function_len = len;
				/* its own name is no call */
				at = next = header + len;
			} else {
				next = word_end(at, end);
				call->name = dl_map_get_bytes(names, at, (size_t)(next - at));
				at = next;
				if (call->name && is_call(next, end))
					break;
			}
		} else if (next == at) {
			if (first && *at == '}')
				call->function = NULL;
			next = ++at;
		} else {
			at = next;
		}
		call->name = NULL;
		for (const char *c = start; c < next; c++)
			call->line += *c == '\n';
		first = next > start && next[-1] == '\n';
	}
	*p = at;
	return call->name != NULL;
}
