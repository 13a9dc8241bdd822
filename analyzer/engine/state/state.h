/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state of one path: what places hold (environment), what the branches
 * taken say about values (facts), the objects that calls have made and their states, the
 * effects on the caller so far, and the story that led here.
 *
 * States live in the arena of the function's exploration.
 */
#ifndef DL_ENGINE_STATE_STATE_H
#define DL_ENGINE_STATE_STATE_H

#include "engine/state/terms.h"
#include "engine/value/fact.h"
#include "engine/value/place.h"
#include "model/model.h"

/*
 * What is known of the success of a call that makes something. UNCHECKED stands for
 * two outcomes at once: the call succeeded, and it failed. PARTLY is what is
 * left where a test lets failure through to one side only, but success too
 * (`n != expected`): it counts as checked and accuses nobody.
 */
enum dl_object_state {
	DL_OBJ_UNCHECKED,
	DL_OBJ_FAILED,
	DL_OBJ_PARTLY,
	DL_OBJ_OK,
	DL_OBJ_RELEASED,
};

#define DL_MAX_ALIASES 6

/* What the checks keep of an object and of a path (engine/checks.def): each reads and writes its own. */
#define DL_CHECK(name, object_size, path_size) _Alignas(8) unsigned char name[object_size];
struct dl_object_parts {
#include "engine/checks.def"
};
#undef DL_CHECK
#define DL_CHECK(name, object_size, path_size) _Alignas(8) unsigned char name[path_size];
struct dl_path_parts {
#include "engine/checks.def"
};
#undef DL_CHECK

/*
 * Something that a call has made, on one path, and that has to end: memory for the device, or a loan
 * of the caller's memory to it. A loan that is known by a list has no handle. A release ends it, a
 * refresh shows one side what the other has written.
 */
struct dl_object {
	const struct dl_instr *site;	/* the call in this function that makes it, or one of a wrapper */
	int64_t number;			/* of the RESULT at site */
	bool older;			/* made in an earlier round, and the site has run again since */
	bool earlier;			/* made in an earlier round of the loop around site */
	const struct dl_func *origin_func;	/* where the call that makes it stands */
	const struct dl_instr *origin;
	const struct dl_model *model;
	const struct dl_sym *value;	/* carries success: handle, count, status, pointer */
	const struct dl_sym *handle;	/* the DMA handle; NULL for lists */
	struct dl_terms terms;	/* that it was made with */
	const struct dl_sym *sg;
	enum dl_object_state state;
	const struct dl_sym *mark;	/* FAILED: number that stands for the value in what a callee has returned; NULL: it has not */
	bool stored;		/* in memory that outlives the function, or handed to unseen code by address */
	bool escaped;		/* passed by value to code out of sight, which may keep or release it */
	bool widened;		/* made by a callee of whose ways many were joined: what tells them apart is lost */
	bool met_top;		/* a callee of which nothing is known ran while it lived */
	uint32_t calls;		/* calls between the one that makes it and this function */
	uint32_t choice;	/* FAILED, RELEASED: dl_state.last_choice at that time */
	struct dl_object_parts parts;	/* of the checks */
	uint32_t alias_count;
	const struct dl_sym *aliases[DL_MAX_ALIASES];
};

struct dl_binding {
	const struct dl_sym *loc;
	const struct dl_sym *value;
};

enum dl_effect_kind {
	DL_EFFECT_RELEASE,	/* value (handle or list) has ended */
	DL_EFFECT_USE,		/* value reached the hardware or a modelled user unchecked */
	DL_EFFECT_REFRESH,
	DL_EFFECT_SINK,		/* buffer value was handed to DMA; terms: dir and size, as the hook has them */
	DL_EFFECT_SUBMIT,	/* @count entries of the list were handed to the hardware */
	DL_EFFECT_FREE_BUFFER,
	DL_EFFECT_KEEP,		/* value was stored, or passed on, where the summary cannot say */
	/* of functions with a model alone: no path has them */
	DL_EFFECT_HAND,		/* value is given where a handle belongs */
	DL_EFFECT_ASK,		/* the result tells whether what made value has failed */
	DL_EFFECT_USE_LIST,	/* what is known of the list reached the hardware */
	DL_EFFECT_TELL,		/* the hardware is told value; value NULL: something */
	DL_EFFECT_WAIT,		/* the path waits */
	DL_EFFECT_FOLLOW,	/* value is a pointer that is followed: it is not NULL */
	DL_EFFECT_WRITE,	/* memory that value points to is written, terms.size bytes of it */
	DL_EFFECT_READ,
	DL_EFFECT_FILL,		/* ... and holds something else now */
	DL_EFFECT_COPY,		/* ... and what it holds goes along */
	DL_EFFECT_CONVERT,	/* value is made a CPU address */
	DL_EFFECT_MANAGE,	/* the device core releases what is live now */
	DL_EFFECT_HIDE,		/* all arguments go out of sight */
};

/* How a value is used. */
enum dl_use {
	DL_USE_MMIO,		/* written to a register */
	DL_USE_HANDBACK,	/* passed to a function that gives it to the hardware */
	DL_USE_RELEASE,
	DL_USE_REFRESH,
	DL_USE_DEREF,		/* the pointer was followed */
	DL_USE_AS_POINTER,	/* a handle is followed, or converted to a CPU address */
	DL_USE_AS_HANDLE,	/* a CPU address is given where a handle belongs */
	DL_USE_AS_PHYSICAL,	/* a handle is kept where a physical address belongs */
	DL_USE_DEVICE_MEMORY,	/* stored into coherent or I/O memory */
};

/* Something done to a value that came from outside the function. */
struct dl_effect {
	enum dl_effect_kind kind;
	bool must;
	bool certain;		/* RELEASE: no other way through the callee leaves it out */
	bool stale;		/* what the value names may be another thing by now */
	uint8_t use;		/* USE: enum dl_use; callers are told of one by the hardware */
	uint32_t branch;	/* the last one before it, see dl_state.last_choice */
	const struct dl_sym *value;	/* NULL, of a function with a model: each argument */
	const struct dl_model *model;	/* of the call that did it */
	const struct dl_instr *at;	/* NULL: the call that the summary is applied to */
	const struct dl_func *func;
	struct dl_terms terms;
	const struct dl_sym *loc;	/* KEEP: the place, when it has a field; NULL: passed on */
	uint32_t calls;			/* calls between @at and this function */
};

enum dl_story_kind {
	DL_STORY_MAKE,
	DL_STORY_BRANCH,	/* condition @value taken @flag */
	DL_STORY_CASE,		/* a switch on @value; @flag: none of its cases */
	DL_STORY_CHECK,		/* a test that separated the outcomes of the object; @flag: it failed */
	DL_STORY_BAD_TEST,
	DL_STORY_WRONG_HANDLE,	/* a check of @value where one of the object was due */
	DL_STORY_STORE,
	DL_STORY_USE,
	DL_STORY_RELEASE,
	DL_STORY_FREE,		/* memory that the object belongs to; @flag: what keeps it */
	DL_STORY_PASS,		/* handed on by value to what keeps it or cannot be seen */
	DL_STORY_WRITE,		/* the CPU writes to the object's buffer */
	DL_STORY_CALL,		/* into a callee that made the object; @flag: and failed */
};

/* One step, linked to the one before. */
struct dl_story {
	const struct dl_story *parent;
	enum dl_story_kind kind;
	const struct dl_func *func;
	struct dl_loc loc;		/* in @func */
	const struct dl_instr *site;	/* call in @func that made the object it belongs to; NULL: a branch */
	const struct dl_instr *origin;	/* ... and the one that made it at all */
	const struct dl_sym *of;	/* ... and its value: one call may make several */
	const struct dl_instr *at;	/* what was done, by @at_func; NULL: no instruction */
	const struct dl_func *at_func;	/* NULL: a callee, nobody knows which */
	const struct dl_instr *call;	/* of @func, that @at happens in; @at itself where that is @func's */
	uint32_t block;			/* of @func */
	struct dl_loc left;		/* CALL: where the callee is left; line 0: not known */
	const struct dl_story *inner;	/* CALL: the callee's way there; NULL: not known */
	const struct dl_object *inner_object;	/* CALL: ... and the object, as it is there */
	bool may_fail;			/* CALL: what the callee returns may say that it has failed */
	const struct dl_sym *value;
	bool older;		/* the object was, then: the same site had made another one */
	bool flag;
	bool known;		/* BRANCH: the other side was impossible */
	uint32_t depth;
};

/* Who else knows memory that was all zero when the path got it. */
enum dl_zeroed_kind {
	DL_ZEROED_OWN,		/* nobody */
	DL_ZEROED_GIVEN,	/* whoever it was given to */
	DL_ZEROED_AROUND,	/* the pointer is to a member that the kernel has filled; the rest is zero */
};

struct dl_zeroed {
	const struct dl_sym *pointer;
	enum dl_zeroed_kind kind;
};

#define DL_MAX_ZEROED 4
#define DL_MAX_OBJECTS 12
#define DL_MAX_FACTS 32
#define DL_MAX_EFFECTS 24

struct dl_state {
	/* The room of its lists, which it takes of its arena: most states hold little, and there are many. */
	struct dl_arena *arena;
	struct dl_binding *env;		/* sorted by id of loc */
	struct dl_fact *facts;		/* oldest first; at most DL_MAX_FACTS */
	struct dl_object *objects;	/* at most DL_MAX_OBJECTS */
	struct dl_effect *effects;	/* at most DL_MAX_EFFECTS */
	uint32_t env_cap;
	uint32_t fact_cap;
	uint32_t object_cap;
	uint32_t effect_cap;
	struct dl_state *next_spare;
	/* From here on a copy is one of bytes. */
	uint32_t env_len;
	uint32_t fact_count;
	uint32_t object_count;
	uint32_t effect_count;
	uint32_t zeroed_count;
	uint64_t known;		/* a bit, by its id, for each value that @facts speak of, and maybe for others */
	struct dl_zeroed zeroed[DL_MAX_ZEROED];
	const struct dl_story *story;
	uint64_t rounds;	/* bit n: inside loop n, in a later round */
	uint64_t reads_params;	/* bit k: read through parameter k before anything was released or refreshed */
	uint64_t writes_params;
	struct dl_path_parts parts;	/* of the checks */
	uint32_t last_branch;	/* order number of the last two-way branch: the stage of an exit */
	uint32_t last_choice;	/* 1 + block of the last branch of which both sides were possible; 0: none */
	bool blurred;		/* something was dropped: no claims of absence */
	bool crowded;		/* a budget dropped all facts: the path may be none */
};

struct dl_state *dl_state_new(struct dl_arena *arena);
/* @into, which nobody needs any more, becomes a copy of @state. */
void dl_state_assign(struct dl_state *into, const struct dl_state *state);
struct dl_state *dl_state_copy(struct dl_arena *arena, const struct dl_state *state);

/* The value that @loc holds on this path: bound, or what it held at the start. */
const struct dl_sym *dl_state_read(const struct dl_state *state, struct dl_syms *syms,
				   const struct dl_sym *loc);
/* The bound value, NULL when the path did not write @loc. */
const struct dl_sym *dl_state_bound(const struct dl_state *state, const struct dl_sym *loc);
void dl_state_write(struct dl_state *state, const struct dl_sym *loc, const struct dl_sym *value);
void dl_state_forget(struct dl_state *state, const struct dl_sym *loc);

/* Something was written through the pointer @p, or lent where it points: it is not NULL. */
bool dl_state_uses(const struct dl_state *state, const struct dl_sym *p);

/*
 * Take @cond to be @truth. False when the facts say otherwise: the path is
 * impossible.
 */
bool dl_state_assume(struct dl_state *state, const struct dl_sym *cond, bool truth);
/* All that @fact says holds of @value, with no branch that said so. Not kept when there is no room. */
bool dl_state_note(struct dl_state *state, const struct dl_sym *value, const struct dl_fact *fact);
/* 1, 0, or -1 when the facts do not say. */
int dl_state_truth(const struct dl_state *state, const struct dl_sym *cond);
/*
 * least.c: the name of what a variable holds where @mine of @a and @theirs of @b meet, and each is the smaller
 * (or larger) one on its way; NULL: they are not.
 */
const struct dl_sym *dl_state_choice(const struct dl_state *a, const struct dl_sym *mine, const struct dl_state *b,
				     const struct dl_sym *theirs, struct dl_syms *syms);
/* @sym is the smaller one of @one and another value. */
bool dl_sym_is_least_of(const struct dl_sym *sym, const struct dl_sym *one);
/* What is known of a value: fact, constant, or shape. */
struct dl_fact dl_state_range(const struct dl_state *state, const struct dl_sym *value);
/* The same of a value with no fact of its own. */
struct dl_fact dl_state_shape(const struct dl_state *state, const struct dl_sym *value);

/* What is kept of @value itself; NULL: nothing. */
struct dl_fact *dl_state_fact(const struct dl_state *state, const struct dl_sym *value);
/* The same. Who asks for one value after the other, in their order in a state like this, has @at move on with them. */
const struct dl_fact *dl_state_next_fact(const struct dl_state *state, uint32_t *at, const struct dl_sym *value);
/* dl_state_fact(), or a new one at the end that is to be filled; NULL: there is no room. */
struct dl_fact *dl_state_fact_slot(struct dl_state *state, const struct dl_sym *value);
void dl_state_drop_facts(struct dl_state *state, bool (*stale)(const struct dl_sym *, void *),
			 void *ctx);

/* zeroed.c: memory that was all zero when the path got it */
void dl_zeroed_add(struct dl_state *state, const struct dl_sym *pointer, enum dl_zeroed_kind kind);
bool dl_zeroed_has(const struct dl_state *state, const struct dl_sym *pointer);
/* @value, which may point into it, goes where others find it. */
void dl_zeroed_give(struct dl_state *state, const struct dl_sym *value);
/* What @pointer (NULL: any of them) points to may be anything by now. */
void dl_zeroed_forget(struct dl_state *state, const struct dl_sym *pointer);
/* Pointers get other names; NULL: none. */
void dl_zeroed_replace(struct dl_state *state, dl_terms_fn fn, void *ctx);
bool dl_zeroed_covers(const struct dl_state *a, const struct dl_state *b);
bool dl_zeroed_join(struct dl_state *into, const struct dl_state *from);

/* Object whose value or handle @value carries; NULL when none. */
struct dl_object *dl_state_object_of(struct dl_state *state, const struct dl_sym *value);
/* The same, or the allocation that @value points into: whoever keeps it can find the memory. */
struct dl_object *dl_state_owner_of(struct dl_state *state, const struct dl_sym *value);
struct dl_object *dl_state_add_object(struct dl_state *state, const struct dl_object *object);
/* Into their order again, after their values have changed. */
void dl_state_sort_objects(struct dl_state *state);
/* One effect for both: attributes that differ are no longer known. True when @into has changed. */
bool dl_effect_join(struct dl_effect *into, const struct dl_effect *from);
void dl_state_add_effect(struct dl_state *state, const struct dl_effect *effect);
/* What holds of both, where paths with one object in one state come together. */
void dl_object_join(struct dl_object *into, const struct dl_object *from);
void dl_object_add_alias(struct dl_object *object, const struct dl_sym *loc);
/*
 * Of an element of memory that the path has got itself: its place by the field that the pointer to that
 * memory lies in, as callers and other functions know it. NULL: it is none, or the pointer lies in no field.
 */
const struct dl_sym *dl_state_known_place(const struct dl_state *state, struct dl_syms *syms,
					  const struct dl_sym *loc);
void dl_object_remove_alias(struct dl_object *object, const struct dl_sym *loc);

/* States with equal keys may merge: same objects in the same states with the same aliases. */
bool dl_state_same_key(const struct dl_state *a, const struct dl_state *b);
/* Join @from into @into at block @block; returns false when @into already covered it. */
bool dl_state_merge(struct dl_state *into, const struct dl_state *from, struct dl_syms *syms,
		    uint32_t block);
/* @b says nothing that @a does not: keeping @a is enough. */
bool dl_state_covers(const struct dl_state *a, const struct dl_state *b);

#endif
