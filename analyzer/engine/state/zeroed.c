/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that was all zero when the path got it: a flag in it that nothing has set is 0. Numbers and
 * pointers, no handles: flags, counts, and what is there or not.
 */
#include "engine/state/explorer.h"

#include <string.h>

void dl_zeroed_add(struct dl_state *st, const struct dl_sym *pointer, enum dl_zeroed_kind kind)
{
	if (st->zeroed_count == DL_MAX_ZEROED) {
		memmove(&st->zeroed[0], &st->zeroed[1], (DL_MAX_ZEROED - 1) * sizeof(st->zeroed[0]));
		st->zeroed_count--;
	}
	st->zeroed[st->zeroed_count++] = (struct dl_zeroed){ pointer, kind };
}

/* The driver's part of a record was allocated with it. */
static const struct dl_sym *whole_of(const struct dl_sym *pointer)
{
	const struct dl_model *m = pointer && pointer->kind == DL_SYM_CALL && pointer->arg_count ?
				   dl_sym_model(pointer) : NULL;

	return m && m->role == DL_ROLE_PURE && m->gives == DL_GIVES_PRIVATE ? pointer->args[0] : pointer;
}

static struct dl_zeroed *entry_of(const struct dl_state *st, const struct dl_sym *pointer)
{
	pointer = whole_of(pointer);
	for (uint32_t i = 0; i < st->zeroed_count; i++)
		if (st->zeroed[i].pointer == pointer)
			return (struct dl_zeroed *)&st->zeroed[i];
	return NULL;
}

bool dl_zeroed_has(const struct dl_state *st, const struct dl_sym *pointer)
{
	return entry_of(st, pointer) ||
	       (pointer->kind == DL_SYM_CONTAINER && entry_of(st, pointer->a));
}

static void drop(struct dl_state *st, uint32_t i)
{
	memmove(&st->zeroed[i], &st->zeroed[i + 1],
		(st->zeroed_count - i - 1) * sizeof(st->zeroed[0]));
	st->zeroed_count--;
}

void dl_zeroed_give(struct dl_state *st, const struct dl_sym *value)
{
	struct dl_zeroed *z = st->zeroed_count ? entry_of(st, dl_sym_root_pointer(value)) : NULL;

	if (z && z->kind == DL_ZEROED_OWN)
		z->kind = DL_ZEROED_GIVEN;
}

void dl_zeroed_forget(struct dl_state *st, const struct dl_sym *pointer)
{
	pointer = whole_of(pointer);
	for (uint32_t i = 0; i < st->zeroed_count; i++)
		if (!pointer || st->zeroed[i].pointer == pointer)
			drop(st, i--);
}

void dl_zeroed_replace(struct dl_state *st, dl_terms_fn fn, void *ctx)
{
	for (uint32_t i = 0; i < st->zeroed_count; i++) {
		st->zeroed[i].pointer = fn(ctx, st->zeroed[i].pointer);
		if (!st->zeroed[i].pointer)
			drop(st, i--);
	}
}

bool dl_zeroed_covers(const struct dl_state *a, const struct dl_state *b)
{
	for (uint32_t i = 0; i < a->zeroed_count; i++) {
		const struct dl_zeroed *z = entry_of(b, a->zeroed[i].pointer);

		if (!z || z->kind > a->zeroed[i].kind)
			return false;
	}
	return true;
}

bool dl_zeroed_join(struct dl_state *into, const struct dl_state *from)
{
	bool changed = false;

	for (uint32_t i = 0; i < into->zeroed_count; i++) {
		const struct dl_zeroed *z = entry_of(from, into->zeroed[i].pointer);

		if (!z) {
			drop(into, i--);
			changed = true;
		} else if (z->kind > into->zeroed[i].kind) {
			into->zeroed[i].kind = z->kind;
			changed = true;
		}
	}
	return changed;
}

/* ---- reading ---- */

/* What such a record holds is set by functions that nobody reads. */
static bool is_of_kernel(const struct dl_sym *loc)
{
	for (; loc->kind == DL_SYM_FIELD; loc = loc->a)
		if (!loc->record || loc->record->is_core)
			return true;
	return false;
}

static bool tells_state(const struct dl_analysis *an, const struct dl_sym *loc)
{
	const struct dl_type *type = loc->type ? loc->type : loc->declared;

	if (!type || dl_is_handle_type(an, type))
		return false;
	if (type->kind == DL_TYPE_PTR)
		return !is_of_kernel(loc);
	return type->kind == DL_TYPE_INT || type->kind == DL_TYPE_BOOL || type->kind == DL_TYPE_ENUM;
}

static const struct dl_member *member_of(const struct dl_sym *field)
{
	const struct dl_record *r = field->record;

	for (uint32_t i = 0; i < r->member_count; i++)
		if (!strcmp(r->members[i].name, field->field))
			return &r->members[i];
	return NULL;
}

/* Bit-fields of one storage unit, or one and a smaller member that the unit begins with: not parts of a union. */
static bool lie_beside(const struct dl_sym *a, const struct dl_sym *b)
{
	const struct dl_member *x = member_of(a), *y = member_of(b);

	if (!x || !y)
		return false;
	if (x->is_bit_field && y->is_bit_field)
		return true;
	return x->is_bit_field ? y->size < x->size : y->is_bit_field && x->size < y->size;
}

/* Another member at the same place was stored: one of a union. */
static bool shares_place(const struct dl_state *st, const struct dl_sym *field)
{
	if (!field->record || field->record->is_union || !field->field)
		return true;
	for (uint32_t i = 0; i < st->env_len; i++) {
		const struct dl_sym *l = st->env[i].loc;

		while (l->kind == DL_SYM_INDEX || (l->kind == DL_SYM_FIELD && l->a != field->a))
			l = l->a;
		if (l->kind == DL_SYM_FIELD && l != field && l->num == field->num && !lie_beside(l, field))
			return true;
	}
	return false;
}

static const struct dl_zeroed *zeroed_around(const struct dl_state *st, const struct dl_sym *loc)
{
	const struct dl_zeroed *z;
	const struct dl_sym *top = NULL, *pointer;

	for (; loc->kind == DL_SYM_FIELD; loc = loc->a) {
		if (shares_place(st, loc))
			return NULL;
		top = loc;
	}
	if (!top || loc->kind != DL_SYM_DEREF)
		return NULL;
	pointer = loc->a;
	z = entry_of(st, pointer);
	if (z)
		return z->kind == DL_ZEROED_AROUND ? NULL : z;
	/* what the kernel hands over is a member; the record around it is the driver's */
	if (pointer->kind != DL_SYM_CONTAINER || top->record->is_core)
		return NULL;
	return entry_of(st, pointer->a);
}

static bool reaches(const struct dl_analysis *an, const struct dl_func_info *from,
		    const struct dl_func_info *to, uint32_t depth)
{
	for (uint32_t i = 0; i < from->callee_count && depth; i++) {
		const struct dl_func_info *callee = an->callees.data[from->first_callee + i];

		if (callee == to || reaches(an, callee, to, depth - 1))
			return true;
	}
	return false;
}

/* Others have the memory, too: only what this path runs sets the field, which is in no record of the kernel's. */
static bool is_set_here_alone(const struct dl_explorer *ex, const struct dl_sym *field)
{
	const struct dl_map *writers = dl_map_get(&ex->an->field_writers, dl_loc_key(field));

	if (is_of_kernel(field))
		return false;
	for (size_t i = 0; writers && i < writers->len; i++) {
		const struct dl_func_info *w = (const void *)(uintptr_t)writers->entries[i].key;

		/* what goes on by its address is in no summary */
		if (w != ex->info && (writers->entries[i].value || !reaches(ex->an, ex->info, w, 4)))
			return false;
	}
	return true;
}

const struct dl_sym *dl_read(const struct dl_explorer *ex, const struct dl_state *st,
			     const struct dl_sym *loc)
{
	const struct dl_sym *value = dl_state_bound(st, loc);
	const struct dl_zeroed *z;

	if (value)
		return value;
	z = st->zeroed_count && loc->kind == DL_SYM_FIELD && tells_state(ex->an, loc) ?
	    zeroed_around(st, loc) : NULL;
	if (z && (z->kind == DL_ZEROED_OWN || is_set_here_alone(ex, loc)))
		return dl_sym_int(ex->syms, 0);
	return dl_sym_load(ex->syms, loc, 0);
}
