/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this room share; nobody outside includes it. */
#ifndef DL_SCAN_INTERNAL_H
#define DL_SCAN_INTERNAL_H

#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"
#include "scan/pool.h"
#include "scan/scan.h"

/* Files that are analysed together. */
struct dl_scan_module {
	const char *name; /* of the module, or the file's path when it stands alone */
	const uint32_t *files;
	uint32_t file_count;
	bool unmaps;   /* a file names an unmap function */
	bool is_narrow; /* all files drive what only 32-bit machines have */
	bool is_whole; /* nothing of the driver that could unmap something is missing */
	struct dl_module_result result;
	struct dl_findings findings;
};

struct dl_scan {
	struct dl_scan_options options;
	struct dl_arena *arena; /* everything that lives as long as the scan */
	struct dl_source *source;
	size_t file_count;
	struct dl_file_result *results;	   /* by file */
	DL_VEC(struct dl_scan_module) modules;
	size_t first_job; /* file or module of this round of the pool */
	bool *pch_ready;		   /* by configuration */
	const char **pch_trouble;	   /* by configuration: why there is no PCH, or NULL */
	struct dl_findings findings;	   /* finished */
	struct dl_scan_totals totals;
	struct dl_reason_count *reasons;
	size_t reason_count;
	DL_VEC(struct dl_notice) notices;
	struct dl_scan_progress progress;
	double started; /* monotonic seconds */
	int cancel_fd;
	bool cancelled;
	int64_t store_id;
	enum dl_status store_status;
	const char *store_message;
	DL_VEC(uint32_t) unstored; /* files done since the last write to the store */
	double last_write;
};

double dl_scan_now(void);
/* CPU seconds of this process. */
double dl_scan_cpu(void);
/* The place of a file's configuration in the source. */
size_t dl_scan_config_of(const struct dl_scan *scan, const struct dl_source_file *file);

uint64_t dl_scan_peak_memory(void);

/* file.c, in the worker: job is a file of this round; the reply is an encoded struct dl_file_result. */
void *dl_file_start(void *arg);
void dl_file_work(void *state, struct dl_pool_worker *worker, uint32_t job, struct dl_buf *reply);

/* analyse.c, in the worker: job is a module; the reply is an encoded struct dl_module_result. */
void dl_module_work(void *state, struct dl_pool_worker *worker, uint32_t job,
		    struct dl_buf *reply);

/* outside.c, in the worker: drop findings in files that the user did not ask for. */
void dl_drop_outside(const struct dl_scan *scan, const struct dl_scan_module *m,
		     struct dl_findings *findings);

/* modules.c: group the parsed files and have every module analysed. */
enum dl_status dl_scan_modules(struct dl_scan *scan, struct dl_pool_options *pool,
			       struct dl_error *err);
/* The same for files that belong to one module. */
const char *dl_scan_module_key(const struct dl_scan *scan, uint32_t file);

/* found.c: search for files that the parsed ones need; they are added to the scan's files. */
enum dl_status dl_scan_find(struct dl_scan *scan, struct dl_error *err);

/* A file with all that will ever be known about it. */
void dl_scan_file_done(struct dl_scan *scan, uint32_t file);

/* pch.c: build the precompiled header of every configuration, in a worker; trouble is a notice. */
enum dl_status dl_scan_build_pch(struct dl_scan *scan, struct dl_error *err);

/* keep.c: what goes into the store, and when. A store that fails is remembered and not tried again.
 */
void dl_keep_begin(struct dl_scan *scan);
void dl_keep_file(struct dl_scan *scan, uint32_t file);
void dl_keep_flush(struct dl_scan *scan, bool now);
void dl_keep_end(struct dl_scan *scan);

/* summary.c: totals, reasons and notices from the results. */
void dl_scan_summarise(struct dl_scan *scan);

#endif
