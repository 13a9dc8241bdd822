/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a story's steps: conditions and tests, what keeps an object, what is done to it, why a function fails. */
#include <string.h>

#include "checks/event/story.h"

/* ---- conditions ---- */

static const struct dl_term *term_of(const struct dl_story *s)
{
	return &s->func->blocks[s->block].term;
}

/* "of 'start' on line 12": whose result the condition asks about, where its text does not say it. */
static const char *of_call(struct story *t, const struct dl_story *s, const char *text)
{
	const struct dl_instr *call = dl_result_call(t->r, s->func, s->block, &term_of(s)->cond, s->parent);
	const char *name = call ? dl_text_call(call, dl_model_of(t->r->an, call)) : NULL;

	/* the object's own call is the first step */
	if (!name || !call->callee || call->loc.line == s->loc.line || strstr(text, name) ||
	    (t->ev->object && call == t->ev->object->origin))
		return NULL;
	return SAY(t, ", the result of '%s' on line %u", name, call->loc.line);
}

/* The call that the branch of a macro asks about, where the macro's text stands; NULL: no such branch. */
static const struct dl_instr *asked_by_macro(struct dl_report *r, const struct dl_story *s)
{
	const struct dl_term *term = term_of(s);
	const struct dl_instr *def = term->cond.kind == DL_VAL_TEMP ?
					     dl_definition(r, s->func, term->cond.num) : NULL;

	return def && def->op == DL_OP_CALL && def->callee && !def->written && def->loc.line &&
			       dl_same_place(&def->loc, &term->loc) &&
			       !dl_stands_at(r, &def->loc, def->callee, strlen(def->callee)) ?
		       def : NULL;
}

bool dl_macro_asks(struct dl_report *r, const struct dl_story *s)
{
	return asked_by_macro(r, s) != NULL;
}

/* The branch stands in a macro: what it asks is not to be seen there. */
static const char *in_macro(struct story *t, const struct dl_story *s, const char *text)
{
	const struct dl_instr *asked = asked_by_macro(t->r, s);
	const char *inner = asked ? SAY(t, "%s()", asked->callee) :
				    dl_text_value(t->r, s->func, &term_of(s)->cond);

	return inner ? SAY(t, "in the macro '%s', '%s'", text, inner) :
		       SAY(t, "in the macro '%s', a condition", text);
}

const char *dl_say_condition(struct story *t, const struct dl_story *s)
{
	const char *text = dl_written_condition(t->r, s->func, &s->loc);
	const char *call;

	if (text && (dl_is_statement(t->r, &s->loc) || dl_macro_asks(t->r, s)))
		return in_macro(t, s, text);
	if (!text && s->value)
		text = dl_text_exact(t->r, s->value);
	if (!text)
		return "the condition";
	call = of_call(t, s, text);
	return SAY(t, "'%s'%s", text, call ? call : "");
}

/* "'x' is taken to be true": a result of another line comes between commas. */
static const char *taken(struct story *t, const struct dl_story *s, bool truth)
{
	const char *text = dl_say_condition(t, s);

	return SAY(t, "%s%s is taken to be %s", text, *text == '\'' && text[strlen(text) - 1] != '\'' ? "," : "",
		   truth ? "true" : "false");
}

/* ---- what is done to it ---- */

/* The function that has the instruction. */
static const struct dl_func *function_of(const struct story *t, const struct dl_story *s)
{
	const struct dl_unit *unit = t->r->an->unit;

	for (uint32_t f = 0; s->at && !s->at_func && f < unit->func_count; f++)
		for (uint32_t b = 0; b < unit->funcs[f].block_count; b++) {
			const struct dl_block *block = &unit->funcs[f].blocks[b];

			if (s->at >= block->instrs && s->at < block->instrs + block->instr_count)
				return &unit->funcs[f];
		}
	return s->at_func;
}

/* Of some bits of a value the value: lower_32_bits() is a number in the IR. */
static const struct dl_sym *whole(const struct dl_sym *value)
{
	for (;;) {
		value = dl_sym_strip(value);
		if (value->kind != DL_SYM_BIN || value->b->kind != DL_SYM_INT ||
		    (value->sub != DL_BIN_AND && value->sub != DL_BIN_SHR))
			return value;
		value = value->a;
	}
}

/* What an instruction is given of the object: its own words for it. */
const char *dl_say_given(struct story *t, const struct dl_story *s)
{
	const struct dl_instr *at = s->at;
	const struct dl_model *m = at && at->op == DL_OP_CALL ? dl_model_of(t->r->an, at) : NULL;
	const struct dl_func *func = function_of(t, s);
	const char *text = NULL;

	if (m && s->kind == DL_STORY_FREE)
		text = dl_written_arg(t->r, func, at, m->arg_buf);
	else if (m && m->arg_handle >= 0)
		text = dl_written_arg(t->r, func, at, m->arg_handle);
	else if (m && m->arg_sg >= 0)
		text = dl_written_arg(t->r, func, at, m->arg_sg);
	if (!m && at && at->place && func && t->ev->object && t->ev->object->model->role == DL_ROLE_ALLOC)
		text = dl_written_place(t->r, func, at->place);
	if (!text && s->value)
		text = dl_text_exact(t->r, whole(s->value));
	if (!text && t->ev->object)
		text = dl_text_made(t->r, t->ev->object);
	return text ? SAY(t, ": '%s'", text) : "";
}

static const char *place(struct story *t, const struct dl_story *s)
{
	const char *text = s->at && s->at->op == DL_OP_STORE && s->at_func ?
			   dl_written_place(t->r, s->at_func, s->at->place) : NULL;

	return text ? text : dl_text_sym(t->r, s->value);
}

/* ", from 'req->dma'": the place that the value was read from. */
static const char *copied(struct story *t, const struct dl_story *s)
{
	const struct dl_val *value = s->at && s->at->op == DL_OP_STORE ? &s->at->a : NULL;
	const char *text;

	for (int n = 0; n < 6 && s->at_func && value && value->kind == DL_VAL_TEMP; n++) {
		const struct dl_instr *def = dl_definition(t->r, s->at_func, (uint32_t)value->num);

		if (def && def->op == DL_OP_LOAD) {
			text = dl_written_place(t->r, s->at_func, def->place);
			return text && (def->place->base != DL_BASE_VAR || def->place->step_count) &&
			       strcmp(text, place(t, s)) != 0 ? SAY(t, ", from '%s'", text) : "";
		}
		value = def && (def->op == DL_OP_CAST || def->op == DL_OP_BIN) ? &def->a :
			def && def->op == DL_OP_CALL && def->arg_count == 1 ? &def->args[0] : NULL;
	}
	return "";
}

const char *dl_say_kept(struct story *t, const struct dl_story *s)
{
	const char *text;

	if (!s->at || s->at->op != DL_OP_CALL)
		return SAY(t, "kept in '%s'%s", place(t, s), copied(t, s));
	/* a callee's store, in names of the function that calls it */
	text = dl_text_exact(t->r, s->value);
	return text ? SAY(t, "this call keeps it in '%s'", text) : "this call keeps it";
}

/* ---- where it was made ---- */

const char *dl_say_made(struct story *t)
{
	const struct dl_object *o = t->ev->object;
	const char *to = dl_written_target(t->r, o->origin_func, o->origin);

	return SAY(t, to ? "the call '%s()' gives '%s'" : "the call '%s()'", dl_text_call(o->origin, o->model), to);
}

/* ---- tests ---- */

/* The test of the object, with the side that was taken. */
const char *dl_say_test(struct story *t, const struct dl_story *s, const struct dl_story *way)
{
	const char *text = way ? taken(t, s, way->flag) : dl_say_condition(t, s);
	const char *call = dl_text_call(t->ev->object->origin, t->ev->object->model);

	/* a callee has looked */
	if (!way && s->call && s->call->op == DL_OP_CALL && !dl_same_place(&term_of(s)->loc, &s->loc))
		text = "tested in this call";
	if (s->kind == DL_STORY_BAD_TEST)
		return SAY(t, "%s: this test cannot tell failure from success", text);
	return SAY(t, "%s: '%s' has %s", text, call, s->flag ? "failed" : "succeeded");
}

static const char fewer_text[] = ": fewer entries than were asked for are a success, too, when an IOMMU has merged some";

/* The list's count is found to be less than what was asked for, and the list is mapped all the same. */
static bool is_short_count(const struct story *t, const struct dl_story *s)
{
	const struct dl_object *o = t->ev->object;
	const struct dl_sym *c = s->value;
	enum dl_bin op;

	if (t->ev->kind != DL_EV_LEAK || !o || !o->sg || o->model->failure != DL_FAIL_ZERO || !c ||
	    c->kind != DL_SYM_BIN)
		return false;
	op = (enum dl_bin)c->sub;
	if (dl_sym_strip(c->a) == o->value && c->b->kind != DL_SYM_INT)
		return s->flag ? op == DL_BIN_NE || op == DL_BIN_LT : op == DL_BIN_EQ || op == DL_BIN_GE;
	return dl_sym_strip(c->b) == o->value && c->a->kind != DL_SYM_INT &&
	       (s->flag ? op == DL_BIN_NE || op == DL_BIN_GT : op == DL_BIN_EQ || op == DL_BIN_LE);
}

/* The branch goes where a check, of which it asks for the result, has found a failure. */
static bool finds_failure(struct story *t, const struct dl_story *s)
{
	const struct dl_val *v = &term_of(s)->cond;
	bool truth = s->flag;

	for (int n = 0; n < 6 && v->kind == DL_VAL_TEMP; n++) {
		const struct dl_instr *def = dl_definition(t->r, s->func, (uint32_t)v->num);
		bool compares = def && def->op == DL_OP_BIN;

		if (compares && (def->b.kind != DL_VAL_INT || def->b.num ||
				 (def->sub != DL_BIN_EQ && def->sub != DL_BIN_NE && def->sub != DL_BIN_LT)))
			return false;
		if (!def || (!compares && def->op != DL_OP_CAST && def->op != DL_OP_UN))
			return truth;
		truth ^= (compares && def->sub == DL_BIN_EQ) || (def->op == DL_OP_UN && def->sub == DL_UN_LNOT);
		v = &def->a;
	}
	return false;
}

/* What was found to be mapped before cannot fail later: it is another mapping that the check looks at. */
static bool is_of_another(struct story *t, const struct dl_story *s)
{
	const struct dl_object *o = t->ev->object;
	const struct dl_instr *call;
	const struct dl_model *m;

	if (s->kind != DL_STORY_BRANCH || !o || o->state != DL_OBJ_OK || !dl_model_is_map(o->model) || o->sg)
		return false;
	call = dl_result_call(t->r, s->func, s->block, &term_of(s)->cond, s->parent);
	m = call ? dl_model_of(t->r->an, call) : NULL;
	return m && m->role == DL_ROLE_CHECK && finds_failure(t, s);
}

const char *dl_say_branch(struct story *t, const struct dl_story *s)
{
	return SAY(t, "%s%s%s", dl_story_leaves_loop(t->r, s) ? "the loop is left: " : "", taken(t, s, s->flag),
		   is_short_count(t, s) ? fewer_text : is_of_another(t, s) ? ": another mapping has failed" : "");
}

/* ---- the end of a function ---- */

/* Whoever is given an error only hands it on. */
static bool is_given_error(const struct dl_instr *call)
{
	for (uint32_t i = 0; i < call->arg_count; i++)
		if (call->args[i].kind == DL_VAL_INT && call->args[i].num < 0)
			return true;
	return false;
}

const char *dl_say_failing(struct story *t, const struct dl_func *func, const struct dl_loc *left,
			   const struct dl_story *way)
{
	bool fails = t->ev->kind == DL_EV_LEAK && (t->ev->evidence == DL_EVIDENCE_START ||
						   t->ev->evidence == DL_EVIDENCE_CALLERS);

	for (uint32_t b = 0; fails && func && b < func->block_count; b++) {
		const struct dl_term *term = &func->blocks[b].term;
		const struct dl_instr *call;

		if (term->kind != DL_TERM_RETURN || !dl_same_place(&term->loc, left))
			continue;
		call = dl_result_call(t->r, func, b, &term->cond, way);
		if (!call || !call->callee || is_given_error(call))
			continue;
		return call->loc.line == left->line ?
		       SAY(t, ", '%s' has failed", dl_text_call(call, dl_model_of(t->r->an, call))) :
		       SAY(t, ", '%s' on line %u has failed",
			   dl_text_call(call, dl_model_of(t->r->an, call)), call->loc.line);
	}
	return "";
}

/* ---- uses ---- */

const char *dl_say_use(struct story *t, const struct dl_story *s)
{
	const struct dl_model *m = s->at && s->at->op == DL_OP_CALL ? dl_model_of(t->r->an, s->at) : NULL;

	if (m && dl_model_refreshes(m))
		return "synced";
	if (m && dl_model_ends(m))
		return dl_model_is_map(t->ev->object->model) ? "unmapped" : "freed";
	if (s->at && (s->at->op == DL_OP_LOAD || s->at->op == DL_OP_STORE) &&
	    t->ev->object->model->role == DL_ROLE_ALLOC)
		return "followed";
	return m && m->role == DL_ROLE_MMIO_WRITE ? "written to the hardware" :
	       m && m->role == DL_ROLE_HANDBACK ? "handed to the device" : "used";
}
