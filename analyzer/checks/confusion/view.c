/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Handles of which a physical address, or the number of a page, is made: what lies there is shown to user space, and
 * behind an IOMMU it is other memory.
 */
#include "checks/confusion/confusion.h"
#include "checks/event/event.h"
#include "engine/program/prescan.h"
#include "engine/state/explorer.h"

/* How a field is filled, over the unit. */
struct filling {
	struct dl_analysis *an;
	const struct dl_sym *field;
	bool by_api;		/* by a map call or an allocation */
	bool otherwise;
};

static bool is_last(const struct filling *f, const struct dl_place *place)
{
	const struct dl_step *last = dl_place_field(place);

	return last && last->record == f->field->record && last->field == f->field->field;
}

static const struct dl_model *maker(const struct filling *f, const struct dl_instr *in)
{
	const struct dl_model *m = in && in->op == DL_OP_CALL ? dl_model_of(f->an, in) : NULL;

	return m && dl_model_makes(m) ? m : NULL;
}

/* The value comes from such a call, or was in the field before; through a local variable that nothing else is put into. */
static bool is_made(const struct filling *f, const struct dl_func *func, const struct dl_val *val, int depth)
{
	const struct dl_instr *def = dl_origin_of(f->an, func, val);
	const struct dl_instr *const *stores;
	uint32_t count;

	if (!def || def->op != DL_OP_LOAD)
		return maker(f, def) != NULL;
	if (is_last(f, def->place))
		return true;
	if (def->place->base != DL_BASE_VAR || def->place->step_count || def->place->index < func->param_count ||
	    depth > 2)
		return false;
	stores = dl_var_stores(f->an, func, def->place->index, &count);
	for (uint32_t i = 0; i < count; i++)
		if (stores[i]->place->step_count || !is_made(f, func, &stores[i]->a, depth + 1))
			return false;
	return count;
}

static void look_at(struct filling *f, const struct dl_func *func, const struct dl_instr *in)
{
	const struct dl_model *m = maker(f, in);

	if (in->op == DL_OP_STORE && is_last(f, in->place) && in->a.kind != DL_VAL_INT) {
		const bool made = is_made(f, func, &in->a, 0);

		f->by_api |= made;
		f->otherwise |= !made;
	}
	for (uint32_t i = 0; i < in->arg_count && in->op == DL_OP_CALL; i++) {
		const struct dl_instr *def = dl_def_of(f->an, func, &in->args[i]);

		if (!def || def->op != DL_OP_ADDR || !is_last(f, def->place))
			continue;
		f->by_api |= m && m->arg_handle_out == (int)i;
		f->otherwise |= !m || m->arg_handle_out != (int)i;
	}
}

static bool is_kernels_handle(const struct filling *f, const struct dl_place *place)
{
	const struct dl_step *last = dl_place_field(place);

	return last && last->record && last->record->is_core && dl_is_handle_type(f->an, place->type);
}

/*
 * The unit puts something into a handle of a record of the kernel's that was not made for a device: it may be any
 * address, such as one of memory on the chip.
 */
static bool fills_kernels_handle(const struct filling *f, const struct dl_func *func, const struct dl_instr *in)
{
	const struct dl_model *m = maker(f, in);

	if (in->op == DL_OP_STORE)
		return is_kernels_handle(f, in->place);
	for (uint32_t i = 0; i < in->arg_count && in->op == DL_OP_CALL && !(m && m->arg_dev >= 0); i++) {
		const struct dl_instr *def = dl_def_of(f->an, func, &in->args[i]);

		if (def && def->op == DL_OP_ADDR && is_kernels_handle(f, def->place))
			return true;
	}
	return false;
}

bool dl_keeps_handle(struct dl_analysis *an, const struct dl_sym *place)
{
	struct filling filling = { .an = an, .field = dl_sym_last_field(place) };

	if (!filling.field || !filling.field->record)
		return false;
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *func = &an->unit->funcs[f];

		for (uint32_t b = 0; b < func->block_count; b++) {
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
				if (fills_kernels_handle(&filling, func, &func->blocks[b].instrs[i]))
					return false;
				look_at(&filling, func, &func->blocks[b].instrs[i]);
			}
		}
	}
	return !filling.otherwise && (filling.by_api || filling.field->record->is_core);
}

void dl_note_view(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		  const struct dl_model *model, const struct dl_sym *value)
{
	const struct dl_sym *v = dl_sym_strip(value);
	const struct dl_object *o = dl_state_object_of(frame->state, v);

	if (v->kind == DL_SYM_BIN) {
		dl_note_view(ex, frame, call, model, v->a);
		if (v->sub == DL_BIN_ADD)
			dl_note_view(ex, frame, call, model, v->b);
	} else if (o ? o->handle && dl_sym_derives(v, o->handle) :
		       v->kind == DL_SYM_LOAD && dl_is_handle_type(ex->an, v->a->type) && dl_keeps_handle(ex->an, v->a)) {
		dl_emit_event(ex, frame->state, (struct dl_event){
			.kind = DL_EV_CONFUSED, .at = call, .loc = call->loc, .model = model,
			.use = DL_USE_AS_PHYSICAL, .buffer = v, .grounds.by_slot = !o });
	}
}
