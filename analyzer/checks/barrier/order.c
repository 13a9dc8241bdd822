/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What keeps reads in order: barriers, accessors of registers, locks, by the names that the models give.
 * A call of the unit's own function counts when something in it may.
 */
#include <string.h>

#include "checks/barrier/barrier.h"

#define MAX_DEPTH 64	/* calls that are followed: what has been asked is not asked again */

void dl_orders_init(struct dl_barriers *b)
{
	static const struct {
		enum dl_word_role role;
		enum dl_order order;
	} of[] = {
		{ DL_WORD_ORDERS_NOTHING, DL_ORDER_NOTHING }, { DL_WORD_ORDERS_WRITES, DL_ORDER_WRITES },
		{ DL_WORD_ORDERS_READS, DL_ORDER_READS }, { DL_WORD_ORDERS_ALL, DL_ORDER_ALL },
		{ DL_WORD_ORDERS_CPUS, DL_ORDER_CPUS }, { DL_WORD_ORDERS_CPU_WRITES, DL_ORDER_CPU_WRITES },
		{ DL_WORD_LOCKS, DL_ORDER_LOCK }, { DL_WORD_ORDERS_ASLEEP, DL_ORDER_ASLEEP },
		{ DL_WORD_CALLED_BACK, DL_ORDER_CALLED_BACK },
	};

	for (size_t k = 0; k < sizeof(of) / sizeof(of[0]); k++) {
		const struct dl_text_list *words = &b->an->platform->words[of[k].role];

		for (size_t i = 0; i < words->count; i++)
			dl_map_put_str(&b->orders, words->items[i], (void *)(uintptr_t)(of[k].order + 1));
	}
}

enum dl_order dl_order_of_name(const struct dl_barriers *b, const char *name)
{
	uintptr_t known = name ? (uintptr_t)dl_map_get_str(&b->orders, name) : 0;

	return known ? (enum dl_order)(known - 1) : DL_ORDER_UNKNOWN;
}

enum dl_order dl_order_of(struct dl_barriers *b, const struct dl_instr *in)
{
	enum dl_order order = dl_order_of_name(b, in->written);

	/* a macro of the driver's that has a barrier in it */
	if (in->op == DL_OP_FENCE)
		return order == DL_ORDER_UNKNOWN ? DL_ORDER_ALL : order;
	if (in->op != DL_OP_CALL)
		return DL_ORDER_UNKNOWN;
	if (order != DL_ORDER_UNKNOWN)
		return order;
	order = dl_order_of_name(b, in->callee);
	/* what orders on some machine may end in what does not */
	return order == DL_ORDER_NOTHING && in->written ? dl_order_of_macro(b, in->written) : order;
}

/* What is to be kept in order. */
enum what { READS, WRITES };

/*
 * Assembly that the function itself has, and that may clobber memory. One that a macro makes does not: else it were
 * a fence.
 */
static bool stands_there(struct dl_barriers *b, const struct dl_instr *in)
{
	const struct dl_engine_options *o = b->an->options;
	size_t size = 0;
	const char *at = o->source && in->loc.file < b->an->unit->file_count ?
			 o->source(o->source_ctx, b->an->unit->files[in->loc.file].path, &size) : NULL;
	const char *end = at ? at + size : NULL;

	for (uint32_t line = 1; at && line < in->loc.line; line++) {
		at = memchr(at, '\n', (size_t)(end - at));
		at = at ? at + 1 : NULL;
	}
	if (!at || !in->loc.col || (size_t)(end - at) < in->loc.col + 6)
		return true;
	at += in->loc.col - 1;
	return !strncmp(at, "asm", 3) || !strncmp(at, "__asm", 5);
}

static bool orders_in(struct dl_barriers *b, const struct dl_func *func, enum what what, int depth);

static bool orders(struct dl_barriers *b, const struct dl_instr *in, enum what what, int depth)
{
	const struct dl_func_info *callee;

	switch (dl_order_of(b, in)) {
	case DL_ORDER_ALL: return true;
	case DL_ORDER_READS:
	case DL_ORDER_CPUS:
	case DL_ORDER_LOCK: return what == READS;
	case DL_ORDER_WRITES: return what == WRITES;
	/* where it is called, there may have been no need to */
	case DL_ORDER_ASLEEP: return what == READS || !depth;
	case DL_ORDER_UNKNOWN: break;
	default: return false;
	}
	if (in->op != DL_OP_CALL)
		return what == WRITES && in->op == DL_OP_ASM && stands_there(b, in);
	callee = dl_callee_of(b->an, in);
	return callee ? orders_in(b, callee->func, what, depth + 1) : what == WRITES && !in->callee;
}

static bool look(struct dl_barriers *b, const struct dl_func *func, enum what what, int depth)
{
	if (func->degradation_count || depth > MAX_DEPTH)
		return true;
	for (uint32_t k = 0; k < func->block_count; k++)
		for (uint32_t i = 0; i < func->blocks[k].instr_count; i++)
			if (orders(b, &func->blocks[k].instrs[i], what, depth))
				return true;
	return false;
}

enum { ASKED = 1, YES, NO };

static bool orders_in(struct dl_barriers *b, const struct dl_func *func, enum what what, int depth)
{
	uint8_t *known = &(what == READS ? b->orders_reads : b->orders_writes)[func - b->an->unit->funcs];

	if (!*known) {
		*known = ASKED;
		*known = look(b, func, what, depth) ? YES : NO;
	}
	return *known == YES;
}

bool dl_orders_reads(struct dl_barriers *b, const struct dl_instr *in)
{
	return (in->op == DL_OP_CALL || in->op == DL_OP_FENCE) && orders(b, in, READS, 0);
}

bool dl_orders_writes(struct dl_barriers *b, const struct dl_instr *in)
{
	return (in->op == DL_OP_CALL || in->op == DL_OP_FENCE || in->op == DL_OP_ASM) &&
	       orders(b, in, WRITES, 0);
}

/* ---- what the driver stores ---- */

bool dl_is_of_handle(struct dl_barriers *b, const struct dl_reading *r, const struct dl_val *v)
{
	for (int depth = 0; depth < 8; depth++) {
		const struct dl_instr *def = dl_defined(r, v);

		if (dl_is_handle_type(b->an, v->type) || (def && dl_is_handle_type(b->an, def->type)))
			return true;
		if (!def || (def->op != DL_OP_CAST && def->op != DL_OP_BIN && def->op != DL_OP_CALL))
			return false;
		if (def->op == DL_OP_CALL && !def->arg_count)
			return false;
		v = def->op == DL_OP_CALL ? &def->args[0] : &def->a;
	}
	return false;
}

bool dl_is_number(const struct dl_reading *r, const struct dl_val *v)
{
	const struct dl_instr *def = dl_defined_as(r, v);

	return v->kind == DL_VAL_INT || (def && def->op == DL_OP_CAST && def->a.kind == DL_VAL_INT);
}

const struct dl_step *dl_last_field(const struct dl_place *p)
{
	for (uint32_t i = p->step_count; i-- > 0 && p->steps[i].kind != DL_STEP_DEREF;)
		if (p->steps[i].kind == DL_STEP_FIELD)
			return &p->steps[i];
	return NULL;
}

static void add_stored(struct dl_barriers *b, const struct dl_step *field, uintptr_t bits)
{
	uint64_t key = dl_field_key(field->record, field->field);

	dl_map_put(&b->stored, key, (void *)((uintptr_t)dl_map_get(&b->stored, key) | bits));
}

/* `x += n`: it goes on from what is there, which no device has changed. */
static bool counts_on(const struct dl_reading *r, const struct dl_val *v, const struct dl_step *field)
{
	const struct dl_instr *def = dl_defined_as(r, v), *old;
	const struct dl_step *same;

	if (!def || def->op != DL_OP_BIN || (def->sub != DL_BIN_ADD && def->sub != DL_BIN_SUB))
		return false;
	old = dl_defined_as(r, &def->a);
	same = old && old->op == DL_OP_LOAD ? dl_last_field(old->place) : NULL;
	return same && same->record == field->record && same->field == field->field;
}

static void note_store(struct dl_barriers *b, const struct dl_func *func, const struct dl_instr *in)
{
	const struct dl_step *field = dl_last_field(in->place);
	const struct dl_reading *r;

	if (!field || !field->record || field->record->is_core)
		return;
	r = dl_reading_of(b, func);
	add_stored(b, field, dl_is_number(r, &in->a) ? DL_STORED_CONSTANT :
			     dl_is_of_handle(b, r, &in->a) ? DL_STORED_HANDLE : DL_STORED_VALUE);
	if (counts_on(r, &in->a, field))
		add_stored(b, field, DL_STORED_HANDLE);
}

/* A function that is given the address of a word and a handle puts that there. */
static void note_put(struct dl_barriers *b, const struct dl_func *func, const struct dl_instr *in)
{
	const struct dl_reading *r = dl_reading_of(b, func);
	bool has_handle = false;

	for (uint32_t i = 0; i < in->arg_count; i++)
		has_handle |= in->args[i].type && in->args[i].type->kind == DL_TYPE_INT &&
			      dl_is_of_handle(b, r, &in->args[i]);
	for (uint32_t i = 0; has_handle && i < in->arg_count; i++) {
		const struct dl_instr *def = dl_defined_as(r, &in->args[i]);
		const struct dl_step *field = def && def->op == DL_OP_ADDR ? dl_last_field(def->place) : NULL;

		if (field && field->record && !field->record->is_core && field->type &&
		    field->type->kind == DL_TYPE_INT)
			add_stored(b, field, DL_STORED_HANDLE);
	}
}

/* The one value that is ever stored in the variable; NULL: none, or there are several. */
static const struct dl_val *only_value(const struct dl_reading *r, uint32_t var)
{
	const struct dl_val *found = NULL;

	for (uint32_t i = 0; i < r->store_count && var != DL_NO_VAR; i++) {
		if (dl_whole_var(r->stores[i].at->place) != var)
			continue;
		if (found)
			return NULL;
		found = &r->stores[i].at->a;
	}
	return found;
}

/* Its result is made of what it is given: it reads no memory. */
static bool only_computes(const struct dl_func *func)
{
	for (uint32_t k = 0; k < func->block_count; k++)
		for (uint32_t i = 0; i < func->blocks[k].instr_count; i++) {
			const struct dl_place *p = func->blocks[k].instrs[i].place;

			if (p && (p->base != DL_BASE_VAR || p->step_count))
				return false;
		}
	return true;
}

/* The field that the value is read from, through variables, conversions and functions that only read. */
static const struct dl_step *field_behind(struct dl_barriers *b, const struct dl_reading *r,
					  const struct dl_val *v, int depth)
{
	const struct dl_instr *def = v ? dl_defined_as(r, v) : NULL;
	const struct dl_func_info *callee;

	if (!def || depth > 8)
		return NULL;
	if (def->op == DL_OP_LOAD)
		return dl_whole_var(def->place) == DL_NO_VAR ? dl_last_field(def->place) :
		       field_behind(b, r, only_value(r, dl_whole_var(def->place)), depth + 1);
	if (def->op == DL_OP_BIN)
		return field_behind(b, r, &def->a, depth + 1);
	if (def->op != DL_OP_CALL || !def->arg_count)
		return NULL;
	callee = dl_callee_of(b->an, def);
	for (uint32_t k = 0; callee && !only_computes(callee->func) && k < callee->func->block_count; k++)
		if (callee->func->blocks[k].term.kind == DL_TERM_RETURN)
			return field_behind(b, dl_reading_of(b, callee->func), &callee->func->blocks[k].term.cond,
					    depth + 1);
	/* of one value; what else there is are constants: a mask */
	for (uint32_t i = 1; i < def->arg_count; i++)
		if (!dl_is_number(r, &def->args[i]))
			return NULL;
	return field_behind(b, r, &def->args[0], depth + 1);
}

static void note_own(struct dl_barriers *b, const struct dl_func *func, const struct dl_instr *in, int arg,
		     enum dl_stored how)
{
	const struct dl_step *field = arg >= 0 && (uint32_t)arg < in->arg_count ?
				      field_behind(b, dl_reading_of(b, func), &in->args[arg], 0) : NULL;

	if (field && field->record && !field->record->is_core)
		add_stored(b, field, how);
}

/*
 * What is unmapped for a device that only reads, and how much of it, was written for it by the driver, wherever
 * that may be: by a function out of sight, or through another name of the record. How much is unmapped for others
 * is what was mapped, too, where the driver has put it there.
 */
static void note_unmap(struct dl_barriers *b, const struct dl_func *func, const struct dl_instr *in)
{
	const struct dl_model *m = dl_model_of(b->an, in);
	bool reads = false;

	if (!m || m->role != DL_ROLE_UNMAP)
		return;
	if (m->arg_dir >= 0 && (uint32_t)m->arg_dir < in->arg_count && in->args[m->arg_dir].kind == DL_VAL_INT)
		reads = dl_sym_direction(dl_sym_int(b->an->syms, in->args[m->arg_dir].num), b->an->platform) ==
			DL_DIR_TO_DEVICE;
	if (reads)
		note_own(b, func, in, m->arg_handle, DL_STORED_HANDLE);
	note_own(b, func, in, m->arg_size, reads ? DL_STORED_HANDLE : DL_STORED_UNMAPPED);
}

static void note_call(struct dl_barriers *b, const struct dl_func *func, const struct dl_instr *in)
{
	note_put(b, func, in);
	if (!dl_callee_of(b->an, in))
		note_unmap(b, func, in);
}

void dl_stores_note(struct dl_barriers *b)
{
	const struct dl_unit *unit = b->an->unit;

	for (uint32_t f = 0; f < unit->func_count; f++)
		for (uint32_t k = 0; k < unit->funcs[f].block_count; k++)
			for (uint32_t i = 0; i < unit->funcs[f].blocks[k].instr_count; i++) {
				const struct dl_instr *in = &unit->funcs[f].blocks[k].instrs[i];

				if (in->op == DL_OP_STORE)
					note_store(b, &unit->funcs[f], in);
				else if (in->op == DL_OP_CALL)
					note_call(b, &unit->funcs[f], in);
			}
}

unsigned int dl_stored_in(const struct dl_barriers *b, const struct dl_step *field)
{
	return field && field->record ?
	       (unsigned int)(uintptr_t)dl_map_get(&b->stored, dl_field_key(field->record, field->field)) : 0;
}
