/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words of memory that the CPU and a device share, and the order in which they are read. Nothing here
 * is explored: it is seen in the text of the unit's functions, when all else is known.
 */
#ifndef DL_CHECKS_BARRIER_H
#define DL_CHECKS_BARRIER_H

#include "engine/program/program.h"

/* Where an instruction stands. */
struct dl_site {
	const struct dl_instr *at;	/* NULL: nothing defines the temporary */
	uint32_t block;
	uint32_t index;
};

/* A function as it is read here. */
struct dl_reading {
	const struct dl_func *func;
	struct dl_site *defs;		/* per temporary */
	struct dl_site *stores;		/* to whole variables */
	uint32_t store_count;
	uint32_t *preds;		/* per block: its only predecessor, DL_NO_BLOCK: none or several */
};

#define DL_NO_BLOCK UINT32_MAX

enum dl_root {
	DL_ROOT_VAR,	/* the pointer is a variable */
	DL_ROOT_TEMP,	/* ... a temporary */
	DL_ROOT_PATH,	/* ... @path, of which the first @steps steps count */
};

/* Bytes of a record behind a pointer. */
struct dl_word {
	const struct dl_func *func;
	enum dl_root root;
	uint32_t num;
	const struct dl_place *path;
	uint32_t steps;
	const struct dl_val *element;	/* of the array behind the pointer; NULL: none */
	int64_t offset;
	uint64_t size;			/* 0: not known */
	const struct dl_step *field;	/* the last; NULL: the record as a whole */
};

struct dl_barriers {
	struct dl_analysis *an;
	struct dl_reading **readings;	/* per function, made when first needed */
	struct dl_map orders;		/* name -> enum dl_order + 1 */
	struct dl_map macros;		/* the same of the driver's macros */
	uint8_t *orders_reads;		/* per function: enum dl_progress and the answer */
	uint8_t *orders_writes;
	struct dl_map stored;		/* field key -> enum dl_stored bits */
	struct dl_map gives;		/* words by which a record is given to the device (gives.c) */
	struct dl_map told;		/* function and word -> anything */
	struct dl_map memory;		/* key of a field with a handle -> fields that point to its memory (position.c) */
	struct dl_rings *rings;
	DL_VEC(struct dl_word) reported;	/* records of the function that is judged */
};

enum dl_order {
	DL_ORDER_UNKNOWN,
	DL_ORDER_NOTHING,
	DL_ORDER_WRITES,
	DL_ORDER_READS,
	DL_ORDER_ALL,
	DL_ORDER_CPUS,		/* for other CPUs, not for a device */
	DL_ORDER_CPU_WRITES,
	DL_ORDER_LOCK,
	DL_ORDER_ASLEEP,
	DL_ORDER_CALLED_BACK,	/* an allocator */
};

/* What the driver itself puts into a field. */
enum dl_stored {
	DL_STORED_CONSTANT = 1,
	DL_STORED_VALUE = 2,
	DL_STORED_HANDLE = 4,	/* where a buffer lies, how long it is, and counts: the device only reads that */
	DL_STORED_UNMAPPED = 8,	/* as much is unmapped: where the driver has stored a value, that is what it has mapped */
};

/* check.c: what is known of @b->an before anything is judged, and its end */
void dl_barriers_begin(struct dl_barriers *b);
void dl_barriers_end(struct dl_barriers *b);

/* reading.c */
struct dl_reading *dl_reading_of(struct dl_barriers *b, const struct dl_func *func);
void dl_readings_free(struct dl_barriers *b);
/* What defines the value; NULL: no instruction. */
const struct dl_instr *dl_defined(const struct dl_reading *r, const struct dl_val *v);
/* ... conversions looked through, which may be of another type, not of another value. */
const struct dl_instr *dl_defined_as(const struct dl_reading *r, const struct dl_val *v);
/* The place is a variable as a whole: its number, else DL_NO_VAR. */
uint32_t dl_whole_var(const struct dl_place *place);
#define DL_NO_VAR UINT32_MAX

/* order.c */
void dl_orders_init(struct dl_barriers *b);
enum dl_order dl_order_of_name(const struct dl_barriers *b, const char *name);
enum dl_order dl_order_of(struct dl_barriers *b, const struct dl_instr *in);
/* macro.c: of a macro of the driver, by its text */
enum dl_order dl_order_of_macro(struct dl_barriers *b, const char *name);
/* After it, no read of before happens: a barrier, an accessor that is one, a lock, or a call that may do that. */
bool dl_orders_reads(struct dl_barriers *b, const struct dl_instr *in);
/* The same of writes, for a device: no lock, nothing that is for other CPUs. */
bool dl_orders_writes(struct dl_barriers *b, const struct dl_instr *in);
/* The last that the place names behind its pointer; NULL: none. */
const struct dl_step *dl_last_field(const struct dl_place *p);
/* What the driver stores in fields. */
void dl_stores_note(struct dl_barriers *b);
/* The value is a handle, or a part of one. */
bool dl_is_of_handle(struct dl_barriers *b, const struct dl_reading *r, const struct dl_val *v);
bool dl_is_number(const struct dl_reading *r, const struct dl_val *v);
unsigned int dl_stored_in(const struct dl_barriers *b, const struct dl_step *field);

/* ring.c: which pointers lead to coherent memory and to none other, all over the unit */
struct dl_rings *dl_rings_new(struct dl_barriers *b);
void dl_rings_free(struct dl_rings *rings);
bool dl_rings_any(const struct dl_barriers *b);

/* word.c */
/* False: the place is not behind a pointer, or cannot be followed. */
bool dl_word_of_place(struct dl_barriers *b, const struct dl_reading *r, const struct dl_place *place,
		      struct dl_word *w);
/* What the pointer @v points to. */
bool dl_word_behind(struct dl_barriers *b, const struct dl_reading *r, const struct dl_val *v,
		    struct dl_word *w);
/* Argument @k of @call points into the record of @w, to @arg. */
bool dl_word_is_given(struct dl_barriers *b, const struct dl_reading *r, const struct dl_word *w,
		      const struct dl_instr *call, uint32_t k, struct dl_word *arg);
/* @w as the callee sees it behind its parameter @k, which is given @arg. */
struct dl_word dl_word_inside(const struct dl_word *w, const struct dl_word *arg, const struct dl_func *callee,
			      uint32_t k);
bool dl_word_same_record(const struct dl_reading *r, const struct dl_word *a, const struct dl_word *b);
/* @b has bytes that @a has not. */
bool dl_word_is_other(const struct dl_word *a, const struct dl_word *b);
/* Its record lies in coherent memory. */
bool dl_ring_word(struct dl_rings *rings, const struct dl_word *w);
/* ... or in a buffer that is mapped for a device to write, and never for one that only reads. */
bool dl_device_writes(struct dl_rings *rings, const struct dl_word *w);
/* After the store into @place, the names of @w may mean another record. */
bool dl_word_is_moved(const struct dl_reading *r, const struct dl_word *w, const struct dl_place *place);

/* condition.c */
/* What a condition looks at. */
struct dl_tested {
	struct dl_word word;		/* in terms of the function with the branch */
	const struct dl_instr *load;
	const struct dl_func *where;	/* that loads it: the function, or a helper that it asks */
	struct dl_site site;		/* of the load or call in the function with the branch */
	uint64_t bits;			/* of the word, that the value has; 0: not known which */
	unsigned int shift;		/* bit 0 of the value is this one of the word */
	bool is_found;			/* the value is no part of it: the record's address, which a helper gives, or NULL */
};

bool dl_tested_word(struct dl_barriers *b, const struct dl_reading *r, const struct dl_val *cond,
		    struct dl_tested *t);

/* What is known where the condition holds. */
enum dl_relation {
	DL_RELATION_OTHER,	/* compared with something */
	DL_RELATION_SET,
	DL_RELATION_CLEAR,
	DL_RELATION_CONSTANT,	/* compared with a number that is not 0 */
};

enum dl_relation dl_relation_of(const struct dl_reading *r, const struct dl_val *cond);

/* idle.c */
/* Behind that side of the branch that ends @block the loop or function is left at once, or @word is waited for. */
bool dl_side_is_idle(struct dl_barriers *b, const struct dl_reading *r, const struct dl_cfg *cfg,
		     uint32_t block, int side, const struct dl_word *word);

/* gives.c */
void dl_gives_note(struct dl_barriers *b);
/* The store into @word gives its record to the device. */
bool dl_gives(struct dl_barriers *b, const struct dl_reading *r, const struct dl_instr *store,
	      struct dl_word *word);

/* taken.c */
/* The function, or one that it calls, puts a number there: it clears what the device is to fill. */
bool dl_clears(struct dl_barriers *b, const struct dl_func *func, const struct dl_step *field);
/* What names the record is a position that the driver moves on. */
bool dl_is_of_ring(struct dl_barriers *b, const struct dl_reading *r, const struct dl_word *word);
/* It clears the word, or goes on to the next record. */
bool dl_takes_record(struct dl_barriers *b, const struct dl_reading *r, const struct dl_word *word);

/* naming.c */
/* The member's name, and a symbol for it. */
const char *dl_field_text(const struct dl_step *field);
const struct dl_sym *dl_word_name(struct dl_analysis *an, const struct dl_step *field);

struct dl_naming {
	bool ready;
	bool busy;
	bool wrong;
};

/* Of the test @t at the end of a block, @term, and of what stands in its lines. */
struct dl_naming dl_naming_of(struct dl_barriers *b, const struct dl_reading *r, const struct dl_tested *t,
			      const struct dl_term *term);

/* consumer.c */
void dl_consumers_judge(struct dl_barriers *b);

/* way.c */
/* How much the device hangs on what is written. */
enum dl_worth { DL_WORTH_NOTHING, DL_WORTH_NUMBER, DL_WORTH_VALUE, DL_WORTH_HANDLE };

/* A write of another word of the record. */
struct dl_other_write {
	const struct dl_instr *at;
	const struct dl_func *func;
	const struct dl_step *field;	/* NULL: the record as a whole */
	const struct dl_instr *via;	/* call of the function that is read, which leads there; NULL: none */
	enum dl_worth worth;
};

struct dl_way {
	struct dl_barriers *b;
	struct dl_other_write best;
	const struct dl_instr *weak;	/* a barrier for other CPUs on the way; NULL: none */
	const struct dl_instr *via;
	bool from_entry;		/* it begins where the function does */
};

/* False: what comes before @in need not be looked at. */
typedef bool (*dl_look_fn)(void *ctx, uint32_t block, const struct dl_instr *in);

/* From @site backwards. True: a way leads to where the function begins. */
bool dl_look_back(const struct dl_func *func, const struct dl_site *site, dl_look_fn look, void *ctx);

/* From @site backwards, up to what orders writes for a device. */
void dl_way_back(struct dl_way *w, const struct dl_reading *r, const struct dl_word *word,
		 const struct dl_site *site);

/* ahead.c */
/* A call of a function. All 0: before the first. */
struct dl_call_place {
	uint32_t func;
	struct dl_site site;
};

/* Go on to the next; false: there is none. */
bool dl_next_call(struct dl_barriers *b, const struct dl_func *callee, struct dl_call_place *at);
bool dl_is_before_start(struct dl_barriers *b, const struct dl_func *func, int depth);
/*
 * @site does not give the record: its address is written later, or it is one of a chain that is given by another
 * one of it, behind a barrier.
 */
bool dl_is_given_later(struct dl_barriers *b, const struct dl_reading *r, const struct dl_word *word,
		       const struct dl_site *site);

/* producer.c */
void dl_producers_judge(struct dl_barriers *b);
/* No machine that has what the function drives lets other CPUs or devices see stores in another order. */
bool dl_keeps_order(struct dl_barriers *b, const struct dl_func *func);

/* position.c */
#define DL_MAX_NAMES 32

/* Fields, variables and memory that a number or an address is made of. */
struct dl_names {
	uint64_t keys[DL_MAX_NAMES];
	uint32_t count;
};

/* A function as it is called; @call is in @up, NULL: by whom is not known. */
struct dl_called {
	const struct dl_reading *r;
	const struct dl_instr *call;
	const struct dl_called *up;
};

/* Which memory a handle is of. */
void dl_memory_note(struct dl_barriers *b);
bool dl_name_in(const struct dl_names *n, uint64_t key);
bool dl_names_meet(const struct dl_names *a, const struct dl_names *b);
uint64_t dl_name_of_var(const struct dl_func *func, uint32_t var);
void dl_names_of_number(struct dl_barriers *b, const struct dl_called *f, const struct dl_val *v, struct dl_names *n);
/* ... and of where a place, or what a pointer leads to, is. */
void dl_names_of_place(struct dl_barriers *b, const struct dl_called *f, const struct dl_place *p, int depth,
		       struct dl_names *n);
void dl_names_of_pointer(struct dl_barriers *b, const struct dl_called *f, const struct dl_val *v, struct dl_names *n);

/* doorbell.c */
void dl_doorbells_judge(struct dl_barriers *b);

#endif
