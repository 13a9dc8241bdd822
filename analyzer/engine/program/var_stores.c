/* SPDX-License-Identifier: Apache-2.0 */
/* Where each local variable of a function is written, found once: who follows values back asks for every load
 * of one. See prescan.h. */
#include <stdint.h>
#include <string.h>

#include "base/hash.h"
#include "engine/program/prescan.h"
#include "engine/program/program.h"

struct var_stores {
	const struct dl_instr **stores; /* by variable */
	uint32_t *end;			/* by variable: behind its last one */
};

static bool is_store(const struct dl_func *func, const struct dl_instr *in)
{
	return in->op == DL_OP_STORE && in->place->base == DL_BASE_VAR && in->place->index < func->var_count;
}

/* Count, or fill in, the stores of the function. */
static void walk(struct var_stores *index, const struct dl_func *func, bool fill)
{
	for (uint32_t b = 0; b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];

			if (!is_store(func, in))
				continue;
			if (fill)
				index->stores[index->end[in->place->index]] = in;
			index->end[in->place->index]++;
		}
	}
}

static struct var_stores *index_stores(struct dl_arena *arena, const struct dl_func *func)
{
	struct var_stores *index = DL_NEW(arena, struct var_stores);
	uint32_t total = 0;

	index->end = DL_NEW_ARRAY(arena, uint32_t, func->var_count + 1);
	walk(index, func, false);
	for (uint32_t v = 0; v < func->var_count; v++) {
		uint32_t count = index->end[v];

		index->end[v] = total;
		total += count;
	}
	index->stores = DL_NEW_ARRAY(arena, const struct dl_instr *, total + 1);
	walk(index, func, true);
	return index;
}

const struct dl_instr *const *dl_var_stores(struct dl_analysis *an, const struct dl_func *func, uint32_t var,
					    uint32_t *count)
{
	uint64_t key = dl_hash_final(dl_hash_u64(DL_HASH_SEED, (uintptr_t)func));
	struct var_stores *index = dl_map_get(&an->var_stores, key);
	uint32_t first;

	if (!index) {
		index = index_stores(an->arena, func);
		dl_map_put(&an->var_stores, key, index);
	}
	first = var && var <= func->var_count ? index->end[var - 1] : 0;
	*count = var < func->var_count ? index->end[var] - first : 0;
	return (const struct dl_instr *const *)index->stores + first;
}
