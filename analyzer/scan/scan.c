/* SPDX-License-Identifier: Apache-2.0 */
/* The way of a scan: source, precompiled headers, workers, results by file, store, findings. See
 * scan.h. */
#include "scan/scan.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "frontend/frontend.h"
#include "scan/internal.h"

#define RECYCLE_AFTER 100 /* files of one worker: libclang does not give back all memory */
#define MIB	      (1024ULL * 1024)

double dl_scan_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

double dl_scan_cpu(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

size_t dl_scan_config_of(const struct dl_scan *scan, const struct dl_source_file *file)
{
	size_t i = 0;

	while (dl_source_config_at(scan->source, i) != file->config)
		i++;
	return i;
}

enum dl_status dl_scan_open(struct dl_scan **out, const struct dl_scan_options *options,
			    struct dl_error *err)
{
	struct dl_scan *scan = dl_xcalloc(1, sizeof(*scan));
	enum dl_status status;
	size_t configs;

	*out = NULL;
	scan->options = *options;
	scan->arena = dl_arena_new();
	scan->findings.arena = scan->arena;
	scan->options.source.clang_version = dl_frontend_version();
	status = dl_source_open(&scan->source, &scan->options.source, options->models, err);
	if (status != DL_OK) {
		dl_scan_free(scan);
		return status;
	}
	scan->file_count = dl_source_file_count(scan->source);
	if (options->max_files && scan->file_count > options->max_files)
		scan->file_count = options->max_files;
	scan->results = DL_NEW_ARRAY(scan->arena, struct dl_file_result, scan->file_count + 1);
	configs = dl_source_config_count(scan->source);
	scan->pch_ready = DL_NEW_ARRAY(scan->arena, bool, configs + 1);
	scan->pch_trouble = DL_NEW_ARRAY(scan->arena, const char *, configs + 1);
	*out = scan;
	return DL_OK;
}

void dl_scan_free(struct dl_scan *scan)
{
	if (!scan)
		return;
	dl_source_free(scan->source);
	for (size_t i = 0; scan->results && i < scan->file_count; i++)
		free((void *)scan->results[i].ir);
	dl_vec_free(&scan->modules);
	dl_vec_free(&scan->notices);
	dl_vec_free(&scan->unstored);
	dl_arena_free(scan->arena);
	free(scan);
}

/* ---- results as they arrive ---- */

static void tell_progress(struct dl_scan *scan)
{
	scan->progress.seconds = dl_scan_now() - scan->started;
	if (scan->options.progress)
		scan->options.progress(scan->options.progress_arg, &scan->progress);
}

/* The analysis, the store or the caller wants it. */
static void take_ir(struct dl_file_result *r)
{
	void *copy;

	if (!r->ir)
		return;
	copy = dl_xmalloc(r->ir_len + 1);
	memcpy(copy, r->ir, r->ir_len);
	r->ir = copy;
}

/* A worker's damaged answer is a lost file. */
static void take_answer(struct dl_scan *scan, struct dl_file_result *r,
			const struct dl_pool_outcome *outcome)
{
	struct dl_error err = {0};

	if (dl_file_result_decode(r, scan->arena, outcome->data, outcome->len, &err) != DL_OK) {
		r->lost = true;
		r->ir = NULL;
		r->reason = dl_arena_strdup(scan->arena, err.message);
	}
	take_ir(r);
}

void dl_scan_file_done(struct dl_scan *scan, uint32_t file)
{
	scan->results[file].done = true;
	scan->progress.done++;
	scan->progress.lost += scan->results[file].lost;
	dl_keep_file(scan, file);
}

static void on_parsed(void *arg, uint32_t job, const struct dl_pool_outcome *outcome)
{
	struct dl_scan *scan = arg;
	uint32_t file = (uint32_t)scan->first_job + job;
	struct dl_file_result *r = &scan->results[file];

	r->retried = outcome->retried;
	r->reason = outcome->reason ? dl_arena_strdup(scan->arena, outcome->reason) : NULL;
	if (outcome->ok) {
		take_answer(scan, r, outcome);
	} else {
		r->lost = true;
		r->detail = outcome->detail && *outcome->detail
				    ? dl_arena_strdup(scan->arena, outcome->detail)
				    : NULL;
	}
	scan->progress.parsed++;
	if (!r->ir || scan->options.parse_only)
		dl_scan_file_done(scan, file);
}

static void on_tick(void *arg)
{
	struct dl_scan *scan = arg;

	dl_keep_flush(scan, false);
	tell_progress(scan);
}

/* ---- the run ---- */

static void collect_findings(struct dl_scan *scan)
{
	for (size_t i = 0; i < scan->modules.len; i++) {
		const struct dl_findings *list = &scan->modules.data[i].findings;

		for (size_t k = 0; k < list->len; k++)
			dl_findings_copy(&scan->findings, &list->items[k]);
	}
	dl_report_finish(&scan->findings);
}

/*
 * The index of a tree's headers is built when it is first asked for. In a long scan that is better
 * done here, once, than in every worker.
 */
static void prepare_header_index(struct dl_scan *scan)
{
	const struct dl_source_config *last = NULL;
	const char *dir;

	if (scan->file_count <= RECYCLE_AFTER)
		return;
	for (size_t i = 0; i < scan->file_count; i++) {
		const struct dl_source_file *f = dl_source_file_at(scan->source, i);

		if (f->config != last)
			dl_source_find_header(scan->source, f, "dmalint/no-such-header.h", &dir, 1);
		last = f->config;
	}
}

/* Parse the files from the first one that is new. */
static enum dl_status parse_from(struct dl_scan *scan, size_t first, struct dl_pool_options *pool,
				 struct dl_error *err)
{
	scan->first_job = first;
	if (first == scan->file_count)
		return DL_OK;
	return dl_pool_run(pool, (uint32_t)(scan->file_count - first), err);
}

static enum dl_status scan_files(struct dl_scan *scan, struct dl_error *err)
{
	unsigned int jobs = scan->options.jobs ? scan->options.jobs : dl_pool_cpus();
	struct dl_pool_options pool = {
		.workers = jobs < scan->file_count ? jobs : (unsigned int)scan->file_count,
		.timeout = scan->options.timeout,
		.memory_limit = scan->options.memory_mib * MIB,
		.recycle_after = RECYCLE_AFTER,
		.cancel_fd = scan->cancel_fd,
		.start = dl_file_start,
		.work = dl_file_work,
		.done = on_parsed,
		.tick = on_tick,
		.arg = scan,
	};
	size_t chosen = scan->file_count;
	enum dl_status status;

	if (!scan->file_count)
		return DL_OK;
	scan->progress.phase = "parsing";
	tell_progress(scan);
	prepare_header_index(scan);
	status = parse_from(scan, 0, &pool, err);
	if (status != DL_OK || scan->options.parse_only)
		return status;
	status = dl_scan_find(scan, err);
	if (status == DL_OK)
		status = parse_from(scan, chosen, &pool, err);
	if (status != DL_OK)
		return status;
	scan->progress.phase = "analysing";
	return dl_scan_modules(scan, &pool, err);
}

enum dl_status dl_scan_run(struct dl_scan *scan, int cancel_fd, struct dl_error *err)
{
	enum dl_status status;

	scan->cancel_fd = cancel_fd;
	scan->started = dl_scan_now();
	scan->progress = (struct dl_scan_progress){
		.files = scan->file_count,
		.phase = "building the precompiled header",
	};
	tell_progress(scan);
	dl_keep_begin(scan);
	status = dl_scan_build_pch(scan, err);
	if (status == DL_OK)
		status = scan_files(scan, err);
	collect_findings(scan);
	dl_scan_summarise(scan);
	scan->totals.wall = dl_scan_now() - scan->started;
	scan->cancelled = status == DL_ERR_CANCELLED;
	dl_keep_end(scan);
	return status;
}

/* ---- accessors ---- */

const struct dl_source *dl_scan_source(const struct dl_scan *scan)
{
	return scan->source;
}

const char *dl_scan_command_line(const struct dl_scan *scan)
{
	return scan->options.command_line;
}

size_t dl_scan_file_count(const struct dl_scan *scan)
{
	return scan->file_count;
}

const struct dl_source_file *dl_scan_file_at(const struct dl_scan *scan, size_t index)
{
	return dl_source_file_at(scan->source, index);
}

const struct dl_file_result *dl_scan_result_at(const struct dl_scan *scan, size_t index)
{
	return &scan->results[index];
}

size_t dl_scan_module_count(const struct dl_scan *scan)
{
	return scan->modules.len;
}

const struct dl_module_result *dl_scan_module_at(const struct dl_scan *scan, size_t index)
{
	return &scan->modules.data[index].result;
}

const struct dl_findings *dl_scan_findings(const struct dl_scan *scan)
{
	return &scan->findings;
}

struct dl_scan_totals dl_scan_totals(const struct dl_scan *scan)
{
	return scan->totals;
}

const struct dl_reason_count *dl_scan_reasons(const struct dl_scan *scan, size_t *count)
{
	*count = scan->reason_count;
	return scan->reasons;
}

enum dl_status dl_scan_store_status(const struct dl_scan *scan, const char **message)
{
	*message = scan->store_message;
	return scan->store_status;
}

int64_t dl_scan_store_id(const struct dl_scan *scan)
{
	return scan->store_id;
}

bool dl_scan_is_incomplete(const struct dl_scan *scan)
{
	return scan->totals.lost || scan->totals.failed || scan->totals.skipped ||
	       scan->totals.incomplete;
}

bool dl_scan_was_cancelled(const struct dl_scan *scan)
{
	return scan->cancelled;
}

enum dl_scan_exit dl_scan_exit_status(const struct dl_scan *scan)
{
	if (scan->cancelled)
		return DL_SCAN_CANCELLED;
	for (size_t i = 0; i < scan->findings.len; i++)
		if (scan->findings.items[i].confidence >= scan->options.min_confidence)
			return DL_SCAN_FINDINGS;
	return dl_scan_is_incomplete(scan) ? DL_SCAN_INCOMPLETE : DL_SCAN_CLEAN;
}

size_t dl_scan_notice_count(const struct dl_scan *scan)
{
	return scan->notices.len;
}

const struct dl_notice *dl_scan_notice_at(const struct dl_scan *scan, size_t index)
{
	return &scan->notices.data[index];
}
