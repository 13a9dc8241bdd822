/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls that may sleep where nobody may: under a lock that spins, with interrupts off, in an interrupt
 * handler and the like. Read from the IR of the unit, from callees up, and not along paths: a lock counts
 * as held where every way through the function has taken it.
 */
#ifndef DL_CHECKS_CONTEXT_H
#define DL_CHECKS_CONTEXT_H

#include "base/vec.h"
#include "engine/program/prescan.h"
#include "model/context.h"
#include "model/lock.h"

/* A lock that is held, or given back. */
struct dl_held {
	uint64_t lock;		/* as the function writes it; 0: not known */
	uint64_t field;		/* key of the field that it is; 0: none */
	const struct dl_lock *kind;
	const struct dl_instr *at;	/* what takes it: maybe the call of a function that does */
	bool by_kind;		/* there is only one such lock, or a guard has it */
};

#define DL_MAX_HELD 6

/* What is held on every way to a place. */
struct dl_holding {
	bool is_reached;
	bool gave;		/* on some way a lock may have been given back that the caller has taken */
	uint32_t count;
	struct dl_held held[DL_MAX_HELD];
};

/* A call happens only where a parameter, or what a field holds, is, or is not, @value. */
struct dl_need {
	uint64_t field;		/* its key; 0: it is parameter @param */
	uint32_t param;
	bool differs;
	int64_t value;
};

#define DL_MAX_NEEDS 4

/* A call that may sleep. */
struct dl_sleep {
	const struct dl_instr *at;
	const struct dl_model *model;	/* of what sleeps, there or below */
	const struct dl_instr *cause;	/* what says that it may; NULL: the caller will */
	const struct dl_sleep *inner;	/* what the function that is called does; NULL: it is @model's */
	uint32_t depth;			/* of calls down to that */
	int flags;			/* the parameter that says whether it may; -1: it may */
	bool interrupts;		/* it is only wrong with interrupts off */
	bool guarded;			/* a condition on what was there before decides */
	uint32_t need_count;
	struct dl_need needs[DL_MAX_NEEDS];
};

/* A function that runs where nobody may sleep. */
struct dl_sleepless {
	const struct dl_context *context;
	struct dl_loc begin;		/* where it is registered; line 0: in a table */
};

/* What is known of a function. */
struct dl_context_func {
	enum dl_progress progress;
	DL_VEC(const struct dl_sleep *) sleeps;	/* what callers must know of */
	struct dl_holding after;	/* what it leaves taken, on every way */
	DL_VEC(struct dl_held) given;	/* that it did not take itself */
	const struct dl_sleepless *runs;	/* NULL: wherever its callers do */
};

struct dl_contexts {
	struct dl_analysis *an;
	struct dl_context_func *funcs;	/* as an->funcs */
	struct dl_map asking;		/* names of functions that ask whether one may sleep */
};

/* One function being read. */
struct dl_context_reader {
	struct dl_contexts *c;
	struct dl_scanned scanned;
	struct dl_context_func *to;
	struct dl_holding *before;	/* per block */
};

/* ---- held.c ---- */

/* Find @r->before, and what the function leaves taken or has given back. */
void dl_holdings_find(struct dl_context_reader *r);
/* What is held after @in. */
void dl_holding_pass(struct dl_context_reader *r, struct dl_holding *h, const struct dl_instr *in);

/* ---- needs.c ---- */

/* Conditions on which the block is reached, for callers: into @s. False: those of @s rule it out. */
bool dl_needs_find(const struct dl_context_reader *r, uint32_t block, struct dl_sleep *s);
/* What @in, a call of the function that @inner is known of, makes of it: into @s. False: it cannot happen. */
bool dl_needs_of_call(const struct dl_context_reader *r, const struct dl_instr *in,
		      const struct dl_sleep *inner, struct dl_sleep *s);

/* What allocation flags say. */
enum dl_flags { DL_FLAGS_UNKNOWN, DL_FLAGS_SLEEP, DL_FLAGS_PARAM };
/* @param: of PARAM. */
enum dl_flags dl_flags_of(const struct dl_context_reader *r, const struct dl_val *val, int *param);
/* The parameter that the value is, as it was given; -1: none. */
int dl_param_of(const struct dl_context_reader *r, const struct dl_val *val);

/* ---- callbacks.c ---- */

/* Which functions of the unit run where nobody may sleep. */
void dl_sleepless_find(struct dl_contexts *c);

#endif
