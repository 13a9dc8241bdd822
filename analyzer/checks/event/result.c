/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose result a condition asks about: `err` alone does not say which call has failed. Looked up in the IR, on the
 * way that the story tells, or on the only one that leads there.
 */
#include "checks/event/internal.h"

#define MAX_BLOCKS 8
#define MAX_DEPTH 8
/* Blocks between two branches, and branches that are looked at. */
#define MAX_RUN 16
#define MAX_BRANCHES 64

/* The only block that leads to @block; UINT32_MAX: there are several, or none. */
static uint32_t only_predecessor(const struct dl_func *func, uint32_t block)
{
	uint32_t from = UINT32_MAX;

	for (uint32_t b = 0; b < func->block_count; b++) {
		const struct dl_term *term = &func->blocks[b].term;

		for (uint32_t i = 0; i < term->target_count; i++) {
			if (term->targets[i] != block)
				continue;
			if (from != UINT32_MAX && from != b)
				return UINT32_MAX;
			from = b;
		}
	}
	return from;
}

static bool may_write(const struct dl_instr *in, uint32_t var)
{
	return (in->op == DL_OP_STORE || in->op == DL_OP_ADDR || in->op == DL_OP_ZERO) &&
	       in->place->base == DL_BASE_VAR && in->place->index == var;
}

/* What the last write of @block to the variable stores; NULL: nothing is known of it, or there is none. */
static const struct dl_val *value_in(const struct dl_block *block, uint32_t var, bool *found)
{
	for (uint32_t i = block->instr_count; i-- > 0;) {
		const struct dl_instr *in = &block->instrs[i];

		if (!may_write(in, var))
			continue;
		*found = true;
		return in->op == DL_OP_STORE && !in->place->step_count ? &in->a : NULL;
	}
	return NULL;
}

const struct dl_val *dl_last_value(const struct dl_func *func, uint32_t block, uint32_t var)
{
	const struct dl_val *value;
	bool found = false;

	for (int n = 0; n < MAX_BLOCKS && block != UINT32_MAX; n++) {
		value = value_in(&func->blocks[block], var, &found);
		if (found)
			return value;
		block = only_predecessor(func, block);
	}
	return NULL;
}

/* The last branch of @func on the way, from @way on backwards. */
static const struct dl_story *branch_of(const struct dl_story *way, const struct dl_func *func)
{
	while (way && (way->func != func || way->kind != DL_STORY_BRANCH ||
		       func->blocks[way->block].term.kind != DL_TERM_BRANCH))
		way = way->parent;
	return way;
}

/* The blocks from the side that @branch takes to @end, between which nothing is asked; 0: it does not lead there. */
static uint32_t run_of(const struct dl_func *func, const struct dl_story *branch, uint32_t end,
		       uint32_t run[MAX_RUN])
{
	uint32_t block = func->blocks[branch->block].term.targets[branch->flag ? 0 : 1];

	for (uint32_t n = 0; n < MAX_RUN;) {
		run[n++] = block;
		if (block == end)
			return n;
		if (func->blocks[block].term.kind != DL_TERM_JUMP)
			return 0;
		block = func->blocks[block].term.targets[0];
	}
	return 0;
}

/* The same on the way that the story tells: from branch to branch. */
static const struct dl_val *value_on_way(const struct dl_func *func, uint32_t block, uint32_t var,
					 const struct dl_story *way)
{
	const struct dl_val *value;
	uint32_t run[MAX_RUN];
	bool found = false;

	for (int n = 0; n < MAX_BRANCHES && (way = branch_of(way, func)) != NULL; n++, way = way->parent) {
		uint32_t count = run_of(func, way, block, run);

		if (!count)
			return NULL;
		while (count-- > 0) {
			value = value_in(&func->blocks[run[count]], var, &found);
			if (found)
				return value;
		}
		block = way->block;
	}
	return NULL;
}

const struct dl_instr *dl_result_call(struct dl_report *r, const struct dl_func *func, uint32_t block,
				      const struct dl_val *value, const struct dl_story *way)
{
	const struct dl_val *last;

	for (int n = 0; n < MAX_DEPTH && value && value->kind == DL_VAL_TEMP; n++) {
		const struct dl_instr *def = dl_definition(r, func, (uint32_t)value->num);

		if (!def)
			return NULL;
		switch (def->op) {
		case DL_OP_CALL: return def;
		case DL_OP_CAST:
		case DL_OP_UN: value = &def->a; break;
		case DL_OP_BIN:
			value = def->sub >= DL_BIN_EQ && def->b.kind == DL_VAL_INT ? &def->a : NULL;
			break;
		case DL_OP_LOAD:
			if (def->place->base != DL_BASE_VAR || def->place->step_count)
				return NULL;
			last = dl_last_value(func, block, def->place->index);
			value = last ? last : value_on_way(func, block, def->place->index, way);
			break;
		default: return NULL;
		}
	}
	return NULL;
}

bool dl_is_looked_at(struct dl_report *r, const struct dl_event *ev)
{
	for (const struct dl_story *s = ev->story; s; s = s->parent)
		if (s->kind == DL_STORY_BRANCH && s->func == ev->explored &&
		    dl_result_call(r, s->func, s->block, &s->func->blocks[s->block].term.cond, s->parent) == ev->waited)
			return true;
	return false;
}
