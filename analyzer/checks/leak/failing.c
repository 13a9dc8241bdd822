/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Released on the way of a failure alone: a callback that starts something makes it, releases it where a later step
 * fails, and keeps it where all succeed; and nothing that its partner leads to releases it.
 */
#include "base/hash.h"
#include "checks/leak/leak.h"
#include "checks/success/success.h"
#include "engine/path/path.h"

#define MAX_CALLS 4	/* so far up from a release */

struct failing {
	struct dl_analysis *an;
	const struct dl_instr *origin;
	const struct dl_model *model;
	const struct dl_func_info *maker;
};

static uint64_t key_of(const struct dl_instr *origin, const struct dl_func *func)
{
	return dl_hash_final(dl_hash_u64(dl_hash_u64(DL_HASH_SEED, (uintptr_t)origin), (uintptr_t)func)) | 1;
}

void dl_leak_note_kept_on_success(struct dl_explorer *ex, const struct dl_exit *exit, const struct dl_object *o)
{
	if (o->state == DL_OBJ_OK && o->stored && !dl_object_is_managed(o) && !dl_exit_fails(ex, exit))
		dl_map_put(&dl_leaks_of(ex->an)->succeeded, key_of(o->origin, ex->func), (void *)1);
}

static bool keeps_on_success(const struct failing *f, const struct dl_func_info *info)
{
	return dl_map_has(&dl_leaks_of(f->an)->succeeded, key_of(f->origin, info->func));
}

static bool makes(const struct failing *f, const struct dl_instr *in)
{
	const struct dl_func_info *callee = in->op == DL_OP_CALL ? dl_callee_of(f->an, in) : NULL;

	return in == f->origin || (callee && dl_leak_leads_to(f->an, callee, f->maker, MAX_CALLS));
}

/* It is a call of @callee, or (NULL) one that releases such things. */
static bool ends(const struct failing *f, const struct dl_instr *in, const struct dl_func_info *callee)
{
	const struct dl_model *m;

	if (in->op != DL_OP_CALL)
		return false;
	if (callee)
		return dl_callee_of(f->an, in) == callee;
	m = dl_callee_of(f->an, in) ? NULL : dl_model_of(f->an, in);
	return m && dl_model_ends(m) && dl_model_same_family(m, f->model);
}

/* What is released in block @end was made before, and is not made after it: no round, no choice of the two. */
static bool is_behind(const struct failing *f, const struct dl_func *func, uint32_t end)
{
	bool made = false;

	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			if (!makes(f, &func->blocks[b].instrs[i]))
				continue;
			if (dl_cfg_reaches(func, end, b, UINT32_MAX))
				return false;
			made |= dl_cfg_reaches(func, b, end, UINT32_MAX);
		}
	return made;
}

static bool undoes_its_own(const struct failing *f, const struct dl_func *func, const struct dl_func_info *callee)
{
	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++)
			if (ends(f, &func->blocks[b].instrs[i], callee) && !is_behind(f, func, b))
				return false;
	return true;
}

/* Where @info releases it, or calls @callee that does, something that makes it is about to fail. */
static bool is_on_failure(const struct failing *f, const struct dl_func_info *info, const struct dl_func_info *callee,
			  uint32_t depth)
{
	if (dl_leak_leads_to(f->an, info, f->maker, MAX_CALLS))
		return keeps_on_success(f, info) && undoes_its_own(f, info->func, callee);
	if (!depth || !info->func->is_static || info->address_taken || !info->has_caller)
		return false;
	for (uint32_t c = 0; c < f->an->unit->func_count; c++) {
		const struct dl_func_info *caller = &f->an->funcs[c];

		if (caller != info && dl_func_calls(f->an, caller, info) && !is_on_failure(f, caller, info, depth - 1))
			return false;
	}
	return true;
}

/* The callback that undoes what a callback which leads to the maker has started; NULL: none is in sight. */
static const char *partner_of(const struct failing *f)
{
	for (uint32_t s = 0; s < f->an->unit->func_count; s++) {
		const struct dl_func_info *start = &f->an->funcs[s];

		if (!start->start || !keeps_on_success(f, start) ||
		    !dl_leak_leads_to(f->an, start, f->maker, MAX_CALLS))
			continue;
		for (uint32_t p = 0; p < f->an->unit->func_count; p++)
			if (dl_is_partner(start->start, &f->an->funcs[p]) &&
			    !dl_leak_leads_to(f->an, &f->an->funcs[p], f->maker, MAX_CALLS))
				return f->an->funcs[p].func->name;
	}
	return NULL;
}

const char *dl_leak_idle_partner(struct dl_analysis *an, const struct dl_instr *origin, const struct dl_model *model,
				 const struct dl_func *maker, const struct dl_releasers *by)
{
	const struct failing f = { an, origin, model, &an->funcs[maker - an->unit->funcs] };

	if (!by->count || by->unknown)
		return NULL;
	for (uint32_t i = 0; i < by->count; i++)
		if (!is_on_failure(&f, &an->funcs[by->funcs[i] - an->unit->funcs], NULL, MAX_CALLS))
			return NULL;
	return partner_of(&f);
}
