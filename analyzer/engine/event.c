/* SPDX-License-Identifier: Apache-2.0 */
/* Collecting events with their stories. What becomes of them: report.c. */
#include <string.h>

#include "base/hash.h"
#include "engine/analysis.h"

static uint64_t event_key(const struct dl_event *ev)
{
	uint64_t h = dl_hash_u64(DL_HASH_SEED, ev->kind);

	h = dl_hash_u64(h, ev->object ? (uintptr_t)ev->object->origin : 0);
	h = dl_hash_u64(h, ev->object ? (uint64_t)ev->object->state << 8 |
					(uint64_t)(ev->object->wrong_handle != NULL) << 1 |
					(ev->object->bad_test != NULL) : 0);
	h = dl_hash_u64(h, (uintptr_t)ev->at);
	h = dl_hash_u64(h, ev->at ? 0 : ((uint64_t)ev->loc.line << 20 | ev->loc.col));
	h = dl_hash_u64(h, (uint64_t)ev->fault << 24 | (uint64_t)ev->use << 16 |
				   (uint64_t)ev->evidence << 8 |
				   (uint64_t)dl_confidence_of(&ev->grounds));
	h = dl_hash_u64(h, (uintptr_t)ev->dir);
	h = dl_hash_u64(h, (uintptr_t)ev->count);
	h = dl_hash_u64(h, (uintptr_t)ev->size);
	h = dl_hash_u64(h, (uintptr_t)ev->attrs);
	h = dl_hash_u64(h, ev->object ? (uintptr_t)ev->object->dir : 0);
	h = dl_hash_u64(h, ev->object ? (uintptr_t)ev->object->size : 0);
	h = dl_hash_u64(h, ev->object ? (uintptr_t)ev->object->attrs : 0);
	h = dl_hash_u64(h, (uintptr_t)ev->buffer);
	h = dl_hash_u64(h, (uint64_t)ev->through.line << 20 | ev->through.col);
	h = dl_hash_u64(h, (uintptr_t)ev->slot << 2 | (uintptr_t)ev->dead);
	return dl_hash_final(h) | 1;
}

/* What the way to the event says, whatever its kind. */
static void weigh_story(const struct dl_explorer *ex, const struct dl_state *state,
			struct dl_event *ev)
{
	/* where no path tests a value, it does not matter which of them are possible: judge.c */
	ev->grounds.budget |= state->crowded && ev->kind != DL_EV_NEVER_CHECKED;
	ev->grounds.top |= ev->object && ev->object->met_top;
	ev->grounds.narrow |= ex->an->options->is_narrow && ev->object && ev->object->cut_test &&
			      ev->object->bad_test;
	ev->grounds.long_story |= ex->below + (ev->object ? ev->object->calls : 0) > 2;
}

void dl_emit_event(struct dl_explorer *ex, const struct dl_state *state, struct dl_event ev)
{
	uint64_t key;

	if (!ev.func)
		ev.func = ex->func;
	weigh_story(ex, state, &ev);
	key = event_key(&ev);
	if (dl_map_has(&ex->an->event_keys, key))
		return;
	dl_map_put(&ex->an->event_keys, key, (void *)1);
	if (ev.object)
		ev.object = dl_arena_memdup(ex->an->arena, ev.object, sizeof(*ev.object));
	ev.story = state->story;
	dl_vec_push(&ex->events, ev);
}

/* ---- pairs that a condition chooses ---- */

static bool pair_fits(const struct dl_event *ev)
{
	const struct dl_object *o = ev->object;
	int64_t difference;

	return o->model->family && ev->model->family &&
	       !strcmp(o->model->family, ev->model->family) &&
	       (o->dir == ev->dir || !ev->dir) && o->attrs == ev->attrs &&
	       (!o->pool || !ev->pool || o->pool == ev->pool) &&
	       (!o->size || !ev->size || o->size == ev->size ||
		dl_size_compare(o->size, ev->size, &difference) == DL_SIZE_SAME);
}

static bool same_attributes(const struct dl_object *a, const struct dl_object *b)
{
	return a->dir == b->dir && a->size == b->size && a->attrs == b->attrs && a->pool == b->pool;
}

/*
 * What is released in the right way at the same place on another path, or at another place where
 * this one is right for another mapping: the path that does it wrong hangs on conditions that the
 * engine did not see to belong together.
 */
static bool is_chosen(const struct dl_analysis *an, const struct dl_event *ev)
{
	bool place_fits_other = false, fits_elsewhere = false;

	for (size_t i = 0; i < an->events.list.len; i++) {
		const struct dl_event *e = &an->events.list.data[i];
		bool same_origin;

		if (e->kind != DL_EV_PAIR || (e->at != ev->at && e->func != ev->func))
			continue;
		same_origin = e->object->origin == ev->object->origin;
		if ((e->at != ev->at && !same_origin) || !pair_fits(e))
			continue;
		if (e->at == ev->at && same_origin && same_attributes(e->object, ev->object))
			return true;
		place_fits_other |= e->at == ev->at && !same_origin;
		fits_elsewhere |= e->at != ev->at && same_origin;
	}
	return place_fits_other && fits_elsewhere;
}

void dl_pairs_judge(struct dl_analysis *an)
{
	for (size_t i = 0; i < an->events.list.len; i++) {
		struct dl_event *ev = &an->events.list.data[i];

		if (ev->kind == DL_EV_PAIR && !pair_fits(ev) && is_chosen(an, ev))
			ev->grounds.fits_elsewhere = true;
	}
}

const struct dl_story *dl_story_add(struct dl_explorer *ex, struct dl_state *state,
				    enum dl_story_kind kind, struct dl_loc loc,
				    const struct dl_instr *site, const struct dl_sym *value,
				    bool flag)
{
	struct dl_story *node = DL_NEW(ex->an->arena, struct dl_story);

	node->parent = state->story;
	node->kind = kind;
	node->func = ex->func;
	node->loc = loc;
	node->site = site;
	node->value = value;
	node->flag = flag;
	node->depth = state->story ? state->story->depth + 1 : 0;
	state->story = node;
	return node;
}
