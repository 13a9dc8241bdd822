/* SPDX-License-Identifier: Apache-2.0 */
/* Arrays that one loop of a function fills, and that a later one tests: whose element is tested no path shows. */
#include <stdlib.h>

#include "checks/success/success.h"
#include "engine/path/path.h"
#include "engine/program/prescan.h"

static bool is_later_loop(const struct dl_explorer *ex, uint32_t made, uint32_t tested)
{
	bool left = false, in_loop = false;

	for (uint32_t l = 0; l < ex->cfg->loop_count; l++) {
		bool has_test = dl_loop_has(&ex->cfg->loops[l], tested);
		bool has_made = dl_loop_has(&ex->cfg->loops[l], made);

		left |= has_made && !has_test;
		in_loop |= has_test && !has_made;
	}
	return left && in_loop && dl_cfg_reaches(ex->func, made, tested, UINT32_MAX);
}

static bool tests_key(struct dl_scanned *s, const struct dl_instr *in, uint64_t key)
{
	const struct dl_model *m = in->op == DL_OP_CALL && !dl_callee_of(s->an, in) ?
				   dl_model_of(s->an, in) : NULL;
	struct dl_map keys = { 0 };
	bool tests;

	if (!m || m->role != DL_ROLE_CHECK || m->arg_handle < 0 || (uint32_t)m->arg_handle >= in->arg_count)
		return false;
	dl_scanned_fields(s, &in->args[m->arg_handle], &keys);
	tests = dl_map_has(&keys, key);
	dl_map_free(&keys);
	return tests;
}

bool dl_success_tests_element(const struct dl_explorer *ex, const struct dl_object *o,
			      const struct dl_sym *alias, uint64_t key)
{
	struct dl_scanned s = { .an = ex->an, .info = ex->info, .func = ex->func };
	uint32_t made = dl_cfg_block_of(ex->func, o->site);
	bool found = false;

	if (!ex->info->checks || made == UINT32_MAX || !ex->cfg->loop_count ||
	    (alias->kind != DL_SYM_INDEX && alias->kind != DL_SYM_DEREF))
		return false;
	dl_scanned_begin(&s);
	for (uint32_t b = 0; b < ex->func->block_count && !found; b++) {
		const struct dl_block *block = &ex->func->blocks[b];

		for (uint32_t i = 0; i < block->instr_count && !found; i++)
			found = tests_key(&s, &block->instrs[i], key) && is_later_loop(ex, made, b);
	}
	return found;
}
