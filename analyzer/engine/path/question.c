/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Functions out of sight that only answer a question: the same arguments, with what they point to
 * unchanged, bring the same answer. Which functions those are is a guess by their arguments and names,
 * so it only ever relates two branches. What may change between two calls (a status that is polled) is
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
	asks = dl_name_has_word(ex->an->platform, DL_WORD_ASKS, in->callee);
	for (uint32_t i = 0; i < in->arg_count; i++) {
		numbers &= is_number(in->args[i].type) && args[i]->kind != DL_SYM_UNKNOWN;
		varies |= args[i]->kind != DL_SYM_INT;
	}
	/* a number may be the error that an action gives */
	return ((numbers && varies && in->type->kind == DL_TYPE_BOOL) || asks) &&
	       !is_polled(ex, frame->block);
}

static bool speaks_of(const struct dl_sym *value, void *ctx)
{
	const struct dl_sym *pointer = ctx;

	while (value->kind == DL_SYM_BIN || value->kind == DL_SYM_CAST)
		value = value->a;
	if (value->kind != DL_SYM_CALL || dl_sym_model(value))
		return false;
	for (uint32_t i = 0; i < value->arg_count; i++)
		if (dl_sym_root_pointer(value->args[i]) == pointer)
			return true;
	return false;
}

void dl_forget_answers(struct dl_state *st, const struct dl_sym *pointer)
{
	for (uint32_t i = 0; i < st->fact_count; i++) {
		if (!speaks_of(st->facts[i].value, (void *)(uintptr_t)pointer))
			continue;
		dl_state_drop_facts(st, speaks_of, (void *)(uintptr_t)pointer);
		return;
	}
}
