/* SPDX-License-Identifier: Apache-2.0 */
/* What is left behind: on an exit, or for ever. */
#ifndef DL_CHECKS_LEAK_H
#define DL_CHECKS_LEAK_H

#include "engine/check.h"
#include "engine/program/flow.h"

/* What speaks for and against leaving an object behind. */
struct dl_left {
	bool entrusted;		/* code that may release what it was stored in has run since */
	bool undone;		/* ... and it was the unit's own: a callee or a loop that releases such things */
	bool complained;	/* an error was logged since, on every way here */
	bool refused;		/* no descriptor was to be had for it, or who was given it has failed, on every way here */
	bool meant;		/* a message said that it stays on purpose, on every way here */
	bool shared;		/* the record that keeps it was given to others */
	bool counted;		/* whether others use the record that keeps it has decided the path */
	bool waited;		/* the path has waited since, on every way here */
	bool gone;		/* ended in a way that no path shows: by a callee's loop, or entry by entry by a copy */
	bool housed;		/* kept in the mapped memory itself, whose address was stored away */
	bool abandoned;		/* the function that made it has failed and left it; where it succeeds it leaves it, too */
	bool spread;		/* it was put into several places, or something computed from it was */
	const struct dl_sym *descriptor;	/* what dmaengine_prep_*() made of it last, or what code out of sight said of it; or NULL */
	const struct dl_instr *dropped;	/* took a reference to the record that keeps it away, the last; or NULL */
	const struct dl_instr *tried;	/* the last callee without result that may end it, and was not known to do nothing; NULL: none */
	const struct dl_sym *place;	/* the last place that outlives the function and got it, whole; or NULL */
	const struct dl_instr *overwritten;	/* put something else there, and no other place keeps it, on every way here */
	const struct dl_instr *handed;	/* gave it, or the record that keeps it, to where others find it; the last, or NULL */
};

static inline struct dl_left *dl_left_of(const struct dl_object *o)
{
	return (struct dl_left *)o->parts.leak;
}

struct dl_comment {
	const char *start;
	size_t len;
	uint32_t first_line;
	uint32_t last_line;
};

/* What is kept of a unit. */
struct dl_leaks {
	struct dl_map leaked;		/* the calls whose leak was reported and shown */
	struct dl_map counters;		/* keys of fields that one is added to or taken from */
	bool counters_found;
	struct dl_map succeeded;	/* failing.c: a call and a function that keeps what it makes, and succeeds */
	const char *read;		/* the text that the comments are of, the last asked for */
	DL_VEC(struct dl_comment) comments;	/* in its order */
};

static inline struct dl_leaks *dl_leaks_of(const struct dl_analysis *an)
{
	return an->kept[DL_CHECK_leak];
}

static inline struct dl_map *dl_leaked_of(const struct dl_analysis *an)
{
	return &dl_leaks_of(an)->leaked;
}

/* One of the fields in @keys keeps the object. */
bool dl_leak_releases_alias(const struct dl_map *keys, const struct dl_object *object);
/* entrusted.c: a call that may release what the path keeps alive; @callee is NULL out of sight */
void dl_leak_note_call(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		       const struct dl_sym **args, const struct dl_func_info *callee);
/* A copy of a list entry's address is stored, or the pointer to memory with a handle in it */
void dl_leak_note_store(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_store *store);
/* ... in a callee */
void dl_leak_note_case_store(struct dl_explorer *ex, struct dl_state *state, const struct dl_applied *a,
			     const struct dl_binding *inner, const struct dl_store *store);

/* @descriptor is no pointer, but the answer of code out of sight that was given the handle. */
static inline bool dl_leak_is_number(const struct dl_sym *descriptor)
{
	const struct dl_instr *call = descriptor->site;

	return call->type->kind != DL_TYPE_PTR;
}

/* tried.c: @call is of a callee without result that may end @o, unless a number that it is given says that it does not */
void dl_leak_note_try(struct dl_object *o, const struct dl_instr *call, const struct dl_sym **args);
/* ... and this case of it may be the one that releases nothing, for what the path has decided */
void dl_leak_note_case(struct dl_state *state, const struct dl_applied *a, const struct dl_summary_case *c);
/* What releases it at @other_end (NULL: not known), on another path, was called for it here, too. */
bool dl_leak_was_tried(const struct dl_explorer *ex, const struct dl_object *o, const struct dl_story *other_end);

/* place.c: something else goes where an object is kept */
void dl_leak_note_place(struct dl_state *state, const struct dl_store *store);

/* together.c: whoever else ends @object ends something else as well, whose map call has failed here */
const struct dl_object *dl_leak_failed_with(const struct dl_explorer *ex, const struct dl_exit *exit,
					    const struct dl_object *object);

/* handed.c: what a path hands over */
/* A place in what @record points to keeps @object. */
bool dl_leak_is_kept_in(const struct dl_object *object, const struct dl_sym *record);
/* @value goes where others find it: by a call out of sight, by a store, by a callee's. */
void dl_leak_note_given(struct dl_state *state, const struct dl_sym *value, const struct dl_instr *at);
void dl_leak_note_kept(struct dl_explorer *ex, struct dl_state *state, const struct dl_sym *pointer,
		       const struct dl_instr *at, const struct dl_instr *from);
/*
 * Its way, and not that of @twin (the same object where it is released), leads over a place that gives
 * it to where another function of the unit will find and release it.
 */
bool dl_leak_is_handed_over(const struct dl_explorer *ex, const struct dl_object *object,
			    const struct dl_object *twin);

/* anothers.c: what keeps @object belongs to another device, and ends with that one. */
bool dl_leak_is_anothers(const struct dl_explorer *ex, const struct dl_object *object);

/* counted.c: a call that takes a reference to a record away; a branch on how many use one */
void dl_leak_note_drop(struct dl_explorer *ex, struct dl_state *state, const struct dl_instr *call,
		       const struct dl_sym **args);
void dl_leak_note_count(struct dl_explorer *ex, struct dl_state *state, const struct dl_branch *b);
/* meant.c: the text says that what @at's branch leaves is left on purpose */
bool dl_leak_text_means(const struct dl_platform *platform, const char *text, size_t len);
bool dl_leak_is_meant(const struct dl_explorer *ex, const struct dl_exit *exit);

/* callers.c: who is asked whether he releases what a function leaves. */
struct dl_left_to {
	uint32_t depth;		/* so many calls up */
	bool tables;		/* other callbacks of the tables that callers stand in, too */
	bool fails;		/* the function, and its callers, give an error */
};

/* Callers in sight may release one of the aliases: they undo what @info leaves. */
bool dl_leak_caller_may_release(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_object *object,
				const struct dl_left_to *to);
/*
 * Another callback of the ops table that @info stands in may release it, and no model says whether the
 * kernel calls that one after a failure of this one (comedi calls detach(), many others do not).
 */
bool dl_leak_table_may_release(const struct dl_analysis *an, const struct dl_func_info *info,
			       const struct dl_object *object);
bool dl_leak_is_released_somewhere(const struct dl_analysis *an, const struct dl_object *object);
/* All that leads to @info, @depth calls up, are callbacks that begin the whole driver: whose failure ends it. */
bool dl_leak_only_binds(const struct dl_analysis *an, const struct dl_func_info *info, uint32_t depth);

/* leak.c: a path that succeeds leaves @object too: whoever ends it later is told of success only. */
bool dl_leak_is_kept_on_success(const struct dl_explorer *ex, const struct dl_object *object);

/* leak.c: @object lives when the function is left at @exit. */
void dl_judge_leak(struct dl_explorer *ex, const struct dl_exit *exit,
		   const struct dl_object *object);

/* shared.c: other modules may end what a field of @record keeps of @map, and are not there to be asked */
bool dl_is_shared(struct dl_analysis *an, const struct dl_record *record, const struct dl_model *map);
/* unwind.c: the instruction of @block that @v is the result of, NULL when it is none */
const struct dl_instr *dl_leak_definition(const struct dl_block *block, const struct dl_val *v);
/* unwind.c: loops that leave the first element mapped */
void dl_unwinding_judge(struct dl_analysis *an);
/* leak.c: calls lead from @from to @to, through what makes something */
bool dl_leak_leads_to(const struct dl_analysis *an, const struct dl_func_info *from, const struct dl_func_info *to,
		      uint32_t depth);

/* failing.c */
void dl_leak_note_kept_on_success(struct dl_explorer *ex, const struct dl_exit *exit, const struct dl_object *object);
/*
 * All that may release what @origin in @maker makes (@by) do so on the way of a failure: the callback that undoes
 * what was started, and leaves it. NULL: somebody may release it, or there is no such callback.
 */
const char *dl_leak_idle_partner(struct dl_analysis *an, const struct dl_instr *origin, const struct dl_model *model,
				 const struct dl_func *maker, const struct dl_releasers *by);
/* never.c: mappings that nothing of the unit can unmap; after all leaks are known */
void dl_never_judge(struct dl_analysis *an);

#endif
