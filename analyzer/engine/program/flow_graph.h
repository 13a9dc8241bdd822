/* SPDX-License-Identifier: Apache-2.0 */
/* The graph of flow.h from inside: built by flow.c, walked by it and by flow_fate.c. */
#ifndef DL_ENGINE_PROGRAM_FLOW_GRAPH_H
#define DL_ENGINE_PROGRAM_FLOW_GRAPH_H

#include "engine/program/flow.h"

#define NO_NODE UINT32_MAX

enum mark {
	FOREIGN = 1,	/* code out of sight sees the value */
	WILD = 2,	/* it may come from out of sight */
	RELEASED = 4,	/* a release is given it */
	GIVEN = 8,	/* the hardware is */
	STORED = 16,	/* a number that is no constant is stored here */
	NAMED = 32,	/* a field or a global */
	CORE = 64,	/* field of a kernel record */
	LENT = 128,	/* a pool has made it, which ends it */
	MADE = 256,	/* a call of the unit has made it */
};

struct node {
	uint32_t first;	/* edge + 1; 0: none */
	uint32_t seen;	/* the last walk that came here */
	uint16_t marks;
	const struct dl_step *field;
	const struct dl_type *type;	/* of a temporary */
};

struct edge {
	uint32_t to;
	uint32_t next;	/* edge + 1 */
};

struct dl_flow {
	struct dl_analysis *an;
	uint32_t *base;		/* per function: its variables, its temporaries, its result */
	DL_VEC(struct node) nodes;
	DL_VEC(struct edge) edges;
	DL_VEC(uint32_t) queue;
	struct dl_map named;	/* key of a field or global -> node + 1 */
	struct dl_map open;	/* records (by name) that others see, or that are seen as others */
	uint32_t walk;
	/* the function being read */
	const struct dl_func *func;
};

static inline uint32_t index_of(const struct dl_flow *fl, const struct dl_func *func)
{
	return (uint32_t)(func - fl->an->unit->funcs);
}

static inline uint32_t temp_node(const struct dl_flow *fl, const struct dl_func *func, uint32_t temp)
{
	return temp < func->temp_count ? fl->base[index_of(fl, func)] + func->var_count + temp :
					 NO_NODE;
}

static inline uint32_t result_node(const struct dl_flow *fl, const struct dl_func *func)
{
	return fl->base[index_of(fl, func)] + func->var_count + func->temp_count;
}

/* ---- walks ---- */

static inline void push(struct dl_flow *fl, uint32_t node)
{
	if (fl->nodes.data[node].seen == fl->walk)
		return;
	fl->nodes.data[node].seen = fl->walk;
	dl_vec_push(&fl->queue, node);
}

static inline void push_next(struct dl_flow *fl, uint32_t node)
{
	for (uint32_t e = fl->nodes.data[node].first; e; e = fl->edges.data[e - 1].next)
		push(fl, fl->edges.data[e - 1].to);
}

#endif
