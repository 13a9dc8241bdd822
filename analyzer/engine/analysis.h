/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the engine: the analysis of one unit, the exploration of one
 * function, its summary, and the functions by which the engine's files serve
 * each other. Nothing outside analyzer/engine includes this.
 */
#ifndef DL_ENGINE_ANALYSIS_H
#define DL_ENGINE_ANALYSIS_H

#include "base/map.h"
#include "base/vec.h"
#include "engine/cfg.h"
#include "engine/engine.h"
#include "engine/event.h"
#include "engine/rule.h"

/* ---- summaries (engine.md section 7) ---- */

#define DL_MAX_CASES 8
#define DL_MAX_GUARDS 8
#define DL_MAX_CASE_OBJECTS 8
#define DL_MAX_STORES 24

/* One way a function can end, in terms of its parameters. */
struct dl_summary_case {
	const struct dl_sym *ret;	/* NULL: void or unknown */
	struct dl_fact range;		/* what is known of the returned value; value NULL: nothing */
	uint32_t guard_count;
	struct dl_fact guards[DL_MAX_GUARDS];
	uint32_t object_count;
	struct dl_object objects[DL_MAX_CASE_OBJECTS];
	uint32_t store_count;
	struct dl_binding stores[DL_MAX_STORES];	/* value NULL: something that has no name outside */
	uint32_t effect_count;
	struct dl_effect *effects;
	uint64_t reads_params;	/* bit k: certainly reads through parameter k */
	uint64_t writes_params;
};

struct dl_summary {
	bool top;		/* nothing is known: recursion, budget */
	bool visible;		/* callers must look at it */
	bool never_returns;
	bool releases_unnamed;	/* something that no caller can name: an entry of a list, what it found itself */
	uint32_t case_count;
	struct dl_summary_case cases[DL_MAX_CASES];
};

/* ---- one unit ---- */

/* Where a pointer's memory comes from; kind UNKNOWN: from several places, or out of sight. */
struct dl_origin {
	enum dl_buffer_kind kind;
	const struct dl_instr *site;	/* the allocation */
	const struct dl_func *func;
};

enum dl_progress { DL_NOT_EXPLORED, DL_EXPLORING, DL_EXPLORED };

struct dl_func_info {
	const struct dl_func *func;
	const struct dl_cfg *cfg;		/* built when first needed */
	bool direct;				/* calls a function whose role makes an event */
	bool is_async;				/* it or a callee mentions -EINPROGRESS: a negative result may mean success */
	bool maps;				/* calls a map function */
	bool tests_memory;			/* asks object_is_on_stack() and the like */
	bool checks;				/* gives something to dma_mapping_error() or its like */
	bool may_map;				/* the same, callees included */
	bool is_dma;				/* calls a modelled DMA function */
	bool may_sync;				/* it or a callee unmaps or syncs, or calls what cannot be seen */
	bool may_submit;			/* it or a callee tells the hardware something */
	bool may_wait;				/* it or a callee waits */
	bool address_taken;
	bool passes;				/* stores a parameter for its callers (passed.c) */
	const struct dl_model *start;		/* callback that starts something: its partner never runs when it fails */
	const struct dl_record *table;		/* type of an ops table that holds it; NULL: none */
	const char *callback_record;		/* the same, where a model names the field as a partner's */
	const char *callback_field;
	bool ends_binding;			/* callback that the kernel calls when the driver leaves the device */
	bool has_caller;
	uint64_t checks_params;			/* bit k: parameter k is given to a check */
	uint64_t releases_params;		/* bit k: parameter k, or what it was computed to, may be released */
	bool *keeps_fact;			/* per block: its branch's facts may be asked for again */
	uint32_t instr_count;
	uint32_t first_callee;			/* into dl_analysis.callees */
	uint32_t callee_count;
	enum dl_progress progress;
	struct dl_summary *summary;
	struct dl_origin returns;		/* the memory that a returned pointer points to */
	struct dl_map own_releases;		/* field keys that it may release itself */
	struct dl_map releases;			/* the same, callees included */
};

/* A read of what a field points to. */
struct dl_field_read {
	const struct dl_func *func;
	const struct dl_instr *at;
};

struct dl_slot;
/* A buffer freed before the unmap of a handle beside it: a finding if the unit pairs the two. */
struct dl_early_free {
	const struct dl_func *func;
	const struct dl_instr *free_at;
	const struct dl_instr *unmap_at;
	const struct dl_model *unmap_model;
	const struct dl_sym *dir;	/* that the unmap is given */
	const struct dl_sym *buffer;	/* its place; NULL: the record around the handle */
	const struct dl_sym *handle;
};

struct dl_doubt;
struct dl_passed;
struct dl_event_list {
	DL_VEC(struct dl_event) list;
};

struct dl_analysis {
	const struct dl_unit *unit;
	const struct dl_engine_options *options;
	struct dl_engine_stats *stats;
	struct dl_arena *arena;			/* lives as long as the analysis */
	struct dl_syms *syms;
	struct dl_func_info *funcs;		/* as unit->funcs */
	struct dl_map by_name;			/* function name -> dl_func_info */
	DL_VEC(struct dl_func_info *) callees;
	struct dl_map tested_fields;		/* field keys in branch conditions other than loop bounds */
	struct dl_map checked_fields;		/* field keys given to dma_mapping_error() and the like */
	struct dl_map sorted_memory;		/* pointer fields given to is_vmalloc_addr() and the like */
	struct dl_map synced_fields;		/* field keys given to a sync */
	struct dl_map poisoned_fields;		/* field keys named in degraded or cut functions */
	struct dl_map targets;			/* field key -> dl_targets (target.c) */
	struct dl_map models;			/* callee name pointer -> model (cache) */
	struct dl_map slots;			/* field key -> dl_slot */
	struct dl_map pairs;			/* pairing.c: first pair of a handle's or buffer's field */
	struct dl_map field_memory;		/* field key -> dl_origin (origin.c) */
	struct dl_map leaked;			/* map and allocation calls that a shown leak was reported for */
	DL_VEC(struct dl_passed *) passed;	/* passed.c */
	struct dl_map applied_calls;		/* calls that a summary was applied at */
	DL_VEC(struct dl_early_free) early_frees;	/* lifecycle.c */
	DL_VEC(struct dl_doubt *) doubts;	/* owner_slot.c */
	struct dl_map read_fields;		/* field key of a pointer -> dl_field_read, the first of the unit */
	bool takes_back;			/* something is unmapped or synced that the device may have written */
	struct dl_event_list events;
	struct dl_map event_keys;
};

uint64_t dl_field_key(const struct dl_record *record, const char *field);
uint64_t dl_loc_key(const struct dl_sym *loc);	/* of its last field; 0 when it has none */
/* Key of a local variable, beside the field keys of one map. */
uint64_t dl_var_key(const struct dl_func *func, uint32_t var);
const struct dl_model *dl_model_of(struct dl_analysis *an, const struct dl_instr *call);
struct dl_func_info *dl_info_of(struct dl_analysis *an, const char *name);

/* target.c: calls through fields */
void dl_targets_prescan(struct dl_analysis *an);
/* The function of the unit that the call runs, also through a field that only ever holds one. */
struct dl_func_info *dl_callee_of(struct dl_analysis *an, const struct dl_instr *in);
/* The functions that a call through a field may run; their number. */
uint32_t dl_callees_of(struct dl_analysis *an, const struct dl_instr *in,
		       struct dl_func_info *const **out);
/* No other function can run there. */
bool dl_callees_are_all(struct dl_analysis *an, const struct dl_instr *in);
bool dl_role_is_event(const struct dl_model *model);
bool dl_role_is_dma(const struct dl_model *model);

/* callback.c: functions that the kernel calls through ops tables */
void dl_callbacks_prescan(struct dl_analysis *an);
/* @info stands in the field whose function undoes what @start did, in the same ops table type. */
bool dl_is_partner(const struct dl_model *start, const struct dl_func_info *info);
/* A word of the function's name says that something ends: what it is given may end there. */
bool dl_name_undoes(const char *name);
/* A function that runs when the driver leaves the device may release what the field of @key keeps. */
bool dl_ends_with_binding(const struct dl_analysis *an, uint64_t key);

/* prescan.c: call graph, tested and released fields, roots */
void dl_prescan(struct dl_analysis *an);
/* A function other than @info may unmap or sync what the field of @key keeps. */
bool dl_releases_elsewhere(const struct dl_analysis *an, const struct dl_func_info *info,
			   uint64_t key);

/* ---- one function ---- */

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
	struct dl_block_entries *blocks;
	DL_VEC(struct dl_exit) exits;
	DL_VEC(struct dl_event) events;	/* with stories; copied to the analysis at the end */
	struct dl_map loop_releases[DL_MAX_LOOPS];	/* field keys (and variables) released inside */
	struct dl_map asked_pointers;	/* followed.c: where tested and returned pointers lie */
	struct dl_map plain_masks;	/* set_mask calls reached with no wider one having failed */
	uint32_t steps;
	uint32_t below;		/* applying an effect: calls between where it happened and here */
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
};

/* summary.c: building; summary_apply.c: applying */
/* Built from @func's parameters, globals and constants alone: means something to its callers. */
bool dl_sym_is_external(const struct dl_func *func, const struct dl_sym *sym, int depth);
/* Of its result: 0 unknown, 1 symbolic, 2 zero, 3 negative, 4 positive. */
int dl_case_outcome(const struct dl_summary_case *c);
bool dl_case_is_nonzero(const struct dl_summary_case *c);
struct dl_summary *dl_summary_of(struct dl_analysis *an, struct dl_func_info *info);
void dl_summary_build(struct dl_explorer *ex, struct dl_summary *summary);
/*
 * Apply the summary at a call: one frame per feasible case in @out (the first
 * is @frame itself). Returns their number.
 */
uint32_t dl_summary_apply(struct dl_explorer *ex, struct dl_frame *frame,
			  const struct dl_instr *call, const struct dl_summary *summary,
			  const struct dl_func *callee, const struct dl_sym **args,
			  struct dl_frame **out);
void dl_summary_print(const struct dl_func *func, const struct dl_summary *summary,
		      struct dl_buf *out);

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
/* mask.c */
void dl_exec_set_mask(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		      const struct dl_model *model, const struct dl_sym **args);
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
/* call.c: a new mapping of the list: what ended before is history */
void dl_list_is_mapped(struct dl_state *state, const struct dl_sym *sg);
/* aging.c: what @site made in an earlier round becomes older */
void dl_age_objects(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *site);

/* confusion.c: DMA handles and CPU addresses taken for each other */
void dl_note_pointer(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		     const struct dl_model *model, const struct dl_sym *pointer);
void dl_note_handle(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		    const struct dl_model *model, const struct dl_sym *handle);

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

/* buffer.c: what memory a pointer points to */
struct dl_buffer_info {
	enum dl_buffer_kind kind;
	struct dl_grounds grounds;
	struct dl_loc where;		/* declaration or allocation */
	const struct dl_func *where_func;
	const char *name;		/* variable or allocator, may be NULL */
};
struct dl_buffer_info dl_buffer_of(struct dl_explorer *ex, const struct dl_sym *pointer);
void dl_buffer_reaches_dma(struct dl_explorer *ex, struct dl_frame *frame,
			   const struct dl_instr *at, const struct dl_model *model,
			   const struct dl_sym *pointer);
/* kfree() and the like are given @pointer. */
void dl_buffer_is_freed(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
			const struct dl_model *model, const struct dl_sym *pointer);
enum dl_buffer_kind dl_buffer_kind_of(const struct dl_model *allocation);

/* origin.c: the memory behind fields and returned pointers, before any exploration */
void dl_origin_prescan(struct dl_analysis *an);

/* slot.c: fields that keep handles, over the whole unit */
void dl_slot_write(struct dl_explorer *ex, const struct dl_state *state, const struct dl_instr *at,
		   const struct dl_sym *loc, const struct dl_sym *value,
		   const struct dl_object *object);
void dl_slot_read(struct dl_explorer *ex, const struct dl_sym *value, const struct dl_release *r);
void dl_slot_foreign(struct dl_analysis *an, const struct dl_sym *loc);
/* All that is stored in the field of @loc are streaming mappings. */
bool dl_slot_only_maps(struct dl_analysis *an, const struct dl_sym *loc);
void dl_slots_judge(struct dl_analysis *an);

/* never.c: mappings that nothing of the unit can unmap; after all leaks are known */
void dl_never_judge(struct dl_analysis *an);

/* judge.c: what the exits of a function say */
void dl_judge_exits(struct dl_explorer *ex);
/* A release of its field ends the view of @object, which nobody has tested so far. */
void dl_judge_lost(struct dl_explorer *ex, const struct dl_state *st, const struct dl_object *object,
		   const struct dl_instr *at, const struct dl_loc *loc);

/* leak.c: a call that may release what the path keeps alive; @callee is NULL out of sight */
void dl_leak_note_call(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		       const struct dl_sym **args, const struct dl_func_info *callee);
/* leak.c: a copy of a list entry's address is stored in @loc */
void dl_leak_note_store(struct dl_explorer *ex, struct dl_state *state, const struct dl_sym *loc,
			const struct dl_sym *value);

/* event.c */
/* After the last function: pairs that may hang on a condition out of sight. */
void dl_pairs_judge(struct dl_analysis *an);
void dl_emit_event(struct dl_explorer *ex, const struct dl_state *state, struct dl_event ev);
const struct dl_story *dl_story_add(struct dl_explorer *ex, struct dl_state *state,
				    enum dl_story_kind kind, struct dl_loc loc,
				    const struct dl_instr *site, const struct dl_sym *value,
				    bool flag);
void dl_events_report(struct dl_analysis *an, struct dl_findings *out);

/* followed.c: pointers that cannot be NULL, because something was done with them */
void dl_followed_prepare(struct dl_explorer *ex);
void dl_is_followed(struct dl_explorer *ex, struct dl_state *st, const struct dl_sym *pointer);

/* trace.c */
void dl_trace_block(struct dl_explorer *ex, uint32_t block, const struct dl_state *state);
void dl_trace_line(struct dl_explorer *ex, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
