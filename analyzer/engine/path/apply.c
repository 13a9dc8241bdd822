/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Applying a summary to a call: the parameters become the arguments, and each case that is possible
 * gives a state of its own. What is known before and after: apply_known.c; building summaries: summary.c,
 * modelled.c; one effect: effect.c.
 */
#include "engine/path/apply.h"

#include <string.h>

#define MAX_FORKS 2	/* calls in one block whose outcomes all stay apart */

/* Version of what a place holds after a callee has changed it, to what cannot be said. */
int64_t dl_changed_by(const struct dl_instr *call)
{
	return (int64_t)call->loc.line << 16 | (call->loc.col & 0xffff) | 1;
}

static const struct dl_sym *subst(void *ctx, const struct dl_sym *sym);

/* Cases and stores name the same places again and again. */
static const struct dl_sym *replace_params(struct dl_apply *a, const struct dl_sym *sym)
{
	uint32_t i = sym->id % DL_APPLY_TERMS;

	if (sym->has_read || sym->has_result)
		return dl_sym_replace(a->ex->syms, sym, subst, a);
	if (a->terms[i].from != sym) {
		a->terms[i].to = dl_sym_replace(a->ex->syms, sym, subst, a);
		a->terms[i].from = sym;
	}
	return a->terms[i].to;
}

/* What the callee has got: its result, or what a place holds after the call (apply_stores()). */
static const struct dl_sym *own_memory(struct dl_apply *a)
{
	const struct dl_sym *place = a->c->own_place;
	struct dl_syms *syms = a->ex->syms;

	if (!place)
		return dl_sym_result(syms, a->call, DL_RESULT_VALUE, false);
	place = replace_params(a, place);
	return dl_sym_load(syms, place, dl_changed_by(a->call));
}

static const struct dl_sym *subst(void *ctx, const struct dl_sym *sym)
{
	struct dl_apply *a = ctx;
	struct dl_syms *syms = a->ex->syms;

	/* the same to all */
	if (!sym->scope && !sym->has_read && !sym->has_result)
		return sym;
	if (sym->kind == DL_SYM_LOAD) {
		const struct dl_sym *loc = sym->a;

		if (loc->kind == DL_SYM_VAR && loc->site == a->summary->func) {
			if (loc->num < a->arg_count)
				return a->args[loc->num];
			return dl_sym_unknown(syms, a->call, 300 + loc->num);
		}
		/* what the place holds now, not at the start of this function */
		loc = replace_params(a, loc);
		return dl_read(a->ex, a->frame->state, loc);
	}
	if (sym->kind == DL_SYM_RESULT && a->summary->model)
		return dl_sym_result(syms, a->call, sym->num, false);
	if (sym->kind == DL_SYM_RESULT) {
		for (uint32_t i = 0; i < a->c->object_count; i++) {
			const struct dl_object *o = &a->c->objects[i];
			int64_t base = DL_RESULT_FIRST_CASE + 2 * (int64_t)i;

			if (sym == o->value)
				return dl_sym_typed(dl_sym_result(syms, a->call, base, false), sym->type);
			if (sym == o->handle)
				return dl_sym_typed(dl_sym_result(syms, a->call, base + 1, false), sym->type);
		}
		if (sym == a->c->own)
			return own_memory(a);
		return dl_sym_unknown(syms, a->call, 400 + sym->num);
	}
	return NULL;
}

static bool is_param(const struct dl_apply *a, const struct dl_sym *sym)
{
	return sym->kind == DL_SYM_LOAD && sym->a->kind == DL_SYM_VAR &&
	       sym->a->site == a->summary->func;
}

const struct dl_sym *dl_apply_in_caller(struct dl_apply *a, const struct dl_sym *sym)
{
	if (!sym)
		return NULL;
	/* what a model names, a call may leave out */
	if (a->summary->model && is_param(a, sym))
		return sym->a->num < a->arg_count ? a->args[sym->a->num] : NULL;
	return replace_params(a, sym);
}

static const struct dl_sym *term_in_caller(void *ctx, const struct dl_sym *term)
{
	return dl_apply_in_caller(ctx, term);
}

/* Where the callee left it, in places that mean something here. */
static void import_homes(struct dl_apply *a, struct dl_object *o)
{
	const struct dl_sym *old[DL_MAX_ALIASES];
	uint32_t aliases = o->alias_count;

	memcpy(old, o->aliases, sizeof(old));
	o->alias_count = 0;
	o->stored = false;
	for (uint32_t h = 0; h < aliases; h++) {
		const struct dl_sym *loc;

		if (dl_loc_is_local(old[h]))
			continue;
		loc = dl_sym_is_external(a->summary->func, old[h]) ||
		      (a->c->own && dl_sym_root(old[h]) == a->c->own) ? dl_apply_in_caller(a, old[h]) :
								       dl_hidden_home(a->ex, a->call, old[h]);
		/* memory that only the callee knew, such as what it returns */
		if (!loc) {
			o->stored = true;
			continue;
		}
		dl_object_add_alias(o, loc);
		o->stored |= !dl_loc_is_local(loc);
	}
	if (o->sg && !(o->sg->kind == DL_SYM_ADDR && dl_loc_is_local(o->sg->a)))
		o->stored = true;
	if (o->sg)
		DL_HOOKS(remade, a->ex, a->frame->state, o->sg);
}

static void import_object(struct dl_apply *a, struct dl_object *o)
{
	o->calls++;
	/* one of several that the callee made: any other is as good */
	o->earlier |= o->older;
	o->older = false;
	DL_HOOKS(import_object, a->ex, a->frame->state, o);
	import_homes(a, o);
}

static void apply_object(struct dl_apply *a, uint32_t i)
{
	struct dl_object o = a->c->objects[i], *added;
	bool made_here = a->summary->model;
	struct dl_story *node;
	int64_t base = made_here ? o.number : DL_RESULT_FIRST_CASE + 2 * (int64_t)i;

	dl_sym_typed(dl_sym_result(a->ex->syms, a->call, base, false), o.value->type);
	o.handle = o.handle == o.value ? dl_sym_result(a->ex->syms, a->call, base, false) :
		   o.handle ? dl_sym_result(a->ex->syms, a->call, base + 1, false) : NULL;
	o.value = dl_sym_result(a->ex->syms, a->call, base, false);
	o.site = a->call;
	o.number = base;
	o.terms = dl_terms_convert(&o.terms, term_in_caller, a);
	o.sg = dl_apply_in_caller(a, o.sg);
	if (a->call->dst == DL_NO_TEMP && o.state == DL_OBJ_UNCHECKED &&
	    dl_object_is_known_done(a->summary, a->c, &a->c->objects[i]))
		o.state = DL_OBJ_PARTLY;
	if (made_here)
		dl_begin_object(a->ex, a->frame, a->call, &o);
	else
		import_object(a, &o);
	node = dl_story_add(a->ex, a->frame->state, made_here ? DL_STORY_MAKE : DL_STORY_CALL,
			    &a->call->loc, &o, o.value, !made_here && (dl_case_outcome(a->c) == 3 || o.mark));
	node->left = a->c->left;
	node->inner = a->c->way;
	node->inner_object = &a->c->objects[i];
	node->may_fail = dl_case_outcome(a->c) >= 3 || dl_case_is_nonzero(a->c) || o.mark ||
			 o.state == DL_OBJ_FAILED;
	if (made_here)
		DL_HOOKS(make, a->ex, a->frame, a->call, a->args, &o);
	added = dl_state_add_object(a->frame->state, &o);
	if (o.mark)
		dl_state_note(a->frame->state, o.value,
			      &(struct dl_fact){ .lo = o.mark->num, .hi = o.mark->num });
	if (made_here && added)
		DL_HOOKS(made, a->ex, a->frame, a->call, added);
}

/* Another case with the same outcome releases it: so may this one. */
static void apply_may_releases(struct dl_apply *a)
{
	const struct dl_summary *summary = a->summary;

	for (uint32_t i = 0; i < summary->case_count; i++) {
		const struct dl_summary_case *c = &summary->cases[i];

		/* a result that nobody looks at keeps no outcomes apart */
		if (c == a->c || (a->call->dst != DL_NO_TEMP && dl_case_outcome(c) != dl_case_outcome(a->c)))
			continue;
		for (uint32_t k = 0; k < c->effect_count; k++) {
			struct dl_release r = {
				.at = c->effects[k].at, .func = c->effects[k].func,
				.model = c->effects[k].model, .in_context = true,
			};

			/* what this one does itself it has done for certain */
			if (c->effects[k].kind != DL_EFFECT_RELEASE || dl_case_does_same(a->c, &c->effects[k]))
				continue;
			r.value = dl_apply_in_caller(a, c->effects[k].value);
			dl_do_release(a->ex, a->frame, &r);
		}
	}
}

static void apply_effects(struct dl_apply *a)
{
	for (uint32_t i = 0; i < a->c->effect_count; i++) {
		const struct dl_effect *e = &a->c->effects[i];
		struct dl_done d = { .call = a->call, .args = a->args, .effect = e };

		d.value = dl_apply_in_caller(a, e->value);
		/* older kernels' tests are given the handle alone */
		if (e->kind == DL_EFFECT_ASK && !d.value && a->arg_count)
			d.value = a->args[a->arg_count - 1];
		if (e->value && !d.value)
			continue;
		d.terms = dl_terms_convert(&e->terms, term_in_caller, a);
		if (e->kind == DL_EFFECT_RELEASE || e->kind == DL_EFFECT_REFRESH) {
			d.certain = dl_apply_is_certain(a, e);
			d.assumed = dl_apply_is_assumed(a, e);
			d.chosen = e->kind == DL_EFFECT_RELEASE && dl_apply_is_chosen(a, e);
		}
		a->ex->below = e->at ? e->calls + 1 : 0;
		a->ex->via = e->at ? a->call : NULL;
		if (e->kind == DL_EFFECT_ASK)
			a->answer = dl_ask(a->ex, a->frame, a->call, e->model, d.value);
		else
			dl_do_effect(a->ex, a->frame, &d);
	}
	a->ex->below = 0;
	a->ex->via = NULL;
}

static void note_written(struct dl_apply *a, const struct dl_sym *whole)
{
	struct dl_state *st = a->frame->state;

	if (whole->kind != DL_SYM_DEREF)
		return;
	dl_forget_answers(a->ex->an, st, whole->a, true);
	/* found by the callee itself: it may be what this function has made */
	if (whole->a->kind == DL_SYM_CALL || whole->a->kind == DL_SYM_UNKNOWN)
		dl_zeroed_forget(st, NULL);
}

/* That is no condition of the path. */
static void note_nonzero(struct dl_state *st, const struct dl_sym *value)
{
	struct dl_fact f = dl_fact_none;

	f.by_use = true;
	dl_fact_narrow(&f, DL_BIN_NE, 0);
	dl_state_note(st, value, &f);
}

static void apply_stores(struct dl_apply *a)
{
	const struct dl_sym *locs[DL_MAX_STORES], *values[DL_MAX_STORES];

	/* all are read before any is written: they happened at once for the caller */
	for (uint32_t i = 0; i < a->c->store_count; i++) {
		locs[i] = dl_apply_in_caller(a, a->c->stores[i].loc);
		values[i] = a->c->stores[i].value ? dl_apply_in_caller(a, a->c->stores[i].value) :
			    dl_sym_load(a->ex->syms, locs[i], dl_changed_by(a->call));
	}
	for (uint32_t i = 0; i < a->c->store_count; i++) {
		struct dl_object *o = dl_state_object_of(a->frame->state, values[i]);

		if (a->summary->model) {
			dl_store(a->ex, a->frame, a->call, locs[i], values[i]);
			continue;
		}
		note_written(a, dl_sym_whole(locs[i]));
		dl_state_write(a->frame->state, locs[i], values[i]);
		if (!a->c->stores[i].value && a->c->nonzero_stores >> i & 1)
			note_nonzero(a->frame->state, values[i]);
		DL_HOOKS(case_store, a->ex, a->frame->state, &a->applied, &a->c->stores[i],
			 &(struct dl_store){ a->call, locs[i], values[i], o });
		/* what our callers cannot name is kept all the same */
		if (!o && !dl_loc_is_local(locs[i]) && !dl_sym_is_external(a->ex->func, locs[i]))
			dl_keep_param(a->ex, a->frame, a->call, values[i], locs[i]);
		if (!o)
			continue;
		dl_object_add_alias(o, locs[i]);
		if (!dl_loc_is_local(locs[i]) && o->site != a->call)
			dl_story_act(a->ex, a->frame->state, DL_STORY_STORE, a->call, a->ex->func, o, locs[i]);
		o->stored |= !dl_loc_is_local(locs[i]);
	}
}

/*
 * A word of the driver's own record, in memory of the device, from where somebody takes it to release it:
 * kept as by a store.
 */
static void keep_in_device(struct dl_apply *a)
{
	const struct dl_model *m = a->summary->model;
	const struct dl_sym *value;

	if (m->role != DL_ROLE_MMIO_WRITE || (uint32_t)m->arg_value >= a->arg_count)
		return;
	value = a->args[m->arg_value];
	for (uint32_t i = 0; value->kind != DL_SYM_INT && i < a->arg_count; i++) {
		const struct dl_sym *loc = a->args[i]->kind == DL_SYM_ADDR ? a->args[i]->a : NULL;

		if (loc && loc->kind == DL_SYM_FIELD && loc->record && !loc->record->is_core &&
		    dl_releases_elsewhere(a->ex->an, NULL, dl_loc_key(loc)))
			dl_store(a->ex, a->frame, a->call, loc, value);
	}
}

/* A failure that the caller does not look at: it knows that what it passes will be kept. */
static void refuse_values(struct dl_apply *a)
{
	for (uint32_t i = 0; i < a->arg_count; i++) {
		struct dl_object *o = dl_state_object_of(a->frame->state, a->args[i]);

		if (o)
			o->escaped = true;
	}
}

static const struct dl_sym *result_of(struct dl_apply *a)
{
	const struct dl_sym *ret = a->answer;

	if (!ret && a->summary->pure)
		ret = dl_pure_result(a->ex, a->frame, a->call, a->summary->model, a->args);
	if (!ret)
		ret = dl_apply_in_caller(a, a->c->ret);
	return ret;
}

/* With what only some of its ways access, where this call is known to take one of them. */
static void find_accesses(struct dl_apply *a)
{
	const struct dl_fact *when = &a->c->when;
	bool holds = when->value && dl_apply_is_known(a, when, dl_apply_in_caller(a, when->value));

	a->applied.reads_params = a->c->reads_params | (holds ? a->c->reads_when : 0);
	a->applied.writes_params = a->c->writes_params | (holds ? a->c->writes_when : 0);
}

static bool apply_case(struct dl_apply *a, const struct dl_summary_case *c)
{
	const struct dl_model *model = a->summary->model;
	const struct dl_sym *ret;

	a->c = c;
	a->assumed = false;
	a->answer = NULL;
	if (a->call->dst == DL_NO_TEMP && dl_case_is_known_done(a->summary, c))
		return false;
	if (!dl_apply_guards(a))
		return false;
	a->applied.assumed = a->assumed;
	if (!model)
		find_accesses(a);
	if (!model)
		DL_HOOKS(case_begin, a->ex, a->frame, &a->applied, a->c);
	/* effects speak of the state before the call's own stores */
	apply_effects(a);
	apply_may_releases(a);
	for (uint32_t i = 0; i < c->object_count; i++)
		apply_object(a, i);
	ret = result_of(a);
	apply_stores(a);
	if (model)
		keep_in_device(a);
	if (!ret)
		ret = dl_sym_result(a->ex->syms, a->call, DL_RESULT_VALUE, false);
	if (model && ret->site == a->call) {
		dl_sym_made_by(ret, model);
		if (model->zeroed)
			dl_zeroed_add(a->frame->state, ret, DL_ZEROED_OWN);
	}
	if (model)
		dl_change_length(a->ex, a->frame, a->call, model, a->args);
	if (model)
		dl_note_owner(a->ex, a->call, model, a->args);
	if (!dl_apply_range(a, ret) || !dl_apply_exclude_marks(a, ret))
		return false;
	if (a->summary->asks &&
	    !dl_take_answer(a->ex, a->frame, a->call, a->summary->func, a->args, ret))
		return false;
	if (a->call->dst == DL_NO_TEMP && dl_case_outcome(a->c) == 3)
		refuse_values(a);
	if (model)
		DL_HOOKS(called, a->ex, a->frame, a->call, model, a->args, ret);
	else
		DL_HOOKS(case_end, a->ex, a->frame, &a->applied);
	dl_set_temp(a->ex, a->frame, a->call->dst, ret);
	return true;
}

/* Locals that the callee is given by address hold something after the call. */
static void write_given(struct dl_apply *a)
{
	for (uint32_t i = 0; i < a->arg_count; i++) {
		const struct dl_sym *base = dl_sym_pointer_base(a->args[i]);

		if (base->kind == DL_SYM_ADDR && dl_loc_is_local(base->a) &&
		    !dl_state_bound(a->frame->state, base->a))
			dl_state_write(a->frame->state, base->a,
				       dl_sym_unknown(a->ex->syms, a->call, 50 + (int64_t)i));
	}
}

/* There was no room for all that it stores. */
static bool has_full_case(const struct dl_summary *s)
{
	for (uint32_t i = 0; i < s->case_count; i++)
		if (s->cases[i].store_count == DL_MAX_STORES)
			return true;
	return false;
}

static void begin(struct dl_apply *a)
{
	const struct dl_summary *s = a->summary;

	if (!s->model || s->cases[0].object_count)
		dl_recency_step(a->ex, a->frame, a->call);
	if (!s->model) {
		a->applied = (struct dl_applied){
			.call = a->call, .args = a->args, .arg_count = a->arg_count,
			.callee = dl_callee_of(a->ex->an, a->call) };
		DL_HOOKS(apply, a->ex, a->frame, &a->applied);
	}
	if (!s->model)
		dl_hand_zeroed(a->frame->state, a->args, a->arg_count, s->case_count && has_full_case(s));
	/* a record whose address is handed over may be copied from there */
	for (uint32_t i = 0; i < a->arg_count && !s->model; i++)
		if (a->args[i]->kind == DL_SYM_ADDR && dl_loc_is_local(a->args[i]->a))
			dl_keep_below(a->frame->state, a->args[i]->a);
	if (s->may_write)
		write_given(a);
}

/*
 * A failure that the caller does not look at, which leaves alone what it is given: the caller knows that
 * it cannot happen here.
 */
static bool is_unseen_failure(const struct dl_apply *a, const struct dl_summary_case *c)
{
	bool carries = false;

	if (a->call->dst != DL_NO_TEMP || dl_case_outcome(c) != 3)
		return false;
	for (uint32_t k = 0; k < c->effect_count; k++)
		if (c->effects[k].kind == DL_EFFECT_RELEASE)
			return false;
	/* it fails because of what it is given */
	for (uint32_t i = 0; i < c->guard_count; i++)
		if (c->guards[i].value->kind == DL_SYM_CALL)
			return false;
	for (uint32_t i = 0; i < a->arg_count; i++)
		carries |= dl_state_object_of(a->frame->state, a->args[i]) != NULL;
	return carries;
}

/* @value is computed from what the caller has made. */
static bool is_of_object(const struct dl_state *st, const struct dl_sym *value)
{
	for (uint32_t i = 0; i < st->object_count; i++)
		if (value != st->objects[i].value && dl_sym_derives(value, st->objects[i].value))
			return true;
	return false;
}

/*
 * A helper without result that does nothing if the handle looks odd as a number: that is said to nobody, and
 * the caller releases what it has given to be kept.
 */
static bool is_unseen_oddity(const struct dl_apply *a, const struct dl_summary_case *c)
{
	if (c->ret || c->store_count || c->effect_count || c->object_count)
		return false;
	for (uint32_t i = 0; i < c->guard_count; i++) {
		const struct dl_sym *v = c->guards[i].value;

		if (v->kind == DL_SYM_BIN && is_of_object(a->frame->state, dl_apply_in_caller((struct dl_apply *)a, v)))
			return true;
	}
	return false;
}

static bool is_unseen_refusal(const struct dl_apply *a, const struct dl_summary_case *c)
{
	return is_unseen_failure(a, c) || is_unseen_oddity(a, c);
}

/* The ways on from a call. */
struct ways {
	struct dl_frame *first;
	struct dl_frame **out;	/* the others */
	uint32_t forks;
};

static void try_case(struct dl_apply *a, struct dl_frame *frame, const struct dl_summary_case *c,
		     struct ways *w)
{
	struct dl_frame *fork = dl_frame_fork(a->ex, frame);
	bool possible;

	a->frame = fork;
	possible = apply_case(a, c);
	a->frame = frame;
	if (!possible) {
		dl_frame_drop(a->ex, fork);
		return;
	}
	fork->forks++;
	if (!w->first) {
		w->first = fork;
		return;
	}
	/* Calls in a row multiply: after some, only objects keep the outcomes apart. */
	if (frame->forks >= MAX_FORKS) {
		bool joined = dl_frame_join(a->ex, w->first, fork);

		for (uint32_t k = 0; k < w->forks && !joined; k++)
			joined = dl_frame_join(a->ex, w->out[k], fork);
		if (joined) {
			dl_frame_drop(a->ex, fork);
			return;
		}
	}
	w->out[w->forks++] = fork;
}

uint32_t dl_summary_apply(struct dl_explorer *ex, struct dl_frame *frame,
			  const struct dl_instr *call, const struct dl_summary *summary,
			  const struct dl_sym **args, struct dl_frame **out)
{
	struct dl_apply a = { .ex = ex, .frame = frame, .call = call, .args = args,
			   .arg_count = call->arg_count, .summary = summary, .before = frame->state };
	struct ways w = { .out = out };

	if (a.arg_count > 32)
		a.arg_count = 32;
	begin(&a);
	if (summary->case_count == 1) {
		frame->dead |= !apply_case(&a, &summary->cases[0]);
		frame->forks += !summary->model;
		return 0;
	}
	/* refusals only when there is nothing else */
	for (int refusals = 0; refusals < 2 && !w.first; refusals++)
		for (uint32_t i = 0; i < summary->case_count; i++)
			if (is_unseen_refusal(&a, &summary->cases[i]) == refusals)
				try_case(&a, frame, &summary->cases[i], &w);
	if (w.first)
		dl_frame_become(ex, frame, w.first);
	else
		frame->dead = true;
	return w.forks;
}
