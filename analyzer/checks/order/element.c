/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of several things that are ended one after the other, each may have its own element of an array. What is released
 * before the loop, once and by a number, is one element: maybe of none of them.
 */
#include "checks/order/order.h"
#include "engine/program/cfg.h"

static const struct dl_loop *loop_of(struct dl_analysis *an, const struct dl_func *func, uint32_t block)
{
	struct dl_func_info *info = dl_info_of(an, func->symbol);
	const struct dl_cfg *cfg = info ? dl_cfg_of(an, info) : NULL;

	for (uint32_t i = 0; cfg && i < cfg->loop_count; i++)
		if (dl_loop_has(&cfg->loops[i], block))
			return &cfg->loops[i];
	return NULL;
}

static bool has_number(const struct dl_place *p)
{
	for (uint32_t i = 0; i < p->step_count; i++)
		if (p->steps[i].kind == DL_STEP_INDEX && p->steps[i].index.kind == DL_VAL_TEMP)
			return true;
	return false;
}

/* `entry = &dev->entries[n]` */
static bool points_to_element(struct dl_analysis *an, const struct dl_func *func, uint32_t var)
{
	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i], *def;

			if (in->op != DL_OP_STORE || in->place->base != DL_BASE_VAR || in->place->index != var ||
			    in->place->step_count)
				continue;
			def = dl_def_of(an, func, &in->a);
			if (def && def->op == DL_OP_ADDR && has_number(def->place))
				return true;
		}
	return false;
}

static bool names_element(struct dl_analysis *an, const struct dl_func *func, const struct dl_instr *call)
{
	for (uint32_t i = 0; i < call->arg_count; i++) {
		const struct dl_instr *def = dl_origin_of(an, func, &call->args[i]);

		if (def && def->op == DL_OP_LOAD &&
		    (has_number(def->place) ||
		     (def->place->base == DL_BASE_VAR && def->place->step_count &&
		      points_to_element(an, func, def->place->index))))
			return true;
	}
	return false;
}

bool dl_is_of_another(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_released *rel,
		      const struct dl_site *end)
{
	const struct dl_loop *each = loop_of(an, info->func, end->block);

	return each && !dl_loop_has(each, rel->site.block) && rel->func != info->func &&
	       !loop_of(an, rel->func, rel->at->site.block) && names_element(an, rel->func, rel->at->site.at);
}
