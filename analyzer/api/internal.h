/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of this room share; nobody outside includes it.
 *
 * Public objects that have no definition here are records of the rooms below,
 * seen through a cast: struct dmalint_rule is a struct dl_rule_info, dmalint_step
 * a dl_finding_step, dmalint_notice a dl_notice, dmalint_reason a
 * dl_reason_count.
 */
#ifndef DL_API_INTERNAL_H
#define DL_API_INTERNAL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/heap.h"
#include "base/overlay.h"
#include "base/status.h"
#include "dmalint/dmalint.h"
#include "emit/emit.h"
#include "report/finding.h"
#include "scan/scan.h"
#include "store/store.h"

struct dmalint_finding {
	const struct dl_finding *finding;
	const struct dl_finding_record *record; /* NULL: not out of a store */
};

struct dmalint_findings {
	struct dl_heap *heap; /* of this list; NULL when it belongs to a scan */
	struct dl_findings list;
	struct dmalint_finding *items; /* beside list.items */
	struct dl_emit_scan about;
	struct dl_overlay overlay; /* what it quotes beside the disk */
	const struct dl_notice *notices;
	size_t notice_count;
};

struct dmalint_degraded {
	const char *function;
	const char *reason;
	const char *detail;
	uint32_t line;
};

struct dmalint_file {
	const char *path;
	enum dmalint_health health;
	const char *reason;
	struct dmalint_health_counts counts;
	const char *arch;
	const char *chosen_because;
	const char *first_error;
	const char *const *arches; /* up to NULL; NULL when not known */
	const struct dmalint_degraded *degraded;
	size_t degraded_count;
};

struct dmalint_files {
	struct dl_heap *heap; /* of this list; NULL when it belongs to a scan */
	struct dmalint_file *items;
	size_t count;
};

struct dmalint_scan {
	struct dl_heap *heap;
	struct dl_arena *arena;
	struct dl_scan *scan;
	struct dl_store *store; /* NULL: keep nothing */
	enum dl_confidence min_confidence; /* of what is listed */
	bool list_suppressed;
	int cancel_fd;			   /* an eventfd; readable: cancelled */
	bool ran;
	int (*progress)(void *arg, const struct dmalint_progress *progress);
	void *progress_arg;
	const char *(*known)(void *arg, const struct dmalint_finding *finding, const char *root);
	void *known_arg;
	struct dmalint_findings findings;
	struct dmalint_files files;
	struct dmalint_totals totals;
	const char *explanation; /* NULL until it is asked for */
	const char *trace;	 /* likewise */
};

struct dmalint_store {
	struct dl_heap *heap;
	struct dl_store *store;
	const char *path;
};

/* ---- error.c ---- */

/* The public form of @status; a failure's details go from @from to @to (may be NULL). */
enum dmalint_status dl_api_status(enum dl_status status, const struct dl_error *from,
				  struct dmalint_error *to);

/* ---- call.c: each public function that allocates is one of these ---- */

/* Run @run on a heap of its own, which is freed. */
enum dmalint_status dl_api_call(dl_heap_fn run, void *arg, struct dmalint_error *error);
/* Run @run, which makes an object, on the new heap *@heap; that is freed, and NULL, on failure. */
enum dmalint_status dl_api_make(struct dl_heap **heap, dl_heap_fn run, void *arg,
				struct dmalint_error *error);
/* The same for calls that use a store: when they are left in the middle, it is ready for others. */
void dl_api_begin_store(struct dl_store *store);
void dl_api_end_store(struct dl_store *store);

/* ---- options.c ---- */

/*
 * Copy the options at @given, which begin with their size, into @out of @size bytes. What the
 * caller's struct does not have is zero; what is unknown here must be zero.
 */
enum dl_status dl_options_read(void *out, size_t size, const void *given, struct dl_error *err);
/* A flag beyond @known is one of a newer libdmalint, which must not be passed over either. */
enum dl_status dl_flags_check(unsigned int given, unsigned int known, struct dl_error *err);

/*
 * From the public options of a scan to those of the room below, but for the callback. Texts are copied into @arena.
 */
enum dl_status dl_scan_options_convert(struct dl_scan_options *out,
				       const struct dmalint_scan_options *o, struct dl_arena *arena,
				       struct dl_error *err);

/* The default cache folder in @arena; NULL when there is no place for it. */
char *dl_api_cache_dir(struct dl_arena *arena);

/* ---- finding.c, file.c: lists ---- */

/* Fill list->items from list->list; @records (may be NULL) stand beside the findings. */
void dl_findings_list_fill(struct dmalint_findings *list, struct dl_arena *arena,
			   const struct dl_finding_record *records);
/* The files of @scan as far as they are known. */
void dl_files_of_scan(struct dmalint_files *out, struct dl_arena *arena,
		      const struct dl_scan *scan);
/* Files as a store keeps them; the texts of @from stay where they are. */
void dl_files_of_store(struct dmalint_files *out, struct dl_arena *arena,
		       const struct dl_file_list *from);

/* ---- result.c ---- */

/* After the run: everything that is asked from the scan. */
void dl_result_fill(struct dmalint_scan *scan);
/* After one that was left for want of memory: nothing. */
void dl_result_clear(struct dmalint_scan *scan);

/* ---- output.c ---- */

/* Give all of @text to @write. */
enum dl_status dl_output_call(const struct dl_buf *text, dmalint_write_fn write, void *arg,
			      struct dl_error *err);
enum dl_status dl_output_fd(const struct dl_buf *text, int fd, struct dl_error *err);
enum dl_status dl_output_file(const struct dl_buf *text, FILE *file, struct dl_error *err);
/* Whole or not at all: a new file takes the place of the old one, and its permissions. */
enum dl_status dl_output_path(const struct dl_buf *text, const char *path, struct dl_error *err);

#endif
