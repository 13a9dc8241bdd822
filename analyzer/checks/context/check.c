/* SPDX-License-Identifier: Apache-2.0 */
/* The check of calls that may sleep: functions are read from callees up; context.h says what it decides. */
#include <stdlib.h>

#include "checks/checks.h"
#include "checks/context/context.h"
#include "checks/event/event.h"

#define MAX_CALLS 6
#define MAX_SLEEPS 12

/* ---- telling ---- */

static struct dl_sleeping_call *way_of(struct dl_analysis *an, const struct dl_sleep *s)
{
	struct dl_sleeping_call *way = DL_NEW(an->arena, struct dl_sleeping_call);

	for (; s && way->count < DL_MAX_SLEEPING; s = s->inner)
		way->calls[way->count++] = s->at;
	return way;
}

/* Another call of the same function was told of, for the same reason: this is one more of them. */
static bool is_told(struct dl_context_reader *r, const struct dl_sleep *s)
{
	struct dl_events *events = dl_events_of(r->c->an);

	for (size_t i = events->list.len; i > 0 && s->depth; i--) {
		const struct dl_event *old = &events->list.data[i - 1];

		if (old->kind != DL_EV_SLEEPS || old->sleeping->cause != s->cause ||
		    dl_callee_of(r->c->an, old->at) != dl_callee_of(r->c->an, s->at))
			continue;
		if (old->sleeping->other_count < DL_MAX_SLEEPING && old->at != s->at)
			old->sleeping->others[old->sleeping->other_count++] = s->at;
		return true;
	}
	return false;
}

static void emit(struct dl_context_reader *r, const struct dl_sleep *s, struct dl_sleeping_call *way, struct dl_event ev)
{
	if (is_told(r, s))
		return;
	way->cause = s->cause;
	ev.kind = DL_EV_SLEEPS;
	ev.func = ev.explored = r->scanned.func;
	ev.at = s->at;
	ev.loc = s->at->loc;
	ev.model = s->model;
	ev.sleeping = way;
	ev.grounds.guarded = s->guarded;
	ev.grounds.assumed |= s->depth > 0;
	ev.grounds.long_story = s->depth > 2;
	dl_vec_push(&dl_events_of(r->c->an)->list, ev);
}

/* Something is held at @s; true if that forbids it. */
static bool judge_held(struct dl_context_reader *r, const struct dl_holding *h, const struct dl_sleep *s)
{
	for (uint32_t i = h->count; i > 0 && s->flags < 0; i--) {
		const struct dl_held *held = &h->held[i - 1];
		struct dl_sleeping_call *way;

		if (s->interrupts && !held->kind->interrupts_off)
			continue;
		way = way_of(r->c->an, s);
		way->lock = held->kind;
		way->taken = held->at;
		emit(r, s, way, (struct dl_event){ .related = held->at->loc, .related_func = r->scanned.func,
						   .related_text = held->kind->name });
		return true;
	}
	return false;
}

/* The function runs where nobody may sleep. */
static void judge_sleepless(struct dl_context_reader *r)
{
	const struct dl_sleepless *runs = r->to->runs;

	for (size_t i = 0; runs && i < r->to->sleeps.len; i++) {
		struct dl_sleep s = *r->to->sleeps.data[i];

		if (s.flags >= 0 || (s.interrupts && runs->context->sleeping != DL_INTERRUPTS_OFF))
			continue;
		s.guarded |= s.need_count > 0;
		emit(r, &s, way_of(r->c->an, &s), (struct dl_event){
			.related = runs->begin, .related_text = runs->context->name,
			.partner = r->scanned.func->name, .grounds.assumed = runs->context->has_operations });
	}
}

/* ---- one function ---- */

static bool says_more(const struct dl_sleep *a, const struct dl_sleep *b)
{
	if (a->guarded != b->guarded)
		return !a->guarded;
	return a->need_count != b->need_count ? a->need_count < b->need_count : a->depth < b->depth;
}

/* Callers are told of one of each kind. */
static void add_sleep(struct dl_context_reader *r, const struct dl_sleep *s)
{
	for (size_t i = 0; i < r->to->sleeps.len; i++) {
		const struct dl_sleep *old = r->to->sleeps.data[i];

		if (old->at != s->at || old->interrupts != s->interrupts || old->flags != s->flags)
			continue;
		if (says_more(s, old))
			r->to->sleeps.data[i] = dl_arena_memdup(r->c->an->arena, s, sizeof(*s));
		return;
	}
	if (r->to->sleeps.len < MAX_SLEEPS)
		dl_vec_push(&r->to->sleeps, dl_arena_memdup(r->c->an->arena, s, sizeof(*s)));
}

/* Whether @in sleeps by its flags, which are argument @arg: what @s says of them. False: it does not, or it is not known. */
static bool read_flags(const struct dl_context_reader *r, const struct dl_instr *in, int arg, struct dl_sleep *s)
{
	s->flags = -1;
	return arg >= 0 && (uint32_t)arg < in->arg_count &&
	       dl_flags_of(r, &in->args[arg], &s->flags) != DL_FLAGS_UNKNOWN;
}

/* A sleep at @in, where @h is held: reported, or told to callers. */
static void note_sleep(struct dl_context_reader *r, uint32_t block, const struct dl_holding *h,
		       const struct dl_sleep *s)
{
	struct dl_sleep told = *s;

	if (dl_needs_find(r, block, &told) && !judge_held(r, h, s) && !h->gave)
		add_sleep(r, &told);
}

static void read_call(struct dl_context_reader *r, uint32_t block, const struct dl_holding *h,
		      const struct dl_instr *in)
{
	const struct dl_model *m = dl_model_of(r->c->an, in);
	const struct dl_func_info *callee = m ? NULL : dl_callee_of(r->c->an, in);
	struct dl_sleep s = { .at = in, .model = m, .flags = -1 };

	if (m && (m->sleeps || m->needs_interrupts ||
		  (m->role == DL_ROLE_ALLOC && read_flags(r, in, m->arg_gfp, &s)))) {
		s.interrupts = !m->sleeps && m->needs_interrupts;
		s.cause = s.flags < 0 ? in : NULL;
		note_sleep(r, block, h, &s);
	}
	for (size_t i = 0; callee && i < r->c->funcs[callee - r->c->an->funcs].sleeps.len; i++) {
		const struct dl_sleep *inner = r->c->funcs[callee - r->c->an->funcs].sleeps.data[i];

		s = (struct dl_sleep){ .at = in, .model = inner->model, .inner = inner, .flags = -1,
				       .depth = inner->depth + 1, .interrupts = inner->interrupts };
		if ((inner->flags >= 0 && !read_flags(r, in, inner->flags, &s)) || s.depth >= MAX_CALLS)
			continue;
		s.cause = inner->cause ? inner->cause : s.flags < 0 ? in : NULL;
		if (dl_needs_of_call(r, in, inner, &s))
			note_sleep(r, block, h, &s);
	}
}

/* It asks itself whether it may sleep. */
static bool asks(const struct dl_contexts *c, const struct dl_func *func)
{
	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];

			if (in->op == DL_OP_CALL && ((in->written && dl_map_has_str(&c->asking, in->written)) ||
						     (in->callee && dl_map_has_str(&c->asking, in->callee))))
				return true;
		}
	return false;
}

static void read_blocks(struct dl_context_reader *r)
{
	const struct dl_func *func = r->scanned.func;

	for (uint32_t b = 0; b < func->block_count; b++) {
		struct dl_holding h = r->before[b];

		for (uint32_t i = 0; h.is_reached && i < func->blocks[b].instr_count; i++) {
			if (func->blocks[b].instrs[i].op != DL_OP_CALL)
				continue;
			read_call(r, b, &h, &func->blocks[b].instrs[i]);
			dl_holding_pass(r, &h, &func->blocks[b].instrs[i]);
		}
	}
}

static void read_function(struct dl_contexts *c, struct dl_func_info *info)
{
	struct dl_context_reader r = { .c = c, .to = &c->funcs[info - c->an->funcs],
				       .scanned = { .an = c->an, .info = info, .func = info->func } };

	if (r.to->progress != DL_NOT_EXPLORED)
		return;
	r.to->progress = DL_EXPLORING;
	for (uint32_t i = 0; i < info->callee_count; i++)
		read_function(c, c->an->callees.data[info->first_callee + i]);
	if (!info->func->degradation_count) {
		dl_scanned_begin(&r.scanned);
		r.before = dl_xcalloc(info->func->block_count + 1, sizeof(*r.before));
		dl_holdings_find(&r);
		if (!asks(c, info->func)) {
			read_blocks(&r);
			judge_sleepless(&r);
		}
		free(r.before);
	}
	r.to->progress = DL_EXPLORED;
}

static void end(struct dl_analysis *an)
{
	const struct dl_text_list *words = &an->platform->words[DL_WORD_ASKS_CONTEXT];
	struct dl_contexts c = { .an = an };

	c.funcs = dl_xcalloc(an->unit->func_count + 1, sizeof(*c.funcs));
	for (size_t i = 0; i < words->count; i++)
		dl_map_put_str(&c.asking, words->items[i], &c);
	dl_sleepless_find(&c);
	for (uint32_t f = 0; f < an->unit->func_count; f++)
		read_function(&c, &an->funcs[f]);
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		dl_vec_free(&c.funcs[f].sleeps);
		dl_vec_free(&c.funcs[f].given);
	}
	dl_map_free(&c.asking);
	free(c.funcs);
}

const struct dl_check dl_check_context = {
	.id = "context",
	.end = end,
};
