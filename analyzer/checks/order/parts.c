/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fields that point into memory which another field of their record keeps: who goes through the one uses what the other
 * keeps. Parts that are dealt out to other records have their own owners, and an order that is not seen here.
 */
#include "checks/order/order.h"

static uint64_t pointer_key(const struct dl_step *step)
{
	return step && step->record && step->type && step->type->kind == DL_TYPE_PTR ?
	       dl_field_key(step->record, step->field) : 0;
}

void dl_part_note(struct dl_analysis *an, const struct dl_step *part, const struct dl_step *whole)
{
	struct dl_map *parts = &dl_order_of(an)->parts;
	const uint64_t key = pointer_key(part);
	uint64_t of = part && whole && part->record == whole->record ? pointer_key(whole) : 0;

	if (!key)
		return;
	if (!of || (dl_map_has(parts, key) && (uintptr_t)dl_map_get(parts, key) != of))
		of = DL_ANY_OWNER;
	dl_map_put(parts, key, (void *)(uintptr_t)of);
}

static void add_wholes(const struct dl_map *parts, struct dl_order_func *of)
{
	for (size_t i = 0; i < parts->len; i++) {
		const uint64_t part = parts->entries[i].key, whole = (uintptr_t)parts->entries[i].value;

		if (whole != DL_ANY_OWNER && dl_map_has(&of->reads, part) && !dl_map_has(&of->reads, whole))
			dl_map_put(&of->reads, whole, (void *)DL_ANY_OWNER);
	}
}

void dl_parts_spread(struct dl_analysis *an)
{
	struct dl_order *o = dl_order_of(an);

	for (uint32_t i = 0; i < an->unit->func_count; i++)
		add_wholes(&o->parts, &o->funcs[i]);
}
