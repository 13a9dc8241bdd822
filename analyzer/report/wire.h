/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Findings as bytes: what a worker process sends to its parent. The record
 * has a version, lengths and a checksum; it is only for processes of one
 * dmalint version and is kept nowhere.
 */
#ifndef DL_REPORT_WIRE_H
#define DL_REPORT_WIRE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/status.h"
#include "report/finding.h"

/* Append all of @findings to @out. */
void dl_findings_encode(const struct dl_findings *findings, struct dl_buf *out);

/*
 * Append what @data holds to @findings (strings go into its arena). Exactly
 * one record of @size bytes; anything else is DL_ERR_CORRUPT, another version
 * DL_ERR_VERSION, and @findings stays as it was.
 */
enum dl_status dl_findings_decode(struct dl_findings *findings, const void *data, size_t size,
				  struct dl_error *err);

#endif
