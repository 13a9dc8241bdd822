/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mappings that are only lent: a pool has mapped its pages, and unmaps them. An unmap of the handle that it
 * gives is wrong wherever it stands: as the path has it, or out of a field that holds nothing else.
 */
#include <string.h>

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
		.model = r->model, .value = r->value,
	};
	const struct dl_model *lender = lender_of(r->value, 0);

	if (!r->must || r->is_refresh || r->model->role != DL_ROLE_UNMAP || ex->degraded || state->blurred)
		return;
	ev.slot = lender ? NULL : field_of(ex->an, r->value);
	if (!lender && !(ev.slot && ev.slot->record))
		return;
	ev.related_text = lender ? lender->name : NULL;
	ev.grounds.by_slot = !lender;
	ev.via = ex->via;
	if (r->call && r->func != ex->func)
		ev.through = r->call->loc;
	dl_vec_push(&dl_slots_of(ex->an)->lent, ev);
}

/* ---- judging ---- */

/* What the unit asks pools with; by hand: it puts handles there itself. */
struct lenders {
	const struct dl_model *first;
	bool by_hand;
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

static struct lenders lenders_of(struct dl_analysis *an)
{
	struct lenders l = { 0 };

	for (int round = 0; round < 2 && (!round || l.first); round++)
		for (uint32_t f = 0; f < an->unit->func_count; f++) {
			const struct dl_func *func = &an->unit->funcs[f];

			for (uint32_t b = 0; b < func->block_count; b++)
				for (uint32_t i = 0; i < func->blocks[b].instr_count; i++)
					if (round)
						note_setter(&l, &func->blocks[b].instrs[i]);
					else
						note_call(an, &l, &func->blocks[b].instrs[i]);
		}
	return l;
}

static bool is_told(const struct dl_analysis *an, const struct dl_event *ev)
{
	for (size_t i = 0; i < dl_events_of(an)->list.len; i++) {
		const struct dl_event *old = &dl_events_of(an)->list.data[i];

		if (old->kind == ev->kind && old->at == ev->at && old->via == ev->via)
			return true;
	}
	return false;
}

void dl_lent_judge(struct dl_analysis *an)
{
	struct dl_flow *flow = NULL;
	struct lenders l = { 0 };

	if (dl_slots_of(an)->lent.len)
		l = lenders_of(an);
	for (size_t i = 0; l.first && !l.by_hand && i < dl_slots_of(an)->lent.len; i++) {
		struct dl_event *ev = &dl_slots_of(an)->lent.data[i];

		if (ev->slot && !flow)
			flow = dl_flow_new(an);
		if (ev->slot && !dl_flow_keeps_lent(flow, ev->slot->record, ev->slot->field,
						    (uint32_t)ev->slot->num))
			continue;
		if (!ev->related_text)
			ev->related_text = l.first->name;
		if (!is_told(an, ev))
			dl_vec_push(&dl_events_of(an)->list, *ev);
	}
	dl_flow_free(flow);
}
