/* SPDX-License-Identifier: Apache-2.0 */
#include "want.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MARK "// want "

static bool fail(char *error, int line, const char *what)
{
	snprintf(error, 256, "line %d: %s", line, what);
	return false;
}

static bool is_rule(const char *s)
{
	if (strncmp(s, "DMA", 3) != 0)
		return false;
	for (s += 3; *s; s++)
		if (!isdigit((unsigned char)*s))
			return false;
	return true;
}

static struct want *add(struct want_list *list)
{
	if (list->len == list->cap) {
		size_t cap = list->cap ? list->cap * 2 : 16;
		struct want *items = realloc(list->items, cap * sizeof(*items));

		if (!items)
			abort();
		list->items = items;
		list->cap = cap;
	}
	memset(&list->items[list->len], 0, sizeof(*list->items));
	return &list->items[list->len++];
}

/* "DMA101" or "DMA101: part", without the quotes. */
static bool parse_one(const char *s, size_t n, int line, struct want_list *out, char *error)
{
	const char *colon = memchr(s, ':', n);
	size_t id = colon ? (size_t)(colon - s) : n;
	struct want *w;

	if (id >= sizeof(w->rule) || n - id >= sizeof(w->part))
		return fail(error, line, "a want string is too long");
	w = add(out);
	w->line = line;
	memcpy(w->rule, s, id);
	if (colon) {
		for (colon++; colon < s + n && *colon == ' '; colon++)
			;
		memcpy(w->part, colon, (size_t)(s + n - colon));
	}
	if (strlen(w->rule) != 6 || !is_rule(w->rule))
		return fail(error, line, "a want string must begin with a rule such as DMA101");
	return true;
}

static bool parse_line(const char *s, const char *end, int line, struct want_list *out, char *error)
{
	size_t before = out->len;

	while (s < end) {
		const char *close;

		if (isspace((unsigned char)*s)) {
			s++;
			continue;
		}
		if (*s != '"')
			return fail(error, line, "after // want come strings in double quotes and nothing else");
		close = memchr(s + 1, '"', (size_t)(end - s - 1));
		if (!close)
			return fail(error, line, "a want string has no closing quote");
		if (!parse_one(s + 1, (size_t)(close - s - 1), line, out, error))
			return false;
		s = close + 1;
	}
	return out->len > before || fail(error, line, "// want without a string");
}

bool want_parse(const char *text, struct want_list *out, char *error)
{
	int line = 1;

	for (const char *s = text; *s; line++) {
		const char *end = strchr(s, '\n');
		const char *stop = end ? end : s + strlen(s);
		const char *mark = memmem(s, (size_t)(stop - s), MARK, strlen(MARK));

		if (mark && !parse_line(mark + strlen(MARK), stop, line, out, error))
			return false;
		s = end ? end + 1 : stop;
	}
	return true;
}

void want_free(struct want_list *wants)
{
	free(wants->items);
	memset(wants, 0, sizeof(*wants));
}

bool want_same_file(const char *path, const char *found)
{
	size_t n = strlen(path), m;

	while (strncmp(found, "../", 3) == 0)
		found += 3;
	m = strlen(found);
	if (!m || m > n || strcmp(path + n - m, found) != 0)
		return false;
	return m == n || path[n - m - 1] == '/';
}

static bool meets(const char *path, const struct want *w, const struct found *f)
{
	return !f->met && f->line == w->line && strcmp(f->rule, w->rule) == 0 &&
	       want_same_file(path, f->path) && strstr(f->message, w->part);
}

size_t want_compare(const char *path, struct want_list *wants, struct found *found, size_t count, FILE *out)
{
	size_t bad = 0;

	/* wants with a part of a message choose first, the others take what is left */
	for (int any = 0; any < 2; any++) {
		for (size_t i = 0; i < wants->len; i++) {
			struct want *w = &wants->items[i];

			for (size_t k = 0; k < count && !w->met && any == !*w->part; k++)
				if (meets(path, w, &found[k]))
					w->met = found[k].met = true;
		}
	}
	for (size_t i = 0; i < wants->len; i++) {
		const struct want *w = &wants->items[i];

		if (w->met)
			continue;
		fprintf(out, "%s:%d: missing %s%s%s\n", path, w->line, w->rule,
			*w->part ? ": " : "", w->part);
		bad++;
	}
	for (size_t k = 0; k < count; k++) {
		const struct found *f = &found[k];

		if (f->met)
			continue;
		fprintf(out, "%s:%d: unexpected %s: %s (in %s)\n",
			want_same_file(path, f->path) ? path : f->path, f->line, f->rule, f->message,
			f->function);
		bad++;
	}
	return bad;
}
