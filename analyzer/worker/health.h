/* SPDX-License-Identifier: Apache-2.0 */
/* Parse health: which functions of a unit matter for DMA, and which of them were not lowered whole.
 */
#ifndef DL_WORKER_HEALTH_H
#define DL_WORKER_HEALTH_H

#include "ir/ir.h"
#include "model/model.h"
#include "wire/result.h"

/*
 * Fill the counts of functions and the list of degraded ones. The strings are
 * those of @unit; the list is in @arena.
 */
void dl_health_of_unit(struct dl_file_result *out, struct dl_arena *arena,
		       const struct dl_unit *unit, const struct dl_models *models);

/* How many functions that use the DMA API are degraded; 0 when @unit is NULL. */
uint32_t dl_health_dma_degraded(const struct dl_unit *unit, const struct dl_models *models);

#endif
