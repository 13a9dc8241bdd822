/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The second round of parsing: files of a module that the text filter has passed over, found by
 * the names of functions that the parsed ones call.
 */
#include <string.h>

#include "worker/shard.h"

#define MAX_OUTSIDE 16 /* files of one module from outside the paths of the scan */

struct module_names {
	uint32_t first_file;
	struct dl_map defined, wanted, hoped, calling, offered; /* name -> its text */
};

static void add_names(struct dl_map *map, const struct dl_name_list *list)
{
	for (uint32_t i = 0; i < list->count; i++)
		dl_map_put_str(map, list->names[i], (void *)(uintptr_t)list->names[i]);
}

/* What the module has itself it need not look for. */
static void drop_defined(struct dl_map *names, const struct dl_map *defined)
{
	struct dl_map left = {0};

	for (size_t i = 0; i < names->len; i++)
		if (!dl_map_has_str(defined, names->strings[i]))
			dl_map_put_str(&left, names->strings[i], names->entries[i].value);
	dl_map_free(names);
	*names = left;
}

static void collect_names(struct dl_work *scan, struct dl_map *modules)
{
	for (uint32_t i = 0; i < scan->file_count; i++) {
		const struct dl_file_result *r = &scan->results[i];
		const char *key = dl_work_module_key(scan, i);
		struct module_names *m;

		if (!r->ir_key || !dl_shard_has_module(scan, i) || dl_map_has_str(&scan->searched, key))
			continue;
		m = dl_map_get_str(modules, key);
		if (!m) {
			m = DL_NEW(scan->arena, struct module_names);
			m->first_file = i;
			dl_map_put_str(modules, key, m);
		}
		add_names(&m->defined, &r->links.defined);
		add_names(&m->wanted, &r->links.wanted);
		add_names(&m->hoped, &r->links.hoped);
		add_names(&m->calling, &r->links.calling);
		add_names(&m->offered, &r->links.offered);
	}
}

static enum dl_status search_all(struct dl_work *scan, struct dl_map *modules,
				 struct dl_error *err)
{
	enum dl_status status = DL_OK;

	for (size_t i = 0; i < modules->len; i++) {
		struct module_names *m = modules->entries[i].value;
		struct dl_source_wish wish = {
			.file = m->first_file,
			.defined = &m->wanted,
			.used = &m->offered,
			.callers = &m->hoped,
			.callees = &m->calling,
			.max_outside = MAX_OUTSIDE,
		};

		drop_defined(&m->wanted, &m->defined);
		drop_defined(&m->hoped, &m->defined);
		if (status == DL_OK)
			status = dl_source_search(scan->source, &wish, err);
		dl_map_free(&m->defined);
		dl_map_free(&m->wanted);
		dl_map_free(&m->hoped);
		dl_map_free(&m->calling);
		dl_map_free(&m->offered);
	}
	return status;
}

/* What is kept by file and by configuration, for those that were added. */
static void grow(struct dl_work *scan, size_t configs_before)
{
	size_t configs = dl_source_config_count(scan->source);
	size_t files = dl_source_file_count(scan->source);
	struct dl_file_result *results = DL_NEW_ARRAY(scan->arena, struct dl_file_result, files + 1);
	bool *ready = DL_NEW_ARRAY(scan->arena, bool, configs + 1);
	bool *passes = DL_NEW_ARRAY(scan->arena, bool, configs + 1);
	const char **trouble = DL_NEW_ARRAY(scan->arena, const char *, configs + 1);

	memcpy(results, scan->results, scan->file_count * sizeof(*results));
	memcpy(ready, scan->pch_ready, configs_before * sizeof(*ready));
	memcpy(passes, scan->pch_passes, configs_before * sizeof(*passes));
	memcpy(trouble, scan->pch_trouble, configs_before * sizeof(*trouble));
	scan->results = results;
	scan->pch_ready = ready;
	scan->pch_passes = passes;
	scan->pch_trouble = trouble;
	scan->file_count = files;
}

enum dl_status dl_work_find(struct dl_work *scan, struct dl_error *err)
{
	size_t configs = dl_source_config_count(scan->source);
	struct dl_map modules = {0};
	enum dl_status status;

	/* a part of the candidates is no whole to be completed */
	if (scan->file_count < dl_source_file_count(scan->source))
		return DL_OK;
	collect_names(scan, &modules);
	status = search_all(scan, &modules, err);
	for (size_t i = 0; i < modules.len; i++)
		dl_map_put_str(&scan->searched, modules.strings[i], scan);
	dl_map_free(&modules);
	grow(scan, configs);
	return status;
}
