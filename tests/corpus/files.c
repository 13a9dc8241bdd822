/* SPDX-License-Identifier: Apache-2.0 */
#include "files.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *join(const char *folder, const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		abort();
	return path;
}

void files_add(struct file_list *list, const char *path)
{
	char **items = realloc(list->items, (list->len + 1) * sizeof(*items));

	if (!items || !(items[list->len] = strdup(path)))
		abort();
	list->items = items;
	list->len++;
}

static int is_c(const struct dirent *e)
{
	size_t n = strlen(e->d_name);

	return n > 2 && strcmp(e->d_name + n - 2, ".c") == 0;
}

static int is_visible(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static int is_rule_folder(const struct dirent *e)
{
	return strncmp(e->d_name, "DMA", 3) == 0;
}

/* Every .c file below @folder; a folder that is not there has none. */
static void walk(const char *folder, struct file_list *out)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, is_visible, alphasort);

	for (int i = 0; i < n; i++) {
		char *path = join(folder, entries[i]->d_name);

		if (entries[i]->d_type == DT_DIR)
			walk(path, out);
		else if (is_c(entries[i]))
			files_add(out, path);
		free(path);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

static void add_if_there(const char *folder, const char *name, struct file_list *out)
{
	char *path = join(folder, name);
	FILE *f = fopen(path, "r");

	if (f) {
		fclose(f);
		files_add(out, path);
	}
	free(path);
}

static void walk_rules(const char *rules, struct file_list *out)
{
	struct dirent **entries;
	int n = scandir(rules, &entries, is_rule_folder, alphasort);

	for (int i = 0; i < n; i++) {
		char *folder = join(rules, entries[i]->d_name);

		add_if_there(folder, "bad.c", out);
		add_if_there(folder, "good.c", out);
		free(folder);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

void files_collect(const char *source, struct file_list *out)
{
	static const char *const folders[] = { "corpus/drivers", "corpus/regressions" };
	char *rules = join(source, "rules");

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		char *folder = join(source, folders[i]);

		walk(folder, out);
		free(folder);
	}
	walk_rules(rules, out);
	free(rules);
}

void files_free(struct file_list *list)
{
	for (size_t i = 0; i < list->len; i++)
		free(list->items[i]);
	free(list->items);
	memset(list, 0, sizeof(*list));
}

char *files_read(const char *path)
{
	FILE *f = fopen(path, "rb");
	char *text = NULL;
	size_t len = 0, cap = 0;

	if (!f)
		return NULL;
	for (;;) {
		size_t n;

		if (len + 4096 > cap) {
			cap = cap ? cap * 2 : 65536;
			text = realloc(text, cap);
			if (!text)
				abort();
		}
		n = fread(text + len, 1, cap - len - 1, f);
		if (!n)
			break;
		len += n;
	}
	fclose(f);
	text[len] = '\0';
	return text;
}
