/* SPDX-License-Identifier: Apache-2.0 */
/* What a scan has come to, after its run: findings, files, notices, totals, reasons. */
#include <time.h>

#include "api/internal.h"
#include "source/arch.h"

/* ---- filling ---- */

/* Findings that are not listed, or only on request. */
static void count_hidden(struct dmalint_scan *scan)
{
	const struct dl_findings *all = dl_scan_findings(scan->scan);

	for (size_t i = 0; i < all->len; i++) {
		const struct dl_finding *f = &all->items[i];
		bool is_below = f->confidence < scan->min_confidence;

		scan->totals.findings_below += is_below && !f->suppression;
		scan->totals.suppressed += !is_below && f->suppression;
	}
}

static void fill_totals(struct dmalint_scan *scan)
{
	const struct dl_scan_totals t = dl_scan_totals(scan->scan);
	const struct dl_source_stats s = dl_source_stats(dl_scan_source(scan->scan));

	scan->totals = (struct dmalint_totals){
		.size = sizeof(scan->totals),
		.seen = s.seen,
		.candidates = s.candidates,
		.core_dma = s.core_dma,
		.sink_only = s.sink_only,
		.files = t.files,
		.found = t.found,
		.outside = t.outside,
		.lost = t.lost,
		.failed = t.failed,
		.skipped = t.skipped,
		.incomplete = t.incomplete,
		.functions = t.functions,
		.degraded = t.degraded,
		.dma_functions = t.dma_functions,
		.dma_degraded = t.dma_degraded,
		.modules = t.modules,
		.split_modules = t.split_modules,
		.explored = t.explored,
		.blurred = t.blurred,
		.cut = t.cut,
		.steps = t.steps,
		.findings = scan->findings.list.len,
		.parses = t.parses,
		.without_pch = t.without_pch,
		.parse_cpu = t.parse_cpu,
		.engine_cpu = t.engine_cpu,
		.pch_cpu = t.pch_cpu,
		.wall = t.wall,
		.peak_memory = t.max_rss,
		.recalled = t.recalled,
		.recalled_modules = t.recalled_modules,
	};
	count_hidden(scan);
}

/* What outputs say about the scan. */
static void fill_about(struct dmalint_scan *scan)
{
	const struct dl_source *source = dl_scan_source(scan->scan);
	const struct dl_source_config *c =
		dl_source_config_count(source) ? dl_source_config_at(source, 0) : NULL;
	const struct dl_scan_totals t = dl_scan_totals(scan->scan);

	scan->findings.about = (struct dl_emit_scan){
		.root = dl_source_root(source),
		.mode = c ? dl_source_mode_name(c->mode) : NULL,
		.arch = c && c->arch[0] ? c->arch : NULL,
		.command_line = dl_scan_command_line(scan->scan),
		.finished = time(NULL),
		.exit_code = (int)dl_scan_exit_status(scan->scan),
		.files = t.files,
		.lost_files = t.lost + t.failed,
		.functions = t.functions,
		.dma_functions = t.dma_functions,
		.degraded_functions = t.dma_degraded,
	};
	scan->findings.about.started = scan->findings.about.finished - (int64_t)t.wall;
}

/* What the store says of the findings that are listed; NULL when it has not kept the scan. */
static const struct dl_finding_record *ask_store(struct dmalint_scan *scan)
{
	struct dl_finding_record *records = NULL;
	const char *message;

	if (dl_scan_store_id(scan->scan) && dl_scan_store_status(scan->scan, &message) == DL_OK)
		dl_store_records(scan->store, dl_scan_store_id(scan->scan), &scan->findings.list,
				 scan->arena, &records, NULL);
	return records;
}

void dl_result_fill(struct dmalint_scan *scan)
{
	const struct dl_findings *all = dl_scan_findings(scan->scan);

	for (size_t i = 0; i < all->len; i++)
		if (all->items[i].confidence >= scan->min_confidence &&
		    (scan->list_suppressed || !all->items[i].suppression))
			*dl_findings_add(&scan->findings.list) = all->items[i];
	dl_findings_list_fill(&scan->findings, scan->arena, ask_store(scan));
	dl_files_of_scan(&scan->files, scan->arena, scan->scan);
	fill_totals(scan);
	scan->findings.notices = dl_scan_notices(scan->scan, &scan->findings.notice_count);
	fill_about(scan);
}

void dl_result_clear(struct dmalint_scan *scan)
{
	scan->findings = (struct dmalint_findings){.list = {.arena = scan->arena}};
	scan->files = (struct dmalint_files){0};
	scan->totals = (struct dmalint_totals){.size = sizeof(scan->totals)};
}

/* ---- accessors ---- */

const struct dmalint_findings *dmalint_scan_findings(const struct dmalint_scan *scan)
{
	return &scan->findings;
}

const struct dmalint_files *dmalint_scan_files(const struct dmalint_scan *scan)
{
	return &scan->files;
}

const struct dmalint_totals *dmalint_scan_totals(const struct dmalint_scan *scan)
{
	return &scan->totals;
}

bool dmalint_scan_is_incomplete(const struct dmalint_scan *scan)
{
	return dl_scan_is_incomplete(scan->scan);
}

int dmalint_scan_exit_status(const struct dmalint_scan *scan)
{
	return (int)dl_scan_exit_status(scan->scan);
}

int64_t dmalint_scan_store_id(const struct dmalint_scan *scan)
{
	return dl_scan_store_id(scan->scan);
}

const char *dmalint_scan_store_error(const struct dmalint_scan *scan)
{
	const char *message;

	return dl_scan_store_status(scan->scan, &message) == DL_OK ? NULL : message;
}

static enum dl_status explain(void *arg, struct dl_error *err)
{
	struct dmalint_scan *scan = arg;
	struct dl_buf text = {0};

	(void)err;
	dl_source_explain(dl_scan_source(scan->scan), &text);
	scan->explanation = dl_arena_strdup(scan->arena, dl_buf_str(&text));
	dl_buf_free(&text);
	return DL_OK;
}

const char *dmalint_scan_explain(struct dmalint_scan *scan)
{
	if (!scan->explanation)
		dl_heap_run(scan->heap, explain, scan, NULL);
	return scan->explanation;
}

size_t dmalint_arch_count(void)
{
	return dl_arch_count;
}

const char *dmalint_arch_name(size_t index)
{
	return index < dl_arch_count ? dl_arches[index].name : NULL;
}

/* ---- notices ---- */

static const struct dl_notice *notice_of(const struct dmalint_notice *notice)
{
	return (const struct dl_notice *)notice;
}

size_t dmalint_scan_notice_count(const struct dmalint_scan *scan)
{
	return scan->findings.notice_count;
}

const struct dmalint_notice *dmalint_scan_notice(const struct dmalint_scan *scan, size_t index)
{
	return index < scan->findings.notice_count
		       ? (const struct dmalint_notice *)&scan->findings.notices[index]
		       : NULL;
}

enum dmalint_level dmalint_notice_level(const struct dmalint_notice *notice)
{
	return (enum dmalint_level)notice_of(notice)->level;
}

const char *dmalint_notice_id(const struct dmalint_notice *notice)
{
	return notice_of(notice)->id;
}

const char *dmalint_notice_path(const struct dmalint_notice *notice)
{
	return notice_of(notice)->path;
}

uint32_t dmalint_notice_line(const struct dmalint_notice *notice)
{
	return notice_of(notice)->line;
}

const char *dmalint_notice_text(const struct dmalint_notice *notice)
{
	return notice_of(notice)->text;
}

const char *dmalint_notice_detail(const struct dmalint_notice *notice)
{
	return notice_of(notice)->detail;
}

/* ---- reasons ---- */

static const struct dl_reason_count *reason_of(const struct dmalint_reason *reason)
{
	return (const struct dl_reason_count *)reason;
}

size_t dmalint_scan_reason_count(const struct dmalint_scan *scan)
{
	size_t count;

	dl_scan_reasons(scan->scan, &count);
	return count;
}

const struct dmalint_reason *dmalint_scan_reason(const struct dmalint_scan *scan, size_t index)
{
	size_t count;
	const struct dl_reason_count *reasons = dl_scan_reasons(scan->scan, &count);

	return index < count ? (const struct dmalint_reason *)&reasons[index] : NULL;
}

const char *dmalint_reason_text(const struct dmalint_reason *reason)
{
	return reason_of(reason)->reason;
}

uint64_t dmalint_reason_functions(const struct dmalint_reason *reason)
{
	return reason_of(reason)->functions;
}

uint64_t dmalint_reason_dma_functions(const struct dmalint_reason *reason)
{
	return reason_of(reason)->dma_functions;
}
