/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/program/cfg.h"

#include <stdlib.h>
#include <string.h>

#define WORDS(n) (((n) + 63) / 64)

static void set_bit(uint64_t *bits, uint32_t n)
{
	bits[n / 64] |= 1ULL << (n % 64);
}

static bool has_bit(const uint64_t *bits, uint32_t n)
{
	return bits[n / 64] >> (n % 64) & 1;
}

struct walk {
	const struct dl_func *func;
	struct dl_cfg *cfg;
	struct dl_arena *arena;
	uint8_t *color;		/* 0 new, 1 on the stack, 2 done */
	uint32_t post;
};

/* Depth-first without recursion: kernel functions have thousands of blocks. */
static void visit(struct walk *w, uint32_t (*edges)[2], uint32_t *edge_count)
{
	uint32_t n = w->func->block_count, depth = 0;
	uint32_t *stack = malloc(n * sizeof(*stack)), *next = calloc(n, sizeof(*next));

	if (!stack || !next)
		abort();
	stack[depth++] = 0;
	w->color[0] = 1;
	while (depth) {
		uint32_t b = stack[depth - 1];
		const struct dl_term *term = &w->func->blocks[b].term;

		if (next[b] < term->target_count) {
			/* last successor first: the first one comes earlier in reverse post-order */
			uint32_t t = term->targets[term->target_count - 1 - next[b]++];

			if (w->color[t] == 0) {
				w->color[t] = 1;
				stack[depth++] = t;
			} else if (w->color[t] == 1 && *edge_count < 4 * DL_MAX_LOOPS) {
				edges[*edge_count][0] = b;
				edges[(*edge_count)++][1] = t;
			}
			continue;
		}
		w->color[b] = 2;
		w->cfg->order[--w->post] = b;
		depth--;
	}
	free(stack);
	free(next);
}

static struct dl_loop *loop_of(struct dl_cfg *cfg, uint32_t head, struct dl_arena *arena,
			       const struct dl_func *func)
{
	struct dl_loop *loop;

	for (uint32_t i = 0; i < cfg->loop_count; i++)
		if (cfg->loops[i].head == head)
			return &cfg->loops[i];
	if (cfg->loop_count == DL_MAX_LOOPS)
		return NULL;
	loop = &cfg->loops[cfg->loop_count++];
	loop->head = head;
	loop->members = DL_NEW_ARRAY(arena, uint64_t, WORDS(cfg->block_count));
	loop->vars = DL_NEW_ARRAY(arena, uint64_t, WORDS(func->var_count + 1));
	loop->rising = DL_NEW_ARRAY(arena, uint64_t, WORDS(func->var_count + 1));
	loop->falling = DL_NEW_ARRAY(arena, uint64_t, WORDS(func->var_count + 1));
	loop->numbers = DL_NEW_ARRAY(arena, uint64_t, WORDS(func->var_count + 1));
	set_bit(loop->members, head);
	return loop;
}

/* Mark in @seen what @from reaches. */
static void mark_reached(const struct dl_func *func, uint32_t from, uint64_t *seen, uint32_t *stack)
{
	uint32_t depth = 0;

	set_bit(seen, from);
	stack[depth++] = from;
	while (depth) {
		const struct dl_term *term = &func->blocks[stack[--depth]].term;

		for (uint32_t i = 0; i < term->target_count; i++) {
			if (has_bit(seen, term->targets[i]))
				continue;
			set_bit(seen, term->targets[i]);
			stack[depth++] = term->targets[i];
		}
	}
}

/*
 * Loop of the edge @tail -> head: what the head reaches, and what reaches @tail without the head. A jump
 * into the middle (`goto err` past the label `retry`) does not make a part of it of what stands before.
 */
static void add_members(struct dl_loop *loop, uint32_t tail, const struct dl_func *func,
			const uint32_t *pred_start, const uint32_t *preds)
{
	uint32_t *stack = dl_xcalloc(func->block_count + 1, sizeof(*stack)), depth = 0;
	uint64_t *inside = dl_xcalloc(WORDS(func->block_count), sizeof(*inside));

	mark_reached(func, loop->head, inside, stack);
	if (!has_bit(loop->members, tail)) {
		set_bit(loop->members, tail);
		stack[depth++] = tail;
	}
	while (depth) {
		uint32_t b = stack[--depth];

		for (uint32_t i = pred_start[b]; i < pred_start[b + 1]; i++) {
			if (has_bit(loop->members, preds[i]) || !has_bit(inside, preds[i]))
				continue;
			set_bit(loop->members, preds[i]);
			stack[depth++] = preds[i];
		}
	}
	free(inside);
	free(stack);
}

static bool through_pointer(const struct dl_place *p)
{
	for (uint32_t i = 0; i < p->step_count; i++)
		if (p->steps[i].kind == DL_STEP_DEREF)
			return true;
	return false;
}

/* The instruction before @at in its block that defines @val, past conversions; or NULL. */
static const struct dl_instr *definition(const struct dl_block *block, const struct dl_instr *at,
					 const struct dl_val *val)
{
	while (val->kind == DL_VAL_TEMP && at > block->instrs) {
		at--;
		if (at->op == DL_OP_STORE || at->op == DL_OP_ZERO || at->op == DL_OP_DECL ||
		    at->dst != (uint32_t)val->num)
			continue;
		if (at->op != DL_OP_CAST)
			return at;
		val = &at->a;
	}
	return NULL;
}

/* By how much the store changes its variable; 0: by no constant. */
static int64_t step_of(const struct dl_block *block, const struct dl_instr *store)
{
	const struct dl_instr *sum, *old;

	if (store->op != DL_OP_STORE || store->place->step_count)
		return 0;
	sum = definition(block, store, &store->a);
	if (!sum || sum->op != DL_OP_BIN || sum->b.kind != DL_VAL_INT ||
	    (sum->sub != DL_BIN_ADD && sum->sub != DL_BIN_SUB))
		return 0;
	old = definition(block, sum, &sum->a);
	if (!old || old->op != DL_OP_LOAD || old->place->base != DL_BASE_VAR ||
	    old->place->index != store->place->index || old->place->step_count)
		return 0;
	if (sum->sub == DL_BIN_ADD)
		return sum->b.num;
	return sum->b.num == INT64_MIN ? 0 : -sum->b.num;
}

/* First what is not: rising, falling, only set to numbers. */
static void collect_block(struct dl_loop *loop, const struct dl_block *block)
{
	for (uint32_t i = 0; i < block->instr_count; i++) {
		const struct dl_instr *in = &block->instrs[i];
		bool writes = (in->op == DL_OP_STORE || in->op == DL_OP_ZERO) &&
			      in->place->base == DL_BASE_VAR && !through_pointer(in->place);
		uint32_t var = writes ? in->place->index : in->dst;
		int64_t step = writes ? step_of(block, in) : 0;

		if (!writes && in->op != DL_OP_DECL)
			continue;
		set_bit(loop->vars, var);
		if (step <= 0)
			set_bit(loop->rising, var);
		if (step >= 0)
			set_bit(loop->falling, var);
		if (in->op != DL_OP_ZERO && !(in->op == DL_OP_STORE && in->a.kind == DL_VAL_INT))
			set_bit(loop->numbers, var);
	}
}

static void collect_vars(struct dl_loop *loop, const struct dl_func *func)
{
	uint64_t words = WORDS(func->var_count + 1);

	for (uint32_t b = 0; b < func->block_count; b++)
		if (has_bit(loop->members, b))
			collect_block(loop, &func->blocks[b]);
	for (uint64_t w = 0; w < words; w++) {
		loop->rising[w] = loop->vars[w] & ~loop->rising[w];
		loop->falling[w] = loop->vars[w] & ~loop->falling[w];
		loop->numbers[w] = loop->vars[w] & ~loop->numbers[w];
	}
}

static void find_loops(struct walk *w, uint32_t (*edges)[2], uint32_t edge_count)
{
	const struct dl_func *func = w->func;
	uint32_t n = func->block_count, total = 0;
	uint32_t *start = calloc(n + 2, sizeof(*start)), *preds, *fill;

	for (uint32_t b = 0; b < n; b++)
		for (uint32_t i = 0; i < func->blocks[b].term.target_count; i++, total++)
			start[func->blocks[b].term.targets[i] + 1]++;
	for (uint32_t b = 0; b < n; b++)
		start[b + 1] += start[b];
	preds = malloc((total + 1) * sizeof(*preds));
	fill = malloc((n + 1) * sizeof(*fill));
	if (!preds || !fill)
		abort();
	memcpy(fill, start, (n + 1) * sizeof(*fill));
	for (uint32_t b = 0; b < n; b++) {
		if (w->cfg->position[b] == UINT32_MAX)
			continue;
		for (uint32_t i = 0; i < func->blocks[b].term.target_count; i++)
			preds[fill[func->blocks[b].term.targets[i]]++] = b;
	}
	/* unreachable predecessors left gaps: close the ranges at the fill marks */
	for (uint32_t b = 0; b < n; b++)
		for (uint32_t i = fill[b]; i < start[b + 1]; i++)
			preds[i] = b;
	for (uint32_t e = 0; e < edge_count; e++) {
		struct dl_loop *loop = loop_of(w->cfg, edges[e][1], w->arena, func);

		if (loop)
			add_members(loop, edges[e][0], func, start, preds);
	}
	for (uint32_t i = 0; i < w->cfg->loop_count; i++)
		collect_vars(&w->cfg->loops[i], func);
	free(start);
	free(preds);
	free(fill);
}

static void note_use(struct dl_cfg *cfg, const uint32_t *alias, uint32_t block,
		     const struct dl_val *val)
{
	if (val->kind == DL_VAL_TEMP && alias[val->num] != block)
		cfg->temp_crosses[val->num] = true;
}

static void note_place(struct dl_cfg *cfg, const uint32_t *alias, uint32_t block,
		       const struct dl_place *place)
{
	struct dl_val base = { .kind = DL_VAL_TEMP };

	if (!place)
		return;
	if (place->base == DL_BASE_TEMP) {
		base.num = place->index;
		note_use(cfg, alias, block, &base);
	}
	for (uint32_t i = 0; i < place->step_count; i++)
		if (place->steps[i].kind == DL_STEP_INDEX)
			note_use(cfg, alias, block, &place->steps[i].index);
}

static bool defines_temp(const struct dl_instr *in)
{
	return in->op != DL_OP_DECL && in->op != DL_OP_STORE && in->op != DL_OP_ZERO &&
	       in->dst != DL_NO_TEMP;
}

static void scan_temps(struct dl_cfg *cfg, const struct dl_func *func)
{
	uint32_t *alias = malloc((func->temp_count + 1) * sizeof(*alias));

	if (!alias)
		abort();
	for (uint32_t t = 0; t < func->temp_count; t++)
		alias[t] = UINT32_MAX;
	for (uint32_t b = 0; b < func->block_count; b++) {
		uint32_t lo = UINT32_MAX, hi = 0;

		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];

			if (!defines_temp(in))
				continue;
			alias[in->dst] = b;
			lo = in->dst < lo ? in->dst : lo;
			hi = in->dst > hi ? in->dst : hi;
		}
		cfg->first_temp[b] = lo == UINT32_MAX ? 0 : lo;
		cfg->temp_count[b] = lo == UINT32_MAX ? 0 : hi - lo + 1;
	}
	for (uint32_t b = 0; b < func->block_count; b++) {
		const struct dl_block *block = &func->blocks[b];

		for (uint32_t i = 0; i < block->instr_count; i++) {
			const struct dl_instr *in = &block->instrs[i];

			note_use(cfg, alias, b, &in->a);
			note_use(cfg, alias, b, &in->b);
			note_place(cfg, alias, b, in->place);
			for (uint32_t k = 0; k < in->arg_count; k++)
				note_use(cfg, alias, b, &in->args[k]);
		}
		note_use(cfg, alias, b, &block->term.cond);
	}
	free(alias);
}

const struct dl_cfg *dl_cfg_build(const struct dl_func *func, struct dl_arena *arena)
{
	struct dl_cfg *cfg = DL_NEW(arena, struct dl_cfg);
	uint32_t n = func->block_count, edge_count = 0;
	uint32_t edges[4 * DL_MAX_LOOPS][2];
	struct walk w = { .func = func, .cfg = cfg, .arena = arena, .post = n };

	cfg->block_count = n;
	cfg->order = DL_NEW_ARRAY(arena, uint32_t, n);
	cfg->position = DL_NEW_ARRAY(arena, uint32_t, n);
	cfg->first_temp = DL_NEW_ARRAY(arena, uint32_t, n);
	cfg->temp_count = DL_NEW_ARRAY(arena, uint32_t, n);
	cfg->temp_crosses = DL_NEW_ARRAY(arena, bool, func->temp_count + 1);
	w.color = DL_NEW_ARRAY(arena, uint8_t, n);
	visit(&w, edges, &edge_count);
	/* unreachable blocks leave free room at the front */
	memmove(cfg->order, cfg->order + w.post, (n - w.post) * sizeof(*cfg->order));
	for (uint32_t b = 0; b < n; b++)
		cfg->position[b] = UINT32_MAX;
	for (uint32_t i = 0; i < n - w.post; i++)
		cfg->position[cfg->order[i]] = i;
	find_loops(&w, edges, edge_count);
	scan_temps(cfg, func);
	return cfg;
}

bool dl_loop_has(const struct dl_loop *loop, uint32_t block)
{
	return has_bit(loop->members, block);
}

bool dl_loop_changes(const struct dl_loop *loop, uint32_t var)
{
	return has_bit(loop->vars, var);
}

bool dl_loop_sets_numbers(const struct dl_loop *loop, uint32_t var)
{
	return has_bit(loop->numbers, var);
}

int dl_loop_counts(const struct dl_loop *loop, uint32_t var)
{
	return has_bit(loop->rising, var) ? 1 : has_bit(loop->falling, var) ? -1 : 0;
}

int dl_cfg_back_edge(const struct dl_cfg *cfg, uint32_t from, uint32_t to)
{
	for (uint32_t i = 0; i < cfg->loop_count; i++)
		if (cfg->loops[i].head == to && has_bit(cfg->loops[i].members, from) &&
		    cfg->position[from] >= cfg->position[to])
			return (int)i;
	return -1;
}

bool dl_cfg_is_head(const struct dl_cfg *cfg, uint32_t block)
{
	for (uint32_t i = 0; i < cfg->loop_count; i++)
		if (cfg->loops[i].head == block)
			return true;
	return false;
}

bool dl_cfg_reaches(const struct dl_func *func, uint32_t from, uint32_t to, uint32_t avoid)
{
	uint32_t n = func->block_count, depth = 0;
	uint8_t *seen = calloc(n, 1);
	uint32_t *stack = malloc(n * sizeof(*stack));
	bool found = from == to;

	if (!seen || !stack)
		abort();
	stack[depth++] = from;
	seen[from] = 1;
	while (depth && !found) {
		const struct dl_term *term = &func->blocks[stack[--depth]].term;

		for (uint32_t i = 0; i < term->target_count; i++) {
			uint32_t t = term->targets[i];

			if (t == to)
				found = true;
			if (seen[t] || t == avoid)
				continue;
			seen[t] = 1;
			stack[depth++] = t;
		}
	}
	free(seen);
	free(stack);
	return found;
}

uint32_t dl_cfg_block_of(const struct dl_func *func, const struct dl_instr *in)
{
	for (uint32_t b = 0; b < func->block_count; b++)
		if (in >= func->blocks[b].instrs && in < func->blocks[b].instrs + func->blocks[b].instr_count)
			return b;
	return UINT32_MAX;
}
