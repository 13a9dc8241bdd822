/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who owns a mapped buffer (engine.md section 5): the device from the map call
 * or sync_for_device on, the CPU from sync_for_cpu or unmap on. An access of
 * the CPU at the wrong time is a fault. May releases, must accuses: whenever
 * the buffer goes where it cannot be followed, its owner is unknown, and
 * nothing more is said about it.
 */
#ifndef DL_CHECKS_OWNER_H
#define DL_CHECKS_OWNER_H

#include "engine/path/path.h"

enum dl_owner {
	DL_OWNER_UNKNOWN,	/* not followed: nothing is said */
	DL_OWNER_CPU,
	DL_OWNER_DEVICE,
};

/* Whose a mapped buffer is (owner.c). */
struct dl_ownership {
	enum dl_owner owner;
	bool sent;		/* the hardware was told something since the device owns it */
	bool waited;		/* the path has waited since then */
	bool write_sent;	/* ... since @write */
	bool write_kept;	/* the handle was known outside when @write happened */
	bool write_sure;	/* @write certainly meets the mapped bytes */
	const struct dl_instr *write;	/* first write that the device will not see unless a sync follows */
	const struct dl_func *write_func;
	const struct dl_instr *synced;	/* the last sync, while nothing but the CPU has run since */
};

#define DL_MAX_TOUCHES 4

/* The CPU has accessed a buffer that @place keeps, and nothing beside it was synced or unmapped before. */
struct dl_touch {
	const struct dl_sym *place;
	const struct dl_sym *handle;	/* beside it, given to the device since; NULL: not yet */
	const struct dl_instr *sent_at;
	bool is_write;
	bool is_back;		/* ... after a sync for the CPU: it is to be synced for the device */
	bool is_given;		/* ... after a sync for the device: no other one is to come */
	bool is_direct;		/* it keeps the buffer's address; else that of the skb or page */
	const char *through;	/* not direct: the field of the record that it points to, NULL for a page */
	const struct dl_instr *at;
};

/* The last thing done is a sync for the device of what it has written: a read would be too early. */
struct dl_given {
	const struct dl_sym *handle;	/* the place that keeps the handle; NULL: none */
	const struct dl_sym *size;
	const struct dl_instr *at;
};

/* The CPU has copied something to a buffer, and nothing else has happened to one since. */
struct dl_filled {
	const struct dl_sym *buffer;
	const struct dl_sym *size;
	const struct dl_instr *at;	/* NULL: none */
};

/* What is kept of a path. */
struct dl_touches {
	uint32_t count;
	struct dl_touch list[DL_MAX_TOUCHES];
	struct dl_given given;
	struct dl_filled filled;
	bool off;	/* something that was not followed may have synced */
};

static inline struct dl_ownership *dl_owner_of(const struct dl_object *o)
{
	return (struct dl_ownership *)o->parts.ownership;
}

static inline struct dl_touches *dl_touches_of(const struct dl_state *st)
{
	return (struct dl_touches *)st->parts.ownership;
}

struct dl_doubt;

/* What is kept of a unit. */
struct dl_doubts {
	DL_VEC(struct dl_doubt *) list;	/* owner_slot.c */
};

static inline struct dl_doubts *dl_doubts_of(const struct dl_analysis *an)
{
	return an->kept[DL_CHECK_ownership];
}

/* How sure it is that an access meets the mapped bytes. */
enum dl_overlap {
	DL_OVERLAP_NONE,
	DL_OVERLAP_LIKELY,	/* same buffer, at an offset that is not known */
	DL_OVERLAP_SURE,
};

/* owner_match.c: does an access to @loc, or through @pointer, meet what @object maps? */
enum dl_overlap dl_overlap_place(const struct dl_object *object, const struct dl_sym *loc);
enum dl_overlap dl_overlap_pointer(const struct dl_object *object, const struct dl_sym *pointer);
/* An access to the buffers of scatterlist @list. */
bool dl_overlap_list(const struct dl_object *object, const struct dl_sym *list);
/* @call gives the address of the page that is its argument. */
bool dl_is_page_address(const struct dl_sym *call);
/* The same for the field @reaches of the record at @owner: the data of an skb. */
bool dl_overlap_owner(const struct dl_object *object, const struct dl_sym *owner,
		      const char *reaches);

/* Equal, and what holds on both ways to a join. */
bool dl_owner_equal(const struct dl_ownership *a, const struct dl_ownership *b);
void dl_owner_join(struct dl_ownership *into, const struct dl_ownership *from);

/* A new mapping: the device's, unless @attrs leave the syncs to the driver. */
void dl_owner_begin(struct dl_object *object, const struct dl_sym *attrs);
/* The CPU reads or writes the place at @at; @value is what it writes, may be NULL. */
void dl_owner_access(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		     const struct dl_sym *loc, bool is_write, const struct dl_sym *value);
/* A call of @model (NULL: of a function of the unit) reads or writes through argument @pointer. */
void dl_owner_access_call(struct dl_explorer *ex, struct dl_frame *frame,
			  const struct dl_instr *at, const struct dl_model *model, uint32_t arg,
			  const struct dl_sym *pointer, const struct dl_sym *size, bool is_write);
/* What the summary of a callee says of its parameters. */
void dl_owner_access_params(struct dl_explorer *ex, struct dl_frame *frame,
			    const struct dl_instr *call, const struct dl_sym **args,
			    uint32_t arg_count, uint64_t reads, uint64_t writes);
/* An unmap or sync that may be @object's. */
void dl_owner_release(struct dl_explorer *ex, struct dl_frame *frame, struct dl_object *object,
		      const struct dl_release *r);
/* The hardware is told something; @value (may be NULL) is what it is told. */
void dl_owner_submit(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_sym *value);
/* The path waits: the device may be done. */
void dl_owner_wait(struct dl_state *state);
/* A call that is not understood: its arguments, and all, when it may sync on its own. */
void dl_owner_unknown_call(struct dl_explorer *ex, struct dl_frame *frame,
			   const struct dl_instr *call, const struct dl_sym **args);
/* What a function of the unit may do beside its effects: start the device, wait. */
void dl_owner_callee(struct dl_explorer *ex, struct dl_frame *frame,
		     const struct dl_func_info *callee);
/* @pointer goes where it is not followed. */
void dl_owner_forget(struct dl_explorer *ex, struct dl_state *state, const struct dl_sym *pointer,
		     const struct dl_instr *at, const struct dl_instr *from);
/*
 * owner_slot.c: the CPU accesses what @pointer (or, when not NULL, its field @reaches) leads to;
 * something is unmapped or synced; @value goes where the device finds it; the function is left;
 * what all functions together say.
 */
/* Of what is kept of a path: check.h. */
bool dl_touches_cover(const struct dl_state *a, const struct dl_state *b);
bool dl_touches_join(struct dl_state *into, const struct dl_state *from);
void dl_owner_touch(struct dl_state *state, const struct dl_instr *at,
		    const struct dl_sym *pointer, const char *reaches, bool is_write, bool by_callee);
/* There is a sync for the CPU of that kind: else this one is for both sides (the old one for noncoherent memory). */
bool dl_sync_has_other_side(const struct dl_analysis *an, const struct dl_model *sync);

void dl_owner_check_side(struct dl_explorer *ex, struct dl_state *state, const struct dl_instr *at,
			 const struct dl_sym *pointer, const struct dl_sym *size);
void dl_owner_touch_sent(struct dl_state *state, const struct dl_instr *at, const struct dl_sym *value);
void dl_owner_touch_exit(struct dl_explorer *ex, const struct dl_state *state);
void dl_owner_touch_release(struct dl_explorer *ex, struct dl_state *state,
			    const struct dl_release *r);
void dl_owner_judge_slots(struct dl_analysis *an);
/* given_back.c: what is mapped for many transfers, and synced for the CPU alone */
void dl_owner_judge_given_back(struct dl_analysis *an);
/* Explore what accesses kept buffers and handles, though nothing is mapped or unmapped there. */
void dl_owner_explore(struct dl_analysis *an);
/* The function is left: writes that the device will not see, unless a caller in sight syncs. */
void dl_owner_judge_exit(struct dl_explorer *ex, const struct dl_exit *exit,
			 const struct dl_object *object, bool has_callers);

/* direction.c: the direction of a mapping against what is done with the buffer (DMA407) */
void dl_direction_made(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		       const struct dl_object *object);
void dl_direction_filled(struct dl_state *state, const struct dl_instr *at, const struct dl_model *model,
			 const struct dl_sym *buffer, const struct dl_sym *size, bool is_write);
/* @call of @model hands something to a transfer. */
void dl_direction_handed(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
			 const struct dl_model *model, const struct dl_sym **args);

#endif
