/* SPDX-License-Identifier: Apache-2.0 */
/* Which buffers a list leads to: the path has put them there. What is not known is not in it. */
#include <string.h>

#include "checks/layout/layout.h"

/* A list that is an array is known by the array, whichever entry a pointer is to. */
static const struct dl_sym *whole_list(const struct dl_sym *list)
{
	list = dl_sym_strip(list);
	if (list->kind != DL_SYM_ADDR)
		return list;
	return list->a->kind == DL_SYM_INDEX ? list->a->a : list->a;
}

static void drop(struct dl_lists *l, uint32_t i)
{
	memmove(&l->items[i], &l->items[i + 1], (--l->count - i) * sizeof(l->items[0]));
	l->items[l->count] = (struct dl_listed){ 0 };
}

void dl_lists_set(struct dl_state *state, const struct dl_sym *list, const struct dl_sym *buffer)
{
	struct dl_lists *l = dl_lists_of(state);

	list = dl_sym_strip(list);
	for (uint32_t i = l->count; i-- > 0;)
		if (buffer ? l->items[i].list == list : whole_list(l->items[i].list) == whole_list(list))
			drop(l, i);
	if (!buffer)
		return;
	if (l->count == DL_MAX_LISTS)
		drop(l, 0);
	l->items[l->count++] = (struct dl_listed){ list, buffer };
}

void dl_lists_each(const struct dl_state *state, const struct dl_sym *list, dl_listed_fn fn, void *ctx)
{
	const struct dl_lists *l = dl_lists_of(state);

	for (uint32_t i = 0; i < l->count; i++)
		if (whole_list(l->items[i].list) == whole_list(list))
			fn(ctx, l->items[i].buffer);
}

static bool has(const struct dl_lists *l, const struct dl_listed *item)
{
	for (uint32_t i = 0; i < l->count; i++)
		if (l->items[i].list == item->list && l->items[i].buffer == item->buffer)
			return true;
	return false;
}

bool dl_lists_cover(const struct dl_state *a, const struct dl_state *b)
{
	const struct dl_lists *known = dl_lists_of(b);

	for (uint32_t i = 0; i < known->count; i++)
		if (!has(dl_lists_of(a), &known->items[i]))
			return false;
	return true;
}

bool dl_lists_join(struct dl_state *into, const struct dl_state *from)
{
	struct dl_lists *l = dl_lists_of(into);
	uint32_t before = l->count;

	for (uint32_t i = l->count; i-- > 0;)
		if (!has(dl_lists_of(from), &l->items[i]))
			drop(l, i);
	return l->count != before;
}
