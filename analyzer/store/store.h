/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store: one SQLite file with scans, their files, findings and notices.
 *
 * A scan exists for readers only once dl_store_finish_scan() has returned. A
 * process killed before leaves rows that nobody sees and that the next
 * dl_store_open() removes. Every dl_store_add_*() call is one transaction (or
 * part of dl_store_begin() .. dl_store_commit()): it happens as a whole or,
 * when the disk is full or the store locked, not at all.
 *
 * Several processes may use one store. A handle belongs to one thread of one
 * process; it must not be used across fork().
 *
 * Errors: DL_ERR_NO_MEMORY, DL_ERR_BUSY (locked by another process for longer than the time-out),
 * DL_ERR_CORRUPT, DL_ERR_VERSION (newer schema), DL_ERR_IO (folder, disk),
 * DL_ERR_INVALID (not a dmalint store), DL_ERR_NOT_FOUND. The message names
 * the file and what to do.
 */
#ifndef DL_STORE_STORE_H
#define DL_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "report/finding.h"
#include "report/notice.h"
#include "report/verdict.h"

struct dl_store;

/* Open @path; create the file and its folders when missing. Free with dl_store_close(). */
enum dl_status dl_store_open(const char *path, struct dl_store **out, struct dl_error *err);
/* The same for readers: a missing file is DL_ERR_NOT_FOUND and stays missing. */
enum dl_status dl_store_open_existing(const char *path, struct dl_store **out,
				      struct dl_error *err);
/* Rolls back what is not committed. NULL is allowed. */
void dl_store_close(struct dl_store *store);
/* How long a call waits for another process's lock; 5000 ms when never called. */
void dl_store_set_timeout(struct dl_store *store, int milliseconds);
/* Meanwhile @go_on(@arg) is asked twenty times a second, and false ends the call. NULL: nobody is asked. */
void dl_store_set_waiting(struct dl_store *store, bool (*go_on)(void *), void *arg);

/*
 * Make one transaction of the calls between; holds the write lock. Not nested.
 * A call that fails undoes only itself: then commit the others or roll back.
 */
enum dl_status dl_store_begin(struct dl_store *store, struct dl_error *err);
enum dl_status dl_store_commit(struct dl_store *store, struct dl_error *err);
/* Undo what the batch did and let go of the lock; nothing without a batch. */
void dl_store_rollback(struct dl_store *store);
/* After a call that was left in the middle (base/heap.h): nothing of it stays, the lock is free. */
void dl_store_abandon(struct dl_store *store);

/* ---- writing a scan ---- */

struct dl_scan_info {
	const char *root;		/* absolute path of the source root */
	const char *mode;		/* parse mode: "unconfigured", "compile-commands", ... */
	const char *arch;
	const char *tool_version;
	uint64_t models_hash;
	const char *options;		/* command line that matters, as text */
	const char *rules;		/* ids of those that ran, with blanks between; NULL: all that need no profile */
	int64_t started;		/* Unix seconds */
	/* Of one shard of a scan; zeros: of a whole one. */
	uint32_t shard;			/* from 1 on */
	uint32_t shards;
	uint64_t tree;			/* the same in all shards of one tree, ... */
	uint64_t asked;			/* ... and of the same options, by the same build */
};

struct dl_scan_counts {
	uint64_t files;
	uint64_t lost_files;
	uint64_t degraded_files;
	uint64_t functions;
	uint64_t dma_functions;
	uint64_t degraded_functions;	/* of the DMA functions */
	uint64_t findings;
	uint64_t cpu_ms;
};

enum dl_file_status {
	DL_FILE_OK = 0,
	DL_FILE_DEGRADED = 1,	/* some function could not be lowered as a whole */
	DL_FILE_LOST = 2,	/* no result: worker crashed, timed out, file did not parse */
};

/* Why a function of a file is degraded. */
struct dl_file_degradation {
	const char *function;
	const char *reason;	/* short and countable: "missing header" */
	const char *detail;	/* "linux/foo.h"; may be NULL */
	uint32_t line;
};

struct dl_file_record {
	const char *path;	/* relative to the root */
	const char *arch;
	enum dl_file_status status;
	const char *reason;	/* for degraded and lost files; else NULL */
	uint32_t functions;
	uint32_t dma_functions;
	uint32_t degraded_functions;	/* of the DMA functions */
	uint64_t cpu_ms;
	size_t degradation_count;
	const struct dl_file_degradation *degradations;
};

enum dl_status dl_store_begin_scan(struct dl_store *store, const struct dl_scan_info *info,
				   int64_t *scan, struct dl_error *err);
/* A second record of the same path and architecture replaces the first (a retried file). */
enum dl_status dl_store_add_file(struct dl_store *store, int64_t scan,
				 const struct dl_file_record *file, struct dl_error *err);
/* After dl_report_finish(). */
enum dl_status dl_store_add_findings(struct dl_store *store, int64_t scan,
				     const struct dl_findings *findings, struct dl_error *err);
enum dl_status dl_store_add_notices(struct dl_store *store, int64_t scan,
				    const struct dl_notice *notices, size_t count,
				    struct dl_error *err);
/* @finished: Unix seconds. On disk (synced) when it returns DL_OK. */
enum dl_status dl_store_finish_scan(struct dl_store *store, int64_t scan, int64_t finished,
				    int exit_status, const struct dl_scan_counts *counts,
				    struct dl_error *err);

/* As if the scan had never been begun. */
enum dl_status dl_store_drop_scan(struct dl_store *store, int64_t scan, struct dl_error *err);

/*
 * Join the shards of a scan, each the newest scan of one of @in, to a finished scan of @store: what the whole
 * scan would have kept. DL_ERR_INVALID names the file of a store that does not fit with the others.
 * @command_line: for the scan, may be NULL; *@scan is its id.
 */
enum dl_status dl_store_merge(struct dl_store *store, struct dl_store *const *in, size_t count,
			      const char *command_line, int64_t *scan, struct dl_error *err);

/*
 * Remove all finished scans but the newest @keep, and the newest @keep of those that were interrupted: these push
 * out no others. History and verdicts stay.
 */
enum dl_status dl_store_prune(struct dl_store *store, uint64_t keep, struct dl_error *err);

/* ---- reading finished scans; results are in @arena / findings->arena ---- */

struct dl_scan_record {
	int64_t id;
	int64_t finished;
	int exit_status;
	struct dl_scan_info info;
	struct dl_scan_counts counts;
};

struct dl_scan_list {
	struct dl_scan_record *items;	/* newest first */
	size_t len;
};

struct dl_file_list {
	struct dl_file_record *items;	/* by path */
	size_t len;
};

struct dl_notice_list {
	struct dl_notice *items;	/* in the order they were added */
	size_t len;
};

struct dl_finding_filter {
	const char *rule;		/* id; NULL for all */
	const char *path_prefix;	/* NULL for all */
	enum dl_confidence min_confidence;	/* 0 for all */
	bool suppressed;		/* suppressed ones, too */
	bool as_written;		/* without the verdicts of this store */
	int64_t not_in;			/* whose fingerprint this scan does not have; 0 for all */
};

/* What the store knows of a finding beyond struct dl_finding. */
struct dl_finding_record {
	int64_t id;
	int64_t scan;
	int64_t first_scan;	/* first scan with this fingerprint; may since be deleted */
	int64_t first_seen;	/* Unix seconds */
};

enum dl_status dl_store_scans(struct dl_store *store, struct dl_arena *arena,
			      struct dl_scan_list *out, struct dl_error *err);
/* Files of @scan; with @troubled_only those that are not DL_FILE_OK. */
enum dl_status dl_store_files(struct dl_store *store, int64_t scan, bool troubled_only,
			      struct dl_arena *arena, struct dl_file_list *out,
			      struct dl_error *err);
/* None for a scan that an older dmalint has stored. */
enum dl_status dl_store_notices(struct dl_store *store, int64_t scan, struct dl_arena *arena,
				struct dl_notice_list *out, struct dl_error *err);
/*
 * Append the findings of @scan in order of path and line. *@records (may be
 * NULL) becomes an array beside the appended findings. An empty result is
 * DL_OK; an unknown or unfinished scan is DL_ERR_NOT_FOUND.
 */
enum dl_status dl_store_list(struct dl_store *store, int64_t scan,
			     const struct dl_finding_filter *filter, struct dl_findings *out,
			     struct dl_finding_record **records, struct dl_error *err);
/* A record for each of @findings, which are of @scan; zero for one that the store does not have. In @arena. */
enum dl_status dl_store_records(struct dl_store *store, int64_t scan, const struct dl_findings *findings,
				struct dl_arena *arena, struct dl_finding_record **out,
				struct dl_error *err);
/*
 * Append the finding with id @ref ("17", "#17") or with a fingerprint that
 * begins with @ref (4 to 16 hex digits; the newest scan that has it).
 * DL_ERR_INVALID when several fingerprints do.
 */
enum dl_status dl_store_get_finding(struct dl_store *store, const char *ref,
				    struct dl_findings *out, struct dl_finding_record *record,
				    struct dl_error *err);

/* ---- verdicts: what people say of findings, whatever scan they are in ---- */

/* In place of what was said of that fingerprint before. */
enum dl_status dl_store_put_verdict(struct dl_store *store, const struct dl_verdict_record *record,
				    struct dl_error *err);
/* *@had: there was one. */
enum dl_status dl_store_drop_verdict(struct dl_store *store, uint64_t fingerprint, bool *had,
				     struct dl_error *err);
/* By path, rule and fingerprint. */
enum dl_status dl_store_verdicts(struct dl_store *store, struct dl_arena *arena,
				 struct dl_verdict_list *out, struct dl_error *err);
/* dl_verdict_apply() to those of @findings from @first on that have one. The functions that read findings do so. */
enum dl_status dl_store_apply_verdicts(struct dl_store *store, struct dl_findings *findings,
				       size_t first, struct dl_error *err);
/*
 * Verdicts of files that are no longer below @root go to the finding of @findings that is the same but for its path,
 * when there is just one and nothing was said of it.
 */
enum dl_status dl_store_follow_verdicts(struct dl_store *store, const struct dl_findings *findings,
					const char *root, struct dl_error *err);

#endif
