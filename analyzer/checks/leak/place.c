/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The only place that keeps an object gets something else: nobody can end it any more. What was computed from
 * the object, and is kept elsewhere, may lead back to it.
 */
#include "checks/leak/leak.h"
#include "engine/path/path.h"

/* The value that whoever ends @o has to have. */
static const struct dl_sym *key_of(const struct dl_object *o)
{
	return dl_model_is_map(o->model) ? o->handle : o->value;
}

static bool is_kept_elsewhere(const struct dl_state *st, const struct dl_object *o)
{
	for (uint32_t h = 0; h < o->alias_count; h++)
		if (dl_state_bound(st, o->aliases[h]) &&
		    dl_sym_derives(dl_state_bound(st, o->aliases[h]), key_of(o)))
			return true;
	for (uint32_t i = 0; i < st->env_len; i++)
		if (dl_sym_derives(st->env[i].value, key_of(o)) || dl_sym_mentions(st->env[i].loc, key_of(o)))
			return true;
	return false;
}

/*
 * The same words name the same place each time: fields, from a parameter or a global on. @later: in a later round
 * of a loop than the object, which leaves out what was made, and what a list leads to.
 */
static bool is_one_place(const struct dl_sym *loc, bool later, int depth)
{
	if (!loc || depth > 12)
		return false;
	switch (loc->kind) {
	case DL_SYM_FIELD:
	case DL_SYM_DEREF: return is_one_place(loc->a, later, depth + 1);
	case DL_SYM_LOAD: return loc->num == 0 && (!later || loc->a->kind == DL_SYM_VAR) &&
				 is_one_place(loc->a, later, depth + 1);
	case DL_SYM_RESULT: return !later && !loc->older;
	case DL_SYM_VAR:
	case DL_SYM_GLOBAL: return true;
	default: return false;
	}
}

void dl_leak_note_place(struct dl_state *st, const struct dl_store *s)
{
	if (dl_loc_is_local(s->loc))
		return;
	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];
		struct dl_left *left = dl_left_of(o);

		if (!key_of(o) || o->sg)
			continue;
		if (dl_sym_derives(s->value, key_of(o))) {
			left->spread |= left->place && left->place != s->loc;
			left->place = dl_sym_strip(s->value) == key_of(o) ? s->loc : NULL;
			left->spread |= !left->place;
			left->overwritten = NULL;
			continue;
		}
		if (left->place != s->loc)
			continue;
		if (is_one_place(s->loc, o->older || o->earlier, 0) && o->state == DL_OBJ_OK && !left->spread && !o->escaped && !o->met_top &&
		    !is_kept_elsewhere(st, o))
			left->overwritten = s->at;
		left->place = NULL;
	}
}
