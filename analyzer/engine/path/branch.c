/* SPDX-License-Identifier: Apache-2.0 */
/* Branches, switches and returns: which sides are possible, and what is known on each. */
#include <string.h>

#include "engine/path/walk.h"

/* The condition says that a pointer is NULL that was used before. */
static bool denies_use(const struct dl_state *state, const struct dl_sym *cond, bool truth)
{
	if (cond->kind == DL_SYM_BIN && cond->sub >= DL_BIN_EQ)
		return cond->sub == (truth ? DL_BIN_EQ : DL_BIN_NE) &&
		       cond->b->kind == DL_SYM_INT && cond->b->num == 0 &&
		       dl_state_uses(state, cond->a);
	return !truth && dl_state_uses(state, cond);
}

bool dl_take_side(struct dl_explorer *ex, struct dl_state *state, const struct dl_sym *cond,
		  bool truth, uint32_t block, const struct dl_loc *loc)
{
	const struct dl_branch b = { cond, truth, block, loc };

	if (denies_use(state, cond, truth))
		return false;
	DL_EACH_WITH(c, branch)
		if (!(*c)->branch(ex, state, &b))
			return false;
	if (!dl_state_assume(state, cond, truth))
		return false;
	DL_HOOKS(branched, ex, state, &b);
	return true;
}

/* ---- the ends of blocks ---- */

static void add_exit(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_term *term)
{
	struct dl_exit e = { .state = frame->state, .loc = term->loc, .block = frame->block };

	if (term->cond.kind != DL_VAL_NONE)
		e.ret = dl_eval(ex, frame, &term->cond);
	if (ex->exits.len < 512)
		dl_vec_push(&ex->exits, e);
	else
		ex->cut = true;
}

/* `x <= 16` of unsigned numbers: x is no negative number that was converted. */
static bool bounds_unsigned(struct dl_explorer *ex, struct dl_state *st, uint32_t block,
			    const struct dl_term *term, const struct dl_sym *cond, bool truth)
{
	const struct dl_block *b = &ex->func->blocks[block];
	bool below = cond->kind == DL_SYM_BIN && (truth ? cond->sub == DL_BIN_LT || cond->sub == DL_BIN_LE :
						  cond->sub == DL_BIN_GT || cond->sub == DL_BIN_GE);

	if (!below || cond->b->kind != DL_SYM_INT || cond->b->num < 0 ||
	    term->cond.kind != DL_VAL_TEMP)
		return true;
	for (uint32_t i = 0; i < b->instr_count; i++) {
		const struct dl_instr *in = &b->instrs[i];
		const struct dl_type *type = in->a.type;

		if (in->op == DL_OP_BIN && in->dst == (uint32_t)term->cond.num && type &&
		    type->kind == DL_TYPE_INT && !type->is_signed)
			return dl_state_assume(st, dl_sym_bin(ex->syms, DL_BIN_GE, cond->a,
							      dl_sym_int(ex->syms, 0)), true);
	}
	return true;
}

/* For one of several ways on: a copy of the frame's state, which the last one takes itself. */
static struct dl_state *state_for(struct dl_explorer *ex, struct dl_frame *frame, bool is_last)
{
	return is_last ? frame->state : dl_copy_of(ex, frame->state);
}

static void take_branch(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_term *term)
{
	const struct dl_sym *cond = dl_eval(ex, frame, &term->cond);
	int known = dl_state_truth(frame->state, cond);
	struct dl_state *sides[2] = { NULL, NULL };
	struct dl_fact facts[DL_MAX_FACTS];
	uint32_t fact_count = frame->state->fact_count;
	bool keeps = ex->info->keeps_fact[frame->block];

	if (fact_count && !keeps)
		memcpy(facts, frame->state->facts, fact_count * sizeof(*facts));
	for (int truth = 1; truth >= 0; truth--) {
		struct dl_state *st;

		if (known >= 0 && known != truth)
			continue;
		st = state_for(ex, frame, !truth || known == 1);
		if (!dl_take_side(ex, st, cond, truth, frame->block, &term->loc) ||
		    !bounds_unsigned(ex, st, frame->block, term, cond, truth)) {
			dl_drop_state(ex, st);
			continue;
		}
		if (known < 0)
			st->last_branch = ex->cfg->position[frame->block];
		if (!keeps) {
			st->fact_count = fact_count;
			if (fact_count)
				memcpy(st->facts, facts, fact_count * sizeof(*facts));
		}
		if (st->object_count)
			dl_story_add(ex, st, DL_STORY_BRANCH, &term->loc, NULL, cond, truth)->known =
				known >= 0;
		sides[truth] = st;
	}
	for (int truth = 1; truth >= 0; truth--) {
		if (!sides[truth])
			continue;
		if (sides[!truth])
			sides[truth]->last_choice = frame->block + 1;
		dl_follow_edge(ex, sides[truth], frame->block, term->targets[truth ? 0 : 1]);
	}
}

/* `value op num` holds on the way out of the switch. */
static bool takes(struct dl_explorer *ex, struct dl_frame *frame, struct dl_state *st, enum dl_bin op,
		  const struct dl_sym *value, int64_t num)
{
	return dl_take_side(ex, st, dl_sym_bin(ex->syms, op, value, dl_sym_int(ex->syms, num)), true,
			    frame->block, &ex->func->blocks[frame->block].term.loc);
}

static bool takes_case(struct dl_explorer *ex, struct dl_frame *frame, struct dl_state *st,
		       const struct dl_sym *value, const struct dl_case *c)
{
	if (c->low == c->high)
		return takes(ex, frame, st, DL_BIN_EQ, value, c->low);
	return takes(ex, frame, st, DL_BIN_GE, value, c->low) &&
	       takes(ex, frame, st, DL_BIN_LE, value, c->high);
}

/* The default is none of the cases. */
static bool excludes_cases(struct dl_explorer *ex, struct dl_frame *frame, struct dl_state *st,
			   const struct dl_sym *value)
{
	const struct dl_term *term = &ex->func->blocks[frame->block].term;

	for (uint32_t k = 0; k < term->case_count; k++) {
		const struct dl_case *c = &term->cases[k];
		struct dl_fact f = dl_state_range(st, value);
		enum dl_bin op = c->low == c->high ? DL_BIN_NE : DL_BIN_GT;

		/* of a range, no more can be said than on which side of it the value is */
		if (op == DL_BIN_GT && f.lo < c->low) {
			if (f.hi > c->high)
				continue;
			op = DL_BIN_LT;
		}
		if (!takes(ex, frame, st, op, value, op == DL_BIN_LT ? c->low : c->high))
			return false;
	}
	return true;
}

/* Where a block begins. */
static struct dl_loc first_place(const struct dl_func *func, uint32_t block)
{
	const struct dl_block *b = &func->blocks[block];

	return b->instr_count ? b->instrs[0].loc : b->term.loc;
}

static void take_switch(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_term *term)
{
	const struct dl_sym *value = dl_eval(ex, frame, &term->cond);

	for (uint32_t i = 0; i < term->target_count; i++) {
		struct dl_state *st = state_for(ex, frame, i + 1 == term->target_count);

		if (i < term->case_count ? !takes_case(ex, frame, st, value, &term->cases[i]) :
					   !excludes_cases(ex, frame, st, value)) {
			dl_drop_state(ex, st);
			continue;
		}
		st->last_branch = ex->cfg->position[frame->block];
		if (st->object_count && value->kind != DL_SYM_INT)
			dl_story_add(ex, st, DL_STORY_CASE, &term->loc, NULL, value, i >= term->case_count)
				->left = first_place(ex->func, term->targets[i]);
		dl_follow_edge(ex, st, frame->block, term->targets[i]);
	}
}

void dl_take_term(struct dl_explorer *ex, struct dl_frame *frame)
{
	const struct dl_term *term = &ex->func->blocks[frame->block].term;

	switch (term->kind) {
	case DL_TERM_JUMP: dl_follow_edge(ex, frame->state, frame->block, term->targets[0]); break;
	case DL_TERM_BRANCH: take_branch(ex, frame, term); break;
	case DL_TERM_SWITCH: take_switch(ex, frame, term); break;
	case DL_TERM_RETURN: add_exit(ex, frame, term); break;
	case DL_TERM_INDIRECT:
		for (uint32_t i = 0; i < term->target_count; i++)
			dl_follow_edge(ex, state_for(ex, frame, i + 1 == term->target_count), frame->block,
				       term->targets[i]);
		break;
	case DL_TERM_UNREACHABLE: dl_drop_state(ex, frame->state); break;
	}
}
