/* SPDX-License-Identifier: Apache-2.0 */
/* Who may release what a function leaves behind: its callers, up to the kernel's, and the callbacks beside them. */
#include "checks/leak/leak.h"
#include "engine/program/program.h"

/* ---- where a caller goes when its callee has failed ---- */

struct result {
	const struct dl_func *func;
	const struct dl_block *block;
	const struct dl_instr *call;
};

/* What the block has put last into the variable that @load reads; NULL: nothing. */
static const struct dl_val *stored_before(const struct dl_block *block, const struct dl_instr *load)
{
	const struct dl_val *value = NULL;

	if (load->place->base != DL_BASE_VAR || load->place->step_count)
		return NULL;
	for (const struct dl_instr *in = block->instrs; in < load; in++)
		if (in->op == DL_OP_STORE && in->place->base == DL_BASE_VAR && !in->place->step_count &&
		    in->place->index == load->place->index)
			value = &in->a;
	return value;
}

/* The number that @v is where the call has given an error, any of them; false: it is something else. */
static bool number_on_failure(const struct result *r, const struct dl_val *v, int64_t *num, int depth)
{
	const struct dl_instr *def = dl_leak_definition(r->block, v);
	const struct dl_val *stored;
	int64_t a, b;

	if (v->kind == DL_VAL_INT) {
		*num = v->num;
		return true;
	}
	if (!def || depth > 6)
		return false;
	if (def == r->call) {
		*num = -1;
		return true;
	}
	switch (def->op) {
	case DL_OP_LOAD:
		stored = stored_before(r->block, def);
		return stored && number_on_failure(r, stored, num, depth + 1);
	case DL_OP_CAST:
		return number_on_failure(r, &def->a, num, depth + 1);
	case DL_OP_UN:
		if (def->sub != DL_UN_LNOT || !number_on_failure(r, &def->a, &a, depth + 1))
			return false;
		*num = !a;
		return true;
	case DL_OP_BIN:
		/* which error it is nobody knows: only 0 tells it from others */
		return def->sub >= DL_BIN_EQ && number_on_failure(r, &def->a, &a, depth + 1) &&
		       number_on_failure(r, &def->b, &b, depth + 1) && b == 0 && dl_bin_fold(def->sub, a, b, num);
	default:
		return false;
	}
}

/* The block in which @caller goes on when its call @call in @block has failed; @block itself where that is not seen. */
static uint32_t after_failure(const struct dl_func *caller, uint32_t block, const struct dl_instr *call)
{
	const struct dl_block *b = &caller->blocks[block];
	const struct result r = { caller, b, call };
	int64_t truth;

	if (b->term.kind != DL_TERM_BRANCH || !call->type || call->type->kind != DL_TYPE_INT ||
	    b->term.cond.kind != DL_VAL_TEMP || !number_on_failure(&r, &b->term.cond, &truth, 0))
		return block;
	return b->term.targets[truth ? 0 : 1];
}

/* ---- who may release it ---- */

/* From block @from on, @caller may call something but @info that releases an alias. */
static bool releases_from(struct dl_analysis *an, const struct dl_func_info *info,
			  const struct dl_func_info *caller, uint32_t from, const struct dl_object *o)
{
	for (uint32_t b = 0; b < caller->func->block_count; b++) {
		const struct dl_block *block = &caller->func->blocks[b];

		for (uint32_t i = 0; i < block->instr_count; i++) {
			const struct dl_func_info *callee = dl_callee_of(an, &block->instrs[i]);

			if (callee && callee != info && dl_leak_releases_alias(&callee->releases, o) &&
			    dl_cfg_reaches(caller->func, from, b, UINT32_MAX))
				return true;
		}
	}
	return false;
}

bool dl_leak_table_may_release(const struct dl_analysis *an, const struct dl_func_info *info,
			       const struct dl_object *o)
{
	for (uint32_t f = 0; info->table && !info->start && f < an->unit->func_count; f++)
		if (&an->funcs[f] != info && an->funcs[f].table == info->table &&
		    dl_leak_releases_alias(&an->funcs[f].releases, o))
			return true;
	return false;
}

/* After one of its calls of @info, which (@fails) gives an error. */
static bool releases_after(struct dl_analysis *an, const struct dl_func_info *info,
			   const struct dl_func_info *caller, const struct dl_object *o, bool fails)
{
	for (uint32_t b = 0; b < caller->func->block_count; b++) {
		const struct dl_block *block = &caller->func->blocks[b];

		for (uint32_t i = 0; i < block->instr_count; i++)
			if (dl_callee_of(an, &block->instrs[i]) == info &&
			    releases_from(an, info, caller,
					  fails ? after_failure(caller->func, b, &block->instrs[i]) : b, o))
				return true;
	}
	return false;
}

bool dl_leak_caller_may_release(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_object *o,
				const struct dl_left_to *to)
{
	struct dl_left_to above = *to;

	above.depth--;
	for (uint32_t f = 0; f < an->unit->func_count && to->depth; f++) {
		const struct dl_func_info *caller = &an->funcs[f];

		if (caller == info || !dl_func_calls(an, caller, info))
			continue;
		if (dl_leak_releases_alias(&caller->own_releases, o) ||
		    (to->tables && dl_leak_table_may_release(an, caller, o)) ||
		    releases_after(an, info, caller, o, to->fails) ||
		    dl_leak_caller_may_release(an, caller, o, &above))
			return true;
	}
	return false;
}

bool dl_leak_is_released_somewhere(const struct dl_analysis *an, const struct dl_object *o)
{
	return dl_leak_releases_alias(&an->released_fields, o);
}

bool dl_leak_only_binds(const struct dl_analysis *an, const struct dl_func_info *info, uint32_t depth)
{
	bool called = false;

	if (info->start || info->address_taken)
		return info->start && info->start->binds;
	for (uint32_t f = 0; f < an->unit->func_count && depth; f++) {
		if (&an->funcs[f] == info || !dl_func_calls(an, &an->funcs[f], info))
			continue;
		if (!dl_leak_only_binds(an, &an->funcs[f], depth - 1))
			return false;
		called = true;
	}
	return called;
}
