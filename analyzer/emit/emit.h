/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Findings in the formats that people and tools read. One file per format,
 * one interface; a writer sees nothing but its input and changes nothing.
 *
 * Most write findings only: totals and notices are the caller's to print (on
 * stderr). json, sarif and html carry them, junit and github-summary what was lost.
 */
#ifndef DL_EMIT_EMIT_H
#define DL_EMIT_EMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"
#include "emit/sink.h"
#include "report/finding.h"
#include "report/notice.h"
#include "report/rule_info.h"

struct dl_emit_scan {
	/* absolute path that the findings' paths are relative to; NULL: unknown */
	const char *root;
	const char *tool_version;
	const char *mode;	/* parse mode; may be NULL */
	const char *arch;	/* may be NULL */
	const char *command_line;	/* may be NULL */
	/* SARIF category, distinct for the shards of one scan; NULL: "dmalint" */
	const char *category;
	int64_t started;	/* Unix seconds; 0: unknown */
	int64_t finished;
	int exit_code;
	bool failed;		/* an internal error ended the scan */
	uint64_t files;
	uint64_t lost_files;
	uint64_t functions;
	uint64_t dma_functions;
	uint64_t degraded_functions;
};

/* What a store knows of a finding; all 0 when it knows nothing. */
struct dl_emit_history {
	int64_t id;
	int64_t first_scan;
	int64_t first_seen;	/* Unix seconds */
};

struct dl_emit_input {
	const struct dl_findings *findings;	/* after dl_report_finish() */
	const struct dl_emit_history *history;	/* beside findings->items; NULL: no store is known */
	/* sorted by id; all rules, not only those with findings */
	const struct dl_rule_info *infos;
	size_t info_count;
	struct dl_emit_scan scan;
	const struct dl_notice *notices;
	size_t notice_count;
	bool reproducible;	/* no times, no absolute paths, nothing of this machine */
	bool color;		/* text: with ANSI colours */
	bool brief;		/* without the path stories; not json, sarif */
	/* Put before relative paths ("../linux/"); may be NULL. The formats of GitHub and GitLab leave it out when it
	 * leads out of the current folder, which is the repository there. Neither in json nor in sarif. */
	const char *path_prefix;
	/* relative paths that begin so lose it, and get no prefix ("drivers/net/"); may be NULL */
	const char *path_below;
	/* sarif: the highest ranked ones, and the number of others is said; 0: 25,000 */
	size_t max_results;

	/*
	 * Whole text of a file by its path in the findings; false when there is none. NULL: no
	 * source text.
	 */
	bool (*read_text)(void *arg, const char *path, struct dl_buf *out);
	void *read_arg;
};

/*
 * A ready-made read_text: @root is a `const char *` folder; embedded headers and the like give
 * false.
 */
bool dl_emit_read_file(void *root, const char *path, struct dl_buf *out);

struct dl_emitter {
	const char *name;
	const char *summary;	/* one line for --help */
	bool says_suppressed;	/* it can tell suppressed findings from others; else it gets none */
	/* The status of @sink; call dl_sink_finish() after it. */
	enum dl_status (*write)(const struct dl_emit_input *in, struct dl_sink *sink);
};

/* NULL-terminated, in the order of --help. */
extern const struct dl_emitter *const dl_emitters[];
const struct dl_emitter *dl_emitter_find(const char *name);

#endif
