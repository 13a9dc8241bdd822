/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hardware is told the address of memory in one function, and 0 in its place in another, after the
 * memory was freed there: in between it may write to what is somebody else's. Which register it is shows
 * in the call: the same function, with all other arguments alike.
 */
#include <stdlib.h>

#include "checks/event/event.h"
#include "checks/order/order.h"
#include "engine/program/prescan.h"

struct side {
	struct dl_scanned scanned;
	const struct dl_instr *call;
};

static bool is_alike(const struct side *a, const struct dl_val *x, const struct side *b,
		     const struct dl_val *y, bool *named, int depth);

static bool is_alike_place(const struct dl_place *p, const struct dl_place *q)
{
	const struct dl_step *f = dl_place_field(p), *g = dl_place_field(q);

	if (!f != !g)
		return false;
	if (f)
		return f->record == g->record && f->field == g->field;
	return p->base == q->base && !p->step_count && !q->step_count &&
	       (p->base == DL_BASE_VAR || p->name == q->name);
}

/* @named: something in it tells it from others. */
static bool is_alike(const struct side *a, const struct dl_val *x, const struct side *b,
		     const struct dl_val *y, bool *named, int depth)
{
	const struct dl_instr *p, *q;

	if (x->kind != y->kind || depth > 8)
		return false;
	if (x->kind != DL_VAL_TEMP) {
		*named |= x->kind == DL_VAL_INT;
		return x->num == y->num && x->str == y->str;
	}
	p = a->scanned.defs[x->num];
	q = b->scanned.defs[y->num];
	if (!p || !q || p->op != q->op || p->sub != q->sub || p->callee != q->callee ||
	    p->arg_count != q->arg_count)
		return false;
	switch (p->op) {
	case DL_OP_LOAD:
	case DL_OP_ADDR: return is_alike_place(p->place, q->place);
	case DL_OP_BIN:
		return is_alike(a, &p->a, b, &q->a, named, depth + 1) &&
		       is_alike(a, &p->b, b, &q->b, named, depth + 1);
	case DL_OP_UN:
	case DL_OP_CAST: return is_alike(a, &p->a, b, &q->a, named, depth + 1);
	case DL_OP_CALL:
		for (uint32_t i = 0; i < p->arg_count; i++)
			if (!is_alike(a, &p->args[i], b, &q->args[i], named, depth + 1))
				return false;
		return p->callee != NULL;
	default: return false;
	}
}

/* @told tells the hardware what the field of @key keeps where @cleared tells it 0. */
static bool is_taken_back(const struct side *cleared, struct side *told, uint64_t key)
{
	const struct dl_instr *c = cleared->call, *t = told->call;
	bool named = false, gives = false;

	for (uint32_t i = 0; i < c->arg_count; i++) {
		struct dl_map fields = { 0 };

		if (c->args[i].kind == DL_VAL_INT && c->args[i].num == 0 && t->args[i].kind == DL_VAL_TEMP) {
			dl_scanned_fields(&told->scanned, &t->args[i], &fields);
			gives |= dl_map_has(&fields, key);
			dl_map_free(&fields);
			continue;
		}
		if (!is_alike(cleared, &c->args[i], told, &t->args[i], &named, 0))
			return false;
	}
	return named && gives;
}

static bool has_zero(const struct dl_instr *call)
{
	for (uint32_t i = 0; i < call->arg_count; i++)
		if (call->args[i].kind == DL_VAL_INT && call->args[i].num == 0)
			return true;
	return false;
}

/* Another function than that of @cleared tells it. */
static const struct dl_instr *find_told(struct dl_analysis *an, const struct side *cleared, uint64_t key)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *func = &an->unit->funcs[f];
		struct side told = { .scanned = { .an = an, .info = &an->funcs[f], .func = func } };
		bool found = false;

		if (func == cleared->scanned.func || !dl_map_has(&dl_order_func_of(an, &an->funcs[f])->names, key))
			continue;
		dl_scanned_begin(&told.scanned);
		for (uint32_t b = 0; b < func->block_count && !found; b++) {
			for (uint32_t i = 0; i < func->blocks[b].instr_count && !found; i++) {
				told.call = &func->blocks[b].instrs[i];
				found = told.call->op == DL_OP_CALL &&
					told.call->callee == cleared->call->callee &&
					told.call->arg_count == cleared->call->arg_count &&
					is_taken_back(cleared, &told, key);
			}
		}
		if (found)
			return told.call;
	}
	return NULL;
}

/* Something before tells the hardware something. */
static bool is_told_before(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_site *site)
{
	const struct dl_order_func *of = dl_order_func_of(an, info);

	if (dl_stops_before(info, of, site))
		return true;
	for (size_t i = 0; i < of->calls.len; i++) {
		const struct dl_func_info *callee = dl_callee_of(an, of->calls.data[i].at);

		if (callee && dl_order_func_of(an, callee)->may_stop &&
		    dl_site_before(info, &of->calls.data[i], site))
			return true;
	}
	return false;
}

/* In a caller: it may have been stopped there. */
static bool is_told_in_callers(struct dl_analysis *an, const struct dl_func_info *info, int depth)
{
	for (uint32_t f = 0; depth < 4 && f < an->unit->func_count; f++) {
		const struct dl_order_func *of = dl_order_func_of(an, &an->funcs[f]);

		for (size_t i = 0; i < of->calls.len; i++)
			if (dl_callee_of(an, of->calls.data[i].at) == info &&
			    (is_told_before(an, &an->funcs[f], &of->calls.data[i]) ||
			     is_told_in_callers(an, &an->funcs[f], depth + 1)))
				return true;
	}
	return false;
}

static void judge(struct dl_analysis *an, struct side *s, const struct dl_release_site *rel)
{
	const struct dl_func_info *info = s->scanned.info;

	for (uint32_t b = 0; b < info->func->block_count; b++) {
		for (uint32_t i = 0; i < info->func->blocks[b].instr_count; i++) {
			const struct dl_site site = { b, i, &info->func->blocks[b].instrs[i] };

			s->call = site.at;
			if (site.at->op != DL_OP_CALL || !site.at->callee || site.at->arg_count < 2 ||
			    !has_zero(site.at) || !dl_site_before(info, &rel->site, &site) ||
			    !find_told(an, s, rel->keys[0]))
				continue;
			dl_vec_push(&dl_events_of(an)->list, ((struct dl_event){
				.kind = DL_EV_ACTIVE, .active = DL_ACTIVE_ADDRESS, .func = info->func,
				.explored = info->func, .at = rel->site.at, .loc = rel->site.at->loc,
				.model = rel->model, .what = rel->field, .related = site.at->loc,
				.related_func = info->func, .grounds.by_slot = true,
				.grounds.assumed = is_told_in_callers(an, info, 0) }));
			return;
		}
	}
}

void dl_order_judge_address(struct dl_analysis *an)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_order_func *of = dl_order_func_of(an, &an->funcs[f]);
		struct side s = { .scanned = { .an = an, .info = &an->funcs[f], .func = an->funcs[f].func } };

		if (!of->releases.len || an->funcs[f].may_make)
			continue;
		dl_scanned_begin(&s.scanned);
		for (size_t i = 0; i < of->releases.len; i++)
			if (of->releases.data[i].keys[0] && !is_told_before(an, &an->funcs[f], &of->releases.data[i].site))
				judge(an, &s, &of->releases.data[i]);
	}
}
