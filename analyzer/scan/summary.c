/* SPDX-License-Identifier: Apache-2.0 */
/* What the results of all files add up to: totals, reasons for degradation, notices for the user.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scan/internal.h"

/* ---- reasons ---- */

static int by_cost(const void *a, const void *b)
{
	const struct dl_reason_count *x = a, *y = b;

	if (x->dma_functions != y->dma_functions)
		return x->dma_functions < y->dma_functions ? 1 : -1;
	if (x->functions != y->functions)
		return x->functions < y->functions ? 1 : -1;
	return strcmp(x->reason, y->reason);
}

static void count_reasons(struct dl_scan *scan)
{
	DL_VEC(struct dl_reason_count) list = {0};
	struct dl_map index = {0};

	for (size_t i = 0; i < scan->file_count; i++) {
		const struct dl_file_result *r = &scan->results[i];

		for (uint32_t d = 0; d < r->degraded_count; d++) {
			size_t at =
				(size_t)(uintptr_t)dl_map_get_str(&index, r->degraded[d].reason);

			if (!at) {
				dl_vec_push(&list, ((struct dl_reason_count){
							   .reason = r->degraded[d].reason}));
				at = list.len;
				dl_map_put_str(&index, r->degraded[d].reason,
					       (void *)(uintptr_t)at);
			}
			list.data[at - 1].functions++;
			list.data[at - 1].dma_functions += r->degraded[d].is_dma;
		}
	}
	if (list.len)
		qsort(list.data, list.len, sizeof(*list.data), by_cost);
	scan->reasons = dl_vec_to_arena(&list, scan->arena);
	scan->reason_count = list.len;
	dl_vec_free(&list);
	dl_map_free(&index);
}

/* ---- totals ---- */

static bool wants_pch(const struct dl_scan *scan, size_t file)
{
	const struct dl_source_file *f = dl_source_file_at(scan->source, file);

	return f->use_pch && scan->pch_count && scan->pch_ready[dl_scan_config_of(scan, f)];
}

static void count_totals(struct dl_scan *scan)
{
	struct dl_scan_totals *t = &scan->totals;

	t->files = scan->progress.files;
	for (size_t i = 0; i < scan->file_count; i++) {
		const struct dl_file_result *r = &scan->results[i];
		const struct dl_source_file *f = dl_source_file_at(scan->source, i);

		if (f->elsewhere)
			continue;
		t->found += f->found_by_text;
		t->outside += f->outside;
		if (!r->done)
			continue;
		t->lost += r->lost;
		if (r->lost)
			continue;
		t->failed += r->failure != NULL;
		/* what is degraded outside is not what the user asked about */
		t->incomplete += !f->outside && dl_file_result_is_incomplete(r);
		t->functions += r->functions;
		t->degraded += r->degraded_count;
		t->dma_functions += r->dma_functions;
		t->dma_degraded += r->dma_degraded;
		t->parses += r->recalled ? 0 : r->parses;
		t->recalled += r->recalled;
		t->without_pch += wants_pch(scan, i) && !r->used_pch;
		t->parse_cpu += r->parse_cpu;
		if (r->max_rss > t->max_rss)
			t->max_rss = r->max_rss;
	}
	for (size_t i = 0; i < scan->modules.len; i++) {
		const struct dl_module_result *r = &scan->modules.data[i].result;

		t->modules += r->done;
		t->recalled_modules += r->recalled;
		t->split_modules += r->lost && scan->modules.data[i].file_count > 1;
		t->explored += r->explored;
		t->blurred += r->blurred;
		t->cut += r->cut;
		t->steps += r->steps;
		t->engine_cpu += r->cpu;
		if (r->max_rss > t->max_rss)
			t->max_rss = r->max_rss;
	}
}

/* ---- notices ---- */

struct dl_notice *dl_scan_add_notice(struct dl_scan *scan, enum dl_level level, const char *id,
				     const char *path)
{
	dl_vec_push(&scan->notices, ((struct dl_notice){.level = level, .id = id, .path = path}));
	return &scan->notices.data[scan->notices.len - 1];
}

static void notice_degraded(struct dl_scan *scan, const char *path, const struct dl_file_result *r)
{
	bool incomplete = dl_file_result_is_incomplete(r);
	const struct dl_degraded *first = &r->degraded[0];
	struct dl_notice *n;

	for (uint32_t i = 0; i < r->degraded_count; i++)
		if (r->degraded[i].is_dma) {
			first = &r->degraded[i];
			break;
		}
	n = dl_scan_add_notice(scan, incomplete ? DL_LEVEL_WARNING : DL_LEVEL_NOTE, "degraded", path);
	n->line = first->line;
	n->text = dl_arena_printf(
		scan->arena,
		"%u of %u functions could not be read whole (%u of %u that use the DMA API); "
		"what is missing in them is not reported. The first is '%s': %s.%s%s",
		r->degraded_count, r->functions, r->dma_degraded, r->dma_functions, first->function,
		first->reason, r->first_error ? " The first error: " : "",
		r->first_error ? r->first_error : "");
	n->detail = first->detail;
}

static void notice_file(struct dl_scan *scan, const char *path, const struct dl_file_result *r)
{
	struct dl_notice *n;

	if (r->lost) {
		n = dl_scan_add_notice(scan, DL_LEVEL_ERROR, "file-lost", path);
		n->text = dl_arena_printf(scan->arena, "This file was not analysed: %s, twice.",
					  r->reason);
		n->detail = r->detail;
		return;
	}
	if (r->failure) {
		n = dl_scan_add_notice(scan, DL_LEVEL_ERROR, "parse-failed", path);
		n->text =
			dl_arena_printf(scan->arena, "This file was not analysed: %s.", r->failure);
		return;
	}
	if (r->retried) {
		n = dl_scan_add_notice(scan, DL_LEVEL_NOTE, "retried", path);
		n->text = dl_arena_printf(scan->arena,
					  "The first try was lost: %s. The second went well.",
					  r->reason);
	}
	if (r->degraded_count)
		notice_degraded(scan, path, r);
	else if (r->errors)
		dl_scan_add_notice(scan, DL_LEVEL_NOTE, "compile-errors", path)->text = dl_arena_printf(
			scan->arena, "%u compiler errors outside of functions; the first: %s.",
			r->errors, r->first_error ? r->first_error : "unknown");
}

static void notice_module(struct dl_scan *scan, const struct dl_scan_module *m)
{
	struct dl_notice *n;

	if (!m->result.lost || m->file_count == 1)
		return;
	n = dl_scan_add_notice(scan, DL_LEVEL_WARNING, "module-lost",
		       dl_scan_file_at(scan, m->files[0])->unit_path);
	n->text = dl_arena_printf(scan->arena,
				  "The %u files of '%s' could not be analysed together: %s, "
				  "twice. They were analysed one by one; what one file does with "
				  "the mappings of another is not seen.",
				  m->file_count, m->name, m->result.reason);
	n->detail = m->result.detail;
}

static void notice_source(struct dl_scan *scan, const struct dl_source_note *note)
{
	switch (note->kind) {
	case DL_NOTE_INFO:
		dl_scan_add_notice(scan, DL_LEVEL_NOTE, "source", note->path)->text = note->text;
		break;
	case DL_NOTE_WARNING:
		dl_scan_add_notice(scan, DL_LEVEL_WARNING, "source", note->path)->text = note->text;
		break;
	case DL_NOTE_MISSED:
		dl_scan_add_notice(scan, DL_LEVEL_ERROR, "file-skipped", note->path)->text = note->text;
		scan->totals.skipped++;
		break;
	}
}

/* Outside of a kernel tree the result depends on whose headers were taken. */
static void notice_headers(struct dl_scan *scan, const struct dl_source_config *c)
{
	struct dl_notice *n;

	if (c->mode != DL_MODE_STUBS && c->mode != DL_MODE_HEADERS)
		return;
	n = dl_scan_add_notice(scan, DL_LEVEL_NOTE, "headers", "");
	if (c->mode == DL_MODE_HEADERS)
		n->text = dl_arena_printf(scan->arena, "Parsed with the headers in %s (%s).",
					  c->kernel_source, c->why);
	else
		n->text = "Parsed with the bundled stub headers; a kernel's own may help where files have compiler "
			  "errors: --kernel /lib/modules/$(uname -r)/build, or a kernel tree.";
}

static void collect_notices(struct dl_scan *scan)
{
	for (size_t i = 0; i < dl_source_note_count(scan->source); i++)
		notice_source(scan, dl_source_note_at(scan->source, i));
	for (size_t i = 0; i < scan->pch_count; i++)
		if (scan->pch_trouble[i])
			dl_scan_add_notice(scan, DL_LEVEL_WARNING, "no-precompiled-header", "")->text =
				dl_arena_printf(scan->arena,
						"The precompiled header could not be built, the "
						"scan is slower: %s.",
						scan->pch_trouble[i]);
	for (size_t i = 0; i < scan->file_count; i++)
		if (scan->results[i].done)
			notice_file(scan, dl_source_file_at(scan->source, i)->unit_path,
				    &scan->results[i]);
	for (size_t i = 0; i < scan->modules.len; i++)
		notice_module(scan, &scan->modules.data[i]);
	for (size_t i = 0; scan->file_count && i < dl_source_config_count(scan->source); i++)
		notice_headers(scan, dl_source_config_at(scan->source, i));
}

void dl_scan_summarise(struct dl_scan *scan)
{
	count_totals(scan);
	count_reasons(scan);
	collect_notices(scan);
}
