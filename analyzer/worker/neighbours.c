/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of other modules whose exported functions a module calls: their code goes along when it is linked
 * (docs/decisions/0009-borders-of-modules.md). Which calls matter: those that are given handles, lists or
 * buffers, which the parse has listed (links.h), and those of functions that call the DMA API. Nothing depends on the order of the analysis: what is
 * taken is parsed IR, which every worker can read of all files.
 */
#include <string.h>

#include "base/hash.h"
#include "worker/work.h"

/* Of one module: files of others, and their packed IR. */
#define MAX_FILES 8
#define MAX_IR	  (1u << 20)

struct neighbours {
	const struct dl_work *scan;
	const struct dl_work_module *module;
	struct dl_map own;   /* names of functions of the module that others can call */
	struct dl_map files; /* file + 1, of another module -> names that must be exported, or NULL */
	struct dl_work_asked *asked;
	struct dl_arena *arena;
};

static const struct dl_source_file *file_at(const struct neighbours *n, uint32_t file)
{
	return dl_source_file_at(n->scan->source, file);
}

static void note_definer(struct dl_work *scan, const char *name, uint32_t file)
{
	uint64_t key = dl_hash_str(DL_HASH_SEED, name);
	struct dl_definer *d = dl_map_get(&scan->definers, key);
	const struct dl_source_file *f = dl_source_file_at(scan->source, file);

	if (d) {
		d->file = UINT32_MAX;
	} else {
		d = DL_NEW(scan->arena, struct dl_definer);
		d->file = file;
		d->id = DL_HASH_SEED;
		dl_map_put(&scan->definers, key, d);
	}
	d->id = dl_hash_u64(dl_hash_str(dl_hash_str(d->id, f->unit_path), f->module),
			    scan->results[file].content);
}

void dl_work_note_definers(struct dl_work *scan)
{
	dl_map_clear(&scan->definers);
	for (uint32_t i = 0; i < scan->file_count; i++) {
		const struct dl_name_list *defined = &scan->results[i].links.defined;

		for (uint32_t k = 0; k < defined->count && scan->results[i].ir_key; k++)
			note_definer(scan, defined->names[k], i);
	}
}

const struct dl_definer *dl_work_definer(const struct dl_work *scan, struct dl_work_asked *asked,
					 const char *name)
{
	uint64_t key = dl_hash_str(DL_HASH_SEED, name);

	dl_map_put(&asked->names, key, asked);
	return dl_map_get(&scan->definers, key);
}

static void add_likely(const struct dl_work *scan, const struct dl_name_list *names, bool *likely)
{
	for (uint32_t i = 0; i < names->count; i++) {
		const struct dl_definer *d =
			dl_map_get(&scan->definers, dl_hash_str(DL_HASH_SEED, names->names[i]));

		if (d && d->file != UINT32_MAX)
			likely[d->file] = true;
	}
}

bool *dl_work_likely_code(const struct dl_work *scan)
{
	bool *likely = DL_NEW_ARRAY(scan->arena, bool, scan->file_count + 1);

	for (size_t k = 0; k < scan->modules.len; k++) {
		const struct dl_work_module *m = &scan->modules.data[k];

		for (uint32_t i = 0; i < m->file_count && !m->result.done; i++) {
			likely[m->files[i]] = true;
			add_likely(scan, &scan->results[m->files[i]].links.wanted, likely);
			add_likely(scan, &scan->results[m->files[i]].links.hoped, likely);
		}
	}
	return likely;
}

void *dl_work_code(const struct dl_work *scan, struct dl_work_asked *asked, uint32_t file, size_t *len)
{
	void *ir = NULL;

	if (dl_shelf_has(&scan->shelf, file))
		dl_shelf_get(&scan->shelf, file, &ir, len, &asked->trouble);
	else
		asked->lacks_code |= scan->results[file].ir_key && !scan->has_all_code;
	return ir;
}

/* The file of another module that defines the function; UINT32_MAX: none, or several. */
static uint32_t definer(const struct neighbours *n, const char *name)
{
	const struct dl_definer *known;
	uint32_t file;

	if (dl_map_has_str(&n->own, name))
		return UINT32_MAX;
	known = dl_work_definer(n->scan, n->asked, name);
	file = known ? known->file : UINT32_MAX;
	if (file == UINT32_MAX ||
	    file_at(n, file)->config->root != file_at(n, n->module->files[0])->config->root)
		return UINT32_MAX;
	return file;
}

/* @inside: files of this module only, one file of which was taken already; NULL: of any other module. */
static void want(struct neighbours *n, const char *name, const char *inside)
{
	uint32_t file = definer(n, name);
	struct dl_map *names;

	if (file == UINT32_MAX || (inside && strcmp(file_at(n, file)->module, inside) != 0))
		return;
	if (!dl_map_has(&n->files, file + 1)) {
		if (n->files.len == MAX_FILES)
			return;
		dl_map_put(&n->files, file + 1, inside ? NULL : DL_NEW(n->arena, struct dl_map));
	}
	names = dl_map_get(&n->files, file + 1);
	if (names)
		dl_map_put_str(names, name, (void *)(uintptr_t)name);
}

static void want_all(struct neighbours *n, const struct dl_name_list *list, const char *inside)
{
	for (uint32_t i = 0; i < list->count; i++)
		want(n, list->names[i], inside);
}

static void want_links(struct neighbours *n, uint32_t file, const char *inside)
{
	want_all(n, &n->scan->results[file].links.wanted, inside);
	want_all(n, &n->scan->results[file].links.hoped, inside);
}

static bool is_listed(const struct dl_name_list *list, const char *name)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (!strcmp(list->names[i], name))
			return true;
	return false;
}

/* Functions that call the DMA API, whatever they are given: they may find it by themselves. */
static void want_calling(struct neighbours *n, const struct dl_linker *linker)
{
	struct dl_map callees = {0};

	dl_linker_callees(linker, &callees);
	for (size_t i = 0; i < callees.len; i++) {
		uint32_t file = UINT32_MAX;

		/* a model goes before such code */
		if (!dl_models_find(n->scan->models, callees.strings[i]))
			file = definer(n, callees.strings[i]);
		if (file != UINT32_MAX &&
		    is_listed(&n->scan->results[file].links.calling, callees.strings[i]))
			want(n, callees.entries[i].value, NULL);
	}
	dl_map_free(&callees);
}

static enum dl_status add_files(struct neighbours *n, struct dl_linker *linker, struct dl_error *err)
{
	enum dl_status status = DL_OK;
	size_t bytes = 0;

	for (size_t i = 0; i < n->files.len && status == DL_OK; i++) {
		uint32_t file = (uint32_t)n->files.entries[i].key - 1;
		const struct dl_file_result *r = &n->scan->results[file];
		const struct dl_map *exported = n->files.entries[i].value;
		size_t len;
		void *ir;

		if (bytes + r->ir_len > MAX_IR ||
		    (exported && !dl_source_exports(n->scan->source, file, exported)))
			continue;
		ir = dl_work_code(n->scan, n->asked, file, &len);
		if (!ir)
			continue;
		bytes += len;
		status = dl_linker_add_foreign(linker, ir, len, err);
		dl_free(ir);
		/* it may have what it does done by other files of its module */
		want_links(n, file, file_at(n, file)->module);
	}
	return status;
}

enum dl_status dl_work_link_neighbours(struct dl_linker *linker, const struct dl_work *scan,
				       const struct dl_work_module *m, struct dl_work_asked *asked,
				       struct dl_error *err)
{
	struct neighbours n = {.scan = scan, .module = m, .asked = asked, .arena = dl_arena_new()};
	enum dl_status status;

	for (uint32_t i = 0; i < m->file_count; i++) {
		const struct dl_name_list *defined = &scan->results[m->files[i]].links.defined;

		for (uint32_t k = 0; k < defined->count; k++)
			dl_map_put_str(&n.own, defined->names[k], &n);
	}
	for (uint32_t i = 0; i < m->file_count; i++)
		want_links(&n, m->files[i], NULL);
	want_calling(&n, linker);
	status = add_files(&n, linker, err);
	for (size_t i = 0; i < n.files.len; i++)
		if (n.files.entries[i].value)
			dl_map_free(n.files.entries[i].value);
	dl_map_free(&n.files);
	dl_map_free(&n.own);
	dl_arena_free(n.arena);
	return status;
}
