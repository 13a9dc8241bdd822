/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mark that an unmap is asked by: `if (r->len) unmap(r->dma)`. Where the unit sets the field behind a map call
 * alone, as that has succeeded (`r->dma = map(); if (failed) goto out; r->len = n;`), it is not set by a map
 * call that fails. Looked for in the text of the functions.
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

/* What gives the value, looking through conversions. */
static const struct dl_instr *origin_of(struct dl_analysis *an, const struct dl_func *func, const struct dl_val *value)
{
	const struct dl_instr *def = dl_def_of(an, func, value);

	while (def && def->op == DL_OP_CAST)
		def = dl_def_of(an, func, &def->a);
	return def;
}

/* What the value asks for: `r->len`, `r->flags & MAPPED`, through casts. */
static struct mark mark_of(struct dl_analysis *an, const struct dl_func *func, const struct dl_val *value)
{
	struct mark m = { .bits = -1 };
	const struct dl_instr *def = origin_of(an, func, value);

	while (def && def->op == DL_OP_BIN && def->b.kind == DL_VAL_INT) {
		if (def->sub == DL_BIN_AND)
			m.bits &= def->b.num;
		else if (def->b.num || (def->sub != DL_BIN_NE && def->sub != DL_BIN_GT))
			return (struct mark){ 0 };
		def = origin_of(an, func, &def->a);
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
	def = origin_of(an, func, &store->a);
	if (def && def->op == DL_OP_BIN && def->b.kind == DL_VAL_INT &&
	    is_same_field(field_of(origin_of(an, func, &def->a), DL_OP_LOAD), m->field))
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

/* No way leads to block @at but over a map call, and a choice behind it. */
static bool is_behind_map_call(struct dl_analysis *an, const struct dl_func *func, uint32_t at)
{
	for (uint32_t b = 0; b < func->block_count; b++)
		if (b != at && at && calls(an, &func->blocks[b], dl_model_is_map) && (!b || !dl_cfg_reaches(func, 0, at, b)))
			return true;
	return false;
}

static bool is_set_on_success(struct dl_analysis *an, const struct mark *m)
{
	bool is_set = false;

	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *func = an->funcs[f].func;

		for (uint32_t b = 0; b < func->block_count; b++)
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
				if (!sets(an, func, &func->blocks[b].instrs[i], m))
					continue;
				if (!is_behind_map_call(an, func, b))
					return false;
				is_set = true;
			}
	}
	return is_set;
}

bool dl_life_is_marked(struct dl_analysis *an, const struct dl_func *func, const struct dl_instr *at)
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
		if (m.field && !dl_is_handle_type(an, m.field->type) && is_set_on_success(an, &m))
			return true;
	}
	return false;
}
