/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which locks are held where. A lock is known by how the function writes it, and by its field: what gives
 * back one that looks like none of those that are held gives all of them back, and silences.
 */
#include <string.h>

#include "base/hash.h"
#include "checks/context/context.h"

#define MAX_DEPTH 8

/* ---- a lock's name ---- */

static uint64_t name_value(const struct dl_scanned *s, const struct dl_val *val, int depth);

static uint64_t name_place(const struct dl_scanned *s, const struct dl_place *p, int depth)
{
	uint64_t h = dl_hash_u64(DL_HASH_SEED, p->base);

	if (p->base == DL_BASE_TEMP) {
		const struct dl_val base = { .kind = DL_VAL_TEMP, .num = p->index };

		h = dl_hash_u64(h, name_value(s, &base, depth + 1));
	} else {
		h = p->name ? dl_hash_str(h, p->name) : dl_hash_u64(h, p->index);
	}
	for (uint32_t i = 0; i < p->step_count; i++) {
		const struct dl_step *step = &p->steps[i];

		h = dl_hash_u64(h, step->kind);
		if (step->kind == DL_STEP_FIELD)
			h = dl_hash_str(h, step->field);
		if (step->kind == DL_STEP_INDEX)
			h = dl_hash_u64(h, name_value(s, &step->index, depth + 1));
	}
	return h;
}

static const struct dl_instr *def_of(const struct dl_scanned *s, const struct dl_val *val)
{
	return val->kind == DL_VAL_TEMP ? s->defs[val->num] : NULL;
}

static uint64_t name_value(const struct dl_scanned *s, const struct dl_val *val, int depth)
{
	const struct dl_instr *def = def_of(s, val);
	uint64_t h = dl_hash_u64(DL_HASH_SEED, val->kind);

	if (depth > MAX_DEPTH)
		return 0;
	if (val->kind == DL_VAL_INT)
		return dl_hash_u64(h, (uint64_t)val->num);
	if (!def)
		return dl_hash_u64(h, (uint64_t)val->num);
	if (def->place)
		return dl_hash_u64(name_place(s, def->place, depth + 1), def->op);
	switch (def->op) {
	case DL_OP_CAST: return name_value(s, &def->a, depth + 1);
	case DL_OP_BIN:
		h = dl_hash_u64(dl_hash_u64(h, def->sub), name_value(s, &def->a, depth + 1));
		return dl_hash_u64(h, name_value(s, &def->b, depth + 1));
	case DL_OP_CONTAINER:
		return dl_hash_str(dl_hash_u64(h, name_value(s, &def->a, depth + 1)), def->field);
	case DL_OP_CALL:
		/* netdev_priv(dev), spinlock_check(lock) */
		if (def->callee && def->arg_count == 1)
			return dl_hash_str(name_value(s, &def->args[0], depth + 1), def->callee);
		return dl_hash_u64(h, def->dst);
	default: return dl_hash_u64(h, def->dst);
	}
}

/* &x->lock: its field. */
static uint64_t field_of(const struct dl_scanned *s, const struct dl_val *val)
{
	const struct dl_instr *def = def_of(s, val);

	for (uint32_t i = def && def->place ? def->place->step_count : 0; i > 0; i--) {
		const struct dl_step *step = &def->place->steps[i - 1];

		if (step->kind == DL_STEP_FIELD && step->record)
			return dl_field_key(step->record, step->field);
	}
	return 0;
}

/* What a macro has looked through before it takes the lock: spinlock_check(lock). */
static const struct dl_val *given_lock(const struct dl_scanned *s, const struct dl_instr *in)
{
	for (uint32_t i = 0; i < in->arg_count; i++) {
		const struct dl_val *val = &in->args[i];
		const struct dl_instr *def = def_of(s, val);

		if (!val->type || val->type->kind != DL_TYPE_PTR)
			continue;
		while (def && def->op == DL_OP_CALL && def->written && def->written == in->written && def->arg_count) {
			val = &def->args[0];
			def = def_of(s, val);
		}
		return val;
	}
	return NULL;
}

static struct dl_held lock_of(const struct dl_scanned *s, const struct dl_instr *in, const struct dl_lock_call *call)
{
	const struct dl_val *val = call->scoped ? NULL : given_lock(s, in);
	struct dl_held held = { .kind = call->lock, .at = in, .by_kind = !val };

	held.lock = val ? name_value(s, val, 0) : (uintptr_t)call->lock;
	held.field = val ? field_of(s, val) : 0;
	return held;
}

/* ---- taking and giving ---- */

static bool is_same(const struct dl_held *a, const struct dl_held *b)
{
	return a->by_kind == b->by_kind && a->lock && a->lock == b->lock;
}

static void take(struct dl_holding *h, const struct dl_held *held)
{
	for (uint32_t i = 0; i < h->count; i++)
		if (is_same(&h->held[i], held))
			return;
	if (h->count < DL_MAX_HELD)
		h->held[h->count++] = *held;
}

static void drop(struct dl_holding *h, uint32_t i)
{
	memmove(&h->held[i], &h->held[i + 1], (h->count - i - 1) * sizeof(h->held[0]));
	h->count--;
}

static void note_given(struct dl_context_reader *r, const struct dl_held *held)
{
	for (size_t i = 0; i < r->to->given.len; i++)
		if (r->to->given.data[i].field == held->field && r->to->given.data[i].by_kind == held->by_kind &&
		    r->to->given.data[i].kind == held->kind)
			return;
	dl_vec_push(&r->to->given, *held);
}

static void give(struct dl_context_reader *r, struct dl_holding *h, const struct dl_held *held)
{
	uint32_t found = h->count;

	for (uint32_t i = 0; i < h->count; i++)
		if (is_same(&h->held[i], held))
			found = i;
	for (uint32_t i = 0; i < h->count && found == h->count; i++)
		if (held->field && h->held[i].field == held->field)
			found = i;
	if (found < h->count) {
		drop(h, found);
		return;
	}
	/* the caller's, or one of these by another name */
	h->gave = true;
	note_given(r, held);
	if (!held->by_kind)
		h->count = 0;
}

static void give_all(struct dl_holding *h)
{
	h->gave = true;
	h->count = 0;
}

/* What a function leaves behind that takes locks for its callers, or gives them back. */
static void pass_callee(struct dl_context_reader *r, struct dl_holding *h, const struct dl_instr *in,
			const struct dl_func_info *callee)
{
	const struct dl_context_func *f = &r->c->funcs[callee - r->c->an->funcs];

	if (callee->func->degradation_count) {
		give_all(h);
		return;
	}
	for (size_t i = 0; i < f->given.len; i++) {
		struct dl_held held = f->given.data[i];

		held.lock = held.by_kind ? held.lock : 0;
		give(r, h, &held);
	}
	for (uint32_t i = 0; i < f->after.count; i++) {
		struct dl_held held = f->after.held[i];

		held.lock = held.by_kind ? held.lock : dl_hash_u64(DL_HASH_SEED, (uintptr_t)in);
		held.at = in;
		take(h, &held);
	}
}

/* A function out of sight that says so in its name. */
static bool may_unlock(const struct dl_contexts *c, const struct dl_instr *in)
{
	const char *name = in->callee;

	if (!name && in->through && in->through->step_count)
		name = in->through->steps[in->through->step_count - 1].field;
	return name && dl_name_has_word(c->an->platform, DL_WORD_UNLOCKS, name);
}

void dl_holding_pass(struct dl_context_reader *r, struct dl_holding *h, const struct dl_instr *in)
{
	const struct dl_models *models = r->c->an->options->models;
	const struct dl_lock_call *call = NULL;
	const struct dl_func_info *callee;
	struct dl_held held;

	if (in->op != DL_OP_CALL)
		return;
	if (in->callee && (in->written || !dl_info_of(r->c->an, in->callee))) {
		call = dl_models_lock_call(models, in->written);
		if (!call)
			call = dl_models_lock_call(models, in->callee);
	}
	/* nobody is kept from sleeping by it; who needs it, or has it run, takes nothing */
	if (call && (call->lock->may_sleep || call->needs || call->runs))
		return;
	callee = dl_callee_of(r->c->an, in);
	if (!call && callee) {
		pass_callee(r, h, in, callee);
	} else if (!call) {
		if (may_unlock(r->c, in))
			give_all(h);
	} else {
		held = lock_of(&r->scanned, in, call);
		if (call->gives)
			give(r, h, &held);
		else
			take(h, &held);
	}
}

/* ---- the function ---- */

/* What holds of both; true when @into has changed. */
static bool join(struct dl_holding *into, const struct dl_holding *from)
{
	bool changed = false;

	if (!into->is_reached) {
		*into = *from;
		return true;
	}
	for (uint32_t i = into->count; i-- > 0;) {
		bool found = false;

		for (uint32_t k = 0; k < from->count; k++)
			found |= is_same(&into->held[i], &from->held[k]);
		if (found)
			continue;
		drop(into, i);
		changed = true;
	}
	if (from->gave && !into->gave)
		changed = into->gave = true;
	return changed;
}

static bool pass_block(struct dl_context_reader *r, uint32_t b, struct dl_holding *left)
{
	const struct dl_block *block = &r->scanned.func->blocks[b];
	struct dl_holding h = r->before[b];
	bool changed = false;

	for (uint32_t i = 0; i < block->instr_count; i++)
		dl_holding_pass(r, &h, &block->instrs[i]);
	for (uint32_t k = 0; k < block->term.target_count; k++)
		changed |= join(&r->before[block->term.targets[k]], &h);
	if (block->term.kind == DL_TERM_RETURN)
		join(left, &h);
	return changed;
}

void dl_holdings_find(struct dl_context_reader *r)
{
	const struct dl_cfg *cfg = r->scanned.info->cfg;
	struct dl_holding left;
	bool changed = true;

	r->before[0].is_reached = true;
	for (int round = 0; changed && round < 16; round++) {
		changed = false;
		left = (struct dl_holding){ 0 };
		for (uint32_t i = 0; i < cfg->block_count; i++)
			if (cfg->position[cfg->order[i]] == i && r->before[cfg->order[i]].is_reached)
				changed |= pass_block(r, cfg->order[i], &left);
	}
	r->to->after = left;
}
