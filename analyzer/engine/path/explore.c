/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exploration of one function: property simulation (engine.md section 6). A
 * worklist over blocks in reverse post-order; states with equal objects merge,
 * others keep their own facts; at a loop head what the loop changes becomes
 * one symbol, so that every loop converges. Budgets count block visits.
 */
#include "engine/path/path.h"

#include <stdlib.h>
#include <string.h>

#define MAX_VARIANTS 4
#define MANY_STATES 24	/* from here on, two variants of facts for each set of objects */
#define BLUR_STATES 64	/* from here on, none */
#define MAX_STATES 128
#define BLUR_STEPS 6000
#define MAX_STEPS 20000

/* ---- edges ---- */

struct loop_edge {
	struct dl_explorer *ex;
	const struct dl_loop *loop;
};

static bool varies_site(const struct loop_edge *e, const struct dl_instr *site)
{
	for (uint32_t b = 0; b < e->ex->func->block_count; b++) {
		const struct dl_block *block = &e->ex->func->blocks[b];

		if (site >= block->instrs && site < block->instrs + block->instr_count)
			return dl_loop_has(e->loop, b);
	}
	return false;
}

/* Made anew in each round: says nothing about the next one. */
static bool varies(const struct loop_edge *e, const struct dl_sym *sym, int depth)
{
	if (depth > 30)
		return true;
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

#define MAX_COUNTERS 8

/* No more than the sign: that a round adds something to it does not change it for ever. */
static struct dl_fact sign_of(const struct dl_state *st, const struct dl_sym *value)
{
	struct dl_fact now = dl_state_range(st, value), f = dl_fact_none;

	if (now.lo >= 0)
		f.lo = 0;
	if (now.hi <= 0)
		f.hi = now.hi < 0 ? -1 : 0;
	return f;
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
		if (!way && b->loc->type && b->loc->type->kind == DL_TYPE_INT &&
		    b->loc->type->is_signed && b->value->kind != DL_SYM_PHI &&
		    dl_loop_changes(loop, (uint32_t)b->loc->num) &&
		    !dl_state_object_of(st, b->value)) {
			f = sign_of(st, b->value);
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

/* The state goes round the loop: what the loop changes is something of any round. */
static void close_round(struct dl_explorer *ex, struct dl_state *st, const struct dl_loop *loop)
{
	struct loop_edge e = { ex, loop };
	struct dl_fact counters[MAX_COUNTERS];
	uint32_t counter_count = find_counters(ex, st, loop, counters);

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
			/* another element has this name next time; as a home it still serves for matching */
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
	dl_state_drop_facts(st, stale_fact, &e);
	for (uint32_t i = 0; i < counter_count; i++)
		dl_state_note(st, counters[i].value, &counters[i]);
}

/*
 * A list that was mapped in vain in the round that is left: what this loop releases is what rounds
 * have mapped. Handles are left out: telling their failures apart costs too many states.
 */
bool dl_failed_in_round(const struct dl_explorer *ex, const struct dl_object *o, uint32_t loop)
{
	if (!o->sg || o->state != DL_OBJ_FAILED || o->older || o->earlier)
		return false;
	for (uint32_t b = 0; b < ex->func->block_count; b++) {
		const struct dl_block *block = &ex->func->blocks[b];

		if (o->site >= block->instrs && o->site < block->instrs + block->instr_count)
			return dl_loop_has(&ex->cfg->loops[loop], b);
	}
	return false;
}

/* The loop releases what it finds in memory that outlives the function. */
bool dl_loop_releases_fields(const struct dl_explorer *ex, uint32_t loop)
{
	uint32_t locals = 0;

	for (uint32_t v = 0; v < ex->func->var_count; v++)
		locals += dl_map_has(&ex->loop_releases[loop], dl_var_key(ex->func, v));
	return ex->loop_releases[loop].len > locals;
}

/*
 * Leaving a loop that releases a slot ends the mappings of that slot, however
 * often the loop ran: the loop was written to undo what was done.
 */
static void discharge_loop(struct dl_explorer *ex, struct dl_state *st, uint32_t loop)
{
	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];
		bool released = false;

		if (o->state == DL_OBJ_RELEASED || !ex->loop_releases[loop].len ||
		    dl_failed_in_round(ex, o, loop))
			continue;
		for (uint32_t h = 0; h < o->home_count && !released; h++) {
			uint64_t key = dl_loc_key(o->homes[h]);
			const struct dl_sym *root = dl_sym_root(o->homes[h]);

			if (!key && root->kind == DL_SYM_VAR && root->site == ex->func)
				key = dl_var_key(ex->func, (uint32_t)root->num);
			released = key && dl_map_has(&ex->loop_releases[loop], key);
		}
		if (released) {
			DL_HOOKS(lost, ex, st, o, o->origin,
				 &ex->func->blocks[ex->cfg->loops[loop].head].term.loc);
			o->state = DL_OBJ_RELEASED;
			dl_story_add(ex, st, DL_STORY_RELEASE,
				     ex->func->blocks[ex->cfg->loops[loop].head].term.loc, o->origin,
				     o->value, true);
		}
	}
}

static bool join_entry(struct dl_explorer *ex, uint32_t block, struct dl_entry *entry,
		       const struct dl_state *st)
{
	if (!dl_state_merge(entry->state, st, ex->syms, ex->arena, block))
		return false;
	entry->dirty = true;
	return true;
}

static uint32_t common_facts(const struct dl_state *a, const struct dl_state *b)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < a->fact_count; i++)
		for (uint32_t j = 0; j < b->fact_count; j++)
			n += a->facts[i].value == b->facts[j].value &&
			     a->facts[i].lo == b->facts[j].lo && a->facts[i].hi == b->facts[j].hi;
	for (uint32_t i = 0, j = 0; i < a->env_len && j < b->env_len;) {
		if (a->env[i].loc == b->env[j].loc)
			n += a->env[i++].value == b->env[j++].value;
		else if (a->env[i].loc->id < b->env[j].loc->id)
			i++;
		else
			j++;
	}
	return n;
}

static void add_entry(struct dl_explorer *ex, uint32_t block, struct dl_state *st)
{
	struct dl_block_entries *be = &ex->blocks[block];
	struct dl_entry *best = NULL;
	uint32_t variants = 0, best_common = 0;
	bool crowded = be->len >= BLUR_STATES || ex->steps > BLUR_STEPS;

	if (crowded) {
		ex->blurred = st->blurred = st->crowded = true;
		st->fact_count = 0;
	}
	for (uint32_t i = 0; i < be->len; i++) {
		struct dl_entry *e = &be->items[i];
		uint32_t common;

		if (!dl_state_same_key(e->state, st))
			continue;
		if (dl_state_covers(e->state, st))
			return;
		variants++;
		common = common_facts(e->state, st);
		if (!best || common > best_common) {
			best = e;
			best_common = common;
		}
	}
	if (best && (crowded || variants >= (be->len > MANY_STATES ? 2 : MAX_VARIANTS))) {
		join_entry(ex, block, best, st);
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
	be->items[be->len++] = (struct dl_entry){ .state = st, .dirty = true };
}

static void follow_edge(struct dl_explorer *ex, struct dl_state *st, uint32_t from, uint32_t to)
{
	const struct dl_cfg *cfg = ex->cfg;
	int back = dl_cfg_back_edge(cfg, from, to);

	for (uint32_t l = 0; l < cfg->loop_count; l++) {
		if (!dl_loop_has(&cfg->loops[l], from) || dl_loop_has(&cfg->loops[l], to))
			continue;
		st->rounds &= ~(1ULL << l);
		DL_HOOKS(loop_left, ex, st, l);
		discharge_loop(ex, st, l);
	}
	if (back >= 0) {
		close_round(ex, st, &cfg->loops[back]);
		st->rounds |= 1ULL << back;
	}
	add_entry(ex, to, st);
}

/* ---- terminators ---- */

static void add_exit(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_term *term)
{
	struct dl_exit e = { .state = frame->state, .loc = term->loc, .block = frame->block };

	if (term->cond.kind != DL_VAL_NONE)
		e.ret = dl_eval(ex, frame, &term->cond);
	if (ex->exits.len < 512)
		dl_vec_push(&ex->exits, e);
	else
		ex->cut = true;
}

/* `x <= 16` of unsigned numbers: x is no negative number that was converted. */
static bool bounds_unsigned(struct dl_explorer *ex, struct dl_state *st, uint32_t block,
			    const struct dl_term *term, const struct dl_sym *cond, bool truth)
{
	const struct dl_block *b = &ex->func->blocks[block];
	bool below = cond->kind == DL_SYM_BIN && (truth ? cond->sub == DL_BIN_LT || cond->sub == DL_BIN_LE :
						  cond->sub == DL_BIN_GT || cond->sub == DL_BIN_GE);

	if (!below || cond->b->kind != DL_SYM_INT || cond->b->num < 0 ||
	    term->cond.kind != DL_VAL_TEMP)
		return true;
	for (uint32_t i = 0; i < b->instr_count; i++) {
		const struct dl_instr *in = &b->instrs[i];
		const struct dl_type *type = in->a.type;

		if (in->op == DL_OP_BIN && in->dst == (uint32_t)term->cond.num && type &&
		    type->kind == DL_TYPE_INT && !type->is_signed)
			return dl_state_assume(st, dl_sym_bin(ex->syms, DL_BIN_GE, cond->a,
							      dl_sym_int(ex->syms, 0)), true);
	}
	return true;
}

static void take_branch(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_term *term)
{
	const struct dl_sym *cond = dl_eval(ex, frame, &term->cond);
	int known = dl_state_truth(frame->state, cond);
	struct dl_state *sides[2] = { NULL, NULL };

	for (int truth = 1; truth >= 0; truth--) {
		struct dl_state *st;

		if (known >= 0 && known != truth)
			continue;
		st = dl_state_copy(ex->arena, frame->state);
		if (!dl_take_side(ex, st, cond, truth, frame->block, &term->loc) ||
		    !bounds_unsigned(ex, st, frame->block, term, cond, truth))
			continue;
		if (known < 0)
			st->last_branch = ex->cfg->position[frame->block];
		if (!ex->info->keeps_fact[frame->block]) {
			st->fact_count = frame->state->fact_count;
			memcpy(st->facts, frame->state->facts, sizeof(st->facts));
		}
		if (known < 0 && st->object_count)
			dl_story_add(ex, st, DL_STORY_BRANCH, term->loc, NULL, cond, truth);
		sides[truth] = st;
	}
	for (int truth = 1; truth >= 0; truth--) {
		if (!sides[truth])
			continue;
		if (sides[!truth])
			sides[truth]->last_choice = frame->block + 1;
		follow_edge(ex, sides[truth], frame->block, term->targets[truth ? 0 : 1]);
	}
}

/* The default is none of the cases. */
static bool excludes_cases(struct dl_explorer *ex, struct dl_state *st, const struct dl_sym *value,
			   const struct dl_term *term)
{
	for (uint32_t k = 0; k < term->case_count; k++) {
		const struct dl_case *c = &term->cases[k];
		struct dl_fact f = dl_state_range(st, value);
		enum dl_bin op = c->low == c->high ? DL_BIN_NE : DL_BIN_GT;

		/* of a range, no more can be said than on which side of it the value is */
		if (op == DL_BIN_GT && f.lo < c->low) {
			if (f.hi > c->high)
				continue;
			op = DL_BIN_LT;
		}
		if (!dl_state_assume(st, dl_sym_bin(ex->syms, op, value,
						    dl_sym_int(ex->syms, op == DL_BIN_LT ?
							       c->low : c->high)), true))
			return false;
	}
	return true;
}

static void take_switch(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_term *term)
{
	const struct dl_sym *value = dl_eval(ex, frame, &term->cond);

	for (uint32_t i = 0; i < term->target_count; i++) {
		struct dl_state *st = dl_state_copy(ex->arena, frame->state);

		if (i < term->case_count) {
			const struct dl_case *c = &term->cases[i];
			enum dl_bin lower = c->low == c->high ? DL_BIN_EQ : DL_BIN_GE;

			if (!dl_state_assume(st, dl_sym_bin(ex->syms, lower, value,
							    dl_sym_int(ex->syms, c->low)), true))
				continue;
			if (c->low != c->high &&
			    !dl_state_assume(st, dl_sym_bin(ex->syms, DL_BIN_LE, value,
							    dl_sym_int(ex->syms, c->high)), true))
				continue;
		} else if (value->kind == DL_SYM_INT) {
			bool taken = false;

			for (uint32_t k = 0; k < term->case_count; k++)
				taken |= value->num >= term->cases[k].low &&
					 value->num <= term->cases[k].high;
			if (taken)
				continue;
		} else if (!excludes_cases(ex, st, value, term)) {
			continue;
		}
		st->last_branch = ex->cfg->position[frame->block];
		follow_edge(ex, st, frame->block, term->targets[i]);
	}
}

static void take_term(struct dl_explorer *ex, struct dl_frame *frame)
{
	const struct dl_term *term = &ex->func->blocks[frame->block].term;

	switch (term->kind) {
	case DL_TERM_JUMP: follow_edge(ex, frame->state, frame->block, term->targets[0]); break;
	case DL_TERM_BRANCH: take_branch(ex, frame, term); break;
	case DL_TERM_SWITCH: take_switch(ex, frame, term); break;
	case DL_TERM_RETURN: add_exit(ex, frame, term); break;
	case DL_TERM_INDIRECT:
		for (uint32_t i = 0; i < term->target_count; i++)
			follow_edge(ex, dl_state_copy(ex->arena, frame->state), frame->block,
				    term->targets[i]);
		break;
	case DL_TERM_UNREACHABLE: break;
	}
}

/* ---- blocks ---- */

struct dl_frame *dl_frame_fork(struct dl_explorer *ex, const struct dl_frame *frame)
{
	struct dl_frame *fork = dl_arena_memdup(ex->arena, frame, sizeof(*frame));

	fork->state = dl_state_copy(ex->arena, frame->state);
	fork->temps = dl_arena_memdup(ex->arena, frame->temps,
				      (ex->cfg->temp_count[frame->block] + 1) * sizeof(*frame->temps));
	return fork;
}

bool dl_frame_join(struct dl_explorer *ex, struct dl_frame *into, const struct dl_frame *from)
{
	if (!dl_state_same_key(into->state, from->state))
		return false;
	dl_state_merge(into->state, from->state, ex->syms, ex->arena, into->block);
	for (uint32_t i = 0; i < ex->cfg->temp_count[into->block]; i++)
		if (into->temps[i] != from->temps[i])
			into->temps[i] = dl_sym_unknown(ex->syms, into->temps, (int64_t)i);
	return true;
}

static void run_frame(struct dl_explorer *ex, struct dl_frame *frame, int depth)
{
	const struct dl_block *block = &ex->func->blocks[frame->block];

	while (frame->next < block->instr_count) {
		struct dl_frame *forks[DL_MAX_CASES];
		uint32_t n = dl_exec(ex, frame, &block->instrs[frame->next++], forks);

		for (uint32_t i = 0; i < n; i++) {
			if (depth < 12)
				run_frame(ex, forks[i], depth + 1);
			else
				ex->cut = true;
		}
		if (frame->dead)
			return;
	}
	take_term(ex, frame);
}

static void run_block(struct dl_explorer *ex, uint32_t block, struct dl_state *state)
{
	struct dl_frame *frame = DL_NEW(ex->arena, struct dl_frame);

	ex->steps++;
	dl_trace_block(ex, block, state);
	frame->state = dl_state_copy(ex->arena, state);
	frame->block = block;
	frame->temps = DL_NEW_ARRAY(ex->arena, const struct dl_sym *,
				    ex->cfg->temp_count[block] + 1);
	run_frame(ex, frame, 0);
}

/* The first dirty entry in reverse post-order; false when all is done. */
static bool next_entry(struct dl_explorer *ex, uint32_t *block, struct dl_state **state)
{
	for (uint32_t i = 0; i < ex->cfg->block_count; i++) {
		uint32_t b = ex->cfg->order[i];
		struct dl_block_entries *be = &ex->blocks[b];

		if (ex->cfg->position[b] != i)
			break;
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

static void collect_loop_releases(struct dl_explorer *ex);

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
	for (size_t i = 0; i < ex->events.len; i++)
		dl_vec_push(&an->events.list, ex->events.data[i]);
	dl_map_free(&ex->asked_pointers);
	for (uint32_t l = 0; l < DL_MAX_LOOPS; l++)
		dl_map_free(&ex->loop_releases[l]);
	dl_vec_free(&ex->exits);
	dl_vec_free(&ex->events);
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
	ex->blocks = DL_NEW_ARRAY(ex->arena, struct dl_block_entries, ex->cfg->block_count + 1);
	for (size_t i = 0; i < dl_check_count; i++)
		ex->kept[i] = dl_arena_zalloc(ex->arena, dl_checks[i]->exploration_size);
	collect_loop_releases(ex);
	dl_followed_prepare(ex);
	start = dl_state_new(ex->arena);
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

/* ---- what loops release ---- */

static void note_loop_place(struct dl_map *out, const struct dl_func *func,
			    const struct dl_place *place)
{
	for (uint32_t i = place->step_count; i > 0; i--) {
		if (place->steps[i - 1].kind == DL_STEP_FIELD) {
			dl_map_put(out, dl_field_key(place->steps[i - 1].record,
						     place->steps[i - 1].field), (void *)1);
			return;
		}
	}
	if (place->base == DL_BASE_VAR)
		dl_map_put(out, dl_var_key(func, place->index), (void *)1);
}

/* A loop with a release in it: every field and array that its body loads may be what is released. */
static void collect_loop_releases(struct dl_explorer *ex)
{
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
						releases |= m && (m->role == DL_ROLE_UNMAP ||
								  m->role == DL_ROLE_FREE);
						releases |= callee && callee->releases.len;
						continue;
					}
					if (in->op == DL_OP_LOAD)
						note_loop_place(&ex->loop_releases[l], ex->func, in->place);
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
