/* SPDX-License-Identifier: Apache-2.0 */
/* DMA handles and CPU addresses taken for each other. */
#ifndef DL_CHECKS_CONFUSION_H
#define DL_CHECKS_CONFUSION_H

#include "engine/path/path.h"

void dl_note_pointer(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		     const struct dl_model *model, const struct dl_sym *pointer);
void dl_note_handle(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		    const struct dl_model *model, const struct dl_sym *handle);

#endif
