/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Physical addresses that the hardware is told: in a register, in memory that it reads, in a place for a
 * handle, or beside the length that an entry of a mapped list has for the device.
 */
#include "checks/bypass/bypass.h"
#include "checks/provenance/buffer.h"
#include "engine/path/path.h"

/* Not code, or what the kernel itself is in; that coherent memory is converted is another finding. */
static bool is_plain_memory(struct dl_explorer *ex, struct dl_state *state, const struct dl_sym *pointer)
{
	const struct dl_sym *base = dl_sym_pointer_base(pointer);

	return base->kind != DL_SYM_FUNC && base->kind != DL_SYM_INT &&
	       !(base->kind == DL_SYM_ADDR && base->a->kind == DL_SYM_GLOBAL) &&
	       dl_buffer_in(ex, state, pointer).kind != DL_BUF_COHERENT;
}

static bool told_in(struct dl_explorer *ex, struct dl_state *state, const struct dl_sym *value,
		    struct dl_physical *found)
{
	return dl_physical_in(ex->an, value, found) && found->of && is_plain_memory(ex, state, found->of);
}

/* The function maps as well: something tells a device that needs it from one that does not. */
static bool maps_too(const struct dl_explorer *ex)
{
	for (uint32_t b = 0; b < ex->func->block_count; b++)
		for (uint32_t i = 0; i < ex->func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &ex->func->blocks[b].instrs[i];
			const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(ex->an, in) : NULL;

			if (m && m->role == DL_ROLE_MAP)
				return true;
		}
	return false;
}

/* One for what a conversion gives, however often it is used. */
static bool is_told(const struct dl_explorer *ex, const struct dl_sym *conversion)
{
	const struct dl_events *here = dl_events_here(ex);

	for (size_t i = 0; i < here->list.len; i++)
		if (here->list.data[i].kind == DL_EV_PHYSICAL && here->list.data[i].value == conversion)
			return true;
	return false;
}

static void emit(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		 const struct dl_physical *physical, struct dl_event ev)
{
	if (is_told(ex, physical->value) || dl_stands_between(ex->an) || dl_talks_to_firmware(ex->an))
		return;
	ev.kind = DL_EV_PHYSICAL;
	ev.at = at;
	ev.loc = at->loc;
	ev.value = physical->value;
	ev.model = physical->by;
	ev.grounds.assumed = true;
	ev.grounds.guarded |= maps_too(ex) || !dl_knows_the_api(ex->an);
	dl_emit_event(ex, frame->state, ev);
}

void dl_physical_used(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_value_use *use)
{
	struct dl_physical found;

	if ((use->kind == DL_USE_MMIO || use->kind == DL_USE_HANDBACK) &&
	    told_in(ex, frame->state, use->value, &found))
		emit(ex, frame, use->at, &found, (struct dl_event){ .use = use->kind });
}

void dl_physical_stored(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_store *s)
{
	const struct dl_sym *whole = dl_sym_whole(s->loc);
	struct dl_physical found;

	if (whole->kind != DL_SYM_DEREF || !told_in(ex, frame->state, s->value, &found))
		return;
	if (dl_buffer_in(ex, frame->state, whole->a).kind == DL_BUF_COHERENT)
		emit(ex, frame, s->at, &found, (struct dl_event){ .use = DL_USE_DEVICE_MEMORY });
	else if (s->loc->type && s->loc->type->kind == DL_TYPE_INT &&
		 dl_is_handle_type(ex->an, s->loc->type))
		/* a driver may keep both there on purpose, and tell them apart by something else */
		emit(ex, frame, s->at, &found, (struct dl_event){ .use = DL_USE_AS_HANDLE, .grounds.guarded = true });
}

/* ---- entries of a list ---- */

/* Given to a function as it is: a message, most of the time. */
static bool is_passed_on(const struct dl_block *block, uint32_t temp)
{
	for (uint32_t i = 0; i < block->instr_count; i++) {
		const struct dl_instr *in = &block->instrs[i];

		if (in->op == DL_OP_CAST && in->a.kind == DL_VAL_TEMP && in->a.num == temp &&
		    is_passed_on(block, in->dst))
			return true;
		for (uint32_t k = 0; in->op == DL_OP_CALL && k < in->arg_count; k++)
			if (in->args[k].kind == DL_VAL_TEMP && in->args[k].num == temp)
				return true;
	}
	return false;
}

/* The length that the entry behind variable @var has for the device is read in the block. */
static bool reads_length(struct dl_explorer *ex, const struct dl_block *block, uint32_t var)
{
	for (uint32_t i = 0; i < block->instr_count; i++) {
		const struct dl_instr *in = &block->instrs[i];
		const struct dl_place *p = in->op == DL_OP_LOAD ? in->place : NULL;
		const struct dl_step *s = p && p->base == DL_BASE_VAR && p->index == var && p->step_count ?
					  &p->steps[p->step_count - 1] : NULL;

		if (s && s->kind == DL_STEP_FIELD && s->record &&
		    dl_lexicon_field_role(&ex->an->lexicon, s->record->name, s->field) == DL_ROLE_LIST_LENGTH &&
		    !is_passed_on(block, in->dst))
			return true;
	}
	return false;
}

void dl_physical_of_entry(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
			  const struct dl_model *model, const struct dl_sym *entry)
{
	for (uint32_t b = 0; b < ex->func->block_count; b++) {
		const struct dl_block *block = &ex->func->blocks[b];
		const struct dl_instr *arg = NULL;

		for (uint32_t i = 0; i < block->instr_count && &block->instrs[i] != call; i++)
			if (block->instrs[i].op == DL_OP_LOAD && call->args[model->arg_sg].kind == DL_VAL_TEMP &&
			    block->instrs[i].dst == call->args[model->arg_sg].num)
				arg = &block->instrs[i];
		if (!arg || is_passed_on(block, call->dst) || arg->place->base != DL_BASE_VAR || arg->place->step_count ||
		    !reads_length(ex, block, arg->place->index))
			continue;
		dl_emit_event(ex, frame->state, (struct dl_event){
			.kind = DL_EV_PHYSICAL, .at = call, .loc = call->loc, .model = model, .value = entry,
			.use = DL_USE_REFRESH, .grounds.assumed = true });
		return;
	}
}
