/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Slots (engine.md section 4): a field that keeps a handle, a list or a count
 * over several functions. Key: record and field. A report needs all writers
 * known, no foreign one, and a reader that fits none of them.
 */
#include "engine/analysis.h"

#include <string.h>

#define MAX_USES 24

struct dl_slot {
	const struct dl_sym *loc;	/* first location seen, for its name */
	uint64_t key;
	bool foreign;			/* something else is stored here too */
	bool crowded;			/* more uses than are kept */
	uint32_t writer_count;
	struct dl_slot_use writers[MAX_USES];
	uint32_t reader_count;
	struct dl_slot_use readers[MAX_USES];
	uint32_t known_count;		/* store instructions that were understood */
	const struct dl_instr *known[64];
};

static struct dl_slot *slot_of(struct dl_analysis *an, const struct dl_sym *loc)
{
	uint64_t key = dl_loc_key(loc);
	struct dl_slot *slot;

	if (!key)
		return NULL;
	slot = dl_map_get(&an->slots, key);
	if (slot)
		return slot;
	slot = DL_NEW(an->arena, struct dl_slot);
	slot->loc = dl_sym_last_field(loc);
	slot->key = key;
	dl_map_put(&an->slots, key, slot);
	return slot;
}

static void note_known(struct dl_slot *slot, const struct dl_instr *at)
{
	for (uint32_t i = 0; i < slot->known_count; i++)
		if (slot->known[i] == at)
			return;
	if (slot->known_count < 64)
		slot->known[slot->known_count++] = at;
}

static bool same_use(const struct dl_slot_use *a, const struct dl_slot_use *b)
{
	return a->at == b->at && a->dir == b->dir && a->model == b->model && a->count == b->count;
}

static bool add_use(struct dl_slot_use *uses, uint32_t *count, const struct dl_slot_use *use)
{
	for (uint32_t i = 0; i < *count; i++)
		if (same_use(&uses[i], use))
			return true;
	if (*count == MAX_USES)
		return false;
	uses[(*count)++] = *use;
	return true;
}

/* Neither a mapping nor a mark for "none". */
static bool is_mark(const struct dl_sym *value)
{
	return value->kind == DL_SYM_INT && (value->num == 0 || value->num == -1 ||
					     value->num == 0xffffffff);
}

void dl_slot_write(struct dl_explorer *ex, const struct dl_instr *at, const struct dl_sym *loc,
		   const struct dl_sym *value, const struct dl_object *object)
{
	struct dl_slot *slot;

	/* pointers and records are of no interest: only what can hold a handle or a count */
	if (loc->type && loc->type->kind != DL_TYPE_INT && loc->type->kind != DL_TYPE_UNKNOWN)
		return;
	slot = slot_of(ex->an, loc);
	if (!slot)
		return;
	if (object) {
		struct dl_slot_use use = {
			.func = object->origin_func, .at = object->origin, .model = object->model,
			.dir = object->dir, .size = object->size, .dev = object->dev,
			.count = object->count, .sg = object->sg, .value = value,
		};

		if (dl_sym_strip(value) != object->value && dl_sym_strip(value) != object->handle)
			slot->foreign = true; /* handle + offset: another number */
		if (!add_use(slot->writers, &slot->writer_count, &use))
			slot->crowded = true;
	} else if (!is_mark(value)) {
		const struct dl_sym *v = dl_sym_strip(value);

		/* what is in one slot moves to another; but what comes back to its own was there before us */
		if (!(v->kind == DL_SYM_LOAD && dl_loc_key(v->a) == slot->key && v->a != loc))
			slot->foreign = true;
	}
	note_known(slot, at);
}

void dl_slot_foreign(struct dl_analysis *an, const struct dl_sym *loc)
{
	struct dl_slot *slot = slot_of(an, loc);

	if (slot)
		slot->foreign = true;
}

static const struct dl_sym *slot_location(const struct dl_sym *value)
{
	const struct dl_sym *v = dl_sym_strip(value);

	return v->kind == DL_SYM_LOAD && dl_sym_last_field(v->a) ? v->a : NULL;
}

void dl_slot_read(struct dl_explorer *ex, const struct dl_sym *value, const struct dl_release *r)
{
	const struct dl_sym *loc = slot_location(value);
	struct dl_slot_use use = {
		.func = r->func, .at = r->at, .model = r->model, .dir = r->dir, .size = r->size,
		.dev = r->dev, .count = r->count, .value = value,
	};
	struct dl_slot *slot;

	if (!r->must || r->in_context)
		return;
	if (loc && !dl_model_is_sg(r->model)) {
		slot = slot_of(ex->an, loc);
		if (slot && !add_use(slot->readers, &slot->reader_count, &use))
			slot->crowded = true;
	}
	/* the count of dma_unmap_sg() may have a slot of its own */
	loc = r->count ? slot_location(r->count) : NULL;
	if (!loc)
		return;
	slot = slot_of(ex->an, loc);
	if (slot && !add_use(slot->readers, &slot->reader_count, &use))
		slot->crowded = true;
}

/* ---- judging ---- */

/* Stores that no exploration understood: functions without events, paths never taken. */
static void find_unseen_writers(struct dl_analysis *an)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *func = &an->unit->funcs[f];

		for (uint32_t b = 0; b < func->block_count; b++) {
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
				const struct dl_instr *in = &func->blocks[b].instrs[i];
				const struct dl_step *last;
				struct dl_slot *slot;
				bool known = false;

				if (in->op != DL_OP_STORE || !in->place->step_count)
					continue;
				last = &in->place->steps[in->place->step_count - 1];
				for (uint32_t s = in->place->step_count;
				     s > 1 && last->kind == DL_STEP_INDEX; s--)
					last = &in->place->steps[s - 2];
				if (last->kind != DL_STEP_FIELD)
					continue;
				slot = dl_map_get(&an->slots, dl_field_key(last->record, last->field));
				if (!slot || (in->a.kind == DL_VAL_INT &&
					      (in->a.num == 0 || in->a.num == -1)))
					continue;
				for (uint32_t k = 0; k < slot->known_count; k++)
					known |= slot->known[k] == in;
				if (!known)
					slot->foreign = true;
			}
		}
	}
}

static bool fits(const struct dl_slot_use *a, const struct dl_slot_use *b)
{
	return a->dir == b->dir && !strcmp(a->model->family, b->model->family);
}

/* All writers are alike, and @use is the only reader that is not like them. */
static bool others_agree(const struct dl_slot *slot, const struct dl_slot_use *use)
{
	for (uint32_t i = 1; i < slot->writer_count; i++)
		if (!fits(&slot->writers[i], &slot->writers[0]))
			return false;
	for (uint32_t i = 0; i < slot->reader_count; i++)
		if (&slot->readers[i] != use && !fits(&slot->readers[i], &slot->writers[0]))
			return false;
	return slot->reader_count > 1 && !fits(use, &slot->writers[0]);
}

/* Every store to the field is understood: the field is as good as a value. */
static struct dl_grounds slot_grounds(const struct dl_slot *slot, const struct dl_slot_use *use)
{
	return (struct dl_grounds){
		.core_slot = slot->loc->record && slot->loc->record->is_core,
		.several_writers = slot->writer_count > 1,
		.others_agree = others_agree(slot, use),
	};
}

/* Two kinds of release in one function: something tells it which one is right. */
static bool is_chosen(const struct dl_slot *slot, const struct dl_slot_use *use)
{
	for (uint32_t i = 0; i < slot->reader_count; i++)
		if (slot->readers[i].func == use->func && slot->readers[i].model->family &&
		    use->model->family && strcmp(slot->readers[i].model->family, use->model->family))
			return true;
	return false;
}

void dl_slots_judge(struct dl_analysis *an)
{
	find_unseen_writers(an);
	for (size_t i = 0; i < an->slots.len; i++) {
		struct dl_slot *slot = an->slots.entries[i].value;

		if (!slot->writer_count || slot->foreign || slot->crowded ||
		    dl_map_has(&an->poisoned_fields, slot->key))
			continue;
		for (uint32_t r = 0; r < slot->reader_count; r++) {
			const struct dl_slot_use *use = &slot->readers[r];
			struct dl_event ev = {
				.kind = DL_EV_SLOT_PAIR, .func = use->func, .at = use->at,
				.loc = use->at->loc, .model = use->model, .dir = use->dir,
				.size = use->size, .dev = use->dev, .count = use->count,
				.slot = slot->loc, .writers = slot->writers,
				.writer_count = slot->writer_count,
				.grounds = slot_grounds(slot, use), .chosen = is_chosen(slot, use),
			};

			dl_vec_push(&an->events.list, ev);
		}
	}
}
