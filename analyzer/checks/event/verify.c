/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether a story can be true, looked up in the IR: its steps follow each other in the function, each
 * branch by the side that it says, and what the finding claims of the way is not denied by a step.
 */
#include <string.h>

#include "engine/program/cfg.h"
#include "checks/event/internal.h"

struct dl_point dl_story_point(const struct dl_func *func, const struct dl_story *s)
{
	const struct dl_instr *in = s->call;

	for (uint32_t b = 0; b < func->block_count; b++) {
		const struct dl_block *block = &func->blocks[b];

		if (in && in >= block->instrs && in < block->instrs + block->instr_count)
			return (struct dl_point){ b, (uint32_t)(in - block->instrs), true };
		if (!in && b == s->block)
			return (struct dl_point){ b, block->instr_count, true };
	}
	return (struct dl_point){ 0 };
}

/* The way can go on from @s, which stands at @from, to @to. */
static bool leads_to(const struct dl_func *func, const struct dl_story *s, const struct dl_point *from,
		     const struct dl_point *to)
{
	const struct dl_term *term = &func->blocks[from->block].term;
	uint32_t target;

	if (from->block == to->block && from->index <= to->index && s->kind != DL_STORY_BRANCH)
		return true;
	if (s->kind == DL_STORY_BRANCH && term->kind == DL_TERM_BRANCH) {
		target = term->targets[s->flag ? 0 : 1];
		return target == to->block || dl_cfg_reaches(func, target, to->block, UINT32_MAX);
	}
	for (uint32_t i = 0; i < term->target_count; i++)
		if (term->targets[i] == to->block ||
		    dl_cfg_reaches(func, term->targets[i], to->block, UINT32_MAX))
			return true;
	return false;
}

/* @nodes: the last step first. */
static bool is_way(const struct dl_func *func, const struct dl_story *const *nodes, uint32_t count)
{
	struct dl_point here, next;

	for (uint32_t i = count; i-- > 1;) {
		if (nodes[i]->func != func || nodes[i - 1]->func != func)
			return false;
		here = dl_story_point(func, nodes[i]);
		next = dl_story_point(func, nodes[i - 1]);
		/* a test and the branch that it is are one place */
		if (dl_same_place(&nodes[i]->loc, &nodes[i - 1]->loc))
			continue;
		if (!here.found || !next.found || !leads_to(func, nodes[i], &here, &next))
			return false;
	}
	return true;
}

static bool has_step(const struct dl_story *const *nodes, uint32_t count, enum dl_story_kind kind,
		     bool flag)
{
	for (uint32_t i = 0; i < count; i++)
		if (nodes[i]->kind == kind && nodes[i]->flag == flag)
			return true;
	return false;
}

/* What the finding says of its object, against the steps that are the object's. */
static bool is_denied(const struct dl_event *ev, const struct dl_story *const *nodes, uint32_t count)
{
	bool tested = has_step(nodes, count, DL_STORY_CHECK, false);
	bool failed = has_step(nodes, count, DL_STORY_CHECK, true);
	bool ended = has_step(nodes, count, DL_STORY_RELEASE, false) ||
		     has_step(nodes, count, DL_STORY_RELEASE, true);

	switch (ev->kind) {
	case DL_EV_USE:
	case DL_EV_NEVER_CHECKED:
		return ev->object->state == DL_OBJ_UNCHECKED ? tested || failed : tested;
	case DL_EV_LEAK: return ended || failed;
	case DL_EV_DEAD_HANDLE: return ev->dead == DL_DEAD_FAILED && tested;
	case DL_EV_PAIR:
	case DL_EV_DEVICE_COUNT:
	case DL_EV_OWNERSHIP: return failed;
	default: return false;
	}
}

const char *dl_story_trouble(const struct dl_event *ev, const struct dl_story *const *nodes,
			     uint32_t count)
{
	if (!ev->object || !count)
		return NULL;
	if (!is_way(ev->explored, nodes, count))
		return "its steps do not follow each other";
	return is_denied(ev, nodes, count) ? "a step denies what it claims" : NULL;
}
