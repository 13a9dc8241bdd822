/* SPDX-License-Identifier: Apache-2.0 */
/* CPU memory that is freed while it is mapped. */
#include "checks/lifecycle/lifecycle.h"
#include "checks/slot/pairing.h"

/* All places that keep the object and outlive the function lie in what @buffer points to. */
static bool is_container_of_aliases(const struct dl_state *st, const struct dl_object *o,
				  const struct dl_sym *buffer)
{
	bool any = false;

	for (uint32_t h = 0; h < o->alias_count; h++) {
		const struct dl_sym *l = o->aliases[h], *value = dl_state_bound(st, l);

		/* where the count is kept does not decide what becomes of the list */
		if (dl_loc_is_local(l) || (o->sg && value && dl_sym_derives(value, o->value)))
			continue;
		l = dl_sym_whole(l);
		if (l->kind != DL_SYM_DEREF)
			return false;
		/* by the field that the pointer to the array lies in */
		if (l->a != buffer && !(l->a->kind == DL_SYM_LOAD && dl_state_bound(st, l->a->a) == buffer))
			return false;
		any = true;
	}
	return any;
}

/* What argument @n of @call is loaded from, in its block; NULL when it is no load. */
static const struct dl_place *loaded_from(const struct dl_block *block, const struct dl_instr *call, int8_t n)
{
	const struct dl_val *val = n >= 0 && (uint32_t)n < call->arg_count ? &call->args[n] : NULL;

	for (uint32_t i = 0; val && val->kind == DL_VAL_TEMP && i < block->instr_count; i++)
		if (block->instrs[i].op == DL_OP_LOAD && block->instrs[i].dst == (uint32_t)val->num)
			return block->instrs[i].place;
	return NULL;
}

static bool may_be_one(const struct dl_place *a, const struct dl_place *b)
{
	const struct dl_step *x, *y;

	if (!a || !b)
		return true;
	if (a->step_count != b->step_count || a->base != b->base)
		return false;
	if (!a->step_count)
		return a->base == DL_BASE_GLOBAL ? a->name == b->name : a->index == b->index;
	x = &a->steps[a->step_count - 1];
	y = &b->steps[b->step_count - 1];
	return x->kind != DL_STEP_FIELD || y->kind != DL_STEP_FIELD || x->field == y->field;
}

bool dl_life_only_drops(const struct dl_explorer *ex, const struct dl_instr *at, const struct dl_model *model)
{
	uint32_t home = dl_cfg_block_of(ex->func, at);
	const struct dl_place *freed = model && home < ex->func->block_count ?
		loaded_from(&ex->func->blocks[home], at, model->arg_buf) : NULL;

	for (uint32_t b = 0; b < ex->func->block_count; b++) {
		const struct dl_block *block = &ex->func->blocks[b];

		for (uint32_t i = 0; i < block->instr_count; i++) {
			const struct dl_instr *in = &block->instrs[i];
			const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(ex->an, in) : NULL;

			if (m && m->takes_reference && may_be_one(freed, loaded_from(block, in, m->arg_buf)))
				return true;
		}
	}
	return false;
}

void dl_life_free(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		    const struct dl_model *model, const struct dl_sym *buffer, bool owned)
{
	struct dl_state *st = frame->state;
	const struct dl_sym *base = dl_sym_pointer_base(buffer);

	/* what a callee frees it may have unmapped */
	if (!owned && dl_model_of(ex->an, at))
		dl_kinds_note(ex, at, buffer);
	if (st->object_count && dl_life_only_drops(ex, at, owned ? NULL : model))
		return;
	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];
		bool is_buffer;

		if (dl_end_of(o)->buffer_freed || o->state == DL_OBJ_RELEASED)
			continue;
		/* memory of an allocation is its own buffer */
		is_buffer = dl_model_is_map(o->model) && dl_buffer_hangs_on(o->terms.buf, base);
		if (o->state == DL_OBJ_FAILED) {
			if (is_buffer)
				dl_story_act(ex, st, DL_STORY_FREE, at, ex->func, o, buffer);
			continue;
		}
		if (!is_buffer && !is_container_of_aliases(st, o, base))
			continue;
		/* after a round of the loop the same words may name another buffer */
		if ((o->earlier || o->older) && !dl_sym_is_initial(base))
			continue;
		dl_end_of(o)->buffer_freed = true;
		dl_end_of(o)->free_site = at;
		dl_end_of(o)->free_func = ex->func;
		if (is_buffer)
			dl_end_of(o)->buffer_free = at;
		dl_story_act(ex, st, DL_STORY_FREE, at, ex->func, o, buffer)->flag = !is_buffer;
	}
}
