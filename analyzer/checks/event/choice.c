/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which branches of a way are worth telling. A branch goes whose sides meet again before the next step, when
 * nothing between them can matter: no step of the object, no end of what it is, and nothing that a later
 * branch, or the result, asks about. Conditions of log macros are such, and most tests of what the hardware can do.
 */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "checks/event/internal.h"
#include "engine/program/cfg.h"

/* Larger functions are told with all their branches. */
#define MAX_BLOCKS 4000
#define MAX_DEPTH 12
/* From either end, of the places that keep a handle. */
#define MAX_PLACES 2
#define WORDS(n) (((n) + 63) / 64)

struct choices {
	struct dl_report *r;
	const struct dl_event *ev;
	const struct dl_func *func;
	uint32_t words;
	uint64_t *after;	/* of each block, those that every way from it to an exit passes */
	uint64_t *between;	/* blocks from a branch to where its sides meet */
	uint32_t *stack;
	struct dl_map wanted;	/* variables and fields that later branches ask about */
	size_t traced;		/* so many of them have their sources in it, too */
};

static bool has_bit(const uint64_t *bits, uint32_t n)
{
	return bits[n / 64] >> (n % 64) & 1;
}

static void set_bit(uint64_t *bits, uint32_t n)
{
	bits[n / 64] |= 1ULL << (n % 64);
}

static uint64_t *after(const struct choices *c, uint32_t block)
{
	return c->after + (size_t)block * c->words;
}

/* ---- where sides meet ---- */

/* What both say of what comes after; an end that is no exit says nothing. */
static bool find_after_block(struct choices *c, uint32_t b, uint64_t *all)
{
	const struct dl_term *term = &c->func->blocks[b].term;
	uint64_t *mine = after(c, b);
	bool changed = false;

	if (term->kind == DL_TERM_UNREACHABLE)
		return false;
	memset(all, term->kind == DL_TERM_RETURN ? 0 : 0xff, c->words * sizeof(*all));
	for (uint32_t i = 0; i < term->target_count; i++)
		for (uint32_t w = 0; w < c->words; w++)
			all[w] &= after(c, term->targets[i])[w];
	set_bit(all, b);
	for (uint32_t w = 0; w < c->words; w++) {
		changed |= mine[w] != all[w];
		mine[w] = all[w];
	}
	return changed;
}

static void find_after(struct choices *c, const struct dl_cfg *cfg)
{
	uint64_t *all = dl_xcalloc(c->words, sizeof(*all));
	bool changed = true;

	memset(c->after, 0xff, (size_t)c->func->block_count * c->words * sizeof(*c->after));
	while (changed) {
		changed = false;
		for (uint32_t i = c->func->block_count; i-- > 0;)
			if (cfg->order[i] < c->func->block_count &&
			    cfg->position[cfg->order[i]] == i)
				changed |= find_after_block(c, cfg->order[i], all);
	}
	free(all);
}

static void find_between(struct choices *c, uint32_t branch)
{
	const uint64_t *meet = after(c, branch);
	uint32_t depth = 0;

	memset(c->between, 0, c->words * sizeof(*c->between));
	c->stack[depth++] = branch;
	while (depth) {
		const struct dl_term *term = &c->func->blocks[c->stack[--depth]].term;

		for (uint32_t i = 0; i < term->target_count; i++) {
			uint32_t to = term->targets[i];

			if (has_bit(meet, to) || has_bit(c->between, to))
				continue;
			set_bit(c->between, to);
			c->stack[depth++] = to;
		}
	}
}

/* ---- what is asked about ---- */

/* A variable, or the field of any record; 0: neither. */
static uint64_t key_of(const struct dl_place *place)
{
	for (uint32_t i = place->step_count; i-- > 0;)
		if (place->steps[i].kind == DL_STEP_FIELD)
			return dl_field_key(place->steps[i].record, place->steps[i].field);
	if (place->base == DL_BASE_VAR)
		return dl_hash_u64(DL_HASH_SEED, place->index) | 1;
	return 0;
}

static bool is_wanted(const struct choices *c, const struct dl_place *place)
{
	uint64_t key = key_of(place);

	return key && dl_map_has(&c->wanted, key);
}

static bool is_in_sight(const struct choices *c, const struct dl_instr *call)
{
	const struct dl_model *m = dl_model_of(c->r->an, call);

	return dl_callee_of(c->r->an, call) || call->pure || (m && (m->role == DL_ROLE_PURE || m->role == DL_ROLE_CHECK));
}

static void want_value(struct choices *c, const struct dl_val *value, int depth)
{
	const struct dl_instr *def = value->kind == DL_VAL_TEMP ?
				     dl_definition(c->r, c->func, (uint32_t)value->num) : NULL;

	if (!def || depth > MAX_DEPTH)
		return;
	switch (def->op) {
	case DL_OP_LOAD:
		if (key_of(def->place))
			dl_map_put(&c->wanted, key_of(def->place), (void *)1);
		break;
	case DL_OP_BIN: want_value(c, &def->b, depth + 1); /* fall through */
	case DL_OP_UN:
	case DL_OP_CAST: want_value(c, &def->a, depth + 1); break;
	case DL_OP_CALL:
		/* what a function out of sight is given does not say how it ends */
		for (uint32_t i = 0; is_in_sight(c, def) && i < def->arg_count; i++)
			want_value(c, &def->args[i], depth + 1);
		break;
	default: break;
	}
}

/* What wanted places are computed from is wanted as well. */
static void want_sources(struct choices *c)
{
	for (int pass = 0; pass < 4 && c->traced != c->wanted.len; pass++) {
		c->traced = c->wanted.len;
		for (uint32_t b = 0; b < c->func->block_count; b++)
			for (uint32_t i = 0; i < c->func->blocks[b].instr_count; i++) {
				const struct dl_instr *in = &c->func->blocks[b].instrs[i];

				if (in->op == DL_OP_STORE && is_wanted(c, in->place))
					want_value(c, &in->a, 0);
			}
	}
}

static void want(struct choices *c, uint32_t block)
{
	want_value(c, &c->func->blocks[block].term.cond, 0);
	want_sources(c);
}

/* ---- what may happen in between ---- */

/* A function out of sight is given a record of the driver: it may find there what it ends. */
static bool is_given_record(const struct dl_instr *in)
{
	for (uint32_t i = 0; i < in->arg_count; i++) {
		const struct dl_type *type = in->args[i].type;

		if (type && type->kind == DL_TYPE_PTR && type->elem && type->elem->kind == DL_TYPE_RECORD &&
		    !type->elem->record->is_core)
			return true;
	}
	return false;
}

bool dl_is_print(const struct dl_instr *in)
{
	bool text = false;

	for (uint32_t i = 0; i < in->arg_count; i++)
		text |= in->args[i].kind == DL_VAL_STR;
	return text;
}

/* For a leak, that the call ends nothing is a part of the story. */
static bool call_matters(const struct choices *c, const struct dl_instr *in)
{
	const struct dl_func_info *callee = dl_callee_of(c->r->an, in);
	const struct dl_model *m = callee ? NULL : dl_model_of(c->r->an, in);

	if (c->ev->kind != DL_EV_LEAK)
		return m && dl_model_is_map(m);
	if (callee)
		return callee->may_make || callee->releases.len || callee->releases_params;
	if (m)
		return m->role != DL_ROLE_LOG && m->role != DL_ROLE_PURE && m->role != DL_ROLE_NONE &&
		       m->role != DL_ROLE_MMIO_WRITE && m->role != DL_ROLE_CPU_ACCESS;
	return is_given_record(in) && !dl_is_print(in);
}

static bool matters(const struct choices *c, const struct dl_instr *in)
{
	switch (in->op) {
	case DL_OP_STORE:
	case DL_OP_ADDR: return is_wanted(c, in->place);
	case DL_OP_ZERO: return is_wanted(c, in->place);
	case DL_OP_CALL: return call_matters(c, in);
	default: return false;
	}
}

static bool something_matters(const struct choices *c)
{
	for (uint32_t b = 0; b < c->func->block_count; b++) {
		const struct dl_block *block = &c->func->blocks[b];

		for (uint32_t i = 0; has_bit(c->between, b) && i < block->instr_count; i++)
			if (matters(c, &block->instrs[i]))
				return true;
	}
	return false;
}

/* ---- the way ---- */

static bool is_branch(const struct dl_story *s)
{
	return s->kind == DL_STORY_BRANCH || s->kind == DL_STORY_CASE;
}

uint32_t dl_story_last_block(const struct dl_event *ev)
{
	for (uint32_t b = 0; b < ev->explored->block_count; b++) {
		const struct dl_block *block = &ev->explored->blocks[b];

		if (ev->left.line && block->term.kind == DL_TERM_RETURN &&
		    dl_same_place(&block->term.loc, &ev->left))
			return b;
		if (!ev->left.line && ev->now >= block->instrs && ev->now &&
		    ev->now < block->instrs + block->instr_count)
			return b;
	}
	return UINT32_MAX;
}

/* ---- branches that cannot both be taken ---- */

/* What a branch says of one variable: that it is from @lo to @hi, and not @not. */
struct claim {
	uint32_t var;
	int64_t mask;		/* of the bits that are asked for; -1: all */
	int64_t lo, hi, not;
};

static void claim_compare(struct claim *k, enum dl_bin op, int64_t num, bool truth)
{
	static const enum dl_bin opposite[] = {
		[DL_BIN_EQ] = DL_BIN_NE, [DL_BIN_NE] = DL_BIN_EQ, [DL_BIN_LT] = DL_BIN_GE,
		[DL_BIN_LE] = DL_BIN_GT, [DL_BIN_GT] = DL_BIN_LE, [DL_BIN_GE] = DL_BIN_LT };

	switch (truth ? op : opposite[op]) {
	case DL_BIN_EQ: k->lo = k->hi = num; break;
	case DL_BIN_NE: k->not = num; break;
	case DL_BIN_LT: k->hi = num - 1; break;
	case DL_BIN_LE: k->hi = num; break;
	case DL_BIN_GT: k->lo = num + 1; break;
	default: k->lo = num; break;
	}
}

/* The variable, or some bits of it, that is asked for. */
static bool claim_variable(struct choices *c, const struct dl_val *value, struct claim *k)
{
	for (int n = 0; n < MAX_DEPTH && value->kind == DL_VAL_TEMP; n++) {
		const struct dl_instr *def = dl_definition(c->r, c->func, (uint32_t)value->num);

		if (def && def->op == DL_OP_LOAD) {
			k->var = def->place->index;
			return def->place->base == DL_BASE_VAR && !def->place->step_count;
		}
		if (def && def->op == DL_OP_BIN && def->sub == DL_BIN_AND && def->b.kind == DL_VAL_INT &&
		    k->mask == -1)
			k->mask = def->b.num;
		else if (!def || def->op != DL_OP_CAST)
			return false;
		value = &def->a;
	}
	return false;
}

static bool claim_of(struct choices *c, const struct dl_story *s, struct claim *k)
{
	const struct dl_val *value = &c->func->blocks[s->block].term.cond;
	bool truth = s->flag;

	*k = (struct claim){ .mask = -1, .lo = INT64_MIN, .hi = INT64_MAX, .not = INT64_MIN };
	for (int n = 0; n < MAX_DEPTH && s->kind == DL_STORY_BRANCH && value->kind == DL_VAL_TEMP; n++) {
		const struct dl_instr *def = dl_definition(c->r, c->func, (uint32_t)value->num);

		if (def && def->op == DL_OP_UN && def->sub == DL_UN_LNOT) {
			truth = !truth;
			value = &def->a;
		} else if (def && def->op == DL_OP_BIN && def->sub >= DL_BIN_EQ && def->b.kind == DL_VAL_INT) {
			claim_compare(k, (enum dl_bin)def->sub, def->b.num, truth);
			return claim_variable(c, &def->a, k);
		} else {
			claim_compare(k, DL_BIN_NE, 0, truth);
			return claim_variable(c, value, k);
		}
	}
	return false;
}

/* On the way from the branch @from to the block @to the variable may be set. */
static bool is_set_between(struct choices *c, const struct dl_story *from, uint32_t to, uint32_t var)
{
	uint32_t depth = 0;

	memset(c->between, 0, c->words * sizeof(*c->between));
	c->stack[depth++] = c->func->blocks[from->block].term.targets[from->flag ? 0 : 1];
	set_bit(c->between, c->stack[0]);
	while (depth) {
		const struct dl_block *block = &c->func->blocks[c->stack[--depth]];

		for (uint32_t i = 0; i < block->instr_count; i++) {
			const struct dl_instr *in = &block->instrs[i];

			if ((in->op == DL_OP_STORE || in->op == DL_OP_ADDR || in->op == DL_OP_ZERO) &&
			    in->place->base == DL_BASE_VAR && in->place->index == var)
				return true;
		}
		for (uint32_t i = 0; block != &c->func->blocks[to] && i < block->term.target_count; i++) {
			uint32_t t = block->term.targets[i];

			if (has_bit(c->between, t))
				continue;
			set_bit(c->between, t);
			c->stack[depth++] = t;
		}
	}
	return false;
}

/*
 * A later step in @nodes says otherwise: where ways have met, the story of one of them stands for all, and
 * what it says of before may be another way's.
 */
static bool is_denied(struct choices *c, const struct dl_story *s, const struct dl_story *const *nodes,
		      uint32_t count)
{
	struct claim mine, other;

	if (!claim_of(c, s, &mine))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		if (nodes[i]->func != c->func || !claim_of(c, nodes[i], &other) || other.var != mine.var ||
		    other.mask != mine.mask)
			continue;
		if ((mine.lo > other.hi || other.lo > mine.hi || (mine.lo == mine.hi && mine.lo == other.not) ||
		     (other.lo == other.hi && other.lo == mine.not)) &&
		    !is_set_between(c, s, nodes[i]->block, mine.var))
			return true;
	}
	return false;
}

/* @end: the block of the next step, or of the end. */
static bool is_idle(struct choices *c, const struct dl_story *s, uint32_t end)
{
	find_between(c, s->block);
	return end != UINT32_MAX && !has_bit(c->between, end) && !something_matters(c);
}

/* What the wait has said is looked at. */
static bool asks_of_wait(const struct choices *c, const struct dl_story *s)
{
	return c->ev->waited && dl_result_call(c->r, s->func, s->block, &s->func->blocks[s->block].term.cond,
					       s->parent) == c->ev->waited;
}

static void thin(struct choices *c, const struct dl_story **nodes, uint32_t *count)
{
	uint32_t end = dl_story_last_block(c->ev), kept = 0;
	bool any = false;

	if (end != UINT32_MAX && c->ev->left.line)
		want(c, end);
	for (uint32_t i = 0; i < *count; i++) {
		const struct dl_story *s = nodes[i];
		/* a claim that nothing was tested hangs on no branch after the last step */
		bool late = c->ev->kind == DL_EV_NEVER_CHECKED && !any;

		bool tests = i + 1 < *count && (nodes[i + 1]->kind == DL_STORY_CHECK ||
						nodes[i + 1]->kind == DL_STORY_BAD_TEST) &&
			     dl_same_place(&nodes[i + 1]->loc, &s->loc);

		if (is_branch(s) && s->func == c->func && !tests && !asks_of_wait(c, s) &&
		    (late || is_idle(c, s, end) || is_denied(c, s, nodes, kept)))
			continue;
		if (!is_branch(s)) {
			end = s->block;
			any = true;
		}
		if (is_branch(s) || s->kind == DL_STORY_CHECK || s->kind == DL_STORY_BAD_TEST)
			want(c, s->block);
		nodes[kept++] = s;
	}
	*count = kept;
}

/* Of many places that keep it the first and the last: one of a call, and two of each. */
static uint32_t thin_places(const struct dl_story **nodes, uint32_t count)
{
	const struct dl_story *before = NULL;
	uint32_t kept = 0, places = 0, n = 0;

	for (uint32_t i = 0; i < count; i++) {
		bool again = nodes[i]->kind == DL_STORY_STORE && before &&
			     before->kind == DL_STORY_STORE && dl_same_place(&before->loc, &nodes[i]->loc);

		before = nodes[i];
		if (again)
			continue;
		places += nodes[i]->kind == DL_STORY_STORE;
		nodes[kept++] = nodes[i];
	}
	count = kept;
	kept = 0;
	for (uint32_t i = 0; i < count; i++) {
		bool place = nodes[i]->kind == DL_STORY_STORE;

		if (!place || n < MAX_PLACES || n + MAX_PLACES >= places)
			nodes[kept++] = nodes[i];
		n += place;
	}
	return kept;
}

uint32_t dl_story_thin(struct dl_report *r, const struct dl_event *ev, const struct dl_story **nodes,
		       uint32_t count)
{
	struct choices c = { .r = r, .ev = ev, .func = ev->explored };
	const struct dl_cfg *cfg = dl_report_cfg(r, c.func);
	uint32_t blocks = c.func ? c.func->block_count : 0;

	count = thin_places(nodes, count);
	if (!count || !cfg || blocks > MAX_BLOCKS)
		return count;
	c.words = WORDS(blocks);
	c.after = dl_xcalloc((size_t)blocks * c.words, sizeof(*c.after));
	c.between = dl_xcalloc(c.words, sizeof(*c.between));
	c.stack = dl_xcalloc(blocks + 1, sizeof(*c.stack));
	find_after(&c, cfg);
	thin(&c, nodes, &count);
	free(c.after);
	free(c.between);
	free(c.stack);
	dl_map_free(&c.wanted);
	return count;
}
