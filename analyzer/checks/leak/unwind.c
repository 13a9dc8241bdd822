/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A loop that makes the elements of an array from 0 on, and one that undoes them down to element 1 only, or from
 * 1 on: `while (--i)`, `for (j = 1; j < i; j++)`; or that undoes another array of the record by the same counter.
 * Seen in the text of the function that has both. And of two functions: one loop fills 8 elements, the only one that
 * ends them counts to 7.
 */
#include "checks/leak/leak.h"
#include "checks/slot/slot.h"

struct unwinding {
	struct dl_analysis *an;
	const struct dl_func *func;
	const struct dl_cfg *cfg;
};

/* An element of an array that a call makes or ends. */
struct element {
	const struct dl_place *place;
	const struct dl_instr *call;
	uint32_t block;
	uint32_t var;		/* its index */
};

const struct dl_instr *dl_leak_definition(const struct dl_block *block, const struct dl_val *v)
{
	for (uint32_t i = 0; v->kind == DL_VAL_TEMP && i < block->instr_count; i++) {
		const struct dl_instr *in = &block->instrs[i];

		if (in->op != DL_OP_DECL && in->op != DL_OP_STORE && in->op != DL_OP_ZERO && in->dst == (uint32_t)v->num)
			return in;
	}
	return NULL;
}

static const struct dl_instr *uncast(const struct dl_block *block, const struct dl_val *v)
{
	const struct dl_instr *def = dl_leak_definition(block, v);

	while (def && def->op == DL_OP_CAST)
		def = dl_leak_definition(block, &def->a);
	return def;
}

static bool is_variable(const struct dl_place *p, uint32_t *var)
{
	if (!p || p->base != DL_BASE_VAR || p->step_count)
		return false;
	*var = p->index;
	return true;
}

/* The index of the last array step of @p is the variable as it stands. */
static bool index_of(const struct dl_block *block, const struct dl_place *p, uint32_t *var)
{
	for (uint32_t k = p->step_count; k-- > 0;) {
		const struct dl_instr *def;

		if (p->steps[k].kind != DL_STEP_INDEX)
			continue;
		def = uncast(block, &p->steps[k].index);
		return def && def->op == DL_OP_LOAD && is_variable(def->place, var);
	}
	return false;
}

/* The same element but for the index variable. */
static bool same_array(const struct dl_place *a, const struct dl_place *b)
{
	if (a->base != b->base || a->index != b->index || a->base == DL_BASE_TEMP || a->step_count != b->step_count)
		return false;
	for (uint32_t k = 0; k < a->step_count; k++)
		if (a->steps[k].kind != b->steps[k].kind || a->steps[k].record != b->steps[k].record ||
		    a->steps[k].field != b->steps[k].field)
			return false;
	return true;
}

/* ---- the two loops ---- */

static bool is_made(const struct unwinding *u, uint32_t b, const struct dl_instr *in, struct element *e)
{
	const struct dl_block *block = &u->func->blocks[b];
	const struct dl_instr *def = in->op == DL_OP_STORE ? uncast(block, &in->a) : NULL;
	const struct dl_model *m = def && def->op == DL_OP_CALL ? dl_model_of(u->an, def) : NULL;

	*e = (struct element){ in->place, def, b, 0 };
	return m && dl_model_makes(m) && m->arg_sg < 0 && index_of(block, in->place, &e->var);
}

static bool is_ended(const struct unwinding *u, uint32_t b, const struct dl_instr *in, struct element *e)
{
	const struct dl_block *block = &u->func->blocks[b];
	const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(u->an, in) : NULL;
	const struct dl_instr *def;
	int8_t n = !m ? -1 : m->role == DL_ROLE_FREE ? m->arg_buf : m->role == DL_ROLE_UNMAP ? m->arg_handle : -1;

	if (n < 0 || (uint32_t)n >= in->arg_count)
		return false;
	def = uncast(block, &in->args[n]);
	if (!def || def->op != DL_OP_LOAD)
		return false;
	*e = (struct element){ def->place, in, b, 0 };
	return index_of(block, def->place, &e->var);
}

static const struct dl_loop *innermost(const struct unwinding *u, uint32_t block)
{
	const struct dl_loop *best = NULL;

	for (uint32_t l = 0; l < u->cfg->loop_count; l++)
		if (dl_loop_has(&u->cfg->loops[l], block) &&
		    (!best || dl_loop_has(best, u->cfg->loops[l].head)))
			best = &u->cfg->loops[l];
	return best;
}

/* The only number that the variable is set to right before the loop; -1: not known. */
static int64_t start_of(const struct unwinding *u, const struct dl_loop *loop, uint32_t var)
{
	int64_t start = -1;

	for (uint32_t b = 0; b < u->func->block_count; b++) {
		const struct dl_block *block = &u->func->blocks[b];
		const struct dl_instr *last = NULL;
		bool leads = false;
		uint32_t v;

		for (uint32_t k = 0; k < block->term.target_count; k++)
			leads |= block->term.targets[k] == loop->head;
		if (!leads || dl_loop_has(loop, b))
			continue;
		for (uint32_t i = 0; i < block->instr_count; i++)
			if (block->instrs[i].op == DL_OP_STORE && is_variable(block->instrs[i].place, &v) && v == var)
				last = &block->instrs[i];
		if (!last || last->a.kind != DL_VAL_INT || (start >= 0 && start != last->a.num))
			return -1;
		start = last->a.num;
	}
	return start;
}

/* @block goes on only where the variable, as it stands then, is not 0. */
static bool asks_for_more_than_zero(const struct dl_block *block, uint32_t var)
{
	const struct dl_instr *cond = uncast(block, &block->term.cond), *load;
	const struct dl_val *tested = &block->term.cond;
	bool was_stored = false;
	uint32_t v;

	if (block->term.kind != DL_TERM_BRANCH || block->term.cond.kind != DL_VAL_TEMP)
		return false;
	if (cond && cond->op == DL_OP_BIN && (cond->sub == DL_BIN_GT || cond->sub == DL_BIN_NE) &&
	    cond->b.kind == DL_VAL_INT && cond->b.num == 0)
		tested = &cond->a;
	else if (cond && cond->op == DL_OP_BIN && cond->sub >= DL_BIN_EQ)
		return false;
	load = uncast(block, tested);
	for (uint32_t i = 0; i < block->instr_count; i++) {
		const struct dl_instr *in = &block->instrs[i];

		if (in->op == DL_OP_STORE && is_variable(in->place, &v) && v == var)
			was_stored = uncast(block, &in->a) != load;
	}
	if (was_stored || !load)
		return false;
	if (load->op == DL_OP_LOAD)
		return is_variable(load->place, &v) && v == var;
	/* --i: what is tested has just been stored */
	load = load->op == DL_OP_BIN && load->sub == DL_BIN_SUB ? uncast(block, &load->a) : NULL;
	return load && load->op == DL_OP_LOAD && is_variable(load->place, &v) && v == var;
}

/* @var changes in the loop between its head and the call. */
static bool moves_before(const struct unwinding *u, const struct dl_loop *loop, const struct element *e)
{
	const struct dl_block *block = &u->func->blocks[e->block];
	uint32_t v;

	for (uint32_t i = 0; i < block->instr_count && &block->instrs[i] != e->call; i++)
		if (block->instrs[i].op == DL_OP_STORE && is_variable(block->instrs[i].place, &v) && v == e->var)
			return true;
	/* the body is one block: the head leads to it, or is it */
	for (uint32_t k = 0; k < u->func->blocks[loop->head].term.target_count; k++)
		if (u->func->blocks[loop->head].term.targets[k] == e->block)
			return false;
	return true;
}

static bool leaves_first(const struct unwinding *u, const struct element *e)
{
	const struct dl_loop *loop = innermost(u, e->block);

	if (!loop || moves_before(u, loop, e))
		return false;
	if (asks_for_more_than_zero(&u->func->blocks[loop->head], e->var))
		return true;
	return dl_loop_counts(loop, e->var) == 1 && start_of(u, loop, e->var) == 1;
}

static bool fills_from_zero(const struct unwinding *u, const struct element *e)
{
	const struct dl_loop *loop = innermost(u, e->block);

	return loop && dl_loop_counts(loop, e->var) == 1 && start_of(u, loop, e->var) == 0;
}

/* ---- judging ---- */

/* Something else of the function ends elements of the array, too. */
static bool ends_elsewhere(const struct unwinding *u, const struct element *e)
{
	struct element other;

	for (uint32_t b = 0; b < u->func->block_count; b++)
		for (uint32_t i = 0; i < u->func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &u->func->blocks[b].instrs[i];
			const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(u->an, in) : NULL;

			if (m && dl_model_ends(m) && in != e->call &&
			    (!is_ended(u, b, in, &other) || same_array(other.place, e->place)))
				return true;
		}
	return false;
}

/* Element 0 by itself: `d[0].at = ...`, and a loop from 1 on. */
static bool is_head(const struct unwinding *u, uint32_t b, const struct dl_instr *in, struct element *e)
{
	const struct dl_instr *def = in->op == DL_OP_STORE ? uncast(&u->func->blocks[b], &in->a) : NULL;
	const struct dl_model *m = def && def->op == DL_OP_CALL ? dl_model_of(u->an, def) : NULL;

	*e = (struct element){ in->place, def, b, 0 };
	for (uint32_t k = m && dl_model_is_map(m) && m->arg_sg < 0 ? in->place->step_count : 0; k-- > 0;)
		if (in->place->steps[k].kind == DL_STEP_INDEX)
			return in->place->steps[k].index.kind == DL_VAL_INT && in->place->steps[k].index.num == 0;
	return false;
}

static const struct dl_instr *filled_by(const struct unwinding *u, const struct element *e)
{
	struct element made;

	for (uint32_t b = 0; b < u->func->block_count; b++)
		for (uint32_t i = 0; i < u->func->blocks[b].instr_count; i++)
			if (((is_made(u, b, &u->func->blocks[b].instrs[i], &made) && fills_from_zero(u, &made)) ||
			     is_head(u, b, &u->func->blocks[b].instrs[i], &made)) &&
			    same_array(made.place, e->place) && dl_cfg_reaches(u->func, b, e->block, UINT32_MAX) &&
			    !dl_cfg_reaches(u->func, e->block, b, UINT32_MAX))
				return made.call;
	return NULL;
}

/* ---- the wrong array ---- */

/* Another field of one record. */
static bool is_beside(const struct dl_place *a, const struct dl_place *b)
{
	const struct dl_step *one = NULL, *other = NULL;

	if (a->base != b->base || a->index != b->index || a->base == DL_BASE_TEMP || a->step_count != b->step_count)
		return false;
	for (uint32_t k = 0; k < a->step_count; k++) {
		if (a->steps[k].kind != b->steps[k].kind || a->steps[k].record != b->steps[k].record)
			return false;
		if (a->steps[k].field == b->steps[k].field)
			continue;
		if (one)
			return false;
		one = &a->steps[k];
		other = &b->steps[k];
	}
	return one && other;
}

static uint64_t key_of(const struct dl_place *p)
{
	for (uint32_t k = p->step_count; k-- > 0;)
		if (p->steps[k].kind == DL_STEP_FIELD)
			return dl_field_key(p->steps[k].record, p->steps[k].field);
	return 0;
}

/* The function, or one that it calls, ends what lies in the field. */
static bool ends_field(const struct unwinding *u, uint64_t key)
{
	const struct dl_func_info *info = &u->an->funcs[u->func - u->an->unit->funcs];

	return !key || dl_map_has(&info->releases, key) || dl_map_has(&info->own_releases, key);
}

/* The loop that was left when @e's loop begins fills another array of the record by the same counter. */
static const struct dl_instr *fills_another(const struct unwinding *u, const struct element *e)
{
	const struct dl_loop *down = innermost(u, e->block);
	struct element made;

	if (!down || dl_loop_counts(down, e->var) != -1)
		return NULL;
	for (uint32_t b = 0; b < u->func->block_count; b++)
		for (uint32_t i = 0; i < u->func->blocks[b].instr_count; i++)
			if (is_made(u, b, &u->func->blocks[b].instrs[i], &made) && made.var == e->var &&
			    is_beside(made.place, e->place) && fills_from_zero(u, &made) &&
			    !ends_field(u, key_of(made.place)) && dl_cfg_reaches(u->func, b, e->block, UINT32_MAX) &&
			    !dl_cfg_reaches(u->func, e->block, b, UINT32_MAX))
				return made.call;
	return NULL;
}

static void add_event(const struct unwinding *u, const struct dl_instr *in, const struct dl_instr *made, bool other)
{
	dl_vec_push(&dl_events_of(u->an)->list, ((struct dl_event){
		.kind = DL_EV_UNWOUND_SHORT, .func = u->func, .at = in, .loc = in->loc, .model = dl_model_of(u->an, in),
		.related = made->loc, .related_func = u->func, .left_out = other, .grounds.kept = true }));
}

static void judge_call(const struct unwinding *u, uint32_t b, const struct dl_instr *in)
{
	const struct dl_instr *made;
	struct element e;

	if (!is_ended(u, b, in, &e))
		return;
	made = fills_another(u, &e);
	if (made) {
		add_event(u, in, made, true);
		return;
	}
	made = leaves_first(u, &e) && !ends_elsewhere(u, &e) ? filled_by(u, &e) : NULL;
	if (made)
		add_event(u, in, made, false);
}

/* ---- two loops of two functions, with numbers for bounds ---- */

/* A call that makes or ends an element of a field; @key 0: nobody knows of which. */
struct sweeper {
	const struct dl_func *func;
	struct element e;
	uint64_t key;
	int64_t first, bound;	/* of a loop that counts up; -1: not a number */
	bool is_down;		/* it counts down: it undoes what there is */
};

struct sweepers {
	DL_VEC(struct sweeper) made;
	DL_VEC(struct sweeper) ended;
};

/* Up to which number the loop counts; -1: to none that is known. */
static int64_t bound_of(const struct unwinding *u, const struct dl_loop *loop, uint32_t var)
{
	const struct dl_block *head = &u->func->blocks[loop->head];
	const struct dl_instr *cond = head->term.kind == DL_TERM_BRANCH ? uncast(head, &head->term.cond) : NULL, *load;
	uint32_t v;

	if (!cond || cond->op != DL_OP_BIN || cond->b.kind != DL_VAL_INT ||
	    (cond->sub != DL_BIN_LT && cond->sub != DL_BIN_LE))
		return -1;
	load = uncast(head, &cond->a);
	if (!load || load->op != DL_OP_LOAD || !is_variable(load->place, &v) || v != var)
		return -1;
	return cond->b.num + (cond->sub == DL_BIN_LE);
}

static struct sweeper sweeper_of(const struct unwinding *u, const struct element *e, bool has_index)
{
	struct sweeper s = { .func = u->func, .e = *e, .first = -1, .bound = -1 };
	const struct dl_loop *loop = has_index ? innermost(u, e->block) : NULL;
	int way = loop ? dl_loop_counts(loop, e->var) : 0;

	s.key = e->place ? key_of(e->place) : 0;
	s.is_down = way == -1;
	if (way == 1) {
		s.first = start_of(u, loop, e->var);
		s.bound = bound_of(u, loop, e->var);
	}
	return s;
}

static void find_sweepers(const struct unwinding *u, struct sweepers *all)
{
	for (uint32_t b = 0; b < u->func->block_count; b++)
		for (uint32_t i = 0; i < u->func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &u->func->blocks[b].instrs[i];
			const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(u->an, in) : NULL;
			struct element e = { 0 };

			if (is_made(u, b, in, &e)) {
				dl_vec_push(&all->made, sweeper_of(u, &e, true));
			} else if (m && dl_model_ends(m)) {
				bool has_index = is_ended(u, b, in, &e);

				e.call = in;
				dl_vec_push(&all->ended, sweeper_of(u, &e, has_index));
			}
		}
}

/* By the same fields, the first of which may be reached in another way. */
static bool same_fields(const struct dl_place *a, const struct dl_place *b)
{
	uint32_t i = a->step_count, k = b->step_count;

	for (;;) {
		while (i && a->steps[i - 1].kind != DL_STEP_FIELD)
			i--;
		while (k && b->steps[k - 1].kind != DL_STEP_FIELD)
			k--;
		if (!i || !k)
			return !i && !k;
		i--;
		k--;
		if (a->steps[i].record != b->steps[k].record || a->steps[i].field != b->steps[k].field)
			return false;
	}
}

/* How many elements all makers of the field fill, from 0 on; -1: not known. */
static int64_t filled(const struct sweepers *all, const struct sweeper *end, const struct sweeper **maker)
{
	int64_t count = -1;

	for (size_t i = 0; i < all->made.len; i++) {
		const struct sweeper *m = &all->made.data[i];

		if (m->key != end->key)
			continue;
		if (m->first || m->bound <= 0 || (count >= 0 && count != m->bound) ||
		    !same_fields(m->e.place, end->e.place))
			return -1;
		count = m->bound;
		*maker = m;
	}
	return count;
}

/* Nothing else ends elements of the field, but for what undoes them where they are made. */
static bool is_only_end(const struct unwinding *u, const struct sweepers *all, const struct sweeper *end,
			const struct sweeper *maker)
{
	const struct dl_model *model = dl_model_of(u->an, end->e.call);

	for (size_t i = 0; i < all->ended.len; i++) {
		const struct sweeper *s = &all->ended.data[i];

		if (s == end || (s->func == maker->func && s->is_down))
			continue;
		if (s->key == end->key || (!s->key && dl_model_same_family(dl_model_of(u->an, s->e.call), model)))
			return false;
	}
	return true;
}

static void judge_bounds(struct dl_analysis *an)
{
	struct sweepers all = { 0 };
	struct unwinding u = { an, NULL, NULL };

	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		struct dl_func_info *info = &an->funcs[f];

		u = (struct unwinding){ an, info->func, info->func->is_foreign ? NULL : dl_cfg_of(an, info) };
		if (u.cfg)
			find_sweepers(&u, &all);
	}
	for (size_t i = 0; i < all.ended.len; i++) {
		const struct sweeper *end = &all.ended.data[i], *maker = NULL;
		int64_t count = end->key && end->first >= 0 && end->bound > 0 ? filled(&all, end, &maker) : -1;

		if (count <= 0 || (!end->first && end->bound >= count) || end->first >= count ||
		    dl_map_has(&an->poisoned_fields, end->key) || !is_only_end(&u, &all, end, maker))
			continue;
		dl_vec_push(&dl_events_of(an)->list, ((struct dl_event){
			.kind = DL_EV_UNWOUND_SHORT, .func = end->func, .at = end->e.call, .loc = end->e.call->loc,
			.model = dl_model_of(an, end->e.call), .related = maker->e.call->loc, .related_func = maker->func,
			.swept = { end->first, end->bound }, .filled = count, .grounds.kept = true }));
	}
	dl_vec_free(&all.made);
	dl_vec_free(&all.ended);
}

void dl_unwinding_judge(struct dl_analysis *an)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		struct dl_func_info *info = &an->funcs[f];
		struct unwinding u = { an, info->func, info->cfg };

		if (!info->cfg || !info->own_releases.len || info->func->is_foreign)
			continue;
		for (uint32_t b = 0; b < u.func->block_count; b++)
			for (uint32_t i = 0; i < u.func->blocks[b].instr_count; i++)
				judge_call(&u, b, &u.func->blocks[b].instrs[i]);
	}
	judge_bounds(an);
}
