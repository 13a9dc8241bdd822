/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of a value in the graph of flow.h. */
#include "engine/program/flow_graph.h"

/* All that the value of a function's temporary reaches; what the function returns is its callers' matter. */
static bool walk_from(struct dl_flow *fl, const struct dl_func *func, uint32_t temp)
{
	uint32_t start = temp_node(fl, func, temp);

	if (start == NO_NODE)
		return false;
	fl->walk++;
	fl->queue.len = 0;
	push(fl, start);
	for (size_t i = 0; i < fl->queue.len; i++)
		if (fl->queue.data[i] != result_node(fl, func))
			push_next(fl, fl->queue.data[i]);
	return true;
}

struct dl_fate dl_flow_fate(struct dl_flow *fl, const struct dl_func *func, uint32_t temp)
{
	struct dl_fate fate = { 0 };

	if (!walk_from(fl, func, temp))
		return fate;
	for (size_t i = 0; i < fl->queue.len; i++) {
		const struct node *n = &fl->nodes.data[fl->queue.data[i]];

		if (fl->queue.data[i] == result_node(fl, func)) {
			fate.is_returned = true;
			continue;
		}
		fate.is_released |= n->marks & RELEASED;
		fate.is_foreign |= n->marks & FOREIGN;
		fate.is_given |= n->marks & GIVEN;
		fate.is_core |= n->marks & CORE;
		if (!fate.field)
			fate.field = n->field;
	}
	return fate;
}

/* The function that a node belongs to; NULL: it is a field's or a global's. */
static const struct dl_func *func_of_node(const struct dl_flow *fl, uint32_t node)
{
	const struct dl_unit *unit = fl->an->unit;

	for (uint32_t f = unit->func_count; f-- > 0;)
		if (node >= fl->base[f])
			return node <= result_node(fl, &unit->funcs[f]) ? &unit->funcs[f] : NULL;
	return NULL;
}

static void add_releaser(struct dl_releasers *by, const struct dl_func *func)
{
	for (uint32_t i = 0; i < by->count; i++)
		if (by->funcs[i] == func)
			return;
	if (func && by->count < DL_MAX_RELEASERS)
		by->funcs[by->count++] = func;
	else
		by->unknown = true;
}

void dl_flow_find_releasers(struct dl_flow *fl, const struct dl_func *func, uint32_t temp,
			    struct dl_releasers *by)
{
	if (!walk_from(fl, func, temp))
		return;
	for (size_t i = 0; i < fl->queue.len; i++)
		if (fl->nodes.data[fl->queue.data[i]].marks & RELEASED)
			add_releaser(by, func_of_node(fl, fl->queue.data[i]));
}

/* Pushes what nodes of the queue, from @i to @end, lead to: the fields, or the others. */
static void push_past(struct dl_flow *fl, size_t i, const size_t *end, bool fields)
{
	for (; i < *end; i++)
		if ((fl->nodes.data[fl->queue.data[i]].field != NULL) == fields)
			push_next(fl, fl->queue.data[i]);
}

bool dl_flow_is_released_as_kept(struct dl_flow *fl, const struct dl_func *func, uint32_t temp)
{
	uint32_t start = temp_node(fl, func, temp);
	bool is_released = false;
	size_t own;

	if (start == NO_NODE)
		return false;
	fl->walk++;
	fl->queue.len = 0;
	push(fl, start);
	push_past(fl, 0, &fl->queue.len, false);
	own = fl->queue.len;
	push_past(fl, 0, &own, true);
	push_past(fl, own, &fl->queue.len, false);
	for (size_t i = 0; i < fl->queue.len; i++)
		is_released |= fl->nodes.data[fl->queue.data[i]].marks & RELEASED;
	return is_released;
}
