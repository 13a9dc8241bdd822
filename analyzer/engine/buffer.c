/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Provenance: what memory a pointer points to. Through locals, fields and
 * parameters of the unit; what is not certain is unknown, and silent.
 */
#include "engine/analysis.h"

#include <stdlib.h>
#include <string.h>

/* What all stores of the unit put into a pointer field. */
struct dl_field_memory {
	enum dl_buffer_kind kind;
	bool mixed;		/* different kinds, or one unknown */
	const struct dl_instr *site;
	const struct dl_func *func;
};

static enum dl_buffer_kind from_memory(const struct dl_model *m)
{
	switch (m->memory) {
	case DL_MEM_SLAB:
	case DL_MEM_PAGE:
	case DL_MEM_SKB: return DL_BUF_GOOD;
	case DL_MEM_VMALLOC: return DL_BUF_VMALLOC;
	case DL_MEM_MAYBE_VMALLOC: return DL_BUF_MAYBE_VMALLOC;
	case DL_MEM_IOMEM: return DL_BUF_IOMEM;
	case DL_MEM_KMAP: return DL_BUF_KMAP;
	case DL_MEM_PERCPU: return DL_BUF_PERCPU;
	case DL_MEM_FIRMWARE: return DL_BUF_FIRMWARE;
	case DL_MEM_COHERENT: return DL_BUF_COHERENT;
	default: return DL_BUF_UNKNOWN;
	}
}

static enum dl_buffer_kind from_call(const struct dl_model *m)
{
	if (!m)
		return DL_BUF_UNKNOWN;
	if (m->role == DL_ROLE_ALLOC && m->arg_handle_out >= 0)
		return DL_BUF_COHERENT;
	if (m->role == DL_ROLE_BUFFER_ALLOC && m->arg_out < 0)
		return from_memory(m);
	return DL_BUF_UNKNOWN;
}

/* ---- the unit's fields, before any exploration ---- */

static void note_field(struct dl_analysis *an, const struct dl_func *func,
		       const struct dl_instr *store, enum dl_buffer_kind kind,
		       const struct dl_instr *site)
{
	const struct dl_place *p = store->place;
	const struct dl_step *last = p->step_count ? &p->steps[p->step_count - 1] : NULL;
	struct dl_field_memory *fm;
	uint64_t key;

	if (!last || last->kind != DL_STEP_FIELD)
		return;
	key = dl_field_key(last->record, last->field);
	fm = dl_map_get(&an->field_memory, key);
	if (!fm) {
		fm = DL_NEW(an->arena, struct dl_field_memory);
		*fm = (struct dl_field_memory){ .kind = kind, .site = site, .func = func,
						.mixed = kind == DL_BUF_UNKNOWN };
		dl_map_put(&an->field_memory, key, fm);
		return;
	}
	if (fm->kind != kind)
		fm->mixed = true;
}

static bool is_null_val(const struct dl_val *v)
{
	return v->kind == DL_VAL_INT && v->num == 0;
}

/* The call that made a temporary, through casts and one local variable. */
static const struct dl_instr *maker(const struct dl_func *func, const struct dl_instr **defs,
				    const struct dl_val *v, int depth)
{
	const struct dl_instr *def, *found = NULL;

	if (v->kind != DL_VAL_TEMP || depth > 4)
		return NULL;
	def = defs[v->num];
	if (!def)
		return NULL;
	if (def->op == DL_OP_CALL)
		return def;
	if (def->op == DL_OP_CAST)
		return maker(func, defs, &def->a, depth + 1);
	if (def->op != DL_OP_LOAD || def->place->base != DL_BASE_VAR || def->place->step_count)
		return NULL;
	/* every store to the variable must come from the same call */
	for (uint32_t b = 0; b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i], *m;

			if (in->op != DL_OP_STORE || in->place->base != DL_BASE_VAR ||
			    in->place->index != def->place->index || in->place->step_count ||
			    is_null_val(&in->a))
				continue;
			m = maker(func, defs, &in->a, depth + 2);
			if (!m || (found && found != m))
				return NULL;
			found = m;
		}
	}
	return found;
}

static void scan_function(struct dl_analysis *an, const struct dl_func *func)
{
	const struct dl_instr **defs = calloc(func->temp_count + 1, sizeof(*defs));

	if (!defs)
		abort();
	for (uint32_t b = 0; b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];

			if (in->op != DL_OP_DECL && in->dst < func->temp_count)
				defs[in->dst] = in;
			if (in->op != DL_OP_STORE || !in->place->type ||
			    in->place->type->kind != DL_TYPE_PTR || is_null_val(&in->a))
				continue;
			const struct dl_instr *m = maker(func, defs, &in->a, 0);

			note_field(an, func, in, m ? from_call(dl_model_of(an, m)) : DL_BUF_UNKNOWN,
				   m);
		}
	}
	free(defs);
}

void dl_buffer_prescan(struct dl_analysis *an)
{
	for (uint32_t i = 0; i < an->unit->func_count; i++)
		scan_function(an, &an->unit->funcs[i]);
}

/* ---- one pointer ---- */

static struct dl_buffer_info of_variable(const struct dl_sym *var, bool pointed_array)
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
	case DL_SYM_VAR: return of_variable(loc, true);
	case DL_SYM_GLOBAL: return of_global(ex, loc->str);
	case DL_SYM_LITERAL:
		return (struct dl_buffer_info){ .kind = DL_BUF_LITERAL };
	case DL_SYM_DEREF: return dl_buffer_of(ex, loc->a);
	default: return (struct dl_buffer_info){ 0 };
	}
}

static struct dl_buffer_info of_field(struct dl_explorer *ex, const struct dl_sym *loc)
{
	uint64_t key = dl_sym_last_field(loc) == loc ? dl_loc_key(loc) : 0;
	const struct dl_field_memory *fm = key ? dl_map_get(&ex->an->field_memory, key) : NULL;
	struct dl_buffer_info info = { .grounds.by_slot = true };

	if (!fm || fm->mixed || dl_map_has(&ex->an->poisoned_fields, key))
		return (struct dl_buffer_info){ 0 };
	info.kind = fm->kind;
	if (fm->site) {
		info.where = fm->site->loc;
		info.where_func = fm->func;
		info.name = fm->site->written ? fm->site->written : fm->site->callee;
	}
	return info;
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

		if (base->num != DL_RESULT_VALUE || dl_info_of(ex->an, site->callee))
			return info;
		info.kind = from_call(m);
		info.where = site->loc;
		info.where_func = ex->func;
		info.name = site->written ? site->written : site->callee;
		return info;
	}
	case DL_SYM_LOAD:
		/* request_firmware() memory: fw->data */
		if (base->a->kind == DL_SYM_FIELD && base->a->record && base->a->record->name &&
		    !strcmp(base->a->record->name, "struct firmware") &&
		    !strcmp(base->a->field, "data")) {
			info.kind = DL_BUF_FIRMWARE;
			info.grounds.size_decides = true;
			return info;
		}
		return of_field(ex, base->a);
	default: return info;
	}
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
	       site->args[m->arg_size].kind == DL_VAL_INT && site->args[m->arg_size].num <= 4096;
}

static bool is_tolerated(struct dl_explorer *ex, const struct dl_model *model,
			 enum dl_buffer_kind kind, const struct dl_sym *pointer)
{
	switch (kind) {
	case DL_BUF_UNKNOWN:
	case DL_BUF_GOOD: return true;
	case DL_BUF_VMALLOC: return model->tolerates_vmalloc;
	case DL_BUF_MAYBE_VMALLOC: return model->tolerates_vmalloc || is_small(ex, pointer);
	case DL_BUF_STATIC:
	case DL_BUF_CONST:
	case DL_BUF_LITERAL: return model->tolerates_static;
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
			   const struct dl_sym *pointer)
{
	const struct dl_sym *base = dl_sym_pointer_base(pointer);
	struct dl_buffer_info info;

	if (ex->tests_memory)
		return; /* the function looks at its memory and bounces what is unfit */
	info = dl_buffer_of(ex, pointer);
	if (info.kind == DL_BUF_UNKNOWN) {
		if (base->kind == DL_SYM_LOAD)
			dl_state_add_effect(frame->state, &(struct dl_effect){
				.kind = DL_EFFECT_SINK, .must = true, .value = pointer,
				.model = model, .at = at, .func = ex->func,
				.calls = ex->below });
		return;
	}
	if (is_tolerated(ex, model, info.kind, pointer))
		return;
	dl_emit_event(ex, frame->state, (struct dl_event){
		.kind = DL_EV_BUFFER, .at = at, .loc = at->loc, .model = model,
		.memory = info.kind, .buffer = named(frame->state, pointer), .related = info.where,
		.related_func = info.where_func, .related_text = info.name,
		.grounds = info.grounds });
}
