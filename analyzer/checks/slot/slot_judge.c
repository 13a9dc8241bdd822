/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is read from slots against what was written to them: a reader is judged when all writers
 * that it may meet are known, and reported when it fits none.
 */
#include "checks/slot/passed.h"
#include "checks/slot/slot.h"
#include "engine/program/program.h"
#include "engine/value/place.h"
#include "engine/value/sym.h"

bool dl_slot_only_maps(struct dl_analysis *an, const struct dl_sym *loc)
{
	const struct dl_slot *slot = dl_map_get(&dl_slots_of(an)->by_key, dl_loc_key(loc));

	if (!slot || !slot->writer_count || slot->crowded)
		return false;
	for (uint32_t i = 0; i < slot->writer_count; i++)
		if (!slot->writers[i].model || !dl_model_is_lent_in_turns(slot->writers[i].model))
			return false;
	return true;
}

/*
 * The writers whose value @reader may find. Where writers of other owners were left out, one of the
 * reader's own owner must be there: otherwise its writer is out of sight, or a pointer is another's
 * alias.
 */
struct candidates {
	struct dl_slot_use *writers;
	uint32_t count;
	struct dl_slot_use *all;	/* with those of other directions */
	uint32_t all_count;
	bool unknown;	/* something else may be there, too */
	bool split;	/* some were left out because they hang on another pointer */
	bool both_ways;	/* some were left out because of their direction */
};

/*
 * A count that the function which maps stores where it has mapped nothing (the way without DMA)
 * is not the one that an unmap finds.
 */
static bool is_count_of_nothing(const struct dl_slot *slot, const struct dl_slot_use *writer,
				const struct dl_slot_use *reader)
{
	const struct dl_sym *loc = dl_slot_location(reader->terms.count);

	if (writer->model || !writer->idle || !loc || dl_loc_key(loc) != slot->key)
		return false;
	for (uint32_t i = 0; i < slot->writer_count; i++)
		if (slot->writers[i].model && slot->writers[i].func == writer->func)
			return true;
	return false;
}

static bool is_memory(const struct dl_slot_use *w)
{
	return w->model && w->model->role == DL_ROLE_ALLOC;
}

/* The allocation of the memory that is written, or that a part of is; NULL: it may be anything. */
static const struct dl_slot_use *memory_of(struct dl_analysis *an,
					   const struct dl_slot_use *writer)
{
	const struct dl_slot *source = writer->part_of ? dl_map_get(&dl_slots_of(an)->by_key, writer->part_of) : NULL;

	if (is_memory(writer))
		return writer;
	if (writer->model || !source || !source->writer_count || source->crowded ||
	    dl_map_has(&an->poisoned_fields, source->key))
		return NULL;
	for (uint32_t i = 0; i < source->writer_count; i++)
		if (!is_memory(&source->writers[i]))
			return NULL;
	return &source->writers[0];
}

/* As @writer, with the call that made the memory: nothing unmaps or syncs a part of it. */
static struct dl_slot_use resolved(struct dl_analysis *an, const struct dl_slot_use *writer,
				   const struct dl_slot_use *reader)
{
	const struct dl_slot_use *memory = dl_model_gives_back(reader->model) ?
					   memory_of(an, writer) : NULL;
	struct dl_slot_use use = *writer;

	if (memory && memory != writer) {
		use.model = memory->model;
		use.at = memory->at;
		use.func = memory->func;
	}
	return use;
}

/*
 * Entries of a list whose addresses the unit fills in itself are none of dma_map_sg(); the list of
 * a slot that is judged has been mapped as one.
 */
static bool is_entry_by_hand(struct dl_analysis *an, const struct dl_slot_use *writer)
{
	for (size_t i = 0; writer->is_entry && i < dl_slots_of(an)->by_key.len; i++) {
		const struct dl_slot *slot = dl_slots_of(an)->by_key.entries[i].value;

		if (dl_slot_list_map(an, slot->loc) && slot->writer_count)
			return true;
	}
	return false;
}

/* What is unmapped is a mapping: of a field that keeps memory, too, only the map calls count. */
static bool is_out_of_question(struct dl_analysis *an, const struct dl_slot *slot,
			       const struct dl_slot_use *writer, const struct dl_slot_use *reader)
{
	if (reader->model->role != DL_ROLE_UNMAP || !memory_of(an, writer))
		return false;
	for (uint32_t i = 0; i < slot->writer_count; i++)
		if (slot->writers[i].model && dl_model_is_map(slot->writers[i].model) &&
		    !dl_slot_owners_differ(&slot->writers[i].owner, &reader->owner))
			return true;
	return false;
}

/*
 * A field that serves both ways: with the reader's direction it is a mapping of that direction, or
 * the direction is wrong, too.
 */
static void keep_direction(struct candidates *c, const struct dl_slot_use *reader)
{
	uint32_t n = 0;

	if (reader->model->role != DL_ROLE_UNMAP || !reader->terms.dir || reader->terms.dir->kind != DL_SYM_INT)
		return;
	for (uint32_t i = 0; i < c->count; i++) {
		const struct dl_slot_use *w = &c->writers[i];

		if (!w->model || !dl_model_is_map(w->model) || !w->terms.dir || w->terms.dir->kind != DL_SYM_INT)
			return;
		n += w->terms.dir == reader->terms.dir;
	}
	if (!n || n == c->count)
		return;
	c->both_ways = true;
	n = 0;
	for (uint32_t i = 0; i < c->count; i++)
		if (c->writers[i].terms.dir == reader->terms.dir)
			c->writers[n++] = c->writers[i];
	c->count = n;
}

/* What a helper makes as its callers want it: each of them is a writer of its own. */
static bool has_calls(struct dl_analysis *an, const struct dl_slot *slot, const struct dl_slot_use *helper)
{
	for (uint32_t i = 0; i < slot->writer_count; i++)
		if (slot->writers[i].at == helper->at && slot->writers[i].via != helper->via)
			return dl_passed_everywhere(an, helper->func);
	return false;
}

static struct candidates candidates_of(struct dl_analysis *an, const struct dl_slot *slot,
				       const struct dl_slot_use *reader)
{
	struct candidates c = { .writers = DL_NEW_ARRAY(an->arena, struct dl_slot_use, DL_MAX_USES) };
	bool has_own = false, has_other = false;

	for (uint32_t i = 0; i < slot->writer_count; i++) {
		const struct dl_slot_use *w = &slot->writers[i];

		if (dl_slot_owners_differ(&w->owner, &reader->owner)) {
			c.split |= !w->owner.is_embedded;
			has_other = true;
			continue;
		}
		if (w->by_callers && w->via == w->at && has_calls(an, slot, w))
			continue;
		if (is_count_of_nothing(slot, w, reader) ||
		    is_out_of_question(an, slot, w, reader))
			continue;
		has_own |= w->owner.key == reader->owner.key;
		c.writers[c.count] = resolved(an, w, reader);
		c.unknown |= !c.writers[c.count++].model || is_entry_by_hand(an, w);
	}
	c.unknown |= has_other && !has_own;
	c.all = dl_arena_memdup(an->arena, c.writers, c.count * sizeof(*c.writers));
	c.all_count = c.count;
	keep_direction(&c, reader);
	return c;
}

/*
 * Calls at several places; one call may appear with the attributes of several paths. Alternatives
 * of one function that agree are one way to fill the slot.
 */
static bool are_several(const struct candidates *c)
{
	const struct dl_slot_use *first = &c->writers[0];

	for (uint32_t i = 1; i < c->count; i++)
		if (c->writers[i].at != first->at &&
		    (c->writers[i].func != first->func || c->writers[i].terms.dir != first->terms.dir))
			return true;
	return false;
}

static bool fits(const struct dl_slot_use *a, const struct dl_slot_use *b)
{
	return a->terms.dir == b->terms.dir && dl_model_same_family(a->model, b->model);
}

/* All writers are alike, and @use is the only reader that is not like them. */
static bool others_agree(const struct dl_slot *slot, const struct candidates *c,
			 const struct dl_slot_use *use)
{
	uint32_t others = 0;

	for (uint32_t i = 1; i < c->count; i++)
		if (!fits(&c->writers[i], &c->writers[0]))
			return false;
	for (uint32_t i = 0; i < slot->reader_count; i++) {
		const struct dl_slot_use *r = &slot->readers[i];

		if (r == use || dl_slot_owners_differ(&r->owner, &use->owner))
			continue;
		if (!fits(r, &c->writers[0]))
			return false;
		others++;
	}
	return others && !fits(use, &c->writers[0]);
}

/* The lists that the writers map have one entry each. */
static bool have_one_entry(struct dl_analysis *an, const struct candidates *c)
{
	for (uint32_t i = 0; i < c->count; i++)
		if (!dl_slot_has_one_entry(an, NULL, NULL, c->writers[i].terms.count))
			return false;
	return c->count > 0;
}

/* Every store to the field is understood: the field is as good as a value. */
static struct dl_grounds slot_grounds(const struct dl_slot *slot, const struct candidates *c,
				      const struct dl_slot_use *use)
{
	return (struct dl_grounds){
		/* as a member of the driver's own record it is the driver's */
		.core_slot = slot->loc->record && slot->loc->record->is_core &&
			     !(use->owner.is_embedded && use->owner.record &&
			       !use->owner.record->is_core),
		.several_writers = c->both_ways || are_several(c),
		.others_agree = others_agree(slot, c, use),
		.other_owner = c->split,
	};
}

/* A kind of mapping that no release of @func's fits: what chooses there does not know it. */
static bool leaves_one_out(const struct dl_slot *slot, const struct candidates *c,
			   const struct dl_func *func)
{
	for (uint32_t w = 0; w < c->count && !c->unknown; w++) {
		bool fits_any = false;

		for (uint32_t i = 0; i < slot->reader_count; i++)
			fits_any |= slot->readers[i].func == func &&
				    !dl_model_other_family(slot->readers[i].model, c->writers[w].model);
		if (!fits_any)
			return true;
	}
	return false;
}

/* Two kinds of release in one function: something tells it which one is right. */
static bool has_choice(const struct dl_slot *slot, const struct dl_slot_use *use)
{
	for (uint32_t i = 0; i < slot->reader_count; i++)
		if (slot->readers[i].func == use->func &&
		    dl_model_other_family(slot->readers[i].model, use->model))
			return true;
	return false;
}

/* The pointer to the record that the handle is read from; it may lie inside another: `skb->cb`. NULL: none. */
static const struct dl_sym *record_of(const struct dl_slot_use *use)
{
	const struct dl_sym *loc = dl_slot_location(use->value), *base;

	for (int n = 0; loc && n < 4; n++) {
		loc = dl_sym_whole(loc);
		base = loc->kind == DL_SYM_DEREF ? dl_sym_pointer_base(loc->a) : NULL;
		if (!base || base->kind != DL_SYM_ADDR)
			return base;
		loc = base->a;
	}
	return NULL;
}

/* The record with the handle came from a function out of sight: the hardware may have filled it. */
static bool is_handed_back(struct dl_analysis *an, const struct dl_slot_use *use)
{
	const struct dl_sym *base = record_of(use);
	const struct dl_instr *site = base && base->kind == DL_SYM_RESULT ? base->site : NULL;

	return site && site->op == DL_OP_CALL && !dl_callee_of(an, site);
}

/* Such a record may have the handle that the driver has put into another field of it. */
static bool other_field_fits(struct dl_analysis *an, const struct dl_slot *slot,
			     const struct dl_slot_use *use)
{
	if (!is_handed_back(an, use))
		return false;
	for (size_t i = 0; i < dl_slots_of(an)->by_key.len; i++) {
		const struct dl_slot *other = dl_slots_of(an)->by_key.entries[i].value;

		if (other == slot || other->loc->record != slot->loc->record)
			continue;
		for (uint32_t w = 0; w < other->writer_count; w++)
			if (other->writers[w].model && dl_model_is_map(other->writers[w].model) &&
			    fits(&other->writers[w], use))
				return true;
	}
	return false;
}

/* Another slot of the record is filled with what @use says, and by this slot's writers with something else. */
static bool has_others_size(struct dl_analysis *an, const struct dl_slot *slot, const struct candidates *c,
			    const struct dl_slot_use *use)
{
	if (use->model->role != DL_ROLE_UNMAP || !use->terms.size || use->terms.size->kind == DL_SYM_INT)
		return false;
	for (size_t i = 0; i < dl_slots_of(an)->by_key.len; i++) {
		const struct dl_slot *other = dl_slots_of(an)->by_key.entries[i].value;
		bool is_its = other != slot && other->loc->record == slot->loc->record && other->writer_count;

		for (uint32_t w = 0; w < other->writer_count && is_its; w++)
			for (uint32_t k = 0; k < c->count && is_its; k++)
				is_its = other->writers[w].model && dl_model_is_map(other->writers[w].model) &&
					 dl_size_is_anothers(&c->writers[k].terms, use->terms.size,
							     other->writers[w].terms.size);
		if (is_its)
			return true;
	}
	return false;
}

/* What the call is given is an element whose index the function computes. */
static bool is_computed_element(const struct dl_slot_use *use)
{
	uint32_t b = dl_cfg_block_of(use->func, use->at);
	const struct dl_block *block = b == UINT32_MAX ? NULL : &use->func->blocks[b];

	for (uint32_t i = 0; block && i < block->instr_count; i++) {
		const struct dl_instr *in = &block->instrs[i];
		const struct dl_step *last = in->op == DL_OP_LOAD && in->place->step_count ?
					     &in->place->steps[in->place->step_count - 1] : NULL;

		for (uint32_t a = 0; last && last->kind == DL_STEP_INDEX && a < use->at->arg_count; a++)
			if (use->at->args[a].kind == DL_VAL_TEMP && (uint32_t)use->at->args[a].num == in->dst)
				return last->index.kind != DL_VAL_INT;
	}
	return false;
}

/*
 * One array for several directions, which the function releases one part after the other: where a part
 * begins hangs on counts, so nobody can say which calls have filled it.
 */
static bool is_of_parted_array(const struct dl_slot *slot, const struct dl_slot_use *use)
{
	if (!use->terms.dir || !is_computed_element(use))
		return false;
	for (uint32_t i = 0; i < slot->reader_count; i++) {
		const struct dl_slot_use *r = &slot->readers[i];

		if (r->func == use->func && r->at != use->at && r->terms.dir && r->terms.dir != use->terms.dir &&
		    is_computed_element(r) && dl_model_same_family(r->model, use->model))
			return true;
	}
	return false;
}

/*
 * Of memory, what else the slot may hold is not freed by this call, or it is as large. A writer whose size the
 * data of each device says, against a number here, is wrong whatever the others are.
 */
static bool keep_data(struct dl_analysis *an, struct candidates *c, const struct dl_slot_use *use)
{
	const struct dl_slot_use *first = NULL;

	if (use->model->role != DL_ROLE_FREE)
		return false;
	for (uint32_t i = 0; i < c->count; i++) {
		const struct dl_slot_use *w = &c->writers[i];

		if (!is_memory(w))
			continue;
		if (!dl_model_same_family(w->model, use->model) ||
		    !dl_size_is_number_for_data(an, w->terms.size, use->terms.size))
			return false;
		first = first ? first : w;
	}
	if (!first)
		return false;
	c->writers[0] = *first;
	c->count = 1;
	c->unknown = false;
	return true;
}

static void judge_reader(struct dl_analysis *an, const struct dl_slot *slot,
			 const struct dl_slot_use *use)
{
	struct candidates c = candidates_of(an, slot, use);
	bool data = keep_data(an, &c, use);
	const struct dl_slot_use *variant;
	struct dl_event ev = {
		.kind = DL_EV_SLOT_PAIR, .func = use->func, .at = use->at, .via = use->via, .loc = use->at->loc,
		.model = use->model, .terms = use->terms,
		.value = use->value, .slot = slot->loc, .writers = c.writers,
		.writer_count = c.count,
		.one_entry = have_one_entry(an, &c),
	};

	if (!c.count || c.unknown || other_field_fits(an, slot, use) || is_of_parted_array(slot, use))
		return;
	if (record_of(use) && dl_slot_is_filled_elsewhere(an, use->func, record_of(use)))
		return;
	if (has_choice(slot, use)) {
		ev.left_out = leaves_one_out(slot, &c, use->func);
		ev.chosen = !ev.left_out;
	}
	ev.grounds = slot_grounds(slot, &c, use);
	ev.is_others_size = data || has_others_size(an, slot, &c, use) || dl_slot_is_unlike(c.writers, c.count, use);
	dl_terms_compare(an, &ev);
	/* a list is mapped by more names than these: its size and family are its own matter */
	if (use->is_list)
		ev.differs &= DL_DIFFERS_DIRECTION | DL_DIFFERS_ATTRIBUTE;
	variant = ev.differs ? NULL : dl_slot_variant_left(an, slot, use, &ev);
	if (!ev.differs && !variant)
		variant = dl_slot_direction_left(slot, use, c.all, c.all_count);
	if (variant) {
		struct dl_event other = ev;

		other.writers = variant;
		other.writer_count = 1;
		other.grounds.several_writers = true;
		dl_terms_compare(an, &other);
		other.differs &= DL_DIFFERS_SIZE | DL_DIFFERS_ATTRIBUTE | DL_DIFFERS_DIRECTION;
		if (other.differs) {
			dl_vec_push(&dl_events_of(an)->list, other);
			return;
		}
	}
	if (dl_slot_is_skipped(an, slot, use, &ev))
		ev.differs |= DL_DIFFERS_SKIPPED;
	dl_vec_push(&dl_events_of(an)->list, ev);
}

void dl_slots_judge(struct dl_analysis *an)
{
	dl_slots_find_unseen(an);
	for (size_t i = 0; i < dl_slots_of(an)->by_key.len; i++) {
		struct dl_slot *slot = dl_slots_of(an)->by_key.entries[i].value;

		if (!slot->writer_count || slot->crowded || dl_map_has(&an->poisoned_fields, slot->key))
			continue;
		for (uint32_t r = 0; r < slot->reader_count; r++)
			judge_reader(an, slot, &slot->readers[r]);
	}
}
