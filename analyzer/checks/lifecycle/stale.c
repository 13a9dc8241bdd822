/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mark of an entry that stays when its mapping has failed: the pointer to a buffer is put into the entry, the
 * map call fails, the buffer is freed, and the pointer is still there. Who goes through the entries later takes the
 * mark for a mapping, unmaps what was never mapped and frees the buffer again.
 */
#include "checks/lifecycle/lifecycle.h"
#include "checks/slot/pairing.h"
#include "engine/path/path.h"
#include "engine/program/cfg.h"
#include "engine/program/prescan.h"

static bool is_load_of(const struct dl_instr *in, const struct dl_sym *field)
{
	const struct dl_step *last = in && in->op == DL_OP_LOAD && in->place->step_count ?
				     &in->place->steps[in->place->step_count - 1] : NULL;

	return last && last->kind == DL_STEP_FIELD && last->record == field->record && last->field == field->field;
}

/* The branch asks for the field, or for a variable that was read from it. */
static bool asks_for(struct dl_analysis *an, const struct dl_func *func, const struct dl_term *branch,
		     const struct dl_sym *field)
{
	const struct dl_instr *def = dl_origin_of(an, func, &branch->cond);
	const struct dl_instr *const *stores;
	uint32_t count = 0;

	while (def && (def->op == DL_OP_UN || (def->op == DL_OP_BIN && def->b.kind == DL_VAL_INT)))
		def = dl_origin_of(an, func, &def->a);
	if (!def || def->op != DL_OP_LOAD || def->place->base != DL_BASE_VAR || def->place->step_count)
		return is_load_of(def, field);
	stores = dl_var_stores(an, func, def->place->index, &count);
	for (uint32_t i = 0; i < count; i++)
		if (is_load_of(dl_origin_of(an, func, &stores[i]->a), field))
			return true;
	return false;
}

/* It, or a callee, may unmap what @o could be: the direction is the same, or not to be seen. */
static bool ends_such(struct dl_analysis *an, const struct dl_instr *in, const struct dl_object *o)
{
	const struct dl_func_info *callee = in->op == DL_OP_CALL ? dl_callee_of(an, in) : NULL;
	const struct dl_model *m = in->op == DL_OP_CALL && !callee ? dl_model_of(an, in) : NULL;

	if (callee)
		return callee->releases.len > 0;
	if (!m || !dl_model_ends(m))
		return false;
	return m->arg_dir < 0 || (uint32_t)m->arg_dir >= in->arg_count || in->args[m->arg_dir].kind != DL_VAL_INT ||
	       !o->terms.dir || o->terms.dir->kind != DL_SYM_INT || o->terms.dir->num == in->args[m->arg_dir].num;
}

/* What the field says decides in block @b whether it is unmapped: on one side alone. */
static bool decides(struct dl_analysis *an, const struct dl_func *func, uint32_t b, const struct dl_object *o)
{
	const struct dl_term *t = &func->blocks[b].term;

	for (uint32_t at = 0; at < func->block_count; at++)
		for (uint32_t i = 0; i < func->blocks[at].instr_count; i++)
			if (ends_such(an, &func->blocks[at].instrs[i], o) &&
			    dl_cfg_reaches(func, t->targets[0], at, b) != dl_cfg_reaches(func, t->targets[1], at, b))
				return true;
	return false;
}

/* It unmaps what it finds in fields, if this field says so. */
static bool trusts(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_sym *field,
		   const struct dl_object *o)
{
	for (uint32_t b = 0; info->releases.len && b < info->func->block_count; b++)
		if (info->func->blocks[b].term.kind == DL_TERM_BRANCH &&
		    asks_for(an, info->func, &info->func->blocks[b].term, field) && decides(an, info->func, b, o))
			return true;
	return false;
}

/* A function that the explored one does not call on its way out; its callers count: they may go through a helper. */
static const struct dl_func *who_trusts(const struct dl_explorer *ex, const struct dl_sym *field,
					const struct dl_object *o)
{
	for (uint32_t f = 0; f < ex->an->unit->func_count; f++) {
		const struct dl_func_info *info = &ex->an->funcs[f];

		if (info != ex->info && !info->func->is_foreign && trusts(ex->an, info, field, o))
			return info->func;
	}
	return NULL;
}

/* The buffer of @o, or what it lies in, was freed on the way here: @value points to it. */
static bool is_freed(const struct dl_state *st, const struct dl_object *o, const struct dl_sym *value)
{
	const struct dl_sym *base = dl_sym_pointer_base(value);

	if (!o->terms.buf || !dl_buffer_hangs_on(o->terms.buf, base))
		return false;
	for (const struct dl_story *s = st->story; s; s = s->parent)
		if (s->kind == DL_STORY_FREE && s->site == o->site && s->value && dl_sym_pointer_base(s->value) == base)
			return true;
	return false;
}

void dl_life_note_stale(struct dl_explorer *ex, const struct dl_exit *exit, const struct dl_object *o)
{
	const struct dl_state *st = exit->state;

	/* a fragment's failure says nothing of the packet's own entry */
	if (o->model->arg_page >= 0)
		return;
	/* after the failure of a probe() nobody comes by */
	if ((ex->info->start && ex->info->start->binds) || !o->terms.buf || !dl_buffer_is_packet(ex->an, o->terms.buf))
		return;
	if (o->state != DL_OBJ_FAILED || !dl_model_is_map(o->model) || o->sg || o->origin_func != ex->func || o->older ||
	    o->earlier || st->blurred)
		return;
	for (uint32_t i = 0; i < st->env_len; i++) {
		const struct dl_sym *loc = st->env[i].loc;
		const struct dl_func *other;

		if (loc->kind != DL_SYM_FIELD || dl_loc_is_local(loc) || !loc->record || loc->record->is_core ||
		    !is_freed(st, o, st->env[i].value))
			continue;
		other = who_trusts(ex, loc, o);
		if (!other)
			continue;
		dl_emit_event(ex, st, (struct dl_event){
			.kind = DL_EV_STALE_MARK, .at = o->origin, .loc = o->origin->loc, .left = exit->loc, .object = o,
			.model = o->model, .slot = loc, .partner = other->name,
			/* whether anybody comes by this entry before it is filled again is not known */
			.grounds = { .by_slot = true, .assumed = true } });
		return;
	}
}
