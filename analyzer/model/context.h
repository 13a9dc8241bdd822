/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Code of a driver that runs beside the rest of it, whenever an interrupt, a timer or a user wants: which
 * functions of the kernel begin such a context, which one is it that runs there, and what ends it.
 */
#ifndef DL_MODEL_CONTEXT_H
#define DL_MODEL_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

struct dl_models;

#define DL_MAX_CONTEXTS 64

/* What may be done there. */
enum dl_sleeping {
	DL_MAY_SLEEP,		/* or it is not said */
	DL_NEVER_SLEEPS,
	DL_INTERRUPTS_OFF,	/* nor that */
};

struct dl_context {
	const char *name;	/* for messages: "interrupt handler" */
	bool by_hardware;	/* runs when the device says so: who stops the device has stopped it */
	bool has_tables;	/* operations of something that is registered: without it the device is at rest */
	bool has_begins;	/* a call begins it, where functions are stored in fields, too */
	bool waits_for_start;	/* what has begun is at rest until something starts it */
	bool transfers;		/* its start lets the hardware work with what it was handed, until its end */
	unsigned int index;	/* below DL_MAX_CONTEXTS */
	enum dl_sleeping sleeping;	/* of its functions; where it has some operations listed, of these alone */
	bool has_operations;
};

enum dl_context_part {
	DL_CONTEXT_BEGINS,
	DL_CONTEXT_STARTS,	/* what has begun may run from now on */
	DL_CONTEXT_ENDS,	/* when it returns, nothing of the context runs, or will */
	DL_CONTEXT_ASKS,	/* asks for the end, and does not wait for it */
	DL_CONTEXT_QUIETS,	/* something like an end, or a part of one: silences, and accuses nobody */
};

/* What a function is to a context. */
struct dl_context_call {
	const struct dl_context *context;
	enum dl_context_part part;
	bool managed;		/* BEGINS: the device core ends it, after the driver's own functions */
	bool releases;		/* ENDS: what it is given is gone with it */
	bool for_good;		/* ENDS: nothing can start it again */
	uint32_t callbacks;	/* BEGINS: bit n: argument n is a function that runs there */
	const struct dl_context_call *next;	/* of the same function, for another context */
};

/* Bits (dl_context.index) of those with transfers. */
uint64_t dl_models_transfer_contexts(const struct dl_models *models);
/* NULL: none. */
const struct dl_context_call *dl_models_context_call(const struct dl_models *models, const char *function);
/* The context of functions that are stored in the field; of those in a table of this type. NULL: none. */
const struct dl_context *dl_models_context_field(const struct dl_models *models, const char *record,
						 const char *field);
const struct dl_context *dl_models_context_table(const struct dl_models *models, const char *record);

/* When a function in the field returns, the kernel releases memory of its own that the driver has handed on. */
bool dl_models_gives_back(const struct dl_models *models, const char *record, const char *field);
/* The field keeps such memory. */
bool dl_models_is_lent(const struct dl_models *models, const char *record, const char *field);

/* The function says whether what somebody has registered is in use: whoever asks keeps away when it is not. */
bool dl_models_looks(const struct dl_models *models, const char *function);

/* The context of functions in the field, if these must not sleep; NULL: none, or they may. */
const struct dl_context *dl_models_sleepless_field(const struct dl_models *models, const char *record,
						   const char *field);
/* Which arguments of @function are functions that must not sleep in the context of @call: bits. */
uint32_t dl_models_sleepless_callbacks(const struct dl_models *models, const struct dl_context_call *call,
				       const char *function);

#endif
