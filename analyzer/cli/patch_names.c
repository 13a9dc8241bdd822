/* SPDX-License-Identifier: Apache-2.0 */
/* See patch_names.h. */
#include "cli/patch_names.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

static struct dl_patch_name *add(struct dl_patch_names *names, char *name, bool is_old)
{
	struct dl_patch_name *n;

	if (names->count == names->cap) {
		size_t cap = names->cap ? 2 * names->cap : 16;
		struct dl_patch_name *more = dl_cli_alloc(cap, sizeof(*more));

		if (names->count)
			memcpy(more, names->list, names->count * sizeof(*more));
		free(names->list);
		names->list = more;
		names->cap = cap;
	}
	n = &names->list[names->count++];
	n->name = name;
	n->is_old = is_old;
	return n;
}

void dl_patch_names_free(struct dl_patch_names *names)
{
	for (size_t i = 0; i < names->count; i++) {
		free(names->list[i].name);
		free(names->list[i].renamed_to);
	}
	free(names->list);
	*names = (struct dl_patch_names){0};
}

/* A character of a name in quotes, as C has it. */
static char unescape(const char **p)
{
	static const char letters[] = "abfnrtv", values[] = "\a\b\f\n\r\t\v";
	const char *s = *p;
	const char *known = strchr(letters, *s);
	int value = 0, digits = 0;

	while (digits < 3 && s[digits] >= '0' && s[digits] <= '7')
		value = 8 * value + s[digits++] - '0';
	if (digits) {
		*p += digits;
		return (char)value;
	}
	*p += *s != '\0';
	return known && *s ? values[known - letters] : *s;
}

/* The name at @p, quoted or up to a tab or the end of the line; NULL for none and for /dev/null. */
static char *take_name(const char *p)
{
	const char *end = p + strcspn(p, *p == '"' ? "\r\n" : "\t\r\n");
	char *name = dl_cli_format("%.*s", (int)(end - p), p);
	size_t len = 0;

	if (*p == '"') {
		/* what is escaped is longer than what it stands for */
		for (p++; p < end && *p != '"';) {
			bool is_escaped = *p == '\\' && p + 1 < end;

			p += is_escaped;
			name[len++] = is_escaped ? unescape(&p) : *p++;
		}
		name[len] = '\0';
	}
	if (*name && strcmp(name, "/dev/null") != 0)
		return name;
	free(name);
	return NULL;
}

static const char *next_line(const char *p)
{
	p = strchrnul(p, '\n');
	return *p ? p + 1 : p;
}

static const char *after(const char *line, const char *head)
{
	size_t len = strlen(head);

	return strncmp(line, head, len) == 0 ? line + len : NULL;
}

/* "-12,3" or "+12": the 3, or 1. */
static long hunk_length(const char **p, char sign)
{
	const char *s = memchr(*p, sign, strcspn(*p, "\n"));
	char *end;

	if (!s || !isdigit((unsigned char)s[1]))
		return -1;
	*p = s;
	strtol(s + 1, &end, 10);
	return *end == ',' && isdigit((unsigned char)end[1]) ? strtol(end + 1, NULL, 10) : 1;
}

/* Behind the hunk whose first line is @p; @p itself when that is none. */
static const char *skip_hunk(const char *p)
{
	const char *numbers = p;
	long gone = hunk_length(&numbers, '-'), new = hunk_length(&numbers, '+');

	if (gone < 0 || new < 0)
		return p;
	for (p = next_line(p); *p && (gone > 0 || new > 0); p = next_line(p)) {
		if (*p == '-')
			gone--;
		else if (*p == '+')
			new--;
		else if (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')
			gone--, new--;
		else if (*p != '\\')
			break;
	}
	return p;
}

/* "--- a/x" with "+++ b/x" below it. */
static const char *take_pair(struct dl_patch_names *out, const char *line)
{
	const char *below = next_line(line);
	const char *second = after(below, "+++ ");
	char *old, *new;

	if (!second)
		return below;
	old = take_name(line + 4);
	new = take_name(second);
	if (old)
		add(out, old, true);
	if (new)
		add(out, new, false);
	return next_line(below);
}

static void take_rename(struct dl_patch_names *out, const char *from, const char *line)
{
	const char *to = after(next_line(line), "rename to ");
	char *name = take_name(from);
	struct dl_patch_name *n;

	if (!name)
		return;
	n = add(out, name, true);
	n->is_plain = true;
	n->renamed_to = to ? take_name(to) : NULL;
	if (n->renamed_to)
		add(out, dl_cli_format("%s", n->renamed_to), false)->is_plain = true;
}

void dl_patch_names_read(struct dl_patch_names *out, const char *text)
{
	for (const char *p = text; *p;) {
		const char *from = after(p, "rename from ");
		const char *behind;

		if (after(p, "--- ")) {
			p = take_pair(out, p);
			continue;
		}
		if (from)
			take_rename(out, from, p);
		behind = after(p, "@@ -") ? skip_hunk(p) : p;
		out->hunks += behind != p;
		p = behind != p ? behind : next_line(p);
	}
}
