/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Baselines: text files with findings that are known, one a line, keyed by fingerprint. A scan that
 * gets one (struct dmalint_scan_options) suppresses what it has. Made and mended from the findings
 * of a stored scan; files are replaced in one step.
 */
#ifndef DMALINT_BASELINE_H
#define DMALINT_BASELINE_H

#include <dmalint/common.h>
#include <dmalint/finding.h>

#ifdef __cplusplus
extern "C" {
#endif

struct dmalint_store; /* store.h */

/* What became of the entries. Fields are only ever added at the end. */
struct dmalint_baseline_counts {
	size_t size;
	uint64_t kept;	    /* found again */
	uint64_t added;
	uint64_t removed;   /* no longer found */
	uint64_t unscanned; /* kept, since their files were not scanned, or not read whole */
};

/*
 * Write the findings of scan @scan of at least @min_confidence to the new file @path, but for those
 * that comments in the source allow. DMALINT_ERR_INVALID: @path is there. @counts may be
 * NULL, else its size is set.
 */
DMALINT_API enum dmalint_status
dmalint_baseline_create(const char *path, struct dmalint_store *store, int64_t scan,
			enum dmalint_confidence min_confidence,
			struct dmalint_baseline_counts *counts, struct dmalint_error *error);

/*
 * Take out of @path what scan @scan no longer finds, of any confidence, in files that it has read
 * whole or that are gone. Nothing is added. DMALINT_ERR_NOT_FOUND: there is no such file;
 * DMALINT_ERR_INVALID: it is no baseline.
 */
DMALINT_API enum dmalint_status dmalint_baseline_update(const char *path,
							struct dmalint_store *store, int64_t scan,
							struct dmalint_baseline_counts *counts,
							struct dmalint_error *error);

#ifdef __cplusplus
}
#endif

#endif
