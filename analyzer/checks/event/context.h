/* SPDX-License-Identifier: Apache-2.0 */
/* Events of static functions under conditions that no caller allows. */
#ifndef DL_CHECKS_EVENT_CONTEXT_H
#define DL_CHECKS_EVENT_CONTEXT_H

#include "engine/check.h"

#define DL_MAX_NEEDS 8

/* What must hold of what a function was given, for an event to happen. */
struct dl_context {
	const struct dl_func_info *info;	/* whose parameters the needs speak of */
	uint32_t need_count;
	struct dl_fact needs[DL_MAX_NEEDS];
	uint32_t depth;			/* calls up from the event's function */
	bool refuted;			/* a call rules it out */
	bool possible;			/* of the root: some call allows it, or is not understood */
	struct dl_context *root;
	struct dl_context *lifted;	/* of the root: what callers are asked */
	uint32_t lifted_count;
	struct dl_context *other_way;	/* of the root: to the same event */
	uint32_t way_count;
	const struct dl_context *next_lifted;
	struct dl_context *next_of_func;
};

/* What is kept of a unit. */
struct dl_contexts {
	struct dl_map by_func;		/* dl_func_info -> the first of its contexts */
	uint32_t explored;
};

struct dl_contexts *dl_contexts_of_unit(const struct dl_analysis *an);

/* What an event in @state hangs on; NULL: nothing that callers are asked. */
struct dl_context *dl_context_of_event(struct dl_explorer *ex, const struct dl_state *state);
/* The same event happens in @state, too; @context may be NULL. */
void dl_context_add_way(struct dl_context *context, struct dl_explorer *ex, const struct dl_state *state);
/* A summary is applied at a call. */
void dl_contexts_apply(struct dl_explorer *ex, const struct dl_state *state, const struct dl_applied *a);
/* Explore callers that were not worth it so far. */
void dl_contexts_explore(struct dl_analysis *an);
/* All calls are known, and none allows it. */
bool dl_context_is_impossible(const struct dl_analysis *an, const struct dl_context *context);

#endif
