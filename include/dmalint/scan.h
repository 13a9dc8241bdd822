/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A scan, from paths to findings:
 *
 *	open   decides which files to parse, and how; parses nothing
 *	run    parses and analyses them
 *	look   at findings, files, notices and totals
 *	free
 *
 * A file that costs its worker process twice, that hangs or does not parse is
 * lost: that is data, not an error. An error is what the scan as a whole cannot
 * go on with. The source is only read. What depends on the source, the models
 * and the options is the same in every run, whatever `jobs` and the load are.
 */
#ifndef DMALINT_SCAN_H
#define DMALINT_SCAN_H

#include <dmalint/common.h>
#include <dmalint/file.h>
#include <dmalint/finding.h>

#ifdef __cplusplus
extern "C" {
#endif

struct dmalint_scan;
struct dmalint_store;	      /* store.h */
struct dmalint_debug_options; /* debug.h */

/* How far a scan is. Lives during the callback; fields are only ever added at the end. */
struct dmalint_progress {
	size_t size;
	size_t files; /* of the scan: more may be found on the way */
	size_t parsed;
	size_t done; /* analysed, or lost */
	size_t lost;
	size_t findings;   /* of any confidence, before duplicates are dropped */
	double seconds;	   /* since dmalint_scan_open() or dmalint_scan_run() began */
	const char *phase; /* what is done now, "parsing" */
};

/* Of struct dmalint_scan_options. */
enum dmalint_scan_flags {
	DMALINT_SCAN_ALL_FILES = 1 << 0,  /* every .c file, not only those that name the DMA API */
	DMALINT_SCAN_NO_PCH = 1 << 1,	  /* no precompiled header: slower, the same findings */
	DMALINT_SCAN_PARSE_ONLY = 1 << 2, /* the health of the files, no findings */
	DMALINT_SCAN_SUPPRESSED = 1 << 3, /* list suppressed findings, too */
	/* The same files will be scanned again soon: a precompiled header pays for a single one. */
	DMALINT_SCAN_REPEATED = 1 << 4,
	/*
	 * Files in `paths` stand for their modules: the other objects of these are scanned, too, and
	 * as in folders only files that name the DMA API.
	 */
	DMALINT_SCAN_MODULES = 1 << 5,
	DMALINT_SCAN_NO_CACHE = 1 << 6, /* parse and analyse all, and keep nothing of it in the cache */
};

/* A text that stands for a file on the disk: what an editor has not saved, or another version. */
struct dmalint_unsaved_file {
	const char *path;
	const char *text; /* of length bytes; NULL: there is no such file, whatever the disk has */
	size_t length;
};

/* For file_timeout and worker_memory. */
#define DMALINT_NO_LIMIT 0xffffffffU

/* Zero is the default of every field; `size` has to be set, and a path given. */
struct dmalint_scan_options {
	size_t size; /* sizeof(struct dmalint_scan_options) */
	unsigned int flags;
	unsigned int jobs; /* worker processes; default: one for each CPU */

	/* .c files and folders. The root of a kernel tree means its drivers/, sound/, net/, fs/. */
	const char *const *paths;
	size_t path_count;

	/* How to parse. */
	const char *kernel_dir;		  /* headers of a kernel, for source outside of its tree */
	const char *build_dir;		  /* has a compile_commands.json, or is that file */
	const char *cache_dir;		  /* made when missing; default: dmalint_cache_dir() */
	const char *const *compiler_args; /* more flags for every file */
	size_t compiler_arg_count;
	const char *const *model_files; /* what functions do beside those of the kernel */
	size_t model_file_count;

	/* What to report. */
	/* As dmalint_rule_matches() takes them; default: all that need no profile. */
	const char *const *rules;
	size_t rule_count;
	/* Findings below are kept in the store, but not listed; default: medium. */
	enum dmalint_confidence min_confidence;

	/* Limits. */
	unsigned int file_timeout;  /* seconds for one file; default: 120 */
	unsigned int worker_memory; /* MiB of one worker process; default: 3072 */
	size_t max_files;	    /* parse at most that many of the chosen ones; default: all */

	/*
	 * Keep the scan in this store; default: keep nothing. The store is not the scan's: it
	 * stays open until dmalint_scan_run() has returned and is not used meanwhile.
	 */
	struct dmalint_store *store;
	const char *command_line; /* what was asked for, as text for the store and the outputs */

	/*
	 * Called during dmalint_scan_open() and dmalint_scan_run(), by the thread that called
	 * them, several times a second. A result other than 0 cancels the scan.
	 */
	int (*progress)(void *arg, const struct dmalint_progress *progress);
	void *progress_arg;

	const struct dmalint_debug_options *debug; /* for those who work on dmalint */

	/*
	 * Path of the program dmalint-worker, which does the scan in a process of its own.
	 * Default: $DMALINT_WORKER, else where it was installed with this library.
	 */
	const char *worker_program;

	/*
	 * A baseline (baseline.h): findings in it are suppressed; those of its entries that are no
	 * longer found are notices. DMALINT_ERR_NOT_FOUND, DMALINT_ERR_INVALID from
	 * dmalint_scan_open() when it cannot be read.
	 */
	const char *baseline;

	const char *const *disabled_rules; /* of those in `rules`; as dmalint_rule_matches() takes them */
	size_t disabled_rule_count;
	/*
	 * Files that are not scanned, unless `paths` names them: patterns with * and ? of paths below
	 * the source root, of folders there, or without a slash of names.
	 */
	const char *const *exclude;
	size_t exclude_count;
	/* Findings of a lower level do not make dmalint_scan_exit_status() 1; default: warning. */
	enum dmalint_level fail_on;
	/* How many scans the store keeps, with this one: older ones are removed. 0: all. */
	unsigned int keep_scans;
	const char *const *profiles; /* their rules run, too: dmalint_rule_profile() */
	size_t profile_count;

	/*
	 * Files that are read from here, whatever the disk has: sources, headers, Makefiles, the
	 * comments that allow findings, and what dmalint_emit() quotes of the scan. One that the disk
	 * does not have is scanned when `paths` names it, or a Makefile counts it to a module.
	 */
	const struct dmalint_unsaved_file *unsaved;
	size_t unsaved_count;

	/*
	 * Called during dmalint_scan_run() for each finding that nothing else suppresses: why it need
	 * not be reported, in a few words, or NULL. Its paths are relative to @root.
	 */
	const char *(*known)(void *arg, const struct dmalint_finding *finding, const char *root);
	void *known_arg;

	/*
	 * Parse for this architecture and no other: a name of dmalint_arch_name(). Default: what fits
	 * each file. DMALINT_ERR_INVALID from dmalint_scan_open() when a tree is configured for another.
	 */
	const char *arch;

	/*
	 * Scan one shard of `shards`, the one with the number `shard` from 1 on: the modules of the scan are divided
	 * evenly among them. dmalint_store_merge() joins what they have kept. Default: the whole scan.
	 */
	unsigned int shard;
	unsigned int shards;
};

/*
 * DMALINT_ERR_NOT_FOUND: a path, model file or rule is not there. DMALINT_ERR_INVALID: options
 * or a model file are of the wrong form. DMALINT_ERR_IO: the cache folder cannot be used, ...
 * DMALINT_ERR_VERSION: the worker program is of another build. DMALINT_ERR_CANCELLED.
 * The text search in a whole kernel tree takes seconds.
 */
DMALINT_API enum dmalint_status dmalint_scan_open(struct dmalint_scan **out,
						  const struct dmalint_scan_options *options,
						  struct dmalint_error *error);

/*
 * Once. DMALINT_ERR_CANCELLED: what was finished by then is in the accessors below and in the
 * store. A store that cannot be written is no failure of the scan: dmalint_scan_store_error().
 */
DMALINT_API enum dmalint_status dmalint_scan_run(struct dmalint_scan *scan,
						 struct dmalint_error *error);

/*
 * Make dmalint_scan_run() stop soon, or at once when it has not begun. From any thread, or from a
 * signal handler, as long as the scan is not freed.
 */
DMALINT_API void dmalint_scan_cancel(struct dmalint_scan *scan);

/* Also what was asked from it. NULL is allowed. */
DMALINT_API void dmalint_scan_free(struct dmalint_scan *scan);

/* ---- after dmalint_scan_run() ---- */

DMALINT_API const struct dmalint_findings *dmalint_scan_findings(const struct dmalint_scan *scan);

/*
 * Whether "no findings" may be for want of reading: a file was lost or passed over, or more than a
 * tenth of the functions of one that use the DMA API could not be read whole.
 */
DMALINT_API bool dmalint_scan_is_incomplete(const struct dmalint_scan *scan);

/*
 * What the program returns after this scan: 0, nothing that counts was found; 1, findings of at
 * least the level fail_on, listed and not suppressed; 3, none, but the scan is incomplete; 130, it
 * was cancelled.
 */
DMALINT_API int dmalint_scan_exit_status(const struct dmalint_scan *scan);

/*
 * The files: after dmalint_scan_open() those that were chosen, by path; after dmalint_scan_run()
 * with their health, and with those that turned out to be needed.
 */
DMALINT_API const struct dmalint_files *dmalint_scan_files(const struct dmalint_scan *scan);

/* Number of the scan in the store; 0 when it has none. */
DMALINT_API int64_t dmalint_scan_store_id(const struct dmalint_scan *scan);
/* Why the store has not kept all of the scan; NULL when it has, or none was asked for. */
DMALINT_API const char *dmalint_scan_store_error(const struct dmalint_scan *scan);

/*
 * Notices: trouble that is worth telling, such as files lost, degraded or passed over, first what
 * is about the choice of files, then by file. NULL beyond the last.
 */
struct dmalint_notice;

DMALINT_API size_t dmalint_scan_notice_count(const struct dmalint_scan *scan);
DMALINT_API const struct dmalint_notice *dmalint_scan_notice(const struct dmalint_scan *scan,
							     size_t index);

DMALINT_API enum dmalint_level dmalint_notice_level(const struct dmalint_notice *notice);
/* "file-lost", "file-skipped", "parse-failed", "degraded", "retried", "source", ... */
DMALINT_API const char *dmalint_notice_id(const struct dmalint_notice *notice);
/* "" when it is about the whole scan. */
DMALINT_API const char *dmalint_notice_path(const struct dmalint_notice *notice);
/* 0: about the file as a whole. */
DMALINT_API uint32_t dmalint_notice_line(const struct dmalint_notice *notice);
/* One sentence. */
DMALINT_API const char *dmalint_notice_text(const struct dmalint_notice *notice);
/* More for the curious, such as what a lost worker wrote; NULL when there is nothing. */
DMALINT_API const char *dmalint_notice_detail(const struct dmalint_notice *notice);

/* What was read and what it has cost. Fields are only ever added at the end. */
struct dmalint_totals {
	size_t size;

	/* The choice of files. */
	uint64_t seen;	     /* .c files looked at */
	uint64_t candidates; /* chosen by their text or by name, before max_files */
	uint64_t core_dma;   /* of these: name a function of the DMA API */
	uint64_t sink_only;  /* of these: name only what leads to one */

	/* Files. */
	uint64_t files;	     /* parsed or lost: candidates, and those found to be needed */
	uint64_t found;	     /* of these: no candidates, but of functions that these need */
	uint64_t outside;    /* of these: in none of the paths of the scan */
	uint64_t lost;	     /* given up */
	uint64_t failed;     /* the parser gave nothing */
	uint64_t skipped;    /* asked for, but not scanned: unreadable, refused flags */
	uint64_t incomplete; /* in state DMALINT_HEALTH_INCOMPLETE */

	/* Functions. */
	uint64_t functions;
	uint64_t degraded;
	uint64_t dma_functions;
	uint64_t dma_degraded;

	/* The analysis. */
	uint64_t modules;	/* groups of files that were analysed together */
	uint64_t split_modules; /* lost as a whole, analysed file by file */
	uint64_t explored;	/* functions */
	uint64_t blurred;	/* of these: a budget dropped facts */
	uint64_t cut;		/* of these: stopped by a budget */
	uint64_t steps;
	uint64_t findings;
	uint64_t findings_below; /* min_confidence, not listed */

	/* Cost. */
	uint64_t parses;
	uint64_t without_pch; /* files parsed without the precompiled header that there is */
	double parse_cpu;     /* seconds, all workers */
	double engine_cpu;
	double pch_cpu;
	double wall;
	uint64_t peak_memory; /* bytes, the largest worker */

	uint64_t suppressed; /* findings of at least min_confidence; listed only when asked for */

	/* Taken from the cache, since nothing that they depend on has changed since an earlier scan. */
	uint64_t recalled; /* files that were not parsed */
	uint64_t recalled_modules;
};

DMALINT_API const struct dmalint_totals *dmalint_scan_totals(const struct dmalint_scan *scan);

/* Why functions are degraded, most expensive first; NULL beyond the last. */
struct dmalint_reason;

DMALINT_API size_t dmalint_scan_reason_count(const struct dmalint_scan *scan);
DMALINT_API const struct dmalint_reason *dmalint_scan_reason(const struct dmalint_scan *scan,
							     size_t index);
DMALINT_API const char *dmalint_reason_text(const struct dmalint_reason *reason);
DMALINT_API uint64_t dmalint_reason_functions(const struct dmalint_reason *reason);
DMALINT_API uint64_t dmalint_reason_dma_functions(const struct dmalint_reason *reason);

/* ---- how things are parsed ---- */

/*
 * A text for people that says how the paths are parsed and why: modes, flags, files. Also before
 * dmalint_scan_run(). NULL when memory runs out.
 */
DMALINT_API const char *dmalint_scan_explain(struct dmalint_scan *scan);

/* Architectures that a file can be parsed for, in the order of preference; NULL beyond the last. */
DMALINT_API size_t dmalint_arch_count(void);
DMALINT_API const char *dmalint_arch_name(size_t index);

#ifdef __cplusplus
}
#endif

#endif
