/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mark that an unmap is asked by: `if (r->len) unmap(r->dma)`. A map call that fails does not set it where its
 * function does so on the side of its test alone on which it is good (`r->dma = map(); if (failed) goto out;
 * r->len = n;`), and all others behind such tests of theirs. No earlier round has left it set where the unit
 * clears it. Looked for in the text of the functions: all that may set the field have to be in sight.
 */
#include "checks/lifecycle/lifecycle.h"
#include "engine/path/path.h"

/* A field, or some of its bits. */
struct mark {
	const struct dl_step *field;
	int64_t bits;
};

static const struct dl_step *field_of(const struct dl_instr *in, enum dl_op op)
{
	const struct dl_step *last = in && in->op == op && in->place->step_count ?
				     &in->place->steps[in->place->step_count - 1] : NULL;

	return last && last->kind == DL_STEP_FIELD && last->record ? last : NULL;
}

static bool is_same_field(const struct dl_step *a, const struct dl_step *b)
{
	return a && b && a->record == b->record && a->field == b->field;
}

/* What the value asks for: `r->len`, `r->flags & MAPPED`, through casts. */
static struct mark mark_of(struct dl_analysis *an, const struct dl_func *func, const struct dl_val *value)
{
	struct mark m = { .bits = -1 };
	const struct dl_instr *def = dl_origin_of(an, func, value);

	while (def && def->op == DL_OP_BIN && def->b.kind == DL_VAL_INT) {
		if (def->sub == DL_BIN_AND)
			m.bits &= def->b.num;
		else if (def->b.num || (def->sub != DL_BIN_NE && def->sub != DL_BIN_GT))
			return (struct mark){ 0 };
		def = dl_origin_of(an, func, &def->a);
	}
	m.field = field_of(def, DL_OP_LOAD);
	return m;
}

/* The store sets the mark: not to 0, and not other bits than its own. */
static bool sets(struct dl_analysis *an, const struct dl_func *func, const struct dl_instr *store,
		 const struct mark *m)
{
	const struct dl_instr *def;

	if (!is_same_field(field_of(store, DL_OP_STORE), m->field))
		return false;
	def = dl_origin_of(an, func, &store->a);
	if (def && def->op == DL_OP_BIN && def->b.kind == DL_VAL_INT &&
	    is_same_field(field_of(dl_origin_of(an, func, &def->a), DL_OP_LOAD), m->field))
		return def->sub != DL_BIN_AND && (def->sub != DL_BIN_OR || (def->b.num & m->bits));
	return store->a.kind != DL_VAL_INT || (store->a.num & m->bits);
}

static bool calls(struct dl_analysis *an, const struct dl_block *block, bool (*is)(const struct dl_model *))
{
	for (uint32_t i = 0; i < block->instr_count; i++) {
		const struct dl_model *model = block->instrs[i].op == DL_OP_CALL ? dl_model_of(an, &block->instrs[i]) :
										   NULL;

		if (model && is(model))
			return true;
	}
	return false;
}

/* @at is the block @by, or no way leads there but over it. */
static bool is_behind(const struct dl_func *func, uint32_t at, uint32_t by)
{
	return at == by || !by || (at && !dl_cfg_reaches(func, 0, at, by));
}

/* What the value of block @b's end was computed from, a local that the block has set looked through. */
static const struct dl_instr *decided_by(struct dl_analysis *an, const struct dl_func *func, uint32_t b,
					 const struct dl_val *value)
{
	const struct dl_block *block = &func->blocks[b];
	const struct dl_instr *def = dl_origin_of(an, func, value);
	const struct dl_val *stored = NULL;

	if (!def || def->op != DL_OP_LOAD || def->place->base != DL_BASE_VAR || def->place->step_count)
		return def;
	for (uint32_t i = 0; i < block->instr_count && &block->instrs[i] != def; i++)
		if (block->instrs[i].op == DL_OP_STORE && dl_place_is_same(block->instrs[i].place, def->place))
			stored = &block->instrs[i].a;
	return stored && dl_origin_of(an, func, stored) ? dl_origin_of(an, func, stored) : def;
}

/* @def is @map, or reads the place that its result was put into. */
static bool is_result(struct dl_analysis *an, const struct dl_func *func, const struct dl_instr *def,
		      const struct dl_instr *map)
{
	if (def == map || !def || def->op != DL_OP_LOAD)
		return def && def == map;
	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];

			if (in->op == DL_OP_STORE && dl_place_is_same(in->place, def->place) &&
			    dl_origin_of(an, func, &in->a) == map)
				return true;
		}
	return false;
}

static bool may_be_zero(struct dl_span results)
{
	return results.lo <= 0 && results.hi >= 0;
}

/* @def is a call that says whether @map has failed, by a result that is not 0. */
static bool is_test(struct dl_analysis *an, const struct dl_func *func, const struct dl_instr *def,
		    const struct dl_instr *map)
{
	const struct dl_model *test = def->op == DL_OP_CALL ? dl_model_of(an, def) : NULL;

	if (def->op != DL_OP_CALL || (test ? test->role != DL_ROLE_CHECK || may_be_zero(test->failed) :
				      !dl_error_predicate(an, def)))
		return false;
	for (uint32_t i = 0; i < def->arg_count; i++)
		if (is_result(an, func, dl_origin_of(an, func, &def->args[i]), map))
			return true;
	return false;
}

/* Which side of block @b's end is taken where @map is good: 0 or 1; -1: it does not ask that. */
static int side_of_success(struct dl_analysis *an, const struct dl_func *func, uint32_t b, const struct dl_instr *map)
{
	const struct dl_span good = dl_model_good(dl_model_of(an, map));
	const struct dl_val *value = &func->blocks[b].term.cond;
	int side = 0;	/* of a value that is not 0 */

	for (;;) {
		const struct dl_instr *def = decided_by(an, func, b, value);

		if (!def)
			return -1;
		if (is_test(an, func, def, map))
			return !side;
		if (is_result(an, func, def, map))
			return may_be_zero(good) && !dl_is_handle_type(an, map->type) ? !side : side;
		if (def->op == DL_OP_UN && def->sub == DL_UN_LNOT)
			side ^= 1;
		else if (def->op == DL_OP_BIN && def->b.kind == DL_VAL_INT && !def->b.num &&
			 (def->sub == DL_BIN_EQ || def->sub == DL_BIN_NE || def->sub == DL_BIN_LE || def->sub == DL_BIN_GT))
			side ^= def->sub == DL_BIN_EQ || def->sub == DL_BIN_LE;
		else
			return -1;
		value = &def->a;
	}
}

/* Block @at is reached by the side alone of a test of @map on which that is good. */
static bool is_on_success(struct dl_analysis *an, const struct dl_func *func, uint32_t at, const struct dl_instr *map)
{
	uint32_t made = dl_cfg_block_of(func, map);

	for (uint32_t b = 0; made != UINT32_MAX && b < func->block_count; b++) {
		const struct dl_term *t = &func->blocks[b].term;
		int side;

		if (t->kind != DL_TERM_BRANCH || b == at || !is_behind(func, b, made) || !is_behind(func, at, b))
			continue;
		side = side_of_success(an, func, b, map);
		if (side >= 0 && t->targets[!side] != at && !dl_cfg_reaches(func, t->targets[!side], at, b))
			return true;
	}
	return false;
}

/* ... of any map call of the function. */
static bool is_on_some_success(struct dl_analysis *an, const struct dl_func *func, uint32_t at)
{
	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];
			const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(an, in) : NULL;

			if (m && dl_model_is_map(m) && is_on_success(an, func, at, in))
				return true;
		}
	return false;
}

/* The record was declared in a file that includes it alone. */
static bool is_of_file(const struct dl_analysis *an, const struct dl_record *record)
{
	return record->member_count && record->members[0].loc.line &&
	       an->unit->files[record->members[0].loc.file].is_main;
}

/* The field may be set by its address, or with the record around it. */
static bool may_set_unseen(const struct dl_instr *in, const struct mark *m)
{
	if (in->op == DL_OP_STORE)
		return in->place->type && in->place->type->kind == DL_TYPE_RECORD &&
		       in->place->type->record == m->field->record;
	return is_same_field(field_of(in, DL_OP_ADDR), m->field);
}

static bool clears(struct dl_analysis *an, const struct dl_func *func, const struct dl_instr *in, const struct mark *m)
{
	const struct dl_instr *def;

	if (in->op == DL_OP_ZERO)
		return is_same_field(field_of(in, DL_OP_ZERO), m->field) ||
		       (in->place->type && in->place->type->record == m->field->record);
	if (!is_same_field(field_of(in, DL_OP_STORE), m->field) || sets(an, func, in, m))
		return false;
	def = dl_origin_of(an, func, &in->a);
	return !def || (def->op == DL_OP_BIN && def->sub == DL_BIN_AND && !(def->b.num & m->bits));
}

static bool is_set_on_success(struct dl_analysis *an, const struct mark *m, const struct dl_object *o)
{
	bool is_set = false, is_cleared = false;

	if (!an->options->is_whole && !is_of_file(an, m->field->record))
		return false;
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *func = an->funcs[f].func;

		for (uint32_t b = 0; b < func->block_count; b++)
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
				const struct dl_instr *in = &func->blocks[b].instrs[i];

				if (may_set_unseen(in, m))
					return false;
				is_cleared |= clears(an, func, in, m);
				if (!sets(an, func, in, m))
					continue;
				if (func == o->origin_func ? !is_on_success(an, func, b, o->origin) :
							     !is_on_some_success(an, func, b))
					return false;
				is_set |= func == o->origin_func;
			}
	}
	return is_set && is_cleared;
}

bool dl_life_is_marked(struct dl_analysis *an, const struct dl_func *func, const struct dl_instr *at,
		       const struct dl_object *o)
{
	uint32_t block = dl_cfg_block_of(func, at);

	for (uint32_t b = 0; block != UINT32_MAX && b < func->block_count; b++) {
		const struct dl_term *guard = &func->blocks[b].term;
		struct mark m;

		/* where both sides unmap, it says what kind of mapping there is */
		if (guard->kind != DL_TERM_BRANCH || guard->targets[0] != block ||
		    calls(an, &func->blocks[guard->targets[1]], dl_model_ends))
			continue;
		m = mark_of(an, func, &guard->cond);
		if (m.field && !dl_is_handle_type(an, m.field->type) && is_set_on_success(an, &m, o))
			return true;
	}
	return false;
}
