/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this room share; nobody outside includes it. */
#ifndef DL_SCAN_INTERNAL_H
#define DL_SCAN_INTERNAL_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/map.h"
#include "base/vec.h"
#include "report/baseline.h"
#include "scan/process.h"
#include "scan/scan.h"
#include "wire/channel.h"
#include "wire/news.h"

/* Files that were analysed together. */
struct dl_scan_module {
	const char *name; /* of the module, or the file's path when it stands alone */
	const uint32_t *files;
	uint32_t file_count;
	struct dl_module_result result;
	struct dl_findings findings;
};

struct dl_scan {
	struct dl_scan_options options;
	struct dl_arena *arena; /* everything that lives as long as the scan */
	struct dl_process process;
	const char *worker;	/* its program */
	struct dl_buf in;	/* what has come from it */
	struct dl_source *source;
	uint64_t models_hash;
	uint64_t tree;	/* what a shard was chosen from */
	size_t file_count;
	struct dl_file_result *results; /* by file */
	DL_VEC(struct dl_scan_module) modules;
	size_t pch_count;		/* configurations that are known to have a PCH or none */
	const bool *pch_ready;		/* by configuration */
	const char *const *pch_trouble; /* by configuration: why there is no PCH, or NULL */
	struct dl_findings findings;	/* finished */
	struct dl_baseline baseline;
	struct dl_scan_totals totals;
	struct dl_reason_count *reasons;
	size_t reason_count;
	DL_VEC(struct dl_notice) notices;
	struct dl_scan_progress progress;
	double started; /* monotonic seconds */
	bool met;	/* the worker program has said who it is */
	bool chosen;	/* ... which files it has chosen */
	bool ended;	/* ... and told all */
	bool failed;	/* ... which is that it cannot go on */
	int cancel_fd;	/* while it runs */
	bool cancelled;
	bool cut_short; /* cancelled, or not to be gone on with */
	int64_t store_id;
	enum dl_status store_status;
	const char *store_message;
	DL_VEC(uint32_t) unstored; /* files done since the last write to the store */
	double last_write;
};

/* The place of a file's configuration in the source. */
size_t dl_scan_config_of(const struct dl_scan *scan, const struct dl_source_file *file);

/* session.c: start the worker program, and take what it tells until it has chosen the files; then
 * until all is told. */
enum dl_status dl_session_open(struct dl_scan *scan, int cancel_fd, struct dl_error *err);
enum dl_status dl_session_run(struct dl_scan *scan, int cancel_fd, struct dl_error *err);
bool dl_session_is_cancelled(int cancel_fd);
/* Wait for the program, which ends while the host does what it has to; @status: how that run has ended. All has been told by
 * then: a program that fails to end well is an error of this call, and the scan in the store is whole. */
enum dl_status dl_session_close(struct dl_scan *scan, enum dl_status status, struct dl_error *err);
/* receive.c: the first message of the worker program, and each that follows. */
enum dl_status dl_scan_check_hello(struct dl_hello_news *out, struct dl_arena *arena,
				   const struct dl_message *m, struct dl_error *err);
enum dl_status dl_scan_receive(struct dl_scan *scan, const struct dl_message *m,
			       struct dl_error *err);
/* The caller's progress function. */
void dl_scan_tell_progress(struct dl_scan *scan);

/* keep.c: what goes into the store, and when. A store that fails is remembered and not tried again.
 */
void dl_keep_begin(struct dl_scan *scan);
void dl_keep_file(struct dl_scan *scan, uint32_t file);
void dl_keep_flush(struct dl_scan *scan, bool now);
void dl_keep_end(struct dl_scan *scan);

/* summary.c: totals, reasons and notices from the results. */
void dl_scan_summarise(struct dl_scan *scan);
struct dl_notice *dl_scan_add_notice(struct dl_scan *scan, enum dl_level level, const char *id,
				     const char *path);

/* suppress.c: mark the findings that need not be shown; notices about those who say so. */
void dl_scan_suppress(struct dl_scan *scan);

#endif
