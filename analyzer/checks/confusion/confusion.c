/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DMA handles and CPU addresses that are taken for each other: by the value's origin where the path shows
 * it, else by the type of the place it comes from. Names say nothing.
 */
#include <string.h>

#include "checks/checks.h"
#include "checks/confusion/confusion.h"
#include "checks/event/event.h"
#include "checks/provenance/buffer.h"
#include "engine/state/explorer.h"

static void confused(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		     const struct dl_model *model, const struct dl_sym *value, enum dl_use use,
		     struct dl_grounds grounds)
{
	dl_emit_event(ex, frame->state, (struct dl_event){
		.kind = DL_EV_CONFUSED, .at = at, .loc = at->loc, .model = model, .use = use,
		.buffer = value, .grounds = grounds });
}

static const struct dl_type *place_type(const struct dl_sym *value)
{
	return value->kind == DL_SYM_LOAD ? value->a->type : NULL;
}

/* It was something of @kind, before it was converted to be kept. */
static bool was(const struct dl_block *block, const struct dl_val *val, enum dl_type_kind kind)
{
	for (uint32_t i = block->instr_count; val->kind == DL_VAL_TEMP && i-- > 0;) {
		const struct dl_instr *in = &block->instrs[i];

		if (in->op != DL_OP_CAST || in->dst != (uint32_t)val->num)
			continue;
		if (in->a.kind == DL_VAL_TEMP && in->a.type && in->a.type->kind == kind)
			return true;
		val = &in->a;
	}
	return false;
}

/* The unit puts things of @kind into the field: it carries them, whatever it is declared as. */
static bool carries(const struct dl_analysis *an, const struct dl_sym *field, enum dl_type_kind kind)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *func = &an->unit->funcs[f];

		for (uint32_t b = 0; b < func->block_count; b++) {
			const struct dl_block *block = &func->blocks[b];

			for (uint32_t i = 0; i < block->instr_count; i++) {
				const struct dl_instr *in = &block->instrs[i];
				const struct dl_step *last = dl_stored_field(in);

				if (last && last->field == field->field &&
				    last->record == field->record && was(block, &in->a, kind))
					return true;
			}
		}
	}
	return false;
}

/* A field of handles, by its type, or a number of the driver's that nothing but handles is ever put into. */
static bool is_of_handles(struct dl_analysis *an, const struct dl_sym *place)
{
	const struct dl_sym *field = dl_sym_last_field(place);

	if (!field || !place->type || place->type->kind != DL_TYPE_INT)
		return false;
	if (dl_is_handle_type(an, place->type))
		return !carries(an, field, DL_TYPE_PTR);
	return field->record && !field->record->is_core && dl_keeps_handle(an, place);
}

/* Of an aligned address, the address. */
static const struct dl_sym *aligned(const struct dl_sym *pointer)
{
	const struct dl_sym *v = dl_sym_strip(dl_sym_pointer_base(pointer));

	while (v->kind == DL_SYM_BIN && v->sub == DL_BIN_AND && v->b->kind == DL_SYM_INT)
		v = dl_sym_strip(dl_sym_pointer_base(v->a));
	return v;
}

/* @pointer is followed, or made from what should be a physical address. */
static void note_pointer(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
			 const struct dl_model *model, const struct dl_sym *pointer)
{
	const struct dl_sym *base = aligned(pointer);
	const struct dl_object *o = dl_state_object_of(frame->state, base);

	if (base != dl_sym_strip(dl_sym_pointer_base(pointer)))
		pointer = base;
	if (model && model->gives == DL_GIVES_VIEW) {
		dl_note_view(ex, frame, at, model, pointer);
		return;
	}
	if (o && o->handle && dl_sym_derives(base, o->handle) &&
	    (o->handle != o->value || o->model->failure == DL_FAIL_BAD_HANDLE))
		confused(ex, frame, at, model, pointer, DL_USE_AS_POINTER, (struct dl_grounds){ 0 });
	/* a parameter may have been translated: the field that it came from is what tells */
	else if (!o && base->kind == DL_SYM_LOAD && is_of_handles(ex->an, base->a))
		confused(ex, frame, at, model, pointer, DL_USE_AS_POINTER, (struct dl_grounds){ .by_slot = true });
}

/* A call of @model reads or writes behind @pointer, not behind a field of it. */
static void note_accessed(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
			  const struct dl_model *model, uint32_t arg, const struct dl_sym *pointer,
			  const struct dl_sym *size, bool is_write)
{
	(void)arg;
	(void)size;
	(void)is_write;
	if (model && !model->reaches && model->arg_sg < 0)
		note_pointer(ex, frame, at, model, pointer);
}

/* @handle is given to an unmap, a sync or a check, which may want a pointer all the same (ib_umem_release()). */
static void note_handle(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		    const struct dl_model *model, const struct dl_sym *handle)
{
	const struct dl_type *wanted = at->args[model->arg_handle].type;
	/* no sums: `dma + (end - start)` mentions pointers, too */
	const struct dl_sym *base = dl_sym_strip(handle);
	const struct dl_object *o = dl_state_object_of(frame->state, base);
	const struct dl_type *type = place_type(base);

	if (!wanted || wanted->kind != DL_TYPE_INT)
		return;
	if (o ? o->model->role == DL_ROLE_ALLOC && base == o->value && o->handle :
		base->kind == DL_SYM_ADDR || dl_buffer_of(ex, base).kind != DL_BUF_UNKNOWN)
		confused(ex, frame, at, model, handle, DL_USE_AS_HANDLE, (struct dl_grounds){ 0 });
	else if (!o && type && type->kind == DL_TYPE_PTR &&
		 !(base->a->kind == DL_SYM_FIELD && carries(ex->an, base->a, DL_TYPE_INT)))
		/* where nothing shows that it leads to memory, its type is all there is: it may carry a handle */
		confused(ex, frame, at, model, handle, DL_USE_AS_HANDLE, (struct dl_grounds){
			.by_slot = true, .assumed = !dl_leads_to_memory(ex->an, ex->func, base->a) });
}

const struct dl_check dl_check_confusion = {
	.id = "confusion",
	.follow = note_pointer,
	.access_call = note_accessed,
	.hand = note_handle,
};
