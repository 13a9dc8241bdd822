/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Summaries: what a caller has to know of a function (engine.md section 7). A function of the unit and
 * one with a model have the same form: the former is computed, the latter compiled (modelled.c).
 */
#ifndef DL_ENGINE_PATH_SUMMARY_H
#define DL_ENGINE_PATH_SUMMARY_H

#include "engine/state/explorer.h"

#define DL_MAX_CASES 8
#define DL_MAX_GUARDS 8
#define DL_MAX_CASE_OBJECTS 8
#define DL_MAX_STORES 24

/* One way a function can end, in terms of its parameters. */
struct dl_summary_case {
	const struct dl_sym *ret;	/* NULL: void or unknown */
	struct dl_loc left;		/* one exit of it; line 0: a model's */
	const struct dl_story *way;	/* to that exit; NULL: not known */
	struct dl_fact range;		/* what is known of the returned value; value NULL: nothing */
	uint32_t guard_count;
	struct dl_fact guards[DL_MAX_GUARDS];
	uint32_t object_count;
	struct dl_object objects[DL_MAX_CASE_OBJECTS];
	uint32_t store_count;
	struct dl_binding stores[DL_MAX_STORES];	/* value NULL: something that has no name outside */
	uint32_t nonzero_stores;	/* bit k: ... and is not 0 */
	uint32_t effect_count;
	struct dl_effect *effects;
	/* Memory that it has got, which objects' terms name: what it returns or (not NULL) puts into @own_place. */
	const struct dl_sym *own;
	const struct dl_sym *own_place;
	uint64_t reads_params;	/* bit k: certainly reads through parameter k */
	uint64_t writes_params;
	/* ... where @when, if it has a value, is known to hold: a loop over as many bytes as it is told */
	struct dl_fact when;
	uint64_t reads_when;
	uint64_t writes_when;
};

struct dl_summary {
	const struct dl_func *func;	/* whose parameters its terms are made of */
	const struct dl_model *model;	/* that it was compiled from: what it does, the call does itself */
	bool top;		/* nothing is known: recursion, budget */
	bool visible;		/* callers must look at it */
	bool does_more;		/* ... also those that have made nothing: it does not only keep what it is given */
	bool never_returns;
	bool releases_unnamed;	/* something that no caller can name: an entry of a list, what it found itself */
	bool may_write;		/* nothing is said of what it is given: it may have written to it */
	bool pure;		/* the result is a function of the arguments */
	bool only_reads;	/* it gives a number, and changes nothing */
	bool asks;		/* it changes nothing, and what decides its result is no condition that callers see */
	uint32_t case_count;
	struct dl_summary_case *cases;	/* a model has one */
};

/* modelled.c: the summary of the function that @model speaks of, compiled when first asked for */
const struct dl_summary *dl_summary_of_model(struct dl_analysis *an, const struct dl_model *model);

/* summary_join.c: @into takes @from in, being the same or (with @alike) ending like it; false: it does not. */
bool dl_case_join(struct dl_analysis *an, struct dl_summary_case *into,
		  const struct dl_summary_case *from, bool alike);
/* summary.c: building; apply.c: applying */
/* Of its result: 0 unknown, 1 symbolic, 2 zero, 3 negative, 4 positive. */
int dl_case_outcome(const struct dl_summary_case *c);
/* A condition that callers can see keeps the two cases apart. */
bool dl_guards_exclude(const struct dl_summary_case *a, const struct dl_summary_case *b);
bool dl_case_is_nonzero(const struct dl_summary_case *c);
/* done.c: @c has failed to make what another case finds there and returns early: not where nobody looks. */
bool dl_case_is_known_done(const struct dl_summary *summary, const struct dl_summary_case *c);
/* The same of what may have failed. */
bool dl_object_is_known_done(const struct dl_summary *summary, const struct dl_summary_case *c,
			     const struct dl_object *object);
struct dl_summary *dl_summary_of(struct dl_analysis *an, struct dl_func_info *info);
void dl_summary_build(struct dl_explorer *ex, struct dl_summary *summary);
/*
 * Apply the summary at a call: one frame per feasible case in @out (the first
 * is @frame itself). Returns their number.
 */
uint32_t dl_summary_apply(struct dl_explorer *ex, struct dl_frame *frame,
			  const struct dl_instr *call, const struct dl_summary *summary,
			  const struct dl_sym **args, struct dl_frame **out);
void dl_summary_print(const struct dl_summary *summary, struct dl_buf *out);

#endif
