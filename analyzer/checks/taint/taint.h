/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a driver does with values that a device can choose: a forward walk over each function of the unit,
 * with summaries and with fields that carry such a value from one function to another. It runs where a
 * rule of it does, when all else is known.
 */
#ifndef DL_CHECKS_TAINT_H
#define DL_CHECKS_TAINT_H

#include "checks/barrier/barrier.h"
#include "checks/event/event.h"

#define DL_MAX_ATOMS 128
#define DL_NO_ATOM UINT32_MAX
#define DL_MAX_KEPT 48		/* fields of one function that are followed like variables */
#define DL_MAX_OUT 8		/* parameters that a function puts something behind */
#define DL_MAX_UNSAFE 32	/* uses of parameters that a summary keeps */

struct dl_atoms {
	uint64_t bits[DL_MAX_ATOMS / 64];
};

enum dl_atom_kind {
	DL_ATOM_LOAD,	/* what the load or call @at reads from memory that the device can write */
	DL_ATOM_CALL,	/* what the call @at gives, or puts where it is told to */
	DL_ATOM_PARAM,	/* what the caller gives as parameter @num */
	DL_ATOM_FIELD,	/* what a field holds, where some function puts such a value */
	DL_ATOM_STORE,	/* no value: the driver itself has put something there @at */
};

/* Where a value of the device's was read. */
struct dl_taint_origin {
	const struct dl_instr *at;
	const struct dl_func *func;
	uint64_t max;			/* of what a field keeps */
};

/* Bits of one value. Those of one base are about one value; two that overlap are checked together. */
struct dl_atom {
	enum dl_atom_kind kind;
	const struct dl_instr *at;
	uint64_t num;			/* PARAM: which; FIELD: its key; CALL: 0 or the argument + 1 */
	struct dl_taint_origin origin;	/* not of a PARAM */
	struct dl_word word;		/* LOAD, STORE: where */
	uint32_t base;			/* the atom that it is a part of; DL_NO_ATOM, when it is made: itself */
	uint64_t low;
	uint64_t count;			/* bits */
};

enum dl_tainted_how {
	DL_HOW_EXACT = 1,	/* it is its one atom */
	DL_HOW_MASKED = 2,	/* cut to some bits */
	DL_HOW_MOVED = 4,	/* a pointer that it was added to */
	DL_HOW_MADE = 8,	/* a pointer that was made of it */
	DL_HOW_SET = 16,	/* of a field: the function has set or read it */
	DL_HOW_VAGUE = 32,	/* made of it and a number by a function that is not seen, which may bound it */
};

/* What is known of a value; no atoms: nothing that a device or caller chooses. */
struct dl_tainted {
	struct dl_atoms atoms;
	uint64_t max;		/* it is not above */
	unsigned int how;
};

/* A use of a parameter that nothing in the function bounds. */
struct dl_unsafe {
	uint32_t param;
	enum dl_taint_use use;
	uint64_t limit;			/* 0: not known */
	const struct dl_instr *at;
	const struct dl_func *func;
};

/* What callers have to know of a function. */
struct dl_taint_summary {
	enum dl_progress progress;
	struct dl_unsafe unsafe[DL_MAX_UNSAFE];
	uint32_t unsafe_count;
	uint64_t checks;		/* bit k: parameter k is compared with a bound */
	uint64_t returns;		/* bit k: the result is made of parameter k */
	struct dl_taint_origin origin;	/* of a result that the device chooses */
	uint64_t max;
	bool plain;			/* no mask bounds it */
	struct dl_taint_origin out[DL_MAX_OUT];	/* ... of what is put where parameter k points */
};

struct dl_taint {
	struct dl_barriers b;
	struct dl_analysis *an;
	struct dl_taint_summary *summaries;	/* per function */
	struct dl_map fields;		/* key -> dl_taint_origin of what some function puts there unchecked */
	struct dl_map told;		/* uses that were reported */
	bool changed;			/* a field is new */
};

/* What holds at one point: a value for each variable and followed field, and what has been checked. */
struct dl_taint_state {
	struct dl_tainted *values;
	struct dl_atoms checked;
	struct dl_atoms here;		/* read where their text still means the same place */
	bool reached;
};

/* The walk over one function. */
struct dl_taint_walk {
	struct dl_taint *t;
	const struct dl_func *func;
	const struct dl_reading *r;
	const struct dl_cfg *cfg;
	struct dl_taint_summary *summary;
	struct dl_atom atoms[DL_MAX_ATOMS];
	uint32_t atom_count;
	uint64_t kept[DL_MAX_KEPT];	/* keys of followed fields */
	uint32_t kept_count;
	uint32_t value_count;		/* variables and fields */
	struct dl_tainted *temps;
	struct dl_taint_state *before;	/* per block */
	struct dl_taint_state now;
	struct dl_tainted *kept_now;	/* while the sides of a branch are looked at */
	uint32_t block;
	bool wide;			/* bounds that still grow are given up */
	bool judges;			/* all is settled: look at uses */
	struct dl_atoms reported;
};

/* atom.c */
bool dl_atoms_none(const struct dl_atoms *a);
bool dl_atoms_has(const struct dl_atoms *a, uint32_t atom);
void dl_atoms_set(struct dl_atoms *a, uint32_t atom);
bool dl_atoms_add(struct dl_atoms *a, const struct dl_atoms *b);
/* The atom of these properties, which may be new; DL_MAX_ATOMS: there are too many. */
uint32_t dl_atom_of(struct dl_taint_walk *w, const struct dl_atom *atom);
/* @count bits from @low on of a value. */
struct dl_tainted dl_tainted_part(struct dl_taint_walk *w, const struct dl_tainted *v, uint64_t low,
				  uint64_t count);
struct dl_tainted dl_tainted_by(uint32_t atom, const struct dl_type *type);
bool dl_tainted_join(struct dl_tainted *to, const struct dl_tainted *from);
/* Of the value, those that nothing has bounded. */
struct dl_atoms dl_atoms_open(const struct dl_taint_walk *w, const struct dl_tainted *v);
/* Something has bounded the value: what holds it is clean on this way, and so is what is made of it later. */
void dl_atoms_close(struct dl_taint_walk *w, const struct dl_tainted *v);
/* What it is a part of is made anew: nothing has bounded that. */
void dl_atoms_reopen(struct dl_taint_walk *w, uint32_t atom);
uint64_t dl_type_max(const struct dl_type *type);

/* walk.c */
void dl_taint_walk_function(struct dl_taint *t, const struct dl_func *func);
struct dl_tainted dl_tainted_of(struct dl_taint_walk *w, const struct dl_val *v);

/* instr.c */
void dl_taint_instr(struct dl_taint_walk *w, const struct dl_instr *in);
/* Where the walk keeps what is in the place: a variable or a field; DL_NO_VAR: nowhere. */
uint32_t dl_taint_slot(struct dl_taint_walk *w, const struct dl_place *place);
/* A read by @at of @place, or behind the pointer @p; false: the device cannot write there. */
bool dl_taint_read(struct dl_taint_walk *w, const struct dl_instr *at, const struct dl_place *place,
		   const struct dl_val *p, const struct dl_type *type, struct dl_tainted *out);

/* call.c */
struct dl_tainted dl_taint_call(struct dl_taint_walk *w, const struct dl_instr *in);

/* branch.c: which of the two sides of a condition bound what it compares */
void dl_taint_compare(struct dl_taint_walk *w, const struct dl_instr *in);
/* What holds on one side of the block's end. */
void dl_taint_side(struct dl_taint_walk *w, const struct dl_term *term, uint32_t side);

/* use.c */
/* The value is used: unless it is known to be below @limit (0: not known), or was checked, that is a finding. */
void dl_taint_use(struct dl_taint_walk *w, enum dl_taint_use use, const struct dl_tainted *v, uint64_t limit,
		  const struct dl_instr *at, const struct dl_loc *loc);
/* ... by @u of a function that @call leads to. */
void dl_taint_use_below(struct dl_taint_walk *w, const struct dl_unsafe *u, const struct dl_tainted *v,
			const struct dl_instr *call);
/* Indexes and pointers in a place. */
void dl_taint_use_place(struct dl_taint_walk *w, const struct dl_instr *in);

/* pointer.c: pointers of the CPU's in memory of the device's */
void dl_taint_pointers(struct dl_taint *t);

#endif
