/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An entry of a mapped list has two sides: the memory that was put into it, and the segment that the device sees,
 * which may be of several entries. Seen in the text of functions: what is of one side is added to the other's, or a
 * walk tells the device the address of the one and the length of the other.
 */
#include "checks/slot/slot.h"
#include "engine/program/prescan.h"

#define MAX_DEPTH 8

struct text {
	struct dl_analysis *an;
	const struct dl_func *func;
};

/* ---- entries ---- */

/* What the field that @p ends with is of a list's entry; NONE: it is none, or something else of it. */
static enum dl_role side_of(const struct text *t, const struct dl_place *p)
{
	const struct dl_step *last = p->step_count ? &p->steps[p->step_count - 1] : NULL;

	return last && last->kind == DL_STEP_FIELD && last->record && last->record->is_core &&
	       dl_lexicon_record(&t->an->lexicon, last->record->name) == DL_RECORD_LIST ?
	       dl_lexicon_field_role(&t->an->lexicon, last->record->name, last->field) : DL_ROLE_NONE;
}

static bool is_for_device(enum dl_role side)
{
	return side == DL_ROLE_LIST_ADDRESS || side == DL_ROLE_LIST_LENGTH;
}

static bool same_steps(const struct text *t, const struct dl_place *a, const struct dl_place *b, uint32_t count);

static bool same_index(const struct text *t, const struct dl_val *a, const struct dl_val *b)
{
	const struct dl_instr *x = dl_slot_maker_of(t->func, a), *y = dl_slot_maker_of(t->func, b);

	while (x && y && x->op == DL_OP_CAST && y->op == DL_OP_CAST) {
		x = dl_slot_maker_of(t->func, &x->a);
		y = dl_slot_maker_of(t->func, &y->a);
	}
	if (!x || !y)
		return a->kind == DL_VAL_INT && b->kind == DL_VAL_INT && a->num == b->num;
	return x == y || (x->op == DL_OP_LOAD && y->op == DL_OP_LOAD &&
			  same_steps(t, x->place, y->place, x->place->step_count));
}

static bool same_steps(const struct text *t, const struct dl_place *a, const struct dl_place *b, uint32_t count)
{
	if (a->base != b->base || a->index != b->index || a->name != b->name || a->step_count != b->step_count)
		return false;
	for (uint32_t k = 0; k < count; k++) {
		const struct dl_step *x = &a->steps[k], *y = &b->steps[k];

		if (x->kind != y->kind || x->record != y->record || x->field != y->field ||
		    (x->kind == DL_STEP_INDEX && !same_index(t, &x->index, &y->index)))
			return false;
	}
	return true;
}

/* Two fields of one record, as it is written. */
static bool same_record(const struct text *t, const struct dl_place *a, const struct dl_place *b)
{
	return a->step_count && same_steps(t, a, b, a->step_count - 1);
}

static void add_event(const struct text *t, const struct dl_instr *memory, const struct dl_instr *device)
{
	const struct dl_step *last = &memory->place->steps[memory->place->step_count - 1];

	dl_vec_push(&dl_events_of(t->an)->list, ((struct dl_event){
		.kind = DL_EV_ENTRY_MIXED, .func = t->func, .at = memory, .loc = memory->loc,
		.related = device->loc, .related_func = t->func, .related_text = last->field,
		.told = side_of(t, device->place) == DL_ROLE_LIST_ADDRESS, .grounds.shape = true }));
}

/* ---- what is of one side is added to the other's ---- */

/* The one store to the variable; NULL: it has another value as well. */
static const struct dl_instr *only_store(const struct text *t, uint32_t var)
{
	uint32_t count;
	const struct dl_instr *const *stores = dl_var_stores(t->an, t->func, var, &count);

	return count == 1 && !stores[0]->place->step_count ? stores[0] : NULL;
}

/* The load of a field that @v is; NULL: it is computed, or of another make. */
static const struct dl_instr *load_behind(const struct text *t, const struct dl_val *v)
{
	for (int depth = 0; depth < MAX_DEPTH; depth++) {
		const struct dl_instr *def = dl_slot_maker_of(t->func, v);

		if (!def || (def->op != DL_OP_CAST && def->op != DL_OP_LOAD))
			return NULL;
		if (def->op == DL_OP_LOAD && (def->place->base != DL_BASE_VAR || def->place->step_count))
			return def;
		if (def->op == DL_OP_LOAD)
			def = only_store(t, def->place->index);
		if (!def)
			return NULL;
		v = &def->a;
	}
	return NULL;
}

static bool judge_sum(const struct text *t, const struct dl_instr *in)
{
	const struct dl_instr *a = load_behind(t, &in->a), *b = load_behind(t, &in->b), *swap = a;

	if (!a || !b || !same_record(t, a->place, b->place))
		return false;
	if (side_of(t, a->place) == DL_ROLE_LIST_MEMORY && in->sub == DL_BIN_ADD) {
		a = b;
		b = swap;
	}
	if (!is_for_device(side_of(t, a->place)) || side_of(t, b->place) != DL_ROLE_LIST_MEMORY)
		return false;
	add_event(t, b, a);
	return true;
}

static bool judge_sums(const struct text *t)
{
	for (uint32_t b = 0; b < t->func->block_count; b++)
		for (uint32_t i = 0; i < t->func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &t->func->blocks[b].instrs[i];

			if (in->op == DL_OP_BIN && (in->sub == DL_BIN_ADD || in->sub == DL_BIN_SUB) && judge_sum(t, in))
				return true;
		}
	return false;
}

/* ---- a descriptor of both sides ---- */

static bool comes_from(const struct text *t, const struct dl_val *v, const struct dl_instr *load, int depth);

static bool variable_comes_from(const struct text *t, uint32_t var, const struct dl_instr *load, int depth)
{
	uint32_t count;
	const struct dl_instr *const *stores = dl_var_stores(t->an, t->func, var, &count);

	for (uint32_t i = 0; i < count; i++)
		if (!stores[i]->place->step_count && comes_from(t, &stores[i]->a, load, depth))
			return true;
	return false;
}

/* On some way @v is computed from what @load reads. */
static bool comes_from(const struct text *t, const struct dl_val *v, const struct dl_instr *load, int depth)
{
	const struct dl_instr *def = depth < MAX_DEPTH ? dl_slot_maker_of(t->func, v) : NULL;

	if (!def || def == load)
		return def == load;
	if (def->op == DL_OP_LOAD)
		return def->place->base == DL_BASE_VAR && !def->place->step_count &&
		       variable_comes_from(t, def->place->index, load, depth + 1);
	if (def->op == DL_OP_CAST || def->op == DL_OP_UN)
		return comes_from(t, &def->a, load, depth + 1);
	return def->op == DL_OP_BIN && def->sub < DL_BIN_LT && (comes_from(t, &def->a, load, depth + 1) ||
								comes_from(t, &def->b, load, depth + 1));
}

/* The next store of what @load reads to a field of memory, from @from on; @from becomes its place in the function. */
static const struct dl_instr *next_store(const struct text *t, const struct dl_instr *load, uint32_t from[2])
{
	for (; from[0] < t->func->block_count; from[0]++, from[1] = 0) {
		const struct dl_block *block = &t->func->blocks[from[0]];

		while (from[1] < block->instr_count) {
			const struct dl_instr *in = &block->instrs[from[1]++];

			if (in->op == DL_OP_STORE && in->place->step_count && comes_from(t, &in->a, load, 0))
				return in;
		}
	}
	return NULL;
}

/* One record gets what both loads read. */
static bool are_kept_together(const struct text *t, const struct dl_instr *address, const struct dl_instr *memory)
{
	const struct dl_instr *a, *m;
	uint32_t i[2] = { 0, 0 };

	while ((a = next_store(t, address, i))) {
		uint32_t k[2] = { 0, 0 };

		while ((m = next_store(t, memory, k)))
			if (m != a && same_record(t, a->place, m->place))
				return true;
	}
	return false;
}

/* One of several, by its number. */
static bool is_numbered(const struct dl_place *entry)
{
	for (uint32_t k = 0; k < entry->step_count; k++)
		if (entry->steps[k].kind == DL_STEP_INDEX && entry->steps[k].index.kind != DL_VAL_INT)
			return true;
	return false;
}

static bool in_one_loop(const struct dl_cfg *cfg, uint32_t a, uint32_t b)
{
	for (uint32_t l = 0; l < cfg->loop_count; l++)
		if (dl_loop_has(&cfg->loops[l], a) && dl_loop_has(&cfg->loops[l], b))
			return true;
	return false;
}

/* The function asks how long the entry is for the device. */
static bool asks_length(const struct text *t, const struct dl_instr *address)
{
	for (uint32_t b = 0; b < t->func->block_count; b++)
		for (uint32_t i = 0; i < t->func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &t->func->blocks[b].instrs[i];

			if (in->op == DL_OP_LOAD && side_of(t, in->place) == DL_ROLE_LIST_LENGTH &&
			    same_record(t, in->place, address->place))
				return true;
		}
	return false;
}

static void judge_address(const struct text *t, const struct dl_cfg *cfg, const struct dl_instr *address,
			  uint32_t block)
{
	for (uint32_t b = 0; b < t->func->block_count; b++)
		for (uint32_t i = 0; i < t->func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &t->func->blocks[b].instrs[i];

			if (in->op == DL_OP_LOAD && (is_numbered(in->place) || in_one_loop(cfg, block, b)) &&
			    side_of(t, in->place) == DL_ROLE_LIST_MEMORY &&
			    same_record(t, in->place, address->place) && are_kept_together(t, address, in)) {
				add_event(t, in, address);
				return;
			}
		}
}

static void judge_function(const struct text *t, struct dl_func_info *info)
{
	for (uint32_t b = 0; b < t->func->block_count; b++)
		for (uint32_t i = 0; i < t->func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &t->func->blocks[b].instrs[i];

			if (in->op != DL_OP_LOAD || side_of(t, in->place) != DL_ROLE_LIST_ADDRESS || asks_length(t, in))
				continue;
			judge_address(t, dl_cfg_of(t->an, info), in, b);
		}
}

/* Somewhere the unit maps single entries, which nothing merges. */
static bool maps_single_entries(struct dl_analysis *an)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *func = &an->unit->funcs[f];

		for (uint32_t b = 0; b < func->block_count; b++)
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
				const struct dl_instr *in = &func->blocks[b].instrs[i];
				const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(an, in) : NULL;
				const struct dl_val *count;

				if (!m || !dl_model_is_map(m) || !dl_model_is_sg(m) || m->arg_count < 0 ||
				    (uint32_t)m->arg_count >= in->arg_count)
					continue;
				count = &in->args[m->arg_count];
				if (count->kind == DL_VAL_INT && count->num == 1)
					return true;
			}
	}
	return false;
}

/* The function reads of both sides; who writes what the device sees makes the list itself. */
static bool has_both_sides(const struct text *t)
{
	bool memory = false, device = false, makes = false;

	for (uint32_t b = 0; b < t->func->block_count; b++)
		for (uint32_t i = 0; i < t->func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &t->func->blocks[b].instrs[i];
			enum dl_role side = in->op == DL_OP_LOAD ? side_of(t, in->place) : DL_ROLE_NONE;

			makes |= in->op == DL_OP_STORE && is_for_device(side_of(t, in->place));
			memory |= side == DL_ROLE_LIST_MEMORY;
			device |= is_for_device(side);
		}
	return memory && device && !makes;
}

void dl_mixed_judge(struct dl_analysis *an)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct text t = { an, an->funcs[f].func };

		if (!t.func->is_foreign && has_both_sides(&t) && !judge_sums(&t) && !maps_single_entries(an))
			judge_function(&t, &an->funcs[f]);
	}
}
