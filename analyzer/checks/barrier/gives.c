/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words by which a record is given to the device: the driver does nothing while some bits of it are set, and sets
 * these itself. The device clears them when it is done.
 */
#include "base/hash.h"
#include "checks/barrier/barrier.h"

#define MAX_DEPTH 10

/* The number that the condition compares with; NULL: it compares with none. */
static const struct dl_instr *equality(const struct dl_reading *r, const struct dl_val *cond, uint64_t *number)
{
	const struct dl_instr *def = dl_defined_as(r, cond);

	if (!def || def->op != DL_OP_BIN || (def->sub != DL_BIN_EQ && def->sub != DL_BIN_NE) ||
	    def->b.kind != DL_VAL_INT)
		return NULL;
	*number = (uint64_t)def->b.num;
	return def;
}

/* Bits of the word that are set on that side of the test. */
static uint64_t bits_set(const struct dl_reading *r, const struct dl_term *term, const struct dl_tested *t, int side)
{
	enum dl_relation relation = dl_relation_of(r, &term->cond);
	const struct dl_instr *equal;
	uint64_t number;

	if (relation == (side ? DL_RELATION_CLEAR : DL_RELATION_SET))
		return t->bits;
	equal = relation == DL_RELATION_CONSTANT ? equality(r, &term->cond, &number) : NULL;
	return equal && (equal->sub == DL_BIN_NE) == side ? t->bits & number << t->shift : 0;
}

/* Bits of a word that stop the driver while they are set, and while they are clear. */
struct waits {
	uint64_t set;
	uint64_t clear;
};

/* The field, and the pointer that leads to the record where that is a field: rings have their own meaning of a bit. */
static uint64_t key_of(const struct dl_word *w, const struct dl_step *field, bool with_ring)
{
	uint64_t key = dl_field_key(field->record, field->field);
	uint32_t steps = with_ring && w->root == DL_ROOT_PATH ? w->steps : 0;
	const struct dl_step *last;

	while (steps && w->path->steps[steps - 1].kind == DL_STEP_INDEX)
		steps--;
	last = steps ? &w->path->steps[steps - 1] : NULL;
	return last && last->kind == DL_STEP_FIELD && last->record ?
	       dl_hash_u64(key, dl_field_key(last->record, last->field)) : key;
}

static void add_waits(struct dl_barriers *b, uint64_t key, uint64_t set, uint64_t clear)
{
	struct waits *known = dl_map_get(&b->gives, key);

	if (!known) {
		known = dl_arena_zalloc(b->an->arena, sizeof(*known));
		dl_map_put(&b->gives, key, known);
	}
	known->set |= set;
	known->clear |= clear;
}

static void note_branch(struct dl_barriers *b, const struct dl_reading *r, const struct dl_cfg *cfg, uint32_t block)
{
	const struct dl_term *term = &r->func->blocks[block].term;
	struct dl_tested t;
	uint64_t set, clear;
	bool is_idle;

	if (!dl_tested_word(b, r, &term->cond, &t) || t.is_found || !t.word.field->record || !dl_naming_of(b, r, &t, term).busy)
		return;
	is_idle = dl_side_is_idle(b, r, cfg, block, 0, &t.word);
	/* both do nothing: a function that only tells */
	if (is_idle == dl_side_is_idle(b, r, cfg, block, 1, &t.word))
		return;
	set = bits_set(r, term, &t, !is_idle);
	clear = bits_set(r, term, &t, is_idle);
	if (!(set | clear))
		return;
	add_waits(b, key_of(&t.word, t.word.field, false), set, clear);
	add_waits(b, key_of(&t.word, t.word.field, true), set, clear);
}

void dl_gives_note(struct dl_barriers *b)
{
	struct dl_analysis *an = b->an;

	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *func = &an->unit->funcs[f];

		if (func->degradation_count)
			continue;
		for (uint32_t k = 0; k < func->block_count; k++)
			if (func->blocks[k].term.kind == DL_TERM_BRANCH)
				note_branch(b, dl_reading_of(b, func), dl_cfg_of(an, &an->funcs[f]), k);
	}
}

/* ---- what a store sets ---- */

static uint64_t ones_of(const struct dl_reading *r, const struct dl_val *v, int depth);

/* Of all that is ever put into the variable. */
static uint64_t ones_of_variable(const struct dl_reading *r, uint32_t var, int depth)
{
	uint64_t ones = 0;

	for (uint32_t i = 0; i < r->store_count; i++)
		if (r->stores[i].at->place->index == var)
			ones |= ones_of(r, &r->stores[i].at->a, depth + 1);
	return ones;
}

/* Bits that may be set in the value because a number in it says so. */
static uint64_t ones_of(const struct dl_reading *r, const struct dl_val *v, int depth)
{
	const struct dl_instr *def = dl_defined_as(r, v);

	if (v->kind == DL_VAL_INT)
		return (uint64_t)v->num;
	if (!def || depth > MAX_DEPTH)
		return 0;
	if (def->op == DL_OP_LOAD && dl_whole_var(def->place) != DL_NO_VAR)
		return ones_of_variable(r, def->place->index, depth);
	if (def->op != DL_OP_BIN)
		return 0;
	switch (def->sub) {
	case DL_BIN_OR:
	case DL_BIN_ADD: return ones_of(r, &def->a, depth + 1) | ones_of(r, &def->b, depth + 1);
	case DL_BIN_AND: return def->b.kind == DL_VAL_INT ? ones_of(r, &def->a, depth + 1) & (uint64_t)def->b.num : 0;
	case DL_BIN_SHL:
		return def->b.kind == DL_VAL_INT && def->b.num >= 0 && def->b.num < 64 ?
		       ones_of(r, &def->a, depth + 1) << def->b.num : 0;
	default: return 0;
	}
}

bool dl_gives(struct dl_barriers *b, const struct dl_reading *r, const struct dl_instr *store, struct dl_word *word)
{
	const struct dl_place *p = store->place;
	const struct dl_step *last = p->step_count ? &p->steps[p->step_count - 1] : NULL;
	const struct waits *waits;
	uint64_t ones;

	if (!last || last->kind != DL_STEP_FIELD || !last->record ||
	    !dl_map_has(&b->gives, dl_field_key(last->record, last->field)) ||
	    !dl_word_of_place(b, r, p, word) || !word->field)
		return false;
	waits = dl_map_get(&b->gives, key_of(word, last, true));
	if (!waits)
		waits = dl_map_get(&b->gives, key_of(word, last, false));
	ones = ones_of(r, &store->a, 0);
	return (waits->set & ~waits->clear & ones) && dl_ring_word(b->rings, word);
}
