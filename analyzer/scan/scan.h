/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One scan, from paths to findings, as its host sees it.
 *
 * dl_scan_open() starts the worker program, a process of its own, which chooses
 * the files. dl_scan_run() lets it go on: its workers parse each file, then
 * files that these turn out to need (which adds to the files of the scan), and
 * then analyse every module (the files of one driver). The host takes the
 * results and gives them to the store as they arrive. They are ordered by file
 * and module, so they do not depend on the number of workers or on the load.
 *
 * A file that costs its worker twice is lost: that is data, not an error. An
 * error is something that the scan as a whole cannot go on with. The host may
 * have any number of threads; one scan is used by one of them at a time.
 */
#ifndef DL_SCAN_SCAN_H
#define DL_SCAN_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "report/finding.h"
#include "report/notice.h"
#include "source/source.h"
#include "wire/result.h"

#define DL_SCAN_DEFAULT_TIMEOUT	   120	/* seconds for one file */
#define DL_SCAN_DEFAULT_MEMORY_MIB 3072 /* memory of one worker */
#define DL_SCAN_CACHE_MIB	   2048 /* what the cache of results is trimmed to */

struct dl_store;

struct dl_scan_progress {
	size_t files;
	size_t parsed;
	size_t done; /* analysed, or lost */
	size_t lost;
	size_t findings;   /* before duplicates are dropped */
	double seconds;	   /* since dl_scan_run() began */
	const char *phase; /* "choosing files", "building the precompiled header", "parsing",
			      "analysing" */
};

struct dl_scan_options {
	struct dl_source_options source;
	const char *const *model_files; /* more API models, over the built-in ones */
	size_t model_file_count;
	const char *worker;	  /* path of the worker program; NULL: where it is installed */
	unsigned int jobs;	  /* 0: one for each CPU */
	unsigned int timeout;	  /* seconds for one file, 0: none */
	unsigned int memory_mib;  /* of one worker, 0: no limit */
	const char *const *rules; /* enabled ids; NULL: all that need no profile */
	size_t rule_count;
	const char *trace_function;	   /* --trace, NULL: none */
	bool parse_only;		   /* health and IR, no analysis */
	bool keep_ir;			   /* leave the packed IR in the results */
	bool use_cache;			   /* recall results of earlier scans, and keep those of this one */
	size_t max_files;		   /* stop after that many candidates; 0: all */
	unsigned int shard;		   /* which one of ... */
	unsigned int shards;		   /* ... so many; 0: the whole scan */
	bool repeated;			   /* the same files will be scanned again soon */
	enum dl_confidence min_confidence; /* findings below it do not count for the exit status */
	struct dl_store *store;		   /* NULL: keep nothing */
	const char *command_line;	   /* for the store; may be NULL */
	uint64_t keep_scans;		   /* in the store, with this one; 0: all */
	enum dl_level fail_on;		   /* findings below it do not count for the exit status */
	const char *baseline;		   /* file of findings that are known; may be NULL */
	void (*progress)(void *arg, const struct dl_scan_progress *p); /* may be NULL */
	void *progress_arg;
	/* why a finding need not be reported; NULL: it is. May be NULL. */
	const char *(*known)(void *arg, const struct dl_finding *f, const char *root);
	void *known_arg;
};

struct dl_scan_totals {
	size_t files;	   /* parsed: candidates, and those found by text */
	size_t found;	   /* by text: no candidates, but functions that candidates need */
	size_t outside;	   /* of these: outside the paths of the scan */
	size_t lost;
	size_t failed;	   /* the parser gave nothing */
	size_t skipped;	   /* asked for, but not scanned: unreadable, refused flags */
	size_t modules;
	size_t split_modules; /* lost as a whole, analysed file by file */
	size_t incomplete; /* more than a tenth of the DMA functions degraded */
	uint64_t functions;
	uint64_t degraded;
	uint64_t dma_functions;
	uint64_t dma_degraded;
	uint64_t explored; /* functions */
	uint64_t blurred;
	uint64_t cut;
	uint64_t steps;
	uint64_t parses;
	uint64_t without_pch; /* files whose kept parse had no precompiled header though there is
				 one */
	double parse_cpu;     /* seconds, parsing and lowering, all workers */
	double engine_cpu;
	double pch_cpu;
	double wall;
	uint64_t max_rss; /* bytes, the largest worker */
	size_t recalled; /* files that an earlier scan had parsed */
	size_t recalled_modules;
};

/* A reason for degradation and how many functions it has cost. */
struct dl_reason_count {
	const char *reason;
	uint64_t functions;
	uint64_t dma_functions;
};

/* The worker program that scans would use. */
struct dl_worker_info {
	const char *path;
	const char *parser; /* name and version of the compiler in it */
};

/* Start it to see that it is there and of this build. @wish: its path; NULL: where it is installed.
 */
enum dl_status dl_worker_info(struct dl_worker_info *out, struct dl_arena *arena, const char *wish,
			      struct dl_error *err);

struct dl_scan;

/*
 * Start the worker program, which chooses the files. @options is copied, what it points to is not.
 * DL_ERR_CANCELLED after @cancel_fd (-1: none) became readable.
 */
enum dl_status dl_scan_open(struct dl_scan **out, const struct dl_scan_options *options,
			    int cancel_fd, struct dl_error *err);

/*
 * Once. DL_ERR_CANCELLED after @cancel_fd (-1: none) became readable; what was
 * finished by then is in the store and in the accessors below.
 */
enum dl_status dl_scan_run(struct dl_scan *scan, int cancel_fd, struct dl_error *err);
void dl_scan_free(struct dl_scan *scan);

/* Everything returned lives as long as @scan. */
const struct dl_source *dl_scan_source(const struct dl_scan *scan);
const char *dl_scan_command_line(const struct dl_scan *scan);
size_t dl_scan_file_count(const struct dl_scan *scan);
const struct dl_source_file *dl_scan_file_at(const struct dl_scan *scan, size_t index);
const struct dl_file_result *dl_scan_result_at(const struct dl_scan *scan, size_t index);
size_t dl_scan_module_count(const struct dl_scan *scan);
const struct dl_module_result *dl_scan_module_at(const struct dl_scan *scan, size_t index);
/* Finished: sorted, no duplicates, with fingerprints. */
const struct dl_findings *dl_scan_findings(const struct dl_scan *scan);
struct dl_scan_totals dl_scan_totals(const struct dl_scan *scan);
/* Sorted by cost; @count is set. */
const struct dl_reason_count *dl_scan_reasons(const struct dl_scan *scan, size_t *count);
/* What happened to the store; DL_OK when all is kept, else *@message says what went wrong. */
enum dl_status dl_scan_store_status(const struct dl_scan *scan, const char **message);
/* Id of the scan in the store, 0 when there is none. */
int64_t dl_scan_store_id(const struct dl_scan *scan);
/* There was no file, one was lost, skipped or did not parse, or more than a tenth of the DMA functions
 * of one were degraded. */
bool dl_scan_is_incomplete(const struct dl_scan *scan);
bool dl_scan_was_cancelled(const struct dl_scan *scan);

/* Exit status of a scan: part of the program's contract, and kept in the store. */
enum dl_scan_exit {
	DL_SCAN_CLEAN = 0,
	DL_SCAN_FINDINGS = 1,
	DL_SCAN_INCOMPLETE = 3,
	DL_SCAN_CANCELLED = 130,
};

enum dl_scan_exit dl_scan_exit_status(const struct dl_scan *scan);

/* Trouble worth telling the user, sorted by file. */
const struct dl_notice *dl_scan_notices(const struct dl_scan *scan, size_t *count);

#endif
