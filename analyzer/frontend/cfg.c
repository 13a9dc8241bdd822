/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The graph as the reader wants it: unreachable blocks gone, jumps to jumps
 * shortened, chains joined, blocks numbered in reverse post-order.
 */
#include <string.h>

#include "frontend/lower.h"

struct graph {
	struct dl_func_builder *fb;
	uint32_t *predecessors;
	uint32_t *order; /* post-order, then reversed */
	uint32_t order_len;
	bool *seen;
};

static struct dl_block_builder *block(struct graph *g, uint32_t i)
{
	return &g->fb->blocks.data[i];
}

/* Follow empty blocks that only jump on. */
static uint32_t thread(struct graph *g, uint32_t from)
{
	for (size_t hops = 0; hops < g->fb->blocks.len; hops++) {
		struct dl_block_builder *b = block(g, from);

		if (b->instrs.len || b->term.kind != DL_TERM_JUMP || b->term.targets[0] == from)
			return from;
		from = b->term.targets[0];
	}
	return from;
}

static void thread_targets(struct graph *g)
{
	for (uint32_t i = 0; i < g->fb->blocks.len; i++) {
		struct dl_term *term = &block(g, i)->term;

		for (uint32_t k = 0; k < term->target_count; k++)
			term->targets[k] = thread(g, term->targets[k]);
		if (term->kind == DL_TERM_BRANCH && term->targets[0] == term->targets[1]) {
			term->kind = DL_TERM_JUMP;
			term->target_count = 1;
			term->cond = dl_fe_val_none();
		}
	}
}

struct frame {
	uint32_t block;
	uint32_t next; /* targets still to visit, counted down */
};

static void post_order(struct graph *g)
{
	DL_VEC(struct frame) stack = {0};
	struct frame frame = {.block = 0, .next = block(g, 0)->term.target_count};

	g->order_len = 0;
	memset(g->seen, 0, g->fb->blocks.len * sizeof(*g->seen));
	g->seen[0] = true;
	dl_vec_push(&stack, frame);
	while (stack.len) {
		struct frame *top = &stack.data[stack.len - 1];
		uint32_t target;

		if (top->next == 0) {
			g->order[g->order_len++] = top->block;
			stack.len--;
			continue;
		}
		target = block(g, top->block)->term.targets[--top->next];
		if (g->seen[target])
			continue;
		g->seen[target] = true;
		frame.block = target;
		frame.next = block(g, target)->term.target_count;
		dl_vec_push(&stack, frame);
	}
	dl_vec_free(&stack);
}

static void count_predecessors(struct graph *g)
{
	memset(g->predecessors, 0, g->fb->blocks.len * sizeof(*g->predecessors));
	for (uint32_t i = 0; i < g->order_len; i++) {
		struct dl_term *term = &block(g, g->order[i])->term;

		for (uint32_t k = 0; k < term->target_count; k++)
			g->predecessors[term->targets[k]]++;
	}
}

/* Append to each block the one it jumps to, when nobody else goes there. */
static void join_chains(struct graph *g)
{
	for (uint32_t i = g->order_len; i > 0; i--) {
		struct dl_block_builder *b = block(g, g->order[i - 1]);

		for (;;) {
			struct dl_block_builder *next;
			uint32_t target;

			if (b->term.kind != DL_TERM_JUMP)
				break;
			target = b->term.targets[0];
			next = block(g, target);
			if (target == 0 || next == b || g->predecessors[target] != 1)
				break;
			for (size_t k = 0; k < next->instrs.len; k++)
				dl_vec_push(&b->instrs, next->instrs.data[k]);
			dl_vec_free(&next->instrs);
			b->term = next->term;
			next->term.target_count = 0;
			next->term.kind = DL_TERM_UNREACHABLE;
			g->predecessors[target] = 0;
		}
	}
}

static void renumber(struct graph *g, struct dl_arena *scratch)
{
	struct dl_func_builder *fb = g->fb;
	uint32_t *index = DL_NEW_ARRAY(scratch, uint32_t, fb->blocks.len);
	struct dl_block_builder *old = fb->blocks.data;
	size_t old_len = fb->blocks.len;

	memset(&fb->blocks, 0, sizeof(fb->blocks));
	for (uint32_t i = 0; i < g->order_len; i++)
		index[g->order[g->order_len - 1 - i]] = i;
	for (uint32_t i = g->order_len; i > 0; i--) {
		struct dl_block_builder *b = &old[g->order[i - 1]];

		for (uint32_t k = 0; k < b->term.target_count; k++)
			b->term.targets[k] = index[b->term.targets[k]];
		dl_vec_push(&fb->blocks, *b);
		memset(&b->instrs, 0, sizeof(b->instrs));
	}
	for (size_t i = 0; i < old_len; i++)
		dl_vec_free(&old[i].instrs);
	free(old);
}

void dl_fe_cfg_tidy(struct dl_func_builder *fb, struct dl_arena *scratch)
{
	struct graph g = {.fb = fb};
	size_t count = fb->blocks.len;

	g.predecessors = DL_NEW_ARRAY(scratch, uint32_t, count);
	g.order = DL_NEW_ARRAY(scratch, uint32_t, count);
	g.seen = DL_NEW_ARRAY(scratch, bool, count);
	for (size_t i = 0; i < count; i++) {
		if (!fb->blocks.data[i].has_term)
			fb->blocks.data[i].term.kind = DL_TERM_UNREACHABLE;
		fb->blocks.data[i].has_term = true;
	}
	thread_targets(&g);
	post_order(&g);
	count_predecessors(&g);
	join_chains(&g);
	post_order(&g);
	renumber(&g, scratch);
}
