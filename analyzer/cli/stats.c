/* SPDX-License-Identifier: Apache-2.0 */
/* See stats.h. */
#include "cli/stats.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MAX_REASONS 20

static double percent(double part, double whole)
{
	return whole > 0 ? 100.0 * part / whole : 0.0;
}

static void print_files(const struct dmalint_totals *t)
{
	fprintf(stderr, "files seen          %" PRIu64 "\n", t->seen);
	fprintf(stderr,
		"candidates          %" PRIu64 " (%" PRIu64 " name a DMA call, %" PRIu64
		" only a sink)\n",
		t->files - t->found, t->core_dma, t->sink_only);
	fprintf(stderr,
		"found by text       %" PRIu64 ", %" PRIu64 " of them outside of the given paths\n",
		t->found, t->outside);
	fprintf(stderr, "lost                %" PRIu64 ", %" PRIu64 " skipped\n",
		t->lost + t->failed, t->skipped);
	fprintf(stderr,
		"incomplete          %" PRIu64
		" (more than a tenth of their DMA functions degraded)\n",
		t->incomplete);
	fprintf(stderr,
		"recalled            %" PRIu64 " of %" PRIu64 " files, %" PRIu64 " of %" PRIu64
		" modules\n",
		t->recalled, t->files, t->recalled_modules, t->modules);
	if (t->without_pch)
		fprintf(stderr, "without PCH         %" PRIu64 "\n", t->without_pch);
}

/* The files that were kept for @arch; the second number needed a second try. */
static void print_arch(const struct dmalint_files *list, const char *arch)
{
	size_t files = 0;
	size_t moved = 0;

	for (size_t i = 0; i < dmalint_files_count(list); i++) {
		const struct dmalint_file *f = dmalint_files_at(list, i);
		const char *kept = dmalint_file_arch(f);

		if (!kept || strcmp(kept, arch))
			continue;
		files++;
		moved += strcmp(dmalint_file_arch_at(f, 0), arch) != 0;
	}
	if (files)
		fprintf(stderr, "parsed for %-8s %zu, %zu of them after another one\n", arch, files,
			moved);
}

static void print_functions(const struct dmalint_totals *t)
{
	fprintf(stderr, "functions           %" PRIu64 ", %" PRIu64 " degraded (%.2f %%)\n",
		t->functions, t->degraded, percent((double)t->degraded, (double)t->functions));
	fprintf(stderr, "DMA functions       %" PRIu64 ", %" PRIu64 " degraded (%.2f %%)\n",
		t->dma_functions, t->dma_degraded,
		percent((double)t->dma_degraded, (double)t->dma_functions));
	fprintf(stderr,
		"modules             %" PRIu64 ", %" PRIu64
		" of them analysed file by file after a loss\n",
		t->modules, t->split_modules);
	fprintf(stderr,
		"explored            %" PRIu64 " in %" PRIu64 " steps, %" PRIu64
		" blurred, %" PRIu64 " cut by a budget\n",
		t->explored, t->steps, t->blurred, t->cut);
}

static void print_cost(const struct dmalint_totals *t)
{
	double cpu = t->parse_cpu + t->engine_cpu + t->pch_cpu;

	fprintf(stderr, "CPU parse and lower %.2f s in %" PRIu64 " parses\n", t->parse_cpu,
		t->parses);
	fprintf(stderr, "CPU analysis        %.2f s (%.1f %% of all)\n", t->engine_cpu,
		percent(t->engine_cpu, cpu));
	fprintf(stderr, "CPU PCH             %.2f s\n", t->pch_cpu);
	fprintf(stderr, "CPU total           %.2f s\n", cpu);
	fprintf(stderr, "wall                %.2f s, %.1f files/s\n", t->wall,
		t->wall > 0 ? (double)t->files / t->wall : 0.0);
	fprintf(stderr, "peak of a worker    %" PRIu64 " MiB\n", t->peak_memory >> 20);
}

static void print_reasons(const struct dmalint_scan *scan)
{
	size_t count = dmalint_scan_reason_count(scan);

	if (count)
		fputs("degraded because of (DMA functions, all functions):\n", stderr);
	for (size_t i = 0; i < count && i < MAX_REASONS; i++) {
		const struct dmalint_reason *r = dmalint_scan_reason(scan, i);

		fprintf(stderr, "  %6" PRIu64 " %6" PRIu64 "  %s\n",
			dmalint_reason_dma_functions(r), dmalint_reason_functions(r),
			dmalint_reason_text(r));
	}
	if (count > MAX_REASONS)
		fprintf(stderr, "  and %zu more reasons\n", count - MAX_REASONS);
}

void dl_cli_print_stats(const struct dmalint_scan *scan)
{
	const struct dmalint_totals *t = dmalint_scan_totals(scan);

	print_files(t);
	for (size_t i = 0; i < dmalint_arch_count(); i++)
		print_arch(dmalint_scan_files(scan), dmalint_arch_name(i));
	print_functions(t);
	print_cost(t);
	print_reasons(scan);
}
