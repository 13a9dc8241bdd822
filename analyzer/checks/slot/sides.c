/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The entries that the device sees of a mapped list may be fewer and longer ones than were put into it. Seen in the
 * text of functions that walk a list: each entry's address is stored, and nothing of the entry is ever asked for.
 */
#include "checks/slot/slot.h"

struct walk {
	struct dl_analysis *an;
	const struct dl_func *func;
	const struct dl_loop *loop;
	uint32_t entry;				/* the variable that walks */
	const struct dl_instr *address;		/* loads the entry's DMA address, which is stored in memory */
	bool gone;				/* it goes elsewhere, or is asked for something else */
};

static bool is_variable(const struct dl_place *p, uint32_t var)
{
	return p && p->base == DL_BASE_VAR && p->index == var && !p->step_count;
}

/* @v is what the variable holds, or was computed from it. */
static bool is_of_variable(const struct dl_func *func, const struct dl_val *v, uint32_t var, int depth)
{
	const struct dl_instr *def = depth < 6 ? dl_slot_maker_of(func, v) : NULL;

	if (!def)
		return false;
	if (def->op == DL_OP_LOAD)
		return is_variable(def->place, var);
	if (def->op == DL_OP_CAST || def->op == DL_OP_UN)
		return is_of_variable(func, &def->a, var, depth + 1);
	return def->op == DL_OP_BIN && (is_of_variable(func, &def->a, var, depth + 1) ||
					is_of_variable(func, &def->b, var, depth + 1));
}

/* The model of the field of an entry that @p is; @entry: of the one that the variable points to. */
static const struct dl_model *field_of(const struct walk *w, const struct dl_place *p, bool *entry)
{
	const struct dl_step *last = p && p->step_count ? &p->steps[p->step_count - 1] : NULL;

	if (!last || last->kind != DL_STEP_FIELD || !last->record || !last->record->is_core)
		return NULL;
	*entry = p->base == DL_BASE_VAR && p->index == w->entry && p->step_count == 2;
	return dl_lexicon_field(&w->an->lexicon, last->record->name, last->field);
}

/* Another list gets a copy. */
static bool is_entry_field(const struct walk *w, const struct dl_place *p)
{
	bool entry = false;
	const struct dl_model *m = field_of(w, p, &entry);

	return m && m->role == DL_ROLE_LIST_ADDRESS;
}

/* The value of @load is stored in memory, as it is or with something added. */
static bool is_kept(const struct walk *w, const struct dl_instr *load)
{
	for (uint32_t b = 0; b < w->func->block_count; b++) {
		const struct dl_block *block = &w->func->blocks[b];

		for (uint32_t i = 0; dl_loop_has(w->loop, b) && i < block->instr_count; i++) {
			const struct dl_instr *in = &block->instrs[i], *def;

			if (in->op != DL_OP_STORE || !in->place->step_count || is_entry_field(w, in->place))
				continue;
			def = dl_slot_maker_of(w->func, &in->a);
			while (def && def->op == DL_OP_CAST)
				def = dl_slot_maker_of(w->func, &def->a);
			if (def == load)
				return true;
		}
	}
	return false;
}

static bool is_entry_pointer(const struct dl_analysis *an, const struct dl_type *type)
{
	return type && type->kind == DL_TYPE_PTR && type->elem && type->elem->kind == DL_TYPE_RECORD &&
	       dl_lexicon_record(&an->lexicon, type->elem->record->name) == DL_RECORD_LIST;
}

static void look_at_load(struct walk *w, const struct dl_instr *in, bool inside)
{
	const struct dl_step *last = in->place->step_count ? &in->place->steps[in->place->step_count - 1] : NULL;
	bool entry = false;
	const struct dl_model *m = field_of(w, in->place, &entry);

	if (m && m->role == DL_ROLE_LIST_ADDRESS) {
		if (entry && inside && is_kept(w, in))
			w->address = in;
		return;
	}
	/* its length, of either side */
	w->gone |= last && last->kind == DL_STEP_FIELD && last->record &&
		   dl_lexicon_record(&w->an->lexicon, last->record->name) == DL_RECORD_LIST &&
		   in->place->base == DL_BASE_VAR && is_entry_pointer(w->an, w->func->vars[in->place->index].type);
}

static void look_at_call(struct walk *w, const struct dl_instr *in)
{
	const struct dl_model *m = dl_model_of(w->an, in);
	bool given = false;

	for (uint32_t k = 0; k < in->arg_count; k++)
		given |= is_of_variable(w->func, &in->args[k], w->entry, 0);
	/* what is pure looks at the CPU's side, or steps on */
	w->gone |= given && (!m || m->role != DL_ROLE_PURE);
}

/* The loop sets @var to what a call makes of it: it walks. */
static bool walks(struct dl_analysis *an, const struct dl_func *func, const struct dl_loop *loop, uint32_t var)
{
	for (uint32_t b = 0; dl_loop_changes(loop, var) && b < func->block_count; b++) {
		const struct dl_block *block = &func->blocks[b];

		for (uint32_t i = 0; dl_loop_has(loop, b) && i < block->instr_count; i++) {
			const struct dl_instr *in = &block->instrs[i], *def;
			const struct dl_model *m;

			if (in->op != DL_OP_STORE || !is_variable(in->place, var))
				continue;
			def = dl_slot_maker_of(func, &in->a);
			m = def && def->op == DL_OP_CALL ? dl_model_of(an, def) : NULL;
			if (m && m->role == DL_ROLE_PURE && def->arg_count == 1 &&
			    is_of_variable(func, &def->args[0], var, 0))
				return true;
		}
	}
	return false;
}

/* Of the field that bounds the loop: the call that maps a list and fills it. NULL: not known. */
static const struct dl_slot_use *maker_of(const struct walk *w)
{
	const struct dl_block *head = &w->func->blocks[w->loop->head];

	for (uint32_t i = 0; i < head->instr_count; i++) {
		const struct dl_place *p = head->instrs[i].op == DL_OP_LOAD ? head->instrs[i].place : NULL;
		const struct dl_step *last = p && p->step_count ? &p->steps[p->step_count - 1] : NULL;
		const struct dl_slot *slot = last && last->kind == DL_STEP_FIELD ?
			dl_map_get(&dl_slots_of(w->an)->by_key, dl_field_key(last->record, last->field)) : NULL;

		for (uint32_t k = 0; slot && k < slot->writer_count; k++)
			if (slot->writers[k].model && dl_model_is_sg(slot->writers[k].model))
				return &slot->writers[k];
	}
	return NULL;
}

static void add_event(const struct walk *w)
{
	const struct dl_slot_use *maker = maker_of(w);
	struct dl_event ev = {
		.kind = DL_EV_ENTRY_CUT, .func = w->func, .at = w->address, .loc = w->address->loc,
		.slot = dl_sym_var(w->an->syms, w->func, w->entry), .grounds.shape = true,
	};

	if (maker) {
		ev.writers = maker;
		ev.writer_count = 1;
	}
	dl_vec_push(&dl_events_of(w->an)->list, ev);
}

/* True when there is something to say. */
static bool judge_walk(struct walk *w)
{
	for (uint32_t b = 0; b < w->func->block_count; b++) {
		const struct dl_block *block = &w->func->blocks[b];

		for (uint32_t i = 0; i < block->instr_count; i++) {
			const struct dl_instr *in = &block->instrs[i];

			if (in->op == DL_OP_LOAD)
				look_at_load(w, in, dl_loop_has(w->loop, b));
			else if (in->op == DL_OP_CALL)
				look_at_call(w, in);
		}
	}
	if (!w->address || w->gone)
		return false;
	add_event(w);
	return true;
}

static void judge_variable(struct dl_analysis *an, struct dl_func_info *info, uint32_t var)
{
	const struct dl_cfg *cfg = dl_cfg_of(an, info);

	for (uint32_t l = 0; l < cfg->loop_count; l++) {
		struct walk w = { .an = an, .func = info->func, .loop = &cfg->loops[l], .entry = var };

		if (walks(an, w.func, w.loop, var) && judge_walk(&w))
			return;
	}
}

void dl_sides_judge(struct dl_analysis *an)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *func = an->funcs[f].func;

		for (uint32_t v = 0; v < func->var_count && !func->is_foreign; v++)
			if (is_entry_pointer(an, func->vars[v].type))
				judge_variable(an, &an->funcs[f], v);
	}
}
