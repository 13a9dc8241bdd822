/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Success and failure of a call that makes something: conditions evaluated in both worlds, checks,
 * and what the exits of a function say.
 */
#ifndef DL_CHECKS_SUCCESS_H
#define DL_CHECKS_SUCCESS_H

#include "engine/path/path.h"

/* check.c: dma_mapping_error(@handle) and its like */
void dl_exec_check(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		   const struct dl_sym *handle);
bool dl_is_error_predicate(const struct dl_instr *call);
void dl_exec_predicate(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		       const struct dl_sym **args);

/* world.c: conditions in two worlds */
extern const char dl_check_name[];	/* name of the pure call that stands for dma_mapping_error(h) */
struct dl_worlds {
	int fail;	/* truth of the condition when the call failed: 0, 1, -1 either */
	int ok;
};
struct dl_worlds dl_world_eval(const struct dl_state *state, const struct dl_object *object,
			       const struct dl_sym *cond);
/*
 * Take side @truth of @cond in @state: facts, and the worlds of every object.
 * False when the side is impossible.
 */
bool dl_world_take(struct dl_explorer *ex, struct dl_state *state, const struct dl_sym *cond,
		   bool truth, uint32_t block, const struct dl_loc *loc);

void dl_judge_exits(struct dl_explorer *ex);
/* A release of its field ends the view of @object, which nobody has tested so far. */
void dl_judge_lost(struct dl_explorer *ex, const struct dl_state *st, const struct dl_object *object,
		   const struct dl_instr *at, const struct dl_loc *loc);

/* Released by the device core, or nothing that could fail or be released. */
bool dl_object_is_managed(const struct dl_object *object);
/* The caller gets the value itself, or one computed from it. */
bool dl_exit_returns(const struct dl_exit *exit, const struct dl_object *object);
/* The result tells the caller of a failure. */
bool dl_exit_fails(const struct dl_explorer *ex, const struct dl_exit *exit);
/* What @object's call made is live there, and known to be good. */
bool dl_exit_holds_good(const struct dl_exit *exit, const struct dl_object *object);

#endif
