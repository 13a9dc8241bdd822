/* SPDX-License-Identifier: Apache-2.0 */
/* A story while it is told: what tell.c, say.c and end.c share. */
#ifndef DL_CHECKS_EVENT_STORY_H
#define DL_CHECKS_EVENT_STORY_H

#include "checks/event/internal.h"

/* Nodes of the exploration that are looked at. */
#define DL_MAX_NODES 256

struct story {
	struct dl_report *r;
	struct dl_finding *f;
	const struct dl_event *ev;
	const struct dl_story *nodes[DL_MAX_NODES];	/* the last one first */
	uint32_t count;
	uint32_t room;		/* of the finding, for steps */
	bool is_whole;		/* the last of them made the object */
};

#define SAY(t, ...) dl_arena_printf((t)->r->out->arena, __VA_ARGS__)

/* tell.c: one step more; nothing without a line or a text */
void dl_story_put(struct story *t, const struct dl_loc *loc, uint32_t nesting, const char *text);

/* say.c: the words of a step */
const char *dl_say_made(struct story *t);
/* The branch is that of a macro which asks something that it was not given: the text there is the whole macro's. */
bool dl_macro_asks(struct dl_report *r, const struct dl_story *s);
const char *dl_say_condition(struct story *t, const struct dl_story *s);
/* ": 'h'", what the step's instruction is given of the object; may be "" */
const char *dl_say_given(struct story *t, const struct dl_story *s);
const char *dl_say_kept(struct story *t, const struct dl_story *s);
/* @way: the branch at the same place, or NULL */
const char *dl_say_test(struct story *t, const struct dl_story *s, const struct dl_story *way);
const char *dl_say_branch(struct story *t, const struct dl_story *s);
const char *dl_say_use(struct story *t, const struct dl_story *s);
/* ", 'start' on line 7 has failed": whose result @func is left with, where that is what fails; may be "" */
const char *dl_say_failing(struct story *t, const struct dl_func *func, const struct dl_loc *left,
			   const struct dl_story *way);

/* end.c: all that is told of what no object has */
void dl_story_begin(struct story *t);
/* ... what is wrong, where no step has said it */
void dl_story_end(struct story *t);
void dl_story_wait(struct story *t);
/* ... what a reader takes for the test that is missing, after what has been told */
void dl_story_vanished(struct story *t);

extern const char dl_in_later_round[];

#endif
