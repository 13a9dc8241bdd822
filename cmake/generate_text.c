/* SPDX-License-Identifier: Apache-2.0 */
#include "generate_text.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void die(const char *path, int line, const char *fmt, ...)
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

void *need(void *memory)
{
	if (!memory) {
		fputs("dl_generate: out of memory\n", stderr);
		exit(1);
	}
	return memory;
}

void add_bytes(struct text *t, const char *data, size_t len)
{
	if (t->len + len + 1 > t->cap) {
		t->cap = (t->len + len + 1) * 2;
		t->data = need(realloc(t->data, t->cap));
	}
	memcpy(t->data + t->len, data, len);
	t->len += len;
	t->data[t->len] = '\0';
}

void add(struct text *t, const char *fmt, ...)
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

void add_literal(struct text *t, const char *data, size_t len)
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

void add_string(struct text *t, const char *s)
{
	if (s)
		add_literal(t, s, strlen(s));
	else
		add(t, "NULL");
}

char *format(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		need(NULL);
	va_end(ap);
	return s;
}

struct text read_file(const char *path)
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

void write_if_changed(const char *folder, const char *name, const struct text *t)
{
	char *path = format("%s/%s", folder, name);
	char *temporary;
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
	/* By renaming: make may run this program several times at once. */
	temporary = format("%s.%ld", path, (long)getpid());
	f = fopen(temporary, "wb");
	if (!f || fwrite(t->data, 1, t->len, f) != t->len)
		die(temporary, 0, "cannot be written: %s", strerror(errno));
	if (fclose(f) || rename(temporary, path))
		die(path, 0, "cannot be written: %s", strerror(errno));
	free(temporary);
	free(path);
}

bool has_suffix(const char *s, const char *suffix)
{
	size_t len = strlen(s), n = strlen(suffix);

	return len >= n && strcmp(s + len - n, suffix) == 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void sort_names(struct names *n)
{
	if (n->len)
		qsort(n->data, n->len, sizeof(*n->data), by_name);
}

void add_name(struct names *n, char *name)
{
	n->data = need(realloc(n->data, (n->len + 1) * sizeof(*n->data)));
	n->data[n->len++] = name;
}

void list_files(const char *root, const char *rel, const char *suffix, struct names *out)
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
	if (!*rel)
		sort_names(out);
}

void free_names(struct names *n)
{
	for (size_t i = 0; i < n->len; i++)
		free(n->data[i]);
	free(n->data);
	memset(n, 0, sizeof(*n));
}

char *trim(char *s)
{
	char *end = s + strlen(s);

	while (isspace((unsigned char)*s))
		s++;
	while (end > s && isspace((unsigned char)end[-1]))
		end--;
	*end = '\0';
	return s;
}
