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

#include "base/arena.h"
#include "base/file.h"
#include "base/heap.h"
#include "base/path.h"
#include "base/status.h"

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

void add_literal(struct dl_buf *t, const char *data, size_t len)
{
	dl_buf_printf(t, "\"");
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)data[i];

		if (c == '\n')
			dl_buf_printf(t, i + 1 < len ? "\\n\"\n\t\"" : "\\n");
		else if (c == '\t')
			dl_buf_add(t, "\\t", 2);
		else if (c == '"' || c == '\\' || c == '?')
			dl_buf_printf(t, "\\%c", c);
		else if (c < ' ' || c > '~')
			dl_buf_printf(t, "\\%03o", c);
		else
			dl_buf_add(t, (const char *)&c, 1);
	}
	dl_buf_printf(t, "\"");
}

void add_string(struct dl_buf *t, const char *s)
{
	if (s)
		add_literal(t, s, strlen(s));
	else
		dl_buf_printf(t, "NULL");
}

char *format(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		dl_no_memory();
	va_end(ap);
	return s;
}

struct dl_buf read_file(const char *path)
{
	struct dl_error err = { 0 };
	struct dl_buf t = { 0 };

	if (dl_file_read(&t, path, &err) != DL_OK)
		die(path, 0, "%s", err.message);
	return t;
}

void write_file(const char *folder, const char *name, const struct dl_buf *t)
{
	char *path = format("%s/%s", folder, name);
	struct dl_error err = { 0 };

	if (dl_file_write(path, t->data, t->len, &err) != DL_OK)
		die(path, 0, "%s", err.message);
	free(path);
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
	n->data = dl_xrealloc(n->data, (n->len + 1) * sizeof(*n->data));
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
		else if (S_ISREG(st.st_mode) && dl_path_has_suffix(name, suffix))
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
