/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Success and failure of a call that makes something: conditions evaluated for both outcomes, checks,
 * and what the exits of a function say.
 */
#ifndef DL_CHECKS_SUCCESS_H
#define DL_CHECKS_SUCCESS_H

#include "engine/check.h"

/* What is known of how the success of an object was tested. */
struct dl_success {
	const struct dl_record *marked;	/* FAILED: record that only one outcome writes to, on the way to both */
	const struct dl_instr *bad_test;	/* NULL, or the branch's condition that cannot tell failure */
	const struct dl_instr *wrong_handle;	/* NULL, or the check made right after, of another handle */
	const struct dl_func *fewer_func;	/* NULL: no such test */
	struct dl_loc bad_test_loc;
	struct dl_loc fewer_loc;	/* in fewer_func: a test that wants as many entries as were passed */
	bool published;		/* stored where the device reads it */
	bool submitted;		/* the hardware was told something after the call */
	bool accused;		/* FAILED: a use of it is reported already */
	bool unacted;		/* FAILED: nothing but logging was done about it */
	bool cut_test;		/* bad_test: it sees only a part of the handle's bits */
	bool missed;		/* bad_test: it does not know what a callee has returned for a failure */
	bool noticed;		/* FAILED: what a callee has returned for it was tested as it should */
	bool fewer;		/* PARTLY: this side of a test is for lists of fewer entries than it wants, and for failure */
};

static inline struct dl_success *dl_success_of(const struct dl_object *o)
{
	return (struct dl_success *)o->parts.success;
}

/* handle.c: the handle that a check is about: @handle, or the one just mapped when both may lie in one place */
const struct dl_sym *dl_success_asked(struct dl_explorer *ex, struct dl_frame *frame,
				      const struct dl_instr *call, const struct dl_sym *handle);
void dl_success_made(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		     const struct dl_object *object);

/* Nothing but tests and logs ever reads what @call returned. */
bool dl_success_is_lost(const struct dl_explorer *ex, const struct dl_instr *call);

/*
 * elements.c: the function fills an array in one loop, and tests what lies in the field of @key in another one
 * that comes later.
 */
bool dl_success_tests_element(const struct dl_explorer *ex, const struct dl_object *object,
			      const struct dl_sym *alias, uint64_t key);

/* split.c: conditions in two outcomes */
/* The outcomes of every object on one side of a condition; false when the side is impossible. */
bool dl_success_branch(struct dl_explorer *ex, struct dl_state *state, const struct dl_branch *b);

/* judge.c: what an exit says of @object */
void dl_success_exit(struct dl_explorer *ex, const struct dl_exit *exit,
		     const struct dl_object *object);
/* A release of its field ends the view of @object, which nobody has tested so far. */
void dl_judge_lost(struct dl_explorer *ex, const struct dl_state *st, const struct dl_object *object,
		   const struct dl_instr *at, const struct dl_loc *loc);

/* Released by the device core, or nothing that could fail or be released. */
bool dl_object_is_managed(const struct dl_object *object);

#endif
