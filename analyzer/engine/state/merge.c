/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where paths meet: which states may merge, what one says that another does not, and what holds of
 * both. Property simulation (engine.md section 6).
 */
#include "engine/check.h"
#include "engine/state/state.h"

#include <string.h>

bool dl_effect_join(struct dl_effect *into, const struct dl_effect *from)
{
	struct dl_terms terms = from->terms;
	bool changed;

	/* a free may end what either way names by its address: releases are generous */
	terms.buf = into->terms.buf;
	changed = dl_terms_join(&into->terms, &terms);
	/* certain is what both sides are certain of */
	changed |= into->stale < from->stale ||
		   into->certain > (from->certain && from->must);
	into->stale |= from->stale;
	into->certain &= from->certain && from->must;
	return changed;
}

/* ---- records that a variable points to on either way ---- */

/* @a lies in what @p points to as @b does in what @q points to. */
static bool lies_alike(const struct dl_sym *a, const struct dl_sym *p, const struct dl_sym *b,
		       const struct dl_sym *q)
{
	for (; a->kind == DL_SYM_FIELD || a->kind == DL_SYM_INDEX; a = a->a, b = b->a)
		if (a->kind != b->kind || a->record != b->record || a->field != b->field ||
		    a->num != b->num || a->b != b->b)
			return false;
	return a->kind == DL_SYM_DEREF && b->kind == DL_SYM_DEREF && a->a == p && b->a == q;
}

/* What @st has written to the place below @theirs that is like @loc below @mine; NULL: nothing. */
static const struct dl_sym *twin_value(const struct dl_state *st, const struct dl_sym *loc,
				       const struct dl_sym *mine, const struct dl_sym *theirs)
{
	for (uint32_t i = 0; i < st->env_len; i++)
		if (lies_alike(loc, mine, st->env[i].loc, theirs))
			return st->env[i].value;
	return NULL;
}

/* The pointer that @loc lies behind, if @st has it in a variable as what ways have joined: at @block, or (-1) anywhere. */
static const struct dl_sym *joined_pointer(const struct dl_state *st, const struct dl_sym *loc, int64_t block)
{
	const struct dl_sym *whole, *p;

	if (!loc->has_phi)
		return NULL;
	whole = dl_sym_whole(loc);
	p = whole->kind == DL_SYM_DEREF ? whole->a : NULL;
	return p && p->kind == DL_SYM_PHI && (block < 0 || p->num == block) && p->a->kind == DL_SYM_VAR &&
	       dl_state_bound(st, p->a) == p ? p : NULL;
}

/* What @st holds in @loc. Who asks for one place after the other, in their order, has @at move on with them. */
static inline const struct dl_sym *next_bound(const struct dl_state *st, uint32_t *at, const struct dl_sym *loc)
{
	if (*at < st->env_len && st->env[*at].loc == loc)
		return st->env[(*at)++].value;
	while (*at < st->env_len && st->env[*at].loc->id < loc->id)
		++*at;
	return *at < st->env_len && st->env[*at].loc == loc ? st->env[*at].value : NULL;
}

/* What @from, which has @bound to @loc, holds in the place that is @loc for @into. */
static const struct dl_sym *theirs_at(const struct dl_state *into, const struct dl_state *from,
				      struct dl_syms *syms, const struct dl_sym *loc, uint32_t block,
				      const struct dl_sym *bound)
{
	const struct dl_sym *p = joined_pointer(into, loc, block);
	const struct dl_sym *theirs = p ? dl_state_bound(from, p->a) : NULL;
	const struct dl_sym *value = theirs && theirs != p ? twin_value(from, loc, p, theirs) : NULL;

	return value ? value : bound ? bound : dl_sym_load(syms, loc, 0);
}

#define MAX_COMMON 8

struct common {
	uint32_t count;
	struct dl_binding items[MAX_COMMON];
};

struct renamed {
	const struct dl_sym *from;
	const struct dl_sym *to;
};

static const struct dl_sym *rename_pointer(void *ctx, const struct dl_sym *sym)
{
	const struct renamed *r = ctx;

	return sym == r->from ? r->to : sym->id < r->from->id ? sym : NULL;
}

/* A variable points to one record here, to another there: what both hold in the same place, its record holds. */
static void find_common(const struct dl_state *into, const struct dl_state *from, struct dl_syms *syms,
			uint32_t block, struct common *c)
{
	for (uint32_t v = 0, at = 0; v < into->env_len; v++) {
		const struct dl_sym *var = into->env[v].loc, *mine = into->env[v].value, *theirs;
		struct renamed r = { .from = mine };

		if (var->kind != DL_SYM_VAR || !var->type || var->type->kind != DL_TYPE_PTR)
			continue;
		theirs = next_bound(from, &at, var);
		if (!theirs || theirs == mine)
			continue;
		r.to = dl_sym_phi(syms, var, block);
		if (mine == r.to)
			continue;
		for (uint32_t i = 0; i < into->env_len && c->count < MAX_COMMON; i++)
			if (dl_sym_whole(into->env[i].loc)->a == mine &&
			    twin_value(from, into->env[i].loc, mine, theirs) == into->env[i].value)
				c->items[c->count++] = (struct dl_binding){
					dl_sym_replace(syms, into->env[i].loc, rename_pointer, &r),
					into->env[i].value };
	}
}

/* @a says of what a variable points to, whichever record that is, what @b says of the one that it points to there. */
static bool twin_holds(const struct dl_state *a, const struct dl_state *b, const struct dl_binding *x)
{
	const struct dl_sym *p = joined_pointer(a, x->loc, -1);
	const struct dl_sym *theirs = p ? dl_state_bound(b, p->a) : NULL;

	return theirs && theirs != p && twin_value(b, x->loc, p, theirs) == x->value;
}

/*
 * Aliases and marks that only ever silence or raise confidence are no part of the key: they are joined.
 * Of what is released, nothing but the fact matters.
 */
static bool same_object(const struct dl_object *a, const struct dl_object *b)
{
	/* two ways through a callee may make different things for one result */
	if (a->value != b->value || a->origin != b->origin || a->state != b->state ||
	    a->older != b->older)
		return false;
	if (a->state == DL_OBJ_RELEASED)
		return true;
	if (a->stored != b->stored || a->earlier != b->earlier || a->mark != b->mark ||
	    a->terms.dir != b->terms.dir)
		return false;
	DL_EACH_WITH(c, same)
		if (!(*c)->same(a, b))
			return false;
	return true;
}

static bool has_alias(const struct dl_object *o, const struct dl_sym *loc)
{
	for (uint32_t i = 0; i < o->alias_count; i++)
		if (o->aliases[i] == loc)
			return true;
	return false;
}

static bool object_covers(const struct dl_object *a, const struct dl_object *b)
{
	DL_EACH_WITH(c, covers)
		if (!(*c)->covers(a, b))
			return false;
	if (a->state == DL_OBJ_RELEASED)
		return true;
	if ((b->widened && !a->widened) || (b->escaped && !a->escaped) ||
	    (b->met_top && !a->met_top) || !dl_terms_cover(&a->terms, &b->terms))
		return false;
	for (uint32_t i = 0; i < b->alias_count && a->alias_count < DL_MAX_ALIASES; i++)
		if (!has_alias(a, b->aliases[i]))
			return false;
	return true;
}

void dl_object_join(struct dl_object *a, const struct dl_object *b)
{
	a->stored |= b->stored;
	a->earlier |= b->earlier;
	a->widened |= b->widened;
	a->escaped |= b->escaped;
	a->met_top |= b->met_top;
	dl_terms_join(&a->terms, &b->terms);
	DL_HOOKS(join, a, b);
	for (uint32_t h = 0; h < b->alias_count; h++)
		dl_object_add_alias(a, b->aliases[h]);
}

static bool merge_objects(struct dl_state *into, const struct dl_state *from)
{
	bool changed = false;

	for (uint32_t i = 0; i < into->object_count; i++) {
		struct dl_object *o = &into->objects[i];
		struct dl_object before;

		if (object_covers(o, &from->objects[i]))
			continue;
		before = *o;
		dl_object_join(o, &from->objects[i]);
		/* a check may keep apart what its join has joined before */
		changed |= !object_covers(&before, o);
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

/* What @a holds in each place covers what @b holds there. */
static bool env_covers(const struct dl_state *a, const struct dl_state *b)
{
	uint32_t i = 0, j = 0;

	while (i < a->env_len || j < b->env_len) {
		const struct dl_binding *x = i < a->env_len ? &a->env[i] : NULL;
		const struct dl_binding *y = j < b->env_len ? &b->env[j] : NULL;

		if (x && y && x->loc == y->loc) {
			if (x->value != y->value && x->value->kind != DL_SYM_PHI)
				return false;
			i++;
			j++;
		} else if (x && (!y || x->loc->id < y->loc->id)) {
			if (x->value->kind != DL_SYM_PHI && !twin_holds(a, b, x))
				return false;
			i++;
		} else {
			return false;
		}
	}
	return true;
}

static bool facts_cover(const struct dl_state *a, const struct dl_state *b)
{
	for (uint32_t n = 0, at = 0; n < a->fact_count; n++) {
		const struct dl_fact *known = dl_state_next_fact(b, &at, a->facts[n].value);
		struct dl_fact f = known ? *known : dl_state_shape(b, a->facts[n].value);

		if (!dl_fact_within(&f, &a->facts[n]) || (f.by_use && !a->facts[n].by_use))
			return false;
	}
	return true;
}

/* What differs most often, and costs the least to look at, comes first. */
bool dl_state_covers(const struct dl_state *a, const struct dl_state *b)
{
	if ((b->blurred && !a->blurred) || (b->crowded && !a->crowded))
		return false;
	if ((a->reads_params & ~b->reads_params) || (a->writes_params & ~b->writes_params))
		return false;
	if (!env_covers(a, b) || !facts_cover(a, b) || !dl_zeroed_covers(a, b) || !effects_cover(a, b))
		return false;
	DL_EACH_WITH(c, path_covers)
		if (!(*c)->path_covers(a, b))
			return false;
	for (uint32_t n = 0; n < a->object_count; n++)
		if (!object_covers(&a->objects[n], &b->objects[n]))
			return false;
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
	uint32_t n = 0, at = 0;
	bool changed = false;

	for (uint32_t i = 0; i < into->fact_count; i++) {
		struct dl_fact f = into->facts[i], other;
		const struct dl_fact *known = dl_state_next_fact(from, &at, f.value);

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
		const struct dl_effect *f = &from->effects[j];
		uint32_t before = into->effect_count;
		struct dl_effect e;
		bool there = false;

		for (uint32_t i = 0; i < before && !there; i++)
			there = into->effects[i].value == f->value && into->effects[i].at == f->at;
		if (there)
			continue;
		e = *f;
		e.must = false;
		dl_state_add_effect(into, &e);
		changed |= into->effect_count != before;
	}
	return changed;
}

static void set_fact(struct dl_state *st, const struct dl_fact *f)
{
	struct dl_fact *slot = dl_fact_says_nothing(f) ? dl_state_fact(st, f->value) :
							 dl_state_fact_slot(st, f->value);

	if (slot)
		*slot = dl_fact_says_nothing(f) ? st->facts[--st->fact_count] : *f;
}

/* The symbol for what @loc holds from @block on, which @mine may be already. */
static const struct dl_sym *join_of(struct dl_syms *syms, const struct dl_sym *loc, uint32_t block,
				    const struct dl_sym *mine)
{
	bool is_joined = mine->kind == DL_SYM_PHI && mine->a == loc && mine->num == block;

	return is_joined ? mine : dl_sym_phi(syms, loc, block);
}

static bool is_number(const struct dl_sym *loc)
{
	return loc->kind == DL_SYM_VAR && loc->type && loc->type->kind == DL_TYPE_INT;
}

bool dl_state_merge(struct dl_state *into, const struct dl_state *from, struct dl_syms *syms,
		    uint32_t block)
{
	struct dl_state before = *into;
	struct dl_fact facts[DL_MAX_FACTS];
	struct common common = {0};
	bool changed;

	/* of what it held, only facts are changed in place */
	if (before.fact_count)
		memcpy(facts, before.facts, before.fact_count * sizeof(*facts));
	before.facts = facts;
	changed = merge_facts(into, from, syms, block);
	find_common(into, from, syms, block, &common);

	changed |= merge_objects(into, from);
	changed |= merge_effects(into, from);
	changed |= dl_zeroed_join(into, from);
	changed |= (from->blurred && !into->blurred) || (from->crowded && !into->crowded);
	into->blurred |= from->blurred;
	into->crowded |= from->crowded;
	changed |= (into->reads_params & ~from->reads_params) ||
		   (into->writes_params & ~from->writes_params);
	DL_EACH_WITH(c, path_join)
		changed |= (*c)->path_join(into, from);
	into->reads_params &= from->reads_params;
	into->writes_params &= from->writes_params;
	if (from->blurred && !into->blurred) {
		into->blurred = true;
		changed = true;
	}
	/* Places that differ hold something of either side: one symbol for the join. */
	for (uint32_t i = 0, at = 0; i < into->env_len; i++) {
		const struct dl_sym *loc = into->env[i].loc, *bound = next_bound(from, &at, loc);
		const struct dl_sym *other = theirs_at(into, from, syms, loc, block, bound), *join;
		struct dl_fact f, theirs;

		if (other == into->env[i].value)
			continue;
		join = is_number(loc) ? dl_state_choice(&before, into->env[i].value, from, other, syms) : NULL;
		if (!join)
			join = join_of(syms, loc, block, into->env[i].value);
		/* what both sides agree on stays known of the joined value */
		f = dl_state_range(&before, into->env[i].value);
		if (!dl_fact_says_nothing(&f)) {
			theirs = dl_state_range(from, other);
			f = dl_fact_hull(&f, &theirs);
		}
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
	for (uint32_t i = 0, at = 0; i < from->env_len; i++) {
		const struct dl_sym *loc = from->env[i].loc;

		if (next_bound(into, &at, loc) || from->env[i].value == dl_sym_load(syms, loc, 0))
			continue;
		dl_state_write(into, loc, dl_sym_phi(syms, loc, block));
		changed = true;
	}
	for (uint32_t i = 0; i < common.count; i++)
		dl_state_write(into, common.items[i].loc, common.items[i].value);
	return changed;
}
