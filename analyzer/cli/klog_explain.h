/* SPDX-License-Identifier: Apache-2.0 */
/* Which findings of a scan explain what a kernel has said, and where else its cause may lie. */
#ifndef DL_CLI_KLOG_EXPLAIN_H
#define DL_CLI_KLOG_EXPLAIN_H

#include "cli/klog.h"

struct dl_klog_cause {
	const struct dmalint_finding *finding;
	int score;
	bool in_trace;	    /* its function is in the stack trace */
	bool in_made;	    /* ... in that of who made the mapping */
	const char *caller; /* its function is called by this one of a trace; NULL */
	bool of_driver;	    /* its file is of the driver that the message names */
};

/* A call that a cause may lie in. */
struct dl_klog_site {
	const char *path;
	const char *function; /* around it */
	const char *caller;   /* that is in a trace and calls that function; NULL: it is itself, or
				 neither is */
	const char *called;
	const char *role;
	unsigned int line;
	bool in_made; /* in the trace of who made the mapping */
};

struct dl_klog_explanation {
	struct dl_klog_cause *causes; /* the likeliest first */
	size_t cause_count;
	struct dl_klog_site *sites; /* only when no cause is near to a trace */
	size_t site_count;
	size_t sites_left_out;
};

struct dl_klog_sources;

/*
 * Look through the files of scan @scan in @store for the functions and drivers that @log names.
 * NULL after an error message.
 */
struct dl_klog_sources *dl_klog_sources_open(const struct dl_klog *log, struct dmalint_store *store,
					     const struct dmalint_stored_scan *scan);
void dl_klog_sources_free(struct dl_klog_sources *sources);
/* Files that are no longer there. */
size_t dl_klog_sources_missing(const struct dl_klog_sources *sources);

/* Lives as long as @sources and @findings. */
void dl_klog_explain(struct dl_klog_explanation *out, struct dl_klog_sources *sources,
		     const struct dmalint_findings *findings, const struct dl_klog_report *report);
void dl_klog_explanation_free(struct dl_klog_explanation *e);

#endif
