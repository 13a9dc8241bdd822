/* SPDX-License-Identifier: Apache-2.0 */
/* Locks, and interrupts that are off; which functions take and give them, and which have them when they run. */
#ifndef DL_MODEL_LOCK_H
#define DL_MODEL_LOCK_H

#include <stdbool.h>

struct dl_models;

struct dl_lock {
	const char *name;	/* for messages: "spinlock" */
	bool interrupts_off;
	bool sleeps_on_rt;	/* with PREEMPT_RT it is a lock that sleeps */
	bool may_sleep;		/* it may be slept under */
	bool is_one;		/* there is one for the device, whatever its functions are given */
	bool is_shared;		/* who has it keeps out the writers, and nobody else who has it like that */
};

/* What a function is to a lock. */
struct dl_lock_call {
	const struct dl_lock *lock;
	bool needs;		/* only who has it calls the function: it takes and gives nothing */
	bool runs;		/* nor does this one: the function that it is given runs under the lock */
	bool gives;		/* it is free again; else it is taken */
	bool scoped;		/* a guard: what gives it is not given the lock */
};

/* NULL: none. */
const struct dl_lock_call *dl_models_lock_call(const struct dl_models *models, const char *function);

#endif
