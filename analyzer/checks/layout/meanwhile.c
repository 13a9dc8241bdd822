/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which of the writes to a member can happen while the device has a buffer. A call that returns when the transfer
 * is over leaves that to others: who asks for the same lock, or touches what anybody may touch. A buffer that
 * stays with the device can be met by any function that runs meanwhile, the one that has handed it over among them,
 * up to where it is taken back.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/layout/layout.h"
#include "engine/path/summary.h"
#include "engine/program/cfg.h"
#include "model/platform.h"

#define MAX_DEPTH 4

/* The call gives the buffer back to the CPU, or may. */
static bool takes_back(struct dl_analysis *an, const struct dl_input *in, const struct dl_instr *call)
{
	const struct dl_func_info *info;
	const struct dl_model *m;

	if (call->op != DL_OP_CALL || !call->callee)
		return false;
	m = dl_model_of(an, call);
	info = dl_info_of(an, call->callee);
	if ((m && dl_model_gives_back(m)) || (info && info->may_refresh))
		return true;
	for (size_t i = 0; !in->model->field && i < in->model->pair_count; i++)
		if (!strcmp(call->callee, in->model->pairs[i]))
			return true;
	return false;
}

/* From instruction @index of @block on: 1: to @to; -1: the buffer is taken back before; 0: neither. */
static int scan_block(struct dl_analysis *an, const struct dl_input *in, const struct dl_block *block, uint32_t index,
		      const struct dl_instr *to)
{
	for (uint32_t i = index; i < block->instr_count; i++) {
		if (&block->instrs[i] == to)
			return 1;
		if (takes_back(an, in, &block->instrs[i]))
			return -1;
	}
	return 0;
}

/* A way leads from behind @from (NULL: the entry) to @to, on which the buffer is not taken back. */
static bool reaches(struct dl_analysis *an, const struct dl_input *in, const struct dl_func *func,
		    const struct dl_instr *from, const struct dl_instr *to)
{
	bool *seen = dl_xcalloc(func->block_count + 1, sizeof(*seen));
	uint32_t *stack = dl_xcalloc(func->block_count + 1, sizeof(*stack)), depth = 0, index = 0;
	int found = 0;

	stack[depth++] = from ? dl_cfg_block_of(func, from) : 0;
	if (from)
		index = (uint32_t)(from - func->blocks[stack[0]].instrs) + 1;
	while (depth && found <= 0) {
		const struct dl_block *block = &func->blocks[stack[--depth]];

		found = scan_block(an, in, block, index, to);
		index = 0;
		for (uint32_t i = 0; !found && i < block->term.target_count; i++) {
			uint32_t t = block->term.targets[i];

			if (!seen[t])
				stack[depth++] = t;
			seen[t] = true;
		}
	}
	dl_free(seen);
	dl_free(stack);
	return found > 0;
}

/* Where the function that @at calls hands over what goes to @model; NULL: it does not. */
static const struct dl_effect *step_down(struct dl_analysis *an, const struct dl_model *model,
					 const struct dl_instr *at)
{
	const struct dl_func_info *callee = at->op == DL_OP_CALL ? dl_callee_of(an, at) : NULL;

	for (uint32_t i = 0; callee && callee->summary && i < callee->summary->case_count; i++) {
		const struct dl_summary_case *c = &callee->summary->cases[i];

		for (uint32_t k = 0; k < c->effect_count; k++) {
			const struct dl_effect *e = &c->effects[k];

			if (e->kind == DL_EFFECT_SINK && e->model == model && e->at && e->func == callee->func)
				return e;
		}
	}
	return NULL;
}

/* What in @func hands the buffer over, be it a helper; NULL: nothing. */
static const struct dl_instr *hand_over_in(struct dl_analysis *an, const struct dl_input *in,
					   const struct dl_func *func)
{
	const struct dl_func *here = in->func;
	const struct dl_instr *at = in->at;

	for (int depth = 0; depth < MAX_DEPTH && at; depth++) {
		const struct dl_effect *e;

		if (here == func)
			return at;
		e = step_down(an, in->model, at);
		here = e ? e->func : NULL;
		at = e ? e->at : NULL;
	}
	return NULL;
}

/* The function is told when the device is done. */
static bool is_told(const struct dl_input *in, const struct dl_func *func)
{
	for (uint32_t i = 0; in->at->op == DL_OP_CALL && i < in->at->arg_count; i++)
		if (in->at->args[i].kind == DL_VAL_FUNC && !strcmp(in->at->args[i].str, func->symbol))
			return true;
	return false;
}

/* Of a lock and the like the driver itself stores nothing but its first value. */
static bool initialises(struct dl_analysis *an, const struct dl_touch *t)
{
	return t->is_store || (t->at->callee && dl_name_has_word(an->platform, DL_WORD_INITIALISES, t->at->callee));
}

/* A pointer is cleared when what it led to goes: the device has been stopped by then. */
static bool clears_pointer(const struct dl_touch *t)
{
	const struct dl_val *a = &t->at->a;

	return t->at->op == DL_OP_STORE && a->kind == DL_VAL_INT && !a->num && a->type &&
	       a->type->kind == DL_TYPE_PTR;
}

static bool is_meanwhile(struct dl_analysis *an, const struct dl_input *in, const struct dl_part *part,
			 const struct dl_touch *t)
{
	const struct dl_instr *from = hand_over_in(an, in, t->func);

	if (dl_part_is_shared(part) ? initialises(an, t) :
				      clears_pointer(t) || (part->role == DL_RECORD_OTHER && !t->is_store))
		return false;
	if (part->role == DL_RECORD_LOCK)
		return !is_told(in, t->func);
	if (!in->lasts)
		return dl_part_is_shared(part) && !from;
	if (is_told(in, t->func))
		return false;
	/* or the helper is called again, for the next buffer */
	return reaches(an, in, t->func, from, t->at) ||
	       (from && t->func != in->func && reaches(an, in, in->func, in->at, in->at) &&
		reaches(an, in, t->func, NULL, t->at));
}

/* The function that makes the record and hands it over goes on when the device has it. */
static bool is_set_up(struct dl_analysis *an, const struct dl_writes *w, const struct dl_input *in,
		      const struct dl_func *func)
{
	if (in->lasts && func == in->func)
		return w->sets_up[func - an->unit->funcs];
	return dl_sets_up(an, w, func, in->record);
}

/* Which tells most: a function that is called, or led to by a table; a mere callback may be that of the transfer itself. */
static int rank(struct dl_analysis *an, const struct dl_input *in, const struct dl_touch *t)
{
	const struct dl_func_info *info = dl_info_of(an, t->func->symbol);

	/* what is taken down will soon be at rest */
	if (t->at->callee && dl_name_has_word(an->platform, DL_WORD_ENDS, t->at->callee))
		return 1;
	if (t->func == in->func)
		return 2;
	return info && info->address_taken && !info->table ? 3 : 4;
}

const struct dl_touch *dl_touch_meanwhile(struct dl_analysis *an, const struct dl_input *in, const struct dl_part *part)
{
	const struct dl_writes *w = dl_writes_of(an);
	const struct dl_touches *t = dl_touches_of(w, part->home, part->field);
	const struct dl_touch *best = NULL;

	for (size_t i = 0; t && part->role != DL_RECORD_TRANSFER && i < t->list.len; i++) {
		const struct dl_touch *touch = &t->list.data[i];

		if (touch->func->is_foreign || is_set_up(an, w, in, touch->func) ||
		    !is_meanwhile(an, in, part, touch))
			continue;
		/* who asks for a lock writes to it all the same, as others do to what is shared */
		if (part->role != DL_RECORD_LOCK && part->role != DL_RECORD_SHARED &&
		    !in->lasts && dl_keeps_out(an, in, touch))
			continue;
		if (!best || rank(an, in, touch) > rank(an, in, best))
			best = touch;
	}
	return best;
}
