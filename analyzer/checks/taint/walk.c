/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The walk over a function: forward over its blocks until nothing changes, then once more to look at the
 * uses. At joins a value may be what it is on either way, and is checked where it is on both.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/taint/taint.h"

#define MAX_ROUNDS 12
#define WIDE_ROUND 5
#define MAX_STATE (1u << 20)	/* values of all blocks: beyond that the function is left out */

struct dl_tainted dl_tainted_of(struct dl_taint_walk *w, const struct dl_val *v)
{
	if (v->kind == DL_VAL_TEMP && v->num < w->func->temp_count)
		return w->temps[v->num];
	return (struct dl_tainted){ 0 };
}

/* What holds on both ways; false: nothing changes. */
static bool keep_common(struct dl_atoms *to, const struct dl_atoms *from)
{
	bool changed = false;

	for (int i = 0; i < DL_MAX_ATOMS / 64; i++) {
		changed |= to->bits[i] & ~from->bits[i];
		to->bits[i] &= from->bits[i];
	}
	return changed;
}

static bool join(struct dl_taint_walk *w, uint32_t block)
{
	struct dl_taint_state *to = &w->before[block];
	bool changed = false;

	if (!to->reached) {
		to->reached = true;
		to->values = dl_xcalloc(w->value_count + 1, sizeof(*to->values));
		memcpy(to->values, w->now.values, w->value_count * sizeof(*to->values));
		to->checked = w->now.checked;
		to->here = w->now.here;
		return true;
	}
	for (uint32_t i = 0; i < w->value_count; i++) {
		uint64_t max = to->values[i].max;

		changed |= dl_tainted_join(&to->values[i], &w->now.values[i]);
		if (w->wide && to->values[i].max > max && !dl_atoms_none(&to->values[i].atoms))
			to->values[i].max = UINT64_MAX;
	}
	changed |= keep_common(&to->checked, &w->now.checked);
	return keep_common(&to->here, &w->now.here) || changed;
}

static bool leave(struct dl_taint_walk *w, const struct dl_term *term)
{
	const struct dl_atoms checked = w->now.checked;
	size_t size = w->value_count * sizeof(*w->now.values);
	bool changed = false;

	memcpy(w->kept_now, w->now.values, size);
	for (uint32_t i = 0; i < term->target_count; i++) {
		dl_taint_side(w, term, i);
		changed |= join(w, term->targets[i]);
		w->now.checked = checked;
		memcpy(w->now.values, w->kept_now, size);
	}
	return changed;
}

static void run(struct dl_taint_walk *w, uint32_t block)
{
	const struct dl_block *it = &w->func->blocks[block];

	w->block = block;
	memcpy(w->now.values, w->before[block].values, w->value_count * sizeof(*w->now.values));
	w->now.checked = w->before[block].checked;
	w->now.here = w->before[block].here;
	for (uint32_t i = 0; i < it->instr_count; i++)
		dl_taint_instr(w, &it->instrs[i]);
}

/* Of what a function returns, or leaves somewhere, where nothing has bounded it. */
static void note_result(struct dl_taint_walk *w, const struct dl_tainted *v)
{
	struct dl_atoms open = dl_atoms_open(w, v);
	struct dl_taint_summary *s = w->summary;

	if (dl_atoms_none(&open))
		return;
	s->max = v->max > s->max ? v->max : s->max;
	s->plain |= !(v->how & (DL_HOW_MASKED | DL_HOW_VAGUE));
	for (uint32_t i = 0; i < w->atom_count; i++) {
		const struct dl_atom *a = &w->atoms[i];

		if (!dl_atoms_has(&open, i))
			continue;
		if (a->kind == DL_ATOM_PARAM)
			s->returns |= a->num < 64 ? UINT64_C(1) << a->num : 0;
		else if (!s->origin.at)
			s->origin = a->origin;
	}
}

static const struct dl_atom *first_open(struct dl_taint_walk *w, const struct dl_tainted *v)
{
	struct dl_atoms open = dl_atoms_open(w, v);

	for (uint32_t i = 0; i < w->atom_count; i++)
		if (dl_atoms_has(&open, i) && w->atoms[i].kind != DL_ATOM_PARAM)
			return &w->atoms[i];
	return NULL;
}

static void note_field(struct dl_taint *t, uint64_t key, const struct dl_taint_origin *origin, uint64_t max)
{
	struct dl_taint_origin *known = dl_map_get(&t->fields, key);

	if (known && known->max >= max)
		return;
	if (!known) {
		known = dl_arena_memdup(t->an->arena, origin, sizeof(*origin));
		dl_map_put(&t->fields, key, known);
	}
	known->max = max;
	t->changed = true;
}

/* What the function leaves in fields, and where its parameters point. */
static void note_kept(struct dl_taint_walk *w)
{
	for (uint32_t i = 0; i < w->kept_count; i++) {
		const struct dl_tainted *v = &w->now.values[w->func->var_count + i];
		const struct dl_atom *a = first_open(w, v);

		if (a && w->kept[i] < DL_MAX_OUT)
			w->summary->out[w->kept[i]] = a->origin;
		else if (a)
			note_field(w->t, w->kept[i], &a->origin, v->max);
	}
}

/* The caller is told that it got nothing. */
static bool fails(const struct dl_func *func, const struct dl_term *term)
{
	return term->cond.kind == DL_VAL_INT &&
	       (term->cond.num < 0 || (func->ret && func->ret->kind == DL_TYPE_BOOL && !term->cond.num));
}

static void judge(struct dl_taint_walk *w)
{
	w->judges = true;
	for (uint32_t i = 0; i < w->cfg->block_count; i++) {
		uint32_t block = w->cfg->order[i];
		const struct dl_term *term = &w->func->blocks[block].term;

		/* those that nothing reaches have no place in the order */
		if (w->cfg->position[block] != i)
			break;
		if (!w->before[block].reached)
			continue;
		run(w, block);
		if (term->kind != DL_TERM_RETURN)
			continue;
		if (term->cond.kind == DL_VAL_TEMP)
			note_result(w, &w->temps[term->cond.num]);
		if (!fails(w->func, term))
			note_kept(w);
	}
}

static void settle(struct dl_taint_walk *w)
{
	bool changed = true;

	for (int round = 0; changed && round < MAX_ROUNDS; round++) {
		changed = false;
		w->wide = round >= WIDE_ROUND;
		for (uint32_t i = 0; i < w->cfg->block_count; i++) {
			uint32_t block = w->cfg->order[i];

			if (w->cfg->position[block] != i)
				break;
			if (!w->before[block].reached)
				continue;
			run(w, block);
			changed |= leave(w, &w->func->blocks[block].term);
		}
	}
}

static void begin(struct dl_taint_walk *w)
{
	w->before[0].reached = true;
	w->before[0].values = dl_xcalloc(w->value_count + 1, sizeof(*w->before[0].values));
	for (uint32_t k = 0; k < w->func->param_count && k < 64; k++) {
		const struct dl_type *type = w->func->vars[k].type;

		if (!type || (type->kind != DL_TYPE_INT && type->kind != DL_TYPE_ENUM))
			continue;
		w->before[0].values[k] = dl_tainted_by(
			dl_atom_of(w, &(struct dl_atom){ .kind = DL_ATOM_PARAM, .num = k, .base = DL_NO_ATOM,
							 .count = type->size * 8 }), type);
	}
}

void dl_taint_walk_function(struct dl_taint *t, const struct dl_func *func)
{
	struct dl_func_info *info = &t->an->funcs[func - t->an->unit->funcs];
	struct dl_taint_walk *w;

	if (!func->block_count || (uint64_t)func->block_count * (func->var_count + DL_MAX_KEPT) > MAX_STATE)
		return;
	w = dl_xcalloc(1, sizeof(*w));
	w->t = t;
	w->func = func;
	w->r = dl_reading_of(&t->b, func);
	w->cfg = dl_cfg_of(t->an, info);
	w->summary = &t->summaries[func - t->an->unit->funcs];
	w->value_count = func->var_count + DL_MAX_KEPT;
	w->temps = dl_xcalloc(func->temp_count + 1, sizeof(*w->temps));
	w->before = dl_xcalloc(func->block_count, sizeof(*w->before));
	w->now.values = dl_xcalloc(w->value_count, sizeof(*w->now.values));
	w->kept_now = dl_xcalloc(w->value_count, sizeof(*w->kept_now));
	begin(w);
	settle(w);
	judge(w);
	for (uint32_t i = 0; i < func->block_count; i++)
		free(w->before[i].values);
	free(w->before);
	free(w->now.values);
	free(w->kept_now);
	free(w->temps);
	free(w);
}
