/* SPDX-License-Identifier: Apache-2.0 */
/* Summaries as bytes, so that they can outlive the analysis that made them. */
#ifndef DL_ENGINE_PATH_SUMMARY_PACK_H
#define DL_ENGINE_PATH_SUMMARY_PACK_H

#include "base/codec.h"
#include "engine/path/summary.h"

extern const struct dl_codec dl_summary_codec;

/* Append the record of @summary, a function's or a model's, to @out. */
void dl_summary_pack(const struct dl_unit *unit, const struct dl_summary *summary,
		     struct dl_buf *out);
/*
 * Read one into @an. Functions and calls that @an's unit has are meant themselves; for others there are
 * stand-ins, which have a name and no body.
 */
enum dl_status dl_summary_unpack(struct dl_analysis *an, const void *data, size_t size,
				 const struct dl_summary **out, struct dl_error *err);

#endif
