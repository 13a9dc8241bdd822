/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that set a DMA mask. */
#ifndef DL_CHECKS_MASK_H
#define DL_CHECKS_MASK_H

#include "engine/path/path.h"

void dl_exec_set_mask(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		      const struct dl_model *model, const struct dl_sym **args);

#endif
