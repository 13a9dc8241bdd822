/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and kinds of places. */
#include "base/hash.h"
#include "engine/value/place.h"
#include "engine/value/sym.h"

/* A unit has each name once, by one pointer; a field whose name was put together has to be interned. */
uint64_t dl_field_key(const struct dl_record *record, const char *field)
{
	uint64_t h = dl_hash_word(DL_HASH_SEED, record ? (uintptr_t)record->name : 0);

	/* two files may each have a struct of that name */
	h = dl_hash_word(h, record ? record->size : 0);
	h = dl_hash_word(h, (uintptr_t)field);
	return h ? h : 1;
}

uint64_t dl_element_key(uint64_t field)
{
	return dl_hash_u64(field, 1) | 1;
}

uint64_t dl_loc_key(const struct dl_sym *loc)
{
	const struct dl_sym *field = dl_sym_last_field(loc);

	return field ? dl_field_key(field->record, field->field) : 0;
}

const struct dl_sym *dl_loc_home(const struct dl_sym *loc)
{
	for (int depth = 0; depth < 8; depth++) {
		const struct dl_sym *field = dl_sym_last_field(loc), *whole, *base;

		if (field)
			return field;
		whole = dl_sym_whole(loc);
		if (whole->kind != DL_SYM_DEREF)
			return NULL;
		base = dl_sym_pointer_base(whole->a);
		if (base->kind != DL_SYM_LOAD && base->kind != DL_SYM_FETCH && base->kind != DL_SYM_PHI)
			return NULL;
		loc = base->a;
	}
	return NULL;
}

uint64_t dl_global_key(const char *name)
{
	return dl_hash_word(0, (uintptr_t)name) | 1;
}

uint64_t dl_home_key(const struct dl_sym *loc)
{
	const struct dl_sym *field = dl_loc_home(loc);

	if (field)
		return dl_field_key(field->record, field->field);
	loc = dl_sym_whole(loc);
	return loc->kind == DL_SYM_GLOBAL ? dl_global_key(loc->str) : 0;
}

uint64_t dl_var_key(const struct dl_func *func, uint32_t var)
{
	return dl_hash_word(dl_hash_word(DL_HASH_SEED, (uintptr_t)func), var) | 1;
}

/* `job->request.list` and `job->reply.list`: one field, two owners. */
static bool same_owner(const struct dl_sym *a, const struct dl_sym *b)
{
	const struct dl_sym *fa = dl_sym_last_field(a), *fb = dl_sym_last_field(b);

	return !fa || !fb || fa->record != fb->record || fa->field == fb->field;
}

bool dl_loc_same_slot(const struct dl_sym *a, const struct dl_sym *b)
{
	const struct dl_sym *fa, *fb;

	if (a == b)
		return true;
	fa = dl_loc_home(a);
	fb = dl_loc_home(b);
	if (fa && fb)
		return fa->record == fb->record && fa->field == fb->field && same_owner(fa->a, fb->a);
	if (fa || fb)
		return false;
	return dl_sym_root(a) == dl_sym_root(b);
}

bool dl_loc_is_local(const struct dl_sym *loc)
{
	loc = dl_sym_whole(loc);
	return loc->kind == DL_SYM_VAR;
}
