/* SPDX-License-Identifier: Apache-2.0 */
/* One application of a summary to a call: what apply.c and apply_known.c share. */
#ifndef DL_ENGINE_PATH_APPLY_H
#define DL_ENGINE_PATH_APPLY_H

#include "engine/path/path.h"

#define DL_APPLY_TERMS 32

struct dl_apply {
	struct dl_explorer *ex;
	struct dl_frame *frame;
	const struct dl_instr *call;
	const struct dl_sym **args;
	uint32_t arg_count;
	const struct dl_summary_case *c;
	const struct dl_summary *summary;
	const struct dl_state *before;	/* the call */
	bool assumed;	/* a guard was not known before the call */
	const struct dl_sym *answer;	/* the result, when an effect gives it */
	struct dl_applied applied;	/* for the checks */
	/* What terms of the callee that hang on nothing but the arguments are in the caller, by their ids. */
	struct {
		const struct dl_sym *from;
		const struct dl_sym *to;
	} terms[DL_APPLY_TERMS];
};

/* apply.c: a term of the callee as one of the caller; NULL where the call leaves it out. */
const struct dl_sym *dl_apply_in_caller(struct dl_apply *a, const struct dl_sym *sym);

/* apply_known.c */
/* The condition @g on @value, a term of the caller, is known to hold. */
bool dl_apply_is_known(const struct dl_apply *a, const struct dl_fact *g, const struct dl_sym *value);
/* @c surely has the effect @e, too. */
bool dl_case_does_same(const struct dl_summary_case *c, const struct dl_effect *e);
/* Every case that ends alike does it: the effect is sure. */
bool dl_apply_is_certain(const struct dl_apply *a, const struct dl_effect *e);
/* It rests on a condition that the caller does not know. */
bool dl_apply_is_assumed(struct dl_apply *a, const struct dl_effect *e);
/* The callee chooses between this and another family of functions. */
bool dl_apply_is_chosen(struct dl_apply *a, const struct dl_effect *e);
/* The conditions of the case hold from here on; false: they cannot. */
bool dl_apply_guards(struct dl_apply *a);
/* What the case tells of its result @ret; false: the caller knows better. */
bool dl_apply_range(struct dl_apply *a, const struct dl_sym *ret);
bool dl_apply_exclude_marks(struct dl_apply *a, const struct dl_sym *ret);

#endif
