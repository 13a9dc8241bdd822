/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the memory behind a pointer field, or behind a function's result, comes from: seen in the text
 * of the unit's functions, without exploring them. All stores to a field must agree; a pointer that
 * comes from elsewhere makes it unknown.
 */
#include <stdlib.h>

#include "base/vec.h"
#include "engine/program/program.h"
#include "engine/value/place.h"

#define MAX_DEPTH 8

static struct dl_origin origin_of(struct dl_analysis *an, const struct dl_func *func,
				  const struct dl_val *v, int depth);

static bool is_null(const struct dl_val *v)
{
	return v->kind == DL_VAL_INT;
}

/* Several sources of one pointer: they must be of one kind. */
struct sources {
	struct dl_origin all;
	bool any;
};

static void add_source(struct sources *s, struct dl_origin one)
{
	if (!s->any)
		s->all = one;
	else if (s->all.kind != one.kind)
		s->all.kind = DL_BUF_UNKNOWN;
	s->any = true;
}

/* `*param = ioremap()`: what the callee stores through parameter @param; any other use of it hides more. */
static void add_out_param(struct dl_analysis *an, struct sources *s, const struct dl_func *callee,
			  uint32_t param, int depth)
{
	for (uint32_t b = 0; b < callee->block_count; b++) {
		for (uint32_t i = 0; i < callee->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &callee->blocks[b].instrs[i];
			const struct dl_place *p = in->place;

			if (!p || p->base != DL_BASE_VAR || p->index != param)
				continue;
			if (in->op == DL_OP_LOAD && p->step_count)
				continue;
			if (in->op == DL_OP_STORE && p->step_count == 1 &&
			    p->steps[0].kind == DL_STEP_DEREF) {
				if (!is_null(&in->a))
					add_source(s, origin_of(an, callee, &in->a, depth + 1));
				continue;
			}
			add_source(s, (struct dl_origin){ 0 });
		}
	}
}

/* The address of a variable, temporary @temp, is handed to calls: they may fill it. */
static void add_address_uses(struct dl_analysis *an, struct sources *s, const struct dl_func *func,
			     uint32_t temp, int depth)
{
	for (uint32_t b = 0; b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];
			const struct dl_func_info *callee =
				in->op == DL_OP_CALL ? dl_info_of(an, in->callee) : NULL;

			for (uint32_t k = 0; k < in->arg_count; k++) {
				if (in->args[k].kind != DL_VAL_TEMP || in->args[k].num != temp)
					continue;
				if (callee && k < callee->func->param_count)
					add_out_param(an, s, callee->func, k, depth + 1);
				else
					add_source(s, (struct dl_origin){ 0 });
			}
		}
	}
}

static struct dl_origin of_variable(struct dl_analysis *an, const struct dl_func *func, uint32_t var,
				    int depth)
{
	struct sources s = { 0 };

	if (var < func->param_count)
		return s.all;
	for (uint32_t b = 0; b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];
			const struct dl_place *p = in->place;

			if (!p || p->base != DL_BASE_VAR || p->index != var || p->step_count)
				continue;
			if (in->op == DL_OP_STORE && !is_null(&in->a))
				add_source(&s, origin_of(an, func, &in->a, depth + 1));
			else if (in->op == DL_OP_ADDR)
				add_address_uses(an, &s, func, in->dst, depth + 1);
		}
	}
	return s.all;
}

static struct dl_origin of_returns(struct dl_analysis *an, const struct dl_func *func, int depth)
{
	struct sources s = { 0 };

	for (uint32_t b = 0; b < func->block_count; b++) {
		const struct dl_term *term = &func->blocks[b].term;

		if (term->kind == DL_TERM_RETURN && !is_null(&term->cond))
			add_source(&s, origin_of(an, func, &term->cond, depth + 1));
	}
	return s.all;
}

/* A field that says what it is, or points to, by itself. */
static struct dl_origin of_place(struct dl_analysis *an, const struct dl_instr *in,
				 const struct dl_func *func)
{
	const struct dl_place *p = in->place;
	const struct dl_step *last = p->step_count ? &p->steps[p->step_count - 1] : NULL;

	if (!last || last->kind != DL_STEP_FIELD || !last->record)
		return (struct dl_origin){ 0 };
	return (struct dl_origin){
		dl_device_kind_of(dl_lexicon_field(&an->lexicon, last->record->name, last->field)),
		in, func };
}

/* Through casts, offsets, local variables, functions of the unit and their out-parameters. */
static struct dl_origin origin_of(struct dl_analysis *an, const struct dl_func *func,
				  const struct dl_val *v, int depth)
{
	const struct dl_instr *def = v->kind == DL_VAL_TEMP ? dl_defs_of(an, func)[v->num] : NULL;
	const struct dl_func_info *callee;
	struct dl_origin place;

	if (!def || depth > MAX_DEPTH)
		return (struct dl_origin){ 0 };
	switch (def->op) {
	case DL_OP_CAST: return origin_of(an, func, &def->a, depth + 1);
	case DL_OP_BIN:
		if (def->sub != DL_BIN_ADD)
			return (struct dl_origin){ 0 };
		return origin_of(an, func, &def->a, depth + 1);
	case DL_OP_CALL:
		callee = dl_info_of(an, def->callee);
		if (callee)
			return of_returns(an, callee->func, depth + 1);
		return (struct dl_origin){ dl_buffer_kind_of(dl_model_of(an, def)), def, func };
	case DL_OP_ADDR: return of_place(an, def, func);
	case DL_OP_LOAD:
		place = of_place(an, def, func);
		if (place.kind != DL_BUF_UNKNOWN)
			return place;
		if (def->place->base != DL_BASE_VAR || def->place->step_count)
			return (struct dl_origin){ 0 };
		return of_variable(an, func, def->place->index, depth + 1);
	default: return (struct dl_origin){ 0 };
	}
}

/* The pointer field, or the elements of the array of pointers behind one, that @p is; 0: neither. */
static uint64_t key_of(const struct dl_place *p)
{
	uint32_t n = p->step_count;

	while (n && p->steps[n - 1].kind != DL_STEP_FIELD)
		n--;
	if (!n || !p->type || p->type->kind != DL_TYPE_PTR)
		return 0;
	return n == p->step_count ? dl_field_key(p->steps[n - 1].record, p->steps[n - 1].field) :
	       dl_element_key(dl_field_key(p->steps[n - 1].record, p->steps[n - 1].field));
}

static void note_store(struct dl_analysis *an, struct dl_func_info *info, const struct dl_instr *store)
{
	const struct dl_func *func = info->func;
	uint64_t key = is_null(&store->a) ? 0 : key_of(store->place);
	struct dl_origin one, *known;

	if (!key)
		return;
	known = dl_map_get(&an->field_memory, key);
	if (known && known->kind == DL_BUF_UNKNOWN)
		return;
	/* what else another module puts there is not all in sight */
	one = func->is_foreign ? (struct dl_origin){ 0 } : origin_of(an, func, &store->a, 0);
	if (!known) {
		known = DL_NEW(an->arena, struct dl_origin);
		*known = one;
		dl_map_put(&an->field_memory, key, known);
	} else if (known->kind != one.kind) {
		known->kind = DL_BUF_UNKNOWN;
	}
}

/* What is freed as the CPU's own is a field's coherent memory: a reason to look at the function. */
static void note_free(struct dl_analysis *an, struct dl_func_info *info, const struct dl_instr *call)
{
	const struct dl_model *m = dl_model_of(an, call);
	const struct dl_val *v = m && m->role == DL_ROLE_BUFFER_FREE && m->arg_buf >= 0 &&
				 (uint32_t)m->arg_buf < call->arg_count ? &call->args[m->arg_buf] : NULL;
	const struct dl_instr *def = v && v->kind == DL_VAL_TEMP ? dl_defs_of(an, info->func)[v->num] : NULL;
	const struct dl_origin *memory;

	while (def && def->op == DL_OP_CAST && def->a.kind == DL_VAL_TEMP)
		def = dl_defs_of(an, info->func)[def->a.num];
	memory = def && def->op == DL_OP_LOAD && key_of(def->place) ?
		 dl_map_get(&an->field_memory, key_of(def->place)) : NULL;
	info->direct |= memory && memory->kind == DL_BUF_COHERENT;
}

static void each_instr(struct dl_analysis *an, enum dl_op op,
		       void (*look)(struct dl_analysis *, struct dl_func_info *, const struct dl_instr *))
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *func = &an->unit->funcs[f];

		for (uint32_t b = 0; b < func->block_count; b++)
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++)
				if (func->blocks[b].instrs[i].op == op)
					look(an, &an->funcs[f], &func->blocks[b].instrs[i]);
	}
}

void dl_origin_prescan(struct dl_analysis *an)
{
	const struct dl_unit *unit = an->unit;

	for (uint32_t f = 0; f < unit->func_count; f++) {
		const struct dl_func *func = &unit->funcs[f];

		if (func->ret && func->ret->kind == DL_TYPE_PTR)
			an->funcs[f].returns = of_returns(an, func, 0);
	}
	each_instr(an, DL_OP_STORE, note_store);
	each_instr(an, DL_OP_CALL, note_free);
}

static enum dl_buffer_kind from_memory(const struct dl_model *m)
{
	switch (m->memory) {
	case DL_MEM_SLAB:
	case DL_MEM_PAGE:
	case DL_MEM_PACKET: return DL_BUF_GOOD;
	case DL_MEM_VMALLOC: return DL_BUF_VMALLOC;
	case DL_MEM_MAYBE_VMALLOC: return DL_BUF_MAYBE_VMALLOC;
	case DL_MEM_IOMEM: return DL_BUF_IOMEM;
	case DL_MEM_KMAP: return DL_BUF_KMAP;
	case DL_MEM_PERCPU: return DL_BUF_PERCPU;
	case DL_MEM_FIRMWARE: return DL_BUF_FIRMWARE;
	case DL_MEM_COHERENT: return DL_BUF_COHERENT;
	case DL_MEM_CALLERS: return DL_BUF_CALLERS;
	default: return DL_BUF_UNKNOWN;
	}
}

enum dl_buffer_kind dl_device_kind_of(const struct dl_model *m)
{
	return !m ? DL_BUF_UNKNOWN :
	       m->role == DL_ROLE_CLASS_DEVICE ? DL_BUF_CLASS_DEVICE :
	       m->role == DL_ROLE_BUS_DEVICE ? DL_BUF_BUS_DEVICE : DL_BUF_UNKNOWN;
}

enum dl_buffer_kind dl_buffer_kind_of(const struct dl_model *m)
{
	if (!m)
		return DL_BUF_UNKNOWN;
	if (m->role == DL_ROLE_ALLOC && m->arg_handle_out >= 0)
		return DL_BUF_COHERENT;
	if ((m->role == DL_ROLE_BUFFER_ALLOC && m->arg_out < 0) || m->role == DL_ROLE_MEMORY)
		return from_memory(m);
	return dl_device_kind_of(m);
}
