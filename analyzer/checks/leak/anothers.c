/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records that belong to another device: they were there before the driver has come to this one, and stay
 * when it fails. What they keep is ended by whoever has made them, or found by the next start.
 */
#include "checks/leak/leak.h"
#include "engine/path/path.h"

/* A pointer on the way lies in a record of the kernel: drivers keep records of their own there. */
static bool is_behind_core(const struct dl_sym *loc)
{
	bool loaded = false;

	for (; loc; loc = loc->a) {
		if (loc->kind == DL_SYM_FIELD && loaded && loc->record && loc->record->is_core)
			return true;
		loaded |= loc->kind == DL_SYM_LOAD;
	}
	return false;
}

/* Reached from what the kernel has given, by nothing but what was there before. */
static bool is_given(const struct dl_func *func, const struct dl_sym *loc)
{
	return dl_sym_root(loc)->kind == DL_SYM_VAR && !dl_loc_is_local(loc) &&
	       dl_sym_is_external(func, loc) && !is_behind_core(loc);
}

/* This function, or a callback beside it, releases the field: it counts it as the driver's own. */
static bool is_own(const struct dl_explorer *ex, const struct dl_object *o)
{
	const struct dl_analysis *an = ex->an;

	if (dl_leak_releases_alias(&ex->info->releases, o))
		return true;
	for (uint32_t f = 0; f < an->unit->func_count; f++)
		if ((dl_is_partner(ex->info->start, &an->funcs[f]) || an->funcs[f].table == ex->info->table) &&
		    dl_leak_releases_alias(&an->funcs[f].releases, o))
			return true;
	return false;
}

/* Some function other than the one that has made it, which may undo its own failure. */
static bool is_released(const struct dl_analysis *an, const struct dl_object *o)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++)
		if (an->funcs[f].func != o->origin_func && dl_leak_releases_alias(&an->funcs[f].own_releases, o))
			return true;
	return false;
}

bool dl_leak_is_anothers(const struct dl_explorer *ex, const struct dl_object *o)
{
	bool given = false, released = is_released(ex->an, o);

	for (uint32_t h = 0; h < o->alias_count; h++)
		given |= is_given(ex->func, o->aliases[h]);
	/* of another module, only what this one calls is there: what ends it is not */
	if (given && o->origin_func->is_foreign)
		return !released;
	return given && released && !is_own(ex, o);
}
