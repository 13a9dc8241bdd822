/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mark of an entry that stays when its mapping has failed: the pointer to a buffer is put into the entry, the
 * map call fails, the buffer is freed, and the pointer is still there. Who goes through the entries later takes the
 * mark for a mapping, unmaps what was never mapped and frees the buffer again.
 */
#include "checks/lifecycle/lifecycle.h"
#include "checks/slot/pairing.h"
#include "engine/path/path.h"

static bool loads_field(const struct dl_block *block, const struct dl_sym *field)
{
	for (uint32_t i = 0; i < block->instr_count; i++) {
		const struct dl_instr *in = &block->instrs[i];
		const struct dl_step *last = in->op == DL_OP_LOAD && in->place->step_count ?
					     &in->place->steps[in->place->step_count - 1] : NULL;

		if (last && last->kind == DL_STEP_FIELD && last->record == field->record && last->field == field->field)
			return true;
	}
	return false;
}

/* A branch of it hangs on the field, and it, or a callee, unmaps what it finds in fields. */
static bool trusts(const struct dl_func_info *info, const struct dl_sym *field)
{
	for (uint32_t b = 0; info->releases.len && b < info->func->block_count; b++)
		if (info->func->blocks[b].term.kind == DL_TERM_BRANCH && loads_field(&info->func->blocks[b], field))
			return true;
	return false;
}

/* A function that the explored one does not call on its way out; its callers count: they may go through a helper. */
static const struct dl_func *who_trusts(const struct dl_explorer *ex, const struct dl_sym *field)
{
	for (uint32_t f = 0; f < ex->an->unit->func_count; f++) {
		const struct dl_func_info *info = &ex->an->funcs[f];

		if (info != ex->info && !info->func->is_foreign && trusts(info, field))
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
		other = who_trusts(ex, loc);
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
