/* SPDX-License-Identifier: Apache-2.0 */
/* Functions as they are read: what defines a temporary, what is stored in variables, how blocks follow. */
#include <stdlib.h>
#include <string.h>

#include "checks/barrier/barrier.h"

uint32_t dl_whole_var(const struct dl_place *place)
{
	return place && place->base == DL_BASE_VAR && !place->step_count ? place->index : DL_NO_VAR;
}

static void note_block(struct dl_reading *r, uint32_t b, uint32_t *cap)
{
	const struct dl_block *block = &r->func->blocks[b];

	for (uint32_t i = 0; i < block->instr_count; i++) {
		const struct dl_instr *in = &block->instrs[i];

		if (in->op != DL_OP_DECL && in->dst < r->func->temp_count)
			r->defs[in->dst] = (struct dl_site){ in, b, i };
		if (in->op != DL_OP_STORE || dl_whole_var(in->place) == DL_NO_VAR)
			continue;
		if (r->store_count == *cap) {
			*cap = *cap ? *cap * 2 : 16;
			r->stores = dl_xrealloc(r->stores, *cap * sizeof(*r->stores));
		}
		r->stores[r->store_count++] = (struct dl_site){ in, b, i };
	}
}

static void note_edges(struct dl_reading *r)
{
	uint8_t *seen = dl_xcalloc(r->func->block_count + 1, 1);

	for (uint32_t b = 0; b < r->func->block_count; b++) {
		const struct dl_term *t = &r->func->blocks[b].term;

		for (uint32_t k = 0; k < t->target_count; k++) {
			r->preds[t->targets[k]] = seen[t->targets[k]] ? DL_NO_BLOCK : b;
			seen[t->targets[k]] = 1;
		}
	}
	free(seen);
}

struct dl_reading *dl_reading_of(struct dl_barriers *b, const struct dl_func *func)
{
	struct dl_reading **known = &b->readings[func - b->an->unit->funcs], *r;
	uint32_t cap = 0;

	if (*known)
		return *known;
	r = *known = dl_xcalloc(1, sizeof(*r));
	r->func = func;
	r->defs = dl_xcalloc(func->temp_count + 1, sizeof(*r->defs));
	r->preds = dl_xcalloc(func->block_count + 1, sizeof(*r->preds));
	memset(r->preds, 0xff, (func->block_count + 1) * sizeof(*r->preds));
	for (uint32_t i = 0; i < func->block_count; i++)
		note_block(r, i, &cap);
	note_edges(r);
	return r;
}

void dl_readings_free(struct dl_barriers *b)
{
	for (uint32_t f = 0; f < b->an->unit->func_count; f++) {
		struct dl_reading *r = b->readings[f];

		if (!r)
			continue;
		free(r->defs);
		free(r->stores);
		free(r->preds);
		free(r);
	}
	free(b->readings);
}

const struct dl_instr *dl_defined(const struct dl_reading *r, const struct dl_val *v)
{
	return v->kind == DL_VAL_TEMP && v->num < r->func->temp_count ? r->defs[v->num].at : NULL;
}

const struct dl_instr *dl_defined_as(const struct dl_reading *r, const struct dl_val *v)
{
	const struct dl_instr *def = dl_defined(r, v);

	while (def && def->op == DL_OP_CAST)
		def = dl_defined(r, &def->a);
	return def;
}
