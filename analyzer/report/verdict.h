/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What people have said of a finding, and the text file in which a team keeps it: one line each,
 * with tabs between:
 *
 *	fingerprint  verdict  seconds  rule  path  function  subject  event  note
 */
#ifndef DL_REPORT_VERDICT_H
#define DL_REPORT_VERDICT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"
#include "report/finding.h"

struct dl_verdict_record {
	uint64_t fingerprint;
	enum dl_verdict verdict;
	int64_t decided; /* Unix seconds */
	/* The finding's, by which it is known again in a file that was renamed; never NULL. */
	const char *rule;
	const char *path;
	const char *function;
	const char *subject;
	const char *edge;
	const char *note; /* one line; "" when there is none */
};

struct dl_verdict_list {
	struct dl_verdict_record *items;
	size_t len;
};

/* "false-positive", "confirmed", "fixed", "wont-fix"; NULL for DL_NO_VERDICT. */
const char *dl_verdict_name(enum dl_verdict verdict);
/* DL_NO_VERDICT when there is none of that name. */
enum dl_verdict dl_verdict_of_name(const char *name);

/* Say it of @f: a false positive, and what nobody will mend, is suppressed. */
void dl_verdict_apply(const struct dl_verdict_record *record, struct dl_finding *f,
		      struct dl_arena *arena);

/* The file's text, in the order of @list. */
void dl_verdicts_write(const struct dl_verdict_list *list, struct dl_buf *out);
/* DL_ERR_INVALID names @file and the line. */
enum dl_status dl_verdicts_read(struct dl_verdict_list *out, struct dl_arena *arena,
				const char *file, struct dl_error *err);

#endif
