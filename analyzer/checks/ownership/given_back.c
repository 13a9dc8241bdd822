/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Buffers that are mapped for as long as the driver works: what syncs one for the CPU, transfer after
 * transfer, has to give it back to the device, and nothing of the unit does.
 */
#include <stdlib.h>

#include "checks/ownership/owner.h"
#include "checks/slot/slot.h"
#include "engine/program/program.h"

#define MAX_ROUNDS 4

/* Functions of the unit, by number. */
struct functions {
	struct dl_analysis *an;
	bool *in;
};

static struct functions functions_new(struct dl_analysis *an)
{
	return (struct functions){ an, dl_xcalloc(an->unit->func_count + 1, sizeof(bool)) };
}

/* Those that the call leads to join the caller (@up: the caller joins them), round after round. */
static void spread(const struct functions *set, bool up)
{
	const struct dl_analysis *an = set->an;
	bool changed = true;

	for (int round = 0; changed && round < MAX_ROUNDS; round++) {
		changed = false;
		for (uint32_t i = 0; i < an->unit->func_count; i++) {
			const struct dl_func_info *info = &an->funcs[i];

			for (uint32_t c = 0; c < info->callee_count; c++) {
				const size_t callee = (size_t)(an->callees.data[info->first_callee + c] - an->funcs);
				const size_t from = up ? callee : i, to = up ? i : callee;

				changed |= set->in[from] && !set->in[to];
				set->in[to] |= set->in[from];
			}
		}
	}
}

static bool is_among(const struct functions *set, const struct dl_func *func)
{
	const struct dl_func_info *info = dl_info_of(set->an, func->symbol);

	return info && set->in[info - set->an->funcs];
}

/* What runs with @func: those that lead to it, and all that these lead to. */
static struct functions running_with(struct dl_analysis *an, const struct dl_func *func)
{
	struct functions set = functions_new(an);
	const struct dl_func_info *info = dl_info_of(an, func->symbol);

	if (info)
		set.in[info - an->funcs] = true;
	spread(&set, true);
	spread(&set, false);
	return set;
}

/* What undoes something, by callback or name, and what that leads to. */
static struct functions undoing(struct dl_analysis *an)
{
	struct functions set = functions_new(an);

	for (uint32_t i = 0; i < an->unit->func_count; i++)
		set.in[i] = an->funcs[i].ends_binding || an->funcs[i].callback_record ||
			    dl_name_undoes(an, an->funcs[i].func->name);
	spread(&set, false);
	return set;
}

/* Key of the field that the value was read from, through computations; 0: none that is seen. */
static uint64_t key_behind(const struct dl_func *func, const struct dl_val *val)
{
	const struct dl_instr *in = dl_slot_maker_of(func, val);

	for (int n = 0; in && n < 8; n++) {
		struct dl_slot_owner owner;

		if (in->op == DL_OP_LOAD)
			return in->place->base == DL_BASE_VAR && !in->place->step_count ?
			       0 : dl_slot_key_of_place(in->place, &owner);
		if (in->op != DL_OP_CAST && in->op != DL_OP_BIN)
			return 0;
		in = dl_slot_maker_of(func, in->op == DL_OP_BIN && in->a.kind == DL_VAL_INT ? &in->b : &in->a);
	}
	return 0;
}

/* The call may sync what the field keeps for the device, after it has written there. */
static bool may_give_back(struct dl_analysis *an, const struct dl_func *func, const struct dl_instr *in,
			  uint64_t key)
{
	const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(an, in) : NULL;
	const struct dl_val *dir;
	uint64_t of;

	if (!m || m->role != DL_ROLE_SYNC_DEVICE)
		return false;
	dir = m->arg_dir >= 0 && (uint32_t)m->arg_dir < in->arg_count ? &in->args[m->arg_dir] : NULL;
	if (dir && dir->kind == DL_VAL_INT && dl_direction_of(an->platform, dir->num) == DL_DIR_TO_DEVICE)
		return false;
	of = m->arg_handle >= 0 && (uint32_t)m->arg_handle < in->arg_count ?
	     key_behind(func, &in->args[m->arg_handle]) : 0;
	return !of || of == key;
}

static bool is_given_back(struct dl_analysis *an, uint64_t key)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *func = an->funcs[f].func;

		for (uint32_t b = 0; b < func->block_count; b++)
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++)
				if (may_give_back(an, func, &func->blocks[b].instrs[i], key))
					return true;
	}
	return false;
}

static bool is_mapped_by(const struct dl_slot *slot, const struct dl_func *func)
{
	for (uint32_t i = 0; i < slot->writer_count; i++)
		if (slot->writers[i].func == func)
			return true;
	return false;
}

/* Each call that fills the slot maps it for the device to write, and none of them runs with the sync. */
static bool is_mapped_apart(struct dl_analysis *an, const struct dl_slot *slot, const struct functions *with)
{
	for (uint32_t i = 0; i < slot->writer_count; i++) {
		const struct dl_slot_use *w = &slot->writers[i];
		const enum dl_direction dir = dl_sym_direction(w->terms.dir, an->platform);

		if (!w->model || !dl_model_is_map(w->model) || !w->func || is_among(with, w->func) ||
		    (dir != DL_DIR_FROM_DEVICE && dir != DL_DIR_BOTH_WAYS))
			return false;
	}
	return slot->writer_count;
}

/* It is unmapped by who undoes something, or who maps it; none of them runs with the sync. */
static bool is_unmapped_apart(const struct dl_slot *slot, const struct functions *with, const struct functions *undo)
{
	bool any = false;

	for (uint32_t i = 0; i < slot->reader_count; i++) {
		const struct dl_func *func = slot->readers[i].func;

		if (slot->readers[i].model->role != DL_ROLE_UNMAP)
			continue;
		if (is_among(with, func) || !(is_among(undo, func) || is_mapped_by(slot, func)))
			return false;
		any |= !is_mapped_by(slot, func);
	}
	return any;
}

/* Mapped once for many transfers. */
static bool lasts(struct dl_analysis *an, const struct dl_slot *slot, const struct dl_slot_use *sync,
		  const struct functions *undo)
{
	struct functions with = running_with(an, sync->func);
	const bool apart = is_mapped_apart(an, slot, &with) && is_unmapped_apart(slot, &with, undo);

	free(with.in);
	return apart;
}

static void judge(struct dl_analysis *an, const struct dl_slot *slot, const struct functions *undo)
{
	const struct dl_slot_use *sync = NULL;

	if (slot->crowded || dl_map_has(&an->poisoned_fields, slot->key))
		return;
	for (uint32_t i = 0; i < slot->reader_count; i++) {
		if (slot->readers[i].model->role == DL_ROLE_SYNC_DEVICE)
			return;
		if (slot->readers[i].model->role != DL_ROLE_SYNC_CPU)
			continue;
		if (!lasts(an, slot, &slot->readers[i], undo))
			return;
		if (!sync)
			sync = &slot->readers[i];
	}
	if (!sync || is_given_back(an, slot->key))
		return;
	dl_vec_push(&dl_events_of(an)->list, ((struct dl_event){
		.kind = DL_EV_OWNERSHIP, .fault = DL_FAULT_NOT_GIVEN_BACK, .never = true,
		.func = sync->func, .at = sync->at, .loc = sync->at->loc, .slot = slot->loc,
		.terms.dir = slot->writers[0].terms.dir, .writers = &slot->writers[0], .writer_count = 1,
		.grounds.by_slot = true, .grounds.unread = true }));
}

void dl_owner_judge_given_back(struct dl_analysis *an)
{
	struct functions undo;

	if (!dl_slots_of(an)->by_key.len)
		return;
	undo = undoing(an);
	for (size_t i = 0; i < dl_slots_of(an)->by_key.len; i++)
		judge(an, dl_slots_of(an)->by_key.entries[i].value, &undo);
	free(undo.in);
}
