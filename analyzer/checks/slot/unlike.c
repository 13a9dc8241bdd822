/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sizes that belong to other records than the handle: of two functions nobody can say whether they mean one
 * record. But where the map call took the smaller of a field and another number, rounded it up, or mapped a packet
 * that was empty, the number in that field is another one than the size, whichever record it is.
 */
#include "checks/slot/slot.h"
#include "engine/path/path.h"

static uint64_t field_of(const struct dl_sym *size)
{
	const struct dl_sym *v = dl_sym_strip(size);

	return v->kind == DL_SYM_LOAD && v->a->kind == DL_SYM_FIELD ? dl_loc_key(v->a) : 0;
}

/* What @fact compares with @size; NULL: it says nothing of that. */
static const struct dl_sym *compared_with(const struct dl_fact *fact, const struct dl_sym *size)
{
	const struct dl_sym *v = dl_sym_strip(fact->value), *a, *b;

	if (v->kind != DL_SYM_BIN || v->sub < DL_BIN_LT)
		return NULL;
	a = dl_sym_strip(v->a);
	b = dl_sym_strip(v->b);
	return a == size ? b : b == size ? a : NULL;
}

uint64_t dl_slot_size_of(const struct dl_state *state, const struct dl_sym *size)
{
	for (uint32_t i = 0; size && i < state->fact_count; i++)
		if (compared_with(&state->facts[i], dl_sym_strip(size)))
			return 0;
	return size ? field_of(size) : 0;
}

static void add_field(uint64_t unlike[2], uint64_t key)
{
	if (key && unlike[0] != key)
		unlike[unlike[0] ? 1 : 0] = key;
}

/* @size was taken because it is not larger than what is in a field. */
static void find_limits(struct dl_explorer *ex, const struct dl_state *st, const struct dl_sym *size,
			uint64_t unlike[2])
{
	for (uint32_t i = 0; size->kind == DL_SYM_CALL && i < size->arg_count; i++)
		if (dl_sym_is_least_of(size, size->args[i]))
			add_field(unlike, field_of(size->args[i]));
	for (uint32_t i = 0; size->kind == DL_SYM_LOAD && i < st->fact_count; i++) {
		const struct dl_sym *other = compared_with(&st->facts[i], size);

		if (other && dl_state_truth(st, dl_sym_bin(ex->syms, DL_BIN_LE, size, other)) == 1)
			add_field(unlike, field_of(other));
	}
}

/* The function stores something in such a field: the rounded number, perhaps. */
static bool stores_field(const struct dl_func *func, uint64_t key)
{
	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];
			const struct dl_step *last = in->op == DL_OP_STORE && in->place->step_count ?
						     &in->place->steps[in->place->step_count - 1] : NULL;

			if (last && last->kind == DL_STEP_FIELD && dl_field_key(last->record, last->field) == key)
				return true;
		}
	return false;
}

/* `(len + 63) & ~63`: the field whose number was rounded up, and stays as it was; 0: none. */
static uint64_t rounded_field(const struct dl_explorer *ex, const struct dl_sym *size)
{
	const struct dl_sym *sum;
	uint64_t key;

	if (size->kind != DL_SYM_BIN || size->sub != DL_BIN_AND || size->b->kind != DL_SYM_INT)
		return 0;
	sum = dl_sym_strip(size->a);
	key = sum->kind == DL_SYM_BIN && sum->sub == DL_BIN_ADD && sum->b->kind == DL_SYM_INT ? field_of(sum->a) : 0;
	return key && !stores_field(ex->func, key) ? key : 0;
}

/* The device fills a packet that the path has just got, and that says that it has no byte yet. */
static void find_empty(struct dl_explorer *ex, const struct dl_state *st, const struct dl_object *o,
		       uint64_t unlike[2])
{
	const struct dl_sym *base = o->terms.buf ? dl_sym_pointer_base(o->terms.buf) : NULL, *data;
	int64_t size;

	data = base && base->kind == DL_SYM_LOAD ? dl_sym_last_field(base->a) : NULL;
	if (data && data->a->kind == DL_SYM_DEREF && dl_sym_const(o->terms.size, &size) && size > 0 &&
	    dl_sym_direction(o->terms.dir, ex->an->platform) == DL_DIR_FROM_DEVICE)
		add_field(unlike, dl_length_of_empty(ex, st, data->a->a, data->record));
}

void dl_slot_find_unlike(struct dl_explorer *ex, const struct dl_state *state, const struct dl_object *object,
			 uint64_t unlike[2])
{
	if (!dl_model_is_map(object->model) || !object->terms.size)
		return;
	find_limits(ex, state, dl_sym_strip(object->terms.size), unlike);
	add_field(unlike, rounded_field(ex, dl_sym_strip(object->terms.size)));
	find_empty(ex, state, object, unlike);
}

static bool is_unlike(const struct dl_slot_use *w, uint64_t key)
{
	return w->unlike[0] == key || w->unlike[1] == key;
}

bool dl_slot_is_unlike(const struct dl_slot_use *writers, uint32_t count, const struct dl_slot_use *reader)
{
	uint64_t key = reader->size_of;
	const struct dl_slot_use *first = NULL;

	if (!key || !dl_model_ends(reader->model))
		return false;
	for (uint32_t i = 0; i < count && !first; i++)
		if (is_unlike(&writers[i], key))
			first = &writers[i];
	/* the same call maps as much as the field says where that is the smaller number */
	for (uint32_t i = 0; first && i < count; i++)
		if (!is_unlike(&writers[i], key) && writers[i].at != first->at)
			return false;
	return first != NULL;
}
