/* SPDX-License-Identifier: Apache-2.0 */
/* The store as programs see it: each answer is a list with an arena of its own. */
#include <stdlib.h>
#include <string.h>

#include "api/internal.h"

/* Exit status of a scan from which on it was ended by a signal, as a shell counts. */
#define FIRST_SIGNAL_STATUS 128

struct dmalint_stored_scan {
	const struct dl_scan_record *record;
	struct dmalint_stored_counts counts;
};

struct dmalint_stored_scans {
	struct dl_arena *arena;
	struct dmalint_stored_scan *items;
	size_t count;
};

/* ---- opening ---- */

static enum dl_status open_store(struct dmalint_store *store, unsigned int flags,
				 struct dl_error *err)
{
	enum dl_status status = dl_flags_check(flags, DMALINT_STORE_CREATE, err);

	if (status != DL_OK)
		return status;
	return flags & DMALINT_STORE_CREATE
		       ? dl_store_open(store->path, &store->store, err)
		       : dl_store_open_existing(store->path, &store->store, err);
}

/* The path of the default store; NULL when there is no place for it. */
static char *default_path(void)
{
	struct dl_arena *arena = dl_arena_new();
	const char *dir = dl_api_cache_dir(arena);
	char *path = dir ? dl_xstrdup(dl_arena_printf(arena, "%s/dmalint.db", dir)) : NULL;

	dl_arena_free(arena);
	return path;
}

enum dmalint_status dmalint_store_open(struct dmalint_store **out, const char *path,
				       unsigned int flags, struct dmalint_error *error)
{
	struct dmalint_store *store = dl_xcalloc(1, sizeof(*store));
	struct dl_error err = {0};
	enum dl_status status;

	*out = NULL;
	store->path = path ? dl_xstrdup(path) : default_path();
	status = store->path ? open_store(store, flags, &err)
			     : dl_fail(&err, DL_ERR_NOT_FOUND,
				       "there is no place for the store: neither HOME nor "
				       "XDG_CACHE_HOME is set");
	if (status != DL_OK) {
		dmalint_store_close(store);
		return dl_api_status(status, &err, error);
	}
	*out = store;
	return DMALINT_OK;
}

void dmalint_store_close(struct dmalint_store *store)
{
	if (!store)
		return;
	dl_store_close(store->store);
	free(store->path);
	free(store);
}

const char *dmalint_store_path(const struct dmalint_store *store)
{
	return store->path;
}

void dmalint_store_set_timeout(struct dmalint_store *store, int milliseconds)
{
	dl_store_set_timeout(store->store, milliseconds);
}

/* ---- scans ---- */

static struct dmalint_stored_scan scan_of(const struct dl_scan_record *r)
{
	return (struct dmalint_stored_scan){
		.record = r,
		.counts =
			{
				.size = sizeof(struct dmalint_stored_counts),
				.files = r->counts.files,
				.lost_files = r->counts.lost_files,
				.degraded_files = r->counts.degraded_files,
				.functions = r->counts.functions,
				.dma_functions = r->counts.dma_functions,
				.dma_degraded = r->counts.degraded_functions,
				.findings = r->counts.findings,
				.cpu_ms = r->counts.cpu_ms,
			},
	};
}

enum dmalint_status dmalint_store_scans(struct dmalint_store *store,
					struct dmalint_stored_scans **out,
					struct dmalint_error *error)
{
	struct dmalint_stored_scans *scans = dl_xcalloc(1, sizeof(*scans));
	struct dl_scan_list list = {0};
	struct dl_error err = {0};
	enum dl_status status;

	*out = NULL;
	scans->arena = dl_arena_new();
	status = dl_store_scans(store->store, scans->arena, &list, &err);
	if (status != DL_OK) {
		dmalint_stored_scans_free(scans);
		return dl_api_status(status, &err, error);
	}
	scans->count = list.len;
	scans->items = DL_NEW_ARRAY(scans->arena, struct dmalint_stored_scan, list.len + 1);
	for (size_t i = 0; i < list.len; i++)
		scans->items[i] = scan_of(&list.items[i]);
	*out = scans;
	return DMALINT_OK;
}

size_t dmalint_stored_scans_count(const struct dmalint_stored_scans *scans)
{
	return scans->count;
}

const struct dmalint_stored_scan *dmalint_stored_scans_at(const struct dmalint_stored_scans *scans,
							  size_t index)
{
	return index < scans->count ? &scans->items[index] : NULL;
}

void dmalint_stored_scans_free(struct dmalint_stored_scans *scans)
{
	if (!scans)
		return;
	dl_arena_free(scans->arena);
	free(scans);
}

int64_t dmalint_stored_scan_id(const struct dmalint_stored_scan *scan)
{
	return scan->record->id;
}

int64_t dmalint_stored_scan_started(const struct dmalint_stored_scan *scan)
{
	return scan->record->info.started;
}

int64_t dmalint_stored_scan_finished(const struct dmalint_stored_scan *scan)
{
	return scan->record->finished;
}

bool dmalint_stored_scan_was_cancelled(const struct dmalint_stored_scan *scan)
{
	return scan->record->exit_status >= FIRST_SIGNAL_STATUS;
}

static const char *text_or_empty(const char *text)
{
	return text ? text : "";
}

const char *dmalint_stored_scan_root(const struct dmalint_stored_scan *scan)
{
	return text_or_empty(scan->record->info.root);
}

const char *dmalint_stored_scan_command_line(const struct dmalint_stored_scan *scan)
{
	return text_or_empty(scan->record->info.options);
}

const char *dmalint_stored_scan_version(const struct dmalint_stored_scan *scan)
{
	return text_or_empty(scan->record->info.tool_version);
}

const struct dmalint_stored_counts *
dmalint_stored_scan_counts(const struct dmalint_stored_scan *scan)
{
	return &scan->counts;
}

/* ---- findings ---- */

static struct dmalint_findings *new_findings(void)
{
	struct dmalint_findings *list = dl_xcalloc(1, sizeof(*list));

	list->arena = dl_arena_new();
	list->list.arena = list->arena;
	return list;
}

/* The root of scan @id; NULL when the store has no such finished scan. */
static enum dl_status find_root(struct dl_store *store, int64_t id, struct dl_arena *arena,
				const char **root, struct dl_error *err)
{
	struct dl_scan_list scans = {0};
	enum dl_status status = dl_store_scans(store, arena, &scans, err);

	for (size_t i = 0; status == DL_OK && i < scans.len; i++)
		if (scans.items[i].id == id)
			*root = scans.items[i].info.root;
	return status;
}

/* Hand @list over, or free it and say why not. */
static enum dmalint_status give_findings(struct dmalint_store *store, int64_t scan,
					 struct dmalint_findings *list,
					 const struct dl_finding_record *records,
					 struct dmalint_findings **out, struct dmalint_error *error)
{
	struct dl_error err = {0};
	enum dl_status status = find_root(store->store, scan, list->arena, &list->about.root, &err);

	if (status != DL_OK) {
		dmalint_findings_free(list);
		return dl_api_status(status, &err, error);
	}
	dl_findings_list_fill(list, list->arena, records);
	*out = list;
	return DMALINT_OK;
}

static enum dl_status read_filter(struct dl_finding_filter *out, const struct dmalint_filter *given,
				  struct dl_error *err)
{
	struct dmalint_filter filter;
	enum dl_status status;

	*out = (struct dl_finding_filter){0};
	if (!given)
		return DL_OK;
	status = dl_options_read(&filter, sizeof(filter), given, err);
	if (status == DL_OK)
		*out = (struct dl_finding_filter){
			.rule = filter.rule,
			.path_prefix = filter.path_prefix,
			.min_confidence = (enum dl_confidence)filter.min_confidence,
		};
	return status;
}

enum dmalint_status dmalint_store_findings(struct dmalint_store *store, int64_t scan,
					   const struct dmalint_filter *filter,
					   struct dmalint_findings **out,
					   struct dmalint_error *error)
{
	struct dmalint_findings *list = new_findings();
	struct dl_finding_record *records = NULL;
	struct dl_finding_filter wanted;
	struct dl_error err = {0};
	enum dl_status status = read_filter(&wanted, filter, &err);

	*out = NULL;
	if (status == DL_OK)
		status = dl_store_list(store->store, scan, &wanted, &list->list, &records, &err);
	if (status != DL_OK) {
		dmalint_findings_free(list);
		return dl_api_status(status, &err, error);
	}
	return give_findings(store, scan, list, records, out, error);
}

enum dmalint_status dmalint_store_find(struct dmalint_store *store, const char *reference,
				       struct dmalint_findings **out, struct dmalint_error *error)
{
	struct dmalint_findings *list = new_findings();
	struct dl_finding_record *record = DL_NEW(list->arena, struct dl_finding_record);
	struct dl_error err = {0};
	enum dl_status status =
		dl_store_get_finding(store->store, reference, &list->list, record, &err);

	*out = NULL;
	if (status != DL_OK) {
		dmalint_findings_free(list);
		return dl_api_status(status, &err, error);
	}
	return give_findings(store, record->scan, list, record, out, error);
}

/* ---- files ---- */

enum dmalint_status dmalint_store_files(struct dmalint_store *store, int64_t scan,
					unsigned int flags, struct dmalint_files **out,
					struct dmalint_error *error)
{
	struct dmalint_files *files = dl_xcalloc(1, sizeof(*files));
	struct dl_file_list list = {0};
	struct dl_error err = {0};
	enum dl_status status;

	*out = NULL;
	files->arena = dl_arena_new();
	status = dl_flags_check(flags, DMALINT_FILES_TROUBLED, &err);
	if (status == DL_OK)
		status = dl_store_files(store->store, scan, flags & DMALINT_FILES_TROUBLED,
					files->arena, &list, &err);
	if (status != DL_OK) {
		dmalint_files_free(files);
		return dl_api_status(status, &err, error);
	}
	dl_files_of_store(files, files->arena, &list);
	*out = files;
	return DMALINT_OK;
}
