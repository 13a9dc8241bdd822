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

/* Of the unit. */
struct dl_mask_unit {
	struct dl_map narrow;	/* calls that set one on some path which a platform may refuse */
};

static inline struct dl_mask_unit *dl_mask_unit_of(const struct dl_analysis *an)
{
	return an->kept[DL_CHECK_mask];
}

/* All of the bits that no platform refuses; 0: it may refuse any. */
static inline uint64_t dl_mask_sure_bits(const struct dl_model *m)
{
	return m->sure_bits ? UINT64_MAX >> (64 - m->sure_bits) : 0;
}

/* The call @in has set a mask of @dev on this path. */
void dl_mask_is_late(struct dl_explorer *ex, struct dl_state *state, const struct dl_instr *in,
		     const struct dl_model *model, const struct dl_sym *dev, const struct dl_sym *mask);
/* At the end of the unit. */
void dl_mask_judge(struct dl_analysis *an);

#endif
