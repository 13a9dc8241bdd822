/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Masks whose result nobody reads (DMA501); that are set for streaming mappings alone, although the kernel allocates
 * coherent memory for the device, or only when something was mapped or allocated (DMA503).
 */
#include "base/buf.h"
#include "checks/event/event.h"
#include "checks/mask/mask.h"

#define MAX_NARROW 4

/* Fewer bits than a device has before anybody says so, and no other trick with them. */
static bool is_narrow(const struct dl_model *m, uint64_t mask)
{
	return mask < dl_mask_sure_bits(m) && !(mask & (mask + 1));
}

/* ---- too late ---- */

void dl_mask_is_late(struct dl_explorer *ex, struct dl_state *state, const struct dl_instr *in,
		     const struct dl_model *model, const struct dl_sym *dev, const struct dl_sym *mask)
{
	bool first = !dl_mask_path_of(state)->set;

	dl_mask_path_of(state)->set = true;
	if (!first || !dev || !mask || mask->kind != DL_SYM_INT || !is_narrow(model, (uint64_t)mask->num))
		return;
	for (uint32_t i = 0; i < state->object_count; i++) {
		const struct dl_object *o = &state->objects[i];

		if (o->state == DL_OBJ_FAILED || o->terms.dev != dev)
			continue;
		dl_emit_event(ex, state, (struct dl_event){
			.kind = DL_EV_MASK, .mask = DL_MASK_LATE, .at = in, .loc = in->loc, .model = model,
			.object = o, .value = mask, .grounds.unread = true });
		return;
	}
}

/* ---- the unit as a whole ---- */

struct unit_masks {
	struct dl_analysis *an;
	uint32_t count;
	struct {
		const struct dl_instr *at;	/* a call that sets a streaming mask alone */
		const struct dl_func *func;
	} narrow[MAX_NARROW];
	const struct dl_instr *use;	/* a call that allocates coherent memory */
	bool has_coherent;		/* the mask of that is set, too */
};

static bool uses_temp(const struct dl_val *val, uint32_t temp)
{
	return val->kind == DL_VAL_TEMP && val->num == (int64_t)temp;
}

static bool place_uses(const struct dl_place *place, uint32_t temp)
{
	if (place->base == DL_BASE_TEMP && place->index == temp)
		return true;
	for (uint32_t i = 0; i < place->step_count; i++)
		if (place->steps[i].kind == DL_STEP_INDEX && uses_temp(&place->steps[i].index, temp))
			return true;
	return false;
}

static bool instr_uses(const struct dl_instr *in, uint32_t temp)
{
	if (uses_temp(&in->a, temp) || uses_temp(&in->b, temp) || (in->place && place_uses(in->place, temp)))
		return true;
	for (uint32_t i = 0; dl_op_has_args(in->op) && i < in->arg_count; i++)
		if (uses_temp(&in->args[i], temp))
			return true;
	return false;
}

static bool is_read(const struct dl_func *func, uint32_t temp)
{
	for (uint32_t b = 0; temp != DL_NO_TEMP && b < func->block_count; b++) {
		if (uses_temp(&func->blocks[b].term.cond, temp))
			return true;
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++)
			if (instr_uses(&func->blocks[b].instrs[i], temp))
				return true;
	}
	return false;
}

static const struct dl_val *arg(const struct dl_instr *call, int8_t n)
{
	return n >= 0 && (uint32_t)n < call->arg_count ? &call->args[n] : NULL;
}

/* The kernel allocates coherent memory for a device: for the driver, or in its name. */
static bool is_use(const struct dl_instr *call, const struct dl_model *m)
{
	const struct dl_val *dev = arg(call, m->arg_dev);

	if (dl_model_is_coherent(m))
		return true;
	return m->role == DL_ROLE_NONE && m->coherent && dev && dev->kind != DL_VAL_INT;
}

static void note_mask(struct unit_masks *u, const struct dl_func *func, const struct dl_instr *call,
		      const struct dl_model *m)
{
	const struct dl_val *mask = arg(call, m->arg_mask);

	u->has_coherent |= m->coherent;
	if (func->is_foreign)
		return;
	if (m->streaming && !m->coherent && mask && mask->kind == DL_VAL_INT &&
	    is_narrow(m, (uint64_t)mask->num) && u->count < MAX_NARROW) {
		u->narrow[u->count].at = call;
		u->narrow[u->count++].func = func;
	}
	if (!dl_map_has(&dl_mask_unit_of(u->an)->narrow, (uintptr_t)call) || func->degradation_count ||
	    is_read(func, call->dst))
		return;
	dl_vec_push(&dl_events_of(u->an)->list, ((struct dl_event){
		.kind = DL_EV_MASK, .mask = DL_MASK_UNREAD, .func = func, .at = call, .loc = call->loc, .model = m,
		.grounds.assumed = true }));
}

static void note_instr(struct unit_masks *u, const struct dl_func *func, const struct dl_instr *in)
{
	const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(u->an, in) : NULL;
	const struct dl_step *last = dl_stored_field(in);

	if (last && last->record)
		u->has_coherent |= dl_lexicon_field_role(&u->an->lexicon, last->record->name, last->field) ==
				   DL_ROLE_DEVICE_MASK;
	if (m && m->role == DL_ROLE_SET_MASK)
		note_mask(u, func, in, m);
	else if (m && !u->use && !func->is_foreign && is_use(in, m))
		u->use = in;
}

void dl_mask_judge(struct dl_analysis *an)
{
	struct unit_masks u = { .an = an };

	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *func = &an->unit->funcs[f];

		for (uint32_t b = 0; b < func->block_count; b++)
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++)
				note_instr(&u, func, &func->blocks[b].instrs[i]);
	}
	for (uint32_t i = 0; u.use && !u.has_coherent && i < u.count; i++) {
		const struct dl_instr *at = u.narrow[i].at;
		const struct dl_model *m = dl_model_of(an, at);

		dl_vec_push(&dl_events_of(an)->list, ((struct dl_event){
			.kind = DL_EV_MASK, .mask = DL_MASK_STREAMING_ONLY, .func = u.narrow[i].func, .at = at,
			.loc = at->loc, .model = m, .related = u.use->loc,
			.value = dl_sym_int(an->syms, arg(at, m->arg_mask)->num), .grounds.unread = true }));
	}
}
