/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The path story of a finding: where its object was made, what was done to it, which branches were taken,
 * and what is wrong at the end. Steps of the function that was explored have nesting 0, those of its
 * callees 1.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/event/internal.h"

/* Nodes of the exploration that are looked at, and branches that are told of them. */
#define MAX_NODES 256
#define MAX_WAYS 20
#define MAX_KNOWN 3
/* Steps of callees, and how many calls down they are looked for. */
#define MAX_INNER 64
#define MAX_DOWN 4
#define MAX_INNER_WAYS 3

struct story {
	struct dl_report *r;
	struct dl_finding *f;
	const struct dl_event *ev;
	const struct dl_story *nodes[MAX_NODES];	/* the last one first */
	uint32_t count;
	uint32_t room;		/* of the finding, for steps */
	bool is_whole;		/* the last of them made the object */
};

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

	for (const struct dl_story *s = t->ev->story; s && o && t->count < MAX_NODES; s = s->parent) {
		if (s->site && is_of_another(o, s))
			continue;
		if (s->site && s->older != (older > 0)) {
			older -= older && made(s);
			continue;
		}
		if (is_print(s) || (is_way(s) && is_told(t, s)))
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

static void add(struct story *t, const struct dl_loc *loc, uint32_t nesting, const char *text)
{
	if (!loc->line || !text || t->f->step_count == t->room)
		return;
	t->f->steps[t->f->step_count++] = (struct dl_finding_step){
		.spot = dl_spot_of(t->r, loc), .message = text, .nesting = nesting };
}

#define SAY(t, ...) dl_arena_printf((t)->r->out->arena, __VA_ARGS__)

/* "of 'start' on line 12": whose result the condition asks about, where its text does not say it. */
static const char *of_call(struct story *t, const struct dl_story *s, const char *text)
{
	const struct dl_val *cond = &s->func->blocks[s->block].term.cond;
	const struct dl_instr *call = dl_result_call(t->r, s->func, s->block, cond);
	const char *name = call ? dl_text_call(call, dl_model_of(t->r->an, call)) : NULL;

	/* the object's own call is the first step */
	if (!name || !call->callee || call->loc.line == s->loc.line || strstr(text, name) ||
	    (t->ev->object && call == t->ev->object->origin))
		return NULL;
	return SAY(t, ", the result of '%s' on line %u,", name, call->loc.line);
}

static const char *condition(struct story *t, const struct dl_story *s)
{
	const char *text = dl_written_condition(t->r, s->func, &s->loc);
	const char *call;

	if (!text && s->value)
		text = dl_text_exact(t->r, s->value);
	if (!text)
		return "the condition";
	call = of_call(t, s, text);
	return SAY(t, "'%s'%s", text, call ? call : "");
}

/* The function that has the instruction. */
static const struct dl_func *function_of(const struct story *t, const struct dl_story *s)
{
	const struct dl_unit *unit = t->r->an->unit;

	for (uint32_t f = 0; s->at && !s->at_func && f < unit->func_count; f++)
		for (uint32_t b = 0; b < unit->funcs[f].block_count; b++) {
			const struct dl_block *block = &unit->funcs[f].blocks[b];

			if (s->at >= block->instrs && s->at < block->instrs + block->instr_count)
				return &unit->funcs[f];
		}
	return s->at_func;
}

/* What an instruction is given of the object: its own words for it. */
static const char *given(struct story *t, const struct dl_story *s)
{
	const struct dl_instr *at = s->at;
	const struct dl_model *m = at && at->op == DL_OP_CALL ? dl_model_of(t->r->an, at) : NULL;
	const struct dl_func *func = function_of(t, s);
	const char *text = NULL;

	if (m && s->kind == DL_STORY_FREE)
		text = dl_written_arg(t->r, func, at, m->arg_buf);
	else if (m && m->arg_handle >= 0)
		text = dl_written_arg(t->r, func, at, m->arg_handle);
	else if (m && m->arg_sg >= 0)
		text = dl_written_arg(t->r, func, at, m->arg_sg);
	if (!m && at && at->place && func && t->ev->object && t->ev->object->model->role == DL_ROLE_ALLOC)
		text = dl_written_place(t->r, func, at->place);
	if (!text && s->value)
		text = dl_text_exact(t->r, s->value);
	if (!text && t->ev->object)
		text = dl_text_made(t->r, t->ev->object);
	return text ? SAY(t, ": '%s'", text) : "";
}

static const char *place(struct story *t, const struct dl_story *s)
{
	const char *text = s->at && s->at->op == DL_OP_STORE && s->at_func ?
			   dl_written_place(t->r, s->at_func, s->at->place) : NULL;

	return text ? text : dl_text_sym(t->r, s->value);
}

/* ", from 'req->dma'": the place that the value was read from. */
static const char *copied(struct story *t, const struct dl_story *s)
{
	const struct dl_val *value = s->at && s->at->op == DL_OP_STORE ? &s->at->a : NULL;
	const char *text;

	for (int n = 0; n < 6 && s->at_func && value && value->kind == DL_VAL_TEMP; n++) {
		const struct dl_instr *def = dl_definition(t->r, s->at_func, (uint32_t)value->num);

		if (def && def->op == DL_OP_LOAD) {
			text = dl_written_place(t->r, s->at_func, def->place);
			return text && (def->place->base != DL_BASE_VAR || def->place->step_count) &&
			       strcmp(text, place(t, s)) != 0 ? SAY(t, ", from '%s'", text) : "";
		}
		value = def && (def->op == DL_OP_CAST || def->op == DL_OP_BIN) ? &def->a :
			def && def->op == DL_OP_CALL && def->arg_count == 1 ? &def->args[0] : NULL;
	}
	return "";
}

static const char *kept(struct story *t, const struct dl_story *s)
{
	const char *text;

	if (!s->at || s->at->op != DL_OP_CALL)
		return SAY(t, "kept in '%s'%s", place(t, s), copied(t, s));
	/* a callee's store, in names of the function that calls it */
	text = dl_text_exact(t->r, s->value);
	return text ? SAY(t, "this call keeps it in '%s'", text) : "this call keeps it";
}

/* The test of the object, with the side that was taken. */
static const char *test(struct story *t, const struct dl_story *s, const struct dl_story *way)
{
	const char *text = condition(t, s);
	const char *side = !way ? "" : way->flag ? " is taken to be true" : " is taken to be false";

	if (s->kind == DL_STORY_BAD_TEST)
		return SAY(t, "%s%s: this test cannot tell failure from success", text, side);
	return SAY(t, "%s%s: the call has %s here", text, side, s->flag ? "failed" : "succeeded");
}

static const char fewer_text[] = ": fewer entries than were asked for are a success, too, when an IOMMU has merged some";

/* The list's count is found to be less than what was asked for, and the list is mapped all the same. */
static bool is_short_count(const struct story *t, const struct dl_story *s)
{
	const struct dl_object *o = t->ev->object;
	const struct dl_sym *c = s->value;
	enum dl_bin op;

	if (t->ev->kind != DL_EV_LEAK || !o || !o->sg || o->model->failure != DL_FAIL_ZERO || !c ||
	    c->kind != DL_SYM_BIN)
		return false;
	op = (enum dl_bin)c->sub;
	if (dl_sym_strip(c->a) == o->value && c->b->kind != DL_SYM_INT)
		return s->flag ? op == DL_BIN_NE || op == DL_BIN_LT : op == DL_BIN_EQ || op == DL_BIN_GE;
	return dl_sym_strip(c->b) == o->value && c->a->kind != DL_SYM_INT &&
	       (s->flag ? op == DL_BIN_NE || op == DL_BIN_GT : op == DL_BIN_EQ || op == DL_BIN_LE);
}

static const char *use(struct story *t, const struct dl_story *s)
{
	const struct dl_model *m = s->at && s->at->op == DL_OP_CALL ? dl_model_of(t->r->an, s->at) : NULL;

	if (m && dl_model_refreshes(m))
		return "synced";
	if (m && dl_model_ends(m))
		return dl_model_is_map(t->ev->object->model) ? "unmapped" : "freed";
	if (s->at && (s->at->op == DL_OP_LOAD || s->at->op == DL_OP_STORE) &&
	    t->ev->object->model->role == DL_ROLE_ALLOC)
		return "followed";
	return m && m->role == DL_ROLE_MMIO_WRITE ? "written to the hardware" :
	       m && m->role == DL_ROLE_HANDBACK ? "handed to the device" : "used";
}

/* What was done in a callee: the call that leads there is a step before. */
static void add_act(struct story *t, const struct dl_story *s, const char *text)
{
	bool inside = s->at && s->at != s->call;

	if (inside)
		add(t, &s->loc, 0, "this call leads to it");
	add(t, inside ? &s->at->loc : &s->loc, inside, text);
}

static const char *failing(struct story *t, const struct dl_func *func, const struct dl_loc *left);

static void add_step(struct story *t, const struct dl_story *s, const struct dl_story *way);

static const char *callee_left(struct story *t, const struct dl_story *s)
{
	const struct dl_func_info *callee = s->site ? dl_callee_of(t->r->an, s->site) : NULL;

	const char *why = callee ? failing(t, callee->func, &s->left) : "";

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
						  &way->func->blocks[way->block].term.cond) != s->call)
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
		add(t, &n->loc, nesting, "this call makes it");
		add_callee(t, n, may_fail && fails(t, nodes, count - 1), nesting + 1);
		return;
	}
	add(t, &o->origin->loc, nesting, to ? SAY(t, "'%s' is called here, and gives '%s'",
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

/* What the callee did with what it made, and, where it fails, why. */
static void add_callee(struct story *t, const struct dl_story *s, bool fails, uint32_t nesting)
{
	const struct dl_story *nodes[MAX_INNER];
	uint32_t count = nesting <= MAX_DOWN ? collect_inner(t, s, nodes) : 0, ways = 0;
	bool kept = false;

	for (uint32_t i = 0; i < count; i++)
		kept |= nodes[i]->kind == DL_STORY_STORE;
	add_inner_made(t, nodes, count, fails, kept, nesting);
	for (uint32_t i = count; i-- > 0;)
		ways += is_way(nodes[i]);
	for (uint32_t i = count ? count - 1 : 0; i-- > 0;) {
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
		add(t, &s->left, nesting, callee_left(t, s));
}

static void add_made(struct story *t, const struct dl_story *s)
{
	const struct dl_object *o = t->ev->object;

	if (s->kind == DL_STORY_MAKE) {
		add(t, &s->loc, 0, SAY(t, "the call '%s()'", dl_text_call(o->origin, o->model)));
		return;
	}
	add(t, &s->loc, 0, SAY(t, "this call makes %s%s",
			       dl_model_is_map(o->model) ? "the mapping" : "the allocation",
			       s->flag ? ", and fails" : ""));
	add_callee(t, s, t->count && s == t->nodes[t->count - 1] && fails(t, t->nodes, t->count - 1), 1);
}

static void add_branch(struct story *t, const struct dl_story *s)
{
	const char *cond = condition(t, s);
	const char *leaves = dl_story_leaves_loop(t->r, s) ? "the loop is left: " : "";

	add(t, &s->loc, 0, SAY(t, "%s%s is taken to be %s%s", leaves, cond, s->flag ? "true" : "false",
			       is_short_count(t, s) ? fewer_text : ""));
}

/* @way: the branch at the same place, if it is one of the path's choices. */
static void add_step(struct story *t, const struct dl_story *s, const struct dl_story *way)
{
	switch (s->kind) {
	case DL_STORY_MAKE:
	case DL_STORY_CALL: add_made(t, s); break;
	case DL_STORY_BRANCH: add_branch(t, s); break;
	case DL_STORY_CASE:
		add(t, &s->loc, 0, SAY(t, "%s: the %s on line %u is taken", condition(t, s),
				       s->flag ? "default" : "case", s->left.line));
		break;
	case DL_STORY_CHECK:
	case DL_STORY_BAD_TEST: add(t, &s->loc, 0, test(t, s, way)); break;
	case DL_STORY_WRONG_HANDLE:
		add(t, &s->loc, 0, SAY(t, "this test looks at another handle%s", given(t, s)));
		break;
	case DL_STORY_STORE: add_act(t, s, kept(t, s)); break;
	case DL_STORY_PASS: add_act(t, s, SAY(t, "passed to '%s'", dl_text_call(s->at, NULL))); break;
	case DL_STORY_USE: add_act(t, s, SAY(t, "%s here%s", use(t, s), given(t, s))); break;
	case DL_STORY_RELEASE:
		add_act(t, s, s->flag ? "released by this loop" : SAY(t, "released here%s", given(t, s)));
		break;
	case DL_STORY_FREE: add_act(t, s, SAY(t, "the buffer is freed here%s", given(t, s))); break;
	case DL_STORY_WRITE: add_act(t, s, "the CPU writes to the buffer here"); break;
	}
}

static const char in_later_round[] = "in a later round of the loop: ";

/* The step @s, from @first on, comes after the loop began anew. */
static void note_round(struct story *t, const struct dl_story *before, const struct dl_story *s,
		       uint32_t first)
{
	if (first < t->f->step_count && before && dl_story_is_later_round(t->r, before, s) &&
	    !dl_story_leaves_loop(t->r, s))
		t->f->steps[first].message = SAY(t, "%s%s", in_later_round, t->f->steps[first].message);
}

static void add_steps(struct story *t)
{
	for (uint32_t i = t->count; i-- > 0;) {
		uint32_t first = t->f->step_count;
		const struct dl_story *before = i + 1 < t->count ? t->nodes[i + 1] : NULL;
		const struct dl_story *s = t->nodes[i];
		const struct dl_story *next = i ? t->nodes[i - 1] : NULL;
		bool tests = (s->kind == DL_STORY_CHECK || s->kind == DL_STORY_BAD_TEST) && next &&
			     next->kind == DL_STORY_BRANCH && dl_same_place(&next->loc, &s->loc);

		add_step(t, s, tests ? next : NULL);
		note_round(t, before, s, first);
		i -= tests;
	}
}

/* ---- the end ---- */

static const char *end_text(struct story *t)
{
	const struct dl_event *ev = t->ev;

	switch (ev->kind) {
	case DL_EV_OWNERSHIP:
		return ev->fault == DL_FAULT_READ ? "the CPU reads the buffer here" :
		       ev->fault == DL_FAULT_WRONG_SIDE ? "synced for the device here" : NULL;
	case DL_EV_BUFFER_FREED: return NULL;
	case DL_EV_NEVER_CHECKED:
		return ev->object->state == DL_OBJ_FAILED ? NULL : "unmapped here, with no test before";
	case DL_EV_PAIR:
	case DL_EV_DEVICE_COUNT:
		return SAY(t, "'%s' is called here", dl_text_call(ev->at, ev->model));
	case DL_EV_ACTIVE: return "released here";
	case DL_EV_DEAD_HANDLE:
		return SAY(t, "%s here", ev->use == DL_USE_RELEASE ? "unmapped" :
					 ev->use == DL_USE_REFRESH ? "synced" : "given to the device");
	default: return NULL;
	}
}

/* ", 'start' has failed": whose result the function is left with, where that is what fails. */
static const char *failing(struct story *t, const struct dl_func *func, const struct dl_loc *left)
{
	bool fails = t->ev->kind == DL_EV_LEAK && (t->ev->evidence == DL_EVIDENCE_START ||
						   t->ev->evidence == DL_EVIDENCE_CALLERS);

	for (uint32_t b = 0; fails && func && b < func->block_count; b++) {
		const struct dl_term *term = &func->blocks[b].term;
		const struct dl_instr *call;

		if (term->kind != DL_TERM_RETURN || !dl_same_place(&term->loc, left))
			continue;
		call = dl_result_call(t->r, func, b, &term->cond);
		if (call && call->callee)
			return SAY(t, ", '%s' has failed", dl_text_call(call, dl_model_of(t->r->an, call)));
	}
	return "";
}

/* The end may come after the loop of the last step began anew. */
static const char *end_round(struct story *t)
{
	const struct dl_event *ev = t->ev;
	const struct dl_story *last = t->count ? t->nodes[0] : NULL;

	if (!last || !ev->explored || last->func != ev->explored)
		return "";
	return dl_story_ends_later(t->r, last, ev) ? in_later_round : "";
}

/* What is wrong, where no step has said it yet. */
static void add_end(struct story *t)
{
	const struct dl_event *ev = t->ev;
	const char *text = ev->at && ev->object ? end_text(t) : NULL;
	const struct dl_instr *loop;
	uint32_t inside = ev->reached && ev->reached != ev->at;

	if (ev->kind == DL_EV_OWNERSHIP && ev->object && !text && ev->now)
		add(t, &ev->now->loc, 0, "and no sync for the device came before this");
	if (ev->kind == DL_EV_BUFFER_FREED && ev->object)
		add(t, &ev->related, ev->related_func != ev->explored, "unmapped only here");
	if (ev->left.line && ev->kind != DL_EV_ERROR_COMPARED)
		add(t, &ev->left, 0, SAY(t, "%sthe function is left here%s", end_round(t),
					 failing(t, ev->explored, &ev->left)));
	if (!text)
		return;
	if (inside)
		add(t, &ev->reached->loc, 0, "this call leads to it");
	/* a loop that ends it has no instruction of its own: one of its releases stands for all */
	loop = ev->at == ev->object->origin ? dl_loop_release(t->r, ev) : NULL;
	text = SAY(t, "%s%s", loop ? in_later_round : end_round(t), text);
	add(t, loop ? &loop->loc : ev->at == ev->object->origin ? &ev->loc : &ev->at->loc, inside, text);
}

/* What a reader takes for the test that is missing. */
static void add_vanished(struct story *t)
{
	struct dl_vanished v;

	if (!dl_vanished_test(t->r, t->ev, &v))
		return;
	add(t, &v.loc, 0, SAY(t, "what '%s' is written for here is taken away by the preprocessor", v.name));
	add(t, &v.macro, 0, SAY(t, "'%s' is a macro of the driver here, in place of the kernel's function", v.name));
}

/* Memory on its way to DMA: each call down to the sink, and what starts the transfer. */
static void tell_sink(struct story *t)
{
	const struct dl_event *ev = t->ev;
	struct dl_sink_way way;
	uint32_t i;

	dl_sink_way(t->r, ev, &way);
	add(t, &ev->related, 0, ev->memory == DL_BUF_STACK || ev->memory == DL_BUF_STATIC ||
				ev->memory == DL_BUF_CONST ?
				SAY(t, "'%s' is declared here", dl_text_memory(t->r, ev)) :
				"the memory comes from here");
	for (i = 0; i + 1 < way.count; i++)
		add(t, &way.steps[i].at->loc, i,
		    SAY(t, "handed to '%s'", dl_text_call(way.steps[i].at, NULL)));
	add(t, &way.steps[i].at->loc, i, way.steps[i].at->op == DL_OP_CALL ?
	    SAY(t, "handed to DMA by '%s'", dl_text_call(way.steps[i].at, ev->model)) :
	    SAY(t, "put into '%s'", ev->model->field));
	if (way.start.at)
		add(t, &way.start.at->loc, way.start.func == ev->func ? 0 : i,
		    SAY(t, "'%s' starts the transfer", dl_text_call(way.start.at, NULL)));
}

/* What is written to by both sides. */
static void tell_line(struct story *t)
{
	const struct dl_shared_line *line = t->ev->line;
	const struct dl_instr *at = t->ev->at;

	add(t, &at->loc, 0, at->op == DL_OP_CALL ?
	    SAY(t, "'%s' has the device write to '%s', at byte %u of '%s'", dl_text_call(at, t->ev->model),
		line->member, line->offset, line->record->name) :
	    SAY(t, "the device is to write to '%s', at byte %u of '%s'", line->member, line->offset,
		line->record->name));
	if (!line->by)
		return;
	add(t, &line->by->loc, 0, line->by->op == DL_OP_CALL ?
	    SAY(t, "'%s', at byte %u, is given to '%s' here", line->other, line->other_offset,
		dl_text_call(line->by, dl_model_of(t->r->an, line->by))) :
	    SAY(t, "'%s', at byte %u, is written here", line->other, line->other_offset));
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
	if (ev->kind == DL_EV_BUFFER)
		tell_sink(t);
	if (ev->kind == DL_EV_SHARED_LINE)
		tell_line(t);
	if (ev->object && !t->is_whole)
		add(t, &ev->object->origin->loc, ev->object->origin_func != ev->explored,
		    SAY(t, "the call '%s()'", dl_text_call(ev->object->origin, ev->object->model)));
	add_steps(t);
	add_end(t);
	add_vanished(t);
	free(t);
	return trouble;
}
