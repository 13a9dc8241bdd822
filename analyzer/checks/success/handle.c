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

struct dead {
	const struct dl_explorer *ex;
	bool asks;	/* tests are no uses */
};

static bool uses_temp(const struct dl_val *val, uint32_t temp)
{
	return val->kind == DL_VAL_TEMP && val->num == temp;
}

static bool instr_uses(const struct dl_instr *in, uint32_t temp)
{
	bool uses = uses_temp(&in->a, temp) || uses_temp(&in->b, temp);

	uses |= in->place && in->place->base == DL_BASE_TEMP && in->place->index == temp;
	for (uint32_t k = 0; in->place && k < in->place->step_count; k++)
		uses |= in->place->steps[k].kind == DL_STEP_INDEX &&
			uses_temp(&in->place->steps[k].index, temp);
	for (uint32_t k = 0; k < in->arg_count; k++)
		uses |= uses_temp(&in->args[k], temp);
	return uses;
}

static bool is_dead(const struct dead *d, uint32_t temp, int depth);

/* The address of the variable is taken, or something other than a test loads it. */
static bool is_var_dead(const struct dead *d, uint32_t var, int depth)
{
	const struct dl_func *func = d->ex->func;

	for (uint32_t b = 0; b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];

			if (in->op == DL_OP_DECL || !in->place || in->place->base != DL_BASE_VAR ||
			    in->place->index != var || (in->op == DL_OP_STORE && !in->place->step_count))
				continue;
			if (in->op != DL_OP_LOAD || !d->asks || !is_dead(d, in->dst, depth + 1))
				return false;
		}
	}
	return true;
}

/* A use that does nothing with the value: kept in a variable that nobody reads, tested, logged. */
static bool is_no_use(const struct dead *d, const struct dl_instr *in, int depth)
{
	const struct dl_model *model;

	switch (in->op) {
	case DL_OP_STORE:
		return in->place->base == DL_BASE_VAR && !in->place->step_count &&
		       in->place->index >= d->ex->func->param_count &&
		       is_var_dead(d, in->place->index, depth + 1);
	case DL_OP_CAST: return is_dead(d, in->dst, depth + 1);
	case DL_OP_CALL:
		model = dl_model_of(d->ex->an, in);
		return d->asks && model && (model->role == DL_ROLE_CHECK || model->role == DL_ROLE_LOG);
	default: return false;
	}
}

static bool is_dead(const struct dead *d, uint32_t temp, int depth)
{
	const struct dl_func *func = d->ex->func;

	if (depth > 6)
		return false;
	for (uint32_t b = 0; b < func->block_count; b++) {
		const struct dl_block *block = &func->blocks[b];

		if (uses_temp(&block->term.cond, temp))
			return false;
		for (uint32_t i = 0; i < block->instr_count; i++)
			if (instr_uses(&block->instrs[i], temp) && !is_no_use(d, &block->instrs[i], depth))
				return false;
	}
	return true;
}

bool dl_success_is_lost(const struct dl_explorer *ex, const struct dl_instr *call)
{
	const struct dead d = { ex, true };

	return call->dst == DL_NO_TEMP || is_dead(&d, call->dst, 0);
}

static bool result_is_discarded(const struct dl_explorer *ex, const struct dl_instr *call)
{
	const struct dead d = { ex, false };

	return call->dst == DL_NO_TEMP || is_dead(&d, call->dst, 0);
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
