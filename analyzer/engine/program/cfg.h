/* SPDX-License-Identifier: Apache-2.0 */
/* Shape of a function: order of blocks, loops, what a loop changes. */
#ifndef DL_ENGINE_PROGRAM_CFG_H
#define DL_ENGINE_PROGRAM_CFG_H

#include "ir/ir.h"

#define DL_MAX_LOOPS 60

struct dl_loop {
	uint32_t head;
	uint64_t *members;	/* bitmap of blocks */
	uint64_t *vars;		/* bitmap of variables stored in the loop */
	uint64_t *rising;	/* ... of those to which it only ever adds positive constants */
	uint64_t *falling;	/* ... from which it only ever takes them */
	uint64_t *numbers;	/* variables that it only sets to numbers */
};

struct dl_cfg {
	uint32_t block_count;
	uint32_t *order;	/* blocks in reverse post-order */
	uint32_t *position;	/* of a block in @order; UINT32_MAX: unreachable */
	uint32_t loop_count;
	struct dl_loop loops[DL_MAX_LOOPS];
	uint32_t *first_temp;	/* per block: lowest temporary it defines */
	uint32_t *temp_count;	/* per block: size of the range it defines */
	bool *temp_crosses;	/* per temporary: used outside its block */
};

const struct dl_cfg *dl_cfg_build(const struct dl_func *func, struct dl_arena *arena);

bool dl_loop_has(const struct dl_loop *loop, uint32_t block);
bool dl_loop_changes(const struct dl_loop *loop, uint32_t var);
bool dl_loop_sets_numbers(const struct dl_loop *loop, uint32_t var);
/* 1: the loop only counts the variable up, -1: only down, 0: neither. */
int dl_loop_counts(const struct dl_loop *loop, uint32_t var);
/* Loop that @to heads and @from closes, -1 when the edge is no back edge. */
int dl_cfg_back_edge(const struct dl_cfg *cfg, uint32_t from, uint32_t to);
bool dl_cfg_is_head(const struct dl_cfg *cfg, uint32_t block);
/* @to can be reached from @from without passing @avoid (UINT32_MAX: none). */
bool dl_cfg_reaches(const struct dl_func *func, uint32_t from, uint32_t to, uint32_t avoid);
/* The block that @in stands in; UINT32_MAX: none of @func. */
uint32_t dl_cfg_block_of(const struct dl_func *func, const struct dl_instr *in);

#endif
