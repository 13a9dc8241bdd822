/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dl_generate SOURCE_DIR OUT_DIR: a program of the build. Turns rules/ and the bundled files into C source:
 *
 *	models_data.c		rules/models/<name>.json (without schema.json)
 *	headers_data.c		corpus/include/ as "stubs/...", analyzer/source/data/ as "data/..."
 *	rule_info_data.c	front matter and page of every rules/DMAnnn-name/rule.md
 *	rule_table_data.c	the list of every rules/DMAnnn-name/rule.c
 *
 * Everything is sorted by name and a file is written only when its content changes. A page with a wrong
 * front matter stops the build with "file:line: error: what".
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define DESCRIPTION_MAX 1024

struct text {
	char *data;
	size_t len;
	size_t cap;
};

struct names {
	char **data;
	size_t len;
};

struct page {
	const char *path;
	char *body;	/* after the front matter */
	int body_line;
	char *value[16];	/* by index into keys[] */
	int line[16];
};

struct tables {
	struct text info;
	struct text rules;
	struct text rule_list;
};

static void die(const char *path, int line, const char *fmt, ...) __attribute__((noreturn, format(printf, 3, 4)));

static void die(const char *path, int line, const char *fmt, ...)
{
	va_list ap;

	if (line)
		fprintf(stderr, "%s:%d: error: ", path, line);
	else
		fprintf(stderr, "%s: error: ", path);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

static void *need(void *memory)
{
	if (!memory) {
		fputs("dl_generate: out of memory\n", stderr);
		exit(1);
	}
	return memory;
}

static void add_bytes(struct text *t, const char *data, size_t len)
{
	if (t->len + len + 1 > t->cap) {
		t->cap = (t->len + len + 1) * 2;
		t->data = need(realloc(t->data, t->cap));
	}
	memcpy(t->data + t->len, data, len);
	t->len += len;
	t->data[t->len] = '\0';
}

static void add(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void add(struct text *t, const char *fmt, ...)
{
	va_list ap;
	char *s;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&s, fmt, ap);
	va_end(ap);
	if (len < 0)
		need(NULL);
	add_bytes(t, s, (size_t)len);
	free(s);
}

/* A C string literal of @data, one source line per line of text. */
static void add_literal(struct text *t, const char *data, size_t len)
{
	add(t, "\"");
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)data[i];

		if (c == '\n')
			add(t, i + 1 < len ? "\\n\"\n\t\"" : "\\n");
		else if (c == '\t')
			add_bytes(t, "\\t", 2);
		else if (c == '"' || c == '\\' || c == '?')
			add(t, "\\%c", c);
		else if (c < ' ' || c > '~')
			add(t, "\\%03o", c);
		else
			add_bytes(t, (const char *)&c, 1);
	}
	add(t, "\"");
}

static void add_string(struct text *t, const char *s)
{
	if (s)
		add_literal(t, s, strlen(s));
	else
		add(t, "NULL");
}

static char *format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static char *format(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		need(NULL);
	va_end(ap);
	return s;
}

static struct text read_file(const char *path)
{
	struct text t = { 0 };
	FILE *f = fopen(path, "rb");
	char chunk[65536];
	size_t got;

	if (!f)
		die(path, 0, "cannot be read: %s", strerror(errno));
	add_bytes(&t, "", 0);
	while ((got = fread(chunk, 1, sizeof(chunk), f)) > 0)
		add_bytes(&t, chunk, got);
	if (ferror(f))
		die(path, 0, "cannot be read: %s", strerror(errno));
	fclose(f);
	return t;
}

static void write_if_changed(const char *folder, const char *name, const struct text *t)
{
	char *path = format("%s/%s", folder, name);
	struct stat st;
	FILE *f;

	if (stat(path, &st) == 0 && (size_t)st.st_size == t->len) {
		struct text old = read_file(path);
		bool same = old.len == t->len && memcmp(old.data, t->data, t->len) == 0;

		free(old.data);
		if (same) {
			free(path);
			return;
		}
	}
	f = fopen(path, "wb");
	if (!f || fwrite(t->data, 1, t->len, f) != t->len)
		die(path, 0, "cannot be written: %s", strerror(errno));
	if (fclose(f))
		die(path, 0, "cannot be written: %s", strerror(errno));
	free(path);
}

static bool has_suffix(const char *s, const char *suffix)
{
	size_t len = strlen(s), n = strlen(suffix);

	return len >= n && strcmp(s + len - n, suffix) == 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_name(struct names *n, char *name)
{
	n->data = need(realloc(n->data, (n->len + 1) * sizeof(*n->data)));
	n->data[n->len++] = name;
}

/* Paths of regular files below root/rel ending in @suffix, relative to root. No folder, no files. */
static void list_files(const char *root, const char *rel, const char *suffix, struct names *out)
{
	char *folder = *rel ? format("%s/%s", root, rel) : format("%s", root);
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char *name, *path;
		struct stat st;

		if (entry->d_name[0] == '.')
			continue;
		name = *rel ? format("%s/%s", rel, entry->d_name) : format("%s", entry->d_name);
		path = format("%s/%s", root, name);
		if (stat(path, &st))
			die(path, 0, "cannot be read: %s", strerror(errno));
		if (S_ISDIR(st.st_mode))
			list_files(root, name, suffix, out);
		else if (S_ISREG(st.st_mode) && has_suffix(name, suffix))
			add_name(out, format("%s", name));
		free(name);
		free(path);
	}
	if (dir)
		closedir(dir);
	free(folder);
	if (!*rel && out->len)
		qsort(out->data, out->len, sizeof(*out->data), by_name);
}

static void free_names(struct names *n)
{
	for (size_t i = 0; i < n->len; i++)
		free(n->data[i]);
	free(n->data);
	memset(n, 0, sizeof(*n));
}

/* Array elements { "prefix/name", data, size } for the files of @folder. */
static size_t add_files(struct text *elements, const char *folder, const char *prefix, const char *suffix,
			const char *skip)
{
	struct names files = { 0 };
	size_t count = 0;

	list_files(folder, "", suffix, &files);
	for (size_t i = 0; i < files.len; i++) {
		char *path = format("%s/%s", folder, files.data[i]);
		struct text content;

		if (skip && strcmp(files.data[i], skip) == 0) {
			free(path);
			continue;
		}
		content = read_file(path);
		add(elements, "\t{ \"%s/%s\",\n\t", prefix, files.data[i]);
		add_literal(elements, content.data, content.len);
		add(elements, ",\n\t%zu },\n", content.len);
		free(content.data);
		free(path);
		count++;
	}
	free_names(&files);
	return count;
}

#define HEADER "/* Made by cmake/generate.c: do not edit. */\n"

static void generate_models(const char *source, const char *out)
{
	char *folder = format("%s/rules/models", source);
	struct text t = { 0 };
	size_t count;

	add(&t, HEADER "#include \"model/embedded.h\"\n\n"
		"const struct dl_embedded_model dl_embedded_models[] = {\n");
	count = add_files(&t, folder, "rules/models", ".json", "schema.json");
	add(&t, "\t{ NULL, NULL, 0 },\n};\nconst size_t dl_embedded_model_count = %zu;\n", count);
	write_if_changed(out, "models_data.c", &t);
	free(t.data);
	free(folder);
}

static void generate_headers(const char *source, const char *out)
{
	char *stubs = format("%s/corpus/include", source);
	char *data = format("%s/analyzer/source/data", source);
	struct text t = { 0 };
	size_t count;

	add(&t, HEADER "#include \"source/embedded.h\"\n\n"
		"const struct dl_embedded_file dl_embedded_headers[] = {\n");
	count = add_files(&t, data, "data", "", NULL);
	count += add_files(&t, stubs, "stubs", ".h", NULL);
	add(&t, "\t{ NULL, NULL, 0 },\n};\nconst size_t dl_embedded_header_count = %zu;\n", count);
	write_if_changed(out, "headers_data.c", &t);
	free(t.data);
	free(stubs);
	free(data);
}

/* ---- rule pages ---- */

enum key {
	KEY_ID, KEY_NAME, KEY_SUMMARY, KEY_LEVEL, KEY_PRECISION, KEY_SEVERITY, KEY_SECURITY, KEY_CWE, KEY_TAGS,
	KEY_STATUS, KEY_MESSAGE, KEY_COUNT,
};

static const struct {
	const char *name;
	bool optional;
	const char *choices;	/* "|a|b|", NULL for free text */
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
};

static const char *const sections[] = {
	"## What it reports", "## Why it matters", "## Example",
	"## How to fix it", "## When dmalint stays quiet", "## References",
};

static char *trim(char *s)
{
	char *end = s + strlen(s);

	while (isspace((unsigned char)*s))
		s++;
	while (end > s && isspace((unsigned char)end[-1]))
		end--;
	*end = '\0';
	return s;
}

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
			die(p->path, line, "key '%s' is given twice (first on line %d)", text, p->line[k]);
		if (!*value && k != KEY_CWE)
			die(p->path, line, "key '%s' has no value", text);
		if (keys[k].choices) {
			char *probe = format("|%s|", value);

			if (strchr(value, '|') || !strstr(keys[k].choices, probe))
				die(p->path, line, "'%s: %s' is not one of %s", text, value, keys[k].choices);
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
				die(p->path, 1, "the page must begin with a front matter between two lines '---'");
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
			die(p->path, p->body_line - 1, "key '%s' is missing in the front matter", keys[k].name);
	}
}

static void check_values(const struct page *p, const char *folder)
{
	const char *summary = p->value[KEY_SUMMARY], *message = p->value[KEY_MESSAGE];
	char *want = format("%s-%s", p->value[KEY_ID], p->value[KEY_NAME]);

	if (strcmp(want, folder) != 0)
		die(p->path, p->line[KEY_ID], "id and name make '%s', but the folder is '%s'", want, folder);
	free(want);
	for (const char *s = p->value[KEY_NAME]; *s; s++) {
		if (!islower((unsigned char)*s) && !isdigit((unsigned char)*s) && *s != '-')
			die(p->path, p->line[KEY_NAME], "the name must be of the form some-words");
	}
	if (!has_suffix(summary, ".") || strlen(summary) > DESCRIPTION_MAX)
		die(p->path, p->line[KEY_SUMMARY], "the summary must be one sentence that ends with '.'");
	if (message && !has_suffix(message, "."))
		die(p->path, p->line[KEY_MESSAGE], "the message must end with '.'");
	if (p->value[KEY_SECURITY]) {
		char *end;
		double v = strtod(p->value[KEY_SECURITY], &end);

		if (*end || end == p->value[KEY_SECURITY] || !(v > 0 && v <= 10))
			die(p->path, p->line[KEY_SECURITY], "security-severity must be a number above 0, up to 10");
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
static void add_plain_line(struct text *t, const char *s, size_t n)
{
	bool code = false;

	for (size_t i = 0; i < n; i++) {
		const char *close = NULL;

		if (s[i] == '`') {
			code = !code;
		} else if (!code && s[i] == '\\' && i + 1 < n && ispunct((unsigned char)s[i + 1])) {
			add_bytes(t, &s[++i], 1);
		} else if (!code && s[i] == '*' && i + 1 < n && s[i + 1] == '*') {
			i++;
		} else if (!code && s[i] == '[' && (close = memmem(s + i, n - i, "](", 2)) &&
			   memchr(close, ')', n - (size_t)(close - s))) {
			const char *end = memchr(close, ')', n - (size_t)(close - s));

			add_bytes(t, s + i + 1, (size_t)(close - s) - i - 1);
			add_bytes(t, " (", 2);
			add_bytes(t, close + 2, (size_t)(end - close) - 2);
			add_bytes(t, ")", 1);
			i = (size_t)(end - s);
		} else if (!code && (s[i] == '<' || s[i] == '>') && memmem(s, n, "<http", 5)) {
			continue;
		} else {
			add_bytes(t, s + i, 1);
		}
	}
}

static char *plain_text(const char *markdown)
{
	struct text t = { 0 };
	bool fence = false;

	add_bytes(&t, "", 0);
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
				add_bytes(&t, "    ", 4);
			add_bytes(&t, s, n);
		} else {
			size_t marks = strspn(s, "#");

			if (marks && s[marks] == ' ') {
				s += marks + 1;
				n -= marks + 1;
			}
			add_plain_line(&t, s, n);
		}
		add_bytes(&t, "\n", 1);
	}
	return t.data;
}

/* First paragraph of "What it reports" as one plain line of at most DESCRIPTION_MAX bytes. */
static char *description(const struct page *p)
{
	const char *s = find_line(p->body, sections[0]);
	const char *end;
	struct text t = { 0 };
	char *plain, *copy;

	s += strlen(sections[0]);
	while (isspace((unsigned char)*s))
		s++;
	end = strstr(s, "\n\n");
	copy = end ? need(strndup(s, (size_t)(end - s))) : need(strdup(s));
	if (!*copy || *copy == '#')
		die(p->path, p->body_line, "the section '%s' needs a first paragraph", sections[0]);
	for (char *c = copy; *c; c++) {
		if (*c == '\n')
			*c = ' ';
	}
	add_plain_line(&t, copy, strlen(copy));
	free(copy);
	plain = trim(t.data);
	if (!has_suffix(plain, "."))
		die(p->path, p->body_line, "the first paragraph of '%s' must end with '.'", sections[0]);
	if (strlen(plain) > DESCRIPTION_MAX)
		die(p->path, p->body_line, "the first paragraph of '%s' is longer than %d bytes", sections[0],
		    DESCRIPTION_MAX);
	return plain;
}

static char *pascal(const char *kebab)
{
	struct text t = { 0 };
	bool upper = true;

	for (; *kebab; kebab++) {
		char c = (char)(upper ? toupper((unsigned char)*kebab) : *kebab);

		upper = *kebab == '-';
		if (!upper)
			add_bytes(&t, &c, 1);
	}
	return t.data;
}

/* "static const TYPE NAME_ID[] = { a, b, 0 };" from a comma-separated value; returns the count. */
static size_t add_list(struct text *t, const struct page *p, enum key key, bool numbers)
{
	char *copy = need(strdup(p->value[key])), *state = NULL;
	size_t count = 0;

	add(t, numbers ? "static const int %s_%s[] = { " : "static const char *const %s_%s[] = { ", keys[key].name,
	    p->value[KEY_ID]);
	for (char *s = strtok_r(copy, ",", &state); s; s = strtok_r(NULL, ",", &state)) {
		s = trim(s);
		if (!*s || (numbers && strspn(s, "0123456789") != strlen(s)))
			die(p->path, p->line[key], "'%s' needs a comma-separated list of %s", keys[key].name,
			    numbers ? "numbers" : "words");
		if (numbers)
			add(t, "%s, ", s);
		else
			add_string(t, s), add(t, ", ");
		count++;
	}
	add(t, "%s };\n", numbers ? "0" : "NULL");
	free(copy);
	return count;
}

static void add_constant(struct text *t, const char *prefix, const char *value)
{
	add(t, "%s", prefix);
	for (; *value; value++)
		add(t, "%c", *value == '-' ? '_' : toupper((unsigned char)*value));
	add(t, ", ");
}

static void add_info(struct tables *out, const struct page *p)
{
	struct text *t = &out->info;
	const char *id = p->value[KEY_ID];
	char *name = pascal(p->value[KEY_NAME]), *full = description(p), *plain;
	const char *body = p->body;
	const char *strings[4];
	size_t cwes, tags;

	while (*body == '\n')
		body++;
	plain = plain_text(body);
	cwes = add_list(t, p, KEY_CWE, true);
	tags = add_list(t, p, KEY_TAGS, false);
	strings[0] = id, strings[1] = p->value[KEY_NAME], strings[2] = name, strings[3] = p->value[KEY_SUMMARY];
	add(&out->rules, "\t{ ");
	for (size_t i = 0; i < ARRAY_SIZE(strings); i++)
		add_string(&out->rules, strings[i]), add(&out->rules, ",\n\t");
	add_string(&out->rules, full), add(&out->rules, ",\n\t");
	add_constant(&out->rules, "DL_LEVEL_", p->value[KEY_LEVEL]);
	add_constant(&out->rules, "DL_PRECISION_", p->value[KEY_PRECISION]);
	add_string(&out->rules, p->value[KEY_SEVERITY]), add(&out->rules, ", ");
	add_string(&out->rules, p->value[KEY_SECURITY]);
	add(&out->rules, ",\n\tcwe_%s, %zu, tags_%s, %zu, ", id, cwes, id, tags);
	add_constant(&out->rules, "DL_RULE_", p->value[KEY_STATUS]);
	add_string(&out->rules, p->value[KEY_MESSAGE]), add(&out->rules, ",\n\t");
	add_string(&out->rules, body), add(&out->rules, ",\n\t");
	add_string(&out->rules, plain), add(&out->rules, " },\n");
	free(plain);
	free(name);
}

static bool is_rule_folder(const char *name)
{
	return strlen(name) > 7 && strncmp(name, "DMA", 3) == 0 && isdigit((unsigned char)name[3]) &&
	       isdigit((unsigned char)name[4]) && isdigit((unsigned char)name[5]) && name[6] == '-';
}

/* Returns true when the folder has a page. */
static bool add_page(struct tables *out, const char *path, const char *folder)
{
	struct page p = { .path = path };
	struct text content;
	struct stat st;

	if (stat(path, &st))
		return false;
	content = read_file(path);
	if (strlen(content.data) != content.len)
		die(path, 0, "the page has a NUL byte");
	parse_front_matter(&p, content.data);
	check_values(&p, folder);
	check_body(&p);
	add_info(out, &p);
	free(content.data);
	return true;
}

static void generate_rules(const char *source, const char *out)
{
	char *root = format("%s/rules", source), *last = NULL;
	struct tables tables = { 0 };
	struct text table = { 0 };
	struct names folders = { 0 };
	size_t infos = 0, rules = 0;
	DIR *dir = opendir(root);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (is_rule_folder(entry->d_name))
			add_name(&folders, format("%s", entry->d_name));
	}
	if (dir)
		closedir(dir);
	if (folders.len)
		qsort(folders.data, folders.len, sizeof(*folders.data), by_name);
	add(&tables.info, HEADER "#include \"report/rule_info.h\"\n\n#include <stddef.h>\n\n");
	add(&table, HEADER "#include \"engine/rule.h\"\n\n#include <stddef.h>\n\n");
	for (size_t i = 0; i < folders.len; i++) {
		char *page = format("%s/%s/rule.md", root, folders.data[i]);
		char *code = format("%s/%s/rule.c", root, folders.data[i]);
		bool has_code, has_page = add_page(&tables, page, folders.data[i]);
		struct stat st;

		if (last && strncmp(last, folders.data[i], 6) == 0)
			die(page, 0, "the rule id is also used by rules/%s", last);
		last = folders.data[i];
		has_code = stat(code, &st) == 0;
		if (has_code != has_page)
			fprintf(stderr, "%s/%s: warning: the folder has no %s\n", root, last,
				has_page ? "rule.c" : "rule.md");
		if (has_code) {
			add(&table, "extern const struct dl_rule dl_rule_%.6s;\n", last);
			add(&tables.rule_list, "\t&dl_rule_%.6s,\n", last);
		}
		infos += has_page;
		rules += has_code;
		free(page);
		free(code);
	}
	add(&tables.info, "\nconst struct dl_rule_info dl_rule_infos[] = {\n%s\t{ .id = NULL },\n};\n"
		"const size_t dl_rule_info_count = %zu;\n", tables.rules.data ? tables.rules.data : "", infos);
	add(&table, "\nconst struct dl_rule *const dl_rules[] = {\n%s\tNULL,\n};\nconst size_t dl_rule_count = %zu;\n",
	    tables.rule_list.data ? tables.rule_list.data : "", rules);
	write_if_changed(out, "rule_info_data.c", &tables.info);
	write_if_changed(out, "rule_table_data.c", &table);
	free(tables.info.data);
	free(tables.rules.data);
	free(tables.rule_list.data);
	free(table.data);
	free_names(&folders);
	free(root);
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fputs("usage: dl_generate SOURCE_DIR OUT_DIR\n", stderr);
		return 1;
	}
	if (mkdir(argv[2], 0777) && errno != EEXIST)
		die(argv[2], 0, "cannot be created: %s", strerror(errno));
	generate_models(argv[1], argv[2]);
	generate_headers(argv[1], argv[2]);
	generate_rules(argv[1], argv[2]);
	return 0;
}
