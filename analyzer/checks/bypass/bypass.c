/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses that are made beside the DMA API: the physical address or page of coherent memory, and
 * physical addresses where a handle belongs (told.c: of which the hardware is told). A driver that
 * compares the two knows what it does.
 */
#include <string.h>

#include "checks/bypass/bypass.h"
#include "checks/checks.h"
#include "checks/provenance/buffer.h"
#include "checks/slot/slot.h"
#include "engine/path/path.h"

struct bypass {
	bool compares;	/* a handle is compared with a physical address */
	bool looked;	/* the next three are known */
	bool uses_api;
	bool calls;	/* a conversion is a call, not a macro's arithmetic */
	bool translates;/* it stands between devices and memory, and gives tables to what does */
};

static struct bypass *bypass_of(const struct dl_analysis *an)
{
	return an->kept[DL_CHECK_bypass];
}

static bool has_operations(const struct dl_analysis *an, const struct dl_record *record)
{
	for (uint32_t i = 0; !record->is_core && i < record->member_count; i++) {
		const struct dl_type *type = record->members[i].type;

		if (type && type->kind == DL_TYPE_RECORD &&
		    dl_lexicon_record(&an->lexicon, type->record->name) == DL_RECORD_DMA_OPS)
			return true;
	}
	return false;
}

static void look_at(struct bypass *self, struct dl_analysis *an, const struct dl_instr *in)
{
	const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(an, in) : NULL;

	self->uses_api |= m && (m->role == DL_ROLE_MAP || m->role == DL_ROLE_ALLOC);
	self->calls |= dl_makes_physical(m) && !strcmp(in->callee, m->name);
	for (uint32_t i = 0; in->place && i < in->place->step_count; i++)
		if (in->place->steps[i].kind == DL_STEP_FIELD && in->place->steps[i].record)
			self->translates |= has_operations(an, in->place->steps[i].record);
}

static const struct bypass *looked(struct dl_analysis *an)
{
	struct bypass *self = bypass_of(an);

	for (uint32_t f = 0; !self->looked && f < an->unit->func_count; f++)
		for (uint32_t b = 0; b < an->unit->funcs[f].block_count; b++)
			for (uint32_t i = 0; i < an->unit->funcs[f].blocks[b].instr_count; i++)
				look_at(self, an, &an->unit->funcs[f].blocks[b].instrs[i]);
	self->looked = true;
	return self;
}

bool dl_knows_the_api(struct dl_analysis *an)
{
	return looked(an)->uses_api;
}

bool dl_talks_to_firmware(struct dl_analysis *an)
{
	return !looked(an)->uses_api && !looked(an)->calls;
}

/* Interrupts are its whole matter: its tables are read by what is behind no IOMMU. */
static bool deals_out_interrupts(struct dl_analysis *an)
{
	for (uint32_t i = 0; !looked(an)->uses_api && i < an->unit->global_count; i++) {
		const struct dl_type *type = an->unit->globals[i].type;

		if (an->unit->globals[i].is_definition && type && type->kind == DL_TYPE_RECORD &&
		    dl_lexicon_record(&an->lexicon, type->record->name) == DL_RECORD_INTERRUPTS)
			return true;
	}
	return false;
}

bool dl_stands_between(struct dl_analysis *an)
{
	return dl_bus_has_own_operations(an) || looked(an)->translates || deals_out_interrupts(an);
}

/* ---- of coherent memory ---- */

/* @model, at the call @at or in a function that it calls, is given @buffer. */
static void is_converted(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
			 const struct dl_model *model, const struct dl_sym *buffer, const struct dl_terms *terms)
{
	struct dl_buffer_info info;

	/* the function looks at its memory, and knows of several kinds */
	if (!dl_model_leaves_pointer(model) || ex->info->tests_memory)
		return;
	info = dl_buffer_in(ex, frame->state, buffer);
	/* which kind, the callers know */
	if (info.kind == DL_BUF_UNKNOWN && dl_sym_is_initial(dl_sym_pointer_base(buffer)))
		dl_state_add_effect(frame->state, &(struct dl_effect){
			.kind = DL_EFFECT_SINK, .must = true, .value = buffer, .model = model, .at = at,
			.func = ex->func, .terms = *terms, .calls = ex->below });
	if (info.kind != DL_BUF_COHERENT || !info.model || info.model->memory != DL_MEM_COHERENT)
		return;
	dl_emit_event(ex, frame->state, (struct dl_event){
		.kind = DL_EV_BYPASS, .at = at, .loc = at->loc, .model = model,
		.memory = info.kind, .buffer = buffer, .related = info.where,
		.related_func = info.where_func, .related_text = info.name, .grounds = info.grounds });
}

static void is_called(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		      const struct dl_model *model, const struct dl_sym **args)
{
	const struct dl_sym *buffer = dl_call_arg(call, args, model->arg_buf);
	const struct dl_sym *entry = dl_call_arg(call, args, model->arg_sg);

	if (dl_makes_physical(model) && dl_is_only_printed(ex->an, ex->func, call))
		return;
	if (entry && dl_makes_physical(model))
		dl_physical_of_entry(ex, frame, call, model, entry);
	if (buffer)
		is_converted(ex, frame, call, model, buffer, &(struct dl_terms){ 0 });
}

/* ---- where a handle belongs ---- */

/* The function sets the field somewhere. */
static bool sets(const struct dl_func *func, const struct dl_step *field)
{
	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];
			const struct dl_step *last = dl_stored_field(in);

			if (last && last->record == field->record &&
			    last->field == field->field && in->a.kind == DL_VAL_INT && in->a.num)
				return true;
		}
	return false;
}

/* The branch that leads here asks for a flag that the function sets on other ways: it says that a handle is there. */
static bool asks_for_flag(const struct dl_explorer *ex, const struct dl_frame *frame)
{
	uint32_t choice = frame->state->last_choice;
	const struct dl_block *asks = choice ? &ex->func->blocks[choice - 1] : NULL;

	if (!asks || asks->term.kind != DL_TERM_BRANCH ||
	    (asks->term.targets[0] != frame->block && asks->term.targets[1] != frame->block))
		return false;
	for (uint32_t i = 0; i < asks->instr_count; i++) {
		const struct dl_place *p = asks->instrs[i].op == DL_OP_LOAD ? asks->instrs[i].place : NULL;
		const struct dl_step *last = p && p->step_count ? &p->steps[p->step_count - 1] : NULL;

		if (last && last->kind == DL_STEP_FIELD && last->record && sets(ex->func, last))
			return true;
	}
	return false;
}

static void released(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_release *r)
{
	struct dl_physical found;

	/* a pool may be one of physical addresses */
	if (!r->must || (r->model && r->model->arg_pool >= 0) || !dl_physical_in(ex->an, r->value, &found))
		return;
	dl_emit_event(ex, frame->state, (struct dl_event){
		.kind = DL_EV_DEAD_HANDLE, .func = r->func, .at = r->at, .loc = r->at->loc,
		.model = r->model, .dead = DL_DEAD_PHYSICAL, .value = r->value, .slot = r->value,
		.grounds.guarded = asks_for_flag(ex, frame),
		.use = r->is_refresh ? DL_USE_REFRESH : DL_USE_RELEASE });
}

static void is_stored(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_store *s)
{
	dl_physical_stored(ex, frame, s);
	dl_shown_stored(ex, frame, s);
}

static bool is_handle(struct dl_explorer *ex, struct dl_state *state, const struct dl_sym *value)
{
	const struct dl_sym *v = dl_sym_strip(value);
	const struct dl_object *o = dl_state_object_of(state, v);

	return o ? o->handle == v : v->kind == DL_SYM_LOAD && dl_is_handle_type(ex->an, v->a->type);
}

static void branched(struct dl_explorer *ex, struct dl_state *state, const struct dl_branch *b)
{
	const struct dl_sym *c = dl_sym_strip(b->cond);
	struct dl_physical found;

	if (c->kind == DL_SYM_BIN && (c->sub == DL_BIN_EQ || c->sub == DL_BIN_NE) &&
	    ((dl_physical_in(ex->an, c->a, &found) && is_handle(ex, state, c->b)) ||
	     (dl_physical_in(ex->an, c->b, &found) && is_handle(ex, state, c->a))))
		bypass_of(ex->an)->compares = true;
}

static bool is_physical(const struct dl_event *ev)
{
	return ev->kind == DL_EV_PHYSICAL || (ev->kind == DL_EV_DEAD_HANDLE && ev->dead == DL_DEAD_PHYSICAL);
}

static void end(struct dl_analysis *an)
{
	if (bypass_of(an)->compares)
		dl_events_drop(an, is_physical);
}

const struct dl_check dl_check_bypass = {
	.id = "bypass",
	.unit_size = sizeof(struct bypass),
	.call = is_called,
	.sink = is_converted,
	.release_foreign = released,
	.use_foreign = dl_physical_used,
	.store = is_stored,
	.branched = branched,
	.end = end,
};
