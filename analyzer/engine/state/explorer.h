/* SPDX-License-Identifier: Apache-2.0 */
/* The exploration of one function: what all that look at it share. */
#ifndef DL_ENGINE_STATE_EXPLORER_H
#define DL_ENGINE_STATE_EXPLORER_H

#include "engine/program/program.h"
#include "engine/state/state.h"

struct dl_exit {
	const struct dl_state *state;
	const struct dl_sym *ret;
	struct dl_loc loc;
	uint32_t block;
};

struct dl_entry {
	struct dl_state *state;
	bool dirty;
};

struct dl_block_entries {
	struct dl_entry *items;
	uint32_t len;
	uint32_t cap;
};

struct dl_explorer {
	struct dl_analysis *an;
	struct dl_func_info *info;
	const struct dl_func *func;
	const struct dl_cfg *cfg;
	struct dl_arena *arena;		/* lives as long as the exploration */
	struct dl_syms *syms;
	const struct dl_sym **own_locs;	/* by number of variable, then of temporary; NULL: not asked for yet */
	struct dl_block_entries *blocks;
	uint32_t first_dirty;		/* of the blocks in their order, none before it has an entry to run */
	struct dl_frame *spare;		/* frames that are over, to be used again */
	struct dl_state *spare_states;	/* the same of states */
	DL_VEC(struct dl_exit) exits;
	struct dl_map loop_releases[DL_MAX_LOOPS];	/* field keys (and variables) released inside */
	struct dl_map owned;		/* a call that makes an owner of memory -> the memory; NULL: several */
	struct dl_map handed;		/* memory that was got here and given to code out of sight */
	struct dl_map asked_pointers;	/* nonnull.c: where tested and returned pointers lie */
	void *kept[DL_CHECK_COUNT];	/* what each check keeps of the exploration */
	uint32_t steps;
	uint32_t block;			/* that is being executed */
	const struct dl_instr *now;	/* what is being executed; NULL: the end of a block, or of all */
	uint32_t below;		/* applying an effect: calls between where it happened and here */
	const struct dl_instr *via;	/* ... and the call here that it is an effect of */
	bool blurred;
	bool cut;
	bool degraded;
	bool gives_release;		/* a function that releases something was given to one that may call it */
};

/* The state while a block is executed: forks copy it. */
struct dl_frame {
	struct dl_state *state;
	const struct dl_sym **temps;	/* of this block, from cfg->first_temp */
	uint32_t block;
	uint32_t next;			/* instruction to execute */
	uint32_t forks;			/* times that calls have split it since the block began */
	bool dead;			/* path ended (noreturn, impossible) */
	uint32_t temp_cap;
	struct dl_frame *next_spare;
};

/* story.c */
/* @object: whose way it is; NULL: everybody's. The step stands at @loc of the explored function. */
struct dl_story *dl_story_add(struct dl_explorer *ex, struct dl_state *state,
			      enum dl_story_kind kind, const struct dl_loc *loc,
			      const struct dl_object *object, const struct dl_sym *value, bool flag);
/* The same for what @at did, of @func or, in the call that is being executed, of a callee. */
struct dl_story *dl_story_act(struct dl_explorer *ex, struct dl_state *state,
			      enum dl_story_kind kind, const struct dl_instr *at,
			      const struct dl_func *func, const struct dl_object *object,
			      const struct dl_sym *value);

/* nonnull.c: pointers that cannot be NULL, because something was done with them */
void dl_nonnull_prepare(struct dl_explorer *ex);
void dl_note_nonnull(struct dl_explorer *ex, struct dl_state *st, const struct dl_sym *pointer);

/* zeroed.c: what @loc holds on this path: bound, 0 in memory that was zero, or what it held at the start */
const struct dl_sym *dl_read(const struct dl_explorer *ex, const struct dl_state *st,
			     const struct dl_sym *loc);

/* recency.c: what @site, a call or load, gave in an earlier round becomes older */
void dl_recency_step(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *site);

#endif
