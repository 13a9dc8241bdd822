/* SPDX-License-Identifier: Apache-2.0 */
/* The story of a path: one step more. */
#include "engine/state/explorer.h"

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
