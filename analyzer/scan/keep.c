/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes into the store, and when: files in batches as they arrive, findings,
 * notices and totals at the end. A store that fails is
 * remembered and not tried again; the scan and its output go on without it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/hash.h"
#include "scan/internal.h"
#include "store/store.h"
#include "wire/start.h"

#define BATCH_FILES   64
#define BATCH_SECONDS 2.0

static void give_up(struct dl_scan *scan, enum dl_status status, const struct dl_error *err)
{
	scan->store_status = status;
	scan->store_message = dl_arena_strdup(scan->arena, err->message);
}

static bool is_keeping(const struct dl_scan *scan)
{
	return scan->store_id && scan->store_status == DL_OK;
}

static const char *rule_list(struct dl_scan *scan)
{
	const char *list = NULL;

	for (size_t i = 0; i < scan->options.rule_count; i++)
		list = dl_arena_printf(scan->arena, "%s%s%s", list ? list : "", list ? " " : "",
				       scan->options.rules[i]);
	return list;
}

/* What else decides on the findings and the exit status: the same in all shards that fit together. */
static uint64_t asked(const struct dl_scan *scan, const struct dl_source_config *c)
{
	const struct dl_scan_options *o = &scan->options;
	uint64_t h = dl_hash_str(DL_HASH_SEED, dl_build_id);

	h = dl_hash_u64(dl_hash_u64(h, o->min_confidence), o->fail_on);
	h = dl_hash_str(dl_hash_u64(h, c ? c->mode : 0), o->source.arch ? o->source.arch : "");
	for (size_t i = 0; i < o->source.extra_arg_count; i++)
		h = dl_hash_str(h, o->source.extra_args[i]);
	for (size_t i = 0; i < scan->baseline.list.len; i++)
		h = dl_hash_u64(h, scan->baseline.list.data[i].fingerprint);
	return dl_hash_final(h);
}

void dl_keep_begin(struct dl_scan *scan)
{
	size_t configs = dl_source_config_count(scan->source);
	const struct dl_source_config *c = configs ? dl_source_config_at(scan->source, 0) : NULL;
	struct dl_scan_info info = {
		.root = dl_source_root(scan->source),
		.mode = c ? dl_source_mode_name(c->mode) : "",
		.arch = c ? c->arch : "",
		.tool_version = DMALINT_VERSION,
		.models_hash = scan->models_hash,
		.options = scan->options.command_line ? scan->options.command_line : "",
		.rules = rule_list(scan),
		.started = time(NULL),
		.shard = scan->options.shard,
		.shards = scan->options.shards,
		.tree = scan->tree,
		.asked = scan->options.shards ? asked(scan, c) : 0,
	};
	struct dl_error err = {0};
	enum dl_status status;

	scan->last_write = dl_clock_now();
	if (!scan->options.store)
		return;
	status = dl_store_begin_scan(scan->options.store, &info, &scan->store_id, &err);
	if (status != DL_OK)
		give_up(scan, status, &err);
}

static enum dl_status keep_file(struct dl_scan *scan, uint32_t index, struct dl_error *err)
{
	const struct dl_source_file *f = dl_source_file_at(scan->source, index);
	const struct dl_file_result *r = &scan->results[index];
	struct dl_file_degradation *list = dl_xcalloc(r->degraded_count + 1, sizeof(*list));
	bool lost = r->lost || r->failure;
	struct dl_file_record record = {
		.path = f->unit_path,
		.arch = r->arch ? r->arch : f->config->arch,
		.status = lost		      ? DL_FILE_LOST
			  : r->degraded_count ? DL_FILE_DEGRADED
					      : DL_FILE_OK,
		.reason = r->lost ? r->reason : r->failure,
		.functions = r->functions,
		.dma_functions = r->dma_functions,
		.degraded_functions = r->dma_degraded,
		.cpu_ms = (uint64_t)(r->parse_cpu * 1000),
		.degradation_count = r->degraded_count,
		.degradations = list,
	};
	enum dl_status status;

	if (!lost && r->degraded_count)
		record.reason = r->degraded[0].reason;
	for (uint32_t i = 0; i < r->degraded_count; i++)
		list[i] = (struct dl_file_degradation){
			.function = r->degraded[i].function,
			.reason = r->degraded[i].reason,
			.detail = r->degraded[i].detail,
			.line = r->degraded[i].line,
		};
	status = dl_store_add_file(scan->options.store, scan->store_id, &record, err);
	dl_free(list);
	return status;
}

static void write_batch(struct dl_scan *scan)
{
	struct dl_error err = {0};
	enum dl_status status;

	status = dl_store_begin(scan->options.store, &err);
	for (size_t i = 0; status == DL_OK && i < scan->unstored.len; i++)
		status = keep_file(scan, scan->unstored.data[i], &err);
	if (status == DL_OK)
		status = dl_store_commit(scan->options.store, &err);
	if (status != DL_OK) {
		dl_store_rollback(scan->options.store);
		give_up(scan, status, &err);
	}
}

void dl_keep_flush(struct dl_scan *scan, bool now)
{
	if (!scan->unstored.len)
		return;
	if (!now && scan->unstored.len < BATCH_FILES &&
	    dl_clock_now() - scan->last_write < BATCH_SECONDS)
		return;
	if (is_keeping(scan))
		write_batch(scan);
	scan->unstored.len = 0;
	scan->last_write = dl_clock_now();
}

void dl_keep_file(struct dl_scan *scan, uint32_t file)
{
	if (is_keeping(scan))
		dl_vec_push(&scan->unstored, file);
}

/* Nothing of it was finished: it was never there. Where that cannot be written, the next to open the store does it. */
static void forget(struct dl_scan *scan)
{
	if (is_keeping(scan))
		dl_store_drop_scan(scan->options.store, scan->store_id, NULL);
	scan->store_id = 0;
}

void dl_keep_end(struct dl_scan *scan)
{
	const struct dl_scan_totals *t = &scan->totals;
	struct dl_scan_counts counts = {
		.files = scan->progress.done,
		.lost_files = t->lost + t->failed,
		.functions = t->functions,
		.dma_functions = t->dma_functions,
		.degraded_functions = t->dma_degraded,
		.findings = scan->findings.len,
		.cpu_ms = (uint64_t)((t->parse_cpu + t->engine_cpu + t->pch_cpu) * 1000),
	};
	struct dl_error err = {0};
	enum dl_status status;

	dl_keep_flush(scan, true);
	if (scan->cut_short && !counts.files)
		forget(scan);
	if (!is_keeping(scan))
		return;
	for (size_t i = 0; i < scan->file_count; i++)
		counts.degraded_files += scan->results[i].degraded_count != 0;
	status = dl_store_add_findings(scan->options.store, scan->store_id, &scan->findings, &err);
	if (status == DL_OK)
		status = dl_store_follow_verdicts(scan->options.store, &scan->findings,
						  dl_source_root(scan->source), &err);
	if (status == DL_OK)
		status = dl_store_apply_verdicts(scan->options.store, &scan->findings, 0, &err);
	if (status == DL_OK)
		status = dl_store_add_notices(scan->options.store, scan->store_id,
					      scan->notices.data, scan->notices.len, &err);
	if (status == DL_OK)
		status = dl_store_finish_scan(scan->options.store, scan->store_id, time(NULL),
					      dl_scan_exit_status(scan), &counts, &err);
	if (status == DL_OK && scan->options.keep_scans)
		status = dl_store_prune(scan->options.store, scan->options.keep_scans, &err);
	if (status != DL_OK)
		give_up(scan, status, &err);
}
