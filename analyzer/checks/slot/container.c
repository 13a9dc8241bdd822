/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records that come out of a container: a list, an IDR, a queue of packets. Where no code of the unit puts
 * anything into it, somebody else has filled them, and what a field of them holds is not known.
 */
#include <stdlib.h>

#include "checks/slot/slot.h"
#include "engine/program/prescan.h"

static bool contains(const struct dl_func *func, const struct dl_instr *in)
{
	for (uint32_t b = 0; b < func->block_count; b++)
		if (in >= func->blocks[b].instrs && in < func->blocks[b].instrs + func->blocks[b].instr_count)
			return true;
	return false;
}

static bool is_pointer(const struct dl_val *val)
{
	return val->kind == DL_VAL_TEMP && val->type && val->type->kind == DL_TYPE_PTR;
}

/* The fields that @call's pointers come from: what it takes the record out of. */
static void add_container(struct dl_analysis *an, const struct dl_func *func,
			  const struct dl_instr *call, struct dl_map *keys)
{
	struct dl_scanned s = { .an = an, .func = func };

	dl_scanned_begin(&s);
	for (uint32_t i = 0; i < call->arg_count; i++)
		if (is_pointer(&call->args[i]) && s.defs[call->args[i].num] &&
		    s.defs[call->args[i].num]->op == DL_OP_ADDR)
			dl_scanned_fields(&s, &call->args[i], keys);
}

/* @in is given the container and another pointer: it may put that into it. */
static bool puts_into(struct dl_scanned *s, const struct dl_instr *in, const struct dl_map *container)
{
	bool takes = false;
	uint32_t pointers = 0;

	if (in->op != DL_OP_CALL || in->arg_count < 2)
		return false;
	for (uint32_t i = 0; i < in->arg_count; i++) {
		struct dl_map keys = { 0 };

		if (!is_pointer(&in->args[i]))
			continue;
		pointers++;
		dl_scanned_fields(s, &in->args[i], &keys);
		for (size_t k = 0; k < keys.len; k++)
			takes |= dl_map_has(container, keys.entries[k].key);
		dl_map_free(&keys);
	}
	return takes && pointers > 1;
}

static bool is_filled_here(struct dl_analysis *an, const struct dl_map *container)
{
	bool found = false;

	for (uint32_t f = 0; f < an->unit->func_count && !found; f++) {
		const struct dl_func *func = &an->unit->funcs[f];
		struct dl_scanned s = { .an = an, .func = func };

		dl_scanned_begin(&s);
		for (uint32_t b = 0; b < func->block_count && !found; b++)
			for (uint32_t i = 0; i < func->blocks[b].instr_count && !found; i++)
				found = puts_into(&s, &func->blocks[b].instrs[i], container);
	}
	return found;
}

/* `list_first_entry(&m->done, ...)`: the field that the list's head is. */
static uint64_t list_of(const struct dl_sym *pointer)
{
	const struct dl_sym *link = pointer->kind == DL_SYM_LOAD ? pointer->a : NULL;

	return link && link->kind == DL_SYM_FIELD && link->record && link->record->is_core &&
	       link->a->kind == DL_SYM_FIELD ? dl_loc_key(link->a) : 0;
}

bool dl_slot_is_filled_elsewhere(struct dl_analysis *an, const struct dl_func *func,
				 const struct dl_sym *record)
{
	struct dl_map container = { 0 };
	bool elsewhere;

	if (record->kind == DL_SYM_RESULT) {
		const struct dl_instr *site = record->site;

		if (site && site->op == DL_OP_CALL && !dl_callee_of(an, site) && contains(func, site))
			add_container(an, func, site, &container);
	} else if (list_of(record)) {
		dl_map_put(&container, list_of(record), (void *)1);
	}
	elsewhere = container.len && !is_filled_here(an, &container);
	dl_map_free(&container);
	return elsewhere;
}
