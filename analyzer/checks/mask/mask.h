/* SPDX-License-Identifier: Apache-2.0 */
/* DMA masks of devices: fallbacks that can never run (mask.c), masks that are missing, late or unread (missing.c). */
#ifndef DL_CHECKS_MASK_H
#define DL_CHECKS_MASK_H

#include "engine/check.h"

/* Of a path. */
struct dl_mask_path {
	bool set;	/* a mask was set on it, or may have been */
};

static inline struct dl_mask_path *dl_mask_path_of(const struct dl_state *state)
{
	return (struct dl_mask_path *)state->parts.mask;
}

/* The call @in has set a mask of @dev on this path. */
void dl_mask_is_late(struct dl_explorer *ex, struct dl_state *state, const struct dl_instr *in,
		     const struct dl_model *model, const struct dl_sym *dev, const struct dl_sym *mask);
/* At the end of the unit. */
void dl_mask_judge(struct dl_analysis *an);

#endif
