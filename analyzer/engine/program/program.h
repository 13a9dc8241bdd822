/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The analysis of one unit: its functions, what is known of them and of fields before and beside any
 * exploration, and how they are found.
 */
#ifndef DL_ENGINE_PROGRAM_PROGRAM_H
#define DL_ENGINE_PROGRAM_PROGRAM_H

#include "base/map.h"
#include "base/vec.h"
#include "engine/engine.h"
#include "engine/program/cfg.h"
#include "engine/program/memory.h"
#include "engine/value/place.h"
#include "model/lexicon.h"

struct dl_summary;

/* The checks by number: engine/checks.def. */
enum dl_check_number {
#define DL_CHECK(name, object_size, path_size) DL_CHECK_##name,
#include "engine/checks.def"
#undef DL_CHECK
	DL_CHECK_COUNT,
};

/* ---- one unit ---- */

/* Where a pointer's memory comes from; kind UNKNOWN: from several places, or out of sight. */
struct dl_origin {
	enum dl_buffer_kind kind;
	const struct dl_instr *site;	/* the allocation */
	const struct dl_func *func;
};

enum dl_reference { DL_REFERENCE_UNKNOWN, DL_REFERENCE_NONE, DL_REFERENCE_SOME };

enum dl_progress { DL_NOT_EXPLORED, DL_EXPLORING, DL_EXPLORED };

struct dl_func_info {
	const struct dl_func *func;
	const struct dl_cfg *cfg;		/* built when first needed */
	const struct dl_instr **defs;		/* see dl_defs_of() */
	bool direct;				/* calls a function whose role makes an event */
	bool is_async;				/* it or a callee names the asynchronous result: a negative result may mean success */
	bool lends;				/* calls what makes an object of memory that it is given */
	bool tests_memory;			/* asks object_is_on_stack() and the like */
	bool checks;				/* gives something to a test of handles */
	bool may_make;				/* it or a callee calls what makes an object */
	bool is_dma;				/* calls a modelled DMA function */
	bool may_refresh;				/* it or a callee takes memory back or refreshes it, or calls what cannot be seen */
	bool may_submit;			/* it or a callee tells the hardware something */
	bool may_wait;				/* it or a callee waits */
	bool address_taken;
	bool passes;				/* stores a parameter for its callers (passed.c) */
	const struct dl_model *start;		/* callback that starts something: its partner never runs when it fails */
	const struct dl_model *carrier;		/* callback that does what others ask a controller for */
	const struct dl_record *table;		/* type of an ops table that holds it; NULL: none */
	const char *callback_record;		/* the same, where a model names the field as a partner's */
	const char *callback_field;
	bool ends_binding;			/* callback that the kernel calls when the driver leaves the device */
	bool has_caller;
	enum dl_reference referenced;		/* referenced.c: looked for when first needed */
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

struct dl_analysis {
	const struct dl_unit *unit;
	const struct dl_engine_options *options;
	const struct dl_platform *platform;	/* of options->models */
	struct dl_lexicon lexicon;		/* records, fields and types of the unit that a model names */
	struct dl_engine_stats *stats;
	unsigned int apart;			/* enum dl_apart: loads that give a value of their own */
	struct dl_arena *arena;			/* lives as long as the analysis */
	struct dl_syms *syms;
	struct dl_func_info *funcs;		/* as unit->funcs */
	struct dl_map by_name;			/* function name pointer -> dl_func_info */
	struct dl_map var_stores;		/* see dl_var_stores() */
	DL_VEC(struct dl_func_info *) callees;
	struct dl_map tested_fields;		/* field keys in branch conditions other than loop bounds */
	struct dl_map checked_fields;		/* field keys given to a test of handles */
	struct dl_map field_writers;		/* key of a field or global -> dl_map of dl_func_info that store in it, or hand its address on */
	struct dl_map sorted_memory;		/* pointer fields given to is_vmalloc_addr() and the like */
	struct dl_map released_fields;		/* field keys that functions may release themselves -> how many do */
	struct dl_map refreshed_fields;		/* field keys given to a refresh */
	struct dl_map poisoned_fields;		/* field keys named in degraded or cut functions */
	struct dl_map targets;			/* field key -> dl_targets (points_to.c) */
	struct dl_map models;			/* callee name pointer -> model (cache) */
	struct dl_map *meanings;		/* name pointer and role of a word -> whether the name has it */
	struct dl_map modelled;			/* model -> dl_summary, compiled (path/modelled.c) */
	struct dl_map field_memory;		/* key of a field or its elements -> dl_origin (origin.c) */
	struct dl_map read_fields;		/* field key of a pointer -> dl_field_read, the first of the unit */
	struct dl_map lengths;			/* key of a record's length -> step to it, or NULL (path/length.c) */
	bool requests_have_one_entry;		/* the driver told the kernel so (limits.c) */
	bool releases_found;			/* something is released that code out of sight has given back */
	bool refreshes;				/* something is given to a refresh */
	bool takes_back;			/* memory is given back that the device may have written */
	void *kept[DL_CHECK_COUNT];		/* what each check keeps of the unit */
};

const struct dl_model *dl_model_of(struct dl_analysis *an, const struct dl_instr *call);
/* dl_name_has_word() of a name of the unit, which is asked again and again. */
bool dl_name_means(const struct dl_analysis *an, enum dl_word_role role, const char *name);
/* A word of the function's name says that something ends: what it is given may end there. */
bool dl_name_undoes(const struct dl_analysis *an, const char *name);
/* The name of a driver's own test of a handle, through an ops table, too, that says so; else NULL. */
const char *dl_error_predicate(const struct dl_analysis *an, const struct dl_instr *call);
struct dl_func_info *dl_info_of(struct dl_analysis *an, const char *name);
/* The function's control flow, built when it is first asked for. */
const struct dl_cfg *dl_cfg_of(struct dl_analysis *an, struct dl_func_info *info);
/* The instruction that defines each temporary of @func; NULL: none does. */
const struct dl_instr *const *dl_defs_of(struct dl_analysis *an, const struct dl_func *func);
/* The one that gives @val; NULL: it is no temporary. */
const struct dl_instr *dl_def_of(struct dl_analysis *an, const struct dl_func *func, const struct dl_val *val);
/* The same, looking through conversions. */
const struct dl_instr *dl_origin_of(struct dl_analysis *an, const struct dl_func *func, const struct dl_val *val);

/* index.c: the type is by its name that of a handle */
bool dl_is_handle_type(const struct dl_analysis *an, const struct dl_type *type);
bool dl_func_calls(const struct dl_analysis *an, const struct dl_func_info *caller,
		   const struct dl_func_info *callee);

/* points_to.c: calls through fields */
void dl_points_to_prescan(struct dl_analysis *an);
/* The function of the unit that the call runs, also through a field that only ever holds one. */
struct dl_func_info *dl_callee_of(struct dl_analysis *an, const struct dl_instr *in);
/* The functions that a call through a field may run; their number. */
uint32_t dl_callees_of(struct dl_analysis *an, const struct dl_instr *in,
		       struct dl_func_info *const **out);
/* No other function can run there. */
bool dl_callees_are_all(struct dl_analysis *an, const struct dl_instr *in);

/* callback.c: functions that the kernel calls through ops tables */
void dl_callbacks_prescan(struct dl_analysis *an);
/* @info stands in the field whose function undoes what @start did, in the same ops table type. */
bool dl_is_partner(const struct dl_model *start, const struct dl_func_info *info);
/* A function that runs when the driver leaves the device may release what the field of @key keeps. */
bool dl_ends_with_binding(const struct dl_analysis *an, uint64_t key);

/* prescan.c: call graph, tested and released fields, roots */
void dl_prescan(struct dl_analysis *an);
/* A function other than @info may release or refresh what the field of @key keeps. */
bool dl_releases_elsewhere(const struct dl_analysis *an, const struct dl_func_info *info,
			   uint64_t key);

/* referenced.c: something may call @func; a static function that nothing refers to never runs */
bool dl_is_referenced(struct dl_analysis *an, const struct dl_func *func);

/* limits.c: how many entries the lists of requests may have */
void dl_limits_prescan(struct dl_analysis *an);

/* origin.c: the memory behind fields and returned pointers, before any exploration */
void dl_origin_prescan(struct dl_analysis *an);

/* The memory that the allocation, or the field, of @model gives. */
enum dl_buffer_kind dl_buffer_kind_of(const struct dl_model *model);
/* The device that the field or function of @model is or gives; @model may be NULL. */
enum dl_buffer_kind dl_device_kind_of(const struct dl_model *model);
/* The direction that @sym is; OTHER when it is NULL or no constant. */
enum dl_direction dl_sym_direction(const struct dl_sym *sym, const struct dl_platform *platform);

#endif
