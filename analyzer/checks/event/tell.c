/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The path story of a finding: where its object was made, what was done to it, which branches were taken,
 * and what is wrong at the end. Steps of the function that was explored have nesting 0, those of its
 * callees 1.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/event/story.h"

/* Branches that are told of the way. */
#define MAX_WAYS 20
#define MAX_KNOWN 3
/* Steps of callees, and how many calls down they are looked for. */
#define MAX_INNER 64
#define MAX_DOWN 4
#define MAX_INNER_WAYS 3

static bool is_way(const struct dl_story *s)
{
	return s->kind == DL_STORY_BRANCH || s->kind == DL_STORY_CASE;
}

static bool made(const struct dl_story *s)
{
	return s->kind == DL_STORY_MAKE || s->kind == DL_STORY_CALL;
}

/* What is printed goes nowhere. */
static bool is_print(const struct dl_story *s)
{
	return s->kind == DL_STORY_PASS && s->at && s->at->op == DL_OP_CALL && dl_is_print(s->at);
}

/* ---- which steps ---- */

/* The same branch later on says more: it is the round of a loop that counts. */
static bool is_told(const struct story *t, const struct dl_story *s)
{
	for (uint32_t i = 0; i < t->count; i++)
		if (is_way(t->nodes[i]) && dl_same_place(&t->nodes[i]->loc, &s->loc))
			return true;
	return false;
}

/* What one call has made in an earlier round had another value then. */
static bool is_of_another(const struct dl_object *o, const struct dl_story *s)
{
	return s->site != o->site || s->origin != o->origin || (!o->older && !s->older && s->of != o->value);
}

/* Steps of the object, and the branches taken since it was made. */
static void collect(struct story *t)
{
	const struct dl_object *o = t->ev->object;
	uint32_t older = o && o->older;		/* what the same call made since is another one */

	for (const struct dl_story *s = t->ev->story; s && o && t->count < DL_MAX_NODES; s = s->parent) {
		if (s->site && is_of_another(o, s))
			continue;
		if (s->site && s->older != (older > 0)) {
			older -= older && made(s);
			continue;
		}
		if (is_print(s) || (is_way(s) && (is_told(t, s) || (s->known && dl_macro_asks(t->r, s)))))
			continue;
		t->nodes[t->count++] = s;
		t->is_whole = made(s);
		if (t->is_whole)
			break;
	}
}

/*
 * Of a long way the last branches. Where only one side was possible, those that lead to the end are told:
 * what a callee has returned, or the way has set, decides there.
 */
static void shorten(struct story *t)
{
	uint32_t kept = 0, ways = 0;

	for (uint32_t i = 0; i < t->count; i++) {
		const struct dl_story *s = t->nodes[i];
		bool way = is_way(s);

		if (way && (ways >= MAX_WAYS || (s->known && ways >= MAX_KNOWN)))
			continue;
		ways += way;
		t->nodes[kept++] = s;
	}
	t->count = kept;
}

/* ---- the words ---- */

void dl_story_put(struct story *t, const struct dl_loc *loc, uint32_t nesting, const char *text)
{
	if (!loc->line || !text || t->f->step_count == t->room)
		return;
	t->f->steps[t->f->step_count++] = (struct dl_finding_step){
		.spot = dl_spot_of(t->r, loc), .message = text, .nesting = nesting };
}

/* What was done in a callee: the call that leads there is a step before. */
static void add_act(struct story *t, const struct dl_story *s, const char *text)
{
	bool inside = s->at && s->at != s->call;

	if (inside)
		dl_story_put(t, &s->loc, 0, "this call leads to it");
	dl_story_put(t, inside ? &s->at->loc : &s->loc, inside, text);
}

static void add_step(struct story *t, const struct dl_story *s, const struct dl_story *way);

static const char *callee_left(struct story *t, const struct dl_story *s)
{
	const struct dl_func_info *callee = s->site ? dl_callee_of(t->r->an, s->site) : NULL;

	const char *why = callee ? dl_say_failing(t, callee->func, &s->left, s->inner) : "";

	return SAY(t, "the callee is left here%s", *why ? why : s->flag ? ", and has failed" : "");
}

/* Of the callee that @s calls: the steps of the object, the last one first, back to what made it; 0: not known. */
static uint32_t collect_inner(struct story *t, const struct dl_story *s, const struct dl_story **nodes)
{
	uint32_t count = 0;

	for (const struct dl_story *n = s->inner; n && count < MAX_INNER; n = n->parent) {
		if (is_print(n) || (n->site && (n->older || is_of_another(s->inner_object, n))))
			continue;
		nodes[count++] = n;
		if (made(n))
			return dl_story_thin(t->r, &(struct dl_event){
				.kind = DL_EV_LEAK, .explored = n->func, .left = s->left,
				.object = t->ev->object }, nodes, count);
	}
	return 0;
}

static void add_callee(struct story *t, const struct dl_story *s, bool fails, uint32_t nesting);

/*
 * The callee at @nodes[n] fails: by what it returns, and where a number above zero may say so as well, nothing but
 * that is asked for on the way from there to the end.
 */
static bool fails(const struct story *t, const struct dl_story *const *nodes, uint32_t n)
{
	const struct dl_story *s = nodes[n];

	for (uint32_t i = n; s->may_fail && !s->flag && i-- > 0;) {
		const struct dl_story *way = nodes[i];

		if (is_way(way) && dl_result_call(t->r, way->func, way->block,
						  &way->func->blocks[way->block].term.cond, way->parent) != s->call)
			return false;
	}
	return s->may_fail;
}

/* The call that made it, in a callee. */
static void add_inner_made(struct story *t, const struct dl_story *const *nodes, uint32_t count,
			   bool may_fail, bool is_kept, uint32_t nesting)
{
	const struct dl_object *o = t->ev->object;
	const struct dl_story *n = count ? nodes[count - 1] : NULL;
	const char *to = is_kept ? NULL : dl_written_target(t->r, o->origin_func, o->origin);

	if (n && n->kind == DL_STORY_CALL) {
		dl_story_put(t, &n->loc, nesting, "this call makes it");
		add_callee(t, n, may_fail && fails(t, nodes, count - 1), nesting + 1);
		return;
	}
	dl_story_put(t, &o->origin->loc, nesting, to ? SAY(t, "'%s' is called here, and gives '%s'",
						  dl_text_call(o->origin, o->model), to) :
					      SAY(t, "'%s' is called here", dl_text_call(o->origin, o->model)));
}

static void add_inner_step(struct story *t, const struct dl_story *n, const struct dl_story *way,
			   uint32_t nesting)
{
	uint32_t first = t->f->step_count;

	add_step(t, n, way);
	while (first < t->f->step_count)
		t->f->steps[first++].nesting += nesting;
}

/* The next step only says what the call that made it gives: it goes into the place that is named already. */
static bool is_said(struct story *t, const struct dl_story *s, const struct dl_story *next)
{
	const struct dl_object *o = t->ev->object;
	const char *to = dl_written_target(t->r, o->origin_func, o->origin), *text;

	if (!to || s->kind != DL_STORY_MAKE || !next || next->kind != DL_STORY_STORE || !next->at ||
	    next->at->op != DL_OP_STORE || next->at_func != o->origin_func)
		return false;
	text = dl_written_place(t->r, next->at_func, next->at->place);
	return text && !strcmp(text, to);
}

/* What the callee did with what it made, and, where it fails, why. */
static void add_callee(struct story *t, const struct dl_story *s, bool fails, uint32_t nesting)
{
	const struct dl_story *nodes[MAX_INNER];
	uint32_t count = nesting <= MAX_DOWN ? collect_inner(t, s, nodes) : 0, ways = 0;
	bool kept = false, said;

	for (uint32_t i = 0; i < count; i++)
		kept |= nodes[i]->kind == DL_STORY_STORE;
	said = count > 1 && is_said(t, nodes[count - 1], nodes[count - 2]);
	add_inner_made(t, nodes, count, fails, kept && !said, nesting);
	for (uint32_t i = count; i-- > 0;)
		ways += is_way(nodes[i]);
	for (uint32_t i = count ? count - 1 - said : 0; i-- > 0;) {
		bool way = is_way(nodes[i]);
		bool tests = i && !way && nodes[i]->kind != DL_STORY_STORE && is_way(nodes[i - 1]) &&
			     dl_same_place(&nodes[i]->loc, &nodes[i - 1]->loc);

		if (way ? fails && ways-- <= MAX_INNER_WAYS :
			  fails || nodes[i]->kind == DL_STORY_STORE || nodes[i]->kind == DL_STORY_PASS)
			add_inner_step(t, nodes[i], tests ? nodes[i - 1] : NULL, nesting);
		ways -= tests;
		i -= tests;
	}
	if (fails)
		dl_story_put(t, &s->left, nesting, callee_left(t, s));
}

static void add_made(struct story *t, const struct dl_story *s)
{
	const struct dl_object *o = t->ev->object;

	if (s->kind == DL_STORY_MAKE) {
		dl_story_put(t, &s->loc, 0, dl_say_made(t));
		return;
	}
	dl_story_put(t, &s->loc, 0, SAY(t, "this call makes %s%s",
			       dl_model_is_map(o->model) ? "the mapping" : "the allocation",
			       s->flag ? ", and fails" : ""));
	add_callee(t, s, t->count && s == t->nodes[t->count - 1] && fails(t, t->nodes, t->count - 1), 1);
}

/* @way: the branch at the same place, if it is one of the path's choices. */
static void add_step(struct story *t, const struct dl_story *s, const struct dl_story *way)
{
	switch (s->kind) {
	case DL_STORY_MAKE:
	case DL_STORY_CALL: add_made(t, s); break;
	case DL_STORY_BRANCH: dl_story_put(t, &s->loc, 0, dl_say_branch(t, s)); break;
	case DL_STORY_CASE:
		dl_story_put(t, &s->loc, 0, SAY(t, "%s: the %s on line %u is taken", dl_say_condition(t, s),
				       s->flag ? "default" : "case", s->left.line));
		break;
	case DL_STORY_CHECK:
	case DL_STORY_BAD_TEST: dl_story_put(t, &s->loc, 0, dl_say_test(t, s, way)); break;
	case DL_STORY_WRONG_HANDLE:
		dl_story_put(t, &s->loc, 0, SAY(t, "this test looks at another handle%s", dl_say_given(t, s)));
		break;
	case DL_STORY_STORE: add_act(t, s, dl_say_kept(t, s)); break;
	case DL_STORY_PASS: add_act(t, s, SAY(t, "passed to '%s'", dl_text_call(s->at, NULL))); break;
	case DL_STORY_USE: add_act(t, s, SAY(t, "%s here%s", dl_say_use(t, s), dl_say_given(t, s))); break;
	case DL_STORY_RELEASE:
		add_act(t, s, s->flag ? "released by this loop" : SAY(t, "released here%s", dl_say_given(t, s)));
		break;
	case DL_STORY_FREE:
		add_act(t, s, SAY(t, "%s is freed here%s", s->flag ? "what keeps it" : "the buffer", dl_say_given(t, s)));
		break;
	case DL_STORY_WRITE: add_act(t, s, "the CPU writes to the buffer here"); break;
	}
}

/* The step @s, from @first on, comes after the loop began anew. */
static void note_round(struct story *t, const struct dl_story *before, const struct dl_story *s,
		       uint32_t first)
{
	if (first < t->f->step_count && before && dl_story_is_later_round(t->r, before, s) &&
	    !dl_story_leaves_loop(t->r, s))
		t->f->steps[first].message = SAY(t, "%s%s", dl_in_later_round, t->f->steps[first].message);
}

static bool is_waited_for(const struct dl_event *ev)
{
	return ev->kind == DL_EV_ACTIVE && ev->waited;
}

static void add_steps(struct story *t)
{
	bool waits = is_waited_for(t->ev);

	for (uint32_t i = t->count; i-- > 0;) {
		uint32_t first = t->f->step_count;
		const struct dl_story *before = i + 1 < t->count ? t->nodes[i + 1] : NULL;
		const struct dl_story *s = t->nodes[i];
		const struct dl_story *next = i ? t->nodes[i - 1] : NULL;
		bool tests = (s->kind == DL_STORY_CHECK || s->kind == DL_STORY_BAD_TEST) && next &&
			     next->kind == DL_STORY_BRANCH && dl_same_place(&next->loc, &s->loc);

		if (waits && dl_story_comes_after(t->r, s, t->ev->waited)) {
			dl_story_wait(t);
			first = t->f->step_count;
			waits = false;
		}
		add_step(t, s, tests ? next : NULL);
		note_round(t, before, s, first);
		i -= tests || is_said(t, s, next);
	}
	if (waits)
		dl_story_wait(t);
}

const char *dl_story_tell(struct dl_report *r, struct dl_finding *f, const struct dl_event *ev)
{
	struct story *t = dl_xcalloc(1, sizeof(*t));
	const char *trouble;

	t->r = r;
	t->f = f;
	t->ev = ev;
	collect(t);
	trouble = dl_story_trouble(ev, t->nodes, t->count);
	t->count = dl_story_thin(r, ev, t->nodes, t->count);
	shorten(t);
	t->room = 3 * t->count + 8 + DL_MAX_SINK_STEPS + MAX_INNER;
	/* one more for what a wrapper does: report.c */
	f->steps = DL_NEW_ARRAY(r->out->arena, struct dl_finding_step, t->room + 1);
	dl_story_begin(t);
	if (ev->object && !t->is_whole)
		dl_story_put(t, &ev->object->origin->loc, ev->object->origin_func != ev->explored, dl_say_made(t));
	add_steps(t);
	dl_story_end(t);
	dl_story_vanished(t);
	free(t);
	return trouble;
}
