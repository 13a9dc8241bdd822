/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A call that is executed again: what it made in the round before grows old, so that the values and
 * objects of two rounds are never taken for one. So does what a load has fetched.
 */
#include "engine/check.h"
#include "engine/state/explorer.h"

#include <string.h>

struct recency {
	struct dl_explorer *ex;
	const struct dl_instr *site;
	const struct dl_sym *results[2];	/* of @site, the older one last; NULL: not asked for yet */
};

static const struct dl_sym *age(void *ctx, const struct dl_sym *sym)
{
	const struct recency *a = ctx;

	if (!sym->has_result)
		return sym;
	if (sym->kind == DL_SYM_RESULT && sym->site == a->site && !sym->older)
		return dl_sym_made_by(dl_sym_result(a->ex->syms, sym->site, sym->num, true),
				      sym->model);
	if (sym->kind == DL_SYM_FETCH && sym->site == a->site && !sym->older)
		return dl_sym_fetch(a->ex->syms, sym->site, sym->a, true);
	return NULL;
}

static const struct dl_sym *aged(struct recency *a, const struct dl_sym *sym)
{
	return sym && sym->has_result ? dl_sym_replace(a->ex->syms, sym, age, a) : sym;
}

static const struct dl_sym *aged_term(void *ctx, const struct dl_sym *term)
{
	return aged(ctx, term);
}

static int worse(enum dl_object_state s)
{
	/* UNCHECKED over OK over RELEASED */
	switch (s) {
	case DL_OBJ_UNCHECKED: return 3;
	case DL_OBJ_OK:
	case DL_OBJ_PARTLY: return 2;
	case DL_OBJ_FAILED: return 1;
	default: return 0;
	}
}

/* Join the object that grows old with an older one of the same site. */
static void join_older(struct dl_state *state, struct dl_object *old)
{
	for (uint32_t i = 0; i < state->object_count; i++) {
		struct dl_object *o = &state->objects[i];

		if (o == old || !o->older || o->site != old->site || o->number != old->number)
			continue;
		if (worse(o->state) < worse(old->state))
			o->state = old->state;
		o->stored |= old->stored;
		o->escaped |= old->escaped;
		DL_HOOKS(age, o, old);
		for (uint32_t h = 0; h < old->alias_count; h++)
			dl_object_add_alias(o, old->aliases[h]);
		memmove(old, old + 1,
			(size_t)(&state->objects[state->object_count] - (old + 1)) * sizeof(*old));
		state->object_count--;
		return;
	}
	old->older = true;
}

/* What the load at @site has fetched occurs in @sym. */
static bool mentions_fetch(const struct dl_sym *sym, const struct dl_instr *site, int depth)
{
	if (!sym || !sym->has_result || depth > 40)
		return false;
	if (sym->kind == DL_SYM_FETCH && sym->site == site)
		return true;
	for (uint32_t i = 0; i < sym->arg_count; i++)
		if (mentions_fetch(sym->args[i], site, depth + 1))
			return true;
	return mentions_fetch(sym->a, site, depth + 1) || mentions_fetch(sym->b, site, depth + 1);
}

static bool mentions_result(struct recency *a, const struct dl_sym *sym, bool older)
{
	if (!a->results[older])
		a->results[older] = dl_sym_result(a->ex->syms, a->site, DL_RESULT_VALUE, older);
	return dl_sym_mentions(sym, a->results[older]);
}

static bool is_stale(const struct dl_sym *sym, void *ctx)
{
	struct recency *a = ctx;

	if (a->site->op == DL_OP_LOAD)
		return mentions_fetch(sym, a->site, 0);
	return sym->has_result && (mentions_result(a, sym, false) || mentions_result(a, sym, true));
}

/* Places that hang on an earlier result move with it. */
static void age_places(struct recency *a, struct dl_frame *frame)
{
	struct dl_state *st = frame->state;

	for (uint32_t i = 0; i < st->env_len; i++) {
		const struct dl_sym *loc = st->env[i].loc, *value = st->env[i].value;
		const struct dl_sym *moved = aged(a, loc);

		st->env[i].value = value = aged(a, value);
		if (moved == loc)
			continue;
		dl_state_forget(st, loc);
		dl_state_write(st, moved, value);
		i = UINT32_MAX; /* the order changed: start again */
	}
}

/* The latest objects of @site become older ones; values that carry them follow. */
void dl_recency_step(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *site)
{
	struct dl_state *st = frame->state;
	struct recency a = { .ex = ex, .site = site };

	/* no instruction runs twice */
	if (!ex->cfg->loop_count)
		return;
	age_places(&a, frame);
	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];

		o->terms = dl_terms_convert(&o->terms, aged_term, &a);
		o->sg = aged(&a, o->sg);
		for (uint32_t h = 0; h < o->alias_count; h++)
			o->aliases[h] = aged(&a, o->aliases[h]);
		if (o->older || o->site != site)
			continue;
		o->value = aged(&a, o->value);
		o->handle = aged(&a, o->handle);
		join_older(st, o);
		i = UINT32_MAX; /* the array moved: start again */
	}
	dl_zeroed_replace(st, aged_term, &a);
	dl_state_sort_objects(st);
	dl_state_drop_facts(st, is_stale, &a);
}
