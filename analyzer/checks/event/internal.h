/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files that make findings of events share. report.c: findings and their places; tell.c: the
 * steps; verify.c: whether they can be true; words.c: what things are called; written.c: how the driver
 * wrote them.
 */
#ifndef DL_CHECKS_EVENT_INTERNAL_H
#define DL_CHECKS_EVENT_INTERNAL_H

#include "checks/event/rule.h"
#include "report/finding.h"

/* The longest expression that a message quotes. */
#define DL_QUOTE_MAX 60

struct dl_report {
	struct dl_analysis *an;
	struct dl_findings *out;
	const struct dl_rule *rule;
	struct dl_map reported;		/* rule and place -> index + 1 of the finding */
	const struct dl_func *defs_of;	/* what @defs is about */
	const struct dl_instr **defs;	/* by temporary */
};

struct dl_spot dl_spot_of(struct dl_report *r, const struct dl_loc *loc);

/*
 * written.c: C text of what the IR has, in the words of the source; NULL where it has none, or none that
 * is short enough to be quoted. With the text of the file at hand, what stands there is quoted.
 */
const char *dl_written_place(struct dl_report *r, const struct dl_func *func,
			     const struct dl_place *place);
const char *dl_written_value(struct dl_report *r, const struct dl_func *func,
			     const struct dl_val *value);
/* Argument @n of @call. */
const char *dl_written_arg(struct dl_report *r, const struct dl_func *func,
			   const struct dl_instr *call, int n);
/* The condition of the branch, or the value of the switch, at @loc. */
const char *dl_written_condition(struct dl_report *r, const struct dl_func *func,
				 const struct dl_loc *loc);
/* The place that the result of @call goes to. */
const char *dl_written_target(struct dl_report *r, const struct dl_func *func,
			      const struct dl_instr *call);
/* A variable's name without what keeps it apart from others; NULL: no name of the source. */
const char *dl_written_variable(struct dl_report *r, const struct dl_func *func, uint32_t var);
/* A global's name, without the function or file that it is of. */
const char *dl_written_global(struct dl_report *r, const char *name);

/* words.c: what the call has made, as its line calls it; NULL: it has no name there */
const char *dl_text_made(struct dl_report *r, const struct dl_object *object);
/* @sym in C; NULL where the names of the source cannot say all of it. */
const char *dl_text_exact(struct dl_report *r, const struct dl_sym *sym);

/* sink.c: one step of memory on its way to DMA */
struct dl_sink_step {
	const struct dl_func *func;
	const struct dl_instr *at;	/* a call, or the store into the field that is the sink */
	int parameter;			/* of @func that leads to the memory; -1: not known */
};

#define DL_MAX_SINK_STEPS 6

struct dl_sink_way {
	uint32_t count;
	struct dl_sink_step steps[DL_MAX_SINK_STEPS];	/* from where the memory is known, down to the sink */
	struct dl_sink_step start;	/* the call that starts the transfer; at NULL: none in sight */
};

void dl_sink_way(struct dl_report *r, const struct dl_event *ev, struct dl_sink_way *way);

/* tell.c: the steps; returns why they cannot be true, or NULL */
const char *dl_story_tell(struct dl_report *r, struct dl_finding *f, const struct dl_event *ev);
/* verify.c: the same of the object's steps and branches in @nodes, of which the last comes first */
const char *dl_story_trouble(const struct dl_event *ev, const struct dl_story *const *nodes,
			     uint32_t count);

#endif
