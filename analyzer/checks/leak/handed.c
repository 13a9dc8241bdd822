/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a path hands over: the record that keeps a handle is hung on a list, the handle is put into a
 * table. An exit that alone does so keeps the mapping on purpose, when something of the unit will find
 * it there and release it.
 */
#include "checks/leak/leak.h"
#include "engine/path/path.h"

bool dl_leak_is_kept_in(const struct dl_object *o, const struct dl_sym *record)
{
	for (uint32_t h = 0; h < o->alias_count; h++) {
		const struct dl_sym *whole = dl_sym_whole(o->aliases[h]);

		if (whole->kind == DL_SYM_DEREF && whole->a == record)
			return true;
	}
	return false;
}

static bool carries(const struct dl_object *o, const struct dl_sym *value)
{
	return dl_sym_derives(value, o->value) || (o->handle && dl_sym_derives(value, o->handle));
}

void dl_leak_note_given(struct dl_state *st, const struct dl_sym *value, const struct dl_instr *at)
{
	const struct dl_sym *record = dl_sym_root_pointer(value);

	for (uint32_t i = 0; value->kind != DL_SYM_INT && i < st->object_count; i++) {
		struct dl_left *left = dl_left_of(&st->objects[i]);
		bool shares = dl_leak_is_kept_in(&st->objects[i], record);

		left->shared |= shares;
		if (shares || carries(&st->objects[i], value))
			left->handed = at;
	}
}

void dl_leak_note_kept(struct dl_explorer *ex, struct dl_state *st, const struct dl_sym *pointer,
		       const struct dl_instr *at, const struct dl_instr *from)
{
	(void)ex;
	(void)from;
	dl_leak_note_given(st, pointer, at);
}

/* ---- who will find it ---- */

/* A function other than this one releases what is in one of its places. */
static bool is_found_elsewhere(const struct dl_explorer *ex, const struct dl_object *o)
{
	for (uint32_t h = 0; h < o->alias_count; h++) {
		uint64_t key = dl_loc_is_local(o->aliases[h]) ? 0 : dl_home_key(o->aliases[h]);

		if (key && dl_releases_elsewhere(ex->an, ex->info, key))
			return true;
	}
	return false;
}

/* The way of @twin may have led over the same place. */
static bool is_common(const struct dl_explorer *ex, const struct dl_instr *at,
		      const struct dl_object *twin)
{
	const struct dl_instr *other = dl_left_of(twin)->handed;
	uint32_t from, to;

	if (at == other || !other)
		return at == other;
	from = dl_cfg_block_of(ex->func, at);
	to = dl_cfg_block_of(ex->func, other);
	return from == UINT32_MAX || to == UINT32_MAX || dl_cfg_reaches(ex->func, from, to, UINT32_MAX);
}

bool dl_leak_is_handed_over(const struct dl_explorer *ex, const struct dl_object *o,
			    const struct dl_object *twin)
{
	const struct dl_instr *handed = dl_left_of(o)->handed;

	if (!handed || is_common(ex, handed, twin))
		return false;
	return is_found_elsewhere(ex, o) || (o->escaped && ex->an->releases_found);
}
