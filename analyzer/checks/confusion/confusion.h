/* SPDX-License-Identifier: Apache-2.0 */
/* DMA handles and CPU addresses that are taken for each other. */
#ifndef DL_CHECKS_CONFUSION_H
#define DL_CHECKS_CONFUSION_H

#include "engine/check.h"

/*
 * carried.c: the pointer that @place of @func holds, a variable or a field, is followed as one somewhere in the
 * unit, as is what callers give for a parameter, and no number is ever put there.
 */
bool dl_leads_to_memory(struct dl_analysis *an, const struct dl_func *func, const struct dl_sym *place);

/* view.c: @call of @model shows somebody the memory that lies at @value, a physical address or the number of a page. */
void dl_note_view(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		  const struct dl_model *model, const struct dl_sym *value);

/* Nothing is put there but handles: by calls of the API into a field of the driver's, by the kernel into one of its own. */
bool dl_keeps_handle(struct dl_analysis *an, const struct dl_sym *place);

#endif
