/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Findings: what a scan has reported, with the path that leads to it. They come
 * in lists: of a scan (scan.h) or out of a store (store.h).
 */
#ifndef DMALINT_FINDING_H
#define DMALINT_FINDING_H

#include <dmalint/common.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A list of findings by path, line and column, of one scan. */
struct dmalint_findings;
struct dmalint_finding;
/* A place that belongs to a finding, and what happens there. */
struct dmalint_step;

/* NULL beyond the last. */
DMALINT_API size_t dmalint_findings_count(const struct dmalint_findings *findings);
DMALINT_API const struct dmalint_finding *
dmalint_findings_at(const struct dmalint_findings *findings, size_t index);
/* The folder that the paths are relative to; NULL when it is not known. */
DMALINT_API const char *dmalint_findings_root(const struct dmalint_findings *findings);
/* Only for lists that the caller owns. NULL is allowed. */
DMALINT_API void dmalint_findings_free(struct dmalint_findings *findings);

/* Id of the rule. A stored finding may be of a rule that this version no longer has. */
DMALINT_API const char *dmalint_finding_rule(const struct dmalint_finding *finding);
DMALINT_API struct dmalint_place dmalint_finding_place(const struct dmalint_finding *finding);
/* Name of the enclosing function; NULL when there is none. */
DMALINT_API const char *dmalint_finding_function(const struct dmalint_finding *finding);
/* One sentence. */
DMALINT_API const char *dmalint_finding_message(const struct dmalint_finding *finding);
DMALINT_API enum dmalint_confidence
dmalint_finding_confidence(const struct dmalint_finding *finding);
/*
 * The finding's name over scans: it holds no line number and stays when code
 * around the finding changes. Written as 16 hex digits.
 */
DMALINT_API uint64_t dmalint_finding_fingerprint(const struct dmalint_finding *finding);
/* 0 to 100: what to read first. */
DMALINT_API double dmalint_finding_rank(const struct dmalint_finding *finding);
/* The architecture that the file was parsed for, "x86_64"; NULL when it is not known. */
DMALINT_API const char *dmalint_finding_arch(const struct dmalint_finding *finding);

/* Who says that a finding need not be shown. */
enum dmalint_suppression {
	DMALINT_NOT_SUPPRESSED = 0,
	DMALINT_SUPPRESSED_IN_SOURCE = 1, /* a comment: dmalint: allow(RULE) reason */
	DMALINT_SUPPRESSED_EXTERNAL = 2,  /* a baseline, or a verdict */
};

/* What somebody has said of a finding (dmalint_store_set_verdict()). */
enum dmalint_verdict {
	DMALINT_NO_VERDICT = 0,
	DMALINT_VERDICT_FALSE_POSITIVE = 1, /* suppressed */
	DMALINT_VERDICT_CONFIRMED = 2,
	DMALINT_VERDICT_FIXED = 3,    /* and found again: it is back, or was not */
	DMALINT_VERDICT_WONT_FIX = 4, /* suppressed */
};

DMALINT_API enum dmalint_suppression
dmalint_finding_suppression(const struct dmalint_finding *finding);
/* The reason that was given; NULL when there is none. */
DMALINT_API const char *dmalint_finding_justification(const struct dmalint_finding *finding);

DMALINT_API enum dmalint_verdict dmalint_finding_verdict(const struct dmalint_finding *finding);
/* What was noted with the verdict; NULL when nothing was. */
DMALINT_API const char *dmalint_finding_verdict_note(const struct dmalint_finding *finding);
/* "false-positive", "confirmed", "fixed", "wont-fix"; "?" for other numbers. */
DMALINT_API const char *dmalint_verdict_name(enum dmalint_verdict verdict);

/* The path through the code that leads to the finding, in order of execution. */
DMALINT_API size_t dmalint_finding_step_count(const struct dmalint_finding *finding);
DMALINT_API const struct dmalint_step *dmalint_finding_step(const struct dmalint_finding *finding,
							    size_t index);
/* Other places that matter and are not on that path. */
DMALINT_API size_t dmalint_finding_related_count(const struct dmalint_finding *finding);
DMALINT_API const struct dmalint_step *
dmalint_finding_related(const struct dmalint_finding *finding, size_t index);

DMALINT_API struct dmalint_place dmalint_step_place(const struct dmalint_step *step);
DMALINT_API const char *dmalint_step_message(const struct dmalint_step *step);
/* 0: in the finding's function; higher in the functions that it calls. */
DMALINT_API uint32_t dmalint_step_nesting(const struct dmalint_step *step);

/*
 * What only a store knows; all 0 for a finding that is in none: its
 * number in the store, the number of its scan, the first scan that had its
 * fingerprint (which may since be deleted), and when that was (Unix seconds).
 */
DMALINT_API int64_t dmalint_finding_id(const struct dmalint_finding *finding);
DMALINT_API int64_t dmalint_finding_scan(const struct dmalint_finding *finding);
DMALINT_API int64_t dmalint_finding_first_scan(const struct dmalint_finding *finding);
DMALINT_API int64_t dmalint_finding_first_seen(const struct dmalint_finding *finding);

#ifdef __cplusplus
}
#endif

#endif
