/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One call fills a field with one of two sizes, attributes or directions, as a condition wants it; and who releases it
 * knows one of them and asks for nothing. It is wrong for the other. Where another function releases the
 * other one alone, its caller chooses, and nothing is said.
 */
#include "checks/slot/slot.h"
#include "engine/value/linear.h"

static bool sizes_differ(const struct dl_slot_use *a, const struct dl_slot_use *b)
{
	int64_t difference;

	switch (dl_size_compare(a->terms.size, b->terms.size, &difference)) {
	case DL_SIZE_DIFFERENT:
	case DL_SIZE_SCALED: return true;
	default: return false;
	}
}

static bool attributes_differ(const struct dl_analysis *an, const struct dl_slot_use *a,
			      const struct dl_slot_use *b)
{
	int64_t x, y;

	return dl_sym_const(a->terms.attrs, &x) && dl_sym_const(b->terms.attrs, &y) &&
	       dl_attribute_difference(an->platform, x, y);
}

static bool differ(const struct dl_analysis *an, const struct dl_slot_use *a, const struct dl_slot_use *b)
{
	return sizes_differ(a, b) || attributes_differ(an, a, b);
}

static bool sizes_agree(const struct dl_slot_use *a, const struct dl_slot_use *b)
{
	int64_t difference;

	return a->terms.size == b->terms.size ||
	       dl_size_compare(a->terms.size, b->terms.size, &difference) == DL_SIZE_SAME;
}

/* What is not known may fit. */
static bool may_fit(const struct dl_analysis *an, const struct dl_slot_use *writer,
		    const struct dl_slot_use *reader)
{
	return !differ(an, writer, reader) && dl_model_same_family(writer->model, reader->model);
}

/* The same call, on another path. */
static bool are_one_call(const struct dl_slot_use *a, const struct dl_slot_use *b)
{
	return a->model && a->model == b->model && a->at == b->at && a->via == b->via && a->func == b->func;
}

static bool are_alternatives(const struct dl_slot_use *a, const struct dl_slot_use *b)
{
	return are_one_call(a, b) && a->terms.dir == b->terms.dir;
}

/* Something in @func releases @writer in the right way. */
static bool func_fits(const struct dl_analysis *an, const struct dl_slot *slot,
		      const struct dl_func *func, const struct dl_slot_use *writer)
{
	for (uint32_t i = 0; i < slot->reader_count; i++)
		if (slot->readers[i].func == func && dl_model_ends(slot->readers[i].model) &&
		    may_fit(an, writer, &slot->readers[i]))
			return true;
	return false;
}

/* A function that releases @other, and not @mine. */
static bool caller_chooses(const struct dl_analysis *an, const struct dl_slot *slot,
			   const struct dl_slot_use *mine, const struct dl_slot_use *other)
{
	for (uint32_t i = 0; i < slot->reader_count; i++) {
		const struct dl_func *func = slot->readers[i].func;

		if (func_fits(an, slot, func, other) && !func_fits(an, slot, func, mine))
			return true;
	}
	return false;
}

/* ---- whose record it is ---- */

static const struct dl_func *func_around(const struct dl_analysis *an, const struct dl_instr *in)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++)
		if (dl_cfg_block_of(&an->unit->funcs[f], in) != UINT32_MAX)
			return &an->unit->funcs[f];
	return NULL;
}

static uint64_t record_of_writer(struct dl_analysis *an, const struct dl_slot_use *w)
{
	const struct dl_func *func = w->is_call ? func_around(an, w->via) : NULL;
	const struct dl_instr *load = func && w->via->arg_count ? dl_slot_maker_of(func, &w->via->args[0]) : NULL;

	return load && load->op == DL_OP_LOAD && load->place->base == DL_BASE_VAR && !load->place->step_count &&
	       load->place->index < func->param_count ? dl_slot_given_from(an, func, load->place->index) : 0;
}

static uint64_t record_of_reader(struct dl_analysis *an, const struct dl_slot_use *use)
{
	const struct dl_sym *loc = dl_slot_location(use->value), *root = loc ? dl_sym_root(loc) : NULL;

	return root && root->kind == DL_SYM_VAR && root->site == use->func && root->num < use->func->param_count ?
	       dl_slot_given_from(an, use->func, (uint32_t)root->num) : 0;
}

const struct dl_slot_use *dl_slot_variant_left(struct dl_analysis *an, const struct dl_slot *slot,
					       const struct dl_slot_use *use, const struct dl_event *ev)
{
	uint64_t record = 0;

	if (!dl_model_ends(use->model) || use->path.asks_number)
		return NULL;
	record = record_of_reader(an, use);
	for (uint32_t i = 0; i < ev->writer_count; i++) {
		const struct dl_slot_use *mine = &ev->writers[i];

		if (!may_fit(an, mine, use) || !sizes_agree(mine, use))
			continue;
		for (uint32_t k = 0; k < ev->writer_count; k++) {
			const struct dl_slot_use *other = &ev->writers[k];

			if (record && record_of_writer(an, other) && record_of_writer(an, other) != record)
				continue;
			if (are_alternatives(mine, other) && differ(an, mine, other) &&
			    differ(an, other, use) && !func_fits(an, slot, use->func, other) &&
			    !caller_chooses(an, slot, mine, other))
				return other;
		}
	}
	return NULL;
}

/* ---- directions ---- */

static bool is_turned(const struct dl_slot_use *a, const struct dl_slot_use *b)
{
	return a->terms.dir && b->terms.dir && a->terms.dir != b->terms.dir && a->terms.dir->kind == DL_SYM_INT &&
	       b->terms.dir->kind == DL_SYM_INT;
}

/* Something releases what was mapped the way of @other: who calls it knows which way that is. */
static bool is_released_so(const struct dl_slot *slot, const struct dl_slot_use *other)
{
	for (uint32_t i = 0; i < slot->reader_count; i++)
		if (dl_model_ends(slot->readers[i].model) && !is_turned(&slot->readers[i], other))
			return true;
	return false;
}

const struct dl_slot_use *dl_slot_direction_left(const struct dl_slot *slot, const struct dl_slot_use *use,
						 const struct dl_slot_use *all, uint32_t count)
{
	/* a branch before it may have asked which way it is */
	if (use->model->role != DL_ROLE_UNMAP || use->path.choice || use->path.guarded)
		return NULL;
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t k = 0; k < count; k++)
			if (all[i].terms.dir == use->terms.dir && sizes_agree(&all[i], use) &&
			    are_one_call(&all[i], &all[k]) && is_turned(&all[k], use) &&
			    sizes_agree(&all[k], use) && !is_released_so(slot, &all[k]))
				return &all[k];
	return NULL;
}
