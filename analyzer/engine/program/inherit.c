/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What functions do through their callees: the fields that they may release, whether they refresh, wait
 * or tell the hardware something. Generous, as prescan.c is.
 */
#include <stdlib.h>

#include "engine/program/prescan.h"
#include "engine/program/program.h"

/* An argument that a callee releases is released here: its fields by name, its parameters in turn. */
static void scan_released_args(struct dl_analysis *an, struct dl_func_info *info)
{
	const struct dl_func *func = info->func;
	struct dl_scanned s = { .an = an, .info = info, .func = func };

	dl_scanned_begin(&s);
	for (uint32_t b = 0; b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];
			struct dl_func_info *const *targets;
			struct dl_func_info *direct = in->op == DL_OP_CALL && in->callee ?
						      dl_info_of(an, in->callee) : NULL;
			uint32_t n = in->op == DL_OP_CALL && !direct ? dl_callees_of(an, in, &targets) : 0;
			uint64_t bits = direct ? direct->releases_params : 0;

			for (uint32_t t = 0; t < n; t++)
				bits |= targets[t]->releases_params;
			for (uint32_t k = 0; bits && k < in->arg_count && k < 64; k++)
				if (bits >> k & 1)
					dl_scanned_fields(&s, &in->args[k], &info->own_releases);
		}
	}
	/* who lends as well ends its own loans */
	info->releases_params = info->lends ? 0 : dl_scanned_params(&s, &info->own_releases);
}

/* What a callee does, its callers may do. */
static bool inherit(struct dl_analysis *an, struct dl_func_info *info)
{
	const struct dl_func_info before = *info;

	for (uint32_t c = 0; c < info->callee_count; c++) {
		const struct dl_func_info *callee = an->callees.data[info->first_callee + c];

		info->is_async |= callee->is_async;
		info->may_refresh |= callee->may_refresh;
		info->may_submit |= callee->may_submit;
		info->may_wait |= callee->may_wait;
	}
	return before.is_async != info->is_async || before.may_refresh != info->may_refresh ||
	       before.may_submit != info->may_submit || before.may_wait != info->may_wait;
}

bool dl_releases_elsewhere(const struct dl_analysis *an, const struct dl_func_info *info,
			   uint64_t key)
{
	uintptr_t count = (uintptr_t)dl_map_get(&an->released_fields, key);

	return dl_map_has(&an->refreshed_fields, key) ||
	       count > (info && dl_map_has(&info->own_releases, key) ? 1 : 0);
}

/* What a callee may release, its callers may. */
static void close_releases(struct dl_analysis *an)
{
	bool changed = true;

	for (uint32_t i = 0; i < an->unit->func_count; i++)
		for (size_t k = 0; k < an->funcs[i].own_releases.len; k++) {
			uint64_t key = an->funcs[i].own_releases.entries[k].key;
			uintptr_t others = (uintptr_t)dl_map_get(&an->released_fields, key);

			dl_map_put(&an->funcs[i].releases, key, (void *)1);
			dl_map_put(&an->released_fields, key, (void *)(others + 1));
		}
	for (int round = 0; changed && round < 12; round++) {
		changed = false;
		for (uint32_t i = an->unit->func_count; i > 0; i--) {
			struct dl_func_info *info = &an->funcs[i - 1];
			size_t before = info->releases.len;
			bool made = info->may_make;

			for (uint32_t c = 0; c < info->callee_count; c++) {
				const struct dl_func_info *callee =
					an->callees.data[info->first_callee + c];

				if (callee == info)
					continue;
				info->may_make |= callee->may_make;
				for (size_t k = 0; k < callee->releases.len; k++)
					dl_map_put(&info->releases, callee->releases.entries[k].key,
						   (void *)1);
			}
			changed |= info->releases.len != before || info->may_make != made;
			changed |= inherit(an, info);
		}
	}
}

void dl_inherit(struct dl_analysis *an)
{
	/* three times: a wrapper of a wrapper of a wrapper */
	for (int round = 0; round < 3; round++)
		for (uint32_t i = 0; i < an->unit->func_count; i++)
			scan_released_args(an, &an->funcs[i]);
	close_releases(an);
}
