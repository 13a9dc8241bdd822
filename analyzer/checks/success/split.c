/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The success/failure split (engine.md section 2): a map call has succeeded and has failed,
 * and a check is whatever separates the two. Every condition that derives from
 * the result is evaluated in both.
 */
#include <string.h>

#include "checks/event/event.h"
#include "checks/success/success.h"
#include "engine/path/path.h"

struct outcome {
	const struct dl_state *state;
	const struct dl_object *object;
	bool fail;
	bool *vague;	/* set where a test of the driver's was asked: what it says of a bad handle is not known */
};

static struct dl_fact range(int64_t lo, int64_t hi)
{
	return (struct dl_fact){ .lo = lo, .hi = hi };
}

static struct dl_fact failed_value(const struct dl_object *object)
{
	struct dl_span failed = dl_model_failed(object->model);

	/* a callee has put another number in its place */
	if (object->mark)
		return range(object->mark->num, object->mark->num);
	return range(failed.lo, failed.hi);
}

static struct dl_fact good_value(const struct outcome *w)
{
	const struct dl_object *object = w->object;
	struct dl_span good = dl_model_good(object->model);
	struct dl_fact passed;

	/* never more entries than were passed */
	if (object->model->failure == DL_FAIL_ZERO && object->terms.count) {
		passed = dl_state_range(w->state, object->terms.count);
		if (passed.hi > 0 && passed.hi < good.hi)
			good.hi = passed.hi;
	}
	return range(good.lo, good.hi);
}

static struct dl_fact eval(const struct outcome *w, const struct dl_sym *v, int depth);

static bool single(const struct dl_fact *f)
{
	return f->lo == f->hi;
}

static struct dl_fact truth(int t)
{
	return t < 0 ? range(0, 1) : range(t, t);
}

/* A count of zero against the number that was asked for: that one is not zero. */
static bool is_wanted(const struct outcome *w, const struct dl_sym *sym)
{
	return w->object->terms.count && dl_sym_strip(sym) == dl_sym_strip(w->object->terms.count);
}

static bool against_wanted(const struct outcome *w, const struct dl_fact *count,
			   const struct dl_fact *other)
{
	return w->fail && w->object->model->failure == DL_FAIL_ZERO && single(count) &&
	       count->lo == 0 && !single(other) && other->lo <= 0 && other->hi > 0;
}

static struct dl_fact eval_compare(const struct outcome *w, const struct dl_sym *v, int depth)
{
	struct dl_fact a = eval(w, v->a, depth + 1), b = eval(w, v->b, depth + 1);
	bool handle = w->object->model->failure == DL_FAIL_BAD_HANDLE &&
		      (dl_sym_derives(v->a, w->object->value) ||
		       dl_sym_derives(v->b, w->object->value));

	/* nobody maps an empty list */
	if (is_wanted(w, v->b) && b.lo < 1 && b.hi < 1)
		b = range(1, INT32_MAX);
	else if (is_wanted(w, v->a) && a.lo < 1 && a.hi < 1)
		a = range(1, INT32_MAX);
	if (against_wanted(w, &a, &b))
		b = range(1, INT32_MAX);
	else if (against_wanted(w, &b, &a))
		a = range(1, INT32_MAX);
	/* Handles are unsigned: order says nothing here but of a narrowed number. */
	if (handle && v->sub != DL_BIN_EQ && v->sub != DL_BIN_NE && v->a->kind != DL_SYM_CAST &&
	    v->b->kind != DL_SYM_CAST)
		return truth(-1);
	return truth(dl_fact_compare(v->sub, &a, &b));
}

static struct dl_fact eval_bin(const struct outcome *w, const struct dl_sym *v, int depth)
{
	struct dl_fact a, b;

	if (v->sub >= DL_BIN_EQ)
		return eval_compare(w, v, depth);
	a = eval(w, v->a, depth + 1);
	b = eval(w, v->b, depth + 1);
	return dl_fact_bin(v->sub, &a, &b);
}

static struct dl_fact eval_cast(const struct outcome *w, const struct dl_sym *v, int depth)
{
	struct dl_fact a = eval(w, v->a, depth + 1);
	int64_t max = v->size < 8 ? (1LL << (v->size * 8)) - 1 : INT64_MAX;

	if (single(&a)) {
		uint64_t u = (uint64_t)a.lo & (uint64_t)max;

		if (v->is_signed && v->size < 8 && (u >> (v->size * 8 - 1)))
			u |= ~(uint64_t)max;
		return range((int64_t)u, (int64_t)u);
	}
	if (v->is_signed) {
		int64_t half = v->size < 8 ? (1LL << (v->size * 8 - 1)) : INT64_MAX;

		if (a.lo >= -half && a.hi < half)
			return a;
		return range(-half, half - 1);
	}
	if (a.lo >= 0 && a.hi <= max)
		return a;
	/* A good handle stays non-zero: zero is no address that a device is given. */
	return range(a.lo > 0 ? 1 : 0, max);
}

/* The test of a handle: 0, or what its model says of a bad one. */
static struct dl_fact eval_test(const struct outcome *w, const struct dl_sym *v,
				const struct dl_fact *a)
{
	const struct dl_model *m = dl_sym_model(v);
	int64_t error = m->platform->mapping_error.value;
	struct dl_fact bad = dl_fact_none, good = range(0, 0);

	if (v->str == m->name && m->failed.lo <= m->failed.hi)
		bad = range(m->failed.lo, m->failed.hi);
	else
		*w->vague = true;
	dl_fact_narrow(&bad, DL_BIN_NE, 0);
	/* what was computed from a good handle lies in the mapping, too: it is none that says "failed" */
	if (!w->fail && dl_sym_derives(v->args[0], w->object->value))
		return good;
	if (single(a))
		return a->lo == error ? bad : good;
	return a->lo > error && a->hi < INT64_MAX ? good : dl_fact_hull(&bad, &good);
}

static struct dl_fact eval_call(const struct outcome *w, const struct dl_sym *v, int depth)
{
	const struct dl_model *m = dl_sym_model(v);
	const struct dl_platform *platform = w->object->model->platform;
	bool is_known = m && (m->role == DL_ROLE_CHECK || (m->gives >= DL_GIVES_ARGUMENT &&
							   m->gives <= DL_GIVES_ERROR_OR_ZERO));
	struct dl_fact a;

	if (v->arg_count != 1 || !is_known)
		return dl_state_range(w->state, v);
	a = eval(w, v->args[0], depth + 1);
	if (m->role == DL_ROLE_CHECK)
		return eval_test(w, v, &a);
	switch (m->gives) {
	case DL_GIVES_ARGUMENT: return a;
	case DL_GIVES_ERROR_OR_ZERO: return a.lo > 0 ? range(0, 0) : a;
	case DL_GIVES_IS_ERROR_OR_NULL:
		if (single(&a) && a.lo == 0)
			return truth(1);
	/* fall through */
	default:
		if (a.lo >= -platform->max_error && a.hi <= -1)
			return truth(1);
		return truth(a.lo > 0 || (m->gives == DL_GIVES_IS_ERROR && a.lo == 0) ? 0 : -1);
	}
}

static struct dl_fact eval(const struct outcome *w, const struct dl_sym *v, int depth)
{
	if (v == w->object->value)
		return w->fail ? failed_value(w->object) : good_value(w);
	if (v == w->object->handle)
		return w->fail ? range(INT64_MIN, INT64_MAX) : range(1, INT64_MAX - 1);
	if (depth > 12 || !v->has_result)
		return dl_state_range(w->state, v);
	switch (v->kind) {
	case DL_SYM_BIN: return eval_bin(w, v, depth);
	case DL_SYM_CAST: return eval_cast(w, v, depth);
	case DL_SYM_CALL: return eval_call(w, v, depth);
	case DL_SYM_UN: {
		struct dl_fact a = eval(w, v->a, depth + 1);

		if (single(&a))
			return v->sub == DL_UN_NEG ? range(-a.lo, -a.lo) : range(~a.lo, ~a.lo);
		return range(INT64_MIN, INT64_MAX);
	}
	default: return dl_state_range(w->state, v);
	}
}

static int as_truth(const struct dl_fact *f)
{
	if (f->lo == 0 && f->hi == 0)
		return 0;
	return dl_fact_is_nonzero(f) ? 1 : -1;
}

struct outcomes {
	int fail;	/* truth of the condition when the call failed: 0, 1, -1 either */
	int ok;
	bool vague;
};

static struct outcomes outcomes_of(const struct dl_state *state, const struct dl_object *object,
				const struct dl_sym *cond)
{
	struct outcomes out = { 0 };
	struct outcome w = { .state = state, .object = object, .fail = true, .vague = &out.vague };
	struct dl_fact f = eval(&w, cond, 0);

	out.fail = as_truth(&f);
	w.fail = false;
	f = eval(&w, cond, 0);
	out.ok = as_truth(&f);
	return out;
}

/* `i < n`: a loop's bound sends failure around the loop, but checks nothing. */
static bool is_loop_bound(const struct dl_explorer *ex, const struct dl_object *o, uint32_t block,
			  const struct dl_sym *cond)
{
	if (!dl_cfg_is_head(ex->cfg, block) || !dl_model_is_sg(o->model))
		return false;
	return cond->kind == DL_SYM_BIN && cond->sub >= DL_BIN_EQ && cond->sub != DL_BIN_EQ;
}

/*
 * Blocks that only failure reaches hold nothing but logging, and go on where success goes on: the
 * failure was noticed and ignored. A jump that skips what success does is an action.
 */
static bool only_logs(struct dl_explorer *ex, uint32_t fail_block, uint32_t ok_block)
{
	const struct dl_term *ok = &ex->func->blocks[ok_block].term;
	uint32_t join = ok->kind == DL_TERM_JUMP ? ok->targets[0] : ok_block;
	uint32_t b = fail_block;

	for (int n = 0; n < 8; n++) {
		const struct dl_block *block = &ex->func->blocks[b];

		if (b == ok_block || (n && b == join))
			return true;
		for (uint32_t i = 0; i < block->instr_count; i++) {
			const struct dl_instr *in = &block->instrs[i];
			const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(ex->an, in) : NULL;

			if (in->op == DL_OP_STORE)
				return false;
			if (in->op == DL_OP_CALL && (!m || (m->role != DL_ROLE_LOG &&
							    m->role != DL_ROLE_PURE)))
				return false;
			if (in->op == DL_OP_ASM || in->op == DL_OP_FENCE ||
			    in->op == DL_OP_UNKNOWN || in->op == DL_OP_ZERO)
				return false;
		}
		if (block->term.kind != DL_TERM_JUMP)
			return false;
		b = block->term.targets[0];
	}
	return false;
}

struct side {
	struct dl_explorer *ex;
	struct dl_state *state;
	const struct dl_sym *cond;
	bool truth;
	uint32_t block;
	const struct dl_loc *loc;
};

/* The record that block @arm, which rejoins the path of @other, writes to. */
static const struct dl_record *written_by_arm(const struct dl_func *func, uint32_t arm,
					      uint32_t other)
{
	const struct dl_block *block = &func->blocks[arm];
	const struct dl_term *beside = &func->blocks[other].term;
	const struct dl_record *record = NULL;
	uint32_t join;

	if (block->term.kind != DL_TERM_JUMP)
		return NULL;
	join = block->term.targets[0];
	if (join != other && !(beside->kind == DL_TERM_JUMP && beside->targets[0] == join))
		return NULL;
	for (uint32_t i = 0; i < block->instr_count; i++) {
		const struct dl_place *p = block->instrs[i].place;

		if (block->instrs[i].op == DL_OP_STORE && p->step_count &&
		    p->steps[p->step_count - 1].kind == DL_STEP_FIELD)
			record = p->steps[p->step_count - 1].record;
	}
	return record;
}

static void to_failed(const struct side *s, struct dl_object *o)
{
	const struct dl_term *term = &s->ex->func->blocks[s->block].term;
	uint32_t fail, ok;

	o->state = DL_OBJ_FAILED;
	o->choice = s->block + 1;
	if (term->kind != DL_TERM_BRANCH)
		return;
	fail = term->targets[s->truth ? 0 : 1];
	ok = term->targets[s->truth ? 1 : 0];
	dl_success_of(o)->unacted = only_logs(s->ex, fail, ok);
	dl_success_of(o)->marked = written_by_arm(s->ex->func, fail, ok);
	if (!dl_success_of(o)->marked)
		dl_success_of(o)->marked = written_by_arm(s->ex->func, ok, fail);
}

static void note_error_compare(const struct side *s, const struct dl_object *o)
{
	const struct dl_constant *error = &o->model->platform->mapping_error;
	const struct dl_sym *c = s->cond;

	if (c->kind == DL_SYM_BIN && (c->sub == DL_BIN_EQ || c->sub == DL_BIN_NE) &&
	    c->b->kind == DL_SYM_INT && error->name && c->b->num == error->value &&
	    o->model->failure == DL_FAIL_BAD_HANDLE && o->model->role == DL_ROLE_MAP)
		dl_emit_event(s->ex, s->state, (struct dl_event){
			.kind = DL_EV_ERROR_COMPARED, .loc = *s->loc, .object = o,
			.grounds.hand_compared = true });
}

/* `dma == phys` taken as true: who knows the other value can unmap. */
static bool is_known_equal(const struct side *s, const struct dl_object *o)
{
	const struct dl_sym *c = s->cond;

	return c->kind == DL_SYM_BIN && c->sub == (s->truth ? DL_BIN_EQ : DL_BIN_NE) &&
	       c->b->kind != DL_SYM_INT && !dl_model_is_sg(o->model) &&
	       (dl_sym_derives(c->a, o->value) || dl_sym_derives(c->b, o->value));
}

/* The condition looks at @value through a conversion to fewer bits. */
static bool is_cut(const struct dl_sym *cond, const struct dl_sym *value, int depth)
{
	if (depth > 12 || !dl_sym_mentions(cond, value))
		return false;
	if (cond->kind == DL_SYM_CAST && cond->size < 8)
		return true;
	for (uint32_t i = 0; i < cond->arg_count; i++)
		if (is_cut(cond->args[i], value, depth + 1))
			return true;
	return (cond->a && is_cut(cond->a, value, depth + 1)) ||
	       (cond->b && is_cut(cond->b, value, depth + 1));
}

/* Both outcomes go the way of this side. */
static void note_bad_test(const struct side *s, struct dl_object *o)
{
	dl_success_of(o)->bad_test = o->origin;
	dl_success_of(o)->bad_test_loc = *s->loc;
	dl_success_of(o)->cut_test = is_cut(s->cond, o->value, 0);
	dl_story_add(s->ex, s->state, DL_STORY_BAD_TEST, s->loc, o, s->cond, s->truth);
}

/* What a callee has returned for a failure is tested. */
static void ask_of_mark(const struct side *s, struct dl_object *o, const struct outcomes *w)
{
	struct dl_success *so = dl_success_of(o);

	so->noticed |= w->fail >= 0 && w->ok >= 0 && w->fail != w->ok;
	if (so->noticed || so->bad_test || w->fail < 0 || w->fail != w->ok)
		return;
	note_bad_test(s, o);
	so->missed = true;
}

/*
 * The count of a list is compared with a number that it may fall short of without a failure, and this side is
 * not the one for that number.
 */
static bool wants_more(const struct side *s, const struct dl_object *o, const struct dl_sym **wanted)
{
	enum dl_bin op = s->cond->sub;
	bool swapped;

	if (s->cond->kind != DL_SYM_BIN || op < DL_BIN_EQ || o->model->failure != DL_FAIL_ZERO)
		return false;
	swapped = dl_sym_strip(s->cond->b) == o->value;
	if (!swapped && dl_sym_strip(s->cond->a) != o->value)
		return false;
	*wanted = dl_sym_strip(swapped ? s->cond->a : s->cond->b);
	if (op == DL_BIN_EQ || op == DL_BIN_NE)
		return s->truth == (op == DL_BIN_NE);
	if (op == (swapped ? DL_BIN_GT : DL_BIN_LT))
		return s->truth;
	return op == (swapped ? DL_BIN_LE : DL_BIN_GE) && !s->truth;
}

static void mark_fewer(const struct side *s, struct dl_object *o)
{
	dl_success_of(o)->fewer_func = s->ex->func;
	dl_success_of(o)->fewer_loc = *s->loc;
}

static void note_fewer(const struct side *s, struct dl_object *o)
{
	const struct dl_sym *wanted;

	if (!dl_model_is_sg(o->model) || dl_success_of(o)->fewer || !wants_more(s, o, &wanted))
		return;
	if (o->terms.count && wanted == dl_sym_strip(o->terms.count))
		mark_fewer(s, o);
	else if (wanted->kind != DL_SYM_INT || wanted->num < 1)
		return;
	dl_success_of(o)->fewer = o->state == DL_OBJ_PARTLY;
}

/* The condition asks the kernel's own test of this very handle. */
static bool asks_of(const struct dl_sym *cond, const struct dl_object *o, int depth)
{
	const struct dl_model *m = cond->kind == DL_SYM_CALL ? dl_sym_model(cond) : NULL;

	if (depth > 12 || !cond->has_result)
		return false;
	if (m && m->role == DL_ROLE_CHECK && cond->arg_count &&
	    dl_sym_derives(cond->args[cond->arg_count - 1], o->value))
		return true;
	return (cond->a && asks_of(cond->a, o, depth + 1)) || (cond->b && asks_of(cond->b, o, depth + 1));
}

/* @value is a quotient or a rest of the number that the object's call has returned. */
static bool is_portion(const struct dl_sym *value, const struct dl_object *o, int depth)
{
	value = dl_sym_strip(value);
	if (depth > 8 || value->kind != DL_SYM_BIN || value->sub >= DL_BIN_EQ)
		return false;
	if (value->sub == DL_BIN_DIV || value->sub == DL_BIN_REM || value->sub == DL_BIN_SHR)
		return dl_sym_derives(value->a, o->value);
	return is_portion(value->a, o, depth + 1) || is_portion(value->b, o, depth + 1);
}

/*
 * What is asked of the entries of a list where some and none go the same way: how they are dealt out (`i == n / 64`),
 * or, by who has looked for a failure in vain, how many there are.
 */
static bool only_counts(const struct dl_sym *cond, const struct dl_object *o)
{
	if (!dl_model_is_sg(o->model))
		return false;
	if (cond->kind == DL_SYM_UN && cond->sub == DL_UN_LNOT)
		cond = cond->a;
	if (cond->kind != DL_SYM_BIN || cond->sub < DL_BIN_EQ)
		return is_portion(cond, o, 0);
	return (dl_success_of(o)->bad_test && cond->sub >= DL_BIN_LT) || is_portion(cond->a, o, 0) ||
	       is_portion(cond->b, o, 0);
}

/* One object on one side of a condition; false when the side is impossible for it. */
static bool take_object(const struct side *s, struct dl_object *o)
{
	struct outcomes w = outcomes_of(s->state, o, s->cond);
	bool fail_here = w.fail < 0 || w.fail == s->truth;
	bool ok_here = w.ok < 0 || w.ok == s->truth;

	if (is_known_equal(s, o))
		o->escaped = true;
	if (o->state == DL_OBJ_OK) {
		if (ok_here)
			note_fewer(s, o);
		return ok_here;
	}
	if (o->state == DL_OBJ_FAILED) {
		if (o->mark && fail_here)
			ask_of_mark(s, o, &w);
		return fail_here;
	}
	if (o->state != DL_OBJ_UNCHECKED && o->state != DL_OBJ_PARTLY)
		return true;
	if (w.fail >= 0 && w.fail == w.ok) {
		/* both outcomes go the same way: the test cannot tell failure from success */
		if (!fail_here)
			return false;
		if (!dl_success_of(o)->bad_test && o->state == DL_OBJ_UNCHECKED)
			note_bad_test(s, o);
		return true;
	}
	if (fail_here && ok_here && only_counts(s->cond, o))
		return true;
	if (fail_here && ok_here) {
		/* what a test of the kernel's was turned into may be beyond us: it is a test all the same */
		if (w.fail >= 0 || (w.vague && w.ok >= 0) || asks_of(s->cond, o, 0))
			o->state = DL_OBJ_PARTLY;
		note_fewer(s, o);
	} else if (fail_here) {
		to_failed(s, o);
		dl_story_add(s->ex, s->state, DL_STORY_CHECK, s->loc, o, s->cond, true);
		note_error_compare(s, o);
	} else if (ok_here) {
		o->state = DL_OBJ_OK;
		if (o->model->role == DL_ROLE_MAP)
			dl_note_nonnull(s->ex, s->state, o->terms.buf);
		dl_story_add(s->ex, s->state, DL_STORY_CHECK, s->loc, o, s->cond, false);
	}
	return true;
}

bool dl_success_branch(struct dl_explorer *ex, struct dl_state *state, const struct dl_branch *b)
{
	struct side s = { ex, state, b->cond, b->truth, b->block, b->loc };

	for (uint32_t i = 0; b->cond->has_result && i < state->object_count; i++) {
		struct dl_object *o = &state->objects[i];

		if (!dl_sym_mentions(b->cond, o->value) &&
		    !(o->handle && dl_sym_mentions(b->cond, o->handle)))
			continue;
		if (is_loop_bound(ex, o, b->block, b->cond)) {
			struct outcomes w = outcomes_of(state, o, b->cond);

			/* the body runs in the good outcome only; failure walks around it */
			if (o->state == DL_OBJ_UNCHECKED && w.fail == !b->truth)
				o->state = DL_OBJ_PARTLY;
			continue;
		}
		if (!take_object(&s, o))
			return false;
	}
	return true;
}
