/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store: one file that keeps scans, their findings and the history of
 * these. Several processes may use it at a time. A scan is seen in it when it
 * is finished or was cancelled; of a process that was killed nothing is.
 *
 * Results of queries belong to the caller and outlive the store.
 *
 * Errors of all calls: DMALINT_ERR_BUSY (locked by another process for longer
 * than the time-out), DMALINT_ERR_CORRUPT, DMALINT_ERR_VERSION (made by a newer
 * dmalint), DMALINT_ERR_IO (folder, disk), DMALINT_ERR_INVALID (the file is no
 * store of dmalint), DMALINT_ERR_NOT_FOUND.
 */
#ifndef DMALINT_STORE_H
#define DMALINT_STORE_H

#include <dmalint/common.h>
#include <dmalint/file.h>
#include <dmalint/finding.h>

#ifdef __cplusplus
extern "C" {
#endif

struct dmalint_store;

enum dmalint_store_flags {
	DMALINT_STORE_CREATE = 1 << 0, /* make the file and its folders when missing */
};

/* @path NULL: dmalint.db in the default cache folder (cache.h). A handle must not cross fork(). */
DMALINT_API enum dmalint_status dmalint_store_open(struct dmalint_store **out, const char *path,
						   unsigned int flags, struct dmalint_error *error);
/* NULL is allowed. */
DMALINT_API void dmalint_store_close(struct dmalint_store *store);
DMALINT_API const char *dmalint_store_path(const struct dmalint_store *store);
/* How long a call waits for the lock of another process; 5000 ms when never called. */
DMALINT_API void dmalint_store_set_timeout(struct dmalint_store *store, int milliseconds);

/* ---- scans ---- */

/* A list of scans, the newest first. */
struct dmalint_stored_scans;
struct dmalint_stored_scan;

/* Fields are only ever added at the end; `size` says how far the library fills it. */
struct dmalint_stored_counts {
	size_t size;
	uint64_t files;
	uint64_t lost_files;
	uint64_t degraded_files;
	uint64_t functions;
	uint64_t dma_functions;
	uint64_t dma_degraded; /* of these */
	uint64_t findings;     /* of any confidence */
	uint64_t cpu_ms;
};

DMALINT_API enum dmalint_status dmalint_store_scans(struct dmalint_store *store,
						    struct dmalint_stored_scans **out,
						    struct dmalint_error *error);
/* NULL beyond the last. */
DMALINT_API size_t dmalint_stored_scans_count(const struct dmalint_stored_scans *scans);
DMALINT_API const struct dmalint_stored_scan *
dmalint_stored_scans_at(const struct dmalint_stored_scans *scans, size_t index);
/* NULL is allowed. */
DMALINT_API void dmalint_stored_scans_free(struct dmalint_stored_scans *scans);

DMALINT_API int64_t dmalint_stored_scan_id(const struct dmalint_stored_scan *scan);
/* Unix seconds. */
DMALINT_API int64_t dmalint_stored_scan_started(const struct dmalint_stored_scan *scan);
DMALINT_API int64_t dmalint_stored_scan_finished(const struct dmalint_stored_scan *scan);
/* The exit status of the command that has made it. */
DMALINT_API int dmalint_stored_scan_exit_status(const struct dmalint_stored_scan *scan);
/* It was cancelled: its findings are not all there are. */
DMALINT_API bool dmalint_stored_scan_was_cancelled(const struct dmalint_stored_scan *scan);
/* The folder that paths of its files and findings are relative to. */
DMALINT_API const char *dmalint_stored_scan_root(const struct dmalint_stored_scan *scan);
/* What was asked for; "" when that is not known. */
DMALINT_API const char *dmalint_stored_scan_command_line(const struct dmalint_stored_scan *scan);
/* The version of dmalint that made it. */
DMALINT_API const char *dmalint_stored_scan_version(const struct dmalint_stored_scan *scan);
DMALINT_API const struct dmalint_stored_counts *
dmalint_stored_scan_counts(const struct dmalint_stored_scan *scan);

/*
 * Join the shards of a scan, each the newest scan of one of @in, to a scan of @store, which has then what the
 * whole scan would have kept. DMALINT_ERR_INVALID names the file that does not fit with the others: another tree,
 * version, models, options or number of shards, one that is there twice or missing, or was cancelled. @keep, as of
 * struct dmalint_scan_options; @command_line for `store`, may be NULL. *@scan is the number of the scan.
 */
DMALINT_API enum dmalint_status dmalint_store_merge(struct dmalint_store *store,
						    struct dmalint_store *const *in, size_t count,
						    const char *command_line, unsigned int keep,
						    int64_t *scan, struct dmalint_error *error);

/* ---- findings ---- */

/* Which findings of a scan; zero is no condition. */
struct dmalint_filter {
	size_t size;		 /* sizeof(struct dmalint_filter) */
	const char *rule;	 /* id */
	const char *path_prefix; /* of the finding's path */
	enum dmalint_confidence min_confidence;
	bool suppressed; /* suppressed findings, too */
	int64_t not_in;	 /* only findings that this scan does not have, by their fingerprint */
};

/* The findings of scan @scan that @filter (may be NULL) lets through. No finding is no error. */
DMALINT_API enum dmalint_status dmalint_store_findings(struct dmalint_store *store, int64_t scan,
						       const struct dmalint_filter *filter,
						       struct dmalint_findings **out,
						       struct dmalint_error *error);

/*
 * A list of the one finding that @reference names: its number ("17", "#17"), or a fingerprint or
 * the beginning of one (4 to 16 hex digits), of which the newest scan that has it is taken.
 * DMALINT_ERR_INVALID when several fingerprints begin so.
 */
DMALINT_API enum dmalint_status dmalint_store_find(struct dmalint_store *store,
						   const char *reference,
						   struct dmalint_findings **out,
						   struct dmalint_error *error);

/* ---- verdicts: they hold for a finding in all scans, also when its file gets another name ---- */

/*
 * Say @verdict of the finding that @reference names (as for dmalint_store_find()), with a @note
 * (NULL: none), in place of what was said before. DMALINT_NO_VERDICT takes it back.
 */
DMALINT_API enum dmalint_status dmalint_store_set_verdict(struct dmalint_store *store,
							  const char *reference,
							  enum dmalint_verdict verdict,
							  const char *note,
							  struct dmalint_error *error);
/* Write all verdicts to the text file @path, one a line, which is replaced in one step. @count (may be NULL): how many. */
DMALINT_API enum dmalint_status dmalint_store_export_verdicts(struct dmalint_store *store,
							      const char *path, size_t *count,
							      struct dmalint_error *error);
/*
 * Take over the verdicts of such a file that are younger than what was said here, all or none of
 * them; @count (may be NULL): how many. DMALINT_ERR_INVALID names a line that is none.
 */
DMALINT_API enum dmalint_status dmalint_store_import_verdicts(struct dmalint_store *store,
							      const char *path, size_t *count,
							      struct dmalint_error *error);

/* ---- files ---- */

enum dmalint_store_files_flags {
	DMALINT_FILES_TROUBLED = 1 << 0, /* only those that were lost or not read whole */
};

/* The files of scan @scan by path, with what the store keeps of them (file.h). */
DMALINT_API enum dmalint_status dmalint_store_files(struct dmalint_store *store, int64_t scan,
						    unsigned int flags, struct dmalint_files **out,
						    struct dmalint_error *error);

#ifdef __cplusplus
}
#endif

#endif
