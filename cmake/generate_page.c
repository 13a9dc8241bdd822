/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The front matter is "key: value" lines between two lines "---"; the body is
 * Markdown with a fixed title and fixed sections.
 */
#include "generate_page.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/path.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define DESCRIPTION_MAX 1024

enum key {
	KEY_ID,
	KEY_NAME,
	KEY_SUMMARY,
	KEY_LEVEL,
	KEY_PRECISION,
	KEY_SEVERITY,
	KEY_SECURITY,
	KEY_CWE,
	KEY_TAGS,
	KEY_STATUS,
	KEY_MESSAGE,
	KEY_ONCE,
	KEY_PROFILE,
	KEY_COUNT,
};

struct page {
	const char *path;
	char *body; /* after the front matter */
	int body_line;
	char *value[KEY_COUNT];
	int line[KEY_COUNT];
};

static const struct {
	const char *name;
	bool optional;
	const char *choices; /* "|a|b|", NULL for free text */
} keys[KEY_COUNT] = {
	[KEY_ID] = { "id", false, NULL },
	[KEY_NAME] = { "name", false, NULL },
	[KEY_SUMMARY] = { "summary", false, NULL },
	[KEY_LEVEL] = { "level", false, "|error|warning|note|" },
	[KEY_PRECISION] = { "precision", false, "|very-high|high|medium|low|" },
	[KEY_SEVERITY] = { "severity", false, "|error|warning|recommendation|" },
	[KEY_SECURITY] = { "security-severity", true, NULL },
	[KEY_CWE] = { "cwe", false, NULL },
	[KEY_TAGS] = { "tags", false, NULL },
	[KEY_STATUS] = { "status", false, "|stable|preview|" },
	[KEY_MESSAGE] = { "message", true, NULL },
	[KEY_ONCE] = { "once", true, "|file|" },
	[KEY_PROFILE] = { "profile", true, "|untrusted-device|" },
};

static const char *const sections[] = {
	"## What it reports", "## Why it matters",	     "## Example",
	"## How to fix it",   "## When dmalint stays quiet", "## References",
};

/* The value without its quotes or its trailing "# comment". */
static char *clean_value(const struct page *p, int line, char *value)
{
	char *out, *to;

	value = trim(value);
	if (*value != '"') {
		char *hash = strstr(value, " #");

		if (*value == '#')
			*value = '\0';
		else if (hash)
			*hash = '\0';
		return trim(value);
	}
	out = to = ++value;
	while (*value && *value != '"') {
		if (*value == '\\' && value[1])
			value++;
		*to++ = *value++;
	}
	if (!*value)
		die(p->path, line, "the quoted value has no closing '\"'");
	value = trim(value + 1);
	if (*value && *value != '#')
		die(p->path, line, "unexpected text after the quoted value: %s", value);
	*to = '\0';
	return out;
}

static void parse_key(struct page *p, int line, char *text)
{
	char *colon = strchr(text, ':');
	char *value;

	if (!colon)
		die(p->path, line, "front matter lines are \"key: value\", this is: %s", text);
	*colon = '\0';
	text = trim(text);
	value = clean_value(p, line, colon + 1);
	for (int k = 0; k < KEY_COUNT; k++) {
		if (strcmp(keys[k].name, text) != 0)
			continue;
		if (p->value[k])
			die(p->path, line, "key '%s' is given twice (first on line %d)", text,
			    p->line[k]);
		if (!*value && k != KEY_CWE)
			die(p->path, line, "key '%s' has no value", text);
		if (keys[k].choices) {
			char *probe = format("|%s|", value);

			if (strchr(value, '|') || !strstr(keys[k].choices, probe))
				die(p->path, line, "'%s: %s' is not one of %s", text, value,
				    keys[k].choices);
			free(probe);
		}
		p->value[k] = value;
		p->line[k] = line;
		return;
	}
	die(p->path, line, "unknown key '%s' in the front matter", text);
}

static void parse_front_matter(struct page *p, char *text)
{
	char *next;
	int line = 1;

	for (char *s = text; s; s = next, line++) {
		next = strchr(s, '\n');
		if (next)
			*next++ = '\0';
		if (line == 1) {
			if (strcmp(trim(s), "---") != 0)
				die(p->path, 1,
				    "the page must begin with a front matter between two lines '---'");
			continue;
		}
		s = trim(s);
		if (strcmp(s, "---") == 0) {
			p->body = next ? next : s + strlen(s);
			p->body_line = line + 1;
			break;
		}
		if (*s && *s != '#')
			parse_key(p, line, s);
	}
	if (!p->body)
		die(p->path, line, "the front matter is not closed by a line '---'");
	for (int k = 0; k < KEY_COUNT; k++) {
		if (!p->value[k] && !keys[k].optional)
			die(p->path, p->body_line - 1, "key '%s' is missing in the front matter",
			    keys[k].name);
	}
}

static void check_values(const struct page *p, const char *folder)
{
	const char *summary = p->value[KEY_SUMMARY], *message = p->value[KEY_MESSAGE];
	char *want = format("%s-%s", p->value[KEY_ID], p->value[KEY_NAME]);

	if (strcmp(want, folder) != 0)
		die(p->path, p->line[KEY_ID], "id and name make '%s', but the folder is '%s'", want,
		    folder);
	free(want);
	for (const char *s = p->value[KEY_NAME]; *s; s++) {
		if (!islower((unsigned char)*s) && !isdigit((unsigned char)*s) && *s != '-')
			die(p->path, p->line[KEY_NAME], "the name must be of the form some-words");
	}
	if (!dl_path_has_suffix(summary, ".") || strlen(summary) > DESCRIPTION_MAX)
		die(p->path, p->line[KEY_SUMMARY],
		    "the summary must be one sentence that ends with '.'");
	if (message && !dl_path_has_suffix(message, "."))
		die(p->path, p->line[KEY_MESSAGE], "the message must end with '.'");
	if (p->value[KEY_SECURITY]) {
		char *end;
		double v = strtod(p->value[KEY_SECURITY], &end);

		if (*end || end == p->value[KEY_SECURITY] || !(v > 0 && v <= 10))
			die(p->path, p->line[KEY_SECURITY],
			    "security-severity must be a number above 0, up to 10");
	}
}

static const char *find_line(const char *body, const char *line)
{
	size_t n = strlen(line);

	for (const char *s = body; s; s = strchr(s, '\n')) {
		if (*s == '\n')
			s++;
		if (strncmp(s, line, n) == 0 && (s[n] == '\n' || s[n] == '\0'))
			return s;
	}
	return NULL;
}

static void check_body(const struct page *p)
{
	char *title = format("# %s: %s", p->value[KEY_ID], p->value[KEY_NAME]);
	const char *last = p->body;

	if (!find_line(p->body, title))
		die(p->path, p->body_line, "the title '%s' is missing", title);
	for (size_t i = 0; i < ARRAY_SIZE(sections); i++) {
		const char *at = find_line(p->body, sections[i]);

		if (!at)
			die(p->path, p->body_line, "the section '%s' is missing", sections[i]);
		if (at < last)
			die(p->path, p->body_line, "the section '%s' is out of order", sections[i]);
		last = at;
	}
	free(title);
}

/* One line of Markdown as plain text: no emphasis, no code quotes, links as "text (target)". */
static void add_plain_line(struct dl_buf *t, const char *s, size_t n)
{
	bool code = false;

	for (size_t i = 0; i < n; i++) {
		const char *close = NULL;

		if (s[i] == '`') {
			code = !code;
		} else if (!code && s[i] == '\\' && i + 1 < n && ispunct((unsigned char)s[i + 1])) {
			dl_buf_add(t, &s[++i], 1);
		} else if (!code && s[i] == '*' && i + 1 < n && s[i + 1] == '*') {
			i++;
		} else if (!code && s[i] == '[' && (close = memmem(s + i, n - i, "](", 2)) &&
			   memchr(close, ')', n - (size_t)(close - s))) {
			const char *end = memchr(close, ')', n - (size_t)(close - s));

			dl_buf_add(t, s + i + 1, (size_t)(close - s) - i - 1);
			dl_buf_add(t, " (", 2);
			dl_buf_add(t, close + 2, (size_t)(end - close) - 2);
			dl_buf_add(t, ")", 1);
			i = (size_t)(end - s);
		} else if (!code && (s[i] == '<' || s[i] == '>') && memmem(s, n, "<http", 5)) {
			continue;
		} else {
			dl_buf_add(t, s + i, 1);
		}
	}
}

static char *plain_text(const char *markdown)
{
	struct dl_buf t = { 0 };
	bool fence = false;

	dl_buf_add(&t, "", 0);
	while (*markdown) {
		size_t n = strcspn(markdown, "\n");
		const char *s = markdown;

		markdown += n + (markdown[n] == '\n');
		if (n >= 3 && strncmp(s, "```", 3) == 0) {
			fence = !fence;
			continue;
		}
		if (fence) {
			if (n)
				dl_buf_add(&t, "    ", 4);
			dl_buf_add(&t, s, n);
		} else {
			size_t marks = strspn(s, "#");

			if (marks && s[marks] == ' ') {
				s += marks + 1;
				n -= marks + 1;
			}
			add_plain_line(&t, s, n);
		}
		dl_buf_add(&t, "\n", 1);
	}
	return t.data;
}

/* First paragraph of "What it reports" as one plain line of at most DESCRIPTION_MAX bytes. */
static char *description(const struct page *p)
{
	const char *s = find_line(p->body, sections[0]);
	const char *end;
	struct dl_buf t = { 0 };
	char *plain, *copy;

	s += strlen(sections[0]);
	while (isspace((unsigned char)*s))
		s++;
	end = strstr(s, "\n\n");
	copy = dl_xstrdup(s);
	if (end)
		copy[end - s] = '\0';
	if (!*copy || *copy == '#')
		die(p->path, p->body_line, "the section '%s' needs a first paragraph", sections[0]);
	for (char *c = copy; *c; c++) {
		if (*c == '\n')
			*c = ' ';
	}
	add_plain_line(&t, copy, strlen(copy));
	free(copy);
	plain = trim(t.data);
	if (!dl_path_has_suffix(plain, "."))
		die(p->path, p->body_line, "the first paragraph of '%s' must end with '.'",
		    sections[0]);
	if (strlen(plain) > DESCRIPTION_MAX)
		die(p->path, p->body_line, "the first paragraph of '%s' is longer than %d bytes",
		    sections[0], DESCRIPTION_MAX);
	plain = dl_xstrdup(plain);
	dl_buf_free(&t);
	return plain;
}

static char *pascal(const char *kebab)
{
	struct dl_buf t = { 0 };
	bool upper = true;

	for (; *kebab; kebab++) {
		char c = (char)(upper ? toupper((unsigned char)*kebab) : *kebab);

		upper = *kebab == '-';
		if (!upper)
			dl_buf_add(&t, &c, 1);
	}
	return t.data;
}

/* "static const TYPE NAME_ID[] = { a, b, 0 };" from a comma-separated value; returns the count. */
static size_t add_list(struct dl_buf *t, const struct page *p, enum key key, bool numbers)
{
	char *copy = dl_xstrdup(p->value[key]), *rest = *copy ? copy : NULL, *s;
	size_t count = 0;

	dl_buf_printf(t, numbers ? "static const int %s_%s[] = { " : "static const char *const %s_%s[] = { ",
	    keys[key].name, p->value[KEY_ID]);
	while ((s = strsep(&rest, ","))) {
		s = trim(s);
		if (!*s || (numbers && strspn(s, "0123456789") != strlen(s)))
			die(p->path, p->line[key], "'%s' needs a comma-separated list of %s",
			    keys[key].name, numbers ? "numbers" : "words");
		if (numbers)
			dl_buf_printf(t, "%s, ", s);
		else
			add_string(t, s);
		if (!numbers)
			dl_buf_printf(t, ", ");
		count++;
	}
	dl_buf_printf(t, "%s };\n", numbers ? "0" : "NULL");
	free(copy);
	return count;
}

static void add_constant(struct dl_buf *t, const char *prefix, const char *value)
{
	dl_buf_printf(t, "%s", prefix);
	for (; *value; value++)
		dl_buf_printf(t, "%c", *value == '-' ? '_' : toupper((unsigned char)*value));
	dl_buf_printf(t, ", ");
}

static void add_info(struct dl_buf *t, struct dl_buf *e, const struct page *p)
{
	const char *id = p->value[KEY_ID];
	char *name = pascal(p->value[KEY_NAME]), *full = description(p), *plain;
	const char *strings[] = { id, p->value[KEY_NAME], name, p->value[KEY_SUMMARY], full };
	const char *body = p->body;
	size_t cwes, tags;

	while (*body == '\n')
		body++;
	plain = plain_text(body);
	cwes = add_list(t, p, KEY_CWE, true);
	tags = add_list(t, p, KEY_TAGS, false);
	dl_buf_printf(e, "\t{ ");
	for (size_t i = 0; i < ARRAY_SIZE(strings); i++) {
		add_string(e, strings[i]);
		dl_buf_printf(e, ",\n\t");
	}
	add_constant(e, "DL_LEVEL_", p->value[KEY_LEVEL]);
	add_constant(e, "DL_PRECISION_", p->value[KEY_PRECISION]);
	add_string(e, p->value[KEY_SEVERITY]);
	dl_buf_printf(e, ", ");
	add_string(e, p->value[KEY_SECURITY]);
	dl_buf_printf(e, ",\n\tcwe_%s, %zu, tags_%s, %zu, ", id, cwes, id, tags);
	add_constant(e, "DL_RULE_", p->value[KEY_STATUS]);
	add_string(e, p->value[KEY_MESSAGE]);
	dl_buf_printf(e, ",\n\t");
	add_string(e, body);
	dl_buf_printf(e, ",\n\t");
	add_string(e, plain);
	dl_buf_printf(e, ", %s, ", p->value[KEY_ONCE] ? "true" : "false");
	add_string(e, p->value[KEY_PROFILE]);
	dl_buf_printf(e, " },\n");
	free(plain);
	free(full);
	free(name);
}

bool add_page(struct dl_buf *lists, struct dl_buf *elements, const char *path, const char *folder)
{
	struct page p = { .path = path };
	struct dl_buf content;

	if (!dl_path_is_file(path))
		return false;
	content = read_file(path);
	if (strlen(content.data) != content.len)
		die(path, 0, "the page has a NUL byte");
	parse_front_matter(&p, content.data);
	check_values(&p, folder);
	check_body(&p);
	add_info(lists, elements, &p);
	dl_buf_free(&content);
	return true;
}
