/* SPDX-License-Identifier: Apache-2.0 */
/* What comes after a record was given to the device, and shows that it was not given by that. */
#include <stdlib.h>

#include "checks/barrier/barrier.h"

#define MAX_BLOCKS 96
#define MAX_CALLS 3

bool dl_next_call(struct dl_barriers *b, const struct dl_func *callee, struct dl_call_place *at)
{
	struct dl_analysis *an = b->an;
	const struct dl_func_info *info = &an->funcs[callee - an->unit->funcs];

	for (; at->func < an->unit->func_count; at->func++, at->site = (struct dl_site){ 0 }) {
		const struct dl_func *func = &an->unit->funcs[at->func];

		if (func->degradation_count || !dl_func_calls(an, &an->funcs[at->func], info))
			continue;
		for (; at->site.block < func->block_count; at->site.block++, at->site.index = 0) {
			const struct dl_block *block = &func->blocks[at->site.block];

			for (; at->site.index < block->instr_count; at->site.index++) {
				const struct dl_instr *in = &block->instrs[at->site.index];

				if (in == at->site.at || in->op != DL_OP_CALL || dl_callee_of(an, in) != info)
					continue;
				at->site.at = in;
				return true;
			}
		}
	}
	return false;
}

/* The function runs before the device works, or when it has stopped: so it is called, or all of its callers are. */
bool dl_is_before_start(struct dl_barriers *b, const struct dl_func *func, int depth)
{
	struct dl_analysis *an = b->an;
	const struct dl_func_info *info = &an->funcs[func - an->unit->funcs];

	if (dl_name_has_word(an->platform, DL_WORD_INITIALISES, func->name) ||
	    dl_name_has_word(an->platform, DL_WORD_BEFORE_START, func->name) ||
	    dl_name_has_word(an->platform, DL_WORD_STOPS, func->name))
		return true;
	if (depth == MAX_CALLS || !info->has_caller || info->address_taken)
		return false;
	for (uint32_t f = 0; f < an->unit->func_count; f++)
		if (&an->funcs[f] != info && dl_func_calls(an, &an->funcs[f], info) &&
		    !dl_is_before_start(b, &an->unit->funcs[f], depth + 1))
			return false;
	return true;
}

/* The instruction gives a record, itself or by a function that it calls. */
static bool gives_one(struct dl_barriers *b, const struct dl_reading *r, const struct dl_instr *in)
{
	const struct dl_func_info *callee = in->op == DL_OP_CALL ? dl_callee_of(b->an, in) : NULL;
	struct dl_word word;

	if (in->op == DL_OP_STORE)
		return dl_gives(b, r, in, &word);
	for (uint32_t k = 0; callee && k < callee->func->block_count; k++)
		for (uint32_t i = 0; i < callee->func->blocks[k].instr_count; i++) {
			const struct dl_instr *inner = &callee->func->blocks[k].instrs[i];

			if (inner->op == DL_OP_STORE && dl_gives(b, dl_reading_of(b, callee->func), inner, &word))
				return true;
		}
	return false;
}

/* The address in the record is written only now. */
static bool stores_handle(struct dl_barriers *b, const struct dl_reading *r, const struct dl_word *word,
			  const struct dl_instr *in)
{
	struct dl_word found;

	return in->op == DL_OP_STORE && dl_is_of_handle(b, r, &in->a) &&
	       dl_word_of_place(b, r, in->place, &found) && dl_word_same_record(r, word, &found) &&
	       dl_word_is_other(word, &found);
}

enum { PASSED = 1, MOVED = 2 };	/* a barrier; the names of the record mean another one */

struct ahead {
	struct dl_barriers *b;
	const struct dl_reading *r;
	const struct dl_word *word;	/* NULL: it has no name here */
	const struct dl_site *site;
	uint32_t queue[4 * MAX_BLOCKS];	/* block * 4, and what lies behind */
	uint32_t count;
	uint8_t *seen;			/* per block: bit per what lies behind */
	bool given;			/* only there the record is, or one that leads to it */
	bool left;			/* the function is left first */
	bool ordered;			/* ... behind a barrier */
};

/* False: the way ends there. */
static bool look_at(struct ahead *a, const struct dl_instr *in, unsigned int *behind)
{
	if (in == a->site->at)
		return false;
	if ((*behind & PASSED && gives_one(a->b, a->r, in)) ||
	    (a->word && !(*behind & MOVED) && stores_handle(a->b, a->r, a->word, in)))
		a->given = true;
	if (dl_orders_writes(a->b, in))
		*behind |= PASSED;
	if (a->word && in->op == DL_OP_STORE && dl_word_is_moved(a->r, a->word, in->place))
		*behind |= MOVED;
	return !a->given;
}

static void look_at_block(struct ahead *a, uint32_t k)
{
	const struct dl_block *it = &a->r->func->blocks[a->queue[k] >> 2];
	unsigned int behind = a->queue[k] & 3;

	for (uint32_t i = k ? 0 : a->site->index + 1; i < it->instr_count; i++)
		if (!look_at(a, &it->instrs[i], &behind))
			return;
	if (it->term.kind == DL_TERM_RETURN) {
		a->left = true;
		a->ordered |= (behind & PASSED) != 0;
	}
	for (uint32_t i = 0; i < it->term.target_count && a->count < 4 * MAX_BLOCKS; i++) {
		uint32_t next = it->term.targets[i];

		if (a->seen[next] & 1 << behind)
			continue;
		a->seen[next] |= (uint8_t)(1 << behind);
		a->queue[a->count++] = next << 2 | behind;
	}
}

static bool is_given_later(struct dl_barriers *b, const struct dl_reading *r, const struct dl_word *word,
			   const struct dl_site *site, bool ordered, int calls)
{
	struct ahead a = { .b = b, .r = r, .word = word, .site = site };
	struct dl_call_place at = { 0 };

	a.seen = dl_xcalloc(r->func->block_count, 1);
	a.queue[a.count++] = site->block << 2 | (ordered ? PASSED : 0);
	for (uint32_t k = 0; k < a.count && !a.given; k++)
		look_at_block(&a, k);
	free(a.seen);
	while (!a.given && a.left && calls < MAX_CALLS && dl_next_call(b, r->func, &at))
		a.given = is_given_later(b, dl_reading_of(b, &b->an->unit->funcs[at.func]), NULL, &at.site,
					 a.ordered, calls + 1);
	return a.given;
}

bool dl_is_given_later(struct dl_barriers *b, const struct dl_reading *r, const struct dl_word *word,
		       const struct dl_site *site)
{
	return is_given_later(b, r, word, site, false, 0);
}
