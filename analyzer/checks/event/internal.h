/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files that make findings of events share. report.c: findings and their places; tell.c: the
 * steps; say.c: their words; end.c: the last ones; choice.c: which branches are steps; round.c: loops on the
 * way; result.c: whose result a condition asks about; tests.c: tests that are none, or come too late; verify.c:
 * whether the steps can be true; words.c: what things are called; written.c, size.c: how the driver wrote
 * them; quote.c: what stands in a file; fix.c: edits of it.
 */
#ifndef DL_CHECKS_EVENT_INTERNAL_H
#define DL_CHECKS_EVENT_INTERNAL_H

#include <string.h>

#include "checks/event/rule.h"
#include "report/finding.h"

/* The longest expression that a message quotes. */
#define DL_QUOTE_MAX 60

struct dl_report {
	struct dl_analysis *an;
	struct dl_findings *out;
	const struct dl_rule *rule;
	struct dl_map reported;		/* rule and place -> index + 1 of the finding */
	struct dl_map lines;		/* file + 1 -> where its lines begin (quote.c) */
	struct dl_map tests;		/* file + 1 -> names of tests in its text (tests.c) */
};

static inline bool dl_same_place(const struct dl_loc *a, const struct dl_loc *b)
{
	return a->file == b->file && a->line == b->line && a->col == b->col;
}

/* The shape of @func, a function of the unit; NULL: not known. */
static inline const struct dl_cfg *dl_report_cfg(const struct dl_report *r, const struct dl_func *func)
{
	const struct dl_unit *unit = r->an->unit;

	return func >= unit->funcs && func < unit->funcs + unit->func_count ?
	       r->an->funcs[func - unit->funcs].cfg : NULL;
}

/* quote.c: the text of a file of the unit; NULL: not at hand */
const char *dl_report_text(struct dl_report *r, uint32_t file, size_t *len);
/* What stands at @loc, white space made one blank, at most DL_QUOTE_MAX of it; NULL when that is no expression. */
const char *dl_quote(struct dl_report *r, const struct dl_loc *loc);
/* The file has the @n characters of @name at @loc; true as well where there is no file to look at. */
bool dl_stands_at(struct dl_report *r, const struct dl_loc *loc, const char *name, size_t n);
/* What stands there is a statement, the call of a macro, and not a condition. */
bool dl_is_statement(struct dl_report *r, const struct dl_loc *loc);

struct dl_spot dl_spot_of(struct dl_report *r, const struct dl_loc *loc);

/*
 * written.c: C text of what the IR has, in the words of the source; NULL where it has none, or none that
 * is short enough to be quoted. With the text of the file at hand, what stands there is quoted.
 */
const char *dl_written_place(struct dl_report *r, const struct dl_func *func,
			     const struct dl_place *place);
const char *dl_written_value(struct dl_report *r, const struct dl_func *func,
			     const struct dl_val *value);
/* ... of a condition, without what makes a truth of it (`!!x`) and what macros put around it. */
const char *dl_text_value(struct dl_report *r, const struct dl_func *func, const struct dl_val *value);
/* Argument @n of @call. */
const char *dl_written_arg(struct dl_report *r, const struct dl_func *func,
			   const struct dl_instr *call, int n);
/* The condition of the branch, or the value of the switch, at @loc. */
const char *dl_written_condition(struct dl_report *r, const struct dl_func *func,
				 const struct dl_loc *loc);
/* The place that the result of @call goes to, if it has a name. */
const struct dl_place *dl_target(struct dl_report *r, const struct dl_func *func, const struct dl_instr *call);
const char *dl_written_target(struct dl_report *r, const struct dl_func *func,
			      const struct dl_instr *call);
/* A variable's name without what keeps it apart from others; NULL: no name of the source. */
const char *dl_written_variable(struct dl_report *r, const struct dl_func *func, uint32_t var);
/* A global's name, without the function or file that it is of. */
const char *dl_written_global(struct dl_report *r, const char *name);

/* A member's own name: of one in a record without a name, the IR has the way there, which the steps before say. */
static inline const char *dl_field_word(const char *field)
{
	const char *last = strrchr(field, '.');

	return last ? last + 1 : field;
}

/* What defines the temporary. */
const struct dl_instr *dl_definition(struct dl_report *r, const struct dl_func *func, uint32_t temp);

/* words.c: what the call has made, as its line calls it; NULL: it has no name there */
const char *dl_text_made(struct dl_report *r, const struct dl_object *object);
/* @sym in C; NULL where the names of the source cannot say all of it. */
const char *dl_text_exact(struct dl_report *r, const struct dl_sym *sym);
/* ... what a variable holds, where @sym is that and not a variable of its own. */
const char *dl_text_held(struct dl_report *r, const struct dl_sym *sym);

/* NEVER_UNMAPPED: what puts the handle into the field that keeps it; NULL: not in the function that maps */
const struct dl_instr *dl_keeping_store(struct dl_report *r, const struct dl_event *ev);

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
/*
 * choice.c: of the steps in @nodes, of which the last comes first, branches go that decide nothing; returns
 * how many steps are left.
 */
uint32_t dl_story_thin(struct dl_report *r, const struct dl_event *ev, const struct dl_story **nodes,
		       uint32_t count);
/* ... the block where the way ends; UINT32_MAX: not known */
uint32_t dl_story_last_block(const struct dl_event *ev);
/* tests.c: a test that the file shows, and that the preprocessor has taken away */
struct dl_vanished {
	const char *name;
	struct dl_loc loc;
	struct dl_spot macro;	/* of its name; line 0: not found */
};

bool dl_vanished_test(struct dl_report *r, const struct dl_event *ev, struct dl_vanished *v);
/* ... where the variable is declared that has only a part of the handle; false: it is none */
bool dl_narrow_variable(struct dl_report *r, const struct dl_event *ev, struct dl_loc *loc);
/* ... the call prints: there is a text among its arguments */
bool dl_is_print(const struct dl_instr *call);
/* ... where a function of the file tests what it maps; false: none does */
bool dl_tested_elsewhere(struct dl_report *r, const struct dl_event *ev, struct dl_loc *loc);
/* round.c: @to comes in a later round of a loop than @from, the step before it */
bool dl_story_is_later_round(struct dl_report *r, const struct dl_story *from, const struct dl_story *to);
/* ... the end of the way does */
bool dl_story_ends_later(struct dl_report *r, const struct dl_story *from, const struct dl_event *ev);
/* ... a release in the loop whose head is where the event stands; NULL: none */
const struct dl_instr *dl_loop_release(struct dl_report *r, const struct dl_event *ev);
/* ... @to is done after @from in the same round */
bool dl_comes_after(struct dl_report *r, const struct dl_func *func, const struct dl_instr *from,
		    const struct dl_instr *to);
/* ... the step is done after @from in the same round */
bool dl_story_comes_after(struct dl_report *r, const struct dl_story *s, const struct dl_instr *from);
/* ... the branch is where a loop ends */
bool dl_story_leaves_loop(struct dl_report *r, const struct dl_story *s);

/*
 * result.c: the call whose result @value of the end of @block is, or is compared with a number; NULL: none. @way:
 * the steps of the way that leads there, or NULL
 */
const struct dl_instr *dl_result_call(struct dl_report *r, const struct dl_func *func, uint32_t block,
				      const struct dl_val *value, const struct dl_story *way);

/* ... and what the variable was last set to on the only way to the end of @block; NULL: not known */
const struct dl_val *dl_last_value(const struct dl_func *func, uint32_t block, uint32_t var);

/* A place of a function: an instruction, or the end of a block. */
struct dl_point {
	uint32_t block;
	uint32_t index;		/* instr_count: the end */
	bool found;
};

/* verify.c: where the step is done in @func */
struct dl_point dl_story_point(const struct dl_func *func, const struct dl_story *s);
/* ... and the same of the object's steps and branches in @nodes, of which the last comes first */
const char *dl_story_trouble(const struct dl_event *ev, const struct dl_story *const *nodes,
			     uint32_t count);

#endif
