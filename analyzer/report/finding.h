/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A finding: one report of one rule, with its path story. What the engine and
 * the rules produce, the store keeps and the emitters write.
 *
 * Paths are relative to the source root of the scan, columns are 1-based bytes.
 */
#ifndef DL_REPORT_FINDING_H
#define DL_REPORT_FINDING_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "report/fix.h"

enum dl_confidence {
	DL_CONF_NONE = 0,	/* too weak to be reported: no finding has it */
	DL_CONF_LOW = 1,
	DL_CONF_MEDIUM = 2,
	DL_CONF_HIGH = 3,
};

/* Who says that a finding need not be shown. */
enum dl_suppression {
	DL_NOT_SUPPRESSED = 0,
	DL_SUPPRESSED_IN_SOURCE = 1,	/* a comment (report/allow.h) */
	DL_SUPPRESSED_EXTERNAL = 2,	/* a baseline (report/baseline.h) or a verdict */
};

/* What somebody has said of a finding (report/verdict.h). */
enum dl_verdict {
	DL_NO_VERDICT = 0,
	DL_VERDICT_FALSE_POSITIVE = 1,
	DL_VERDICT_CONFIRMED = 2,
	DL_VERDICT_FIXED = 3,
	DL_VERDICT_WONT_FIX = 4,
};

/* A place in the source. */
struct dl_spot {
	const char *path;
	uint32_t line;
	uint32_t col;
	uint32_t end_line;
	uint32_t end_col;	/* exclusive; 0 when unknown */
};

/* One step of the path story, in order of execution. */
struct dl_finding_step {
	struct dl_spot spot;
	const char *message;	/* "mapped here with DMA_TO_DEVICE" */
	uint32_t nesting;	/* 0: the finding's function; deeper for callees */
};

struct dl_finding {
	const char *rule;	/* "DMA101" */
	struct dl_spot spot;
	const char *function;	/* enclosing function */
	const char *message;	/* one sentence, variables in 'single quotes', ends with a period */
	enum dl_confidence confidence;
	const char *subject;	/* normalised expression of the object: part of the fingerprint */
	const char *edge;	/* what happened to it ("used unchecked"): part of the fingerprint */
	const char *arch;
	size_t step_count;
	struct dl_finding_step *steps;
	size_t related_count;
	struct dl_finding_step *related;	/* other places that matter: the map call, the other unmap */
	const struct dl_fix *fix;	/* NULL: none is certain */
	const char *trouble;	/* why the steps cannot be true, for tests (static storage); NULL: they can */
	uint64_t fingerprint;	/* filled by dl_report_finish() */
	double rank;		/* 0..100, filled by dl_report_finish() */
	enum dl_suppression suppression;
	const char *justification;	/* of the suppression; NULL without one */
	enum dl_verdict verdict;
	const char *verdict_note;	/* NULL without one */
};

/* Findings of one scan or one file, in @arena. */
struct dl_findings {
	struct dl_arena *arena;
	struct dl_finding *items;
	size_t len;
	size_t cap;
};

/* Append a zeroed finding; strings put into it must live in f->arena (or longer). */
struct dl_finding *dl_findings_add(struct dl_findings *f);
/* Deep copy of @src into @dst's arena. */
void dl_findings_copy(struct dl_findings *dst, const struct dl_finding *src);

/*
 * Sort by path, line, column and rule, drop duplicates (same rule, place,
 * function and subject: the most confident stays), compute fingerprints
 * and ranks. Deterministic: depends on nothing but the findings. Fingerprint:
 * hash of rule, path, function, subject, edge and the occurrence index among
 * equals; no line numbers.
 */
void dl_report_finish(struct dl_findings *f);

const char *dl_confidence_name(enum dl_confidence c);
/* As SARIF has it: "inSource", "external"; NULL without one. */
const char *dl_suppression_name(enum dl_suppression suppression);

#endif
