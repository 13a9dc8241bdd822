/* SPDX-License-Identifier: Apache-2.0 */
/* Parse health: which functions of a unit matter for DMA, and which of them were not lowered whole.
 */
#ifndef DL_WORKER_HEALTH_H
#define DL_WORKER_HEALTH_H

#include "ir/ir.h"
#include "model/model.h"
#include "source/source.h"
#include "source/text.h"
#include "wire/result.h"

/*
 * Fill the counts of functions and the list of degraded ones. The strings are
 * those of @unit; the list is in @arena.
 */
void dl_health_of_unit(struct dl_file_result *out, struct dl_arena *arena,
		       const struct dl_unit *unit, const struct dl_models *models);

/* How many functions that use the DMA API are degraded; 0 when @unit is NULL. */
uint32_t dl_health_dma_degraded(const struct dl_unit *unit, const struct dl_models *models);

/* DMA calls of a file's text that lie in no function of its unit. */
struct dl_lost_calls {
	struct dl_text_call *data;
	size_t len;
	size_t cap;
	bool seen; /* others lie in one */
};

/*
 * Add to @r what the file's text shows and its unit does not: functions that are degraded, and whose
 * DMA call is what was lost; and fill @lost, which the caller frees as a vector.
 */
void dl_health_read_text(struct dl_file_result *r, struct dl_lost_calls *lost,
			 const struct dl_unit *unit, const struct dl_source *source,
			 const struct dl_buf *text);
/* The functions of @lost are degraded, for @reason. */
void dl_health_add_lost(struct dl_file_result *r, struct dl_arena *arena,
			const struct dl_lost_calls *lost, const char *reason);

#endif
