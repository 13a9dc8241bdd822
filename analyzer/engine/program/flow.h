/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where values can go over the whole unit, whatever the path: from results, through variables,
 * fields, arguments and returned values, to releases or out of sight. Syntactic, one node per
 * variable, temporary and field, and generous: a value may reach more than it really does, never
 * less. So what reaches no release here is released by nobody.
 *
 * A pointer and what it points to are one node. A field is one node whatever its base is; members
 * of a union at one offset are one. Records that are taken for each other through pointers are out
 * of sight.
 */
#ifndef DL_ENGINE_PROGRAM_FLOW_H
#define DL_ENGINE_PROGRAM_FLOW_H

#include "engine/program/program.h"

struct dl_flow;

struct dl_flow *dl_flow_new(struct dl_analysis *an);
void dl_flow_free(struct dl_flow *flow);

/* What becomes of a value. */
struct dl_fate {
	bool is_released;	/* may reach a release */
	bool is_foreign;	/* may be seen by code out of sight that can keep or release it */
	bool is_returned;	/* the function returns it: ask for its calls' results */
	bool is_given;		/* goes to the hardware, or to a function like dmaengine_prep_*() */
	bool is_core;		/* kept in a kernel record, of which no instance goes out of sight */
	const struct dl_step *field;	/* the first field that keeps it; NULL: none */
};

/* Of the value of temporary @temp of @func. */
struct dl_fate dl_flow_fate(struct dl_flow *flow, const struct dl_func *func, uint32_t temp);

#define DL_MAX_RELEASERS 8

/* Functions that may release a value. */
struct dl_releasers {
	const struct dl_func *funcs[DL_MAX_RELEASERS];
	uint32_t count;
	bool unknown;	/* more than these do */
};

/* Adds those of the value of temporary @temp of @func to @by. */
void dl_flow_find_releasers(struct dl_flow *flow, const struct dl_func *func, uint32_t temp,
			    struct dl_releasers *by);

/*
 * A release is given the value itself, or what is loaded from the very field that keeps it. Unlike
 * dl_flow_fate() it follows no pointer through one record into the next.
 */
bool dl_flow_is_released_as_kept(struct dl_flow *flow, const struct dl_func *func, uint32_t temp);

/* The value may be one that no store in sight tells: read from hardware, given by unseen code. */
bool dl_flow_is_wild(const struct dl_flow *flow, const struct dl_func *func,
		     const struct dl_val *val);

/* All that the field @field, at @offset of @record, can hold were made by a pool, which ends them. */
bool dl_flow_keeps_lent(struct dl_flow *flow, const struct dl_record *record, const char *field,
			uint32_t offset);

#endif
