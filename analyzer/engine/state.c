/* SPDX-License-Identifier: Apache-2.0 */
/* Environment, objects and merging of path states. Facts: fact.c. */
#include "engine/state.h"

#include <string.h>

#define MAX_ENV 256

struct dl_state *dl_state_new(struct dl_arena *arena)
{
	return DL_NEW(arena, struct dl_state);
}

struct dl_state *dl_state_copy(struct dl_arena *arena, const struct dl_state *state)
{
	struct dl_state *copy = dl_arena_memdup(arena, state, sizeof(*state));

	copy->env_cap = state->env_len + 8;
	copy->env = dl_arena_alloc(arena, copy->env_cap * sizeof(*copy->env));
	if (state->env_len)
		memcpy(copy->env, state->env, state->env_len * sizeof(*copy->env));
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

void dl_state_write(struct dl_state *state, struct dl_arena *arena, const struct dl_sym *loc,
		    const struct dl_sym *value)
{
	uint32_t i = env_position(state, loc);

	if (i < state->env_len && state->env[i].loc == loc) {
		state->env[i].value = value;
		return;
	}
	/* Big tables on the stack: their plain contents are not worth a copy per state. */
	if (state->env_len >= MAX_ENV && loc->kind != DL_SYM_VAR && !value->has_result)
		return;
	if (state->env_len == state->env_cap) {
		uint32_t cap = state->env_cap * 2 + 8;
		struct dl_binding *env = dl_arena_alloc(arena, cap * sizeof(*env));

		if (state->env_len)
			memcpy(env, state->env, state->env_len * sizeof(*env));
		state->env = env;
		state->env_cap = cap;
	}
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

/* Objects are kept in a fixed order, so that equal sets compare equal. */
struct dl_object *dl_state_add_object(struct dl_state *state, const struct dl_object *object)
{
	uint32_t i = state->object_count;

	if (i == DL_MAX_OBJECTS) {
		state->blurred = true;
		return NULL;
	}
	while (i > 0 && object_before(object, &state->objects[i - 1])) {
		state->objects[i] = state->objects[i - 1];
		i--;
	}
	state->objects[i] = *object;
	state->object_count++;
	return &state->objects[i];
}

/* An attribute that is not the same on both sides of a join is not known. */
static bool forget_unequal(const struct dl_sym **a, const struct dl_sym *b)
{
	if (!*a || *a == b)
		return false;
	*a = NULL;
	return true;
}

bool dl_effect_join(struct dl_effect *into, const struct dl_effect *from)
{
	bool changed = forget_unequal(&into->dir, from->dir);

	/* certain is what both sides are certain of */
	changed |= into->stale < from->stale ||
		   into->certain > (from->certain && from->must);
	into->stale |= from->stale;
	into->certain &= from->certain && from->must;
	changed |= forget_unequal(&into->size, from->size);
	changed |= forget_unequal(&into->dev, from->dev);
	changed |= forget_unequal(&into->count, from->count);
	changed |= forget_unequal(&into->attrs, from->attrs);
	return changed | forget_unequal(&into->pool, from->pool);
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
	state->effects[state->effect_count++] = *effect;
}

void dl_object_add_home(struct dl_object *object, const struct dl_sym *loc)
{
	uint32_t i;

	for (i = 0; i < object->home_count; i++)
		if (object->homes[i] == loc)
			return;
	if (object->home_count == DL_MAX_HOMES) {
		object->stored |= !dl_loc_is_local(loc);
		return;
	}
	for (i = object->home_count; i > 0 && object->homes[i - 1]->id > loc->id; i--)
		object->homes[i] = object->homes[i - 1];
	object->homes[i] = loc;
	object->home_count++;
}

void dl_object_remove_home(struct dl_object *object, const struct dl_sym *loc)
{
	for (uint32_t i = 0; i < object->home_count; i++) {
		if (object->homes[i] != loc)
			continue;
		memmove(&object->homes[i], &object->homes[i + 1],
			(object->home_count - i - 1) * sizeof(object->homes[0]));
		object->home_count--;
		return;
	}
}

/* `job->request.list` and `job->reply.list`: one field, two owners. */
static bool same_owner(const struct dl_sym *a, const struct dl_sym *b)
{
	const struct dl_sym *fa = dl_sym_last_field(a), *fb = dl_sym_last_field(b);

	return !fa || !fb || fa->record != fb->record || fa->field == fb->field;
}

bool dl_loc_same_slot(const struct dl_sym *a, const struct dl_sym *b)
{
	const struct dl_sym *fa = dl_sym_last_field(a), *fb = dl_sym_last_field(b);

	if (a == b)
		return true;
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

/* ---- merging ---- */

/*
 * Homes and marks that only ever silence or raise confidence are no part of the key: they are joined.
 * Of what is released, nothing but the fact matters.
 */
static bool same_object(const struct dl_object *a, const struct dl_object *b)
{
	if (a->value != b->value || a->state != b->state || a->older != b->older)
		return false;
	if (a->state == DL_OBJ_RELEASED)
		return true;
	return a->stored == b->stored && a->earlier == b->earlier && a->buffer_freed == b->buffer_freed && a->unacted == b->unacted &&
	       a->bad_test == b->bad_test && a->wrong_handle == b->wrong_handle && a->dir == b->dir;
}

static bool has_home(const struct dl_object *o, const struct dl_sym *loc)
{
	for (uint32_t i = 0; i < o->home_count; i++)
		if (o->homes[i] == loc)
			return true;
	return false;
}

static bool object_covers(const struct dl_object *a, const struct dl_object *b)
{
	if (a->state == DL_OBJ_RELEASED)
		return (!a->released_at || b->released_at) && (!a->complained || b->complained);
	if (a->buffer_free && !b->buffer_free)
		return false;
	if ((a->complained && !b->complained) || (a->refused && !b->refused) ||
	    (b->entrusted && !a->entrusted) || (b->widened && !a->widened) || (a->descriptor && a->descriptor != b->descriptor))
		return false;
	if ((b->submitted && !a->submitted) || (b->escaped && !a->escaped) ||
	    (b->published && !a->published) || (b->met_top && !a->met_top))
		return false;
	if ((a->size && a->size != b->size) || (a->attrs && a->attrs != b->attrs) ||
	    (a->dev && a->dev != b->dev) || !dl_owner_equal(&a->own, &b->own))
		return false;
	for (uint32_t i = 0; i < b->home_count && a->home_count < DL_MAX_HOMES; i++)
		if (!has_home(a, b->homes[i]))
			return false;
	return true;
}

void dl_object_join(struct dl_object *a, const struct dl_object *b)
{
	/* for certain only when on both sides */
	a->released_at = b->released_at ? a->released_at : NULL;
	a->buffer_free = b->buffer_free ? a->buffer_free : NULL;
	a->buffer_freed &= b->buffer_freed;
	a->complained &= b->complained;
	a->refused &= b->refused;
	a->stored |= b->stored;
	a->earlier |= b->earlier;
	a->entrusted |= b->entrusted;
	a->widened |= b->widened;
	a->abandoned &= b->abandoned;
	a->submitted |= b->submitted;
	a->published |= b->published;
	a->escaped |= b->escaped;
	a->met_top |= b->met_top;
	forget_unequal(&a->descriptor, b->descriptor);
	forget_unequal(&a->dir, b->dir);
	forget_unequal(&a->size, b->size);
	forget_unequal(&a->attrs, b->attrs);
	forget_unequal(&a->dev, b->dev);
	dl_owner_join(&a->own, &b->own);
	for (uint32_t h = 0; h < b->home_count; h++)
		dl_object_add_home(a, b->homes[h]);
}

static bool merge_objects(struct dl_state *into, const struct dl_state *from)
{
	bool changed = false;

	for (uint32_t i = 0; i < into->object_count; i++) {
		if (object_covers(&into->objects[i], &from->objects[i]))
			continue;
		changed = true;
		dl_object_join(&into->objects[i], &from->objects[i]);
	}
	return changed;
}

bool dl_state_same_key(const struct dl_state *a, const struct dl_state *b)
{
	if (a->object_count != b->object_count || a->rounds != b->rounds)
		return false;
	for (uint32_t i = 0; i < a->object_count; i++)
		if (!same_object(&a->objects[i], &b->objects[i]))
			return false;
	return true;
}

static const struct dl_fact *fact_of(const struct dl_state *s, const struct dl_sym *value)
{
	for (uint32_t i = 0; i < s->fact_count; i++)
		if (s->facts[i].value == value)
			return &s->facts[i];
	return NULL;
}

static bool effects_cover(const struct dl_state *a, const struct dl_state *b)
{
	struct dl_effect joined;

	if (a->effect_count != b->effect_count)
		return false;
	for (uint32_t i = 0; i < a->effect_count; i++) {
		const struct dl_effect *x = &a->effects[i], *y = &b->effects[i];

		if (x->value != y->value || x->at != y->at || x->must != y->must)
			return false;
		joined = *x;
		if (dl_effect_join(&joined, y))
			return false;
	}
	return true;
}

static bool has_touch(const struct dl_state *st, const struct dl_touch *touch)
{
	for (uint32_t i = 0; i < st->touch_count; i++)
		if (st->touches[i].place == touch->place && st->touches[i].at == touch->at &&
		    st->touches[i].handle == touch->handle)
			return true;
	return false;
}

static bool touches_cover(const struct dl_state *a, const struct dl_state *b)
{
	for (uint32_t i = 0; i < a->touch_count; i++)
		if (!has_touch(b, &a->touches[i]))
			return false;
	return (a->touches_off || !b->touches_off) && (!a->given.at || a->given.at == b->given.at);
}

static bool merge_touches(struct dl_state *into, const struct dl_state *from)
{
	uint32_t n = 0, before = into->touch_count;
	bool off = into->touches_off;

	for (uint32_t i = 0; i < before; i++)
		if (has_touch(from, &into->touches[i]))
			into->touches[n++] = into->touches[i];
	into->touch_count = n;
	if (into->given.at != from->given.at)
		into->given = (struct dl_given){ 0 };
	into->touches_off |= from->touches_off;
	return n != before || off != into->touches_off;
}

bool dl_state_covers(const struct dl_state *a, const struct dl_state *b, struct dl_syms *syms)
{
	uint32_t i = 0, j = 0;

	for (uint32_t n = 0; n < a->fact_count; n++) {
		const struct dl_fact *known = fact_of(b, a->facts[n].value);
		struct dl_fact f = known ? *known : dl_state_shape(b, a->facts[n].value);

		if (!dl_fact_within(&f, &a->facts[n]) || (f.by_use && !a->facts[n].by_use))
			return false;
	}
	if (!effects_cover(a, b) || (b->blurred && !a->blurred) || (b->crowded && !a->crowded))
		return false;
	if ((a->reads_params & ~b->reads_params) || (a->writes_params & ~b->writes_params) ||
	    !touches_cover(a, b))
		return false;
	for (uint32_t n = 0; n < a->object_count; n++)
		if (!object_covers(&a->objects[n], &b->objects[n]))
			return false;
	while (i < a->env_len || j < b->env_len) {
		const struct dl_binding *x = i < a->env_len ? &a->env[i] : NULL;
		const struct dl_binding *y = j < b->env_len ? &b->env[j] : NULL;

		if (x && y && x->loc == y->loc) {
			if (x->value != y->value && x->value->kind != DL_SYM_PHI)
				return false;
			i++;
			j++;
		} else if (x && (!y || x->loc->id < y->loc->id)) {
			if (x->value->kind != DL_SYM_PHI)
				return false;
			i++;
		} else {
			return false;
		}
	}
	return true;
}

/* The join's own symbol, for a place where the other side holds something else: the caller widens it. */
static bool joins_here(const struct dl_state *into, const struct dl_state *from, struct dl_syms *syms,
		       const struct dl_sym *value, uint32_t block)
{
	return value->kind == DL_SYM_PHI && value->num == block &&
	       dl_state_bound(into, value->a) == value && dl_state_read(from, syms, value->a) != value;
}

static bool merge_facts(struct dl_state *into, const struct dl_state *from, struct dl_syms *syms,
			uint32_t block)
{
	uint32_t n = 0;
	bool changed = false;

	for (uint32_t i = 0; i < into->fact_count; i++) {
		struct dl_fact f = into->facts[i], other;
		const struct dl_fact *known = fact_of(from, f.value);

		if (joins_here(into, from, syms, f.value, block)) {
			into->facts[n++] = f;
			continue;
		}
		other = known ? *known : dl_state_shape(from, f.value);
		if (!dl_fact_within(&other, &f)) {
			changed = true;
			if (!known)
				continue;
			other = dl_fact_hull(&f, &other);
			other.value = f.value;
			if (dl_fact_says_nothing(&other))
				continue;
			f = other;
		}
		f.by_use |= other.by_use;
		into->facts[n++] = f;
	}
	into->fact_count = n;
	return changed;
}

static bool merge_effects(struct dl_state *into, const struct dl_state *from)
{
	bool changed = false;

	for (uint32_t i = 0; i < into->effect_count; i++) {
		struct dl_effect *e = &into->effects[i];
		bool there = false;

		for (uint32_t j = 0; j < from->effect_count; j++) {
			const struct dl_effect *f = &from->effects[j];

			if (f->value != e->value || f->at != e->at)
				continue;
			there |= f->must;
			changed |= dl_effect_join(e, f);
		}
		if (!there && e->must) {
			e->must = false;
			changed = true;
		}
	}
	for (uint32_t j = 0; j < from->effect_count; j++) {
		struct dl_effect e = from->effects[j];
		uint32_t before = into->effect_count;
		bool there = false;

		for (uint32_t i = 0; i < into->effect_count; i++)
			there |= into->effects[i].value == e.value && into->effects[i].at == e.at;
		if (there)
			continue;
		e.must = false;
		dl_state_add_effect(into, &e);
		changed |= into->effect_count != before;
	}
	return changed;
}

static void set_fact(struct dl_state *st, const struct dl_fact *f)
{
	uint32_t i = 0;

	while (i < st->fact_count && st->facts[i].value != f->value)
		i++;
	if (dl_fact_says_nothing(f)) {
		if (i < st->fact_count)
			st->facts[i] = st->facts[--st->fact_count];
		return;
	}
	if (i == DL_MAX_FACTS)
		return;
	st->facts[i] = *f;
	if (i == st->fact_count)
		st->fact_count++;
}

bool dl_state_merge(struct dl_state *into, const struct dl_state *from, struct dl_syms *syms,
		    struct dl_arena *arena, uint32_t block)
{
	const struct dl_state before = *into;
	bool changed = merge_facts(into, from, syms, block);

	changed |= merge_objects(into, from);
	changed |= merge_effects(into, from);
	changed |= (from->blurred && !into->blurred) || (from->crowded && !into->crowded);
	into->blurred |= from->blurred;
	into->crowded |= from->crowded;
	changed |= (into->reads_params & ~from->reads_params) ||
		   (into->writes_params & ~from->writes_params);
	changed |= merge_touches(into, from);
	into->reads_params &= from->reads_params;
	into->writes_params &= from->writes_params;
	if (from->blurred && !into->blurred) {
		into->blurred = true;
		changed = true;
	}
	/* Places that differ hold something of either side: one symbol for the join. */
	for (uint32_t i = 0; i < into->env_len; i++) {
		const struct dl_sym *loc = into->env[i].loc;
		const struct dl_sym *other = dl_state_read(from, syms, loc), *join;
		struct dl_fact f, mine, theirs;

		if (other == into->env[i].value)
			continue;
		join = dl_sym_phi(syms, loc, block);
		mine = dl_state_range(&before, into->env[i].value);
		theirs = dl_state_range(from, other);
		/* what both sides agree on stays known of the joined value */
		f = dl_fact_hull(&mine, &theirs);
		f.value = join;
		if (into->env[i].value == join) {
			struct dl_fact known = dl_state_range(into, join);

			if (dl_fact_within(&f, &known))
				continue;
		}
		set_fact(into, &f);
		into->env[i].value = join;
		changed = true;
	}
	for (uint32_t i = 0; i < from->env_len; i++) {
		const struct dl_sym *loc = from->env[i].loc;

		if (dl_state_bound(into, loc) || from->env[i].value == dl_sym_load(syms, loc, 0))
			continue;
		dl_state_write(into, arena, loc, dl_sym_phi(syms, loc, block));
		changed = true;
	}
	return changed;
}
