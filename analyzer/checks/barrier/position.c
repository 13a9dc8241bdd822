/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a register is told, and where words lie, by the names that both are made of: an index, a pointer that is moved
 * on, the handle of the memory.
 */
#include "base/hash.h"
#include "checks/barrier/barrier.h"

#define MAX_DEPTH 10
#define MAX_CALLS 3
#define MAX_MEMORY 4

bool dl_name_in(const struct dl_names *n, uint64_t key)
{
	for (uint32_t i = 0; i < n->count; i++)
		if (n->keys[i] == key)
			return true;
	return false;
}

static bool add(struct dl_names *n, uint64_t key)
{
	if (n->count == DL_MAX_NAMES || dl_name_in(n, key))
		return false;
	n->keys[n->count++] = key;
	return true;
}

bool dl_names_meet(const struct dl_names *a, const struct dl_names *b)
{
	for (uint32_t i = 0; i < a->count; i++)
		if (dl_name_in(b, a->keys[i]))
			return true;
	return false;
}

uint64_t dl_name_of_var(const struct dl_func *func, uint32_t var)
{
	return dl_hash_u64(dl_hash_u64(DL_HASH_SEED, (uintptr_t)func), var);
}

/* What lies behind a pointer of that name. */
static uint64_t memory_key(uint64_t name)
{
	return dl_hash_u64(dl_hash_str(DL_HASH_SEED, "memory"), name);
}

static const struct dl_step *driver_field(const struct dl_place *p, uint32_t steps)
{
	const struct dl_step *last;

	while (steps && p->steps[steps - 1].kind == DL_STEP_INDEX)
		steps--;
	last = steps ? &p->steps[steps - 1] : NULL;
	return last && last->kind == DL_STEP_FIELD && last->record && !last->record->is_core ? last : NULL;
}

static bool is_pointer(const struct dl_type *type)
{
	return type && type->kind == DL_TYPE_PTR;
}

/* ---- which handle is whose ---- */

struct memory {
	uint64_t keys[MAX_MEMORY];
	uint32_t count;
};

/* The value is what the instruction gives, or what the variable holds. */
static bool is_from(const struct dl_reading *r, const struct dl_val *v, const struct dl_instr *what, uint32_t var)
{
	const struct dl_instr *def = dl_defined_as(r, v);

	return def && (def == what || (def->op == DL_OP_LOAD && var != DL_NO_VAR && dl_whole_var(def->place) == var));
}

/* Fields where that is put, also through a variable. */
static void fields_with(const struct dl_reading *r, const struct dl_instr *what, uint32_t var, int depth,
			struct dl_names *n)
{
	for (uint32_t k = 0; k < r->func->block_count; k++)
		for (uint32_t i = 0; i < r->func->blocks[k].instr_count; i++) {
			const struct dl_instr *in = &r->func->blocks[k].instrs[i];
			const struct dl_step *field;

			if (in->op != DL_OP_STORE || !is_from(r, &in->a, what, var))
				continue;
			field = driver_field(in->place, in->place->step_count);
			if (field)
				add(n, dl_field_key(field->record, field->field));
			else if (dl_whole_var(in->place) != DL_NO_VAR && depth < 2)
				fields_with(r, NULL, in->place->index, depth + 1, n);
		}
}

static void add_memory(struct dl_barriers *b, uint64_t handle, const struct dl_names *pointers)
{
	struct memory *m = dl_map_get(&b->memory, handle);

	if (!m) {
		m = dl_arena_zalloc(b->an->arena, sizeof(*m));
		dl_map_put(&b->memory, handle, m);
	}
	for (uint32_t i = 0; i < pointers->count && m->count < MAX_MEMORY; i++)
		m->keys[m->count++] = memory_key(pointers->keys[i]);
}

/* @in gives memory, and its handle through argument @arg; a function that does so for its callers, too. */
static void note_allocation(struct dl_barriers *b, const struct dl_func *func, const struct dl_instr *in, uint32_t arg,
			    int calls)
{
	const struct dl_reading *r = dl_reading_of(b, func);
	const struct dl_instr *def = arg < in->arg_count ? dl_defined_as(r, &in->args[arg]) : NULL;
	struct dl_names handles = { .count = 0 }, pointers = { .count = 0 };
	struct dl_call_place at = { 0 };
	const struct dl_step *field;
	uint32_t var;

	if (!def || (def->op != DL_OP_ADDR && def->op != DL_OP_LOAD))
		return;
	var = dl_whole_var(def->place);
	if (def->op == DL_OP_LOAD) {
		while (var < func->param_count && calls < MAX_CALLS && dl_next_call(b, func, &at))
			note_allocation(b, &b->an->unit->funcs[at.func], at.site.at, var, calls + 1);
		return;
	}
	field = driver_field(def->place, def->place->step_count);
	if (field)
		add(&handles, dl_field_key(field->record, field->field));
	else if (var != DL_NO_VAR)
		fields_with(r, NULL, var, 0, &handles);
	fields_with(r, in, DL_NO_VAR, 0, &pointers);
	for (uint32_t i = 0; i < handles.count; i++)
		add_memory(b, handles.keys[i], &pointers);
}

void dl_memory_note(struct dl_barriers *b)
{
	const struct dl_unit *unit = b->an->unit;

	for (uint32_t f = 0; f < unit->func_count; f++)
		for (uint32_t k = 0; k < unit->funcs[f].block_count; k++)
			for (uint32_t i = 0; i < unit->funcs[f].blocks[k].instr_count; i++) {
				const struct dl_instr *in = &unit->funcs[f].blocks[k].instrs[i];
				const struct dl_model *m = in->op == DL_OP_CALL && !dl_callee_of(b->an, in) ?
							   dl_model_of(b->an, in) : NULL;

				if (m && m->role == DL_ROLE_ALLOC && m->arg_handle_out >= 0 && dl_model_is_coherent(m))
					note_allocation(b, &unit->funcs[f], in, (uint32_t)m->arg_handle_out, 0);
			}
}

/* ---- what a number is made of ---- */

static void of_number(struct dl_barriers *b, const struct dl_called *f, const struct dl_val *v, int depth,
		      struct dl_names *n);

static void of_variable(struct dl_barriers *b, const struct dl_called *f, uint32_t var, int depth, struct dl_names *n)
{
	const struct dl_reading *r = f->r;
	uint32_t stores = 0;

	for (uint32_t i = 0; i < r->store_count; i++)
		stores += r->stores[i].at->place->index == var;
	/* of a parameter the callers say what it is */
	if (var < r->func->param_count && f->up) {
		if (var < f->call->arg_count)
			of_number(b, f->up, &f->call->args[var], depth + 1, n);
	} else if ((var < r->func->param_count || stores > 1) && !add(n, dl_name_of_var(r->func, var))) {
		return;
	}
	for (uint32_t i = 0; i < r->store_count; i++)
		if (r->stores[i].at->place->index == var)
			of_number(b, f, &r->stores[i].at->a, depth + 1, n);
}

static void of_field(struct dl_barriers *b, const struct dl_called *f, const struct dl_step *field, int depth,
		     struct dl_names *n)
{
	const struct dl_func *func = f->r->func;
	uint64_t key = dl_field_key(field->record, field->field);
	const struct memory *m = dl_map_get(&b->memory, key);

	for (uint32_t i = 0; m && i < m->count; i++)
		add(n, m->keys[i]);
	if (!is_pointer(field->type) && !(dl_stored_in(b, field) & DL_STORED_VALUE))
		return;
	if (!add(n, key))
		return;
	for (uint32_t k = 0; k < func->block_count; k++)
		for (uint32_t i = 0; i < func->blocks[k].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[k].instrs[i];
			const struct dl_step *to = in->op == DL_OP_STORE ?
						   driver_field(in->place, in->place->step_count) : NULL;

			if (to && dl_field_key(to->record, to->field) == key)
				of_number(b, f, &in->a, depth + 1, n);
		}
}

static void of_result(struct dl_barriers *b, const struct dl_called *f, const struct dl_instr *call, int depth,
		      struct dl_names *n)
{
	const struct dl_func_info *callee = dl_callee_of(b->an, call);
	struct dl_called inner = { callee ? dl_reading_of(b, callee->func) : NULL, call, f };

	for (uint32_t k = 0; callee && k < callee->func->block_count; k++)
		if (callee->func->blocks[k].term.kind == DL_TERM_RETURN)
			of_number(b, &inner, &callee->func->blocks[k].term.cond, depth + 2, n);
	if (!callee && call->arg_count == 1)
		of_number(b, f, &call->args[0], depth + 1, n);
}

/* Not of what bounds it (`% size`, `& mask`). */
static void of_number(struct dl_barriers *b, const struct dl_called *f, const struct dl_val *v, int depth,
		      struct dl_names *n)
{
	const struct dl_instr *def = dl_defined_as(f->r, v);
	const struct dl_step *field;

	if (!def || depth > MAX_DEPTH)
		return;
	switch (def->op) {
	case DL_OP_LOAD:
		field = driver_field(def->place, def->place->step_count);
		if (dl_whole_var(def->place) != DL_NO_VAR)
			of_variable(b, f, def->place->index, depth, n);
		else if (field)
			of_field(b, f, field, depth, n);
		return;
	case DL_OP_BIN:
		of_number(b, f, &def->a, depth + 1, n);
		if (def->sub == DL_BIN_ADD || def->sub == DL_BIN_OR || def->sub == DL_BIN_MUL)
			of_number(b, f, &def->b, depth + 1, n);
		return;
	case DL_OP_CALL: of_result(b, f, def, depth, n); return;
	default: return;
	}
}

void dl_names_of_number(struct dl_barriers *b, const struct dl_called *f, const struct dl_val *v, struct dl_names *n)
{
	of_number(b, f, v, 0, n);
}

/* ---- where a place lies ---- */

static void of_pointer(struct dl_barriers *b, const struct dl_called *f, const struct dl_val *v, int depth,
		       struct dl_names *n);

/* What functions put into the variable, that are given its address. */
static void of_filled(struct dl_barriers *b, const struct dl_called *f, uint32_t var, int depth, struct dl_names *n);

/* The pointer in the first @steps steps of the place. */
static void of_kept(struct dl_barriers *b, const struct dl_called *f, const struct dl_place *p, uint32_t steps,
		    int depth, struct dl_names *n)
{
	const struct dl_reading *r = f->r;
	const struct dl_step *field = driver_field(p, steps);

	if (field) {
		add(n, dl_field_key(field->record, field->field));
		add(n, memory_key(dl_field_key(field->record, field->field)));
		return;
	}
	if (steps || p->base != DL_BASE_VAR || depth > MAX_DEPTH)
		return;
	if (p->index < r->func->param_count && f->up) {
		if (p->index < f->call->arg_count)
			of_pointer(b, f->up, &f->call->args[p->index], depth + 1, n);
	}
	for (uint32_t i = 0; i < r->store_count; i++)
		if (r->stores[i].at->place->index == p->index)
			of_pointer(b, f, &r->stores[i].at->a, depth + 1, n);
	of_filled(b, f, p->index, depth, n);
}

void dl_names_of_place(struct dl_barriers *b, const struct dl_called *f, const struct dl_place *p, int depth,
		       struct dl_names *n)
{
	uint32_t from = p->step_count;

	while (from && p->steps[from - 1].kind != DL_STEP_DEREF)
		from--;
	for (uint32_t k = from; k < p->step_count; k++)
		if (p->steps[k].kind == DL_STEP_INDEX)
			of_number(b, f, &p->steps[k].index, depth + 1, n);
	if (from)
		of_kept(b, f, p, from - 1, depth, n);
	else if (p->base == DL_BASE_TEMP)
		of_pointer(b, f, &(struct dl_val){ .kind = DL_VAL_TEMP, .num = p->index }, depth + 1, n);
}

static void of_pointer(struct dl_barriers *b, const struct dl_called *f, const struct dl_val *v, int depth,
		       struct dl_names *n)
{
	const struct dl_instr *def = dl_defined_as(f->r, v);
	const struct dl_func_info *callee;
	struct dl_called inner;

	if (!def || depth > MAX_DEPTH)
		return;
	switch (def->op) {
	case DL_OP_LOAD: of_kept(b, f, def->place, def->place->step_count, depth, n); return;
	case DL_OP_ADDR: dl_names_of_place(b, f, def->place, depth + 1, n); return;
	case DL_OP_CONTAINER: of_pointer(b, f, &def->a, depth + 1, n); return;
	case DL_OP_BIN:
		of_pointer(b, f, &def->a, depth + 1, n);
		if (is_pointer(def->b.type))
			of_pointer(b, f, &def->b, depth + 1, n);
		else
			of_number(b, f, &def->b, depth + 1, n);
		return;
	case DL_OP_CALL:
		callee = dl_callee_of(b->an, def);
		inner = (struct dl_called){ callee ? dl_reading_of(b, callee->func) : NULL, def, f };
		for (uint32_t k = 0; callee && k < callee->func->block_count; k++)
			if (callee->func->blocks[k].term.kind == DL_TERM_RETURN)
				of_pointer(b, &inner, &callee->func->blocks[k].term.cond, depth + 2, n);
		return;
	default: return;
	}
}

/* `*out = ring->next`, of parameter @param. */
static void of_stored_behind(struct dl_barriers *b, const struct dl_called *f, uint32_t param, int depth,
			     struct dl_names *n)
{
	const struct dl_func *func = f->r->func;

	for (uint32_t k = 0; k < func->block_count; k++)
		for (uint32_t i = 0; i < func->blocks[k].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[k].instrs[i];

			if (in->op == DL_OP_STORE && in->place->base == DL_BASE_VAR && in->place->index == param &&
			    in->place->step_count == 1 && in->place->steps[0].kind == DL_STEP_DEREF)
				of_pointer(b, f, &in->a, depth + 1, n);
		}
}

static void of_filled(struct dl_barriers *b, const struct dl_called *f, uint32_t var, int depth, struct dl_names *n)
{
	const struct dl_func *func = f->r->func;

	for (uint32_t k = 0; k < func->block_count; k++)
		for (uint32_t i = 0; i < func->blocks[k].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[k].instrs[i];
			const struct dl_func_info *callee = in->op == DL_OP_CALL ? dl_callee_of(b->an, in) : NULL;

			for (uint32_t a = 0; callee && a < in->arg_count && a < callee->func->param_count; a++) {
				const struct dl_instr *def = dl_defined_as(f->r, &in->args[a]);
				struct dl_called inner = { dl_reading_of(b, callee->func), in, f };

				if (def && def->op == DL_OP_ADDR && dl_whole_var(def->place) == var)
					of_stored_behind(b, &inner, a, depth + 1, n);
			}
		}
}

void dl_names_of_pointer(struct dl_barriers *b, const struct dl_called *f, const struct dl_val *v, struct dl_names *n)
{
	of_pointer(b, f, v, 0, n);
}
