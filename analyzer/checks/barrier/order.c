/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What keeps reads in order: barriers, accessors of registers, locks, by the names that the models give.
 * A call of the unit's own function counts when something in it may.
 */
#include "checks/barrier/barrier.h"

#define MAX_DEPTH 6

void dl_orders_init(struct dl_barriers *b)
{
	static const struct {
		enum dl_word_role role;
		enum dl_order order;
	} of[] = {
		{ DL_WORD_ORDERS_NOTHING, DL_ORDER_NOTHING }, { DL_WORD_ORDERS_WRITES, DL_ORDER_WRITES },
		{ DL_WORD_ORDERS_READS, DL_ORDER_READS }, { DL_WORD_ORDERS_ALL, DL_ORDER_ALL },
		{ DL_WORD_CALLED_BACK, DL_ORDER_CALLED_BACK },
	};

	for (size_t k = 0; k < sizeof(of) / sizeof(of[0]); k++) {
		const struct dl_text_list *words = &b->an->platform->words[of[k].role];

		for (size_t i = 0; i < words->count; i++)
			dl_map_put_str(&b->orders, words->items[i], (void *)(uintptr_t)(of[k].order + 1));
	}
}

static enum dl_order of_name(const struct dl_barriers *b, const char *name)
{
	uintptr_t known = name ? (uintptr_t)dl_map_get_str(&b->orders, name) : 0;

	return known ? (enum dl_order)(known - 1) : DL_ORDER_UNKNOWN;
}

enum dl_order dl_order_of(const struct dl_barriers *b, const struct dl_instr *in)
{
	enum dl_order order = of_name(b, in->written);

	/* a macro of the driver's that has a barrier in it */
	if (in->op == DL_OP_FENCE)
		return order == DL_ORDER_UNKNOWN ? DL_ORDER_ALL : order;
	if (in->op != DL_OP_CALL)
		return DL_ORDER_UNKNOWN;
	return order == DL_ORDER_UNKNOWN ? of_name(b, in->callee) : order;
}

static bool orders_in(struct dl_barriers *b, const struct dl_func *func, int depth);

static bool orders(struct dl_barriers *b, const struct dl_instr *in, int depth)
{
	enum dl_order order = dl_order_of(b, in);
	const struct dl_func_info *callee;

	if (order == DL_ORDER_READS || order == DL_ORDER_ALL)
		return true;
	if (order != DL_ORDER_UNKNOWN || in->op != DL_OP_CALL)
		return false;
	callee = dl_callee_of(b->an, in);
	return callee && orders_in(b, callee->func, depth + 1);
}

static bool look(struct dl_barriers *b, const struct dl_func *func, int depth)
{
	if (func->degradation_count || depth > MAX_DEPTH)
		return true;
	for (uint32_t k = 0; k < func->block_count; k++)
		for (uint32_t i = 0; i < func->blocks[k].instr_count; i++)
			if (orders(b, &func->blocks[k].instrs[i], depth))
				return true;
	return false;
}

enum { ASKED = 1, YES, NO };

static bool orders_in(struct dl_barriers *b, const struct dl_func *func, int depth)
{
	uint8_t *known = &b->orders_reads[func - b->an->unit->funcs];

	if (!*known) {
		*known = ASKED;
		*known = look(b, func, depth) ? YES : NO;
	}
	return *known == YES;
}

bool dl_orders_reads(struct dl_barriers *b, const struct dl_instr *in)
{
	return (in->op == DL_OP_CALL || in->op == DL_OP_FENCE) && orders(b, in, 0);
}

/* ---- what the driver stores ---- */

/* The value is a handle, or a part of one. */
static bool is_of_handle(struct dl_barriers *b, const struct dl_reading *r, const struct dl_val *v)
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

static const struct dl_step *last_field(const struct dl_place *p)
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

static void note_store(struct dl_barriers *b, const struct dl_func *func, const struct dl_instr *in)
{
	const struct dl_step *field = last_field(in->place);
	const struct dl_reading *r;

	if (!field || !field->record || field->record->is_core)
		return;
	r = dl_reading_of(b, func);
	add_stored(b, field, dl_is_number(r, &in->a) ? DL_STORED_CONSTANT :
			     is_of_handle(b, r, &in->a) ? DL_STORED_HANDLE : DL_STORED_VALUE);
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

/*
 * What is unmapped for a device that only reads was written for it by the driver, wherever that may be: by
 * a function out of sight, or through another name of the record.
 */
static void note_unmap(struct dl_barriers *b, const struct dl_func *func, const struct dl_instr *in)
{
	const struct dl_model *m = dl_model_of(b->an, in);
	const struct dl_reading *r;
	const struct dl_instr *def = NULL;
	const struct dl_val *v;
	const struct dl_step *field;

	if (!m || m->role != DL_ROLE_UNMAP || m->arg_handle < 0 || m->arg_dir < 0 ||
	    (uint32_t)m->arg_handle >= in->arg_count || (uint32_t)m->arg_dir >= in->arg_count ||
	    in->args[m->arg_dir].kind != DL_VAL_INT ||
	    dl_sym_direction(dl_sym_int(b->an->syms, in->args[m->arg_dir].num), b->an->platform) != DL_DIR_TO_DEVICE)
		return;
	r = dl_reading_of(b, func);
	v = &in->args[m->arg_handle];
	for (int depth = 0; v && depth < 8; depth++) {
		def = dl_defined_as(r, v);
		v = def && def->op == DL_OP_CALL && def->arg_count == 1 ? &def->args[0] :
		    def && def->op == DL_OP_LOAD ? only_value(r, dl_whole_var(def->place)) : NULL;
	}
	field = def && def->op == DL_OP_LOAD ? last_field(def->place) : NULL;
	if (field && field->record && !field->record->is_core)
		add_stored(b, field, DL_STORED_HANDLE);
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
				else if (in->op == DL_OP_CALL && !dl_callee_of(b->an, in))
					note_unmap(b, &unit->funcs[f], in);
			}
}

unsigned int dl_stored_in(const struct dl_barriers *b, const struct dl_step *field)
{
	return field && field->record ?
	       (unsigned int)(uintptr_t)dl_map_get(&b->stored, dl_field_key(field->record, field->field)) : 0;
}
