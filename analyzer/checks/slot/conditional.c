/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mapped under a condition, released without it. A map call that fills a field only where its buffer or
 * size, another field of the record, is not 0 has filled nothing where that is 0. A release there is
 * wrong: where the path says so, or where it goes with the release of a second field, which is filled
 * without the first, and asks for nothing.
 */
#include "checks/slot/slot.h"

#define MAX_ALONE 256

/* ---- what paths say ---- */

/* The record that the slot at @loc is a field of. */
static const struct dl_sym *record_of(const struct dl_sym *loc)
{
	return dl_sym_last_field(loc)->a;
}

static bool is_field_of(const struct dl_sym *value, const struct dl_sym *record)
{
	return value->kind == DL_SYM_LOAD && value->a->kind == DL_SYM_FIELD &&
	       dl_sym_mentions(value->a, record);
}

/* A branch has asked about a field, or bits of one; how two values relate does not say what is there. */
static bool is_asked(const struct dl_fact *f, const struct dl_sym *record)
{
	const struct dl_sym *v = dl_sym_strip(f->value);

	if (v->kind == DL_SYM_BIN && (v->sub == DL_BIN_AND || v->sub == DL_BIN_OR))
		return !f->by_use && dl_sym_mentions(v, record);
	return !f->by_use && is_field_of(v, record);
}

void dl_slot_path_of_writer(struct dl_analysis *an, const struct dl_state *state, const struct dl_sym *loc,
			    const struct dl_object *object, struct dl_slot_path *path)
{
	const struct dl_terms *t = &object->terms;

	*path = (struct dl_slot_path){ 0 };
	for (uint32_t i = 0; i < state->fact_count && !path->needs; i++) {
		const struct dl_fact *f = &state->facts[i];

		if (is_asked(f, record_of(loc)) && dl_fact_is_nonzero(f) && f->value->a != loc &&
		    ((t->buf && dl_sym_mentions(t->buf, f->value)) ||
		     (t->size && dl_sym_mentions(t->size, f->value))))
			path->needs = dl_slot_relative(an, loc, f->value);
	}
}

/* Which kind is there may hang on it; not on a pointer, nor on the handle. */
static bool asks_number(const struct dl_fact *f, const struct dl_sym *loc)
{
	const struct dl_sym *v = dl_sym_strip(f->value);

	if (f->by_use || v->a == loc || v->has_result || v->has_phi)
		return false;
	return v->kind != DL_SYM_LOAD || !v->type || v->type->kind != DL_TYPE_PTR;
}

static bool reads(const struct dl_block *block, const struct dl_record *record)
{
	for (uint32_t i = 0; i < block->instr_count; i++) {
		const struct dl_place *p = block->instrs[i].op == DL_OP_LOAD ? block->instrs[i].place : NULL;

		for (uint32_t k = 0; p && k < p->step_count; k++)
			if (p->steps[k].kind == DL_STEP_FIELD && p->steps[k].record == record)
				return true;
	}
	return false;
}

static bool reads_anywhere(const struct dl_func *func, const struct dl_record *record)
{
	for (uint32_t b = 0; b < func->block_count; b++)
		if (reads(&func->blocks[b], record))
			return true;
	return false;
}

/* The function in which @use was seen. */
static const struct dl_func_info *home_of(struct dl_analysis *an, const struct dl_slot_use *use)
{
	const struct dl_instr *at = use->via ? use->via : use->at;

	for (uint32_t f = 0; f < an->unit->func_count; f++)
		if (dl_cfg_block_of(&an->unit->funcs[f], at) < an->unit->funcs[f].block_count)
			return &an->funcs[f];
	return NULL;
}

bool dl_slot_is_unasked(struct dl_analysis *an, const struct dl_slot *slot, const struct dl_slot_use *use)
{
	const struct dl_func_info *home = use->path.choice || use->path.guarded ? NULL : home_of(an, use);

	if (!home || !home->func->is_static || home->address_taken || !home->has_caller)
		return false;
	for (uint32_t f = 0; f < an->unit->func_count; f++)
		if (dl_func_calls(an, &an->funcs[f], home) && reads_anywhere(&an->unit->funcs[f], slot->loc->record))
			return false;
	return true;
}

/* `a->len == pos`: how two values relate. */
static bool relates_two(const struct dl_block *block)
{
	for (uint32_t i = 0; i < block->instr_count; i++) {
		const struct dl_instr *in = &block->instrs[i];

		if (in->op == DL_OP_BIN && in->dst == (uint32_t)block->term.cond.num)
			return in->sub >= DL_BIN_EQ && in->a.kind == DL_VAL_TEMP && in->b.kind == DL_VAL_TEMP;
	}
	return false;
}

/* Of a large function not all facts are kept: what it has asked about the record may be lost. */
static bool may_have_asked(const struct dl_explorer *ex, const struct dl_record *record)
{
	for (uint32_t b = 0; b < ex->func->block_count; b++) {
		const struct dl_block *block = &ex->func->blocks[b];

		if (!ex->info->keeps_fact[b] && block->term.kind == DL_TERM_BRANCH &&
		    block->term.cond.kind == DL_VAL_TEMP && !relates_two(block) && reads(block, record))
			return true;
	}
	return false;
}

void dl_slot_path_of_reader(struct dl_explorer *ex, const struct dl_state *state,
			    const struct dl_sym *loc, struct dl_slot_path *path)
{
	bool asks_handle = false;

	*path = (struct dl_slot_path){ .choice = state->last_choice };
	path->guarded = may_have_asked(ex, dl_sym_last_field(loc)->record);
	for (uint32_t i = 0; i < state->fact_count; i++) {
		const struct dl_fact *f = &state->facts[i];
		const struct dl_sym *zero;

		path->asks_number |= asks_number(f, loc);
		if (!is_asked(f, record_of(loc)))
			continue;
		path->guarded = true;
		asks_handle |= dl_sym_strip(f->value)->a == loc;
		zero = f->lo == 0 && f->hi == 0 && is_field_of(f->value, record_of(loc)) ?
		       dl_slot_relative(ex->an, loc, f->value) : NULL;
		if (zero && path->zero_count < 4)
			path->zero[path->zero_count++] = zero;
	}
	/* a mark for "none"; neither one nor the other: an empty request, which somebody else may have refused */
	if (asks_handle || path->zero_count > 1)
		path->zero_count = 0;
}

static bool has_zero(const struct dl_slot_path *path, const struct dl_sym *what)
{
	for (uint32_t i = 0; i < path->zero_count; i++)
		if (path->zero[i] == what)
			return true;
	return false;
}

void dl_slot_path_join(struct dl_slot_path *into, const struct dl_slot_path *from, bool is_writer)
{
	if (is_writer) {
		into->needs = into->needs == from->needs ? into->needs : NULL;
		return;
	}
	for (uint32_t i = 0; i < from->zero_count; i++)
		if (!has_zero(into, from->zero[i]) && into->zero_count < 4)
			into->zero[into->zero_count++] = from->zero[i];
	into->guarded |= from->guarded;
	into->asks_number |= from->asks_number;
	if (into->choice != from->choice)
		into->choice = UINT32_MAX;
}

/* What callers say of the record where a callee's release happens. */
struct below {
	struct dl_slot_path path;
	bool is_deep;		/* met two calls above, or more */
	bool deep_guarded;	/* there, a pointer of the record was asked about each time */
};

static bool asks_pointer(const struct dl_state *state, const struct dl_sym *loc)
{
	for (uint32_t i = 0; loc && i < state->fact_count; i++) {
		const struct dl_fact *f = &state->facts[i];

		if (is_asked(f, record_of(loc)) && f->value->type && f->value->type->kind == DL_TYPE_PTR)
			return true;
	}
	return !loc;
}

void dl_slot_read_below(struct dl_explorer *ex, const struct dl_state *state, const struct dl_release *r)
{
	struct dl_slots *slots = dl_slots_of(ex->an);
	const struct dl_sym *loc = dl_slot_location(r->value);
	struct dl_slot_path path = { .guarded = true };
	struct below *known;

	if (!r->call || r->func == ex->func || r->model->role != DL_ROLE_UNMAP)
		return;
	known = dl_map_get(&slots->below, (uintptr_t)r->at);
	if (!known) {
		known = DL_NEW(ex->an->arena, struct below);
		dl_map_put(&slots->below, (uintptr_t)r->at, known);
	}
	if (loc)
		dl_slot_path_of_reader(ex, state, loc, &path);
	/* what is known there may have been asked after the release, in between */
	if (ex->below > 1) {
		known->deep_guarded = asks_pointer(state, loc) && (known->deep_guarded || !known->is_deep);
		known->is_deep = true;
		path.guarded = false;
	}
	if (!r->must || !r->certain || r->assumed)
		path.zero_count = 0;
	dl_slot_path_join(&known->path, &path, false);
}

static void note_alone(struct dl_analysis *an, const struct dl_fact *f, const struct dl_object *o)
{
	struct dl_slots *slots = dl_slots_of(an);

	for (uint32_t h = 0; h < o->alias_count && slots->alone.len < MAX_ALONE; h++) {
		const struct dl_sym *loc = o->aliases[h];
		struct dl_alone a = { NULL, dl_loc_key(loc) };
		bool known = false;

		if (!a.key || !is_field_of(f->value, record_of(loc)))
			continue;
		a.zero = dl_slot_relative(an, loc, f->value);
		for (size_t i = 0; i < slots->alone.len; i++)
			known |= slots->alone.data[i].zero == a.zero && slots->alone.data[i].key == a.key;
		if (a.zero && !known)
			dl_vec_push(&slots->alone, a);
	}
}

void dl_slot_note_alone(struct dl_explorer *ex, const struct dl_exit *exit)
{
	const struct dl_state *st = exit->state;

	if (!st->object_count || dl_exit_fails(ex, exit))
		return;
	for (uint32_t i = 0; i < st->fact_count; i++)
		for (uint32_t k = 0; k < st->object_count; k++)
			if (!st->facts[i].by_use && st->facts[i].lo == 0 && st->facts[i].hi == 0 &&
			    st->objects[k].state == DL_OBJ_OK && st->objects[k].handle &&
			    dl_model_is_map(st->objects[k].model))
				note_alone(ex->an, &st->facts[i], &st->objects[k]);
}

/* ---- judging ---- */

/* What each of the writers needs; NULL: not all need one thing. */
static const struct dl_sym *common_need(const struct dl_event *ev)
{
	const struct dl_sym *needs = ev->writers[0].path.needs;

	for (uint32_t i = 0; i < ev->writer_count; i++)
		if (ev->writers[i].path.needs != needs || !dl_model_is_map(ev->writers[i].model))
			return NULL;
	return needs;
}

/* What all paths to @use say, callers' included. */
static struct dl_slot_path whole_path(struct dl_analysis *an, const struct dl_slot_use *use)
{
	const struct below *below = dl_map_get(&dl_slots_of(an)->below, (uintptr_t)use->at);
	struct dl_slot_path path = use->path;

	if (below) {
		dl_slot_path_join(&path, &below->path, false);
		path.guarded |= below->deep_guarded;
		path.choice = use->path.choice;
	}
	return path;
}

static uint32_t block_of(const struct dl_func *func, const struct dl_instr *at)
{
	uint32_t b = 0;

	while (b + 1 < func->block_count &&
	       !(at >= func->blocks[b].instrs && at < func->blocks[b].instrs + func->blocks[b].instr_count))
		b++;
	return b;
}

/* One comes after the other, with no choice in between. */
static bool go_together(const struct dl_slot_use *a, const struct dl_slot_use *b)
{
	uint32_t x, y;

	if (a->func != b->func || a->at == b->at || a->path.choice != b->path.choice ||
	    a->path.choice == UINT32_MAX)
		return false;
	x = block_of(a->func, a->at);
	y = block_of(b->func, b->at);
	return dl_cfg_reaches(a->func, x, y, UINT32_MAX) || dl_cfg_reaches(a->func, y, x, UINT32_MAX);
}

/* @use goes with a release of the slot @key, on the same path and under no condition. */
static bool goes_with(struct dl_analysis *an, const struct dl_slot_use *use, uint64_t key)
{
	const struct dl_slot *slot = dl_map_get(&dl_slots_of(an)->by_key, key);

	for (uint32_t i = 0; slot && i < slot->reader_count; i++) {
		const struct dl_slot_use *r = &slot->readers[i];

		if (r->model->role == DL_ROLE_UNMAP && go_together(r, use) && !whole_path(an, r).guarded)
			return true;
	}
	return false;
}

bool dl_slot_is_skipped(struct dl_analysis *an, const struct dl_slot *slot,
			const struct dl_slot_use *use, struct dl_event *ev)
{
	const struct dl_slots *slots = dl_slots_of(an);
	struct dl_slot_path path = whole_path(an, use);

	ev->needs = common_need(ev);
	if (!ev->needs || use->model->role != DL_ROLE_UNMAP)
		return false;
	if (has_zero(&path, ev->needs))
		return true;
	if (path.guarded)
		return false;
	for (size_t i = 0; i < slots->alone.len; i++) {
		const struct dl_alone *a = &slots->alone.data[i];

		if (a->zero == ev->needs && a->key != slot->key && goes_with(an, use, a->key)) {
			ev->grounds.assumed = true;
			return true;
		}
	}
	return false;
}
