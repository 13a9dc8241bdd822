/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls: what a model's summary cannot say in its terms (where a list lies, what a test is about, results
 * that fold), and functions out of sight.
 */
#include "engine/path/path.h"

#include <string.h>

const struct dl_sym *dl_call_arg(const struct dl_instr *call, const struct dl_sym **args, int8_t n)
{
	return n >= 0 && (uint32_t)n < call->arg_count && n < 32 ? args[n] : NULL;
}

/* ---- lists ---- */

/* A table on the stack whose list came from outside: `{ .list = list }`. */
static bool table_is_foreign(const struct dl_explorer *ex, const struct dl_state *st,
			     const struct dl_sym *table)
{
	for (uint32_t i = 0; i < st->env_len; i++) {
		const struct dl_sym *loc = st->env[i].loc, *base;

		if (loc->kind != DL_SYM_FIELD || loc->a != table || !loc->record ||
		    dl_lexicon_field_role(&ex->an->lexicon, loc->record->name, loc->field) !=
			    DL_ROLE_LIST)
			continue;
		base = dl_sym_pointer_base(st->env[i].value);
		return base->kind == DL_SYM_LOAD || base->kind == DL_SYM_PHI;
	}
	return false;
}

/* A list that is reachable from outside keeps the object: the owner can release it. */
static void place_list(struct dl_explorer *ex, struct dl_frame *frame, struct dl_object *o)
{
	const struct dl_sym *sg = o->sg;

	if (!sg)
		return;
	DL_HOOKS(remade, ex, frame->state, sg);
	/* variables that hold the list: a release may name one of them after a join */
	for (uint32_t i = 0; i < frame->state->env_len; i++) {
		const struct dl_binding *b = &frame->state->env[i];

		if (b->value == sg && b->loc->kind == DL_SYM_VAR &&
		    b->loc->num < ex->func->var_count)
			dl_object_add_alias(o, b->loc);
	}
	if (sg->kind == DL_SYM_ADDR && dl_loc_is_local(sg->a)) {
		dl_object_add_alias(o, sg->a);
		o->stored = table_is_foreign(ex, frame->state, sg->a);
		return;
	}
	sg = dl_sym_pointer_base(sg);
	if (sg->kind == DL_SYM_RESULT || sg->kind == DL_SYM_UNKNOWN)
		return; /* allocated here: local until stored */
	o->stored = true;
	if (sg->kind == DL_SYM_LOAD)
		dl_object_add_alias(o, sg->a);
	else if (sg->kind == DL_SYM_ADDR)
		dl_object_add_alias(o, sg->a);
}

/* A list that is lent again after a failure: what is said of it from now on is said of the new object. */
static void replace_failed(struct dl_state *st, const struct dl_sym *sg)
{
	for (uint32_t i = 0; sg && i < st->object_count; i++)
		if (st->objects[i].sg == sg && st->objects[i].state == DL_OBJ_FAILED)
			st->objects[i].state = DL_OBJ_RELEASED;
}

void dl_begin_object(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		     struct dl_object *o)
{
	o->origin = call;
	o->origin_func = ex->func;
	replace_failed(frame->state, o->sg);
	place_list(ex, frame, o);
}

/* ---- tests of what may have failed ---- */

const struct dl_sym *dl_ask(struct dl_explorer *ex, struct dl_frame *frame,
			    const struct dl_instr *in, const struct dl_model *test,
			    const struct dl_sym *handle)
{
	const char *name = test ? test->name : dl_error_predicate(ex->an, in);

	if (!test)
		test = ex->an->platform->handle_test;
	DL_EACH_WITH(c, asked)
		handle = (*c)->asked(ex, frame, in, handle);
	return dl_sym_call(ex->syms, test, name, &handle, 1);
}

void dl_exec_predicate(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *in,
		       const struct dl_sym **args)
{
	const struct dl_sym *handle = NULL;

	for (uint32_t i = 0; i < in->arg_count && i < 32; i++)
		if (dl_state_object_of(frame->state, args[i]) || (i == 1 && !handle))
			handle = args[i];
	if (handle)
		dl_set_temp(ex, frame, in->dst, dl_ask(ex, frame, in, NULL, handle));
	else
		dl_exec_unknown_call(ex, frame, in, args);
}

/* ---- results ---- */

/* Errors and the pointers made of them are one number: what a function of it is known to give. */
static const struct dl_sym *error_pointer(struct dl_explorer *ex, const struct dl_state *st,
					  const struct dl_model *model, const struct dl_sym *v)
{
	struct dl_fact f;
	bool error;

	if (model->gives == DL_GIVES_ANYTHING)
		return NULL;
	if (model->gives == DL_GIVES_ARGUMENT)
		return v;
	f = dl_state_range(st, v);
	error = f.hi < 0;
	switch (model->gives) {
	case DL_GIVES_IS_ERROR:
		return error || f.lo >= 0 ? dl_sym_int(ex->syms, error) : NULL;
	case DL_GIVES_IS_ERROR_OR_NULL:
		return f.hi <= 0 || f.lo > 0 ? dl_sym_int(ex->syms, f.hi <= 0) : NULL;
	case DL_GIVES_ERROR_OR_ZERO:
		return error ? v : f.lo >= 0 ? dl_sym_int(ex->syms, 0) : NULL;
	default: return NULL;
	}
}

const struct dl_sym *dl_pure_result(struct dl_explorer *ex, struct dl_frame *frame,
				    const struct dl_instr *in, const struct dl_model *model,
				    const struct dl_sym **args)
{
	const struct dl_sym *result = in->arg_count == 1 ?
				      error_pointer(ex, frame->state, model, args[0]) : NULL;

	if (!result)
		result = dl_sym_call(ex->syms, model, in->callee, args,
				     in->arg_count < 8 ? in->arg_count : 8);
	return result->kind == DL_SYM_CALL ? dl_sym_typed(result, in->type) : result;
}

/* ---- functions out of sight ---- */

void dl_hand_zeroed(struct dl_state *st, const struct dl_sym **args, uint32_t count, bool writes)
{
	for (uint32_t i = 0; st->zeroed_count && i < count && i < 32; i++) {
		if (writes)
			dl_zeroed_forget(st, dl_sym_root_pointer(args[i]));
		else
			dl_zeroed_give(st, args[i]);
	}
}

/* What a member of zeroed memory holds, whose address goes out of sight, may be set there. */
static void expose_member(struct dl_explorer *ex, struct dl_state *st, const struct dl_instr *in,
			  const struct dl_sym *loc, int64_t n)
{
	const struct dl_sym *whole = dl_sym_whole(loc);

	if (loc->kind == DL_SYM_FIELD && whole->kind == DL_SYM_DEREF && !dl_state_bound(st, loc) &&
	    dl_zeroed_has(st, whole->a))
		dl_state_write(st, loc, dl_sym_load(ex->syms, loc, dl_changed_by(in) + n));
}

/* The address of a local goes out of sight. */
static void expose_local(struct dl_explorer *ex, struct dl_frame *frame,
			 const struct dl_instr *in, const struct dl_sym *loc, int64_t n)
{
	struct dl_state *st = frame->state;
	const struct dl_sym *root = loc;

	root = dl_sym_whole(root);
	/* the callee may keep a handle found in the record, and may write to it */
	for (uint32_t i = 0; i < st->object_count; i++) {
		for (uint32_t h = 0; h < st->objects[i].alias_count; h++) {
			const struct dl_sym *l = st->objects[i].aliases[h];

			l = dl_sym_whole(l);
			if (l == root)
				st->objects[i].stored = true;
		}
	}
	for (uint32_t i = 0; i < st->env_len; i++) {
		const struct dl_sym *l = st->env[i].loc;

		l = dl_sym_whole(l);
		if (l == root && !dl_state_object_of(st, st->env[i].value))
			st->env[i].value = dl_sym_unknown(ex->syms, in, 100 + n + (int64_t)st->env[i].loc->id * 64);
	}
	if (!dl_state_bound(st, loc))
		dl_state_write(st, loc, dl_sym_unknown(ex->syms, in, n));
}

void dl_exec_unknown_call(struct dl_explorer *ex, struct dl_frame *frame,
			  const struct dl_instr *in, const struct dl_sym **args)
{
	struct dl_state *st = frame->state;
	bool asks = !dl_callee_of(ex->an, in) && !dl_model_of(ex->an, in) &&
		    dl_is_question(ex, frame, in, args);

	DL_HOOKS(unknown_call, ex, frame, in, args);
	dl_hand_zeroed(st, args, in->arg_count, dl_callee_of(ex->an, in));
	if (!asks)
		dl_change_empty_globals(ex, st, in);
	for (uint32_t i = 0; i < in->arg_count && i < 32; i++) {
		const struct dl_sym *v = args[i];
		const struct dl_sym *base = dl_sym_pointer_base(v);
		struct dl_object *o = dl_state_owner_of(st, v);

		if (!asks && base->kind == DL_SYM_RESULT)
			dl_map_put(&ex->handed, (uintptr_t)base, (void *)1);
		if (!asks)
			dl_forget_answers(ex->an, st, dl_sym_root_pointer(v), false);
		if (o && o == dl_state_object_of(st, v)) {
			dl_story_act(ex, st, DL_STORY_PASS, in, ex->func, o, v);
			o->escaped = true;
		} else if (o) {
			o->stored = true;	/* a part of the memory: it may be put on a list */
		} else {
			dl_keep_param(ex, frame, in, v, NULL);
		}
		if (base->kind == DL_SYM_ADDR) {
			if (dl_loc_is_local(base->a))
				expose_local(ex, frame, in, base->a, (int64_t)i + 20);
			else if (dl_sym_last_field(base->a) == base->a)
				DL_HOOKS(expose, ex, base->a);
			expose_member(ex, st, in, base->a, (int64_t)i * 2);
			if (!asks && !dl_loc_is_local(base->a))
				dl_change_given(ex, st, in, base->a);
		}
		/* a local list or buffer that goes out of sight may be released there */
		for (uint32_t k = 0; k < st->object_count; k++)
			if (st->objects[k].sg && !st->objects[k].stored &&
			    dl_sym_pointer_base(st->objects[k].sg) == base)
				st->objects[k].escaped = true;
	}
	dl_set_temp(ex, frame, in->dst,
		    asks ? dl_sym_typed(dl_sym_call(ex->syms, NULL, in->callee, args, in->arg_count),
					in->type) :
			   dl_sym_result(ex->syms, in, DL_RESULT_VALUE, false));
}
