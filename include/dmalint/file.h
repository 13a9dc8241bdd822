/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of a scan and their health: how well each could be read. Where a file
 * was not read whole, a scan claims nothing about what is missing in it, so
 * "no findings" is to be read together with this. Lists come from a scan
 * (scan.h) or out of a store (store.h), which does not keep all of it: the
 * comments say what.
 */
#ifndef DMALINT_FILE_H
#define DMALINT_FILE_H

#include <dmalint/common.h>

#ifdef __cplusplus
extern "C" {
#endif

struct dmalint_files;
struct dmalint_file;
/* A function that could not be read whole. */
struct dmalint_degraded;

enum dmalint_health {
	DMALINT_HEALTH_PENDING = 0, /* the scan has not come to it */
	DMALINT_HEALTH_OK,
	DMALINT_HEALTH_DEGRADED,	 /* some functions could not be read whole */
	DMALINT_HEALTH_INCOMPLETE, /* more than a tenth of those that use the DMA API could not */
	DMALINT_HEALTH_LOST,	 /* nothing is known of it: not parsed, or given up */
};

/* Fields are only ever added at the end; `size` says how far the library fills it. */
struct dmalint_health_counts {
	size_t size;
	uint32_t functions;	/* with a body, of the driver */
	uint32_t degraded;	/* of these */
	uint32_t dma_functions; /* that call the DMA API */
	uint32_t dma_degraded;	/* of these */
	/* Not kept in a store: */
	uint32_t errors; /* of the compiler, left in the parse that was kept */
	uint32_t parses; /* how often the file was parsed */
	bool used_precompiled_header;
};

/* NULL beyond the last. */
DMALINT_API size_t dmalint_files_count(const struct dmalint_files *files);
DMALINT_API const struct dmalint_file *dmalint_files_at(const struct dmalint_files *files,
							size_t index);
/* Only for lists that the caller owns. NULL is allowed. */
DMALINT_API void dmalint_files_free(struct dmalint_files *files);

/* Relative to the source root, absolute when it lies outside. */
DMALINT_API const char *dmalint_file_path(const struct dmalint_file *file);
DMALINT_API enum dmalint_health dmalint_file_health(const struct dmalint_file *file);
/* Why it was lost, or the first reason why a function is degraded; else NULL. */
DMALINT_API const char *dmalint_file_reason(const struct dmalint_file *file);
DMALINT_API const struct dmalint_health_counts *dmalint_file_counts(const struct dmalint_file *file);
/* The architecture it was parsed for; NULL when nothing was. */
DMALINT_API const char *dmalint_file_arch(const struct dmalint_file *file);
DMALINT_API size_t dmalint_file_degraded_count(const struct dmalint_file *file);
DMALINT_API const struct dmalint_degraded *dmalint_file_degraded(const struct dmalint_file *file,
								 size_t index);

/* Not kept in a store, NULL and 0 there: */

/* Why the file is scanned: the name that was found in it, or that it was asked for. */
DMALINT_API const char *dmalint_file_chosen_because(const struct dmalint_file *file);
/* The first compiler error with its place, in the parse that was kept; else NULL. */
DMALINT_API const char *dmalint_file_first_error(const struct dmalint_file *file);
/* Architectures that the file can be built for, in the order in which they are tried. */
DMALINT_API size_t dmalint_file_arch_count(const struct dmalint_file *file);
DMALINT_API const char *dmalint_file_arch_at(const struct dmalint_file *file, size_t index);

DMALINT_API const char *dmalint_degraded_function(const struct dmalint_degraded *degraded);
DMALINT_API uint32_t dmalint_degraded_line(const struct dmalint_degraded *degraded);
/* A short reason that can be counted: "undeclared identifier". */
DMALINT_API const char *dmalint_degraded_reason(const struct dmalint_degraded *degraded);
/* The compiler's message; NULL when there is none. */
DMALINT_API const char *dmalint_degraded_detail(const struct dmalint_degraded *degraded);

#ifdef __cplusplus
}
#endif

#endif
