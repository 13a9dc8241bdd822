/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of an end: memory that the device, or code of the driver that still runs beside, may use is
 * released too early. What runs beside (contexts) and what ends it is model data; places.c finds them in
 * the unit, teardown.c, unwind.c, never.c, channel.c, handed.c, cancelled.c and address.c judge functions without exploring
 * them; wait.c follows waits that end too early along paths, transfer.c ends that are only asked for.
 */
#ifndef DL_CHECKS_ORDER_H
#define DL_CHECKS_ORDER_H

#include "base/vec.h"
#include "engine/check.h"
#include "model/context.h"

/* Something that a function does itself. */
struct dl_site {
	uint32_t block;
	uint32_t index;
	const struct dl_instr *at;
};

/* A call that begins, starts, ends or quiets a context. */
struct dl_context_site {
	struct dl_site site;
	const struct dl_context_call *call;
	uint64_t who;		/* key of the field whose address is given: the one of several; 0: not known */
	uint64_t channel;	/* key of the field that keeps what is ended; 0: not known */
};

/* Memory for the device is released, or a DMA channel. */
struct dl_release_site {
	struct dl_site site;
	const struct dl_model *model;	/* NULL: a channel */
	uint64_t keys[2];	/* fields that keep its handle and its CPU address; 0: none */
	uint64_t list;		/* field that keeps the mapped list; 0: none */
	uint64_t owner;		/* field that the record with them is a member as; 0: not known */
	const struct dl_record *record;	/* that the field is of */
	const char *field;	/* name of one of them */
	bool is_core;		/* the field is one of a kernel record */
	uint32_t param;		/* that leads to it; UINT32_MAX: none is known to */
};

/* A field is set to something, by itself or by a call that is given its address: others may ask for it. */
struct dl_mark {
	struct dl_site site;
	uint64_t key;
};

/* What a function itself does. */
struct dl_order_func {
	DL_VEC(struct dl_context_site) contexts;
	DL_VEC(struct dl_release_site) releases;
	DL_VEC(struct dl_site) calls;	/* of functions of the unit */
	DL_VEC(struct dl_mark) marks;
	DL_VEC(const struct dl_record *) shown;	/* records of the driver given to functions out of sight */
	DL_VEC(struct dl_site) waits;
	DL_VEC(struct dl_site) too_early;	/* a result that says that a wait has ended too early */
	DL_VEC(struct dl_site) stops;	/* the hardware is told something, or called to a halt out of sight */
	struct dl_map names;		/* keys of all fields that it names */
	struct dl_map reads;		/* keys of the fields that it reads, or goes through -> DL_ANY_OWNER, or key of the one owner */
	struct dl_map writes;		/* ... that it stores something in but NULL */
	struct dl_map handed;		/* ... whose handles it gives to a DMA channel */
	struct dl_map channels;		/* ... that keep the channels which it gives something to */
	DL_VEC(struct dl_site) maps;	/* calls that map */
	/* it or a callee: bits of contexts (dl_context.index), and whether it has stops */
	uint64_t begins;
	uint64_t starts;
	uint64_t asks;
	uint64_t ends;
	uint64_t quiets;		/* or ends */
	bool may_release;
	bool may_stop;
	bool may_end;			/* ... by what is not known to end something else */
	bool looks;			/* the function itself asks whether what was registered is in use */
	bool begins_teardown;		/* a callback that undoes something, or as good as one */
	bool tears_down;		/* such a one leads to it */
	bool gives_back;		/* an operation: when it returns, the kernel releases what it has lent */
	uint32_t mark;			/* of the last walk that has been here */
};

/* A function that runs in a context. */
struct dl_running {
	const struct dl_context *context;
	struct dl_func_info *callback;
	const struct dl_instr *begin;	/* NULL: known by its table */
	const struct dl_func *begin_func;
	bool managed;
	uint64_t who;
};

/* A function stores what it is given as parameter @param where the functions of a context are kept. */
struct dl_given_callback {
	const struct dl_context *context;
	const struct dl_func_info *info;
	const struct dl_instr *at;
	uint32_t param;
	uint64_t who;
};

/* Memory that the device core frees after the driver's last function. */
struct dl_managed_memory {
	const struct dl_instr *at;
	const struct dl_func *func;
	uint64_t key;
	const char *field;
};

/* What is kept of a unit. */
struct dl_order {
	struct dl_order_func *funcs;	/* as an->funcs; NULL: not yet found */
	DL_VEC(struct dl_running) running;
	DL_VEC(struct dl_managed_memory) managed;
	DL_VEC(struct dl_given_callback) given;
	struct dl_map parts;	/* fields that point into what another field points to -> key of that, or DL_ANY_OWNER */
	struct dl_map told;	/* wait -> the first release that was told of */
	struct dl_map handed;	/* fields whose handles or lists are given to a DMA channel -> key of its field, or DL_ANY_CHANNEL */
	uint32_t walk;
};

static inline struct dl_order *dl_order_of(const struct dl_analysis *an)
{
	return an->kept[DL_CHECK_order];
}

/* Of dl_order_func.reads: as a member of no one record. */
#define DL_ANY_OWNER 1

/* Of dl_order.handed: to one that is not known, or to several. */
#define DL_ANY_CHANNEL 1

/* ---- places.c ---- */

/* Look at all functions of the unit, once. */
void dl_order_find(struct dl_analysis *an);
void dl_order_forget(struct dl_analysis *an);
struct dl_order_func *dl_order_func_of(struct dl_analysis *an, const struct dl_func_info *info);

/* The call, out of sight, may stop something, by its name. */
bool dl_may_stop(const struct dl_analysis *an, const struct dl_instr *call);

/* ---- parts.c ---- */

/* What is stored in field @part was computed from what field @whole keeps (NULL: from something else). */
void dl_part_note(struct dl_analysis *an, const struct dl_step *part, const struct dl_step *whole);
/* Functions that read a part read the whole, if all that is ever stored there is of one. */
void dl_parts_spread(struct dl_analysis *an);

/* ---- walk.c ---- */

/* @a comes before @b on some way, rounds of loops aside. */
bool dl_site_before(const struct dl_func_info *info, const struct dl_site *a, const struct dl_site *b);

/* @info, which does @of, tells the hardware something itself before @site. */
bool dl_stops_before(const struct dl_func_info *info, const struct dl_order_func *of, const struct dl_site *site);

/*
 * Call @visit for @info and all that it calls, until it returns true. Returns whether it did.
 */
bool dl_order_walk(struct dl_analysis *an, struct dl_func_info *info,
		   bool (*visit)(void *ctx, struct dl_func_info *info), void *ctx);

/* ---- running.c ---- */

/* When all functions are read: who runs in a context, though no function that begins it names it. */
void dl_order_find_running(struct dl_analysis *an);

/*
 * A function that runs in @r's context uses what @rel releases: goes to the memory, or maps something anew
 * there. The function, or NULL.
 */
const struct dl_func_info *dl_running_user(struct dl_analysis *an, const struct dl_running *r,
					   const struct dl_release_site *rel);

/* The same, of a channel as well, whether or not somebody has started what uses it. */
const struct dl_func_info *dl_running_goes_to(struct dl_analysis *an, const struct dl_running *r,
					      const struct dl_release_site *rel);

/* As dl_running_user(), if a function out of sight may use it that is given the record. */
const struct dl_func_info *dl_running_may_use(struct dl_analysis *an, const struct dl_running *r,
					      const struct dl_release_site *rel);

/* ---- wait.c: along paths ---- */

/* How far a wait for the hardware has come. */
enum dl_wait_phase {
	DL_WAIT_NONE,
	DL_WAIT_SENT,	/* the hardware was told something since it was made */
	DL_WAIT_WAITED,	/* the path has waited, and has not looked at the result */
	DL_WAIT_EARLY,	/* the wait has ended before what it was for */
	DL_WAIT_DONE,	/* it was waited for in vain, and something was done about it: nothing more is said */
};

/* Of one wait. */
struct dl_watch {
	enum dl_wait_phase phase;
	const struct dl_instr *at;	/* the wait */
	const struct dl_sym *result;
	const struct dl_model *model;	/* NULL: a function of the unit waits */
};

/* The same of a path, for the record that what is waited for lies in. */
struct dl_record_wait {
	struct dl_watch watch;
	const struct dl_sym *record;
};

static inline struct dl_watch *dl_watch_of(const struct dl_object *o)
{
	return (struct dl_watch *)o->parts.order;	/* the first of dl_order_object */
}

static inline struct dl_record_wait *dl_record_wait_of(const struct dl_state *st)
{
	return (struct dl_record_wait *)st->parts.order;
}

/* ---- transfer.c: along paths ---- */

/* How far a transfer of a DMA channel has come. */
enum dl_transfer_phase {
	DL_TRANSFER_NONE,
	DL_TRANSFER_HANDED,	/* given to a channel, on some way */
	DL_TRANSFER_RUNNING,	/* which was started since */
	DL_TRANSFER_ASKED,	/* the channel was only asked to end */
	DL_TRANSFER_DONE,	/* it has been waited for, or the channel was stopped */
};

struct dl_transfer {
	enum dl_transfer_phase phase;
	const struct dl_instr *ask;
};

/* What is kept of an object. */
struct dl_order_object {
	struct dl_watch watch;
	struct dl_transfer transfer;
};

static inline struct dl_transfer *dl_transfer_of(const struct dl_object *o)
{
	return &((struct dl_order_object *)o->parts.order)->transfer;
}

void dl_transfer_hand(struct dl_object *o);
/* A call that may start a channel, end it, or ask for its end; @callee is NULL out of sight. */
void dl_transfer_call(struct dl_explorer *ex, struct dl_state *st, const struct dl_instr *call,
		      const struct dl_func_info *callee);
/* The path has waited for the transfer, and it is done. */
void dl_transfer_done(struct dl_object *o);
/* Whoever waits after the channel was asked to end has waited for that; @done: for the transfers as well. */
void dl_transfer_wait(struct dl_state *st, bool done);
/* What was handed over is started, or was waited for in vain. */
void dl_transfer_start(struct dl_state *st);
/* What holds of both. */
void dl_transfer_join(struct dl_transfer *into, const struct dl_transfer *from);
/* Returns whether it is released too early, which is told. */
bool dl_transfer_release(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_release *r,
			 const struct dl_object *o);

void dl_wait_called(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		    const struct dl_model *model, const struct dl_sym **args, const struct dl_sym *result);
/* The hardware is told something: a start, or a stop. */
void dl_wait_submit(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_sym *value);
void dl_wait_use(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_value_use *use,
		 struct dl_object *o);
/* A call that may stop it. */
void dl_wait_plain_call(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
			const struct dl_sym **args, const struct dl_func_info *callee);
void dl_wait_model_call(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
			const struct dl_model *model, const struct dl_sym **args);
void dl_wait_case(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_applied *a,
		  const struct dl_summary_case *c);
void dl_wait_store(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_store *s);
void dl_wait_branched(struct dl_explorer *ex, struct dl_state *state, const struct dl_branch *b);
void dl_wait_release(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_release *r,
		     struct dl_object *o, bool exactly);
void dl_wait_release_foreign(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_release *r);
void dl_wait_apply(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_applied *a);

/* ---- judging, at the end of the unit ---- */

void dl_order_judge_teardown(struct dl_analysis *an);
void dl_order_judge_unwinding(struct dl_analysis *an);
void dl_order_judge_never(struct dl_analysis *an);
void dl_order_judge_channel(struct dl_analysis *an);
void dl_order_judge_handed(struct dl_analysis *an);
void dl_order_judge_queued(struct dl_analysis *an);
void dl_order_judge_address(struct dl_analysis *an);
void dl_order_judge_cancelled(struct dl_analysis *an);

/* ---- teardown.c: what all of them ask ---- */

/* Memory that a function releases, itself or through a call. */
struct dl_released {
	struct dl_site site;	/* of the function */
	const struct dl_release_site *at;
	const struct dl_func *func;
};

#define DL_MAX_RELEASED 64

struct dl_releases {
	struct dl_analysis *an;
	struct dl_site site;
	uint32_t count;
	struct dl_released items[DL_MAX_RELEASED];
};

/* What @info releases, itself or by callees that make nothing. */
void dl_find_releases(struct dl_analysis *an, struct dl_func_info *info, struct dl_releases *out);

/* Many release it, or by a helper that many call: it is one of many things. */
bool dl_is_one_of_many(struct dl_analysis *an, const struct dl_released *rel);

/* element.c: @end of @info is one for each of several things, and @rel is one element, released before them. */
bool dl_is_of_another(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_released *rel,
		      const struct dl_site *end);

/* Where something ends @r; with @quiets, or does what is like an end. */
struct dl_ending {
	struct dl_analysis *an;
	const struct dl_running *r;
	bool quiets;
	const struct dl_context_site *found;
	const struct dl_func *func;
};

/* For dl_order_walk(), with a dl_ending: the function has an end of it; found and func say which. */
bool dl_ends_it(void *ctx, struct dl_func_info *info);
/* The same of what the call runs. */
bool dl_call_ends(struct dl_analysis *an, const struct dl_instr *at, struct dl_ending *e);
/* The call may be about it: not known to be about another one. */
bool dl_is_about(const struct dl_context_site *s, const struct dl_running *r);
/* It ends @r, and not another one of several. */
bool dl_is_end_of(struct dl_analysis *an, const struct dl_context_site *s, const struct dl_running *r);
/* What the call does, by the name of what is out of sight, may stop @r. */
bool dl_is_stopped_by(const struct dl_analysis *an, const struct dl_running *r, const struct dl_instr *at);
/* What a function that the call runs may do. */
struct dl_may {
	uint64_t begins;	/* bits of contexts */
	bool stop;		/* tell the hardware something, or stop what is out of sight */
	bool end;		/* the latter */
};

struct dl_may dl_call_may(struct dl_analysis *an, const struct dl_instr *at);

/* @info leads to @func, or is it. */
bool dl_order_runs(struct dl_analysis *an, struct dl_func_info *info, const struct dl_func *func);

static inline uint64_t dl_running_bit(const struct dl_running *r)
{
	return 1ULL << r->context->index;
}

/*
 * @rel of @info comes too early for @r, whose function @user uses it (NULL: @ev names one that may); @ev says why.
 * One for each end.
 */
void dl_order_emit(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_released *rel,
		   const struct dl_running *r, const struct dl_func_info *user, struct dl_event ev);

/* @rel of @info against @end, an end of @r there or a call that leads to one. */
typedef void (*dl_judge_pair_fn)(struct dl_analysis *an, struct dl_func_info *info,
				 const struct dl_released *rel, const struct dl_site *end,
				 const struct dl_running *r);
/* Each of @rels with each end of @r in @info, direct ones and those in callees. */
void dl_order_judge_ends(struct dl_analysis *an, struct dl_func_info *info,
			 const struct dl_releases *rels, const struct dl_running *r,
			 dl_judge_pair_fn judge);

/* When a context that the hardware lets run is at rest. */
enum dl_rest {
	DL_REST_TOLD,	/* something was told to stop: the hardware, or what makes it run */
	DL_REST_WAITED,	/* and what runs already was waited for */
};

/* ---- channel.c ---- */

/* An end of @context, or what is like one, after @from and before @site (NULL: the function is left). */
bool dl_is_waited_since(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_site *from,
			const struct dl_context *context, const struct dl_site *site);

/* ---- queued.c ---- */

/* What runs as @starter starts @started. */
bool dl_order_starts(struct dl_analysis *an, const struct dl_running *starter, const struct dl_running *started);

/* ---- teardown.c ---- */

/* A way from @info, where @site is, up to @top has nothing before the calls on it that may end @r. */
bool dl_is_unquiet_way(struct dl_analysis *an, struct dl_func_info *info, const struct dl_site *site,
		       const struct dl_func_info *top, const struct dl_running *r, enum dl_rest rest);
/* A field that the functions of @r ask for is set before @site: it may keep them away. */
bool dl_is_marked_before(struct dl_analysis *an, struct dl_func_info *info, const struct dl_site *site,
			 const struct dl_running *r);
/* Something of the context ends, or is quieted, before @site of @info, also in callers. */
bool dl_is_quiet_before(struct dl_analysis *an, struct dl_func_info *info, const struct dl_site *site,
			const struct dl_running *r, enum dl_rest rest, int depth);

#endif
