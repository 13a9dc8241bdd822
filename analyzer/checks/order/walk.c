/* SPDX-License-Identifier: Apache-2.0 */
/* What comes before what in a function, and what a function leads to. */
#include "checks/order/order.h"

bool dl_site_before(const struct dl_func_info *info, const struct dl_site *a, const struct dl_site *b)
{
	const uint32_t *position = info->cfg->position;

	if (a->block == b->block)
		return a->index < b->index;
	return position[a->block] < position[b->block] &&
	       dl_cfg_reaches(info->func, a->block, b->block, UINT32_MAX);
}

bool dl_stops_before(const struct dl_func_info *info, const struct dl_order_func *of, const struct dl_site *site)
{
	for (size_t i = 0; i < of->stops.len; i++)
		if (dl_site_before(info, &of->stops.data[i], site))
			return true;
	return false;
}

static bool walk(struct dl_analysis *an, struct dl_func_info *info,
		 bool (*visit)(void *ctx, struct dl_func_info *info), void *ctx, int depth)
{
	struct dl_order_func *of = dl_order_func_of(an, info);

	if (of->mark == dl_order_of(an)->walk || depth > 5)
		return false;
	of->mark = dl_order_of(an)->walk;
	if (visit(ctx, info))
		return true;
	for (uint32_t c = 0; c < info->callee_count; c++)
		if (walk(an, an->callees.data[info->first_callee + c], visit, ctx, depth + 1))
			return true;
	return false;
}

bool dl_order_walk(struct dl_analysis *an, struct dl_func_info *info,
		   bool (*visit)(void *ctx, struct dl_func_info *info), void *ctx)
{
	dl_order_of(an)->walk++;
	return walk(an, info, visit, ctx, 0);
}

static bool is_function(void *ctx, struct dl_func_info *info)
{
	return info->func == ctx;
}

bool dl_order_runs(struct dl_analysis *an, struct dl_func_info *info, const struct dl_func *func)
{
	return dl_order_walk(an, info, is_function, (void *)func);
}
