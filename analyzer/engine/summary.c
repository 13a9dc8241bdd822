/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Summaries (engine.md section 7): what a function does, in terms of its
 * parameters, split by how it ends. Applying one to a call replaces the
 * parameters by the arguments and gives a state per case that is possible.
 */
#include "engine/analysis.h"

#include <inttypes.h>
#include <string.h>

#define SMALL_FUNCTION 120
#define MAX_FORKS 2	/* calls in one block whose outcomes all stay apart */

static bool is_worth_exploring(struct dl_analysis *an, struct dl_func_info *info)
{
	if (info->direct || info->instr_count <= SMALL_FUNCTION)
		return true;
	for (uint32_t i = 0; i < info->callee_count; i++) {
		const struct dl_func_info *callee = an->callees.data[info->first_callee + i];

		if (callee->direct || (callee->summary && callee->summary->visible))
			return true;
	}
	return false;
}

struct dl_summary *dl_summary_of(struct dl_analysis *an, struct dl_func_info *info)
{
	if (info->progress == DL_EXPLORED)
		return info->summary;
	if (info->progress == DL_EXPLORING)
		return NULL;
	info->progress = DL_EXPLORING;
	if (is_worth_exploring(an, info)) {
		info->summary = DL_NEW(an->arena, struct dl_summary);
		dl_explore(an, info, info->summary);
	}
	info->progress = DL_EXPLORED;
	return info->summary;
}

/* ---- building ---- */

/* Built from parameters, globals and constants alone: means something to a caller. */
static bool is_external(const struct dl_func *func, const struct dl_sym *sym, int depth)
{
	if (depth > 12)
		return false;
	switch (sym->kind) {
	case DL_SYM_INT:
	case DL_SYM_STR:
	case DL_SYM_FUNC:
	case DL_SYM_GLOBAL:
	case DL_SYM_LITERAL: return true;
	case DL_SYM_VAR: return sym->site == func && sym->num < func->param_count;
	case DL_SYM_RESULT:
	case DL_SYM_UNKNOWN:
	case DL_SYM_PHI: return false;
	case DL_SYM_ADDR:
		/* the address of a parameter's own storage is local */
		if (dl_loc_is_local(sym->a))
			return false;
		break;
	default: break;
	}
	if (sym->a && !is_external(func, sym->a, depth + 1))
		return false;
	if (sym->b && !is_external(func, sym->b, depth + 1))
		return false;
	for (uint32_t i = 0; i < sym->arg_count; i++)
		if (!is_external(func, sym->args[i], depth + 1))
			return false;
	return true;
}

struct exported {
	const struct dl_func *func;
	const struct dl_exit *exit;
	const struct dl_object *objects[DL_MAX_CASE_OBJECTS];
	uint32_t count;
};

static bool carries_exported(const struct exported *x, const struct dl_sym *value)
{
	for (uint32_t i = 0; i < x->count; i++)
		if (dl_sym_derives(value, x->objects[i]->value) ||
		    (x->objects[i]->handle && dl_sym_derives(value, x->objects[i]->handle)))
			return true;
	return false;
}

/* Objects that the caller can see: returned, or kept in memory that it can reach. */
static void choose_objects(struct exported *x)
{
	const struct dl_state *st = x->exit->state;

	for (uint32_t i = 0; i < st->object_count && x->count < DL_MAX_CASE_OBJECTS; i++) {
		const struct dl_object *o = &st->objects[i];
		bool seen = x->exit->ret && dl_sym_mentions(x->exit->ret, o->value);

		if (o->older || o->state == DL_OBJ_RELEASED)
			continue;
		if (x->exit->ret && o->handle && dl_sym_derives(x->exit->ret, o->handle))
			seen = true;
		for (uint32_t h = 0; h < o->home_count; h++)
			seen |= !dl_loc_is_local(o->homes[h]) &&
				is_external(x->func, o->homes[h], 0);
		if (o->sg && is_external(x->func, o->sg, 0))
			seen = true;
		if (seen)
			x->objects[x->count++] = o;
	}
}

struct renumber {
	const struct exported *x;
	struct dl_syms *syms;
};

/*
 * Inside a summary the results of exported objects keep their own symbols;
 * dl_summary_apply() gives them new ones. What is not external and belongs to
 * no exported object has no meaning outside.
 */
static const struct dl_sym *external_or_null(const struct exported *x, const struct dl_sym *value)
{
	if (!value)
		return NULL;
	if (is_external(x->func, value, 0) || carries_exported(x, value))
		return value;
	if (value->kind == DL_SYM_CALL && value->arg_count == 1 &&
	    (carries_exported(x, value->args[0]) || is_external(x->func, value->args[0], 0)))
		return value;
	if (value->kind == DL_SYM_BIN && (is_external(x->func, value->b, 0)) && value->has_result) {
		const struct dl_sym *inner = external_or_null(x, value->a);

		return inner ? value : NULL;
	}
	return NULL;
}

static void export_case(struct dl_explorer *ex, const struct dl_exit *exit,
			struct dl_summary_case *c)
{
	const struct dl_state *st = exit->state;
	struct exported x = { .func = ex->func, .exit = exit };

	memset(c, 0, sizeof(*c));
	choose_objects(&x);
	if (exit->ret) {
		c->range = dl_state_range(st, exit->ret);
		c->range.value = exit->ret;
	}
	c->ret = external_or_null(&x, exit->ret);
	if (!c->ret && exit->ret) {
		/* keep at least the sign: it tells outcomes apart */
		struct dl_fact f = dl_state_range(st, exit->ret);

		if (f.lo == f.hi)
			c->ret = dl_sym_int(ex->syms, f.lo);
		else if (f.hi < 0)
			c->ret = dl_sym_int(ex->syms, -22);
	}
	for (uint32_t i = 0; i < st->fact_count && c->guard_count < DL_MAX_GUARDS; i++)
		if (is_external(ex->func, st->facts[i].value, 0))
			c->guards[c->guard_count++] = st->facts[i];
	for (uint32_t i = 0; i < x.count; i++) {
		struct dl_object *o = &c->objects[c->object_count++];

		*o = *x.objects[i];
		o->dev = external_or_null(&x, o->dev);
		o->buf = external_or_null(&x, o->buf);
		o->size = external_or_null(&x, o->size);
		o->dir = external_or_null(&x, o->dir);
		o->count = external_or_null(&x, o->count);
		o->sg = external_or_null(&x, o->sg);
	}
	for (uint32_t i = 0; i < st->env_len && c->store_count < DL_MAX_STORES; i++) {
		const struct dl_binding *b = &st->env[i];

		if (dl_loc_is_local(b->loc) || !is_external(ex->func, b->loc, 0))
			continue;
		if (b->value == dl_sym_load(ex->syms, b->loc, 0))
			continue;
		if (external_or_null(&x, b->value))
			c->stores[c->store_count++] = *b;
	}
	for (uint32_t i = 0; i < st->effect_count; i++) {
		const struct dl_effect *e = &st->effects[i];

		if (!is_external(ex->func, e->value, 0))
			continue;
		/* a place that the caller can name is exported as a store */
		if (e->kind == DL_EFFECT_KEEP && e->loc && is_external(ex->func, e->loc, 0))
			continue;
		if (!c->effects)
			c->effects = DL_NEW_ARRAY(ex->an->arena, struct dl_effect, DL_MAX_EFFECTS);
		c->effects[c->effect_count] = st->effects[i];
		c->effects[c->effect_count].dir = external_or_null(&x, st->effects[i].dir);
		c->effects[c->effect_count].size = external_or_null(&x, st->effects[i].size);
		c->effects[c->effect_count].dev = external_or_null(&x, st->effects[i].dev);
		c->effects[c->effect_count].count = external_or_null(&x, st->effects[i].count);
		c->effect_count++;
	}
}

static int outcome(const struct dl_sym *ret)
{
	if (!ret)
		return 0;
	if (ret->kind != DL_SYM_INT)
		return 1;
	return ret->num == 0 ? 2 : ret->num < 0 ? 3 : 4;
}

static bool is_nonzero(const struct dl_summary_case *c)
{
	const struct dl_fact *f = &c->range;

	return f->value && (f->lo > 0 || f->hi < 0 || (f->has_ne && f->ne == 0));
}

static bool same_case(const struct dl_summary_case *a, const struct dl_summary_case *b)
{
	if (is_nonzero(a) != is_nonzero(b) || outcome(a->ret) != outcome(b->ret) || (outcome(a->ret) == 1 && a->ret != b->ret) ||
	    a->object_count != b->object_count || a->effect_count != b->effect_count ||
	    a->store_count != b->store_count)
		return false;
	for (uint32_t i = 0; i < a->object_count; i++)
		if (a->objects[i].value != b->objects[i].value ||
		    a->objects[i].state != b->objects[i].state)
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

/* Keep only the guards that both have. */
static void join_guards(struct dl_summary_case *a, const struct dl_summary_case *b)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < a->guard_count; i++) {
		bool there = false;

		for (uint32_t k = 0; k < b->guard_count; k++)
			there |= b->guards[k].value == a->guards[i].value &&
				 b->guards[k].lo == a->guards[i].lo &&
				 b->guards[k].hi == a->guards[i].hi &&
				 b->guards[k].has_ne == a->guards[i].has_ne;
		if (there)
			a->guards[n++] = a->guards[i];
	}
	a->guard_count = n;
}

/* A guard that needs to be checked, not only known: a predicate of a parameter. */
static bool has_check_guard(const struct dl_summary_case *c)
{
	for (uint32_t i = 0; i < c->guard_count; i++)
		if (c->guards[i].value->kind == DL_SYM_CALL)
			return true;
	return false;
}

void dl_summary_build(struct dl_explorer *ex, struct dl_summary *summary)
{
	if (ex->cut) {
		summary->top = true;
		return;
	}
	summary->never_returns = ex->exits.len == 0 && !ex->degraded;
	for (size_t i = 0; i < ex->exits.len; i++) {
		struct dl_summary_case c;
		uint32_t k;

		export_case(ex, &ex->exits.data[i], &c);
		for (k = 0; k < summary->case_count; k++)
			if (same_case(&summary->cases[k], &c))
				break;
		if (k < summary->case_count) {
			join_guards(&summary->cases[k], &c);
			continue;
		}
		if (summary->case_count == DL_MAX_CASES) {
			summary->top = true;
			return;
		}
		summary->cases[summary->case_count++] = c;
		summary->visible |= c.object_count || c.effect_count || has_check_guard(&c);
	}
}

/* ---- applying ---- */

struct apply {
	struct dl_explorer *ex;
	struct dl_frame *frame;
	const struct dl_instr *call;
	const struct dl_func *callee;
	const struct dl_sym **args;
	uint32_t arg_count;
	const struct dl_summary_case *c;
};

static const struct dl_sym *subst(void *ctx, const struct dl_sym *sym)
{
	const struct apply *a = ctx;
	struct dl_syms *syms = a->ex->syms;

	if (sym->kind == DL_SYM_LOAD) {
		const struct dl_sym *loc = sym->a;

		if (loc->kind == DL_SYM_VAR && loc->site == a->callee) {
			if (loc->num < a->arg_count)
				return a->args[loc->num];
			return dl_sym_unknown(syms, a->call, 300 + loc->num);
		}
		/* what the place holds now, not at the start of this function */
		loc = dl_sym_replace(syms, loc, subst, ctx);
		return dl_state_read(a->frame->state, syms, loc);
	}
	if (sym->kind == DL_SYM_RESULT) {
		for (uint32_t i = 0; i < a->c->object_count; i++) {
			const struct dl_object *o = &a->c->objects[i];
			int64_t base = DL_RESULT_FIRST_CASE + 2 * (int64_t)i;

			if (sym == o->value)
				return dl_sym_typed(dl_sym_result(syms, a->call, base, false), sym->type);
			if (sym == o->handle)
				return dl_sym_typed(dl_sym_result(syms, a->call, base + 1, false), sym->type);
		}
		return dl_sym_unknown(syms, a->call, 400 + sym->num);
	}
	return NULL;
}

static const struct dl_sym *map_sym(struct apply *a, const struct dl_sym *sym)
{
	return sym ? dl_sym_replace(a->ex->syms, sym, subst, a) : NULL;
}

static bool apply_guards(struct apply *a)
{
	for (uint32_t i = 0; i < a->c->guard_count; i++) {
		const struct dl_fact *g = &a->c->guards[i];
		const struct dl_sym *v = map_sym(a, g->value);
		struct dl_syms *s = a->ex->syms;
		struct dl_state *st = a->frame->state;
		bool possible = true;

		if (g->lo == g->hi)
			possible = dl_world_take(a->ex, st, dl_sym_bin(s, DL_BIN_EQ, v, dl_sym_int(s, g->lo)),
						 true, a->frame->block, &a->call->loc);
		else if (g->has_ne)
			possible = dl_world_take(a->ex, st, dl_sym_bin(s, DL_BIN_NE, v, dl_sym_int(s, g->ne)),
						 true, a->frame->block, &a->call->loc);
		else if (g->lo != INT64_MIN && g->lo > -4096)
			possible = dl_state_assume(st, dl_sym_bin(s, DL_BIN_GE, v, dl_sym_int(s, g->lo)), true);
		else if (g->hi != INT64_MAX)
			possible = dl_state_assume(st, dl_sym_bin(s, DL_BIN_LE, v, dl_sym_int(s, g->hi)), true);
		if (!possible)
			return false;
	}
	return true;
}

static void apply_objects(struct apply *a)
{
	for (uint32_t i = 0; i < a->c->object_count; i++) {
		struct dl_object o = a->c->objects[i];
		int64_t base = DL_RESULT_FIRST_CASE + 2 * (int64_t)i;
		uint32_t homes = o.home_count;
		const struct dl_sym *old[DL_MAX_HOMES];

		memcpy(old, o.homes, sizeof(old));
		dl_sym_typed(dl_sym_result(a->ex->syms, a->call, base, false), o.value->type);
		o.handle = o.handle == o.value ? dl_sym_result(a->ex->syms, a->call, base, false) :
			   o.handle ? dl_sym_result(a->ex->syms, a->call, base + 1, false) : NULL;
		o.value = dl_sym_result(a->ex->syms, a->call, base, false);
		o.site = a->call;
		o.number = base;
		o.dev = map_sym(a, o.dev);
		o.buf = map_sym(a, o.buf);
		o.size = map_sym(a, o.size);
		o.dir = map_sym(a, o.dir);
		o.count = map_sym(a, o.count);
		o.sg = map_sym(a, o.sg);
		o.home_count = 0;
		o.stored = false;
		for (uint32_t h = 0; h < homes; h++) {
			const struct dl_sym *loc;

			if (!is_external(a->callee, old[h], 0) || dl_loc_is_local(old[h]))
				continue;
			loc = map_sym(a, old[h]);
			dl_object_add_home(&o, loc);
			o.stored |= !dl_loc_is_local(loc);
		}
		if (o.sg && !(o.sg->kind == DL_SYM_ADDR && dl_loc_is_local(o.sg->a)))
			o.stored = true;
		dl_story_add(a->ex, a->frame->state, DL_STORY_CALL, a->call->loc, o.origin, o.value,
			     false);
		dl_state_add_object(a->frame->state, &o);
	}
}

/*
 * The callee kept the value. In a field: a home under a base that only the callee knew. Passed on out
 * of sight: it may be checked or released there.
 */
static void keep_value(struct apply *a, const struct dl_effect *e, const struct dl_sym *value)
{
	struct dl_state *st = a->frame->state;
	const struct dl_sym *base = dl_sym_pointer_base(value);
	struct dl_object *o = dl_state_object_of(st, value);
	const struct dl_sym *field = e->loc ? dl_sym_last_field(e->loc) : NULL;

	if (o && field && o->handle == o->value) {
		const struct dl_sym *unknown = dl_sym_unknown(a->ex->syms, a->call, 70);

		o->stored = true;
		dl_object_add_home(o, dl_sym_field(a->ex->syms, dl_sym_deref(a->ex->syms, unknown),
						   field->record, field->field, (uint32_t)field->num));
	} else if (o) {
		o->escaped = o->stored = true;
	} else {
		dl_keep_param(a->ex, a->frame, a->call, value, e->loc);
	}
	for (uint32_t k = 0; k < st->object_count; k++)
		if (st->objects[k].sg && dl_sym_pointer_base(st->objects[k].sg) == base)
			st->objects[k].escaped = true;
}

static bool is_param(const struct dl_sym *value)
{
	value = dl_sym_strip(value);
	return value->kind == DL_SYM_LOAD && value->a->kind == DL_SYM_VAR;
}

/* Another case with the same outcome releases it: so may this one. */
static void apply_may_releases(struct apply *a, const struct dl_summary *summary)
{
	for (uint32_t i = 0; i < summary->case_count; i++) {
		const struct dl_summary_case *c = &summary->cases[i];

		/* a result that nobody looks at keeps no outcomes apart */
		if (c == a->c || (a->call->dst != DL_NO_TEMP && outcome(c->ret) != outcome(a->c->ret)))
			continue;
		for (uint32_t k = 0; k < c->effect_count; k++) {
			struct dl_release r = {
				.at = c->effects[k].at, .func = c->effects[k].func,
				.model = c->effects[k].model, .in_context = true,
			};

			if (c->effects[k].kind != DL_EFFECT_RELEASE)
				continue;
			r.value = map_sym(a, c->effects[k].value);
			dl_do_release(a->ex, a->frame, &r);
		}
	}
}

static void apply_effects(struct apply *a)
{
	for (uint32_t i = 0; i < a->c->effect_count; i++) {
		const struct dl_effect *e = &a->c->effects[i];
		const struct dl_sym *value = map_sym(a, e->value);
		struct dl_release r = {
			.at = e->at, .func = e->func, .model = e->model, .value = value,
			.dir = map_sym(a, e->dir), .size = map_sym(a, e->size),
			.dev = map_sym(a, e->dev), .count = map_sym(a, e->count),
			.is_sync = e->kind == DL_EFFECT_SYNC, .must = e->must,
			.in_context = !is_param(e->value),
		};

		switch (e->kind) {
		case DL_EFFECT_RELEASE:
		case DL_EFFECT_SYNC: dl_do_release(a->ex, a->frame, &r); break;
		case DL_EFFECT_USE:
			if (e->must)
				dl_use_value(a->ex, a->frame, a->call, e->model, value, DL_USE_MMIO);
			break;
		case DL_EFFECT_SINK:
			if (e->must)
				dl_buffer_reaches_dma(a->ex, a->frame, a->call, e->model, value);
			break;
		case DL_EFFECT_FREE_BUFFER:
			if (e->must)
				dl_free_buffer(a->ex, a->frame, a->call, value);
			break;
		case DL_EFFECT_KEEP: keep_value(a, e, value); break;
		}
	}
}

static void apply_stores(struct apply *a)
{
	const struct dl_sym *locs[DL_MAX_STORES], *values[DL_MAX_STORES];

	/* all are read before any is written: they happened at once for the caller */
	for (uint32_t i = 0; i < a->c->store_count; i++) {
		locs[i] = map_sym(a, a->c->stores[i].loc);
		values[i] = map_sym(a, a->c->stores[i].value);
	}
	for (uint32_t i = 0; i < a->c->store_count; i++) {
		struct dl_object *o = dl_state_object_of(a->frame->state, values[i]);

		dl_state_write(a->frame->state, a->ex->arena, locs[i], values[i]);
		if (!o)
			continue;
		dl_object_add_home(o, locs[i]);
		o->stored |= !dl_loc_is_local(locs[i]);
	}
}

static bool apply_case(struct apply *a, const struct dl_summary *summary)
{
	const struct dl_sym *ret = NULL;

	if (!apply_guards(a))
		return false;
	/* effects speak of the state before the call's own stores */
	apply_effects(a);
	apply_may_releases(a, summary);
	apply_objects(a);
	if (a->c->ret)
		ret = map_sym(a, a->c->ret);
	apply_stores(a);
	if (!ret)
		ret = dl_sym_result(a->ex->syms, a->call, DL_RESULT_VALUE, false);
	if (is_nonzero(a->c) &&
	    !dl_world_take(a->ex, a->frame->state, dl_sym_bin(a->ex->syms, DL_BIN_NE, ret,
							      dl_sym_int(a->ex->syms, 0)),
			   true, a->frame->block, &a->call->loc))
		return false;
	dl_set_temp(a->ex, a->frame, a->call->dst, ret);
	return true;
}

/* Arguments that the summary says nothing about may still be kept by the callee. */
static bool callee_is_silent(const struct dl_summary *summary)
{
	for (uint32_t i = 0; i < summary->case_count; i++) {
		const struct dl_summary_case *c = &summary->cases[i];

		if (c->object_count || c->effect_count || c->store_count)
			return false;
	}
	return true;
}

uint32_t dl_summary_apply(struct dl_explorer *ex, struct dl_frame *frame,
			  const struct dl_instr *call, const struct dl_summary *summary,
			  const struct dl_func *callee, const struct dl_sym **args,
			  struct dl_frame **out)
{
	struct apply a = { ex, NULL, call, callee, args, call->arg_count, NULL };
	struct dl_frame *first = NULL;
	uint32_t forks = 0;

	if (a.arg_count > 32)
		a.arg_count = 32;
	dl_age_objects(ex, frame, call);
	/* a record whose address is handed over may be copied from there */
	for (uint32_t i = 0; i < a.arg_count; i++)
		if (args[i]->kind == DL_SYM_ADDR && dl_loc_is_local(args[i]->a))
			dl_keep_below(frame->state, args[i]->a);
	if (callee_is_silent(summary))
		for (uint32_t i = 0; i < a.arg_count; i++) {
			const struct dl_sym *base = dl_sym_pointer_base(args[i]);

			if (base->kind == DL_SYM_ADDR && dl_loc_is_local(base->a) &&
			    !dl_state_bound(frame->state, base->a))
				dl_state_write(frame->state, ex->arena, base->a,
					       dl_sym_unknown(ex->syms, call, 50 + (int64_t)i));
		}
	for (uint32_t i = 0; i < summary->case_count; i++) {
		a.frame = dl_frame_fork(ex, frame);
		a.c = &summary->cases[i];
		if (!apply_case(&a, summary))
			continue;
		a.frame->forks++;
		if (!first) {
			first = a.frame;
			continue;
		}
		/* Calls in a row multiply: after some, only objects keep the outcomes apart. */
		if (frame->forks >= MAX_FORKS) {
			bool joined = dl_frame_join(ex, first, a.frame);

			for (uint32_t k = 0; k < forks && !joined; k++)
				joined = dl_frame_join(ex, out[k], a.frame);
			if (joined)
				continue;
		}
		out[forks++] = a.frame;
	}
	if (first)
		*frame = *first;
	else
		frame->dead = true;
	return forks;
}

/* ---- text ---- */

static const char *const state_names[] = { "unchecked", "failed", "partly", "ok", "released" };
static const char *const effect_names[] = { "release", "use", "sync", "sink", "free", "keep" };

void dl_summary_print(const struct dl_func *func, const struct dl_summary *summary,
		      struct dl_buf *out)
{
	dl_buf_printf(out, "summary %s%s\n", func->name, summary->top ? " top" : "");
	for (uint32_t i = 0; i < summary->case_count && !summary->top; i++) {
		const struct dl_summary_case *c = &summary->cases[i];

		dl_buf_puts(out, "  case return ");
		if (c->ret)
			dl_sym_print(c->ret, out);
		else
			dl_buf_puts(out, "?");
		for (uint32_t k = 0; k < c->guard_count; k++) {
			const struct dl_fact *g = &c->guards[k];

			dl_buf_puts(out, k ? " and " : " when ");
			dl_sym_print(g->value, out);
			if (g->lo == g->hi)
				dl_buf_printf(out, " == %" PRId64, g->lo);
			else if (g->has_ne)
				dl_buf_printf(out, " != %" PRId64, g->ne);
			else
				dl_buf_printf(out, " in %" PRId64 "..%" PRId64, g->lo, g->hi);
		}
		dl_buf_puts(out, "\n");
		for (uint32_t k = 0; k < c->object_count; k++) {
			const struct dl_object *o = &c->objects[k];

			dl_buf_printf(out, "    %s %s", o->model->name, state_names[o->state]);
			for (uint32_t h = 0; h < o->home_count; h++) {
				dl_buf_puts(out, h ? ", " : " in ");
				dl_sym_print(o->homes[h], out);
			}
			dl_buf_puts(out, "\n");
		}
		for (uint32_t k = 0; k < c->effect_count; k++) {
			dl_buf_printf(out, "    %s %s ", c->effects[k].must ? "must" : "may",
				      effect_names[c->effects[k].kind]);
			dl_sym_print(c->effects[k].value, out);
			dl_buf_puts(out, "\n");
		}
	}
}
