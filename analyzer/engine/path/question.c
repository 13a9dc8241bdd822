/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Functions out of sight that only answer a question: the same arguments, with what they point to
 * unchanged, bring the same answer. Which functions those are is told by their declaration (inline, and
 * given nothing to write to) or guessed by their arguments and names, so it only ever relates two branches. What may change between two calls (a status that is polled) is
 * no such question.
 */
#include "engine/path/path.h"

static bool is_number(const struct dl_type *type)
{
	return type && (type->kind == DL_TYPE_INT || type->kind == DL_TYPE_BOOL ||
			type->kind == DL_TYPE_ENUM);
}

/* The call decides whether its loop goes on: what it asks about changes by itself. */
static bool is_polled(const struct dl_explorer *ex, uint32_t block)
{
	const struct dl_term *term = &ex->func->blocks[block].term;

	for (uint32_t l = 0; l < ex->cfg->loop_count; l++) {
		const struct dl_loop *loop = &ex->cfg->loops[l];

		for (uint32_t t = 0; dl_loop_has(loop, block) && t < term->target_count; t++)
			if (!dl_loop_has(loop, term->targets[t]))
				return true;
	}
	return false;
}

bool dl_is_question(const struct dl_explorer *ex, const struct dl_frame *frame,
		    const struct dl_instr *in, const struct dl_sym **args)
{
	bool asks, numbers = true, varies = false;

	if (!in->callee || in->dst == DL_NO_TEMP || !is_number(in->type) || !in->arg_count ||
	    in->arg_count > 4 || in->noreturn)
		return false;
	asks = dl_name_means(ex->an, DL_WORD_ASKS, in->callee);
	for (uint32_t i = 0; i < in->arg_count; i++) {
		numbers &= is_number(in->args[i].type) && args[i]->kind != DL_SYM_UNKNOWN;
		varies |= args[i]->kind != DL_SYM_INT;
	}
	/* a number may be the error that an action gives, unless the declaration says that there is none */
	return ((numbers && varies && in->type->kind == DL_TYPE_BOOL) || asks || in->pure) &&
	       !is_polled(ex, frame->block);
}

/*
 * Out of sight, it finds what belongs to its argument: a pointer, in a function that gives no more than a
 * truth. What it made would be lost.
 */
static bool only_finds(const struct dl_explorer *ex, const struct dl_instr *in)
{
	return in->callee && in->dst != DL_NO_TEMP && in->arg_count == 1 && !in->noreturn &&
	       (ex->func->is_inline || ex->func->ret->kind == DL_TYPE_BOOL) && in->type && in->type->kind == DL_TYPE_PTR &&
	       !dl_name_undoes(ex->an, in->callee);
}

/* Reads what does not change by itself, and calls nothing that does more. */
static bool only_reads(const struct dl_explorer *ex, const struct dl_instr *in)
{
	const struct dl_func_info *callee;
	const struct dl_model *model;

	if (in->op == DL_OP_ASM || in->op == DL_OP_FENCE || in->op == DL_OP_UNKNOWN ||
	    (in->place && in->place->is_volatile))
		return false;
	if (in->op != DL_OP_CALL)
		return true;
	callee = dl_callee_of(ex->an, in);
	if (callee)
		return callee->progress == DL_EXPLORED && callee->summary && callee->summary->only_reads;
	model = in->callee ? dl_model_of(ex->an, in) : NULL;
	return model ? model->role == DL_ROLE_PURE || model->role == DL_ROLE_LOG :
		       in->pure || only_finds(ex, in);
}

/* Two ends with different results that callers cannot tell apart before. */
static bool is_open(const struct dl_summary *s)
{
	for (uint32_t i = 0; i < s->case_count; i++)
		for (uint32_t k = 0; k < i; k++)
			if (s->cases[i].ret && s->cases[k].ret && s->cases[i].ret != s->cases[k].ret &&
			    s->cases[i].ret->kind == DL_SYM_INT && s->cases[k].ret->kind == DL_SYM_INT &&
			    !dl_guards_exclude(&s->cases[i], &s->cases[k]))
				return true;
	return false;
}

/* What it does to its arguments is to give them to what it calls. */
static bool only_passes(const struct dl_summary_case *c)
{
	for (uint32_t i = 0; i < c->effect_count; i++)
		if (c->effects[i].kind != DL_EFFECT_KEEP || c->effects[i].loc)
			return false;
	return true;
}

/* It gives a number, and does nothing else. */
bool dl_func_only_reads(const struct dl_explorer *ex, const struct dl_summary *s)
{
	if (!is_number(ex->func->ret) || ex->degraded || s->top)
		return false;
	for (uint32_t i = 0; i < s->case_count; i++)
		if (s->cases[i].object_count || s->cases[i].store_count || !only_passes(&s->cases[i]))
			return false;
	for (uint32_t b = 0; b < ex->func->block_count; b++)
		for (uint32_t i = 0; i < ex->func->blocks[b].instr_count; i++)
			if (!only_reads(ex, &ex->func->blocks[b].instrs[i]))
				return false;
	return true;
}

bool dl_func_asks(const struct dl_summary *s)
{
	return s->only_reads && is_open(s);
}

bool dl_take_answer(struct dl_explorer *ex, const struct dl_frame *frame, const struct dl_instr *call,
		    const struct dl_func *callee, const struct dl_sym **args, const struct dl_sym *ret)
{
	const struct dl_sym *answer;

	if (call->dst == DL_NO_TEMP || ret->kind != DL_SYM_INT || call->arg_count > 4 ||
	    frame->state->fact_count == DL_MAX_FACTS || is_polled(ex, frame->block))
		return true;
	answer = dl_sym_call(ex->syms, NULL, callee->symbol, args, call->arg_count);
	return dl_state_assume(frame->state, dl_sym_bin(ex->syms, DL_BIN_EQ, answer, ret), true);
}

struct touched {
	const struct dl_analysis *an;
	const struct dl_sym *pointer;
	bool stored;
};

/* A function out of sight leaves the fields of a record alone that a function of the unit reads. */
static bool is_stale(const struct dl_sym *value, void *ctx)
{
	const struct touched *t = ctx;

	while (value->kind == DL_SYM_BIN || value->kind == DL_SYM_CAST)
		value = value->a;
	if (value->kind != DL_SYM_CALL || dl_sym_model(value))
		return false;
	for (uint32_t i = 0; i < value->arg_count; i++)
		if (dl_sym_root_pointer(value->args[i]) == t->pointer)
			return t->stored || !dl_map_has(&t->an->by_name, (uintptr_t)value->str);
	return false;
}

void dl_forget_answers(const struct dl_analysis *an, struct dl_state *st, const struct dl_sym *pointer,
		       bool stored)
{
	struct touched t = { an, pointer, stored };

	dl_state_drop_facts(st, is_stale, &t);
}
