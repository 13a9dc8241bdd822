/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The consumer's side: a word of a record in coherent memory says whether the device has written the record. It
 * is tested, and where it lets the function go on, other words are read with nothing that keeps the order.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/barrier/barrier.h"
#include "checks/event/event.h"

#define MAX_BLOCKS 96		/* looked at behind a test */
#define MAX_CALLS 3
#define MAX_READS 16
#define MAX_EARLY 8

/* A read of another word of the record. */
struct other_read {
	const struct dl_instr *at;
	const struct dl_func *func;
	const struct dl_step *field;	/* NULL: the record as a whole */
	bool is_early;			/* before the test, and used behind it */
	const struct dl_instr *via;	/* call of the judged function that leads there; NULL: it is its own */
};

/* A word that was read before the test, and where its value lies. */
struct early {
	const struct dl_instr *at;
	const struct dl_step *field;
	uint32_t temp;
	uint32_t var;
};

/* One walk from one side of a branch. */
struct walk {
	struct dl_barriers *b;
	struct dl_word word;
	struct other_read reads[MAX_READS];
	uint32_t read_count;
	struct early early[MAX_EARLY];
	uint32_t early_count;
	const struct dl_instr *via;	/* call of the judged function that is followed */
};

/* ---- what is read behind the test ---- */

static void add_read(struct walk *w, const struct dl_instr *at, const struct dl_func *func,
		     const struct dl_step *field, bool is_early)
{
	if (w->read_count < MAX_READS)
		w->reads[w->read_count++] = (struct other_read){ at, func, field, is_early, w->via };
}

static bool is_other_word(struct walk *w, const struct dl_reading *r, const struct dl_place *place,
			  const struct dl_word *word, struct dl_word *found)
{
	return place->type && place->type->kind != DL_TYPE_PTR && dl_word_of_place(w->b, r, place, found) && dl_word_same_record(r, word, found) &&
	       dl_word_is_other(word, found);
}

static void look_at_early(struct walk *w, const struct dl_reading *r, const struct dl_instr *in)
{
	for (uint32_t i = 0; i < w->early_count; i++) {
		const struct early *e = &w->early[i];
		bool uses = in->op == DL_OP_LOAD && e->var != DL_NO_VAR && dl_whole_var(in->place) == e->var;

		uses |= in->a.kind == DL_VAL_TEMP && in->a.num == e->temp && in->op != DL_OP_LOAD &&
			in->op != DL_OP_CALL;
		for (uint32_t k = 0; k < in->arg_count; k++)
			uses |= in->args[k].kind == DL_VAL_TEMP && in->args[k].num == e->temp;
		if (uses)
			add_read(w, e->at, r->func, e->field, true);
	}
}

static void walk_from(struct walk *w, const struct dl_reading *r, const struct dl_word *word, uint32_t block,
		      uint32_t avoid, int calls);

/* The record is given to a function of the unit, or to one that copies it. */
static void look_at_call(struct walk *w, const struct dl_reading *r, const struct dl_word *word,
			 const struct dl_instr *in, int calls)
{
	const struct dl_func_info *callee = dl_callee_of(w->b->an, in);
	const struct dl_model *m = callee ? NULL : dl_model_of(w->b->an, in);

	for (uint32_t k = 0; k < in->arg_count; k++) {
		struct dl_word arg, inner;

		if (!dl_word_is_given(w->b, r, word, in, k, &arg))
			continue;
		if (callee && k < callee->func->param_count && calls < MAX_CALLS &&
		    !callee->func->degradation_count) {
			inner = dl_word_inside(word, &arg, callee->func, k);
			if (!calls)
				w->via = in;
			walk_from(w, dl_reading_of(w->b, callee->func), &inner, 0, DL_NO_BLOCK, calls + 1);
			if (!calls)
				w->via = NULL;
		} else if (m && m->role == DL_ROLE_CPU_ACCESS && m->arg_read == (int)k) {
			add_read(w, in, r->func, NULL, false);
		}
	}
}

/* The word is set again: another use of the record begins. Clearing it only says that it was seen. */
static bool gives_back(struct walk *w, const struct dl_reading *r, const struct dl_word *word,
		       const struct dl_instr *in)
{
	struct dl_word found;

	return (in->a.kind != DL_VAL_INT || in->a.num) && dl_word_of_place(w->b, r, in->place, &found) &&
	       dl_word_same_record(r, word, &found) && !dl_word_is_other(word, &found);
}

/* The record is filled by the CPU. */
static bool overwrites(struct walk *w, const struct dl_reading *r, const struct dl_word *word,
		       const struct dl_instr *in)
{
	const struct dl_model *m = dl_model_of(w->b->an, in);
	struct dl_word to;

	return m && m->role == DL_ROLE_CPU_ACCESS && m->arg_write >= 0 &&
	       (uint32_t)m->arg_write < in->arg_count &&
	       dl_word_behind(w->b, r, &in->args[m->arg_write], &to) && dl_word_same_record(r, word, &to);
}

/* False: the way ends here. */
static bool look_at(struct walk *w, const struct dl_reading *r, const struct dl_word *word,
		    const struct dl_instr *in, int calls)
{
	struct dl_word found;

	look_at_early(w, r, in);
	switch (in->op) {
	case DL_OP_LOAD:
		if (is_other_word(w, r, in->place, word, &found))
			add_read(w, in, r->func, found.field, false);
		return true;
	case DL_OP_STORE: return !dl_word_is_moved(r, word, in->place) && !gives_back(w, r, word, in);
	case DL_OP_CALL:
		look_at_call(w, r, word, in, calls);
		return !dl_orders_reads(w->b, in) && !overwrites(w, r, word, in);
	case DL_OP_FENCE: return !dl_orders_reads(w->b, in);
	default: return true;
	}
}

static bool look_at_block(struct walk *w, const struct dl_reading *r, const struct dl_word *word,
			  uint32_t block, int calls)
{
	const struct dl_block *it = &r->func->blocks[block];

	for (uint32_t i = 0; i < it->instr_count; i++)
		if (!look_at(w, r, word, &it->instrs[i], calls))
			return false;
	return true;
}

static void walk_from(struct walk *w, const struct dl_reading *r, const struct dl_word *word, uint32_t block,
		      uint32_t avoid, int calls)
{
	uint8_t *seen = dl_xcalloc(r->func->block_count, 1);
	uint32_t queue[MAX_BLOCKS], count = 0;

	if (avoid != DL_NO_BLOCK)
		seen[avoid] = 1;
	if (!seen[block])
		queue[count++] = block;
	seen[block] = 1;
	for (uint32_t k = 0; k < count; k++) {
		const struct dl_term *t = &r->func->blocks[queue[k]].term;

		if (!look_at_block(w, r, word, queue[k], calls))
			continue;
		for (uint32_t i = 0; i < t->target_count && count < MAX_BLOCKS; i++) {
			if (!seen[t->targets[i]])
				queue[count++] = t->targets[i];
			seen[t->targets[i]] = 1;
		}
	}
	free(seen);
}

/* ---- what was read before it ---- */

static void add_early(struct walk *w, const struct dl_reading *r, const struct dl_instr *in,
		      const struct dl_step *field)
{
	struct early e = { in, field, in->dst, DL_NO_VAR };

	for (uint32_t i = 0; i < r->store_count; i++)
		if (dl_defined_as(r, &r->stores[i].at->a) == in)
			e.var = r->stores[i].at->place->index;
	if (w->early_count < MAX_EARLY)
		w->early[w->early_count++] = e;
}

/* From the end of @block on backwards, as far as there is one way: the record is the same, and nothing orders. */
static void look_back(struct walk *w, const struct dl_reading *r, uint32_t block)
{
	for (int n = 0; block != DL_NO_BLOCK && n < 8; n++, block = r->preds[block]) {
		const struct dl_block *it = &r->func->blocks[block];

		for (uint32_t i = it->instr_count; i-- > 0;) {
			const struct dl_instr *in = &it->instrs[i];
			struct dl_word found;

			if (dl_orders_reads(w->b, in) ||
			    (in->op == DL_OP_STORE && dl_word_is_moved(r, &w->word, in->place)))
				return;
			if (in->op == DL_OP_LOAD && is_other_word(w, r, in->place, &w->word, &found))
				add_early(w, r, in, found.field);
		}
	}
}

/* ---- judging ---- */

/* The test decides whether the device is done: not what it has done, or whether it has failed. */
static bool decides(const struct dl_naming *n, enum dl_relation idle, const struct dl_word *word)
{
	if (n->wrong && !n->ready && !n->busy)
		return false;
	switch (idle) {
	case DL_RELATION_CLEAR: return n->ready || n->busy || word->root != DL_ROOT_VAR ||
				       word->num >= word->func->param_count;
	case DL_RELATION_SET: return n->busy;
	case DL_RELATION_CONSTANT: return n->ready || n->busy;
	default: return true;
	}
}

/* Scan @block backwards: false when the record gets its name there. */
static bool comes_through(struct dl_barriers *b, const struct dl_reading *r, const struct dl_word *word,
			  uint32_t block, bool *told)
{
	const struct dl_block *it = &r->func->blocks[block];

	for (uint32_t i = it->instr_count; i-- > 0;) {
		const struct dl_instr *in = &it->instrs[i];

		if (in->op == DL_OP_STORE && dl_word_is_moved(r, word, in->place))
			return false;
		/* not a lock: that is for others */
		*told |= dl_orders_reads(b, in) &&
			 (in->op == DL_OP_FENCE ||
			  (dl_order_of(b, in) != DL_ORDER_ALL && dl_order_of(b, in) != DL_ORDER_ASLEEP &&
			   dl_order_of(b, in) != DL_ORDER_LOCK));
	}
	return true;
}

/* Something on the way to the test has ordered reads since the record has its name: it was told otherwise. */
static bool told_before(struct dl_barriers *b, const struct dl_reading *r, const struct dl_word *word,
			uint32_t branch)
{
	const struct dl_func *func = r->func;
	uint8_t *leads = dl_xcalloc(func->block_count, 1);	/* 2: from its begin */
	bool told = false, changed = true;

	leads[branch] = comes_through(b, r, word, branch, &told) ? 2 : 1;
	for (int round = 0; changed && round < 32; round++) {
		changed = false;
		for (uint32_t k = func->block_count; k-- > 0;) {
			const struct dl_term *t = &func->blocks[k].term;

			for (uint32_t i = 0; i < t->target_count && !leads[k]; i++) {
				if (leads[t->targets[i]] != 2)
					continue;
				leads[k] = comes_through(b, r, word, k, &told) ? 2 : 1;
				changed = true;
			}
		}
	}
	free(leads);
	return told;
}

/* The condition only says how much there is: the bound of a loop, a length that fits. */
static bool measures(const struct dl_reading *r, const struct dl_term *term)
{
	const struct dl_instr *def = dl_defined_as(r, &term->cond);
	const struct dl_instr *left = def ? dl_defined_as(r, &def->a) : NULL;

	return def && def->op == DL_OP_BIN && def->sub >= DL_BIN_LT && !dl_is_number(r, &def->b) &&
	       !(left && left->op == DL_OP_BIN && left->sub == DL_BIN_SUB);
}

/* Between the read of the tested word and the test, as far back as there is one way, reads are ordered. */
static bool is_ordered_before(struct dl_barriers *b, const struct dl_reading *r, const struct dl_tested *t,
			      uint32_t block)
{
	for (int n = 0; block != DL_NO_BLOCK && n < 8; n++, block = r->preds[block]) {
		const struct dl_block *it = &r->func->blocks[block];

		for (uint32_t i = it->instr_count; i-- > 0;) {
			if (&it->instrs[i] == t->site.at)
				return false;
			if (it->instrs[i].op == DL_OP_FENCE && dl_orders_reads(b, &it->instrs[i]))
				return true;
		}
	}
	return false;
}

/* How much a read proves: what the driver writes itself, the device need not. */
static int worth_of(const struct dl_barriers *b, const struct other_read *o)
{
	/* of an array in the record, the word is all of it */
	const struct dl_step *field = o->at->op == DL_OP_LOAD ? dl_last_field(o->at->place) : o->field;
	unsigned int stored = dl_stored_in(b, field);

	if (stored & DL_STORED_HANDLE || (stored & DL_STORED_UNMAPPED && stored & DL_STORED_VALUE))
		return 0;
	return !(stored & DL_STORED_VALUE) ? 3 : stored & DL_STORED_CONSTANT ? 2 : 1;
}

/* The caller is told that there is nothing yet. */
static bool tells_caller(const struct dl_reading *r, uint32_t idle)
{
	const struct dl_term *t = &r->func->blocks[idle].term;

	return t->kind == DL_TERM_RETURN && t->cond.kind == DL_VAL_INT && t->cond.num;
}

/* A function has found the record by a number that the caller gives: it has it from the device. */
static bool is_found_by(const struct dl_reading *r, const struct dl_word *word)
{
	for (uint32_t i = 0; word->root == DL_ROOT_VAR && i < r->store_count; i++) {
		const struct dl_instr *store = r->stores[i].at, *call = dl_defined_as(r, &store->a);

		if (store->place->index != word->num || !call || call->op != DL_OP_CALL)
			continue;
		for (uint32_t k = 0; k < call->arg_count; k++) {
			const struct dl_instr *def = dl_defined_as(r, &call->args[k]);

			if (def && def->op == DL_OP_LOAD && def->type && def->type->kind == DL_TYPE_INT &&
			    dl_whole_var(def->place) < r->func->param_count)
				return true;
		}
	}
	return false;
}

static const struct other_read *best_of(const struct walk *w, int *worth)
{
	const struct other_read *best = NULL;

	*worth = 0;
	for (int early = 0; early < 2; early++)
		for (uint32_t i = 0; i < w->read_count; i++) {
			int one = worth_of(w->b, &w->reads[i]);

			if (w->reads[i].is_early != early || one <= *worth)
				continue;
			best = &w->reads[i];
			*worth = one;
		}
	return best;
}

static void report(struct walk *w, const struct dl_reading *r, const struct dl_tested *t,
		   const struct dl_term *term, const struct dl_naming *n, uint32_t idle, bool told)
{
	bool is_given = (t->word.root == DL_ROOT_VAR && t->word.num < r->func->param_count) ||
			is_found_by(r, &t->word);
	bool is_unnamed = !n->ready && !n->busy;
	int worth;
	const struct other_read *best = best_of(w, &worth);
	struct dl_event ev = {
		.kind = DL_EV_UNORDERED_READ, .func = r->func, .loc = term->loc,
	};

	/* whoever gives the record may have asked already */
	if (!best || (is_given && !tells_caller(r, idle)))
		return;
	/* what the driver keeps beside the word, and finds with it */
	if (t->is_found && worth == 1)
		return;
	if (is_unnamed && (told || worth == 1 || measures(r, term) || !dl_takes_record(w->b, r, &t->word)))
		return;
	ev.at = best->at;
	ev.via = best->via;
	ev.test = t->load;
	ev.test_func = t->where;
	ev.related = best->at->loc;
	ev.related_func = best->func;
	ev.related_text = dl_field_text(best->field);
	ev.tested = dl_field_text(t->word.field);
	ev.slot = t->word.field ? dl_word_name(w->b->an, t->word.field) : NULL;
	ev.is_early = best->is_early;
	ev.grounds.device_order = true;
	ev.grounds.unnamed_test = is_unnamed;
	ev.grounds.told_before = told;
	ev.grounds.by_slot = is_given;
	ev.grounds.own_word = worth == 1 || (worth == 2 && !dl_clears(w->b, r->func, best->field));
	ev.grounds.assumed = worth == 2;
	dl_vec_push(&dl_events_of(w->b->an)->list, ev);
}

static bool side_is_idle(struct walk *w, const struct dl_reading *r, const struct dl_cfg *cfg, uint32_t block,
			 int side)
{
	const struct dl_term *term = &r->func->blocks[block].term;
	struct walk idle = { .b = w->b, .word = w->word };

	if (!dl_side_is_idle(w->b, r, cfg, block, side, &w->word))
		return false;
	walk_from(&idle, r, &idle.word, term->targets[side], block, MAX_CALLS);
	return !idle.read_count;
}

/* A second word that the same condition asks for is no use of it. */
static void drop_conditions(struct walk *w, const struct dl_reading *r, uint32_t idle)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < w->read_count; i++) {
		const struct other_read *o = &w->reads[i];
		bool asks = false;

		for (uint32_t k = 0; k < r->func->block_count && !asks && o->func == r->func; k++) {
			const struct dl_term *t = &r->func->blocks[k].term;
			struct dl_tested other;

			asks = t->kind == DL_TERM_BRANCH && (t->targets[0] == idle || t->targets[1] == idle) &&
			       dl_tested_word(w->b, r, &t->cond, &other) && other.load == o->at;
		}
		if (!asks)
			w->reads[kept++] = *o;
	}
	w->read_count = kept;
}

/* One barrier is missing, however many tests there are. */
static bool is_known(struct dl_barriers *b, const struct dl_reading *r, const struct dl_word *word)
{
	for (size_t i = 0; i < b->reported.len; i++)
		if (dl_word_same_record(r, &b->reported.data[i], word))
			return true;
	dl_vec_push(&b->reported, *word);
	return false;
}

static void judge_branch(struct dl_barriers *b, const struct dl_reading *r, const struct dl_cfg *cfg,
			 uint32_t block)
{
	const struct dl_term *term = &r->func->blocks[block].term;
	struct dl_tested t;
	struct walk w = { .b = b };

	if (!dl_tested_word(b, r, &term->cond, &t) || is_ordered_before(b, r, &t, block))
		return;
	w.word = t.word;
	look_back(&w, r, block);
	for (int side = 0; side < 2; side++) {
		enum dl_relation idle = dl_relation_of(r, &term->cond);
		struct dl_naming n;

		if (side && idle != DL_RELATION_OTHER && idle != DL_RELATION_CONSTANT)
			idle = idle == DL_RELATION_SET ? DL_RELATION_CLEAR : DL_RELATION_SET;
		n = dl_naming_of(b, r, &t, term);
		if (!decides(&n, idle, &t.word) || !side_is_idle(&w, r, cfg, block, side))
			continue;
		w.read_count = 0;
		walk_from(&w, r, &w.word, term->targets[!side], block, 0);
		drop_conditions(&w, r, term->targets[side]);
		if (w.read_count && !is_known(b, r, &w.word)) {
			report(&w, r, &t, term, &n, term->targets[side],
			       told_before(b, r, &t.word, block));
			return;
		}
	}
}

void dl_consumers_judge(struct dl_barriers *b)
{
	struct dl_analysis *an = b->an;

	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *func = &an->unit->funcs[f];
		const struct dl_reading *r;

		if (func->degradation_count)
			continue;
		r = dl_reading_of(b, func);
		b->reported.len = 0;
		for (uint32_t k = 0; k < func->block_count; k++)
			if (func->blocks[k].term.kind == DL_TERM_BRANCH)
				judge_branch(b, r, dl_cfg_of(an, &an->funcs[f]), k);
	}
	dl_vec_free(&b->reported);
}
