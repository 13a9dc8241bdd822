/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dl_generate SOURCE_DIR OUT_DIR: a program of the build. Turns rules/ and the
 * bundled files into C source:
 *
 *	models_data.c		rules/models/<pack>/<name>.json, parsed
 *	klog_data.c		rules/dmesg/linux.json
 *	draft_data.c		what a patch says: every rules/DMAnnn-name/patch.md
 *	headers_data.c		corpus/include/ as "stubs/...", analyzer/source/data/ as "data/..."
 *	rule_info_data.c	front matter and page of every rules/DMAnnn-name/rule.md
 *	rule_table_data.c	the list of every rules/DMAnnn-name/rule.c
 *	report_page_data.c	OUT_DIR/report_page.html, where there is one (cmake/report_page.cmake)
 *
 * Everything is sorted by name and a file is written only when its content changes. A page with a
 * wrong front matter stops the build with "file:line: error: what", and so does a rule without
 * page or code, and a model that is no JSON.
 */
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/path.h"
#include "generate_json.h"
#include "generate_page.h"
#include "generate_text.h"

struct tables {
	struct dl_buf lists;
	struct dl_buf infos;
	struct dl_buf rules;
	struct dl_buf rule_list;
	size_t info_count;
	size_t rule_count;
};

/* Array elements { "prefix/name", data, size } for the files of @folder. */
static size_t add_files(struct dl_buf *elements, const char *folder, const char *prefix,
			const char *suffix)
{
	struct names files = { 0 };
	size_t count;

	list_files(folder, "", suffix, &files);
	for (size_t i = 0; i < files.len; i++) {
		char *path = format("%s/%s", folder, files.data[i]);
		struct dl_buf content = read_file(path);

		dl_buf_printf(elements, "\t{ \"%s/%s\",\n\t", prefix, files.data[i]);
		add_literal(elements, content.data, content.len);
		dl_buf_printf(elements, ",\n\t%zu },\n", content.len);
		dl_buf_free(&content);
		free(path);
	}
	count = files.len;
	free_names(&files);
	return count;
}

/* Folder names below @root for which @is_wanted, sorted. */
static void list_folders(const char *root, bool (*is_wanted)(const char *root, const char *name),
			 struct names *out)
{
	DIR *dir = opendir(root);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (is_wanted(root, entry->d_name))
			add_name(out, format("%s", entry->d_name));
	}
	if (dir)
		closedir(dir);
	sort_names(out);
}

#define HEADER "/* Made by cmake/generate.c: do not edit. */\n"

static bool is_folder(const char *root, const char *name)
{
	char *path = format("%s/%s", root, name);
	bool is = name[0] != '.' && dl_path_is_dir(path);

	free(path);
	return is;
}

/* Array elements { "prefix/name", value, hash } for the JSON files of @folder. */
static size_t add_models(struct json_text *out, const char *folder, const char *prefix)
{
	struct dl_arena *arena = dl_arena_new();
	struct names files = { 0 };
	size_t count;

	list_files(folder, "", ".json", &files);
	for (size_t i = 0; i < files.len; i++) {
		char *path = format("%s/%s", folder, files.data[i]);
		struct dl_buf content = read_file(path);
		const struct dl_json *value = parse_json(arena, path, &content);

		dl_buf_printf(&out->values, "\t{ \"%s/%s\", ", prefix, files.data[i]);
		add_json(out, value);
		dl_buf_printf(&out->values, ", %lluu },\n",
			      (unsigned long long)dl_hash_bytes(DL_HASH_SEED, content.data, content.len));
		dl_buf_free(&content);
		free(path);
	}
	count = files.len;
	free_names(&files);
	dl_arena_free(arena);
	return count;
}

/* A pack is a folder that says in pack.json what it is about. */
static size_t add_pack(struct json_text *out, const char *root, const char *name)
{
	char *folder = format("%s/%s", root, name);
	char *about = format("%s/pack.json", folder);
	char *prefix = format("rules/models/%s", name);
	size_t count;

	if (!dl_path_is_file(about))
		die(about, 0, "is missing: it says what the models of this folder are about");
	count = add_models(out, folder, prefix);
	free(prefix);
	free(about);
	free(folder);
	return count;
}

static void generate_models(const char *source, const char *out)
{
	char *root = format("%s/rules/models", source);
	struct names packs = { 0 };
	struct json_text text = { 0 };
	struct dl_buf t = { 0 };
	size_t count = 0;

	list_folders(root, is_folder, &packs);
	for (size_t i = 0; i < packs.len; i++)
		count += add_pack(&text, root, packs.data[i]);
	dl_buf_printf(&t,
		      HEADER "#include \"model/embedded.h\"\n\n%s\n"
			     "const struct dl_embedded_model dl_embedded_models[] = {\n%s\t{ NULL, { 0 }, 0 },\n};\n"
			     "const size_t dl_embedded_model_count = %zu;\n",
		      dl_buf_str(&text.arrays), dl_buf_str(&text.values), count);
	write_file(out, "models_data.c", &t);
	dl_buf_free(&text.arrays);
	dl_buf_free(&text.values);
	dl_buf_free(&t);
	free_names(&packs);
	free(root);
}

static void generate_headers(const char *source, const char *out)
{
	char *stubs = format("%s/corpus/include", source);
	char *data = format("%s/analyzer/source/data", source);
	struct dl_buf t = { 0 };
	size_t count;

	dl_buf_printf(&t, HEADER "#include \"source/embedded.h\"\n\n"
		       "const struct dl_embedded_file dl_embedded_headers[] = {\n");
	count = add_files(&t, data, "data", "");
	count += add_files(&t, stubs, "stubs", ".h");
	dl_buf_printf(&t, "\t{ NULL, NULL, 0 },\n};\nconst size_t dl_embedded_header_count = %zu;\n", count);
	write_file(out, "headers_data.c", &t);
	dl_buf_free(&t);
	free(stubs);
	free(data);
}

static void generate_text(const char *path, const char *out, const char *header, const char *variable,
			  const char *name)
{
	struct dl_buf t = { 0 }, text;

	if (!dl_path_is_file(path))
		return;
	text = read_file(path);
	dl_buf_printf(&t, HEADER "#include \"%s\"\n\nconst char %s[] =\n\t", header, variable);
	add_literal(&t, text.data, text.len);
	dl_buf_printf(&t, ";\n");
	write_file(out, name, &t);
	dl_buf_free(&text);
	dl_buf_free(&t);
}

/* Texts that go in as they are. */
static void generate_texts(const char *source, const char *out)
{
	char *klog = format("%s/rules/dmesg/linux.json", source);
	char *page = format("%s/report_page.html", out);

	generate_text(klog, out, "cli/klog.h", "dl_klog_data", "klog_data.c");
	generate_text(page, out, "emit/report_page.h", "dl_report_page", "report_page_data.c");
	free(klog);
	free(page);
}

static bool is_rule_folder(const char *root, const char *name)
{
	(void)root;

	return strlen(name) > 7 && strncmp(name, "DMA", 3) == 0 &&
	       isdigit((unsigned char)name[3]) && isdigit((unsigned char)name[4]) &&
	       isdigit((unsigned char)name[5]) && name[6] == '-';
}

static void add_rule(struct tables *out, const char *root, const char *folder)
{
	char *page = format("%s/%s/rule.md", root, folder);
	char *code = format("%s/%s/rule.c", root, folder);
	bool has_page = add_page(&out->lists, &out->infos, page, folder);
	bool has_code = dl_path_is_file(code);

	if (has_code != has_page)
		die(has_page ? code : page, 0,
		    "is missing: a rule is its page rule.md and its code rule.c");
	if (has_code) {
		dl_buf_printf(&out->rules, "extern const struct dl_rule dl_rule_%.6s;\n", folder);
		dl_buf_printf(&out->rule_list, "\t&dl_rule_%.6s,\n", folder);
	}
	out->info_count += has_page;
	out->rule_count += has_code;
	free(page);
	free(code);
}

static void write_rules(const char *out, const struct tables *t)
{
	struct dl_buf info = { 0 }, table = { 0 };

	dl_buf_printf(&info,
	    HEADER "#include \"report/rule_info.h\"\n\n#include <stddef.h>\n\n%s\n"
		   "const struct dl_rule_info dl_rule_infos[] = {\n%s\t{ .id = NULL },\n};\n"
		   "const size_t dl_rule_info_count = %zu;\n",
	    dl_buf_str(&t->lists), dl_buf_str(&t->infos), t->info_count);
	dl_buf_printf(&table,
	    HEADER "#include \"checks/event/rule.h\"\n\n#include <stddef.h>\n\n%s\n"
		   "const struct dl_rule *const dl_rules[] = {\n%s\tNULL,\n};\n"
		   "const size_t dl_rule_count = %zu;\n",
	    dl_buf_str(&t->rules), dl_buf_str(&t->rule_list), t->rule_count);
	write_file(out, "rule_info_data.c", &info);
	write_file(out, "rule_table_data.c", &table);
	dl_buf_free(&info);
	dl_buf_free(&table);
}

static void generate_rules(const char *source, const char *out)
{
	char *root = format("%s/rules", source);
	struct tables tables = { 0 };
	struct names folders = { 0 };

	list_folders(root, is_rule_folder, &folders);
	for (size_t i = 1; i < folders.len; i++) {
		if (strncmp(folders.data[i - 1], folders.data[i], 6) == 0)
			die(root, 0, "the folders %s and %s have the same rule id",
			    folders.data[i - 1], folders.data[i]);
	}
	for (size_t i = 0; i < folders.len; i++)
		add_rule(&tables, root, folders.data[i]);
	write_rules(out, &tables);
	dl_buf_free(&tables.lists);
	dl_buf_free(&tables.infos);
	dl_buf_free(&tables.rules);
	dl_buf_free(&tables.rule_list);
	free_names(&folders);
	free(root);
}

/* Texts for patches; a rule may have none. */
static void generate_drafts(const char *source, const char *out)
{
	char *root = format("%s/rules", source);
	struct names folders = { 0 };
	struct dl_buf t = { 0 };

	dl_buf_printf(&t, HEADER "#include \"cli/draft_words.h\"\n\n"
		       "const struct dl_draft_page dl_draft_pages[] = {\n");
	list_folders(root, is_rule_folder, &folders);
	for (size_t i = 0; i < folders.len; i++) {
		char *path = format("%s/%s/patch.md", root, folders.data[i]);
		struct dl_buf page = { 0 };

		if (dl_path_is_file(path)) {
			page = read_file(path);
			dl_buf_printf(&t, "\t{ \"%.6s\",\n\t", folders.data[i]);
			add_literal(&t, page.data, page.len);
			dl_buf_printf(&t, " },\n");
		}
		dl_buf_free(&page);
		free(path);
	}
	dl_buf_printf(&t, "\t{ NULL, NULL },\n};\n");
	write_file(out, "draft_data.c", &t);
	dl_buf_free(&t);
	free_names(&folders);
	free(root);
}

int main(int argc, char **argv)
{
	struct dl_error err = { 0 };

	if (argc != 3) {
		fputs("usage: dl_generate SOURCE_DIR OUT_DIR\n", stderr);
		return 1;
	}
	if (dl_make_dirs(argv[2], &err) != DL_OK)
		die(argv[2], 0, "%s", err.message);
	generate_models(argv[1], argv[2]);
	generate_headers(argv[1], argv[2]);
	generate_rules(argv[1], argv[2]);
	generate_drafts(argv[1], argv[2]);
	generate_texts(argv[1], argv[2]);
	return 0;
}
