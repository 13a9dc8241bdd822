/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Provenance: what memory a pointer points to. Through locals and parameters
 * here; fields and functions of the unit: origin.c. What is not certain is
 * unknown, and silent.
 */
#include "checks/event/event.h"
#include "checks/provenance/buffer.h"
#include "engine/state/explorer.h"

#include <stdlib.h>
#include <string.h>

/* ---- one pointer ---- */

static struct dl_buffer_info of_variable(const struct dl_sym *var)
{
	const struct dl_func *func = var->site;
	const struct dl_var *v;

	if (var->num >= func->var_count)
		return (struct dl_buffer_info){ 0 };
	v = &func->vars[var->num];
	if (v->is_synthetic && !v->loc.line)
		return (struct dl_buffer_info){ 0 };
	return (struct dl_buffer_info){ .kind = DL_BUF_STACK,
					.where = v->loc, .where_func = func, .name = v->name };
}

static struct dl_buffer_info of_global(struct dl_explorer *ex, const char *name)
{
	const struct dl_global *g = dl_unit_find_global(ex->an->unit, name);
	struct dl_buffer_info info = { .kind = DL_BUF_STATIC, .name = name };

	/* an extern object may be anything: memory set up by the linker, a per-CPU area */
	if (!g || !g->is_definition)
		return (struct dl_buffer_info){ 0 };
	if (g->is_const || (g->type && (g->type->is_const ||
					(g->type->kind == DL_TYPE_ARRAY && g->type->elem &&
					 g->type->elem->is_const))))
		info.kind = DL_BUF_CONST;
	info.where = g->loc;
	return info;
}

static struct dl_buffer_info of_location(struct dl_explorer *ex, const struct dl_sym *loc)
{
	loc = dl_sym_whole(loc);
	switch (loc->kind) {
	case DL_SYM_VAR: return of_variable(loc);
	case DL_SYM_GLOBAL: return of_global(ex, loc->str);
	case DL_SYM_LITERAL:
		return (struct dl_buffer_info){ .kind = DL_BUF_LITERAL };
	case DL_SYM_DEREF: return dl_buffer_of(ex, loc->a);
	default: return (struct dl_buffer_info){ 0 };
	}
}

static struct dl_buffer_info of_origin(struct dl_analysis *an, const struct dl_origin *origin)
{
	struct dl_buffer_info info = { .kind = origin->kind, .grounds.by_slot = true };

	if (origin->site) {
		info.where = origin->site->loc;
		info.where_func = origin->func;
		info.model = origin->site->op == DL_OP_CALL ? dl_model_of(an, origin->site) : NULL;
		info.name = origin->site->written ? origin->site->written : origin->site->callee;
	}
	return info;
}

static struct dl_buffer_info of_field(struct dl_explorer *ex, const struct dl_sym *loc)
{
	const struct dl_model *m = loc->kind == DL_SYM_FIELD && loc->record ?
		dl_lexicon_field(&ex->an->lexicon, loc->record->name, loc->field) : NULL;
	const struct dl_sym *home = dl_loc_home(loc);
	uint64_t key = home ? dl_loc_key(home) : 0;
	uint64_t kept = home == loc || !key ? key : dl_element_key(key);
	const struct dl_origin *origin = key ? dl_map_get(&ex->an->field_memory, kept) : NULL;

	if (m && m->memory == DL_MEM_CALLERS && (dl_map_has(&ex->an->sorted_memory, key) ||
						 dl_memory_is_asked_for(ex->an, loc->record, m)))
		return (struct dl_buffer_info){ 0 };
	/* a small firmware image is not vmalloc memory */
	if (m && m->role == DL_ROLE_MEMORY)
		return (struct dl_buffer_info){
			.kind = dl_buffer_kind_of(m),
			.grounds.size_decides = m->memory == DL_MEM_FIRMWARE,
			.grounds.callers = m->memory == DL_MEM_CALLERS };
	if (!origin || dl_map_has(&ex->an->poisoned_fields, key) ||
	    dl_map_has(&ex->an->sorted_memory, key))
		return (struct dl_buffer_info){ 0 };
	return of_origin(ex->an, origin);
}

struct dl_buffer_info dl_buffer_of(struct dl_explorer *ex, const struct dl_sym *pointer)
{
	const struct dl_sym *base = dl_sym_pointer_base(pointer);
	struct dl_buffer_info info = { 0 };

	switch (base->kind) {
	case DL_SYM_ADDR: return of_location(ex, base->a);
	case DL_SYM_STR:
		info.kind = DL_BUF_LITERAL;
		return info;
	case DL_SYM_RESULT: {
		const struct dl_instr *site = base->site;
		const struct dl_model *m = dl_model_of(ex->an, site);

		if (base->num != DL_RESULT_VALUE)
			return info;
		if (dl_info_of(ex->an, site->callee))
			return of_origin(ex->an, &dl_info_of(ex->an, site->callee)->returns);
		info.kind = dl_buffer_kind_of(m);
		info.model = m;
		info.where = site->loc;
		info.where_func = ex->func;
		info.name = site->written ? site->written : site->callee;
		return info;
	}
	/* whatever a way has stored there, or none */
	case DL_SYM_PHI:
	case DL_SYM_LOAD: return of_field(ex, base->a);
	default: return info;
	}
}

struct dl_buffer_info dl_buffer_in(struct dl_explorer *ex, struct dl_state *state, const struct dl_sym *pointer)
{
	const struct dl_sym *base = dl_sym_pointer_base(pointer);
	const struct dl_object *o = dl_state_object_of(state, base);

	if (!o || o->value != base || o->model->role != DL_ROLE_ALLOC)
		return dl_buffer_of(ex, pointer);
	return (struct dl_buffer_info){
		.kind = dl_buffer_kind_of(o->model), .model = o->model, .where = o->site->loc,
		.where_func = ex->func, .name = o->model->name };
}

/* kvmalloc() of at most a page never falls back to vmalloc. */
static bool is_small(struct dl_explorer *ex, const struct dl_sym *pointer)
{
	const struct dl_sym *base = dl_sym_pointer_base(pointer);
	const struct dl_instr *site = base->site;
	const struct dl_model *m;

	if (base->kind != DL_SYM_RESULT)
		return false;
	m = dl_model_of(ex->an, site);
	return m && m->arg_size >= 0 && (uint32_t)m->arg_size < site->arg_count &&
	       site->args[m->arg_size].kind == DL_VAL_INT &&
	       site->args[m->arg_size].num <= m->platform->page_size;
}

static bool is_tolerated(struct dl_explorer *ex, const struct dl_model *model,
			 enum dl_buffer_kind kind, const struct dl_sym *pointer)
{
	switch (kind) {
	case DL_BUF_UNKNOWN:
	case DL_BUF_GOOD:
	case DL_BUF_CLASS_DEVICE:
	case DL_BUF_BUS_DEVICE:
	case DL_BUF_CARD_DEVICE: return true;
	case DL_BUF_VMALLOC: return model->tolerates_vmalloc;
	case DL_BUF_MAYBE_VMALLOC: return model->tolerates_vmalloc || is_small(ex, pointer);
	case DL_BUF_STATIC:
	case DL_BUF_CONST:
	case DL_BUF_LITERAL: return model->tolerates_static;
	/* the core splits it page by page, as it does with vmalloc memory */
	case DL_BUF_KMAP:
	case DL_BUF_FIRMWARE: return model->tolerates_vmalloc;
	/* a list or a request may carry the address that the memory came with; a map call makes another */
	case DL_BUF_COHERENT:
		return model->role != DL_ROLE_MAP && !(model->flags && !dl_brings_own_handle(ex->an, model));
	default: return false;
	}
}

/* The place that the driver keeps the pointer in, for the message. */
static const struct dl_sym *named(const struct dl_state *st, const struct dl_sym *pointer)
{
	const struct dl_sym *base = dl_sym_pointer_base(pointer);

	for (uint32_t i = 0; base->kind == DL_SYM_RESULT && i < st->env_len; i++) {
		const struct dl_sym *loc = st->env[i].loc;
		const struct dl_func *func = loc->kind == DL_SYM_VAR ? loc->site : NULL;

		if (st->env[i].value == base && (!func || (loc->num < func->var_count &&
							   !func->vars[loc->num].is_synthetic)))
			return loc;
	}
	return pointer;
}

void dl_buffer_reaches_dma(struct dl_explorer *ex, struct dl_frame *frame,
			   const struct dl_instr *at, const struct dl_model *model,
			   const struct dl_sym *pointer, const struct dl_terms *terms)
{
	const struct dl_sym *base = dl_sym_pointer_base(pointer);
	struct dl_buffer_info info;

	if (ex->info->tests_memory)
		return; /* the function looks at its memory and bounces what is unfit */
	if (dl_transfer_is_empty(ex, frame->state, at, model, terms))
		return;
	info = dl_buffer_in(ex, frame->state, pointer);
	if (info.kind == DL_BUF_UNKNOWN) {
		if (base->kind == DL_SYM_LOAD)
			dl_state_add_effect(frame->state, &(struct dl_effect){
				.kind = DL_EFFECT_SINK, .must = true, .value = pointer,
				.model = model, .at = at, .func = ex->func, .terms = *terms,
				.calls = ex->below });
		return;
	}
	/* what a list leads to was judged when it was put there */
	if ((model->arg_sg >= 0 && model->arg_buf < 0) || is_tolerated(ex, model, info.kind, pointer) ||
	    (model->field && dl_is_carried_out(ex->an, model)))
		return;
	dl_emit_event(ex, frame->state, (struct dl_event){
		.kind = DL_EV_BUFFER, .at = at, .loc = at->loc, .model = model,
		.memory = info.kind, .buffer = named(frame->state, pointer), .related = info.where,
		.related_func = info.where_func, .related_text = info.name,
		.grounds = info.grounds });
}

/* The function frees such memory in the right way, too: something may tell it which way is right. */
static bool frees_memory(struct dl_explorer *ex)
{
	for (uint32_t b = 0; b < ex->func->block_count; b++) {
		const struct dl_block *block = &ex->func->blocks[b];

		for (uint32_t i = 0; i < block->instr_count; i++) {
			const struct dl_model *m = block->instrs[i].op == DL_OP_CALL ?
						   dl_model_of(ex->an, &block->instrs[i]) : NULL;

			if (m && m->role == DL_ROLE_FREE)
				return true;
		}
	}
	return false;
}

void dl_buffer_is_freed(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
			const struct dl_model *model, const struct dl_sym *pointer)
{
	struct dl_buffer_info info = dl_buffer_in(ex, frame->state, pointer);

	/* what lies in the memory, or is reached through it, is something else */
	if (info.kind != DL_BUF_COHERENT ||
	    dl_sym_strip(pointer) != dl_sym_pointer_base(pointer) || frees_memory(ex))
		return;
	dl_emit_event(ex, frame->state, (struct dl_event){
		.kind = DL_EV_WRONG_FREE, .at = at, .loc = at->loc, .model = model,
		.memory = info.kind, .buffer = named(frame->state, pointer), .related = info.where,
		.related_func = info.where_func, .related_text = info.name,
		.grounds = info.grounds });
}
