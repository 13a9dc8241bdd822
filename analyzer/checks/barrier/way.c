/* SPDX-License-Identifier: Apache-2.0 */
/* What is written of a record before a place, with nothing between that keeps the order for a device. */
#include <stdlib.h>

#include "checks/barrier/barrier.h"

#define MAX_BLOCKS 96
#define MAX_CALLS 3

static enum dl_worth worth_of(struct dl_barriers *b, const struct dl_reading *r, const struct dl_val *v)
{
	return dl_is_of_handle(b, r, v) ? DL_WORTH_HANDLE : dl_is_number(r, v) ? DL_WORTH_NUMBER : DL_WORTH_VALUE;
}

static void add_write(struct dl_way *w, const struct dl_instr *at, const struct dl_func *func,
		      const struct dl_step *field, enum dl_worth worth)
{
	if (worth > w->best.worth)
		w->best = (struct dl_other_write){ at, func, field, w->via, worth };
}

static void look_at_store(struct dl_way *w, const struct dl_reading *r, const struct dl_word *word,
			  const struct dl_instr *in)
{
	struct dl_word found;

	if (dl_word_of_place(w->b, r, in->place, &found) && dl_word_same_record(r, word, &found) &&
	    dl_word_is_other(word, &found) && found.field)
		add_write(w, in, r->func, found.field, worth_of(w->b, r, &in->a));
}

static void look_at_call(struct dl_way *w, const struct dl_reading *r, const struct dl_word *word,
			 const struct dl_instr *in, int calls);

/* All that the callee, in which nothing orders, does to the record behind its parameter. */
static void look_inside(struct dl_way *w, const struct dl_func *func, const struct dl_word *word, int calls)
{
	const struct dl_reading *r = dl_reading_of(w->b, func);

	for (uint32_t k = 0; k < func->block_count; k++)
		for (uint32_t i = 0; i < func->blocks[k].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[k].instrs[i];

			if (in->op == DL_OP_STORE)
				look_at_store(w, r, word, in);
			else if (in->op == DL_OP_CALL)
				look_at_call(w, r, word, in, calls);
		}
}

static void look_at_call(struct dl_way *w, const struct dl_reading *r, const struct dl_word *word,
			 const struct dl_instr *in, int calls)
{
	const struct dl_func_info *callee = dl_callee_of(w->b->an, in);
	const struct dl_model *m = callee ? NULL : dl_model_of(w->b->an, in);

	for (uint32_t k = 0; k < in->arg_count; k++) {
		struct dl_word arg, inner;

		if (!dl_word_is_given(w->b, r, word, in, k, &arg))
			continue;
		if (callee && k < callee->func->param_count && calls < MAX_CALLS) {
			inner = dl_word_inside(word, &arg, callee->func, k);
			if (!calls)
				w->via = in;
			look_inside(w, callee->func, &inner, calls + 1);
			if (!calls)
				w->via = NULL;
		} else if (m && m->role == DL_ROLE_CPU_ACCESS && m->arg_write == (int)k && m->arg_read >= 0) {
			add_write(w, in, r->func, NULL, DL_WORTH_VALUE);
		}
	}
}

/* False: what comes before need not be looked at. */
static bool look_at(struct dl_way *w, const struct dl_reading *r, const struct dl_word *word,
		    const struct dl_instr *in)
{
	enum dl_order order;

	switch (in->op) {
	case DL_OP_STORE:
		if (dl_word_is_moved(r, word, in->place))
			return false;
		look_at_store(w, r, word, in);
		return true;
	case DL_OP_CALL:
	case DL_OP_FENCE:
	case DL_OP_ASM:
		if (dl_orders_writes(w->b, in))
			return false;
		order = dl_order_of(w->b, in);
		if (order == DL_ORDER_CPUS || order == DL_ORDER_CPU_WRITES)
			w->weak = in;
		if (in->op == DL_OP_CALL)
			look_at_call(w, r, word, in, 0);
		return true;
	default: return true;
	}
}

bool dl_look_back(const struct dl_func *func, const struct dl_site *site, dl_look_fn look, void *ctx)
{
	uint8_t *seen = dl_xcalloc(func->block_count, 1);
	uint32_t queue[MAX_BLOCKS], count = 0;
	bool from_entry = false;

	queue[count++] = site->block;
	for (uint32_t k = 0; k < count; k++) {
		const struct dl_block *it = &func->blocks[queue[k]];
		uint32_t at = k ? it->instr_count : site->index;
		bool goes_on = true;

		while (goes_on && at-- > 0)
			goes_on = look(ctx, queue[k], &it->instrs[at]);
		from_entry |= goes_on && !queue[k];
		for (uint32_t p = 0; goes_on && p < func->block_count; p++) {
			const struct dl_term *t = &func->blocks[p].term;

			for (uint32_t i = 0; i < t->target_count && !seen[p] && count < MAX_BLOCKS; i++)
				if (t->targets[i] == queue[k]) {
					seen[p] = 1;
					queue[count++] = p;
				}
		}
	}
	free(seen);
	return from_entry;
}

/* One word, looked for backwards in one function. */
struct looking {
	struct dl_way *w;
	const struct dl_reading *r;
	const struct dl_word *word;
};

static bool look(void *ctx, uint32_t block, const struct dl_instr *in)
{
	const struct looking *l = ctx;

	(void)block;
	return look_at(l->w, l->r, l->word, in);
}

void dl_way_back(struct dl_way *w, const struct dl_reading *r, const struct dl_word *word, const struct dl_site *site)
{
	w->from_entry |= dl_look_back(r->func, site, look, &(struct looking){ w, r, word });
}
