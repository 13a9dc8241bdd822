/* SPDX-License-Identifier: Apache-2.0 */
/* Collecting events with their stories, of an exploration and of the unit. What becomes of them: report.c. */
#include <string.h>

#include "base/hash.h"
#include "checks/checks.h"
#include "checks/event/context.h"
#include "checks/event/event.h"
#include "checks/event/report.h"
#include "engine/program/home.h"

/* What is kept of a unit; its first member is what others see. */
struct told {
	struct dl_events events;
	struct dl_map keys;	/* of all events ever emitted */
	struct dl_contexts contexts;
	struct dl_map foreign;	/* what another module's functions say of what they make: kind and call */
};

static struct told *told_of(const struct dl_analysis *an)
{
	return an->kept[DL_CHECK_event];
}

struct dl_contexts *dl_contexts_of_unit(const struct dl_analysis *an)
{
	return &told_of(an)->contexts;
}

static uint64_t event_key(const struct dl_event *ev)
{
	uint64_t h = dl_hash_u64(DL_HASH_SEED, ev->kind);

	h = dl_hash_u64(h, ev->object ? (uintptr_t)ev->object->origin : 0);
	h = dl_hash_u64(h, ev->object ? (uint64_t)ev->object->state : 0);
	DL_EACH_WITH(c, distinguish)
		if (ev->object)
			h = dl_hash_u64(h, (*c)->distinguish(ev->object));
	h = dl_hash_u64(h, (uintptr_t)ev->at);
	h = dl_hash_u64(h, ev->at ? 0 : ((uint64_t)ev->loc.line << 20 | ev->loc.col));
	h = dl_hash_u64(h, (uint64_t)ev->fault << 24 | (uint64_t)ev->use << 16 |
				   (uint64_t)ev->evidence << 8 |
				   (uint64_t)dl_confidence_of(&ev->grounds));
	h = dl_hash_u64(h, (uintptr_t)ev->terms.dir);
	h = dl_hash_u64(h, (uintptr_t)ev->terms.count);
	h = dl_hash_u64(h, (uintptr_t)ev->terms.size);
	h = dl_hash_u64(h, (uintptr_t)ev->terms.attrs);
	h = dl_hash_u64(h, ev->object ? (uintptr_t)ev->object->terms.dir : 0);
	h = dl_hash_u64(h, ev->object ? (uintptr_t)ev->object->terms.size : 0);
	h = dl_hash_u64(h, ev->object ? (uintptr_t)ev->object->terms.attrs : 0);
	h = dl_hash_u64(h, (uintptr_t)ev->buffer);
	/* what happens in a wrapper belongs to each call of the driver */
	if (dl_is_wrapper(ev->func))
		h = dl_hash_u64(h, (uintptr_t)ev->via);
	if (ev->object && dl_is_wrapper(ev->object->origin_func))
		h = dl_hash_u64(h, (uintptr_t)ev->object->site);
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
	ev->grounds.long_story |= ex->below + (ev->object ? ev->object->calls : 0) > 2;
}

/*
 * Another module's own mistakes are found where that is analysed: what its functions say, and what they
 * have said already of what they make.
 */
static bool is_foreign(const struct dl_explorer *ex, const struct dl_event *ev)
{
	struct dl_map *foreign = &told_of(ex->an)->foreign;
	uint64_t key;

	if (!ev->object || !ev->object->origin_func->is_foreign)
		return ex->func->is_foreign;
	key = dl_hash_final(dl_hash_u64(dl_hash_u64(DL_HASH_SEED, ev->kind), (uintptr_t)ev->object->origin)) | 1;
	if (ex->func->is_foreign)
		dl_map_put(foreign, key, foreign);
	return dl_map_has(foreign, key);
}

void dl_emit_event(struct dl_explorer *ex, const struct dl_state *state, struct dl_event ev)
{
	uint64_t key;

	if (is_foreign(ex, &ev))
		return;
	if (!ev.func)
		ev.func = ex->func;
	ev.via = ex->via;
	weigh_story(ex, state, &ev);
	if (ev.object)
		DL_HOOKS(weigh, ex, &ev);
	key = event_key(&ev);
	if (dl_map_has(&told_of(ex->an)->keys, key)) {
		dl_context_add_way(dl_map_get(&told_of(ex->an)->keys, key), ex, state);
		return;
	}
	ev.context = dl_context_of_event(ex, state);
	dl_map_put(&told_of(ex->an)->keys, key, ev.context);
	if (ev.object)
		ev.object = dl_arena_memdup(ex->an->arena, ev.object, sizeof(*ev.object));
	ev.story = state->story;
	ev.explored = ex->func;
	ev.now = ex->now;
	if (ev.at && ev.func != ex->func)
		ev.reached = ex->now;
	if (!ev.at && !ev.left.line)
		ev.left = ev.loc;
	dl_vec_push(&dl_events_here(ex)->list, ev);
}

static void explored(struct dl_explorer *ex)
{
	struct dl_events *here = dl_events_here(ex);

	for (size_t i = 0; i < here->list.len; i++)
		dl_vec_push(&dl_events_of(ex->an)->list, here->list.data[i]);
	dl_vec_free(&here->list);
}

static void forget_unit(struct dl_analysis *an)
{
	dl_vec_free(&told_of(an)->events.list);
	dl_map_free(&told_of(an)->keys);
	dl_map_free(&told_of(an)->foreign);
	dl_map_free(&told_of(an)->contexts.by_func);
}

static void apply(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_applied *a)
{
	dl_contexts_apply(ex, frame->state, a);
}

/* All that is worth it is explored: what happens on no way is taken back before anybody judges by it. */
static void explore_more(struct dl_analysis *an)
{
	struct dl_events *events = dl_events_of(an);
	size_t kept = 0;

	dl_contexts_explore(an);
	for (size_t i = 0; i < events->list.len; i++)
		if (!dl_context_is_impossible(an, events->list.data[i].context))
			events->list.data[kept++] = events->list.data[i];
	events->list.len = kept;
}

const struct dl_check dl_check_event = {
	.id = "event",
	.unit_size = sizeof(struct told),
	.exploration_size = sizeof(struct dl_events),
	.explored = explored,
	.apply = apply,
	.explore_more = explore_more,
	.report = dl_events_report,
	.forget_unit = forget_unit,
};

void dl_events_drop(struct dl_analysis *an, bool (*is_void)(const struct dl_event *ev))
{
	struct dl_events *events = dl_events_of(an);
	size_t kept = 0;

	for (size_t i = 0; i < events->list.len; i++)
		if (!is_void(&events->list.data[i]))
			events->list.data[kept++] = events->list.data[i];
	events->list.len = kept;
}
