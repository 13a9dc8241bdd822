/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rounds of loops: what a loop changes becomes one symbol at its head, and what it releases ends when it is
 * left.
 */
#include <stdlib.h>

#include "engine/path/walk.h"
#include "engine/program/prescan.h"

struct loop_edge {
	struct dl_explorer *ex;
	const struct dl_loop *loop;
};

static bool lies_in(const struct dl_explorer *ex, const struct dl_loop *loop,
		    const struct dl_instr *site)
{
	for (uint32_t b = 0; b < ex->func->block_count; b++) {
		const struct dl_block *block = &ex->func->blocks[b];

		if (site >= block->instrs && site < block->instrs + block->instr_count)
			return dl_loop_has(loop, b);
	}
	return false;
}

static bool varies_site(const struct loop_edge *e, const struct dl_instr *site)
{
	return lies_in(e->ex, e->loop, site);
}

#define MAX_DEPTH 30

/* Made anew in each round: says nothing about the next one. */
static bool varies(const struct loop_edge *e, const struct dl_sym *sym, int depth)
{
	if (depth > MAX_DEPTH)
		return true;
	if (!sym->has_phi && !sym->has_result && !sym->is_inner)
		return depth + sym->height > MAX_DEPTH;
	if (sym->kind == DL_SYM_PHI && dl_loop_has(e->loop, (uint32_t)sym->num))
		return true;
	if (sym->kind == DL_SYM_UNKNOWN || sym->kind == DL_SYM_RESULT)
		return varies_site(e, sym->site);
	if (sym->a && varies(e, sym->a, depth + 1))
		return true;
	if (sym->b && varies(e, sym->b, depth + 1))
		return true;
	for (uint32_t i = 0; i < sym->arg_count; i++)
		if (varies(e, sym->args[i], depth + 1))
			return true;
	return false;
}

static bool stale_fact(const struct dl_sym *value, void *ctx)
{
	return varies(ctx, value, 0);
}

static const struct dl_sym *lasting(void *ctx, const struct dl_sym *value)
{
	return varies(ctx, value, 0) ? NULL : value;
}

#define MAX_COUNTERS 8

/* No more than the sign: that a round adds something to it does not change it for ever. */
static struct dl_fact sign_of(const struct dl_state *st, const struct dl_sym *value)
{
	struct dl_fact now = dl_state_range(st, value), f = dl_fact_none;

	if (now.lo >= 0)
		f.lo = now.lo > 0;
	if (now.hi <= 0)
		f.hi = now.hi < 0 ? -1 : 0;
	return f;
}

static bool keeps_sign(const struct dl_type *type)
{
	return type && (type->kind == DL_TYPE_INT || type->kind == DL_TYPE_BOOL ||
			type->kind == DL_TYPE_ENUM || type->kind == DL_TYPE_PTR);
}

/*
 * Variables that the loop only counts up are at least what they are now in all rounds that follow,
 * those it only counts down at most that; of others that it sets the sign is kept. As facts of what
 * stands for them in a later round.
 */
static uint32_t find_counters(struct dl_explorer *ex, struct dl_state *st,
			      const struct dl_loop *loop, struct dl_fact *out)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < st->env_len && n < MAX_COUNTERS; i++) {
		const struct dl_binding *b = &st->env[i];
		struct dl_fact f, now;
		int way;

		if (b->loc->kind != DL_SYM_VAR || b->loc->num >= ex->func->var_count)
			continue;
		way = dl_loop_counts(loop, (uint32_t)b->loc->num);
		/* the result of this round's last call is the loop's when it was the last round */
		if (!way && keeps_sign(b->loc->type) && dl_loop_changes(loop, (uint32_t)b->loc->num) &&
		    !dl_state_object_of(st, b->value)) {
			/* of numbers that the loop sets there are only so many */
			f = dl_loop_sets_numbers(loop, (uint32_t)b->loc->num) ?
				    dl_state_range(st, b->value) : sign_of(st, b->value);
			f.value = dl_sym_phi(ex->syms, b->loc, loop->head);
			if (!dl_fact_says_nothing(&f))
				out[n++] = f;
		}
		if (!way)
			continue;
		f = dl_fact_none;
		now = dl_state_range(st, b->value);
		if (way > 0 && now.lo > INT32_MIN)
			f.lo = now.lo;
		/* an unsigned one may be meant to wrap around: `i < n; i--` */
		if (way < 0 && now.hi < INT32_MAX && b->loc->type && b->loc->type->is_signed)
			f.hi = now.hi;
		f.value = dl_sym_phi(ex->syms, b->loc, loop->head);
		if (!dl_fact_says_nothing(&f))
			out[n++] = f;
	}
	return n;
}

/* The same of what lies elsewhere and changes in each round, `ring->used++`: the sign is kept. */
static uint32_t find_kept_signs(struct dl_explorer *ex, struct dl_state *st, const struct loop_edge *e,
				struct dl_fact *out, uint32_t n)
{
	for (uint32_t i = 0; i < st->env_len && n < MAX_COUNTERS; i++) {
		const struct dl_binding *b = &st->env[i];
		struct dl_fact f;

		if (b->loc->kind == DL_SYM_VAR || !keeps_sign(b->loc->type) || varies(e, b->loc, 0) ||
		    !varies(e, b->value, 0) || dl_state_object_of(st, b->value))
			continue;
		f = sign_of(st, b->value);
		f.value = dl_sym_phi(ex->syms, b->loc, e->loop->head);
		if (!dl_fact_says_nothing(&f))
			out[n++] = f;
	}
	return n;
}

/* The state goes round the loop: what the loop changes is something of any round. */
void dl_close_round(struct dl_explorer *ex, struct dl_state *st, const struct dl_loop *loop)
{
	struct loop_edge e = { ex, loop };
	struct dl_fact counters[MAX_COUNTERS];
	uint32_t counter_count = find_counters(ex, st, loop, counters);

	counter_count = find_kept_signs(ex, st, &e, counters, counter_count);
	DL_HOOKS(loop_back, ex, st, &(struct dl_round){ loop, stale_fact, &e });
	for (uint32_t i = 0; i < st->env_len;) {
		struct dl_binding *b = &st->env[i];
		bool has_object = dl_state_object_of(st, b->value);

		if (b->loc->kind == DL_SYM_VAR) {
			if (!has_object && b->loc->num < ex->func->var_count &&
			    dl_loop_changes(loop, (uint32_t)b->loc->num))
				b->value = dl_sym_phi(ex->syms, b->loc, loop->head);
			i++;
		} else if (has_object && !varies(&e, b->loc, 0)) {
			i++;
		} else if (varies(&e, b->loc, 0)) {
			/* another element has this name next time; as an alias it still serves for matching */
			dl_state_forget(st, b->loc);
		} else {
			if (varies(&e, b->value, 0))
				b->value = dl_sym_phi(ex->syms, b->loc, loop->head);
			i++;
		}
	}
	for (uint32_t i = 0; i < st->object_count; i++)
		if (!st->objects[i].older && varies_site(&e, st->objects[i].site))
			st->objects[i].earlier = true;
	dl_zeroed_replace(st, lasting, &e);
	dl_state_drop_facts(st, stale_fact, &e);
	for (uint32_t i = 0; i < counter_count; i++)
		dl_state_note(st, counters[i].value, &counters[i]);
}

/*
 * A list that was lent in vain in the round that is left: what this loop releases is what rounds
 * have lent. Handles are left out: telling their failures apart costs too many states.
 */
bool dl_failed_in_round(const struct dl_explorer *ex, const struct dl_object *o, uint32_t loop)
{
	if (!o->sg || o->state != DL_OBJ_FAILED || o->older || o->earlier)
		return false;
	return lies_in(ex, &ex->cfg->loops[loop], o->site);
}

/* The loop releases what it finds in memory that outlives the function. */
bool dl_loop_releases_fields(const struct dl_explorer *ex, uint32_t loop)
{
	uint32_t locals = 0;

	for (uint32_t v = 0; v < ex->func->var_count; v++)
		locals += dl_map_has(&ex->loop_releases[loop], dl_var_key(ex->func, v));
	return ex->loop_releases[loop].len > locals;
}

/* A variable holds what the round that is left has made: the path shows whether it was released. */
static bool is_of_this_round(const struct dl_explorer *ex, const struct dl_object *o,
			     const struct dl_sym *alias, uint32_t loop)
{
	return alias->kind == DL_SYM_VAR && !o->older && !o->earlier &&
	       lies_in(ex, &ex->cfg->loops[loop], o->site);
}

/*
 * Leaving a loop that releases a slot ends the objects of that slot, however
 * often the loop ran: the loop was written to undo what was done.
 */
void dl_leave_loop(struct dl_explorer *ex, struct dl_state *st, uint32_t loop)
{
	DL_HOOKS(loop_left, ex, st, loop);
	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];
		bool released = false;

		if (o->state == DL_OBJ_RELEASED || !ex->loop_releases[loop].len ||
		    dl_failed_in_round(ex, o, loop))
			continue;
		for (uint32_t h = 0; h < o->alias_count && !released; h++) {
			uint64_t key = dl_home_key(o->aliases[h]);
			const struct dl_sym *root = dl_sym_root(o->aliases[h]);

			if (is_of_this_round(ex, o, o->aliases[h], loop))
				continue;
			released = key && dl_map_has(&ex->loop_releases[loop], key);
			if (!dl_sym_last_field(o->aliases[h]) && root->kind == DL_SYM_VAR &&
			    root->site == ex->func)
				key = dl_var_key(ex->func, (uint32_t)root->num);
			released |= key && dl_map_has(&ex->loop_releases[loop], key);
		}
		if (released) {
			DL_HOOKS(lost, ex, st, o, o->origin,
				 &ex->func->blocks[ex->cfg->loops[loop].head].term.loc);
			o->state = DL_OBJ_RELEASED;
			dl_story_add(ex, st, DL_STORY_RELEASE,
				     &ex->func->blocks[ex->cfg->loops[loop].head].term.loc, o, o->value,
				     true);
		}
	}
}

static void note_loop_load(struct dl_map *out, struct dl_scanned *s, const struct dl_instr *load)
{
	const struct dl_place *place = load->place;
	struct dl_val loaded = { .kind = DL_VAL_TEMP, .num = load->dst };

	for (uint32_t i = place->step_count; i > 0; i--) {
		if (place->steps[i - 1].kind == DL_STEP_FIELD) {
			dl_map_put(out, dl_field_key(place->steps[i - 1].record,
						     place->steps[i - 1].field), (void *)1);
			return;
		}
	}
	/* an element of what a local pointer points to: of the field that the pointer came from */
	if (place->base == DL_BASE_TEMP || (place->step_count && place->steps[0].kind == DL_STEP_DEREF))
		dl_scanned_fields(s, &loaded, out);
	if (place->base == DL_BASE_VAR)
		dl_map_put(out, dl_var_key(s->func, place->index), (void *)1);
	else if (place->base == DL_BASE_GLOBAL)
		dl_map_put(out, dl_global_key(place->name), (void *)1);
}

/* A loop with a release in it: every field and array that its body loads may be what is released. */
void dl_collect_loop_releases(struct dl_explorer *ex)
{
	struct dl_scanned s = { .an = ex->an, .info = ex->info, .func = ex->func };

	if (!ex->cfg->loop_count)
		return;
	dl_scanned_begin(&s);
	for (uint32_t l = 0; l < ex->cfg->loop_count; l++) {
		bool releases = false;

		for (int pass = 0; pass < 2; pass++) {
			for (uint32_t b = 0; b < ex->func->block_count; b++) {
				const struct dl_block *block = &ex->func->blocks[b];

				if (!dl_loop_has(&ex->cfg->loops[l], b))
					continue;
				for (uint32_t i = 0; i < block->instr_count; i++) {
					const struct dl_instr *in = &block->instrs[i];
					struct dl_func_info *callee = dl_callee_of(ex->an, in);
					const struct dl_model *m = in->op == DL_OP_CALL && !callee ?
								   dl_model_of(ex->an, in) : NULL;

					if (pass == 0) {
						releases |= m && dl_model_ends(m);
						releases |= callee && callee->releases.len;
						continue;
					}
					if (in->op == DL_OP_LOAD)
						note_loop_load(&ex->loop_releases[l], &s, in);
					for (size_t k = 0; callee && k < callee->releases.len; k++)
						dl_map_put(&ex->loop_releases[l],
							   callee->releases.entries[k].key, (void *)1);
				}
			}
			if (!releases)
				break;
		}
	}
}
