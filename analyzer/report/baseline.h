/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A baseline: findings that are known, in a text file that people can read and
 * version control can merge. One line each, with tabs between:
 *
 *	fingerprint  rule  path  function  message
 *
 * Only the fingerprint decides; the rest is for readers, and the path for what can be said of an
 * entry that was not found. Empty lines and lines that begin with # are passed over.
 */
#ifndef DL_REPORT_BASELINE_H
#define DL_REPORT_BASELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/status.h"
#include "base/vec.h"
#include "report/finding.h"

struct dl_baseline_entry {
	uint64_t fingerprint;
	const char *rule;
	const char *path;     /* as the finding had it */
	const char *function; /* "" when there was none */
	const char *message;
	bool found;
};

struct dl_baseline {
	struct dl_arena *arena; /* of all texts */
	const char *file;
	DL_VEC(struct dl_baseline_entry) list;
	struct dl_map by_fingerprint; /* to the place in list, plus one */
};

/* Read @file. DL_ERR_NOT_FOUND, DL_ERR_IO; DL_ERR_INVALID names the line. Free in every case. */
enum dl_status dl_baseline_read(struct dl_baseline *out, struct dl_arena *arena, const char *file,
				struct dl_error *err);
void dl_baseline_free(struct dl_baseline *baseline);

/* An entry for @f, unless there is one. */
void dl_baseline_add(struct dl_baseline *baseline, const struct dl_finding *f);
/* Set entry->found for those whose finding is among @findings. */
void dl_baseline_find(struct dl_baseline *baseline, const struct dl_findings *findings);
/* Suppress what is known, unless a comment does; set entry->found. */
void dl_baseline_match(struct dl_baseline *baseline, struct dl_findings *findings);

/* The file's text, sorted by path, rule and fingerprint. */
void dl_baseline_write(const struct dl_baseline *baseline, struct dl_buf *out);

#endif
