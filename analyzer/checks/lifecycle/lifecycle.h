/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of a mapping and what comes after it: unmapped again, unmapped although the map call
 * failed, used or synced when it is gone, its buffer freed too early.
 */
#ifndef DL_CHECKS_LIFECYCLE_H
#define DL_CHECKS_LIFECYCLE_H

#include "engine/check.h"

/* How an object ended, or its memory. */
struct dl_end {
	bool buffer_freed;	/* the CPU buffer or the alias's container was freed while live */
	const struct dl_instr *free_site;	/* buffer_freed: where */
	const struct dl_func *free_func;	/* ... and by whom it was freed */
	const struct dl_instr *buffer_free;	/* where the buffer itself was freed while live, or NULL */
	const struct dl_instr *released_at;	/* RELEASED for certain: where; NULL: it may be */
	const struct dl_func *released_func;
	bool released_exactly;	/* RELEASED: by its value, not by a place that may keep another */
};

static inline struct dl_end *dl_end_of(const struct dl_object *o)
{
	return (struct dl_end *)o->parts.lifecycle;
}

/* A buffer freed before the unmap of a handle beside it: a finding if the unit pairs the two. */
struct dl_early_free {
	const struct dl_func *func;
	const struct dl_instr *free_at;
	const struct dl_instr *unmap_at;
	const struct dl_model *unmap_model;
	const struct dl_sym *dir;	/* that the unmap is given */
	const struct dl_sym *buffer;	/* its place; NULL: the record around the handle */
	const struct dl_sym *handle;
	bool is_packet;			/* what is freed */
	bool by_callee;			/* that @free_at calls */
};

/* A buffer is freed, or given to others: kept in the field of @key, 0: in none. */
struct dl_given_back {
	const struct dl_func *func;
	const struct dl_instr *at;
	uint64_t key;
};

/* What is kept of a unit. */
struct dl_early_frees {
	DL_VEC(struct dl_early_free) list;
	DL_VEC(struct dl_given_back) given_back;
};

static inline struct dl_early_frees *dl_early_frees_of(const struct dl_analysis *an)
{
	return an->kept[DL_CHECK_lifecycle];
}

/* free.c: CPU memory is freed that a live object maps or is kept in. */
void dl_life_free(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		  const struct dl_model *model, const struct dl_sym *buffer, bool owned);
/* The function has taken a reference of what @at of @model frees, or (NULL) of anything: others have it still. */
bool dl_life_only_drops(const struct dl_explorer *ex, const struct dl_instr *at, const struct dl_model *model);

/*
 * mark.c: @func asks a field before @at that is cleared somewhere, and set where the call that makes @object, or
 * another map call elsewhere, is known to be good, and nowhere else.
 */
bool dl_life_is_marked(struct dl_analysis *an, const struct dl_func *func, const struct dl_instr *at,
		       const struct dl_object *object);

/* stale.c: @object could not be mapped, and a field still points to its buffer, which was freed. */
void dl_life_note_stale(struct dl_explorer *ex, const struct dl_exit *exit, const struct dl_object *object);

/* again.c: what is stored may be a handle that was released. */
void dl_life_kept(struct dl_explorer *ex, const struct dl_state *state, const struct dl_store *s);

/* kinds.c: mappings of buffers that are given back by who unmaps nothing */
void dl_kinds_note(struct dl_explorer *ex, const struct dl_instr *at, const struct dl_sym *buffer);
void dl_kinds_judge(struct dl_analysis *an);

/* lifecycle.c: what comes after an end. A release or sync meets @o, which it has not changed yet. */
void dl_life_release(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_release *r,
		     struct dl_object *o, bool exactly);
/* The same for a value that came from outside, or that no mapping was ever made for. */
void dl_life_release_foreign(struct dl_explorer *ex, struct dl_frame *frame,
			     const struct dl_release *r);
/* The released handle of @o is used. */
void dl_life_use(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_value_use *use,
		 struct dl_object *o);

/* Releases that accuse nobody any more: the record or array at @loc is overwritten. */
void dl_life_overwritten(struct dl_explorer *ex, struct dl_state *st, const struct dl_sym *loc);
/* A call that may have mapped anew what @args lead to. */
void dl_life_forget(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		    const struct dl_sym **args);
/* The state goes round a loop: releases of this round's elements are not those of the next. */
void dl_life_close_round(struct dl_explorer *ex, struct dl_state *st, const struct dl_round *round);

/* All functions are explored: buffers freed before the unmap of the field that belongs to them. */
void dl_life_judge(struct dl_analysis *an);

#endif
