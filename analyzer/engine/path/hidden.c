/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a function out of sight may have set: the variables and members whose address it is given, and
 * empty pointers among the unit's globals that others may fill. What an object is kept in stays: that is
 * for the checks to judge.
 */
#include "engine/path/path.h"

static bool is_scalar(const struct dl_type *type)
{
	return type && (type->kind == DL_TYPE_INT || type->kind == DL_TYPE_BOOL ||
			type->kind == DL_TYPE_ENUM || type->kind == DL_TYPE_PTR);
}

/* Of a global all that lies in it; of memory behind a pointer, a record may be given to be read alone. */
static bool is_given(const struct dl_sym *given, const struct dl_sym *loc)
{
	if (dl_sym_whole(given)->kind == DL_SYM_GLOBAL)
		while (loc != given && (loc->kind == DL_SYM_FIELD || loc->kind == DL_SYM_INDEX))
			loc = loc->a;
	else if (!is_scalar(given->type))
		return false;
	return loc == given;
}

static void change(struct dl_explorer *ex, struct dl_state *st, struct dl_binding *b,
		   const struct dl_instr *call)
{
	if (!dl_state_object_of(st, b->value))
		b->value = dl_sym_typed(dl_sym_load(ex->syms, b->loc, dl_changed_by(call)), b->loc->type);
}

void dl_change_given(struct dl_explorer *ex, struct dl_state *st, const struct dl_instr *call,
		     const struct dl_sym *given)
{
	for (uint32_t i = 0; i < st->env_len; i++)
		if (is_given(given, st->env[i].loc))
			change(ex, st, &st->env[i], call);
}

/* Another function fills the pointer, or has its address. */
static bool is_set_elsewhere(const struct dl_explorer *ex, const char *name)
{
	const struct dl_map *writers = dl_map_get(&ex->an->field_writers, dl_global_key(name));
	const struct dl_global *g;
	bool others = false;

	for (size_t i = 0; writers && i < writers->len; i++)
		others |= writers->entries[i].value || writers->entries[i].key != (uintptr_t)ex->info;
	g = others ? dl_unit_find_global(ex->an->unit, name) : NULL;
	return g && g->type && g->type->kind == DL_TYPE_PTR;
}

void dl_change_empty_globals(struct dl_explorer *ex, struct dl_state *st, const struct dl_instr *call)
{
	for (uint32_t i = 0; i < st->env_len; i++) {
		struct dl_binding *b = &st->env[i];

		if (b->loc->kind == DL_SYM_GLOBAL && b->value->kind == DL_SYM_INT && !b->value->num &&
		    is_set_elsewhere(ex, b->loc->str))
			change(ex, st, b, call);
	}
}
