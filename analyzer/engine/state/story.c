/* SPDX-License-Identifier: Apache-2.0 */
/* The story of a path: one step more. */
#include "engine/state/explorer.h"

struct dl_story *dl_story_add(struct dl_explorer *ex, struct dl_state *state,
			      enum dl_story_kind kind, const struct dl_loc *loc,
			      const struct dl_object *object, const struct dl_sym *value, bool flag)
{
	struct dl_story *node = DL_NEW(ex->an->arena, struct dl_story);

	node->parent = state->story;
	node->kind = kind;
	node->func = ex->func;
	node->loc = *loc;
	node->site = object ? object->site : NULL;
	node->origin = object ? object->origin : NULL;
	node->of = object ? object->value : NULL;
	node->older = object && object->older;
	node->value = value;
	node->flag = flag;
	node->block = ex->block;
	node->call = ex->now;
	node->depth = state->story ? state->story->depth + 1 : 0;
	state->story = node;
	return node;
}

struct dl_story *dl_story_act(struct dl_explorer *ex, struct dl_state *state,
			      enum dl_story_kind kind, const struct dl_instr *at,
			      const struct dl_func *func, const struct dl_object *object,
			      const struct dl_sym *value)
{
	const struct dl_instr *here = ex->now ? ex->now : at;
	struct dl_story *node = dl_story_add(ex, state, kind, &here->loc, object, value, false);

	node->at = at;
	node->at_func = here == at ? ex->func : func != ex->func ? func : NULL;
	node->call = here;
	return node;
}
