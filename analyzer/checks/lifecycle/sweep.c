/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sweeps: a loop that counts up from a number to a bound, and releases one element in each round, has
 * released all of them when it is left. They get one name, an element at the index `each(first, bound)`:
 * what is released under that name is released again by another sweep with the same bound.
 */
#include <string.h>

#include "checks/event/event.h"
#include "checks/lifecycle/sweep.h"
#include "engine/path/path.h"

#define EACH "each"

/* The first element on the way from @loc to its base; NULL: none. */
static const struct dl_sym *element_of(const struct dl_sym *loc)
{
	for (int n = 0; loc && n < 8; n++) {
		if (loc->kind == DL_SYM_INDEX)
			return loc;
		if (loc->kind != DL_SYM_FIELD)
			return NULL;
		loc = loc->a;
	}
	return NULL;
}

void dl_sweep_note(struct dl_explorer *ex, const struct dl_frame *frame, const struct dl_release *r)
{
	struct dl_sweeps *sweeps = ex->kept[DL_CHECK_lifecycle];
	const struct dl_sym *v = dl_sym_strip(r->value);
	const struct dl_sym *element = v->kind == DL_SYM_LOAD ? element_of(v->a) : NULL;
	const struct dl_instr *in = r->call ? r->call : r->at;
	struct dl_sweep *s;
	uint32_t i = 0;

	if (!element || r->is_refresh || !r->must || !r->certain || r->assumed ||
	    (element->b->kind != DL_SYM_INT && element->b->kind != DL_SYM_PHI))
		return;
	while (i < sweeps->count && (sweeps->list[i].in != in || sweeps->list[i].release.at != r->at))
		i++;
	if (i == DL_MAX_SWEEPS)
		return;
	s = &sweeps->list[i];
	if (i == sweeps->count) {
		*s = (struct dl_sweep){ .in = in, .release = *r, .block = frame->block };
		sweeps->count++;
	}
	if (element->b->kind == DL_SYM_INT && !s->first) {
		s->first = element;
		s->first_value = v;
	} else if (element->b->kind == DL_SYM_PHI) {
		s->index = element->b;
		s->release.value = v;
	}
}

struct renaming {
	const struct dl_sym *from;
	const struct dl_sym *to;
};

static const struct dl_sym *renamed(void *ctx, const struct dl_sym *sym)
{
	const struct renaming *r = ctx;

	return sym == r->from ? r->to : NULL;
}

static bool is_each(const struct dl_sym *sym)
{
	return sym->kind == DL_SYM_CALL && sym->arg_count == 2 && !sym->site && !strcmp(sym->str, EACH);
}

bool dl_sweep_is_one(const struct dl_sym *value)
{
	const struct dl_sym *v = dl_sym_strip(value);
	const struct dl_sym *element = v->kind == DL_SYM_LOAD ? element_of(v->a) : NULL;

	return element && is_each(element->b);
}

bool dl_sweep_is_empty(const struct dl_state *state, const struct dl_sym *value)
{
	const struct dl_sym *each = element_of(dl_sym_strip(value)->a)->b;

	return each->args[0]->kind == DL_SYM_INT && dl_state_range(state, each->args[1]).hi <= each->args[0]->num;
}

static bool has_effect(const struct dl_state *st, const struct dl_effect *e)
{
	for (uint32_t i = 0; i < st->effect_count; i++)
		if (st->effects[i].value == e->value && st->effects[i].at == e->at)
			return true;
	return false;
}

void dl_sweep_leave(struct dl_explorer *ex, const struct dl_exit *exit)
{
	const struct dl_sweeps *sweeps = ex->kept[DL_CHECK_lifecycle];

	for (uint32_t i = 0; i < sweeps->done_count; i++)
		if (dl_sweep_is_empty(exit->state, sweeps->done[i].value) &&
		    !has_effect(exit->state, &sweeps->done[i]))
			dl_state_add_effect((struct dl_state *)exit->state, &sweeps->done[i]);
}

static const struct dl_sym *first_for_each(void *ctx, const struct dl_sym *sym)
{
	(void)ctx;
	return is_each(sym) ? sym->args[0] : NULL;
}

const struct dl_sym *dl_sweep_first(struct dl_syms *syms, const struct dl_sym *value)
{
	return dl_sym_replace(syms, value, first_for_each, NULL);
}

/* What counts, and its bound, when @b leaves a loop that counts up to it; NULL: it does not. */
static const struct dl_sym *counter_of(const struct dl_branch *b, const struct dl_sym **bound)
{
	const struct dl_sym *c = b->cond, *index = c->kind == DL_SYM_BIN ? dl_sym_strip(c->a) : NULL;

	if (!index || index->kind != DL_SYM_PHI || (uint32_t)index->num != b->block ||
	    index->a->kind != DL_SYM_VAR || dl_sym_mentions(c->b, index))
		return NULL;
	*bound = c->b;
	if (b->truth ? c->sub == DL_BIN_GE || c->sub == DL_BIN_EQ : c->sub == DL_BIN_LT || c->sub == DL_BIN_NE)
		return index;
	return NULL;
}

/* Each round of the loop that @head heads comes by @block. */
static bool is_in_each_round(const struct dl_explorer *ex, const struct dl_loop *loop, uint32_t block)
{
	const struct dl_term *term = &ex->func->blocks[loop->head].term;

	for (uint32_t i = 0; i < term->target_count; i++)
		if (dl_loop_has(loop, term->targets[i]) && term->targets[i] != block &&
		    dl_cfg_reaches(ex->func, term->targets[i], loop->head, block))
			return false;
	return true;
}

static const struct dl_loop *loop_of(const struct dl_explorer *ex, uint32_t head)
{
	for (uint32_t l = 0; l < ex->cfg->loop_count; l++)
		if (ex->cfg->loops[l].head == head)
			return &ex->cfg->loops[l];
	return NULL;
}

static bool loads(const struct dl_block *block, uint32_t temp, uint32_t var)
{
	for (uint32_t i = 0; i < block->instr_count; i++) {
		const struct dl_instr *in = &block->instrs[i];

		if (in->op == DL_OP_LOAD && in->dst == temp)
			return in->place->base == DL_BASE_VAR && in->place->index == var &&
			       !in->place->step_count;
		if (in->op == DL_OP_CAST && in->dst == temp)
			return in->a.kind == DL_VAL_TEMP && loads(block, (uint32_t)in->a.num, var);
	}
	return false;
}

/* Something in the loop is an element at @var: before a later round is seen, that is what the first one released. */
static bool is_index_in(const struct dl_func *func, const struct dl_loop *loop, uint32_t var)
{
	for (uint32_t b = 0; b < func->block_count; b++) {
		const struct dl_block *block = &func->blocks[b];

		for (uint32_t i = 0; dl_loop_has(loop, b) && i < block->instr_count; i++) {
			const struct dl_place *p = block->instrs[i].place;

			for (uint32_t k = 0; p && k < p->step_count; k++)
				if (p->steps[k].kind == DL_STEP_INDEX && p->steps[k].index.kind == DL_VAL_TEMP &&
				    loads(block, (uint32_t)p->steps[k].index.num, var))
					return true;
		}
	}
	return false;
}

/* The name of all that the loop has released; NULL: not each element. */
static const struct dl_sym *all_of(struct dl_explorer *ex, const struct dl_loop *loop,
				   const struct dl_sweep *s, const struct dl_sym *index,
				   const struct dl_sym *bound)
{
	const struct dl_sym *args[2] = { s->first->b, bound };
	const struct dl_sym *each = dl_sym_call(ex->syms, NULL, EACH, args, 2);
	struct renaming r = { s->index, each };

	if (s->index)
		return s->index == index ? dl_sym_replace(ex->syms, s->release.value, renamed, &r) : NULL;
	if (!is_index_in(ex->func, loop, (uint32_t)index->a->num))
		return NULL;
	r.from = s->first;
	r.to = dl_sym_index(ex->syms, s->first->a, each);
	return dl_sym_replace(ex->syms, s->first_value, renamed, &r);
}

/* Something is left after the first loop without the second one: a condition chooses. */
static bool is_optional(const struct dl_func *func, const struct dl_effect *first, uint32_t head)
{
	uint32_t from = dl_cfg_block_of(func, first->at);

	if (first->func != func || from == UINT32_MAX)
		return true;
	for (uint32_t b = 0; b < func->block_count; b++)
		if (func->blocks[b].term.kind == DL_TERM_RETURN && dl_cfg_reaches(func, from, b, head))
			return true;
	return false;
}

static void sweep_ends(struct dl_explorer *ex, struct dl_state *st, const struct dl_sweep *s,
		       const struct dl_sym *value, uint32_t head)
{
	struct dl_effect e = {
		.kind = DL_EFFECT_RELEASE, .must = true, .certain = true, .branch = st->last_choice,
		.value = value, .model = s->release.model, .at = s->release.at, .func = s->release.func,
	};
	struct dl_sweeps *sweeps = ex->kept[DL_CHECK_lifecycle];

	for (uint32_t i = 0; i < st->effect_count; i++) {
		const struct dl_effect *before = &st->effects[i];

		if (before->kind != DL_EFFECT_RELEASE || !before->must || !before->certain || before->stale ||
		    before->value != value || before->model != e.model)
			continue;
		dl_emit_event(ex, st, (struct dl_event){
			.kind = DL_EV_DEAD_HANDLE, .func = e.func, .at = e.at, .loc = e.at->loc,
			.model = e.model, .dead = DL_DEAD_RELEASED,
			.slot = s->index ? s->release.value : s->first_value,
			.use = DL_USE_RELEASE, .related = before->at->loc, .related_func = before->func,
			.through = s->in == e.at ? (struct dl_loc){ 0 } : s->in->loc,
			.grounds = { .assumed = true, .guarded = is_optional(ex->func, before, head) } });
		return;
	}
	dl_state_add_effect(st, &e);
	for (uint32_t i = 0; i < sweeps->done_count; i++)
		if (sweeps->done[i].value == value)
			return;
	if (sweeps->done_count < DL_MAX_SWEEPS)
		sweeps->done[sweeps->done_count++] = e;
}

void dl_sweep_branched(struct dl_explorer *ex, struct dl_state *st, const struct dl_branch *b)
{
	const struct dl_sweeps *sweeps = ex->kept[DL_CHECK_lifecycle];
	const struct dl_sym *bound = NULL, *index = sweeps->count ? counter_of(b, &bound) : NULL, *value;
	const struct dl_loop *loop = index ? loop_of(ex, b->block) : NULL;

	if (!loop || dl_loop_counts(loop, (uint32_t)index->a->num) <= 0)
		return;
	for (uint32_t i = 0; i < sweeps->count; i++) {
		const struct dl_sweep *s = &sweeps->list[i];

		if (!s->first || !dl_loop_has(loop, s->block) || !is_in_each_round(ex, loop, s->block))
			continue;
		value = all_of(ex, loop, s, index, bound);
		if (value)
			sweep_ends(ex, st, s, value, b->block);
	}
}
