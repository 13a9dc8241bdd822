/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a file has to do with the other files of its driver, by name: enough to find files that
 * name nothing of the models and matter all the same (docs/decisions/0005-found-by-text.md).
 *
 *	defined: functions that others can call
 *	wanted:  functions that are defined elsewhere, have no model, and are given a handle, a place
 *		 for one, or a list; or, by a function that calls the DMA API, a buffer or a record
 *		 that holds a handle
 *	hoped:	 the same for a function that calls the DMA API through others, and a buffer or a
 *		 record: they matter if their file calls one of
 *	calling: functions that others can call and that call the DMA API
 *	offered: functions that hand what a parameter points to, to DMA: where their callers have
 *		 the memory from decides
 */
#ifndef DL_WORKER_LINKS_H
#define DL_WORKER_LINKS_H

#include "ir/ir.h"
#include "model/model.h"
#include "wire/result.h"

/* In a worker; names live in @arena. */
void dl_links_of_unit(struct dl_file_links *out, struct dl_arena *arena,
		      const struct dl_unit *unit, const struct dl_models *models);

#endif
