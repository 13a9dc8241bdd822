/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mappings that are only lent: a pool has mapped its pages, and unmaps them. An unmap of the handle that it
 * gives is wrong wherever it stands: as the path has it, out of a field that holds nothing else, or out of one
 * that holds the driver's own as well and nobody asks which.
 */
#include <string.h>

#include "checks/slot/packet.h"
#include "checks/slot/slot.h"
#include "engine/program/flow.h"

static const struct dl_model *lender_of(const struct dl_sym *value, int depth)
{
	const struct dl_model *m;

	value = dl_sym_strip(value);
	if (value->kind == DL_SYM_CALL) {
		m = dl_sym_model(value);
		return m && m->gives == DL_GIVES_LENT_HANDLE ? m : NULL;
	}
	if (value->kind != DL_SYM_BIN || value->sub >= DL_BIN_EQ || depth > 8)
		return NULL;
	m = lender_of(value->a, depth + 1);
	return m ? m : lender_of(value->b, depth + 1);
}

static bool is_handle(const struct dl_analysis *an, const struct dl_type *type)
{
	return type && type->kind == DL_TYPE_INT && dl_is_handle_type(an, type);
}

/*
 * The field that @value was read from, or is an offset from. Only of a handle's type: descriptors have words
 * of their own, and there the hardware may have put another address.
 */
static const struct dl_sym *field_of(const struct dl_analysis *an, const struct dl_sym *value)
{
	for (int n = 0; n < 8; n++) {
		value = dl_sym_strip(value);
		if (value->kind == DL_SYM_LOAD)
			return is_handle(an, value->a->type) ? dl_sym_last_field(value->a) : NULL;
		if (value->kind != DL_SYM_BIN || (value->sub != DL_BIN_ADD && value->sub != DL_BIN_SUB))
			return NULL;
		value = value->a->kind == DL_SYM_INT ? value->b : value->a;
	}
	return NULL;
}

void dl_lent_released(struct dl_explorer *ex, const struct dl_state *state, const struct dl_release *r)
{
	struct dl_event ev = {
		.kind = DL_EV_LENT_ENDED, .func = r->func, .at = r->at, .loc = r->at->loc,
		.model = r->model, .value = r->value, .differs = DL_DIFFERS_FAMILY,
	};
	const struct dl_model *lender = lender_of(r->value, 0);
	const struct dl_instr *taken;

	if (!r->must || r->is_refresh || r->model->role != DL_ROLE_UNMAP || ex->degraded || state->blurred)
		return;
	ev.lent = lender ? DL_LENT_VALUE : dl_packet_has(ex, r->value) ? DL_LENT_PACKET : DL_LENT_FIELD;
	ev.slot = ev.lent == DL_LENT_FIELD ? field_of(ex->an, r->value) : NULL;
	if (ev.lent == DL_LENT_FIELD && !(ev.slot && ev.slot->record))
		return;
	taken = ev.lent == DL_LENT_PACKET ? dl_packet_taken(ex, state, r->call ? r->call : r->at) : NULL;
	if (taken) {
		ev.differs = 0;
		ev.related = taken->loc;
		ev.related_func = ex->func;
	}
	ev.related_text = lender ? lender->name : NULL;
	ev.grounds.by_slot = !lender;
	ev.via = ex->via;
	if (r->call && r->func != ex->func)
		ev.through = r->call->loc;
	dl_vec_push(&dl_slots_of(ex->an)->lent, ev);
}

/* ---- fields that lent handles go to ---- */

static const char *const packets = "";

/* Who has lent the handle @value; NULL: it is none. */
static const char *lent_by(const struct dl_explorer *ex, const struct dl_sym *value)
{
	const struct dl_model *lender = lender_of(value, 0);

	return lender ? lender->name : dl_packet_has(ex, value) ? packets : NULL;
}

static void note_kept(struct dl_analysis *an, struct dl_lent_kept kept)
{
	struct dl_slots *slots = dl_slots_of(an);

	for (size_t i = 0; i < slots->lent_kept.len; i++)
		if (slots->lent_kept.data[i].key == kept.key && slots->lent_kept.data[i].owner.key == kept.owner.key)
			return;
	if (kept.key)
		dl_vec_push(&slots->lent_kept, kept);
}

void dl_lent_stored(struct dl_explorer *ex, const struct dl_store *s)
{
	const struct dl_sym *field = dl_sym_last_field(s->loc);
	const char *lender = field ? lent_by(ex, s->value) : NULL;

	if (lender)
		note_kept(ex->an, (struct dl_lent_kept){ dl_field_key(field->record, field->field), s->at,
							 ex->func, lender, dl_slot_owner_of(ex->an, s->loc) });
}

/* The value that parameter @param of @func had at the start, or one near it. */
static bool is_param(const struct dl_func *func, uint32_t param, const struct dl_val *v)
{
	const struct dl_instr *in = dl_slot_maker_of(func, v);

	while (in && (in->op == DL_OP_CAST ||
		      (in->op == DL_OP_BIN && in->b.kind == DL_VAL_INT && in->sub <= DL_BIN_SUB)))
		in = dl_slot_maker_of(func, &in->a);
	return in && in->op == DL_OP_LOAD && in->place->base == DL_BASE_VAR && in->place->index == param &&
	       !in->place->step_count;
}

/* @func is given a lent handle as its parameter @param: the fields that it, or who it passes that to, puts it in. */
static void follow(struct dl_analysis *an, const struct dl_func *func, uint32_t param,
		   const struct dl_lent_kept *kept, int depth)
{
	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];
			const struct dl_func_info *callee = in->op == DL_OP_CALL ? dl_callee_of(an, in) : NULL;
			struct dl_lent_kept here = *kept;

			for (uint32_t k = 0; callee && depth && k < in->arg_count && k < callee->func->param_count; k++)
				if (is_param(func, param, &in->args[k]))
					follow(an, callee->func, k, kept, depth - 1);
			if (in->op != DL_OP_STORE || !is_param(func, param, &in->a))
				continue;
			here.key = dl_slot_key_of_place(in->place, &here.owner);
			note_kept(an, here);
		}
}

void dl_lent_passed(struct dl_explorer *ex, const struct dl_instr *call, const struct dl_sym **args,
		    const struct dl_func_info *callee)
{
	for (uint32_t k = 0; callee && k < call->arg_count && k < 32 && k < callee->func->param_count; k++) {
		const char *lender = lent_by(ex, args[k]);

		if (lender)
			follow(ex->an, callee->func, k, &(struct dl_lent_kept){ 0, call, ex->func, lender, { 0 } }, 4);
	}
}

/* ---- judging ---- */

/* What the unit asks pools with; by hand: it puts handles there itself. */
struct lenders {
	const struct dl_model *first;
	bool by_hand;
	bool packets;		/* packets are in pools' memory */
	bool any_dir;		/* not all pools map for one and the same direction, or it is not known */
	const struct dl_instr *dir;	/* what says for which */
};

static void note_call(struct dl_analysis *an, struct lenders *l, const struct dl_instr *in)
{
	const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(an, in) : NULL;

	if (m && m->gives == DL_GIVES_LENT_HANDLE && !l->first)
		l->first = m;
}

static void note_setter(struct lenders *l, const struct dl_instr *in)
{
	for (uint32_t i = 0; in->op == DL_OP_CALL && in->callee && i < l->first->pair_count; i++)
		l->by_hand |= !strcmp(in->callee, l->first->pairs[i]);
}

static void note_direction(const struct dl_analysis *an, struct lenders *l, const struct dl_instr *in)
{
	const struct dl_step *last = dl_stored_field(in);

	if (!last || !last->record ||
	    dl_lexicon_field_role(&an->lexicon, last->record->name, last->field) != DL_ROLE_POOL_DIRECTION)
		return;
	l->any_dir |= in->a.kind != DL_VAL_INT || (l->dir && l->dir->a.num != in->a.num);
	l->dir = in;
}

static struct lenders lenders_of(struct dl_analysis *an)
{
	struct lenders l = { 0 };

	for (int round = 0; round < 2 && (!round || l.first); round++)
		for (uint32_t f = 0; f < an->unit->func_count; f++) {
			const struct dl_func *func = &an->unit->funcs[f];

			for (uint32_t b = 0; b < func->block_count; b++)
				for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
					const struct dl_instr *in = &func->blocks[b].instrs[i];

					if (!round) {
						note_call(an, &l, in);
						note_direction(an, &l, in);
					} else {
						note_setter(&l, in);
					}
				}
		}
	l.packets = l.first && dl_packets_are_lent(an);
	return l;
}

bool dl_lent_is_asked_for(struct dl_analysis *an)
{
	return lenders_of(an).first;
}

static void tell(struct dl_analysis *an, const struct dl_event *ev)
{
	for (size_t i = 0; i < dl_events_of(an)->list.len; i++) {
		const struct dl_event *old = &dl_events_of(an)->list.data[i];

		if (old->kind == ev->kind && old->at == ev->at && old->via == ev->via)
			return;
	}
	dl_vec_push(&dl_events_of(an)->list, *ev);
}

/* All that the field @ev->slot keeps is lent. */
static bool keeps_lent(struct dl_analysis *an, struct dl_flow **flow, const struct dl_event *ev)
{
	if (!*flow)
		*flow = dl_flow_new(an);
	return dl_flow_keeps_lent(*flow, ev->slot->record, ev->slot->field, (uint32_t)ev->slot->num);
}

static void judge_released(struct dl_analysis *an, const struct lenders *l)
{
	struct dl_flow *flow = NULL;

	for (size_t i = 0; i < dl_slots_of(an)->lent.len; i++) {
		struct dl_event *ev = &dl_slots_of(an)->lent.data[i];

		if ((ev->lent == DL_LENT_FIELD && !keeps_lent(an, &flow, ev)) ||
		    (ev->lent == DL_LENT_PACKET && !l->packets))
			continue;
		if (!ev->related_text)
			ev->related_text = l->first->name;
		tell(an, ev);
	}
	dl_flow_free(flow);
}

/* A field that has kept a lent handle is unmapped by who asks for nothing. */
static void judge_kept(struct dl_analysis *an, const struct lenders *l, const struct dl_lent_kept *kept)
{
	const struct dl_slot *slot = dl_map_get(&dl_slots_of(an)->by_key, kept->key);

	for (uint32_t i = 0; slot && i < slot->reader_count; i++) {
		const struct dl_slot_use *use = &slot->readers[i];
		struct dl_event ev = {
			.kind = DL_EV_LENT_ENDED, .lent = DL_LENT_KEPT, .func = use->func, .at = use->at,
			.loc = use->at->loc, .via = use->via, .model = use->model, .terms = use->terms,
			.value = use->value, .slot = slot->loc, .related = kept->at->loc, .related_func = kept->func,
			.related_text = kept->lender != packets ? kept->lender : l->first->name,
			.differs = DL_DIFFERS_FAMILY, .grounds.by_slot = true,
		};

		/* a member of another record is no entry of the ring */
		if (use->model->role != DL_ROLE_UNMAP || !dl_slot_is_unasked(an, slot, use) ||
		    dl_slot_owners_differ(&use->owner, &kept->owner) ||
		    (use->owner.is_embedded && use->owner.key != kept->owner.key))
			continue;
		if (l->dir && !l->any_dir)
			ev.lent_dir = dl_sym_int(an->syms, l->dir->a.num);
		if (ev.lent_dir && use->terms.dir && use->terms.dir->kind == DL_SYM_INT && use->terms.dir != ev.lent_dir)
			ev.differs = DL_DIFFERS_DIRECTION;
		tell(an, &ev);
	}
}

void dl_lent_judge(struct dl_analysis *an)
{
	const struct dl_slots *slots = dl_slots_of(an);
	struct lenders l = { 0 };

	if (slots->lent.len || slots->lent_kept.len)
		l = lenders_of(an);
	if (!l.first || l.by_hand)
		return;
	judge_released(an, &l);
	for (size_t i = 0; i < slots->lent_kept.len; i++)
		if (slots->lent_kept.data[i].lender != packets || l.packets)
			judge_kept(an, &l, &slots->lent_kept.data[i]);
}
