/* SPDX-License-Identifier: Apache-2.0 */
/* Cases of a summary that become one: those that do the same, or, where there is no room, those that end alike. */
#include "engine/path/path.h"

int dl_case_outcome(const struct dl_summary_case *c)
{
	if (c->ret && c->ret->kind == DL_SYM_INT)
		return c->ret->num == 0 ? 2 : c->ret->num < 0 ? 3 : 4;
	/* the sign alone tells outcomes apart, too */
	if (c->range.value && c->range.hi < 0)
		return 3;
	if (c->range.value && c->range.lo == c->range.hi)
		return c->range.lo == 0 ? 2 : 4;
	return c->ret ? 1 : 0;
}

bool dl_case_is_nonzero(const struct dl_summary_case *c)
{
	return c->range.value && dl_fact_is_nonzero(&c->range);
}

/* Callers no longer know what the memory is. */
static void forget_own(struct dl_summary_case *c)
{
	for (uint32_t i = 0; c->own && i < c->object_count; i++)
		if (c->objects[i].terms.buf && dl_sym_derives(c->objects[i].terms.buf, c->own))
			c->objects[i].terms.buf = NULL;
	c->own = c->own_place = NULL;
}

static bool same_objects(const struct dl_summary_case *a, const struct dl_summary_case *b)
{
	if (a->object_count != b->object_count)
		return false;
	for (uint32_t i = 0; i < a->object_count; i++)
		if (a->objects[i].value != b->objects[i].value ||
		    a->objects[i].state != b->objects[i].state ||
		    a->objects[i].mark != b->objects[i].mark ||
		    a->objects[i].sg != b->objects[i].sg)
			return false;
	return true;
}

/* A helper may translate the direction that it is given: each with what it was given for it. */
static bool same_directions(const struct dl_summary_case *a, const struct dl_summary_case *b)
{
	for (uint32_t i = 0; i < a->object_count; i++)
		if (a->objects[i].terms.dir != b->objects[i].terms.dir)
			return false;
	return true;
}

static bool same_case(const struct dl_summary_case *a, const struct dl_summary_case *b)
{
	if (dl_case_is_nonzero(a) != dl_case_is_nonzero(b) ||
	    dl_case_outcome(a) != dl_case_outcome(b) ||
	    (dl_case_outcome(a) == 1 && a->ret != b->ret) ||
	    !same_objects(a, b) || !same_directions(a, b) || a->effect_count != b->effect_count ||
	    a->store_count != b->store_count)
		return false;
	for (uint32_t i = 0; i < a->effect_count; i++)
		if (a->effects[i].value != b->effects[i].value ||
		    a->effects[i].at != b->effects[i].at)
			return false;
	for (uint32_t i = 0; i < a->store_count; i++)
		if (a->stores[i].loc != b->stores[i].loc || a->stores[i].value != b->stores[i].value)
			return false;
	return true;
}

/* Two results of one outcome; error numbers that differ are one as good as the other. */
static void join_results(struct dl_summary_case *a, const struct dl_summary_case *b)
{
	const struct dl_sym *value = a->range.value && b->range.value ? a->range.value : NULL;
	bool numbers = a->ret && b->ret && a->ret->kind == DL_SYM_INT && b->ret->kind == DL_SYM_INT;

	if (a->ret != b->ret && !numbers)
		a->ret = NULL;
	a->range = dl_fact_hull(&a->range, &b->range);
	a->range.value = value;
}

/* What holds of a value when either case is taken: something, or the value is free. */
static void join_guards(struct dl_summary_case *a, const struct dl_summary_case *b)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < a->guard_count; i++) {
		for (uint32_t k = 0; k < b->guard_count; k++) {
			struct dl_fact f = dl_fact_hull(&a->guards[i], &b->guards[k]);

			f.value = a->guards[i].value;
			if (b->guards[k].value != f.value || dl_fact_says_nothing(&f))
				continue;
			a->guards[n++] = f;
			break;
		}
	}
	a->guard_count = n;
}

/* A condition of @yes that rules out @no; NULL: callers see none. */
static const struct dl_fact *parting_guard(const struct dl_summary_case *yes,
					   const struct dl_summary_case *no)
{
	for (uint32_t i = 0; i < yes->guard_count; i++)
		for (uint32_t k = 0; k < no->guard_count; k++)
			if (yes->guards[i].value == no->guards[k].value &&
			    dl_fact_disjoint(&yes->guards[i], &no->guards[k]))
				return &yes->guards[i];
	return NULL;
}

/* @c accesses what @of says that it does on a condition, or cannot happen where that holds. */
static bool agrees(const struct dl_summary_case *c, const struct dl_summary_case *of)
{
	const struct dl_summary_case when = { .guard_count = 1, .guards = { of->when } };

	return !(of->reads_when & ~c->reads_params || of->writes_when & ~c->writes_params) ||
	       dl_guards_exclude(&when, c);
}

/* What only one of the two accesses, and under which condition. */
static void join_accesses(struct dl_summary_case *a, const struct dl_summary_case *b)
{
	bool mine = (a->reads_params & ~b->reads_params) || (a->writes_params & ~b->writes_params);
	const struct dl_summary_case *yes = mine ? a : b, *no = mine ? b : a;
	uint64_t reads = yes->reads_params & ~no->reads_params;
	uint64_t writes = yes->writes_params & ~no->writes_params;
	const struct dl_fact *when = a->when.value || b->when.value ? NULL : parting_guard(yes, no);

	if (a->when.value && !agrees(b, a))
		a->when = (struct dl_fact){ 0 };
	if (!a->when.value)
		a->reads_when = a->writes_when = 0;
	if (when && (reads || writes)) {
		a->when = *when;
		a->reads_when = reads;
		a->writes_when = writes;
	}
	a->reads_params &= b->reads_params;
	a->writes_params &= b->writes_params;
}

/* Keep only the guards and the attributes that both have. */
static void join_cases(struct dl_summary_case *a, const struct dl_summary_case *b)
{
	join_accesses(a, b);
	join_guards(a, b);
	if (a->own != b->own || a->own_place != b->own_place)
		forget_own(a);
	join_results(a, b);
}

static void join_same_effects(struct dl_summary_case *a, const struct dl_summary_case *b)
{
	for (uint32_t i = 0; i < a->effect_count; i++)
		dl_effect_join(&a->effects[i], &b->effects[i]);
}

/* ---- too many cases: those that end alike become one ---- */

static bool carries_object(const struct dl_summary_case *c, const struct dl_sym *value)
{
	for (uint32_t i = 0; value && i < c->object_count; i++)
		if (dl_sym_mentions(value, c->objects[i].value) ||
		    (c->objects[i].handle && dl_sym_mentions(value, c->objects[i].handle)))
			return true;
	return false;
}

/* It returns a number that says that it is not done yet, where callers wait for such a one. */
static bool is_pending(const struct dl_analysis *an, const struct dl_summary_case *c)
{
	return c->ret && c->ret->kind == DL_SYM_INT && dl_result_is_pending(an->platform, c->ret->num, true);
}

/* The caller sees the same outcome and the same objects. */
static bool ends_alike(const struct dl_analysis *an, const struct dl_summary_case *a,
		       const struct dl_summary_case *b)
{
	if (is_pending(an, a) != is_pending(an, b) || dl_case_outcome(a) != dl_case_outcome(b) ||
	    dl_case_is_nonzero(a) != dl_case_is_nonzero(b) || !same_objects(a, b))
		return false;
	return a->ret == b->ret || !(carries_object(a, a->ret) || carries_object(b, b->ret));
}

static struct dl_effect *find_effect(const struct dl_summary_case *c, const struct dl_effect *e)
{
	for (uint32_t i = 0; i < c->effect_count; i++)
		if (c->effects[i].kind == e->kind && c->effects[i].value == e->value &&
		    c->effects[i].at == e->at)
			return &c->effects[i];
	return NULL;
}

/* What only one of the two does, the joined case may do. */
static void widen_effects(struct dl_analysis *an, struct dl_summary_case *a,
			  const struct dl_summary_case *b)
{
	for (uint32_t i = 0; i < a->effect_count; i++) {
		const struct dl_effect *twin = find_effect(b, &a->effects[i]);

		a->effects[i].must &= twin && twin->must;
		a->effects[i].certain &= a->effects[i].must;
		if (twin)
			dl_effect_join(&a->effects[i], twin);
	}
	for (uint32_t i = 0; i < b->effect_count && a->effect_count < DL_MAX_EFFECTS; i++) {
		if (find_effect(a, &b->effects[i]))
			continue;
		if (!a->effects)
			a->effects = DL_NEW_ARRAY(an->arena, struct dl_effect, DL_MAX_EFFECTS);
		a->effects[a->effect_count] = b->effects[i];
		a->effects[a->effect_count].must = a->effects[a->effect_count].certain = false;
		a->effect_count++;
	}
}

/* A place that does not hold the same at both ends holds something else than before: value NULL. */
/* Not 0 on either way. */
static uint32_t common_nonzero(const struct dl_summary_case *a, const struct dl_summary_case *b)
{
	uint32_t bits = 0;

	for (uint32_t i = 0; i < a->store_count; i++)
		for (uint32_t k = 0; k < b->store_count; k++)
			if (a->stores[i].loc == b->stores[k].loc && a->nonzero_stores >> i & 1 &&
			    b->nonzero_stores >> k & 1)
				bits |= 1u << i;
	return bits;
}

static void widen_stores(struct dl_summary_case *a, const struct dl_summary_case *b)
{
	uint32_t count = a->store_count;

	a->nonzero_stores = common_nonzero(a, b);
	for (uint32_t i = 0; i < count; i++) {
		const struct dl_sym *value = NULL;

		for (uint32_t k = 0; k < b->store_count; k++)
			if (b->stores[k].loc == a->stores[i].loc)
				value = b->stores[k].value;
		if (a->stores[i].value != value)
			a->stores[i].value = NULL;
	}
	for (uint32_t k = 0; k < b->store_count && a->store_count < DL_MAX_STORES; k++) {
		bool there = false;

		for (uint32_t i = 0; i < count; i++)
			there |= a->stores[i].loc == b->stores[k].loc;
		if (!there)
			a->stores[a->store_count++] = (struct dl_binding){ b->stores[k].loc, NULL };
	}
}

static void widen_case(struct dl_analysis *an, struct dl_summary_case *a,
		       const struct dl_summary_case *b)
{
	join_cases(a, b);
	for (uint32_t i = 0; i < a->object_count; i++) {
		dl_object_join(&a->objects[i], &b->objects[i]);
		a->objects[i].widened = true;
	}
	widen_effects(an, a, b);
	widen_stores(a, b);
}

bool dl_case_join(struct dl_analysis *an, struct dl_summary_case *into,
		  const struct dl_summary_case *from, bool alike)
{
	if (same_case(into, from)) {
		join_cases(into, from);
		join_same_effects(into, from);
		for (uint32_t i = 0; i < into->object_count; i++)
			dl_terms_join(&into->objects[i].terms, &from->objects[i].terms);
		into->nonzero_stores &= from->nonzero_stores;
		return true;
	}
	if (!alike || !ends_alike(an, into, from))
		return false;
	widen_case(an, into, from);
	return true;
}
