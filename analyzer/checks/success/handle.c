/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether the handle that a check looks at is the one that was just mapped, and whether a result is looked
 * at at all. What follows from the result of a check: split.c.
 */
#include "checks/event/event.h"
#include "checks/success/success.h"
#include "engine/path/path.h"

#include <string.h>

/* ---- the wrong handle ---- */

/* The mapping that the path made last, if nobody has tested it. */
static struct dl_object *just_mapped(struct dl_explorer *ex, struct dl_state *st)
{
	const struct dl_story *s = st->story;

	while (s && s->kind != DL_STORY_MAKE)
		s = s->parent;
	for (uint32_t i = 0; s && i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];

		if (o->site == s->site && o->origin_func == ex->func && !o->older)
			return o->state == DL_OBJ_UNCHECKED && dl_model_is_map(o->model) &&
			       !dl_model_is_sg(o->model) ? o : NULL;
	}
	return NULL;
}

/* Two elements of one array are known to differ: constants, or a base and an offset from it. */
static bool is_other_index(const struct dl_sym *a, const struct dl_sym *b)
{
	if (a->kind == DL_SYM_INT && b->kind == DL_SYM_INT)
		return a->num != b->num;
	if (a->kind == DL_SYM_BIN && (a->sub == DL_BIN_ADD || a->sub == DL_BIN_SUB) &&
	    a->b->kind == DL_SYM_INT && a->a == b)
		return true;
	return b->kind == DL_SYM_BIN && (b->sub == DL_BIN_ADD || b->sub == DL_BIN_SUB) &&
	       b->b->kind == DL_SYM_INT && b->a == a;
}

/* @a and @b are different places, whatever the pointers and indices in them are. */
static bool is_other_place(const struct dl_sym *a, const struct dl_sym *b)
{
	const struct dl_sym *fa = dl_sym_last_field(a), *fb = dl_sym_last_field(b);

	if (a == b)
		return false;
	if (!fa || !fb)
		return dl_loc_is_local(a) || dl_loc_is_local(b);
	if (fa->record != fb->record || strcmp(fa->field, fb->field) != 0)
		return fa->record != fb->record || fa->num != fb->num;
	if (a->kind == DL_SYM_INDEX && b->kind == DL_SYM_INDEX && a->a == b->a)
		return is_other_index(a->b, b->b);
	if (a->kind == DL_SYM_FIELD && b->kind == DL_SYM_FIELD && a->a->kind == DL_SYM_INDEX &&
	    b->a->kind == DL_SYM_INDEX && a->a->a == b->a->a)
		return is_other_index(a->a->b, b->a->b);
	return false;
}

/* @handle is certainly not the handle of @o: it has an answer already, or lies in another place. */
static bool is_other_handle(struct dl_state *st, const struct dl_object *o,
			    const struct dl_sym *handle)
{
	const struct dl_object *tested = dl_state_object_of(st, handle);

	if (tested)
		return tested->state == DL_OBJ_OK && !tested->older && tested->number == DL_RESULT_VALUE;
	handle = dl_sym_strip(handle);
	if (handle->kind != DL_SYM_LOAD)
		return false;
	for (uint32_t h = 0; h < o->alias_count; h++)
		if (!is_other_place(o->aliases[h], handle->a))
			return false;
	return o->alias_count > 0;
}

/* The handle that the check is about: @handle, or the one just mapped when both may lie in one place. */
const struct dl_sym *dl_success_asked(struct dl_explorer *ex, struct dl_frame *frame,
				      const struct dl_instr *in, const struct dl_sym *handle)
{
	struct dl_state *st = frame->state;
	struct dl_object *o = just_mapped(ex, st);

	if (!o || dl_success_of(o)->bad_test || dl_success_of(o)->wrong_handle || dl_sym_mentions(handle, o->value))
		return handle;
	if (is_other_handle(st, o, handle)) {
		dl_success_of(o)->wrong_handle = in;
		dl_story_act(ex, st, DL_STORY_WRONG_HANDLE, in, ex->func, o, handle);
		return handle;
	}
	if (dl_state_object_of(st, handle) || dl_sym_strip(handle)->kind != DL_SYM_LOAD)
		return handle;
	/* the same element of the same array in other words */
	for (uint32_t h = 0; h < o->alias_count; h++)
		if (dl_loc_same_slot(o->aliases[h], dl_sym_strip(handle)->a))
			return o->value;
	return handle;
}

/* ---- results that nobody looks at ---- */

static bool result_is_discarded(const struct dl_explorer *ex, const struct dl_instr *call)
{
	const struct dl_func *func = ex->func;
	uint32_t t = call->dst;

	if (t == DL_NO_TEMP)
		return true;
	for (uint32_t b = 0; b < func->block_count; b++) {
		const struct dl_block *block = &func->blocks[b];

		if (block->term.cond.kind == DL_VAL_TEMP && block->term.cond.num == t)
			return false;
		for (uint32_t i = 0; i < block->instr_count; i++) {
			const struct dl_instr *in = &block->instrs[i];

			if ((in->a.kind == DL_VAL_TEMP && in->a.num == t) ||
			    (in->b.kind == DL_VAL_TEMP && in->b.num == t))
				return false;
			if (in->place && in->place->base == DL_BASE_TEMP && in->place->index == t)
				return false;
			for (uint32_t k = 0; in->place && k < in->place->step_count; k++)
				if (in->place->steps[k].index.kind == DL_VAL_TEMP &&
				    in->place->steps[k].kind == DL_STEP_INDEX &&
				    in->place->steps[k].index.num == t)
					return false;
			for (uint32_t k = 0; k < in->arg_count; k++)
				if (in->args[k].kind == DL_VAL_TEMP && in->args[k].num == t)
					return false;
		}
	}
	return true;
}

/* A statement of its own is lowered whole, whatever was lost around it. */
void dl_success_made(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		     const struct dl_object *o)
{
	if (dl_model_is_map(o->model) && o->model->failure != DL_FAIL_NEVER && !o->model->managed &&
	    (ex->degraded ? call->dst == DL_NO_TEMP : result_is_discarded(ex, call)))
		dl_emit_event(ex, frame->state, (struct dl_event){
			.kind = DL_EV_DISCARDED, .at = call, .loc = call->loc, .object = o,
			.model = o->model, .grounds.discarded = true });
}
