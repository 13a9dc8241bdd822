/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a check is: a value with the state that it keeps and the hooks that the interpreter calls it
 * by. The interpreter knows calls, values, objects and their aliases; what these mean is the checks'.
 *
 * Hooks of one moment run in the order of dl_checks[] (checks/checks.c). A hook may add story steps,
 * effects and events, and change its own state and the typestate of objects; a hook that is NULL is
 * not of interest. `at` is the instruction that an event is reported at, `call` the call of this
 * function in which it happens.
 */
#ifndef DL_ENGINE_CHECK_H
#define DL_ENGINE_CHECK_H

#include <stddef.h>

#include "engine/state/explorer.h"

struct dl_event;
struct dl_findings;
struct dl_summary_case;

/* A release or refresh of @value, by a modelled call or as a callee's effect. */
struct dl_release {
	const struct dl_instr *at;
	const struct dl_instr *call;	/* of this function, that it happens in; NULL: @at */
	const struct dl_func *func;
	const struct dl_model *model;
	const struct dl_sym *value;	/* handle, pointer or list */
	struct dl_terms terms;
	bool is_refresh;
	bool must;
	bool certain;	/* every way through the callee with this outcome does it */
	bool assumed;	/* only under a condition that was not known before the call */
	bool chosen;	/* the callee has another way, of another family */
	bool in_context;	/* a callee's, with values that hold on this path only: no reader of slots */
};

/* A use of a value by the hardware or by a modelled function. */
struct dl_value_use {
	const struct dl_instr *at;
	const struct dl_model *model;	/* of the call that uses it; NULL: an instruction does */
	const struct dl_sym *value;
	enum dl_use kind;
	const struct dl_sym *dev;	/* that the call is given; NULL: none */
};

/* A store, seen by the function that does it. */
struct dl_store {
	const struct dl_instr *at;
	const struct dl_sym *loc;
	const struct dl_sym *value;
	struct dl_object *object;	/* that @value carries; NULL: none */
};

/* A callee's summary is applied at @call. */
struct dl_applied {
	const struct dl_instr *call;
	const struct dl_sym **args;
	uint32_t arg_count;
	struct dl_func_info *callee;
	/* Bit k: the case certainly reads, or writes, through argument k. */
	uint64_t reads_params;
	uint64_t writes_params;
	bool assumed;		/* a condition of the case was not known before the call */
};

/* One side of a two-way branch, or a condition that a callee's outcome implies. */
struct dl_branch {
	const struct dl_sym *cond;
	bool truth;
	uint32_t block;
	const struct dl_loc *loc;
};

/* A round of @loop is over; @varies: the value is made anew in each round. */
struct dl_round {
	const struct dl_loop *loop;
	bool (*varies)(const struct dl_sym *value, void *ctx);
	void *ctx;
};

struct dl_check {
	const char *id;
	/* Bytes that it keeps of a unit (an->kept[]) and of an exploration (ex->kept[]); zero at the start. */
	size_t unit_size;
	size_t exploration_size;
	/* Loads that it wants told apart (enum dl_apart): each gives a value of its own, a FETCH. */
	unsigned int apart;
	/* Free what hangs on the former. */
	void (*forget_unit)(struct dl_analysis *an);

	/* ---- calls ---- */

	/* A function with a model is called; before anything else is done about it. */
	void (*call)(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		     const struct dl_model *model, const struct dl_sym **args);
	/* It is done, and its result is @result: for models that set something up or take something over. */
	void (*called)(struct dl_explorer *ex, struct dl_frame *frame,
		       const struct dl_instr *call, const struct dl_model *model,
		       const struct dl_sym **args, const struct dl_sym *result);
	/* A modelled call makes @object, which is not yet in the state. */
	void (*make)(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		     const struct dl_sym **args, struct dl_object *object);
	/* ... and now it is. */
	void (*made)(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		     const struct dl_object *object);
	/* @call asks whether what made @handle has failed. Returns the value that the question is about. */
	const struct dl_sym *(*asked)(struct dl_explorer *ex, struct dl_frame *frame,
				      const struct dl_instr *call, const struct dl_sym *handle);
	/* A release or refresh meets @object (@exactly: by its value), whose state it has not changed yet. */
	void (*release)(struct dl_explorer *ex, struct dl_frame *frame,
			const struct dl_release *r, struct dl_object *object, bool exactly);
	/* The same for a value of which no object is known. */
	void (*release_foreign)(struct dl_explorer *ex, struct dl_frame *frame,
				const struct dl_release *r);
	/* @list is lent anew: what ended before is history. */
	void (*remade)(struct dl_explorer *ex, struct dl_state *state, const struct dl_sym *list);
	/* @object, which may be unchecked, is taken for ended @at without being named by its value. */
	void (*lost)(struct dl_explorer *ex, const struct dl_state *state,
		     const struct dl_object *object, const struct dl_instr *at,
		     const struct dl_loc *loc);
	/* @object is what the used value carries. */
	void (*use)(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_value_use *use,
		    struct dl_object *object);
	/* The same for a value that no object carries. */
	void (*use_foreign)(struct dl_explorer *ex, struct dl_frame *frame,
			    const struct dl_value_use *use);
	/* @terms->count entries of list @sg are handed to the hardware. */
	void (*submit_list)(struct dl_explorer *ex, struct dl_frame *frame,
			    const struct dl_instr *at, const struct dl_model *model,
			    const struct dl_sym *sg, const struct dl_terms *terms);
	/* The hardware is told something; @value (may be NULL) is what it is told. */
	void (*submit)(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_sym *value);
	/* The path waits. */
	void (*wait)(struct dl_explorer *ex, struct dl_state *state);
	/*
	 * @pointer is handed to DMA: as an argument, in a field, or in a callee. Where @terms->dir is not 0,
	 * the device writes there; NULL: not known. @terms->size: how much of it.
	 */
	void (*sink)(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		     const struct dl_model *model, const struct dl_sym *pointer, const struct dl_terms *terms);
	/* CPU memory is freed; @model is NULL when a callee does it; @owned: with what had taken it over. */
	void (*free)(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		     const struct dl_model *model, const struct dl_sym *pointer, bool owned);
	/* A call without model, or of role `managed`; @callee is NULL out of sight. */
	void (*plain_call)(struct dl_explorer *ex, struct dl_frame *frame,
			   const struct dl_instr *call, const struct dl_sym **args,
			   const struct dl_func_info *callee);
	/* A call that is not understood. */
	void (*unknown_call)(struct dl_explorer *ex, struct dl_frame *frame,
			     const struct dl_instr *call, const struct dl_sym **args);
	/* The address of the place @loc goes out of sight. */
	void (*expose)(struct dl_explorer *ex, const struct dl_sym *loc);
	/* @pointer goes where it is not followed: by the instruction @from of the callee of @at. */
	void (*forget)(struct dl_explorer *ex, struct dl_state *state, const struct dl_sym *pointer,
		       const struct dl_instr *at, const struct dl_instr *from);

	/* ---- summaries ---- */

	/* A summary is about to be applied; one of its cases is, before and after its effects. */
	void (*apply)(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_applied *a);
	void (*case_begin)(struct dl_explorer *ex, struct dl_frame *frame,
			   const struct dl_applied *a, const struct dl_summary_case *c);
	void (*case_end)(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_applied *a);
	/* The case's store @inner (in the callee's terms) is a store of @store->value here. */
	void (*case_store)(struct dl_explorer *ex, struct dl_state *state,
			   const struct dl_applied *a, const struct dl_binding *inner,
			   const struct dl_store *store);
	/* @object comes out of a callee's summary. */
	void (*import_object)(struct dl_explorer *ex, struct dl_state *state,
			      struct dl_object *object);
	/* @object goes into the summary's case of @exit. */
	void (*export_object)(struct dl_explorer *ex, const struct dl_exit *exit,
			      struct dl_object *object);

	/* ---- memory ---- */

	/* The CPU reads or writes @loc; @value is what it writes, may be NULL. */
	void (*access)(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		       const struct dl_sym *loc, bool is_write, const struct dl_sym *value);
	/* A call of @model does, @size bytes through its argument @arg. */
	void (*access_call)(struct dl_explorer *ex, struct dl_frame *frame,
			    const struct dl_instr *at, const struct dl_model *model, uint32_t arg,
			    const struct dl_sym *pointer, const struct dl_sym *size, bool is_write);
	/* @pointer is followed, or converted as a CPU address by @model. */
	void (*follow)(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		       const struct dl_model *model, const struct dl_sym *pointer);
	/* @handle is given to a release, refresh or test. */
	void (*hand)(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		     const struct dl_model *model, const struct dl_sym *handle);
	/* Something is stored; the state holds it already. */
	void (*store)(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_store *store);
	/* A value with an object is stored where others can see it. */
	void (*publish)(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_store *store);
	/* The whole record or array at @loc is overwritten. */
	void (*overwrite)(struct dl_explorer *ex, struct dl_state *state, const struct dl_sym *loc);

	/* ---- paths ---- */

	/* False: this side is impossible. */
	bool (*branch)(struct dl_explorer *ex, struct dl_state *state, const struct dl_branch *b);
	/* The side was taken; its facts are in the state. */
	void (*branched)(struct dl_explorer *ex, struct dl_state *state, const struct dl_branch *b);
	/* The state goes round a loop. */
	void (*loop_back)(struct dl_explorer *ex, struct dl_state *state, const struct dl_round *r);
	/* Loop @loop is left. */
	void (*loop_left)(struct dl_explorer *ex, struct dl_state *state, uint32_t loop);

	/* ---- what it keeps of an object (checks.def): of two whose typestate is the same ---- */

	/* States with them may merge. */
	bool (*same)(const struct dl_object *a, const struct dl_object *b);
	/* @b says nothing that @a does not; what holds of both. */
	bool (*covers)(const struct dl_object *a, const struct dl_object *b);
	void (*join)(struct dl_object *into, const struct dl_object *from);
	/* @old grows old and joins @older of the same call, or (@older NULL) begins to. */
	void (*age)(struct dl_object *older, const struct dl_object *old);
	/* For a trace: ", written". */
	void (*print)(const struct dl_object *object, struct dl_buf *out);

	/* ---- and of a path ---- */

	bool (*path_covers)(const struct dl_state *a, const struct dl_state *b);
	/* True when @into has changed. */
	bool (*path_join)(struct dl_state *into, const struct dl_state *from);

	/* ---- ends ---- */

	/* An event about an object (checks/event): what lowers its confidence; what tells it from others (a hash). */
	void (*weigh)(struct dl_explorer *ex, struct dl_event *ev);
	uint64_t (*distinguish)(const struct dl_object *object);
	/* The exploration is over, and was whole: each exit, and each object at it. */
	void (*exit)(struct dl_explorer *ex, const struct dl_exit *exit);
	void (*exit_object)(struct dl_explorer *ex, const struct dl_exit *exit,
			    const struct dl_object *object);
	/* The exploration is over: its events may be weeded, what was kept for it be freed. */
	void (*explored)(struct dl_explorer *ex);
	/* All functions with events are explored: others may be worth it. */
	void (*explore_more)(struct dl_analysis *an);
	/* The end of the unit; then what is said of it, into @out. */
	void (*end)(struct dl_analysis *an);
	void (*report)(struct dl_analysis *an, struct dl_findings *out);
};

/* All checks, in the order in which their hooks run. */
extern const struct dl_check *const dl_checks[];
extern const size_t dl_check_count;

/* By the place of a hook in struct dl_check: the checks that have it, in the same order, and NULL at the end. */
typedef const struct dl_check *dl_check_list[DL_CHECK_COUNT + 1];
extern dl_check_list dl_checks_by_hook[sizeof(struct dl_check) / sizeof(void (*)(void))];

/* For each check that has the hook: (*c)->hook() */
#define DL_EACH_WITH(c, hook)                                                                      \
	for (const struct dl_check *const *c =                                                     \
		     dl_checks_by_hook[offsetof(struct dl_check, hook) / sizeof(void (*)(void))];  \
	     *c; c++)

/* Call a hook of every check that has it. */
#define DL_HOOKS(hook, ...)                                                                        \
	do {                                                                                       \
		DL_EACH_WITH(dl_c, hook)                                                           \
			(*dl_c)->hook(__VA_ARGS__);                                                \
	} while (0)

#endif
