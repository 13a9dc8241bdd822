/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One cause, one finding. A map call that all who end or sync what it made disagree with in one way, and
 * who are more than the calls that map, is itself the wrong one: the finding stands there, and they are
 * related places.
 */
#include "checks/slot/slot.h"
#include "engine/value/linear.h"

static const enum dl_difference folded[] = { DL_DIFFERS_DIRECTION, DL_DIFFERS_FAMILY, DL_DIFFERS_SIZE,
					     DL_DIFFERS_DEVICE, DL_DIFFERS_ATTRIBUTE };

#define MAX_ENDS 16

/* What is said about what some calls have made. */
struct group {
	uint64_t key;
	enum dl_difference bit;
	uint32_t makers;		/* places that make it */
	struct dl_event *kept;		/* an end; NULL: none yet */
	bool differ;			/* somebody agrees with the makers, or the others among themselves do not */
	uint32_t end_count;
	struct dl_slot_use ends[MAX_ENDS];	/* by place */
};

static bool is_pair(const struct dl_event *ev)
{
	return (ev->kind == DL_EV_PAIR && ev->object) || (ev->kind == DL_EV_SLOT_PAIR && ev->writer_count);
}

/* Places that fill the slot; of an object there is one. */
static uint32_t count_makers(const struct dl_event *ev)
{
	uint32_t n = 0;

	if (ev->object)
		return 1;
	for (uint32_t i = 0; i < ev->writer_count; i++) {
		bool known = false;

		for (uint32_t k = 0; k < i; k++)
			known |= ev->writers[k].at == ev->writers[i].at;
		n += !known;
	}
	return n;
}

/* The map call, or the field that several calls fill; 0: a helper maps what its callers say. */
static uint64_t key_of(const struct dl_event *ev, uint32_t makers)
{
	if (ev->object && ev->object->site != ev->object->origin)
		return 0;
	return makers == 1 ? (uintptr_t)dl_event_maker(ev).at : dl_loc_key(ev->slot);
}

/* Two that end it, or one that ends it and one that makes it, say the same. */
static bool say_same(enum dl_difference bit, const struct dl_model *am, const struct dl_terms *a,
		     const struct dl_model *bm, const struct dl_terms *b)
{
	int64_t x, y;

	switch (bit) {
	case DL_DIFFERS_DIRECTION: return dl_sym_const(a->dir, &x) && dl_sym_const(b->dir, &y) && x == y;
	case DL_DIFFERS_FAMILY: return dl_model_same_family(am, bm);
	case DL_DIFFERS_SIZE: return a->size && b->size && dl_size_compare(a->size, b->size, &x) == DL_SIZE_SAME;
	case DL_DIFFERS_DEVICE: return a->dev && a->dev == b->dev;
	case DL_DIFFERS_ATTRIBUTE: return dl_sym_const(a->attrs, &x) && dl_sym_const(b->attrs, &y) && x == y;
	default: return false;
	}
}

/* A sync may be of a part, and knows no family. */
static bool counts(const struct dl_event *ev, enum dl_difference bit)
{
	return dl_model_ends(ev->model) || (bit == DL_DIFFERS_DIRECTION && dl_model_refreshes(ev->model));
}

static void add_end(struct group *g, struct dl_event *ev)
{
	bool known = false;

	for (uint32_t i = 0; i < g->end_count; i++) {
		known |= g->ends[i].at == ev->at;
		g->differ |= !say_same(g->bit, g->ends[i].model, &g->ends[i].terms, ev->model, &ev->terms);
	}
	if (!known && g->end_count < MAX_ENDS)
		g->ends[g->end_count++] = (struct dl_slot_use){ .func = ev->func, .at = ev->at, .via = ev->via,
								.model = ev->model, .terms = ev->terms };
	if (dl_model_ends(ev->model) && (!g->kept || dl_confidence_of(&ev->grounds) >
							     dl_confidence_of(&g->kept->grounds)))
		g->kept = ev;
}

static void look_at(struct group *g, struct dl_event *ev)
{
	if (!is_pair(ev) || !counts(ev, g->bit) || key_of(ev, count_makers(ev)) != g->key)
		return;
	if (ev->differs & g->bit)
		add_end(g, ev);
	else
		g->differ |= say_same(g->bit, dl_event_maker(ev).model, dl_event_made(ev), ev->model, &ev->terms);
}

/* What the finding at the call says already, also where a helper of the function makes it. */
static bool is_said(const struct group *g, const struct dl_event *ev)
{
	if (!is_pair(ev) || !counts(ev, g->bit) || !(ev->differs & g->bit))
		return false;
	if (key_of(ev, count_makers(ev)) == g->key)
		return true;
	return g->makers == 1 && dl_event_maker(ev).at == dl_event_maker(g->kept).at &&
	       say_same(g->bit, g->ends[0].model, &g->ends[0].terms, ev->model, &ev->terms);
}

static void fold(struct dl_analysis *an, const struct dl_event *first, enum dl_difference bit)
{
	struct group g = { .bit = bit, .makers = count_makers(first) };
	struct dl_events *events = dl_events_of(an);
	struct dl_event *kept;

	g.key = key_of(first, g.makers);
	for (size_t i = 0; g.key && i < events->list.len; i++)
		look_at(&g, &events->list.data[i]);
	if (g.differ || !g.kept || g.end_count < 2 || g.end_count <= g.makers)
		return;
	kept = g.kept;
	for (size_t i = 0; i < events->list.len; i++) {
		struct dl_event *ev = &events->list.data[i];

		if (ev == kept || !is_said(&g, ev))
			continue;
		add_end(&g, ev);
		ev->differs &= ~(uint32_t)bit;
	}
	kept->at_maker |= bit;
	kept->ends = dl_arena_memdup(an->arena, g.ends, g.end_count * sizeof(g.ends[0]));
	kept->end_count = g.end_count;
}

void dl_pairs_fold(struct dl_analysis *an)
{
	struct dl_events *events = dl_events_of(an);

	for (size_t k = 0; k < sizeof(folded) / sizeof(folded[0]); k++)
		for (size_t i = 0; i < events->list.len; i++)
			if (is_pair(&events->list.data[i]) && (events->list.data[i].differs & folded[k]) &&
			    !(events->list.data[i].at_maker & folded[k]))
				fold(an, &events->list.data[i], folded[k]);
}
