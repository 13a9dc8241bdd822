/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of files with their health: from a scan, or from a store. */
#include "api/internal.h"

/* ---- from a scan ---- */

static enum dmalint_health health_of(const struct dl_file_result *r)
{
	if (!r->done)
		return DMALINT_HEALTH_PENDING;
	if (r->lost || r->failure)
		return DMALINT_HEALTH_LOST;
	if (dl_file_result_is_incomplete(r))
		return DMALINT_HEALTH_INCOMPLETE;
	return r->degraded_count ? DMALINT_HEALTH_DEGRADED : DMALINT_HEALTH_OK;
}

static const char *reason_of(const struct dl_file_result *r)
{
	if (r->lost)
		return r->reason;
	if (r->failure)
		return r->failure;
	return r->degraded_count ? r->degraded[0].reason : NULL;
}

static const struct dmalint_degraded *degraded_of_result(struct dl_arena *arena,
							 const struct dl_file_result *r)
{
	struct dmalint_degraded *list =
		DL_NEW_ARRAY(arena, struct dmalint_degraded, r->degraded_count + 1);

	for (uint32_t i = 0; i < r->degraded_count; i++)
		list[i] = (struct dmalint_degraded){
			.function = r->degraded[i].function,
			.reason = r->degraded[i].reason,
			.detail = r->degraded[i].detail,
			.line = r->degraded[i].line,
		};
	return list;
}

static struct dmalint_file file_of_result(struct dl_arena *arena, const struct dl_source_file *f,
					  const struct dl_file_result *r)
{
	return (struct dmalint_file){
		.path = f->unit_path,
		.health = health_of(r),
		.reason = reason_of(r),
		.counts =
			{
				.size = sizeof(struct dmalint_health_counts),
				.functions = r->functions,
				.degraded = r->degraded_count,
				.dma_functions = r->dma_functions,
				.dma_degraded = r->dma_degraded,
				.errors = r->errors,
				.parses = r->parses,
				.used_precompiled_header = r->used_pch,
			},
		.arch = r->arch,
		.chosen_because = f->reason,
		.first_error = r->first_error,
		.arches = f->arches,
		.degraded = degraded_of_result(arena, r),
		.degraded_count = r->degraded_count,
	};
}

void dl_files_of_scan(struct dmalint_files *out, struct dl_arena *arena, const struct dl_scan *scan)
{
	size_t count = dl_scan_file_count(scan);

	out->count = 0;
	out->items = DL_NEW_ARRAY(arena, struct dmalint_file, count + 1);
	for (size_t i = 0; i < count; i++)
		if (!dl_scan_file_at(scan, i)->elsewhere)
			out->items[out->count++] =
				file_of_result(arena, dl_scan_file_at(scan, i), dl_scan_result_at(scan, i));
}

/* ---- from a store ---- */

static enum dmalint_health health_of_record(const struct dl_file_record *r)
{
	const struct dl_file_result counts = {
		.dma_functions = r->dma_functions,
		.dma_degraded = r->degraded_functions,
	};

	if (r->status == DL_FILE_LOST)
		return DMALINT_HEALTH_LOST;
	if (dl_file_result_is_incomplete(&counts))
		return DMALINT_HEALTH_INCOMPLETE;
	return r->status == DL_FILE_DEGRADED ? DMALINT_HEALTH_DEGRADED : DMALINT_HEALTH_OK;
}

static struct dmalint_file file_of_record(struct dl_arena *arena, const struct dl_file_record *r)
{
	struct dmalint_degraded *list =
		DL_NEW_ARRAY(arena, struct dmalint_degraded, r->degradation_count + 1);

	for (size_t i = 0; i < r->degradation_count; i++)
		list[i] = (struct dmalint_degraded){
			.function = r->degradations[i].function,
			.reason = r->degradations[i].reason,
			.detail = r->degradations[i].detail,
			.line = r->degradations[i].line,
		};
	return (struct dmalint_file){
		.path = r->path,
		.health = health_of_record(r),
		.reason = r->reason,
		.counts =
			{
				.size = sizeof(struct dmalint_health_counts),
				.functions = r->functions,
				.degraded = (uint32_t)r->degradation_count,
				.dma_functions = r->dma_functions,
				.dma_degraded = r->degraded_functions,
			},
		.arch = r->status == DL_FILE_LOST ? NULL : r->arch,
		.degraded = list,
		.degraded_count = r->degradation_count,
	};
}

void dl_files_of_store(struct dmalint_files *out, struct dl_arena *arena,
		       const struct dl_file_list *from)
{
	out->count = from->len;
	out->items = DL_NEW_ARRAY(arena, struct dmalint_file, from->len + 1);
	for (size_t i = 0; i < from->len; i++)
		out->items[i] = file_of_record(arena, &from->items[i]);
}

/* ---- accessors ---- */

size_t dmalint_files_count(const struct dmalint_files *files)
{
	return files->count;
}

const struct dmalint_file *dmalint_files_at(const struct dmalint_files *files, size_t index)
{
	return index < files->count ? &files->items[index] : NULL;
}

void dmalint_files_free(struct dmalint_files *files)
{
	if (files)
		dl_heap_free(files->heap);
}

const char *dmalint_file_path(const struct dmalint_file *file)
{
	return file->path;
}

enum dmalint_health dmalint_file_health(const struct dmalint_file *file)
{
	return file->health;
}

const char *dmalint_file_reason(const struct dmalint_file *file)
{
	return file->reason;
}

const struct dmalint_health_counts *dmalint_file_counts(const struct dmalint_file *file)
{
	return &file->counts;
}

const char *dmalint_file_arch(const struct dmalint_file *file)
{
	return file->arch;
}

const char *dmalint_file_chosen_because(const struct dmalint_file *file)
{
	return file->chosen_because;
}

const char *dmalint_file_first_error(const struct dmalint_file *file)
{
	return file->first_error;
}

size_t dmalint_file_arch_count(const struct dmalint_file *file)
{
	size_t count = 0;

	while (file->arches && file->arches[count])
		count++;
	return count;
}

const char *dmalint_file_arch_at(const struct dmalint_file *file, size_t index)
{
	return index < dmalint_file_arch_count(file) ? file->arches[index] : NULL;
}

size_t dmalint_file_degraded_count(const struct dmalint_file *file)
{
	return file->degraded_count;
}

const struct dmalint_degraded *dmalint_file_degraded(const struct dmalint_file *file, size_t index)
{
	return index < file->degraded_count ? &file->degraded[index] : NULL;
}

const char *dmalint_degraded_function(const struct dmalint_degraded *degraded)
{
	return degraded->function;
}

uint32_t dmalint_degraded_line(const struct dmalint_degraded *degraded)
{
	return degraded->line;
}

const char *dmalint_degraded_reason(const struct dmalint_degraded *degraded)
{
	return degraded->reason;
}

const char *dmalint_degraded_detail(const struct dmalint_degraded *degraded)
{
	return degraded->detail;
}
