/* SPDX-License-Identifier: Apache-2.0 */
/* Loops that release all elements of an array: sweep.c. */
#ifndef DL_CHECKS_SWEEP_H
#define DL_CHECKS_SWEEP_H

#include "engine/check.h"

#define DL_MAX_SWEEPS 8

/* A release in a loop, of the element at the loop's counter. */
struct dl_sweep {
	const struct dl_instr *in;	/* of the explored function: the release, or the call that leads to it */
	uint32_t block;
	struct dl_release release;	/* value: that of a later round */
	const struct dl_sym *index;	/* what counts; NULL: no later round was seen */
	const struct dl_sym *first;	/* the element of the first round; NULL: not seen */
	const struct dl_sym *first_value;
};

/* What is kept of an exploration. */
struct dl_sweeps {
	uint32_t count;
	struct dl_sweep list[DL_MAX_SWEEPS];
	uint32_t done_count;
	struct dl_effect done[DL_MAX_SWEEPS];	/* what loops have swept, on some path */
};

void dl_sweep_note(struct dl_explorer *ex, const struct dl_frame *frame, const struct dl_release *r);
/* A branch leaves a loop: what it has swept is released, again where it was before. */
void dl_sweep_branched(struct dl_explorer *ex, struct dl_state *state, const struct dl_branch *b);
/* @value names all elements that a sweep has released; its first one, for words. */
bool dl_sweep_is_one(const struct dl_sym *value);
/* Nothing is swept: the bound is not above the first index. */
bool dl_sweep_is_empty(const struct dl_state *state, const struct dl_sym *value);
/* An exit of a path on which a loop had no round has swept as much as the loop would. */
void dl_sweep_leave(struct dl_explorer *ex, const struct dl_exit *exit);
const struct dl_sym *dl_sweep_first(struct dl_syms *syms, const struct dl_sym *value);

#endif
