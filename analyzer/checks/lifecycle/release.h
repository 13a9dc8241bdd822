/* SPDX-License-Identifier: Apache-2.0 */
/* Unmaps, frees and syncs, and uses of what may have failed. */
#ifndef DL_CHECKS_LIFECYCLE_RELEASE_H
#define DL_CHECKS_LIFECYCLE_RELEASE_H

#include "engine/path/path.h"

/* A value that may be unchecked is used: event or effect. */
void dl_use_value(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		  const struct dl_model *model, const struct dl_sym *value, enum dl_use use);
/* Unmap, free, sync (also as a callee's effect): pairs with objects and slots. */
struct dl_release {
	const struct dl_instr *at;
	const struct dl_instr *call;	/* of this function, that it happens in; NULL: @at */
	const struct dl_func *func;
	const struct dl_model *model;
	const struct dl_sym *value;	/* handle, pointer or list */
	const struct dl_sym *dir;
	const struct dl_sym *size;
	const struct dl_sym *dev;
	const struct dl_sym *count;
	const struct dl_sym *attrs;
	const struct dl_sym *pool;
	const struct dl_sym *buf;	/* CPU address given to a free */
	bool is_sync;
	bool must;
	bool certain;	/* every way through the callee with this outcome does it */
	bool assumed;	/* only under a condition that was not known before the call */
	bool chosen;	/* the callee has another way, of another family */
	bool in_context;	/* a callee's, with values that hold on this path only: no reader of slots */
};
void dl_do_release(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_release *r);
void dl_free_buffer(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		    const struct dl_model *model, const struct dl_sym *buffer);

/* After the last function: pairs that may hang on a condition out of sight. */
void dl_pairs_judge(struct dl_analysis *an);

#endif
