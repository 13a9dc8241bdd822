/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The producer's side: the driver gives a record in coherent memory to the device, by a word of it, and has written
 * other words before with nothing that keeps the order.
 */
#include "base/hash.h"
#include "checks/barrier/barrier.h"
#include "checks/event/event.h"

#define MAX_CALLS 3

/* The store that gives. */
struct give {
	const struct dl_func *func;
	const struct dl_instr *store;
	struct dl_word word;
};

bool dl_keeps_order(struct dl_barriers *b, const struct dl_func *func)
{
	const struct dl_engine_options *o = b->an->options;
	const struct dl_text_list *weak = &b->an->platform->words[DL_WORD_WEAK_ORDER];

	for (size_t i = 0; i < weak->count; i++)
		if (!o->runs_on || o->runs_on(o->runs_on_ctx, b->an->unit->files[func->loc.file].path, weak->items[i]))
			return false;
	return true;
}

/* One for each function and word. */
static bool is_told(struct dl_barriers *b, const struct dl_func *func, const struct dl_step *field)
{
	uint64_t key = dl_hash_u64(dl_field_key(field->record, field->field), (uintptr_t)func);

	if (dl_map_has(&b->told, key))
		return true;
	dl_map_put(&b->told, key, b);
	return false;
}

static void report(const struct dl_way *w, const struct dl_func *func, const struct dl_instr *at,
		   const struct give *give)
{
	struct dl_event ev = {
		.kind = DL_EV_UNORDERED_WRITE, .func = func, .loc = at->loc, .at = w->best.at, .via = w->best.via,
		.test = give->store, .test_func = give->func, .tested = dl_field_text(give->word.field),
		.related = w->best.at->loc, .related_func = w->best.func,
		.related_text = dl_field_text(w->best.field), .slot = dl_word_name(w->b->an, give->word.field),
		.weak = w->weak,
	};

	ev.grounds.device_order = true;
	ev.grounds.cpus_only = w->weak != NULL;
	ev.grounds.strong_order = dl_keeps_order(w->b, func);
	dl_vec_push(&dl_events_of(w->b->an)->list, ev);
}

static void judge(struct dl_barriers *b, const struct dl_reading *r, const struct dl_word *word,
		  const struct dl_site *site, const struct give *give, int calls);

/* The record is its caller's: what have they written before? */
static void judge_callers(struct dl_barriers *b, const struct dl_func *func, const struct dl_word *word,
			  const struct give *give, int calls)
{
	struct dl_call_place at = { 0 };

	while (dl_next_call(b, func, &at)) {
		const struct dl_reading *r = dl_reading_of(b, &b->an->unit->funcs[at.func]);
		struct dl_word record;

		if (word->num >= at.site.at->arg_count ||
		    !dl_word_behind(b, r, &at.site.at->args[word->num], &record))
			continue;
		record.offset += word->offset;
		record.size = word->size;
		record.field = word->field;
		judge(b, r, &record, &at.site, give, calls + 1);
	}
}

/* At @site the function gives the record, itself or by a call. */
static void judge(struct dl_barriers *b, const struct dl_reading *r, const struct dl_word *word,
		  const struct dl_site *site, const struct give *give, int calls)
{
	struct dl_way w = { .b = b };
	bool is_given = word->root == DL_ROOT_VAR && word->num < r->func->param_count;

	dl_way_back(&w, r, word, site);
	if (w.best.worth == DL_WORTH_NOTHING && w.from_entry && is_given && !word->element && calls < MAX_CALLS)
		judge_callers(b, r->func, word, give, calls);
	if (w.best.worth < DL_WORTH_VALUE || !(is_given || dl_is_of_ring(b, r, word)) ||
	    dl_is_before_start(b, r->func, 0) || dl_is_given_later(b, r, word, site) ||
	    is_told(b, r->func, give->word.field))
		return;
	report(&w, r->func, site->at, give);
}

void dl_producers_judge(struct dl_barriers *b)
{
	const struct dl_unit *unit = b->an->unit;

	for (uint32_t f = 0; f < unit->func_count; f++) {
		const struct dl_func *func = &unit->funcs[f];

		if (func->degradation_count || func->is_foreign)
			continue;
		for (uint32_t k = 0; k < func->block_count; k++)
			for (uint32_t i = 0; i < func->blocks[k].instr_count; i++) {
				const struct dl_reading *r = dl_reading_of(b, func);
				struct give give = { func, &func->blocks[k].instrs[i], { 0 } };

				if (give.store->op == DL_OP_STORE && dl_gives(b, r, give.store, &give.word))
					judge(b, r, &give.word, &(struct dl_site){ give.store, k, i }, &give, 0);
			}
	}
}
