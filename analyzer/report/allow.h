/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comments in the source that allow a finding:
 *
 *	dmalint: allow(DMA101, stack-buffer) the reason, in words
 *
 * on a line of the finding, or alone on the line before it; several such comments may stand one
 * below the other. The reason is required. What is wrong with a comment, and whether a rule that it
 * names is found there at all, is the user's to know.
 */
#ifndef DL_REPORT_ALLOW_H
#define DL_REPORT_ALLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "report/finding.h"

/* One rule that one comment names. */
struct dl_allowance {
	const char *path;
	uint32_t line;	    /* of the comment */
	uint32_t last;	    /* it holds for findings on the lines from line to last */
	const char *rule;   /* id; NULL when trouble is set */
	const char *reason; /* one line */
	const char *trouble; /* a sentence: why the comment allows nothing; NULL: it does */
	bool used;
};

struct dl_allowances {
	struct dl_arena *arena; /* of all texts */
	DL_VEC(struct dl_allowance) list; /* those of one path stand together */
};

/* Append what the comments of the C text @text say; @path is as findings have it, and is kept. */
void dl_allow_read(struct dl_allowances *out, const char *path, const char *text, size_t len);

/* Mark findings that are allowed, and what allows them, as used. After dl_report_finish(). */
void dl_allow_match(struct dl_allowances *allowances, struct dl_findings *findings);

#endif
