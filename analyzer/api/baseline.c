/* SPDX-License-Identifier: Apache-2.0 */
/* Baselines from the findings of stored scans. */
#include <string.h>
#include <unistd.h>

#include "api/internal.h"
#include "base/map.h"
#include "report/baseline.h"
#include "report/rule_info.h"

struct baseline_call {
	const char *path;
	struct dl_store *store;
	int64_t scan;
	enum dl_confidence min_confidence;
	struct dmalint_baseline_counts counts;
	/* what the call makes */
	struct dl_baseline baseline;
	struct dl_findings findings;
	struct dl_buf text;
};

static enum dl_status read_findings(struct baseline_call *call, enum dl_confidence min_confidence,
				    struct dl_error *err)
{
	const struct dl_finding_filter filter = {
		.min_confidence = min_confidence,
		.suppressed = true,
	};
	enum dl_status status;

	call->findings.arena = dl_arena_new();
	dl_api_begin_store(call->store);
	status = dl_store_list(call->store, call->scan, &filter, &call->findings, NULL, err);
	dl_api_end_store(call->store);
	return status;
}

static enum dl_status write_file(struct baseline_call *call, struct dl_error *err)
{
	dl_baseline_write(&call->baseline, &call->text);
	return dl_output_path(&call->text, call->path, err);
}

static enum dmalint_status finish(struct baseline_call *call, enum dmalint_status status,
				  struct dmalint_baseline_counts *counts)
{
	call->counts.size = sizeof(call->counts);
	if (status == DMALINT_OK && counts)
		*counts = call->counts;
	return status;
}

/* ---- create ---- */

static enum dl_status create(void *arg, struct dl_error *err)
{
	struct baseline_call *call = arg;
	enum dl_status status;

	if (access(call->path, F_OK) == 0)
		return dl_fail(err, DL_ERR_INVALID,
			       "%s is there already; 'dmalint baseline update' mends it, or remove "
			       "it first",
			       call->path);
	status = read_findings(call, call->min_confidence, err);
	if (status != DL_OK)
		return status;
	call->baseline = (struct dl_baseline){.arena = call->findings.arena};
	for (size_t i = 0; i < call->findings.len; i++)
		if (call->findings.items[i].suppression != DL_SUPPRESSED_IN_SOURCE)
			dl_baseline_add(&call->baseline, &call->findings.items[i]);
	call->counts.added = call->baseline.list.len;
	return write_file(call, err);
}

enum dmalint_status dmalint_baseline_create(const char *path, struct dmalint_store *store,
					    int64_t scan, enum dmalint_confidence min_confidence,
					    struct dmalint_baseline_counts *counts,
					    struct dmalint_error *error)
{
	struct baseline_call call = {
		.path = path,
		.store = store->store,
		.scan = scan,
		.min_confidence = (enum dl_confidence)min_confidence,
	};

	return finish(&call, dl_api_call(create, &call, error), counts);
}

/* ---- update ---- */

/* Files of the scan that were read whole. */
static enum dl_status read_files(struct baseline_call *call, struct dl_map *whole,
				 struct dl_error *err)
{
	struct dl_file_list files = {0};
	enum dl_status status;

	dl_api_begin_store(call->store);
	status = dl_store_files(call->store, call->scan, false, call->findings.arena, &files, err);
	dl_api_end_store(call->store);
	for (size_t i = 0; status == DL_OK && i < files.len; i++)
		if (files.items[i].status == DL_FILE_OK)
			dl_map_put_str(whole, files.items[i].path, call);
	return status;
}

/* What the scan has said of itself. */
static enum dl_status read_scan(struct baseline_call *call, struct dl_scan_info *out,
				struct dl_error *err)
{
	struct dl_scan_list scans = {0};
	enum dl_status status;

	dl_api_begin_store(call->store);
	status = dl_store_scans(call->store, call->findings.arena, &scans, err);
	dl_api_end_store(call->store);
	for (size_t i = 0; i < scans.len; i++)
		if (scans.items[i].id == call->scan)
			*out = scans.items[i].info;
	return status;
}

static bool is_gone(const struct baseline_call *call, const char *root, const char *path)
{
	return access(path[0] == '/' ? path
				     : dl_arena_printf(call->findings.arena, "%s/%s", root, path),
		      F_OK) != 0;
}

static bool has_run(const struct dl_scan_info *info, const char *rule)
{
	return info->rules ? strstr(info->rules, rule) != NULL : dl_rule_is_among(NULL, 0, rule);
}

/* Keep what is found, and what may be. */
static void shrink(struct baseline_call *call, const struct dl_map *whole,
		   const struct dl_scan_info *info)
{
	struct dl_baseline *b = &call->baseline;
	size_t kept = 0;

	for (size_t i = 0; i < b->list.len; i++) {
		const struct dl_baseline_entry *e = &b->list.data[i];

		if (e->found) {
			call->counts.kept++;
		} else if (is_gone(call, info->root, e->path) ||
			   (has_run(info, e->rule) && dl_map_has_str(whole, e->path))) {
			call->counts.removed++;
			continue;
		} else {
			call->counts.unscanned++;
		}
		b->list.data[kept++] = *e;
	}
	b->list.len = kept;
}

static enum dl_status update(void *arg, struct dl_error *err)
{
	struct baseline_call *call = arg;
	struct dl_map whole = {0};
	struct dl_scan_info info = {.root = ""};
	enum dl_status status = read_findings(call, DL_CONF_NONE, err);

	if (status == DL_OK)
		status = dl_baseline_read(&call->baseline, call->findings.arena, call->path, err);
	if (status == DL_OK)
		status = read_files(call, &whole, err);
	if (status == DL_OK)
		status = read_scan(call, &info, err);
	if (status == DL_OK) {
		dl_baseline_find(&call->baseline, &call->findings);
		shrink(call, &whole, &info);
		status = write_file(call, err);
	}
	dl_map_free(&whole);
	return status;
}

enum dmalint_status dmalint_baseline_update(const char *path, struct dmalint_store *store,
					    int64_t scan, struct dmalint_baseline_counts *counts,
					    struct dmalint_error *error)
{
	struct baseline_call call = {.path = path, .store = store->store, .scan = scan};

	return finish(&call, dl_api_call(update, &call, error), counts);
}
