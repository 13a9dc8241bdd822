/* SPDX-License-Identifier: Apache-2.0 */
/* What a scan has to say beside its findings: files lost or degraded, paths passed over. */
#ifndef DL_REPORT_NOTICE_H
#define DL_REPORT_NOTICE_H

#include <stddef.h>
#include <stdint.h>

#include "report/rule_info.h"

/* Texts belong to whoever made the notice. */
struct dl_notice {
	enum dl_level level;
	const char *id;		/* "file-lost", "file-skipped", "parse-failed", "degraded", "retried",
				   "source", ... */
	const char *path;	/* relative to the root; NULL or "": the whole scan */
	uint32_t line;		/* 0: the file as a whole */
	const char *text;	/* one sentence */
	const char *detail;	/* more for the curious; may be NULL */
};

/*
 * By path and line, each once: the notices of the shards of a scan, put together, are those of the whole one.
 * Returns how many are left.
 */
size_t dl_notices_finish(struct dl_notice *notices, size_t count);

#endif
