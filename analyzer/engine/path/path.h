/* SPDX-License-Identifier: Apache-2.0 */
/* Execution: blocks, instructions, calls. */
#ifndef DL_ENGINE_PATH_PATH_H
#define DL_ENGINE_PATH_PATH_H

#include "engine/path/summary.h"

/* explore.c */
void dl_explore(struct dl_analysis *an, struct dl_func_info *info, struct dl_summary *summary);
struct dl_frame *dl_frame_fork(struct dl_explorer *ex, const struct dl_frame *frame);
/* Join @from into @into when their objects allow it; false when they must stay apart. */
bool dl_frame_join(struct dl_explorer *ex, struct dl_frame *into, const struct dl_frame *from);

/* exec.c */
const struct dl_sym *dl_eval(struct dl_explorer *ex, struct dl_frame *frame,
			     const struct dl_val *val);
const struct dl_sym *dl_eval_place(struct dl_explorer *ex, struct dl_frame *frame,
				   const struct dl_place *place);
void dl_set_temp(struct dl_explorer *ex, struct dl_frame *frame, uint32_t temp,
		 const struct dl_sym *value);
/* Execute one instruction; frames forked on the way are put in @forks (at most DL_MAX_CASES). */
uint32_t dl_exec(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *instr,
		 struct dl_frame **forks);
/* Store @value, with all that follows from it for objects, slots and buffers. */
void dl_store(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
	      const struct dl_sym *loc, const struct dl_sym *value);

/* A parameter's value is stored in @loc, or passed to unseen code (@loc NULL). */
void dl_keep_param(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		   const struct dl_sym *value, const struct dl_sym *loc);

/* Objects with a home below @record, which goes where it outlives the function, are stored. */
void dl_keep_below(struct dl_state *st, const struct dl_sym *record);

/* call.c: calls of functions with a model, and of functions out of sight */
void dl_exec_model(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		   const struct dl_model *model, const struct dl_sym **args);
void dl_exec_unknown_call(struct dl_explorer *ex, struct dl_frame *frame,
			  const struct dl_instr *call, const struct dl_sym **args);
/* dmaengine_prep_slave_sg() and the like, also in a callee: the count must be the mapped one. */
void dl_submit_list(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		    const struct dl_model *model, const struct dl_sym *sg, const struct dl_sym *count);
/* call.c: a new mapping of the list: what ended before is history */
void dl_list_is_mapped(struct dl_state *state, const struct dl_sym *sg);

/* trace.c */
void dl_trace_block(struct dl_explorer *ex, uint32_t block, const struct dl_state *state);
void dl_trace_line(struct dl_explorer *ex, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
