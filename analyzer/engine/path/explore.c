/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exploration of one function: property simulation (engine.md section 6). A
 * worklist over blocks in reverse post-order; states with equal objects merge,
 * others keep their own facts; at a loop head what the loop changes becomes
 * one symbol, so that every loop converges. Budgets count block visits.
 */
#include "engine/path/walk.h"

#include <stdlib.h>
#include <string.h>

#define MAX_VARIANTS 4
#define FAR_VARIANTS 6	/* ... where all of them are far from the next one */
#define MANY_STATES 24	/* from here on, two variants of facts for each set of objects */
#define BLUR_STATES 64	/* from here on, none */
#define MAX_STATES 128
#define BLUR_STEPS 6000
#define MAX_STEPS 20000
#define TELLS_APART 4		/* what a value weighs that only one of two variants can have */
#define MAX_MEMORY (256u << 20) /* bytes of one exploration */

/* ---- states that are over ---- */

struct dl_state *dl_copy_of(struct dl_explorer *ex, const struct dl_state *state)
{
	struct dl_state *copy = ex->spare_states;

	if (!copy)
		return dl_state_copy(ex->arena, state);
	ex->spare_states = copy->next_spare;
	dl_state_assign(copy, state);
	return copy;
}

void dl_drop_state(struct dl_explorer *ex, struct dl_state *state)
{
	state->next_spare = ex->spare_states;
	ex->spare_states = state;
}

/* ---- states of a block ---- */

static void make_dirty(struct dl_explorer *ex, uint32_t block, struct dl_entry *entry)
{
	uint32_t at = ex->cfg->position[block];

	entry->dirty = true;
	if (at < ex->first_dirty)
		ex->first_dirty = at;
}

/* What two states of one set of objects have alike, and what tells them apart. */
struct likeness {
	int alike;	/* facts and places */
	int apart;	/* values that only one of them can have */
	int far;	/* ... and that matter much: a pointer that is NULL, the place where something is kept */
};

/* What was made is kept here on the one way, and there on the other. */
static bool lies_elsewhere(const struct dl_object *a, const struct dl_object *b)
{
	for (uint32_t i = 0; i < a->alias_count; i++)
		for (uint32_t k = 0; k < b->alias_count; k++)
			if (a->aliases[i] == b->aliases[k])
				return false;
	return a->alias_count && b->alias_count;
}

static bool is_null(const struct dl_fact *f, const struct dl_sym *loc)
{
	return f->lo == 0 && f->hi == 0 && loc->type && loc->type->kind == DL_TYPE_PTR;
}

static void compare_values(const struct dl_state *a, const struct dl_binding *x, const struct dl_state *b,
			   const struct dl_binding *y, struct likeness *to)
{
	struct dl_fact f, g;

	if (x->value == y->value) {
		to->alike++;
		return;
	}
	f = dl_state_range(a, x->value);
	if (dl_fact_says_nothing(&f))
		return;
	g = dl_state_range(b, y->value);
	if (!dl_fact_disjoint(&f, &g))
		return;
	to->apart++;
	to->far += is_null(&f, x->loc) || is_null(&g, y->loc);
}

static int weight(const struct likeness *l)
{
	return l->alike - TELLS_APART * (l->apart + l->far);
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Whether @a and @b are more alike than @best, if there is that; @l is whole only then. */
static bool is_liker(struct likeness *l, const struct dl_state *a, const struct dl_state *b, const struct likeness *best)
{
	/* what may still come */
	int more = (int)(a->fact_count + least(a->env_len, b->env_len));

	*l = (struct likeness){0};
	for (uint32_t i = 0; i < a->object_count; i++)
		l->far += lies_elsewhere(&a->objects[i], &b->objects[i]);
	for (uint32_t i = 0, at = 0; i < a->fact_count; i++, more--) {
		const struct dl_fact *f = &a->facts[i], *g = dl_state_next_fact(b, &at, f->value);

		l->alike += g && f->lo == g->lo && f->hi == g->hi;
	}
	for (uint32_t i = 0, j = 0; i < a->env_len && j < b->env_len;) {
		if (best && weight(l) + more <= weight(best))
			return false;
		if (a->env[i].loc == b->env[j].loc) {
			compare_values(a, &a->env[i++], b, &b->env[j++], l);
			more--;
		} else if (a->env[i].loc->id < b->env[j].loc->id) {
			i++;
		} else {
			j++;
		}
	}
	return !best || weight(l) > weight(best);
}

/* The one of @variants that is most like @st; NULL: there are fewer of them than there may be. */
static struct dl_entry *nearest_of(struct dl_entry *const *variants, uint32_t count, uint32_t most,
				   const struct dl_state *st)
{
	struct dl_entry *best = NULL;
	struct likeness nearest = {0}, l;

	for (uint32_t i = 0; i < count && count >= most; i++) {
		if (is_liker(&l, variants[i]->state, st, best ? &nearest : NULL)) {
			best = variants[i];
			nearest = l;
		}
	}
	return nearest.far && most == MAX_VARIANTS && count < FAR_VARIANTS ? NULL : best;
}

/* @st, which is the callee's from now on, begins @block. */
static void add_entry(struct dl_explorer *ex, uint32_t block, struct dl_state *st)
{
	struct dl_block_entries *be = &ex->blocks[block];
	struct dl_entry *variants[MAX_STATES], *best;
	uint32_t count = 0, most = be->len > MANY_STATES ? 2 : MAX_VARIANTS;

	if (be->len >= BLUR_STATES || ex->steps > BLUR_STEPS) {
		ex->blurred = st->blurred = st->crowded = true;
		st->fact_count = 0;
		most = 1;
	}
	for (uint32_t i = 0; i < be->len; i++) {
		if (!dl_state_same_key(be->items[i].state, st))
			continue;
		if (dl_state_covers(be->items[i].state, st)) {
			dl_drop_state(ex, st);
			return;
		}
		variants[count++] = &be->items[i];
	}
	best = nearest_of(variants, count, most, st);
	if (best) {
		if (dl_state_merge(best->state, st, ex->syms, block))
			make_dirty(ex, block, best);
		dl_drop_state(ex, st);
		return;
	}
	if (be->len >= MAX_STATES) {
		ex->cut = true;
		return;
	}
	if (be->len == be->cap) {
		struct dl_entry *items;

		be->cap = be->cap * 2 + 4;
		items = DL_NEW_ARRAY(ex->arena, struct dl_entry, be->cap);
		if (be->len)
			memcpy(items, be->items, be->len * sizeof(*items));
		be->items = items;
	}
	be->items[be->len] = (struct dl_entry){ .state = st };
	make_dirty(ex, block, &be->items[be->len++]);
}

/* ---- edges ---- */

void dl_follow_edge(struct dl_explorer *ex, struct dl_state *st, uint32_t from, uint32_t to)
{
	const struct dl_cfg *cfg = ex->cfg;
	int back = dl_cfg_back_edge(cfg, from, to);

	for (uint32_t l = 0; l < cfg->loop_count; l++) {
		if (!dl_loop_has(&cfg->loops[l], from) || dl_loop_has(&cfg->loops[l], to))
			continue;
		st->rounds &= ~(1ULL << l);
		dl_leave_loop(ex, st, l);
	}
	if (back >= 0) {
		dl_close_round(ex, st, &cfg->loops[back]);
		st->rounds |= 1ULL << back;
	}
	add_entry(ex, to, st);
}

/* ---- blocks ---- */

static const struct dl_sym **new_temps(struct dl_explorer *ex, struct dl_frame *frame)
{
	uint32_t count = ex->cfg->temp_count[frame->block] + 1;

	if (frame->temp_cap < count) {
		frame->temps = DL_NEW_ARRAY(ex->arena, const struct dl_sym *, count);
		frame->temp_cap = count;
	}
	return frame->temps;
}

/* A block may have thousands of calls, each with several outcomes: what is over is used again. */
static struct dl_frame *take_frame(struct dl_explorer *ex)
{
	struct dl_frame *frame = ex->spare;

	if (!frame)
		return DL_NEW(ex->arena, struct dl_frame);
	ex->spare = frame->next_spare;
	return frame;
}

struct dl_frame *dl_frame_fork(struct dl_explorer *ex, const struct dl_frame *frame)
{
	struct dl_frame *fork = take_frame(ex);
	const struct dl_frame old = *fork;

	*fork = *frame;
	fork->temps = old.temps;
	fork->temp_cap = old.temp_cap;
	memcpy(new_temps(ex, fork), frame->temps,
	       (ex->cfg->temp_count[frame->block] + 1) * sizeof(*frame->temps));
	fork->state = dl_copy_of(ex, frame->state);
	return fork;
}

void dl_frame_drop(struct dl_explorer *ex, struct dl_frame *frame)
{
	if (frame->state)
		dl_drop_state(ex, frame->state);
	frame->state = NULL;
	frame->next_spare = ex->spare;
	ex->spare = frame;
}

void dl_frame_become(struct dl_explorer *ex, struct dl_frame *frame, struct dl_frame *other)
{
	struct dl_frame old = *frame;

	*frame = *other;
	*other = old;
	dl_frame_drop(ex, other);
}

static bool speaks_of(const struct dl_sym *value, void *sym)
{
	return dl_sym_mentions(value, sym);
}

/* One of two values, in a temporary of its block. What an earlier round of the block knew of it is not known of this one. */
static const struct dl_sym *either(struct dl_explorer *ex, struct dl_frame *into, uint32_t i)
{
	const struct dl_sym *value = dl_sym_unknown(ex->syms, &ex->func->blocks[into->block],
						    (int64_t)ex->cfg->first_temp[into->block] + i);

	dl_state_drop_facts(into->state, speaks_of, (void *)value);
	return value;
}

bool dl_frame_join(struct dl_explorer *ex, struct dl_frame *into, const struct dl_frame *from)
{
	if (!dl_state_same_key(into->state, from->state))
		return false;
	dl_state_merge(into->state, from->state, ex->syms, into->block);
	for (uint32_t i = 0; i < ex->cfg->temp_count[into->block]; i++)
		if (into->temps[i] != from->temps[i])
			into->temps[i] = either(ex, into, i);
	return true;
}

static void run_frame(struct dl_explorer *ex, struct dl_frame *frame, int depth)
{
	const struct dl_block *block = &ex->func->blocks[frame->block];

	while (frame->next < block->instr_count) {
		struct dl_frame *forks[DL_MAX_CASES];
		uint32_t n;

		ex->now = &block->instrs[frame->next++];
		n = dl_exec(ex, frame, ex->now, forks);
		ex->now = NULL;

		for (uint32_t i = 0; i < n; i++) {
			if (depth < 12)
				run_frame(ex, forks[i], depth + 1);
			else
				ex->cut = true;
			dl_frame_drop(ex, forks[i]);
		}
		ex->cut |= dl_arena_size(ex->arena) > MAX_MEMORY;
		if (frame->dead || ex->cut)
			return;
	}
	dl_take_term(ex, frame);
	/* its state lives on, or is over */
	frame->state = NULL;
}

static void run_block(struct dl_explorer *ex, uint32_t block, struct dl_state *state)
{
	struct dl_frame *frame = take_frame(ex);

	*frame = (struct dl_frame){ .temps = frame->temps, .temp_cap = frame->temp_cap, .block = block };
	ex->steps++;
	ex->block = block;
	dl_trace_block(ex, block, state);
	frame->state = dl_copy_of(ex, state);
	new_temps(ex, frame);
	memset(frame->temps, 0, ex->cfg->temp_count[block] * sizeof(*frame->temps));
	run_frame(ex, frame, 0);
	dl_frame_drop(ex, frame);
}

/* The first dirty entry in reverse post-order; false when all is done. */
static bool next_entry(struct dl_explorer *ex, uint32_t *block, struct dl_state **state)
{
	for (uint32_t i = ex->first_dirty; i < ex->cfg->block_count; i++) {
		uint32_t b = ex->cfg->order[i];
		struct dl_block_entries *be = &ex->blocks[b];

		if (ex->cfg->position[b] != i)
			break;
		ex->first_dirty = i;
		for (uint32_t k = 0; k < be->len; k++) {
			if (!be->items[k].dirty)
				continue;
			be->items[k].dirty = false;
			*block = b;
			*state = be->items[k].state;
			return true;
		}
	}
	return false;
}

/* ---- the whole function ---- */

/* Nothing is said about what is absent where something may have been missed. */
static void look_at_exits(struct dl_explorer *ex)
{
	for (size_t i = 0; i < ex->exits.len && !ex->degraded && !ex->cut; i++) {
		const struct dl_exit *e = &ex->exits.data[i];

		DL_HOOKS(exit, ex, e);
		for (uint32_t k = 0; k < e->state->object_count; k++)
			DL_HOOKS(exit_object, ex, e, &e->state->objects[k]);
	}
}

static void finish(struct dl_explorer *ex, struct dl_summary *summary)
{
	struct dl_analysis *an = ex->an;

	dl_trace_line(ex, "%s: end after %u steps, %zu exits%s%s%s", ex->func->name, ex->steps,
		      ex->exits.len, ex->blurred ? ", blurred" : "", ex->cut ? ", cut" : "",
		      ex->degraded ? ", degraded" : "");
	an->stats->explored++;
	an->stats->steps += ex->steps;
	an->stats->blurred_functions += ex->blurred;
	an->stats->cut_functions += ex->cut;
	look_at_exits(ex);
	dl_summary_build(ex, summary);
	DL_HOOKS(explored, ex);
	dl_map_free(&ex->owned);
	dl_map_free(&ex->handed);
	dl_map_free(&ex->asked_pointers);
	for (uint32_t l = 0; l < DL_MAX_LOOPS; l++)
		dl_map_free(&ex->loop_releases[l]);
	dl_vec_free(&ex->exits);
}

void dl_explore(struct dl_analysis *an, struct dl_func_info *info, struct dl_summary *summary)
{
	struct dl_explorer *ex = dl_xcalloc(1, sizeof(*ex));
	struct dl_state *start;
	uint32_t block = 0;

	ex->an = an;
	ex->info = info;
	ex->func = info->func;
	ex->cfg = info->cfg;
	ex->syms = an->syms;
	/* Stories, objects of events and summaries live on in the analysis's arena; states do not. */
	ex->arena = dl_arena_new();
	ex->degraded = info->func->degradation_count > 0;
	ex->own_locs = DL_NEW_ARRAY(ex->arena, const struct dl_sym *, ex->func->var_count + ex->func->temp_count + 1);
	ex->blocks = DL_NEW_ARRAY(ex->arena, struct dl_block_entries, ex->cfg->block_count + 1);
	for (size_t i = 0; i < dl_check_count; i++)
		ex->kept[i] = dl_arena_zalloc(ex->arena, dl_checks[i]->exploration_size);
	dl_collect_loop_releases(ex);
	dl_nonnull_prepare(ex);
	start = dl_state_new(ex->arena);
	if (info->start && info->start->zeroed && info->func->param_count && info->func->ret &&
	    info->func->ret->kind == DL_TYPE_INT)
		dl_zeroed_add(start, dl_sym_load(an->syms, dl_sym_var(an->syms, info->func, 0), 0),
			      DL_ZEROED_AROUND);
	add_entry(ex, 0, start);
	while (!ex->cut && next_entry(ex, &block, &start)) {
		if (ex->steps >= MAX_STEPS) {
			ex->cut = true;
			break;
		}
		run_block(ex, block, start);
	}
	finish(ex, summary);
	dl_arena_free(ex->arena);
	free(ex);
}

