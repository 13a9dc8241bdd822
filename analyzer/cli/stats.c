/* SPDX-License-Identifier: Apache-2.0 */
/* See stats.h. */
#include "cli/stats.h"

#include <stdio.h>
#include <string.h>

#include "source/arch.h"

#define MAX_REASONS 20

static double percent(double part, double whole)
{
	return whole > 0 ? 100.0 * part / whole : 0.0;
}

static void print_files(const struct dl_scan *scan, const struct dl_scan_totals *t)
{
	struct dl_source_stats s = dl_source_stats(dl_scan_source(scan));

	fprintf(stderr, "files seen          %zu\n", s.seen);
	fprintf(stderr, "candidates          %zu (%zu name a DMA call, %zu only a sink)\n",
		t->files - t->found, s.core_dma, s.sink_only);
	fprintf(stderr, "found by text       %zu, %zu of them outside of the given paths\n",
		t->found, t->outside);
	fprintf(stderr, "lost                %zu, %zu skipped\n", t->lost + t->failed, t->skipped);
	fprintf(stderr,
		"incomplete          %zu (more than a tenth of their DMA functions degraded)\n",
		t->incomplete);
	if (t->without_pch)
		fprintf(stderr, "without PCH         %llu\n", (unsigned long long)t->without_pch);
}

/* The architectures that files were kept for; the second number needed a second try. */
static void print_arches(const struct dl_scan *scan)
{
	for (size_t a = 0; a < dl_arch_count; a++) {
		const char *name = dl_arches[a].name;
		size_t files = 0;
		size_t moved = 0;

		for (size_t i = 0; i < dl_scan_file_count(scan); i++) {
			const char *kept = dl_scan_result_at(scan, i)->arch;

			if (!kept || strcmp(kept, name))
				continue;
			files++;
			moved += strcmp(dl_scan_file_at(scan, i)->arches[0], name) != 0;
		}
		if (files)
			fprintf(stderr, "parsed for %-8s %zu, %zu of them after another one\n",
				name, files, moved);
	}
}

static void print_functions(const struct dl_scan_totals *t)
{
	fprintf(stderr, "functions           %llu, %llu degraded (%.2f %%)\n",
		(unsigned long long)t->functions, (unsigned long long)t->degraded,
		percent((double)t->degraded, (double)t->functions));
	fprintf(stderr, "DMA functions       %llu, %llu degraded (%.2f %%)\n",
		(unsigned long long)t->dma_functions, (unsigned long long)t->dma_degraded,
		percent((double)t->dma_degraded, (double)t->dma_functions));
	fprintf(stderr, "modules             %zu, %zu of them analysed file by file after a loss\n",
		t->modules, t->split_modules);
	fprintf(stderr,
		"explored            %llu in %llu steps, %llu blurred, %llu cut by a budget\n",
		(unsigned long long)t->explored, (unsigned long long)t->steps,
		(unsigned long long)t->blurred, (unsigned long long)t->cut);
}

static void print_cost(const struct dl_scan_totals *t)
{
	double cpu = t->parse_cpu + t->engine_cpu + t->pch_cpu;

	fprintf(stderr, "CPU parse and lower %.2f s in %llu parses\n", t->parse_cpu,
		(unsigned long long)t->parses);
	fprintf(stderr, "CPU analysis        %.2f s (%.1f %% of all)\n", t->engine_cpu,
		percent(t->engine_cpu, cpu));
	fprintf(stderr, "CPU PCH             %.2f s\n", t->pch_cpu);
	fprintf(stderr, "CPU total           %.2f s\n", cpu);
	fprintf(stderr, "wall                %.2f s, %.1f files/s\n", t->wall,
		t->wall > 0 ? (double)t->files / t->wall : 0.0);
	fprintf(stderr, "peak of a worker    %llu MiB\n", (unsigned long long)(t->max_rss >> 20));
}

void dl_cli_print_stats(const struct dl_scan *scan)
{
	struct dl_scan_totals t = dl_scan_totals(scan);
	const struct dl_reason_count *reasons;
	size_t count;

	print_files(scan, &t);
	print_arches(scan);
	print_functions(&t);
	print_cost(&t);
	reasons = dl_scan_reasons(scan, &count);
	if (count)
		fputs("degraded because of (DMA functions, all functions):\n", stderr);
	for (size_t i = 0; i < count && i < MAX_REASONS; i++)
		fprintf(stderr, "  %6llu %6llu  %s\n", (unsigned long long)reasons[i].dma_functions,
			(unsigned long long)reasons[i].functions, reasons[i].reason);
	if (count > MAX_REASONS)
		fprintf(stderr, "  and %zu more reasons\n", count - MAX_REASONS);
}
