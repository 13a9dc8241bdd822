/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is kept out by a lock: what has one in hand on every way to it, and the other as well, do not happen at one
 * time. A lock is known by its field, or by its kind where there is only one.
 */
#include <string.h>

#include "base/hash.h"
#include "checks/layout/layout.h"
#include "engine/value/place.h"
#include "model/lock.h"

/* The lowest bit of a key: it is had with others, who have that side of the lock, too. */
#define SHARED ((uint64_t)1)

#define MAX_KEYS 8
#define MAX_CALLERS 3
#define MAX_CALLEES 3

struct keys {
	uint32_t count;
	uint64_t at[MAX_KEYS];
};

static void add(struct keys *keys, uint64_t key)
{
	for (uint32_t i = 0; i < keys->count; i++)
		if (keys->at[i] == key)
			return;
	if (key && keys->count < MAX_KEYS)
		keys->at[keys->count++] = key;
}

static const struct dl_lock_call *lock_call(struct dl_analysis *an, const struct dl_instr *in)
{
	const struct dl_lock_call *call = NULL;

	if (in->op != DL_OP_CALL || !in->callee)
		return NULL;
	if (in->written)
		call = dl_models_lock_call(an->options->models, in->written);
	return call ? call : dl_models_lock_call(an->options->models, in->callee);
}

static uint64_t kind_key(const struct dl_lock *lock)
{
	return (dl_hash_u64(DL_HASH_SEED, (uintptr_t)lock) | 2) & ~SHARED;
}

/* 0: not known. */
static uint64_t key_of(struct dl_analysis *an, const struct dl_func *func, const struct dl_instr *in, const struct dl_lock_call *call)
{
	if (call->lock->is_one)
		return kind_key(call->lock);
	for (uint32_t i = 0; i < in->arg_count; i++) {
		const struct dl_instr *def = dl_def_of(an, func, &in->args[i]);
		const struct dl_step *last = def && def->op == DL_OP_ADDR && def->place->step_count ?
					     &def->place->steps[def->place->step_count - 1] : NULL;

		if (last && last->kind == DL_STEP_FIELD && last->record)
			return (dl_field_key(last->record, last->field) & ~SHARED) | (call->lock->is_shared ? SHARED : 0);
	}
	return 0;
}

enum hand { UNREACHED, IN_HAND, FREE };

/* A function of the unit, or one that it calls, gives the lock back on some way. */
static bool gives_back(struct dl_analysis *an, const struct dl_func *func, uint64_t key, int depth)
{
	for (uint32_t b = 0; depth < MAX_CALLEES && b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];
			const struct dl_lock_call *call = lock_call(an, in);
			const struct dl_func_info *callee = call || in->op != DL_OP_CALL ? NULL : dl_callee_of(an, in);

			if (call ? call->gives && key_of(an, func, in, call) == key :
				   callee && gives_back(an, callee->func, key, depth + 1))
				return true;
		}
	return false;
}

static enum hand pass(struct dl_analysis *an, const struct dl_func *func, const struct dl_instr *in, uint64_t key,
		      enum hand before)
{
	const struct dl_lock_call *call = lock_call(an, in);
	const struct dl_func_info *callee = call || in->op != DL_OP_CALL ? NULL : dl_callee_of(an, in);

	if (callee)
		return gives_back(an, callee->func, key, 0) ? FREE : before;
	/* what ends a scope does not name the lock: a guard is not counted on */
	if (!call || call->needs || call->runs || call->scoped || key_of(an, func, in, call) != key)
		return before;
	return call->gives ? FREE : IN_HAND;
}

/* The lock is in hand on every way to @at. */
static bool is_held(struct dl_analysis *an, const struct dl_func *func, const struct dl_instr *at, uint64_t key,
		    bool at_entry)
{
	enum hand *before = dl_xcalloc(func->block_count + 1, sizeof(*before)), found = UNREACHED;
	bool changed = true;

	before[0] = at_entry ? IN_HAND : FREE;
	while (changed) {
		changed = false;
		for (uint32_t b = 0; b < func->block_count; b++) {
			const struct dl_block *block = &func->blocks[b];
			enum hand hand = before[b];

			if (hand == UNREACHED)
				continue;
			for (uint32_t i = 0; i < block->instr_count; i++) {
				if (&block->instrs[i] == at)
					found = hand;
				hand = pass(an, func, &block->instrs[i], key, hand);
			}
			for (uint32_t t = 0; t < block->term.target_count; t++) {
				enum hand *to = &before[block->term.targets[t]];

				/* never less free than before */
				changed |= hand > *to;
				*to = hand > *to ? hand : *to;
			}
		}
	}
	dl_free(before);
	return found == IN_HAND;
}

/* The function is a callback that runs under a lock: its key; 0: none. */
static uint64_t runs_under(struct dl_analysis *an, const struct dl_func *callback)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++)
		for (uint32_t b = 0; b < an->unit->funcs[f].block_count; b++)
			for (uint32_t i = 0; i < an->unit->funcs[f].blocks[b].instr_count; i++) {
				const struct dl_instr *in = &an->unit->funcs[f].blocks[b].instrs[i];
				const struct dl_lock_call *call = lock_call(an, in);

				for (uint32_t k = 0; call && call->runs && k < in->arg_count; k++)
					if (in->args[k].kind == DL_VAL_FUNC && !strcmp(in->args[k].str, callback->symbol))
						return kind_key(call->lock);
			}
	return 0;
}

static void find_held(struct dl_analysis *an, const struct dl_func *func, const struct dl_instr *at, struct keys *out,
		      int callers);

/* What all callers have, where all are seen. */
static void find_callers(struct dl_analysis *an, const struct dl_func *func, struct keys *out, int callers)
{
	const struct dl_func_info *info = dl_info_of(an, func->symbol);
	bool first = true;

	if (!info || info->address_taken || !info->has_caller || callers == MAX_CALLERS)
		return;
	for (uint32_t f = 0; f < an->unit->func_count; f++)
		for (uint32_t b = 0; b < an->unit->funcs[f].block_count; b++)
			for (uint32_t i = 0; i < an->unit->funcs[f].blocks[b].instr_count; i++) {
				const struct dl_instr *in = &an->unit->funcs[f].blocks[b].instrs[i];
				struct keys here = { 0 }, both = { 0 };

				if (in->op != DL_OP_CALL || dl_callee_of(an, in) != info)
					continue;
				find_held(an, &an->unit->funcs[f], in, &here, callers + 1);
				for (uint32_t k = 0; k < here.count; k++)
					for (uint32_t n = 0; n < out->count; n++)
						if (out->at[n] == here.at[k])
							add(&both, here.at[k]);
				*out = first ? here : both;
				first = false;
				if (!out->count)
					return;
			}
}

static bool has(const struct keys *keys, uint64_t key)
{
	for (uint32_t i = 0; i < keys->count; i++)
		if (keys->at[i] == key)
			return true;
	return false;
}

static void find_held(struct dl_analysis *an, const struct dl_func *func, const struct dl_instr *at, struct keys *out,
		      int callers)
{
	const struct dl_lock_call *here = lock_call(an, at);
	struct keys entry = { 0 }, named;

	find_callers(an, func, &entry, callers);
	add(&entry, runs_under(an, func));
	named = entry;
	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_lock_call *call = lock_call(an, &func->blocks[b].instrs[i]);

			if (call && !call->gives && !call->scoped)
				add(&named, key_of(an, func, &func->blocks[b].instrs[i], call));
		}
	for (uint32_t i = 0; i < named.count; i++)
		if (is_held(an, func, at, named.at[i], has(&entry, named.at[i])))
			add(out, named.at[i]);
	if (here && here->needs)
		add(out, kind_key(here->lock));
}

bool dl_keeps_out(struct dl_analysis *an, const struct dl_input *in, const struct dl_touch *touch)
{
	struct keys transfer = { 0 }, write = { 0 };

	find_held(an, in->func, in->at, &transfer, 0);
	if (!transfer.count)
		return false;
	find_held(an, touch->func, touch->at, &write, 0);
	/* one of the two is alone with it */
	for (uint32_t i = 0; i < write.count; i++)
		if (has(&transfer, write.at[i] & ~SHARED) || (!(write.at[i] & SHARED) && has(&transfer, write.at[i] | SHARED)))
			return true;
	return false;
}
