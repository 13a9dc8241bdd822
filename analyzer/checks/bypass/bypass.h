/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses that are made beside the DMA API. */
#ifndef DL_CHECKS_BYPASS_H
#define DL_CHECKS_BYPASS_H

#include "checks/event/event.h"

/* The call of a conversion to a physical address that @value was computed from; NULL: none. */
const struct dl_sym *dl_physical_in(const struct dl_sym *value);

/* ---- told.c: the hardware is told one ---- */

void dl_physical_used(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_value_use *use);
/* @entry, of a list, is asked for the address by @call. */
void dl_physical_of_entry(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
			  const struct dl_model *model, const struct dl_sym *entry);
void dl_physical_stored(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_store *s);
/* The unit uses the DMA API for a device of its own. */
bool dl_knows_the_api(struct dl_analysis *an);

#endif
