/* SPDX-License-Identifier: Apache-2.0 */
/* The store as programs see it: each answer is a list with an arena of its own. */
#include <string.h>

#include "api/internal.h"

/* Exit status of a scan from which on it was ended by a signal, as a shell counts. */
#define FIRST_SIGNAL_STATUS 128

struct dmalint_stored_scan {
	const struct dl_scan_record *record;
	struct dmalint_stored_counts counts;
};

struct dmalint_stored_scans {
	struct dl_heap *heap;
	struct dmalint_stored_scan *items;
	size_t count;
};

/* ---- opening ---- */

struct opening {
	struct dl_heap *heap;
	const char *path;
	unsigned int flags;
	struct dmalint_store *store;
};

/* The path of the default store; NULL when there is no place for it. */
static const char *default_path(void)
{
	struct dl_arena *arena = dl_arena_new();
	const char *dir = dl_api_cache_dir(arena);

	return dir ? dl_arena_printf(arena, "%s/dmalint.db", dir) : NULL;
}

static void close_store(void *store)
{
	dl_store_close(store);
}

static enum dl_status open_store(void *arg, struct dl_error *err)
{
	struct opening *o = arg;
	struct dmalint_store *store = dl_xcalloc(1, sizeof(*store));
	enum dl_status status = dl_flags_check(o->flags, DMALINT_STORE_CREATE, err);

	if (status != DL_OK)
		return status;
	store->heap = o->heap;
	store->path = o->path ? dl_xstrdup(o->path) : default_path();
	if (!store->path)
		return dl_fail(err, DL_ERR_NOT_FOUND,
			       "there is no place for the store: neither HOME nor XDG_CACHE_HOME "
			       "is set");
	status = o->flags & DMALINT_STORE_CREATE
			 ? dl_store_open(store->path, &store->store, err)
			 : dl_store_open_existing(store->path, &store->store, err);
	if (status == DL_OK)
		dl_defer(close_store, store->store);
	o->store = store;
	return status;
}

enum dmalint_status dmalint_store_open(struct dmalint_store **out, const char *path,
				       unsigned int flags, struct dmalint_error *error)
{
	struct opening o = {.path = path, .flags = flags};
	enum dmalint_status status = dl_api_make(&o.heap, open_store, &o, error);

	*out = status == DMALINT_OK ? o.store : NULL;
	return status;
}

void dmalint_store_close(struct dmalint_store *store)
{
	if (store)
		dl_heap_free(store->heap);
}

const char *dmalint_store_path(const struct dmalint_store *store)
{
	return store->path;
}

void dmalint_store_set_timeout(struct dmalint_store *store, int milliseconds)
{
	dl_store_set_timeout(store->store, milliseconds);
}

/* ---- questions ---- */

/* A call that reads the store; the answer is in one of the last members. */
struct question {
	struct dl_heap *heap;
	struct dl_store *store;
	int64_t scan;
	unsigned int flags;
	const struct dmalint_filter *filter;
	const char *reference;
	struct dmalint_stored_scans *scans;
	struct dmalint_findings *findings;
	struct dmalint_files *files;
};

static enum dmalint_status ask(struct question *q, struct dmalint_store *store, dl_heap_fn answer,
			       struct dmalint_error *error)
{
	q->store = store->store;
	return dl_api_make(&q->heap, answer, q, error);
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

static enum dl_status list_scans(void *arg, struct dl_error *err)
{
	struct question *q = arg;
	struct dmalint_stored_scans *scans = dl_xcalloc(1, sizeof(*scans));
	struct dl_arena *arena = dl_arena_new();
	struct dl_scan_list list = {0};
	enum dl_status status;

	dl_api_begin_store(q->store);
	status = dl_store_scans(q->store, arena, &list, err);
	dl_api_end_store(q->store);
	scans->heap = q->heap;
	scans->count = list.len;
	scans->items = DL_NEW_ARRAY(arena, struct dmalint_stored_scan, list.len + 1);
	for (size_t i = 0; i < list.len; i++)
		scans->items[i] = scan_of(&list.items[i]);
	q->scans = scans;
	return status;
}

enum dmalint_status dmalint_store_scans(struct dmalint_store *store,
					struct dmalint_stored_scans **out,
					struct dmalint_error *error)
{
	struct question q = {0};
	enum dmalint_status status = ask(&q, store, list_scans, error);

	*out = status == DMALINT_OK ? q.scans : NULL;
	return status;
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
	if (scans)
		dl_heap_free(scans->heap);
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

int dmalint_stored_scan_exit_status(const struct dmalint_stored_scan *scan)
{
	return scan->record->exit_status;
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

static struct dmalint_findings *new_findings(struct dl_heap *heap)
{
	struct dmalint_findings *list = dl_xcalloc(1, sizeof(*list));

	list->heap = heap;
	list->list.arena = dl_arena_new();
	return list;
}

static struct dl_emit_scan about_of(const struct dl_scan_record *r)
{
	return (struct dl_emit_scan){
		.root = r->info.root,
		.mode = r->info.mode,
		.arch = r->info.arch && r->info.arch[0] ? r->info.arch : NULL,
		.command_line = r->info.options,
		.started = r->info.started,
		.finished = r->finished,
		.exit_code = r->exit_status,
		.files = r->counts.files,
		.lost_files = r->counts.lost_files,
		.functions = r->counts.functions,
		.dma_functions = r->counts.dma_functions,
		.degraded_functions = r->counts.degraded_functions,
	};
}

/* What scan @id has said of itself, and its notices. */
static enum dl_status find_about(struct dl_store *store, int64_t id, struct dmalint_findings *list,
				 struct dl_error *err)
{
	struct dl_arena *arena = list->list.arena;
	struct dl_scan_list scans = {0};
	struct dl_notice_list notices = {0};
	enum dl_status status = dl_store_scans(store, arena, &scans, err);

	for (size_t i = 0; status == DL_OK && i < scans.len; i++)
		if (scans.items[i].id == id)
			list->about = about_of(&scans.items[i]);
	if (status == DL_OK)
		status = dl_store_notices(store, id, arena, &notices, err);
	list->notices = notices.items;
	list->notice_count = notices.len;
	return status;
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
			.suppressed = filter.suppressed,
			.not_in = filter.not_in,
		};
	return status;
}

static enum dl_status list_findings(void *arg, struct dl_error *err)
{
	struct question *q = arg;
	struct dmalint_findings *list = new_findings(q->heap);
	struct dl_finding_record *records = NULL;
	struct dl_finding_filter wanted;
	enum dl_status status = read_filter(&wanted, q->filter, err);

	dl_api_begin_store(q->store);
	if (status == DL_OK)
		status = dl_store_list(q->store, q->scan, &wanted, &list->list, &records, err);
	if (status == DL_OK)
		status = find_about(q->store, q->scan, list, err);
	dl_api_end_store(q->store);
	dl_findings_list_fill(list, list->list.arena, records);
	q->findings = list;
	return status;
}

enum dmalint_status dmalint_store_findings(struct dmalint_store *store, int64_t scan,
					   const struct dmalint_filter *filter,
					   struct dmalint_findings **out,
					   struct dmalint_error *error)
{
	struct question q = {.scan = scan, .filter = filter};
	enum dmalint_status status = ask(&q, store, list_findings, error);

	*out = status == DMALINT_OK ? q.findings : NULL;
	return status;
}

static enum dl_status find_finding(void *arg, struct dl_error *err)
{
	struct question *q = arg;
	struct dmalint_findings *list = new_findings(q->heap);
	struct dl_arena *arena = list->list.arena;
	struct dl_finding_record *record = DL_NEW(arena, struct dl_finding_record);
	enum dl_status status;

	dl_api_begin_store(q->store);
	status = dl_store_get_finding(q->store, q->reference, &list->list, record, err);
	if (status == DL_OK)
		status = find_about(q->store, record->scan, list, err);
	dl_api_end_store(q->store);
	dl_findings_list_fill(list, arena, record);
	q->findings = list;
	return status;
}

enum dmalint_status dmalint_store_find(struct dmalint_store *store, const char *reference,
				       struct dmalint_findings **out, struct dmalint_error *error)
{
	struct question q = {.reference = reference};
	enum dmalint_status status = ask(&q, store, find_finding, error);

	*out = status == DMALINT_OK ? q.findings : NULL;
	return status;
}

/* ---- files ---- */

static enum dl_status list_files(void *arg, struct dl_error *err)
{
	struct question *q = arg;
	struct dmalint_files *files = dl_xcalloc(1, sizeof(*files));
	struct dl_arena *arena = dl_arena_new();
	struct dl_file_list list = {0};
	enum dl_status status = dl_flags_check(q->flags, DMALINT_FILES_TROUBLED, err);

	if (status != DL_OK)
		return status;
	dl_api_begin_store(q->store);
	status = dl_store_files(q->store, q->scan, q->flags & DMALINT_FILES_TROUBLED, arena, &list,
				err);
	dl_api_end_store(q->store);
	files->heap = q->heap;
	dl_files_of_store(files, arena, &list);
	q->files = files;
	return status;
}

enum dmalint_status dmalint_store_files(struct dmalint_store *store, int64_t scan,
					unsigned int flags, struct dmalint_files **out,
					struct dmalint_error *error)
{
	struct question q = {.scan = scan, .flags = flags};
	enum dmalint_status status = ask(&q, store, list_files, error);

	*out = status == DMALINT_OK ? q.files : NULL;
	return status;
}
