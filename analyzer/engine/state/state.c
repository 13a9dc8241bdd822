/* SPDX-License-Identifier: Apache-2.0 */
/* Environment, objects and effects of path states. Facts: fact.c; where paths meet: merge.c. */
#include "engine/state/state.h"

#include <stddef.h>
#include <string.h>

#define MAX_ENV 256

/* ---- room ---- */

struct dl_state *dl_state_new(struct dl_arena *arena)
{
	struct dl_state *state = DL_NEW(arena, struct dl_state);

	state->arena = arena;
	return state;
}

/* The @len items of @size bytes at @from, where there is room for @spare more of them: in @into, if its @cap will do. */
static void *copy_items(struct dl_arena *arena, void *into, uint32_t *cap, const void *from, uint32_t len,
			uint32_t spare, size_t size)
{
	if (*cap < len + spare) {
		*cap = len + spare;
		into = dl_arena_alloc(arena, *cap * size);
	}
	if (len)
		memcpy(into, from, len * size);
	return into;
}

/* @items, or a copy of them, where there is room for one more. */
static void *with_room(struct dl_arena *arena, void *items, uint32_t len, uint32_t *cap, size_t size)
{
	return len < *cap ? items : copy_items(arena, NULL, cap, items, len, len + 4, size);
}

#define ROOM offsetof(struct dl_state, env_len)

void dl_state_assign(struct dl_state *into, const struct dl_state *state)
{
	struct dl_arena *arena = into->arena;

	into->env = copy_items(arena, into->env, &into->env_cap, state->env, state->env_len, 4,
			       sizeof(*state->env));
	into->facts = copy_items(arena, into->facts, &into->fact_cap, state->facts, state->fact_count, 2,
				 sizeof(*state->facts));
	into->objects = copy_items(arena, into->objects, &into->object_cap, state->objects, state->object_count,
				   0, sizeof(*state->objects));
	into->effects = copy_items(arena, into->effects, &into->effect_cap, state->effects, state->effect_count,
				   0, sizeof(*state->effects));
	memcpy((char *)into + ROOM, (const char *)state + ROOM, sizeof(*into) - ROOM);
}

struct dl_state *dl_state_copy(struct dl_arena *arena, const struct dl_state *state)
{
	struct dl_state *copy = dl_arena_alloc(arena, sizeof(*copy));

	memset(copy, 0, ROOM);
	copy->arena = arena;
	dl_state_assign(copy, state);
	return copy;
}

/* ---- environment ---- */

static uint32_t env_position(const struct dl_state *state, const struct dl_sym *loc)
{
	uint32_t lo = 0, hi = state->env_len;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;

		if (state->env[mid].loc->id < loc->id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct dl_sym *dl_state_bound(const struct dl_state *state, const struct dl_sym *loc)
{
	uint32_t i = env_position(state, loc);

	return i < state->env_len && state->env[i].loc == loc ? state->env[i].value : NULL;
}

const struct dl_sym *dl_state_read(const struct dl_state *state, struct dl_syms *syms,
				   const struct dl_sym *loc)
{
	const struct dl_sym *value = dl_state_bound(state, loc);

	return value ? value : dl_sym_load(syms, loc, 0);
}

void dl_state_write(struct dl_state *state, const struct dl_sym *loc, const struct dl_sym *value)
{
	uint32_t i = env_position(state, loc);

	if (i < state->env_len && state->env[i].loc == loc) {
		state->env[i].value = value;
		return;
	}
	/* Big tables on the stack: their plain contents are not worth a copy per state. */
	if (state->env_len >= MAX_ENV && loc->kind != DL_SYM_VAR && !value->has_result)
		return;
	state->env = with_room(state->arena, state->env, state->env_len, &state->env_cap, sizeof(*state->env));
	memmove(&state->env[i + 1], &state->env[i], (state->env_len - i) * sizeof(*state->env));
	state->env[i] = (struct dl_binding){ loc, value };
	state->env_len++;
}

void dl_state_forget(struct dl_state *state, const struct dl_sym *loc)
{
	uint32_t i = env_position(state, loc);

	if (i >= state->env_len || state->env[i].loc != loc)
		return;
	memmove(&state->env[i], &state->env[i + 1],
		(state->env_len - i - 1) * sizeof(*state->env));
	state->env_len--;
}

/* ---- facts ---- */

static uint64_t known_bit(const struct dl_sym *value)
{
	return UINT64_C(1) << (value->id & 63);
}

struct dl_fact *dl_state_fact(const struct dl_state *state, const struct dl_sym *value)
{
	for (uint32_t i = 0; i < state->fact_count && (state->known & known_bit(value)); i++)
		if (state->facts[i].value == value)
			return &state->facts[i];
	return NULL;
}

const struct dl_fact *dl_state_next_fact(const struct dl_state *state, uint32_t *at, const struct dl_sym *value)
{
	const struct dl_fact *fact;

	if (*at < state->fact_count && state->facts[*at].value == value)
		return &state->facts[(*at)++];
	fact = dl_state_fact(state, value);
	if (fact)
		*at = (uint32_t)(fact - state->facts) + 1;
	return fact;
}

struct dl_fact *dl_state_fact_slot(struct dl_state *state, const struct dl_sym *value)
{
	struct dl_fact *known = dl_state_fact(state, value);

	if (known || state->fact_count == DL_MAX_FACTS)
		return known;
	state->facts = with_room(state->arena, state->facts, state->fact_count, &state->fact_cap,
				 sizeof(*state->facts));
	state->known |= known_bit(value);
	return &state->facts[state->fact_count++];
}

void dl_state_drop_facts(struct dl_state *state, bool (*stale)(const struct dl_sym *, void *), void *ctx)
{
	uint64_t known = 0;
	uint32_t n = 0;

	for (uint32_t i = 0; i < state->fact_count; i++) {
		const struct dl_fact *f = &state->facts[i];

		if (stale(f->value, ctx))
			continue;
		known |= known_bit(f->value);
		if (n < i)
			state->facts[n] = *f;
		n++;
	}
	state->fact_count = n;
	state->known = known;
}

/* ---- objects ---- */

static bool carries(const struct dl_object *o, const struct dl_sym *value)
{
	return dl_sym_derives(value, o->value) || (o->handle && dl_sym_derives(value, o->handle));
}

struct dl_object *dl_state_object_of(struct dl_state *state, const struct dl_sym *value)
{
	if (!value->has_result)
		return NULL;
	for (uint32_t i = 0; i < state->object_count; i++)
		if (carries(&state->objects[i], value))
			return &state->objects[i];
	return NULL;
}

struct dl_object *dl_state_owner_of(struct dl_state *state, const struct dl_sym *value)
{
	struct dl_object *o = dl_state_object_of(state, value);
	const struct dl_sym *base = dl_sym_pointer_base(value);

	if (o || base->kind != DL_SYM_ADDR)
		return o;
	base = dl_sym_whole(base->a);
	o = base->kind == DL_SYM_DEREF ? dl_state_object_of(state, base->a) : NULL;
	return o && o->model->role == DL_ROLE_ALLOC ? o : NULL;
}

static bool object_before(const struct dl_object *a, const struct dl_object *b)
{
	if (a->value->id != b->value->id)
		return a->value->id < b->value->id;
	return a->older < b->older;
}

void dl_state_sort_objects(struct dl_state *state)
{
	uint32_t n = state->object_count, sorted = n > 0;

	while (sorted < n && !object_before(&state->objects[sorted], &state->objects[sorted - 1]))
		sorted++;
	state->object_count = sorted;
	while (state->object_count < n) {
		struct dl_object o = state->objects[state->object_count];

		dl_state_add_object(state, &o);
	}
}

/* Objects are kept in a fixed order, so that equal sets compare equal. */
struct dl_object *dl_state_add_object(struct dl_state *state, const struct dl_object *object)
{
	uint32_t i = state->object_count;

	if (i == DL_MAX_OBJECTS) {
		state->blurred = true;
		return NULL;
	}
	state->objects = with_room(state->arena, state->objects, i, &state->object_cap, sizeof(*state->objects));
	while (i > 0 && object_before(object, &state->objects[i - 1])) {
		state->objects[i] = state->objects[i - 1];
		i--;
	}
	state->objects[i] = *object;
	state->object_count++;
	return &state->objects[i];
}

/* Releases and frees matter to what follows on the path: the oldest use gives way to them. */
static void make_room(struct dl_state *state, enum dl_effect_kind kind)
{
	uint32_t i = 0;

	if (kind != DL_EFFECT_RELEASE && kind != DL_EFFECT_FREE_BUFFER)
		return;
	while (i < state->effect_count && state->effects[i].kind != DL_EFFECT_USE)
		i++;
	if (i == state->effect_count)
		return;
	memmove(&state->effects[i], &state->effects[i + 1],
		(state->effect_count - i - 1) * sizeof(state->effects[0]));
	state->effect_count--;
}

void dl_state_add_effect(struct dl_state *state, const struct dl_effect *effect)
{
	for (uint32_t i = 0; i < state->effect_count; i++) {
		struct dl_effect *e = &state->effects[i];

		if (e->kind == effect->kind && e->value == effect->value && e->at == effect->at) {
			/* done again: the latest counts */
			e->must |= effect->must;
			dl_effect_join(e, effect);
			e->stale = effect->stale;
			e->certain = effect->certain;
			return;
		}
	}
	if (state->effect_count == DL_MAX_EFFECTS) {
		state->blurred = true;
		make_room(state, effect->kind);
	}
	if (state->effect_count == DL_MAX_EFFECTS)
		return;
	state->effects = with_room(state->arena, state->effects, state->effect_count, &state->effect_cap,
				   sizeof(*state->effects));
	state->effects[state->effect_count++] = *effect;
}

void dl_object_add_alias(struct dl_object *object, const struct dl_sym *loc)
{
	uint32_t i;

	for (i = 0; i < object->alias_count; i++)
		if (object->aliases[i] == loc)
			return;
	if (object->alias_count == DL_MAX_ALIASES) {
		object->stored |= !dl_loc_is_local(loc);
		return;
	}
	for (i = object->alias_count; i > 0 && object->aliases[i - 1]->id > loc->id; i--)
		object->aliases[i] = object->aliases[i - 1];
	object->aliases[i] = loc;
	object->alias_count++;
}

/* ---- places that others know ---- */

struct renamed {
	struct dl_syms *syms;
	const struct dl_sym *from;
	const struct dl_sym *to;
};

static const struct dl_sym *rename_pointer(void *ctx, const struct dl_sym *sym)
{
	const struct renamed *r = ctx;

	return sym == r->from ? r->to : sym->id < r->from->id ? sym : NULL;
}

const struct dl_sym *dl_state_known_place(const struct dl_state *state, struct dl_syms *syms,
					  const struct dl_sym *loc)
{
	const struct dl_sym *whole = dl_sym_whole(loc);
	struct renamed r = { .syms = syms };

	if (whole->kind != DL_SYM_DEREF || dl_sym_last_field(loc))
		return NULL;
	r.from = dl_sym_pointer_base(whole->a);
	if (r.from->kind != DL_SYM_RESULT)
		return NULL;
	for (uint32_t i = 0; i < state->env_len && !r.to; i++)
		if (dl_sym_strip(state->env[i].value) == r.from &&
		    dl_sym_last_field(state->env[i].loc) == state->env[i].loc &&
		    !dl_loc_is_local(state->env[i].loc) && !dl_sym_mentions(state->env[i].loc, r.from))
			r.to = dl_sym_load(syms, state->env[i].loc, 0);
	return r.to ? dl_sym_replace(syms, loc, rename_pointer, &r) : NULL;
}

void dl_object_remove_alias(struct dl_object *object, const struct dl_sym *loc)
{
	for (uint32_t i = 0; i < object->alias_count; i++) {
		if (object->aliases[i] != loc)
			continue;
		memmove(&object->aliases[i], &object->aliases[i + 1],
			(object->alias_count - i - 1) * sizeof(object->aliases[0]));
		object->alias_count--;
		return;
	}
}

