/* SPDX-License-Identifier: Apache-2.0 */
/* See klog_sources.h. All files of the scan are read once; of those that matter a table is made. */
#include "cli/klog_sources.h"

#include <stdlib.h>
#include <string.h>

#include "cli/ctext.h"
#include "cli/tool.h"

/* ---- words ---- */

static int compare_words(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_words(const char **words, size_t *count)
{
	size_t n = 0;

	qsort(words, *count, sizeof(*words), compare_words);
	for (size_t i = 0; i < *count; i++)
		if (!n || strcmp(words[n - 1], words[i]) != 0)
			words[n++] = words[i];
	*count = n;
}

/* The one that is equal to the @len bytes at @text; NULL. */
static const char *find_word(const char *const *words, size_t count, const char *text, size_t len)
{
	while (count) {
		size_t half = count / 2;
		const char *word = words[half];
		int order = strncmp(text, word, len);

		if (!order && word[len])
			order = -1;
		if (!order)
			return word;
		if (order > 0) {
			words += half + 1;
			count -= half + 1;
		} else {
			count = half;
		}
	}
	return NULL;
}

static void add_functions(struct dl_klog_sources *s, const struct dl_klog_trace *trace)
{
	for (size_t i = 0; i < trace->count; i++)
		if (!trace->list[i].is_core)
			s->functions[s->function_count++] = trace->list[i].function;
}

static void collect_words(struct dl_klog_sources *s, const struct dl_klog *log)
{
	size_t frames = 0;

	for (size_t i = 0; i < log->count; i++)
		frames += log->list[i]->trace.count + log->list[i]->made.count;
	s->functions = dl_cli_alloc(frames + 1, sizeof(char *));
	s->drivers = dl_cli_alloc(2 * log->count + 1, sizeof(char *));
	for (size_t i = 0; i < log->count; i++) {
		const struct dl_klog_report *r = log->list[i];

		add_functions(s, &r->trace);
		add_functions(s, &r->made);
		if (r->driver)
			s->drivers[s->driver_count++] = r->driver;
		if (r->module)
			s->drivers[s->driver_count++] = r->module;
	}
	sort_words(s->functions, &s->function_count);
	sort_words(s->drivers, &s->driver_count);
}

/* ---- tables ---- */

/* Room for one more of @size bytes at @list. */
static void *grow(void *list, size_t count, size_t *cap, size_t size)
{
	void *more;

	if (count < *cap)
		return list;
	more = dl_cli_alloc(*cap ? *cap * 2 : 8, size);
	if (count)
		memcpy(more, list, count * size);
	*cap = *cap ? *cap * 2 : 8;
	free(list);
	return more;
}

static void add_function(void *arg, const char *name, size_t len, unsigned int line)
{
	struct dl_klog_source *file = arg;

	file->functions = grow(file->functions, file->function_count, &file->function_cap,
			       sizeof(*file->functions));
	file->functions[file->function_count++] = (struct dl_klog_function){
		.name = dl_cli_format("%.*s", (int)len, name), .line = line};
}

static void add_call(void *arg, const char *name, size_t len, unsigned int line)
{
	struct dl_klog_source *file = arg;
	struct dl_klog_function *f;

	if (!file->function_count)
		return;
	f = &file->functions[file->function_count - 1];
	f->calls = grow(f->calls, f->call_count, &f->call_cap, sizeof(*f->calls));
	f->calls[f->call_count++] =
		(struct dl_klog_call){dl_cli_format("%.*s", (int)len, name), line};
}

static void free_source(struct dl_klog_source *file)
{
	for (size_t i = 0; i < file->function_count; i++) {
		for (size_t k = 0; k < file->functions[i].call_count; k++)
			free(file->functions[i].calls[k].name);
		free(file->functions[i].calls);
		free(file->functions[i].name);
	}
	free(file->functions);
	free(file->drivers);
	free(file->path);
}

/* ---- the first look at a file ---- */

struct look {
	const struct dl_klog_sources *sources;
	struct dl_klog_source *file;
	bool matters;
};

static void see_function(void *arg, const char *name, size_t len, unsigned int line)
{
	struct look *look = arg;
	const struct dl_klog_sources *s = look->sources;

	(void)line;
	look->matters |= find_word(s->functions, s->function_count, name, len) != NULL;
}

static void see_string(void *arg, const char *text, size_t len)
{
	struct look *look = arg;
	struct dl_klog_source *file = look->file;
	const char *driver =
		find_word(look->sources->drivers, look->sources->driver_count, text, len);

	if (!driver || !len)
		return;
	file->drivers =
		grow(file->drivers, file->driver_count, &file->driver_cap, sizeof(*file->drivers));
	file->drivers[file->driver_count++] = driver;
	look->matters = true;
}

/* A part of a path, up to @len, is that name; "-" is "_", as for modules. */
static bool is_same_name(const char *part, size_t len, const char *name)
{
	for (size_t i = 0; i < len; i++)
		if (!name[i] ||
		    (part[i] == '-' ? '_' : part[i]) != (name[i] == '-' ? '_' : name[i]))
			return false;
	return !name[len];
}

/* The file or its folder is called so. */
static bool path_names(const char *path, const char *driver)
{
	const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path, *folder = file;
	size_t len = strlen(file);

	if (len > 2 && strcmp(file + len - 2, ".c") == 0)
		len -= 2;
	while (folder > path && (folder == file || folder[-1] != '/'))
		folder--;
	return is_same_name(file, len, driver) ||
	       (slash && is_same_name(folder, (size_t)(slash - folder), driver));
}

static bool path_names_any(const struct dl_klog_sources *s, const char *path)
{
	for (size_t i = 0; i < s->driver_count; i++)
		if (path_names(path, s->drivers[i]))
			return true;
	return false;
}

static void look_at(struct dl_klog_sources *s, const char *root, const char *path)
{
	char *full =
		path[0] == '/' ? dl_cli_format("%s", path) : dl_cli_format("%s/%s", root, path);
	struct dl_klog_source file = {.path = dl_cli_format("%s", path)};
	struct look look = {.sources = s, .file = &file, .matters = path_names_any(s, path)};
	const struct dl_ctext_visitor first = {
		.arg = &look, .function = see_function, .string = see_string};
	const struct dl_ctext_visitor second = {
		.arg = &file, .function = add_function, .call = add_call};
	struct dl_bytes text = dl_bytes_read(full);

	free(full);
	s->missing += text.data == NULL;
	if (text.data)
		dl_ctext_visit(&first, text.data, text.len);
	if (text.data && look.matters) {
		dl_ctext_visit(&second, text.data, text.len);
		s->list = grow(s->list, s->count, &s->cap, sizeof(*s->list));
		s->list[s->count++] = file;
	} else {
		free_source(&file);
	}
	free(text.data);
}

/* ---- the models ---- */

static int compare_models(const void *a, const void *b)
{
	return strcmp(((const struct dl_klog_model *)a)->name,
		      ((const struct dl_klog_model *)b)->name);
}

static int read_models(struct dl_klog_sources *s)
{
	struct dmalint_error error;

	if (dmalint_models_open(&s->models, NULL, 0, &error) != DMALINT_OK)
		return dl_cli_error("%s", error.message);
	s->modelled_count = dmalint_models_count(s->models);
	s->modelled = dl_cli_alloc(s->modelled_count + 1, sizeof(*s->modelled));
	for (size_t i = 0; i < s->modelled_count; i++)
		s->modelled[i] = (struct dl_klog_model){dmalint_models_name(s->models, i),
							dmalint_models_role(s->models, i)};
	qsort(s->modelled, s->modelled_count, sizeof(*s->modelled), compare_models);
	return DL_EXIT_CLEAN;
}

const char *dl_klog_role(const struct dl_klog_sources *sources, const char *name)
{
	const struct dl_klog_model key = {name, NULL};
	const struct dl_klog_model *found = bsearch(
		&key, sources->modelled, sources->modelled_count, sizeof(key), compare_models);

	return found ? found->role : NULL;
}

/* ---- all of it ---- */

struct dl_klog_sources *dl_klog_sources_open(const struct dl_klog *log, struct dmalint_store *store,
					     const struct dmalint_stored_scan *scan)
{
	struct dl_klog_sources *s = dl_cli_alloc(1, sizeof(*s));
	struct dmalint_files *files = NULL;
	struct dmalint_error error;
	int code = read_models(s);

	collect_words(s, log);
	if (!code && dmalint_store_files(store, dmalint_stored_scan_id(scan), 0, &files, &error) !=
			     DMALINT_OK)
		code = dl_cli_error("%s", error.message);
	for (size_t i = 0; !code && i < dmalint_files_count(files); i++)
		look_at(s, dmalint_stored_scan_root(scan),
			dmalint_file_path(dmalint_files_at(files, i)));
	dmalint_files_free(files);
	if (!code)
		return s;
	dl_klog_sources_free(s);
	return NULL;
}

void dl_klog_sources_free(struct dl_klog_sources *sources)
{
	for (size_t i = 0; i < sources->count; i++)
		free_source(&sources->list[i]);
	free(sources->list);
	free(sources->functions);
	free(sources->drivers);
	free(sources->modelled);
	dmalint_models_free(sources->models);
	free(sources);
}

size_t dl_klog_sources_missing(const struct dl_klog_sources *sources)
{
	return sources->missing;
}

/* ---- questions ---- */

const struct dl_klog_source *dl_klog_source_find(const struct dl_klog_sources *sources,
						 const char *path)
{
	for (size_t i = 0; i < sources->count; i++)
		if (strcmp(sources->list[i].path, path) == 0)
			return &sources->list[i];
	return NULL;
}

bool dl_klog_source_is_of(const struct dl_klog_sources *sources, const char *path,
			  const char *driver)
{
	const struct dl_klog_source *file;

	if (path_names(path, driver))
		return true;
	file = dl_klog_source_find(sources, path);
	for (size_t i = 0; file && i < file->driver_count; i++)
		if (strcmp(file->drivers[i], driver) == 0)
			return true;
	return false;
}

const struct dl_klog_function *dl_klog_function_find(const struct dl_klog_source *source,
						     const char *name)
{
	for (size_t i = 0; i < source->function_count; i++)
		if (strcmp(source->functions[i].name, name) == 0)
			return &source->functions[i];
	return NULL;
}

bool dl_klog_function_calls(const struct dl_klog_function *function, const char *name)
{
	for (size_t i = 0; i < function->call_count; i++)
		if (strcmp(function->calls[i].name, name) == 0)
			return true;
	return false;
}
