/* SPDX-License-Identifier: Apache-2.0 */
/* Execution: blocks, instructions, calls. */
#ifndef DL_ENGINE_PATH_PATH_H
#define DL_ENGINE_PATH_PATH_H

#include "engine/check.h"
#include "engine/path/summary.h"

/* explore.c */
void dl_explore(struct dl_analysis *an, struct dl_func_info *info, struct dl_summary *summary);
/* The loop releases what it finds in memory that outlives the function. */
bool dl_loop_releases_fields(const struct dl_explorer *ex, uint32_t loop);
/* A list that was lent in vain in the round that is left. */
bool dl_failed_in_round(const struct dl_explorer *ex, const struct dl_object *object, uint32_t loop);
struct dl_frame *dl_frame_fork(struct dl_explorer *ex, const struct dl_frame *frame);
/* @frame is over, and nothing points to it or its state. */
void dl_frame_drop(struct dl_explorer *ex, struct dl_frame *frame);
/* @frame goes on as its fork @other, which is over. */
void dl_frame_become(struct dl_explorer *ex, struct dl_frame *frame, struct dl_frame *other);
/* Join @from into @into when their objects allow it; false when they must stay apart. */
bool dl_frame_join(struct dl_explorer *ex, struct dl_frame *into, const struct dl_frame *from);

/*
 * branch.c: take side @truth of @cond in @state: facts, and what the checks make of it. False when
 * the side is impossible.
 */
bool dl_take_side(struct dl_explorer *ex, struct dl_state *state, const struct dl_sym *cond,
		  bool truth, uint32_t block, const struct dl_loc *loc);

/* exit.c */
/* All calls of the function are in the unit. */
bool dl_callers_are_known(const struct dl_func_info *info);
/* The caller gets the value itself, or one computed from it. */
bool dl_exit_returns(const struct dl_exit *exit, const struct dl_object *object);
/* The result tells the caller of a failure. */
bool dl_exit_fails(const struct dl_explorer *ex, const struct dl_exit *exit);
/* What @object's call made is live there, and known to be good. */
bool dl_exit_holds_good(const struct dl_exit *exit, const struct dl_object *object);

/* release.c: what ends objects, and what uses them */
void dl_use_value(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_value_use *use);
void dl_do_release(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_release *r);
/* release.c: @call of @model gives what owns an argument of it from now on. */
void dl_note_owner(struct dl_explorer *ex, const struct dl_instr *call, const struct dl_model *model,
		   const struct dl_sym **args);
void dl_free_buffer(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		    const struct dl_model *model, const struct dl_sym *buffer);

/* fetch.c: what the load @in of @loc gives */
const struct dl_sym *dl_load(struct dl_explorer *ex, struct dl_frame *frame,
			     const struct dl_instr *in, const struct dl_sym *loc);

/* length.c: what the call of a model does to the length of the record that it is given */
/* @pointer is what a call has made and a record @record: the key of the field that holds 0 in it, still; else 0. */
uint64_t dl_length_of_empty(struct dl_explorer *ex, const struct dl_state *state, const struct dl_sym *pointer,
			    const struct dl_record *record);
void dl_change_length(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		      const struct dl_model *model, const struct dl_sym **args);

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

/* Objects with an alias below @record, which goes where it outlives the function, are stored. */
void dl_keep_below(struct dl_state *st, const struct dl_sym *record);

/* Argument @n of the call; NULL: the model has none there (-1), or the call has not. */
const struct dl_sym *dl_call_arg(const struct dl_instr *call, const struct dl_sym **args, int8_t n);
/* hidden.c: @call, out of sight, may set the place whose address it is given; globals that are empty */
void dl_change_given(struct dl_explorer *ex, struct dl_state *st, const struct dl_instr *call,
		     const struct dl_sym *given);
void dl_change_empty_globals(struct dl_explorer *ex, struct dl_state *st, const struct dl_instr *call);
/* Version of what a place holds after @call has changed it, to what cannot be said. */
int64_t dl_changed_by(const struct dl_instr *call);
/* call.c: @call itself makes @object; finds out where it lies */
void dl_begin_object(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		     struct dl_object *object);
/* The answer to @call, which asks whether what made @handle has failed; @test NULL: only its name says so. */
const struct dl_sym *dl_ask(struct dl_explorer *ex, struct dl_frame *frame,
			    const struct dl_instr *call, const struct dl_model *test,
			    const struct dl_sym *handle);
/* The result of a function of its arguments alone. */
const struct dl_sym *dl_pure_result(struct dl_explorer *ex, struct dl_frame *frame,
				    const struct dl_instr *call, const struct dl_model *model,
				    const struct dl_sym **args);
/* A call out of sight whose name says that it asks that. */
void dl_exec_predicate(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		       const struct dl_sym **args);
void dl_exec_unknown_call(struct dl_explorer *ex, struct dl_frame *frame,
			  const struct dl_instr *call, const struct dl_sym **args);

/* question.c: @in, a call out of sight, only answers a question about its arguments */
bool dl_is_question(const struct dl_explorer *ex, const struct dl_frame *frame,
		    const struct dl_instr *in, const struct dl_sym **args);
/* The explored function, whose cases are @summary's, gives a number and does nothing else; is a question. */
bool dl_func_only_reads(const struct dl_explorer *ex, const struct dl_summary *summary);
bool dl_func_asks(const struct dl_summary *summary);
/* @call of one of the unit that asks: this path has the answer @ret. False: it has had another. */
bool dl_take_answer(struct dl_explorer *ex, const struct dl_frame *frame, const struct dl_instr *call,
		    const struct dl_func *callee, const struct dl_sym **args, const struct dl_sym *ret);
/* What @pointer points to may have changed, by a store of this path or out of sight: so may answers about it. */
void dl_forget_answers(const struct dl_analysis *an, struct dl_state *st, const struct dl_sym *pointer,
		       bool stored);

/* Zeroed memory that @args point into goes to a callee; @writes: which may do anything to it. */
void dl_hand_zeroed(struct dl_state *st, const struct dl_sym **args, uint32_t count, bool writes);

/* effect.c: one effect of a summary, done by @call, in terms of its arguments */
struct dl_done {
	const struct dl_instr *call;
	const struct dl_sym **args;
	const struct dl_effect *effect;
	const struct dl_sym *value;
	struct dl_terms terms;
	/* RELEASE, REFRESH: as in struct dl_release */
	bool certain;
	bool assumed;
	bool chosen;
};
void dl_do_effect(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_done *done);
/* The field of @alias under a base that only the callee knew; NULL: it has none. */
const struct dl_sym *dl_hidden_home(struct dl_explorer *ex, const struct dl_instr *call,
				    const struct dl_sym *alias);

/* trace.c */
void dl_trace_block(struct dl_explorer *ex, uint32_t block, const struct dl_state *state);
void dl_trace_line(struct dl_explorer *ex, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
