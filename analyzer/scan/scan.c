/* SPDX-License-Identifier: Apache-2.0 */
/* A scan from its options to its results. See scan.h. */
#include "scan/scan.h"

#include <stdlib.h>
#include <string.h>

#include "base/heap.h"
#include "report/rule_info.h"
#include "scan/internal.h"
#include "store/store.h"

size_t dl_scan_config_of(const struct dl_scan *scan, const struct dl_source_file *file)
{
	size_t i = 0;

	while (dl_source_config_at(scan->source, i) != file->config)
		i++;
	return i;
}

void dl_scan_tell_progress(struct dl_scan *scan)
{
	scan->progress.seconds = dl_clock_now() - scan->started;
	if (scan->options.progress)
		scan->options.progress(scan->options.progress_arg, &scan->progress);
}

enum dl_status dl_scan_open(struct dl_scan **out, const struct dl_scan_options *options,
			    int cancel_fd, struct dl_error *err)
{
	struct dl_scan *scan = dl_xcalloc(1, sizeof(*scan));
	struct dl_error own = {0};
	enum dl_status status;

	*out = NULL;
	scan->options = *options;
	scan->arena = dl_arena_new();
	scan->process = DL_NO_PROCESS;
	scan->findings.arena = scan->arena;
	scan->source = dl_source_new();
	scan->started = dl_clock_now();
	scan->progress.phase = "choosing files";
	status = options->baseline ? dl_baseline_read(&scan->baseline, scan->arena,
						      options->baseline, err)
				   : DL_OK;
	if (status == DL_OK)
		status = dl_session_open(scan, cancel_fd, err ? err : &own);
	if (status == DL_OK)
		*out = scan;
	else
		dl_scan_free(scan);
	return status;
}

void dl_scan_free(struct dl_scan *scan)
{
	if (!scan)
		return;
	dl_undefer(&scan->process);
	dl_process_free(&scan->process);
	dl_buf_free(&scan->in);
	dl_source_free(scan->source);
	dl_baseline_free(&scan->baseline);
	for (size_t i = 0; i < scan->file_count; i++)
		dl_free((void *)scan->results[i].ir);
	dl_vec_free(&scan->modules);
	dl_vec_free(&scan->notices);
	dl_vec_free(&scan->unstored);
	dl_arena_free(scan->arena);
	dl_free(scan);
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

/* Whoever holds the store's lock does not hold up whoever wants to end. */
static bool still_waits(void *arg)
{
	struct dl_scan *scan = arg;

	dl_scan_tell_progress(scan);
	return !dl_session_is_cancelled(scan->cancel_fd);
}

static void wait_for_store(struct dl_scan *scan, bool (*go_on)(void *))
{
	if (scan->options.store)
		dl_store_set_waiting(scan->options.store, go_on, scan);
}

enum dl_status dl_scan_run(struct dl_scan *scan, int cancel_fd, struct dl_error *err)
{
	struct dl_error own = {0};
	enum dl_status status;

	err = err ? err : &own;
	scan->cancel_fd = cancel_fd;
	wait_for_store(scan, still_waits);
	scan->started = dl_clock_now();
	scan->progress.phase = "building the precompiled header";
	dl_scan_tell_progress(scan);
	status = dl_session_run(scan, cancel_fd, err);
	scan->cancelled = status == DL_ERR_CANCELLED;
	scan->cut_short = status != DL_OK;
	collect_findings(scan);
	dl_scan_summarise(scan);
	dl_scan_suppress(scan);
	scan->notices.len = dl_notices_finish(scan->notices.data, scan->notices.len);
	scan->totals.wall = dl_clock_now() - scan->started;
	dl_keep_end(scan);
	wait_for_store(scan, NULL);
	return dl_session_close(scan, status, err);
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
	const struct dl_scan_totals *t = &scan->totals;
	bool has_nothing = !t->files && !dl_source_stats(scan->source).seen;

	return t->lost || t->failed || t->skipped || t->incomplete || has_nothing;
}

bool dl_scan_was_cancelled(const struct dl_scan *scan)
{
	return scan->cancelled;
}

/* Whether a finding makes the scan fail; others may be shown all the same. */
static bool counts(const struct dl_finding *f, const struct dl_scan_options *o)
{
	const struct dl_rule_info *info = f->rule ? dl_rule_info_find(f->rule) : NULL;

	return !f->suppression && f->confidence >= o->min_confidence &&
	       (!info || info->level >= o->fail_on);
}

enum dl_scan_exit dl_scan_exit_status(const struct dl_scan *scan)
{
	if (scan->cut_short)
		return DL_SCAN_CANCELLED;
	for (size_t i = 0; i < scan->findings.len; i++)
		if (counts(&scan->findings.items[i], &scan->options))
			return DL_SCAN_FINDINGS;
	return dl_scan_is_incomplete(scan) ? DL_SCAN_INCOMPLETE : DL_SCAN_CLEAN;
}

const struct dl_notice *dl_scan_notices(const struct dl_scan *scan, size_t *count)
{
	*count = scan->notices.len;
	return scan->notices.data;
}
