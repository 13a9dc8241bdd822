/* SPDX-License-Identifier: Apache-2.0 */
/* Collecting events with their stories. What becomes of them: report.c. */
#include <string.h>

#include "base/hash.h"
#include "engine/check.h"
#include "engine/state/explorer.h"
#include "engine/value/linear.h"

static uint64_t event_key(const struct dl_event *ev)
{
	uint64_t h = dl_hash_u64(DL_HASH_SEED, ev->kind);

	h = dl_hash_u64(h, ev->object ? (uintptr_t)ev->object->origin : 0);
	h = dl_hash_u64(h, ev->object ? (uint64_t)ev->object->state : 0);
	for (size_t i = 0; ev->object && i < dl_check_count; i++)
		if (dl_checks[i]->distinguish)
			h = dl_hash_u64(h, dl_checks[i]->distinguish(ev->object));
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

void dl_emit_event(struct dl_explorer *ex, const struct dl_state *state, struct dl_event ev)
{
	uint64_t key;

	if (!ev.func)
		ev.func = ex->func;
	weigh_story(ex, state, &ev);
	if (ev.object)
		DL_HOOKS(weigh, ex, &ev);
	key = event_key(&ev);
	if (dl_map_has(&ex->an->event_keys, key))
		return;
	dl_map_put(&ex->an->event_keys, key, (void *)1);
	if (ev.object)
		ev.object = dl_arena_memdup(ex->an->arena, ev.object, sizeof(*ev.object));
	ev.story = state->story;
	dl_vec_push(&ex->events, ev);
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
