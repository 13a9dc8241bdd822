/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Members of records that a device writes, and who else writes to the same cache line. check.c and lists.c
 * find the members on the paths of functions; when all are explored, judge.c lays out their records (line.c)
 * and looks for a neighbour that the CPU writes to (writes.c) while the device may have the buffer (meanwhile.c).
 */
#ifndef DL_CHECKS_LAYOUT_H
#define DL_CHECKS_LAYOUT_H

#include "base/vec.h"
#include "engine/check.h"

/* A member that the device writes. */
struct dl_input {
	const struct dl_record *record;	/* the outermost that the place names, from an element of an array on */
	const char *field;		/* as places call it */
	const struct dl_record *home;	/* the record that the name is of */
	uint32_t offset;		/* in @record */
	uint32_t size;		/* 0: of the member; UINT32_MAX: what follows may be meant, too */
	bool size_known;	/* the call says so */
	bool in_array;			/* other records of its kind lie before and behind it */
	const struct dl_func *func;	/* where it is handed to DMA */
	const struct dl_instr *at;
	const struct dl_model *model;
	bool lasts;			/* the device has it when the call has returned */
	bool is_over;			/* no: the transfer is over when the function is left */
};

/* Something that writes to a member, or is given its address. */
struct dl_touch {
	const struct dl_func *func;
	const struct dl_instr *at;
	bool is_store;		/* it writes; else the address goes to a call */
};

struct dl_touches {
	DL_VEC(struct dl_touch) list;
};

/* What the functions of the unit do to members: writes.c */
struct dl_writes {
	bool known;
	struct dl_map touches;	/* key of a field -> dl_touches */
	struct dl_map records;	/* all that places name, each to itself */
	struct dl_map elements;	/* those of which there are arrays */
	bool *sets_up;		/* per function: runs before the device is used, or after */
};

/* Of the unit. */
struct dl_layout {
	DL_VEC(struct dl_input) inputs;
	struct dl_map known;	/* record, offset and function of each */
	struct dl_map told;	/* record and offset */
	struct dl_writes writes;
};

static inline struct dl_layout *dl_layout_of(const struct dl_analysis *an)
{
	return an->kept[DL_CHECK_layout];
}

/* ---- lists.c: of a path, the buffers that lists lead to ---- */

#define DL_MAX_LISTS 5

struct dl_lists {
	uint32_t count;
	struct dl_listed {
		const struct dl_sym *list;	/* pointer to the list, or its entry */
		const struct dl_sym *buffer;
	} items[DL_MAX_LISTS];
};

static inline struct dl_lists *dl_lists_of(const struct dl_state *state)
{
	return (struct dl_lists *)state->parts.layout;
}

void dl_lists_set(struct dl_state *state, const struct dl_sym *list, const struct dl_sym *buffer);
/* Call @fn for each buffer that is known to be in the list that @list points to. */
typedef void (*dl_listed_fn)(void *ctx, const struct dl_sym *buffer);
void dl_lists_each(const struct dl_state *state, const struct dl_sym *list, dl_listed_fn fn, void *ctx);
bool dl_lists_cover(const struct dl_state *a, const struct dl_state *b);
bool dl_lists_join(struct dl_state *into, const struct dl_state *from);

/* ---- line.c: where members lie when a cache line has @line bytes ---- */

struct dl_part {
	const struct dl_record *home;	/* record and name by which places know it */
	const char *field;
	const char *text;		/* from the laid out record on */
	uint32_t offset;		/* as it was compiled */
	uint64_t at;			/* with all that begins a line at one */
	uint32_t size;
	struct dl_loc loc;		/* of its declaration; line 0: not known */
	enum dl_record_role role;	/* SHARED and what follows it, or OTHER */
	bool is_core;			/* lies in a record of the kernel */
};

struct dl_parts {
	DL_VEC(struct dl_part) list;
	uint64_t size;			/* of the whole */
};

/* False: its members are not known, or too many. */
bool dl_parts_of(struct dl_analysis *an, const struct dl_record *record, uint64_t line, struct dl_parts *out);
/* The part at byte @offset; NULL: none. */
const struct dl_part *dl_part_at(const struct dl_parts *parts, uint32_t offset);

/* ---- writes.c ---- */

/* Looked for when first needed. */
const struct dl_writes *dl_writes_of(struct dl_analysis *an);
void dl_writes_forget(struct dl_writes *w);
const struct dl_touches *dl_touches_of(const struct dl_writes *w, const struct dl_record *record,
				       const char *field);
/* @func runs only before a @record can be in use, or when it no longer is. */
bool dl_sets_up(struct dl_analysis *an, const struct dl_writes *w, const struct dl_func *func,
		const struct dl_record *record);

/* overlap.c */
void dl_overlap_made(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		     const struct dl_object *o);
void dl_overlap_imported(struct dl_explorer *ex, struct dl_state *state, struct dl_object *o);

/* meanwhile.c: a write to @part that can happen while the device has the buffer @in; NULL: none. */
const struct dl_touch *dl_touch_meanwhile(struct dl_analysis *an, const struct dl_input *in, const struct dl_part *part);
/* locked.c: who hands over @in, and has waited when it goes on, and who does @touch have taken one lock. */
bool dl_keeps_out(struct dl_analysis *an, const struct dl_input *in, const struct dl_touch *touch);
/* Something that is written to by each who asks for it, or by others than the driver's own functions. */
static inline bool dl_part_is_shared(const struct dl_part *part)
{
	return part->role == DL_RECORD_SHARED || part->role == DL_RECORD_LOCK || part->role == DL_RECORD_COUNTER;
}

/* judge.c */
void dl_layout_judge(struct dl_analysis *an);

#endif
