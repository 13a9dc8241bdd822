/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Slots (engine.md section 4): a field that keeps a handle, a list or a count
 * over several functions. Key: record and field; where it is known which field of an outer record
 * owns the one with the slot (`r->tx.dma`, `r->rx.dma`), owners are kept apart. A report needs all
 * writers known, no foreign one, and a reader that fits none of them: slot_judge.c.
 */
#include "engine/path/path.h"
#include "checks/slot/passed.h"
#include "checks/slot/slot.h"

#include <string.h>

static struct dl_slot *slot_of(struct dl_analysis *an, const struct dl_sym *loc)
{
	uint64_t key = dl_loc_key(loc);
	struct dl_slot *slot;

	if (!key)
		return NULL;
	slot = dl_map_get(&dl_slots_of(an)->by_key, key);
	if (slot)
		return slot;
	slot = DL_NEW(an->arena, struct dl_slot);
	slot->loc = dl_sym_last_field(loc);
	slot->key = key;
	dl_map_put(&dl_slots_of(an)->by_key, key, slot);
	return slot;
}

struct dl_slot *dl_slot_at(struct dl_analysis *an, const struct dl_sym *loc)
{
	return loc ? dl_map_get(&dl_slots_of(an)->by_key, dl_loc_key(loc)) : NULL;
}

/* ---- attributes ---- */

struct base {
	struct dl_syms *syms;
	const struct dl_sym *place;	/* the record that the slot is a field of */
	const struct dl_sym *name;	/* stands for it */
	const struct dl_sym *outer;	/* the record that this one is a member of */
	const struct dl_sym *outer_name;
};

static const struct dl_sym *name_base(void *ctx, const struct dl_sym *sym)
{
	const struct base *b = ctx;

	return sym == b->place ? b->name : sym == b->outer ? b->outer_name : NULL;
}

static const struct dl_sym *name_of(struct dl_syms *syms, const struct dl_record *record)
{
	const char *name = record && record->name ? record->name : "", *tag = strchr(name, ' ');

	return dl_sym_global(syms, tag ? tag + 1 : name);
}

/* The record around the one with the slot, as far as it is a pointer's. */
static void find_outer(struct base *b)
{
	const struct dl_sym *place = b->place, *field = NULL;

	for (; place->kind == DL_SYM_FIELD || place->kind == DL_SYM_INDEX; place = place->a)
		if (place->kind == DL_SYM_FIELD)
			field = place;
	if (!field || place->kind != DL_SYM_DEREF)
		return;
	b->outer = place;
	b->outer_name = name_of(b->syms, field->record);
}

/* Means the same in every function: constants, globals, and what hangs on them. */
static bool is_portable(const struct dl_sym *sym, int depth)
{
	if (sym->kind == DL_SYM_VAR || sym->kind == DL_SYM_RESULT || sym->kind == DL_SYM_PHI ||
	    sym->kind == DL_SYM_UNKNOWN || depth > 12)
		return false;
	if ((sym->a && !is_portable(sym->a, depth + 1)) || (sym->b && !is_portable(sym->b, depth + 1)))
		return false;
	for (uint32_t i = 0; i < sym->arg_count; i++)
		if (!is_portable(sym->args[i], depth + 1))
			return false;
	return true;
}

const struct dl_sym *dl_slot_relative(struct dl_analysis *an, const struct dl_sym *loc,
				      const struct dl_sym *sym)
{
	const struct dl_sym *field = dl_sym_last_field(loc);
	struct base b = { an->syms, field->a, name_of(an->syms, field->record), NULL, NULL };

	find_outer(&b);
	if (!sym)
		return NULL;
	sym = dl_sym_replace(an->syms, sym, name_base, &b);
	return is_portable(sym, 0) ? sym : NULL;
}

/* ---- writers and readers ---- */

static void note_known(struct dl_slot *slot, const struct dl_instr *at)
{
	for (uint32_t i = 0; i < slot->known_count; i++)
		if (slot->known[i] == at)
			return;
	if (slot->known_count < 64)
		slot->known[slot->known_count++] = at;
}

static bool same_size(const struct dl_slot_use *a, const struct dl_slot_use *b)
{
	return a->terms.size == b->terms.size && a->size_of == b->size_of && a->unlike[0] == b->unlike[0] &&
	       a->unlike[1] == b->unlike[1];
}

static bool same_use(const struct dl_slot_use *a, const struct dl_slot_use *b)
{
	return a->at == b->at && a->terms.dir == b->terms.dir && a->model == b->model && a->terms.count == b->terms.count &&
	       same_size(a, b) && a->terms.attrs == b->terms.attrs && a->owner.key == b->owner.key &&
	       a->by_callers == b->by_callers && (!a->by_callers || a->via == b->via) &&
	       a->is_call == b->is_call && (!a->is_call || a->via == b->via) &&
	       (a->model || (a->func == b->func && a->idle == b->idle && a->part_of == b->part_of));
}

static void add_use(struct dl_slot *slot, struct dl_slot_use *uses, uint32_t *count,
		    const struct dl_slot_use *use)
{
	for (uint32_t i = 0; i < *count; i++) {
		if (!same_use(&uses[i], use))
			continue;
		dl_slot_path_join(&uses[i].path, &use->path, uses == slot->writers);
		/* seen in a wrapper itself first, then where the driver calls it */
		if (uses[i].via == uses[i].at)
			uses[i].via = use->via;
		return;
	}
	if (*count == DL_MAX_USES)
		slot->crowded = true;
	else
		uses[(*count)++] = *use;
}

static void add_writer(struct dl_slot *slot, const struct dl_slot_use *use)
{
	add_use(slot, slot->writers, &slot->writer_count, use);
}

static void add_foreign(struct dl_slot *slot, struct dl_slot_owner owner)
{
	add_writer(slot, &(struct dl_slot_use){ .owner = owner });
}

/* Neither a mapping nor a mark for "none". */
static bool is_mark(const struct dl_analysis *an, const struct dl_sym *value)
{
	int64_t error = an->platform->mapping_error.value;

	return value->kind == DL_SYM_INT && (value->num == 0 || value->num == error ||
					     value->num == (uint32_t)error);
}

/* What the path has mapped could not be made a descriptor of: nothing was started. */
static bool is_refused(const struct dl_state *state)
{
	for (uint32_t i = 0; i < state->fact_count; i++) {
		const struct dl_fact *f = &state->facts[i];
		const struct dl_model *m = f->value->kind == DL_SYM_RESULT ? f->value->model : NULL;

		if (m && m->role == DL_ROLE_HANDBACK && f->lo == 0 && f->hi == 0)
			return true;
	}
	return false;
}

static bool has_mapped_list(const struct dl_state *state)
{
	if (is_refused(state))
		return false;
	for (uint32_t i = 0; i < state->object_count; i++)
		if (state->objects[i].sg && state->objects[i].state != DL_OBJ_RELEASED &&
		    state->objects[i].state != DL_OBJ_FAILED)
			return true;
	return false;
}

/* The field that @value is an offset from: a part of a larger piece of memory. */
static uint64_t part_of(const struct dl_sym *value)
{
	for (int n = 0; n < 8; n++) {
		value = dl_sym_strip(value);
		if (value->kind == DL_SYM_LOAD)
			return dl_loc_key(value->a);
		if (value->kind != DL_SYM_BIN || value->sub != DL_BIN_ADD)
			return 0;
		/* an offset is a number or computed */
		value = value->a->kind == DL_SYM_INT || (value->a->kind == DL_SYM_BIN && value->a->sub != DL_BIN_ADD) ?
			value->b : value->a;
	}
	return 0;
}

const struct dl_model *dl_slot_list_map(const struct dl_analysis *an, const struct dl_sym *loc)
{
	const struct dl_sym *field = dl_sym_last_field(loc);
	const struct dl_model *m = field && field->record && field->record->is_core ?
		dl_lexicon_field(&an->lexicon, field->record->name, field->field) : NULL;

	return m && m->role == DL_ROLE_LIST_ADDRESS ?
	       dl_models_find(an->options->models, m->pairs[0]) : NULL;
}

/* Something that no object is known of. */
static void write_other(struct dl_explorer *ex, const struct dl_state *state,
			struct dl_slot *slot, const struct dl_instr *at, const struct dl_sym *loc,
			const struct dl_sym *v)
{
	bool from_slot = v->kind == DL_SYM_LOAD && dl_loc_key(v->a) == slot->key;
	struct dl_slot_use use = { .func = ex->func, .owner = dl_slot_owner_of(ex->an, loc) };

	/* what is in one slot moves to another; but what comes back to its own was there before us */
	if (from_slot && v->a != loc)
		return;
	use.model = v->kind == DL_SYM_LOAD ? dl_slot_list_map(ex->an, v->a) : NULL;
	if (use.model) {
		use.at = at;
		use.is_entry = true;
	} else {
		use.idle = !from_slot && !has_mapped_list(state);
		use.part_of = from_slot ? 0 : part_of(v);
	}
	add_writer(slot, &use);
}

/* Counts are compared by what they are, buffers not at all. */
static struct dl_terms relative_terms(struct dl_analysis *an, const struct dl_sym *loc,
				      const struct dl_terms *terms)
{
	struct dl_terms out = *terms;

	out.dir = dl_slot_relative(an, loc, terms->dir);
	out.size = dl_slot_relative(an, loc, terms->size);
	out.dev = dl_slot_relative(an, loc, terms->dev);
	out.attrs = dl_slot_relative(an, loc, terms->attrs);
	out.pool = dl_slot_relative(an, loc, terms->pool);
	return out;
}

/* What only the callers know of a mapping: its size, or its direction. */
static bool is_by_callers(const struct dl_explorer *ex, const struct dl_terms *known, const struct dl_terms *made)
{
	return (!known->size && dl_passed_term(ex, made->size)) || (!known->dir && dl_passed_term(ex, made->dir));
}

/* The mapped list is the result of the call, and kept by a pointer (dma_buf_map_attachment()). */
static bool gives_list(const struct dl_model *m)
{
	return dl_model_is_map(m) && m->failure == DL_FAIL_ERRPTR;
}

void dl_slot_write(struct dl_explorer *ex, const struct dl_state *state, const struct dl_instr *at,
		   const struct dl_sym *loc, const struct dl_sym *value,
		   const struct dl_object *object)
{
	const struct dl_sym *v = dl_sym_strip(value);
	struct dl_analysis *an = ex->an;
	struct dl_slot_path path;
	struct dl_slot_use use;
	struct dl_terms terms;
	struct dl_slot *slot;

	/* pointers and records are of no interest: only what can hold a handle or a count, or the list that a map call gives */
	if (loc->type && loc->type->kind != DL_TYPE_INT && loc->type->kind != DL_TYPE_UNKNOWN &&
	    !(object && v == object->value && gives_list(object->model)))
		return;
	slot = slot_of(an, loc);
	if (!slot)
		return;
	/* others may come from functions of that module that are not in sight */
	if (ex->func->is_foreign) {
		if (!is_mark(ex->an, value))
			add_foreign(slot, dl_slot_owner_of(an, loc));
		note_known(slot, at);
		return;
	}
	if (object) {
		if (v != object->value && v != object->handle)
			add_foreign(slot, dl_slot_owner_of(an, loc)); /* handle + offset: another number */
		terms = relative_terms(an, loc, &object->terms);
		terms.buf = NULL; /* pairing.c's matter */
		dl_slot_path_of_writer(an, state, loc, object, &path);
		use = (struct dl_slot_use){
			.func = object->origin_func, .at = object->origin, .via = object->site,
			.model = object->model,
			.by_callers = is_by_callers(ex, &terms, &object->terms),
			.terms = terms, .value = value, .owner = dl_slot_owner_of(an, loc), .path = path };
		dl_slot_find_unlike(ex, state, object, use.unlike);
		add_writer(slot, &use);
	} else if (!is_mark(ex->an, value) && !dl_passed_note(ex, loc, v)) {
		write_other(ex, state, slot, at, loc, v);
	}
	note_known(slot, at);
}

void dl_slot_foreign(struct dl_analysis *an, const struct dl_sym *loc)
{
	struct dl_slot *slot = slot_of(an, loc);

	if (slot)
		add_foreign(slot, dl_slot_owner_of(an, loc));
}

const struct dl_sym *dl_slot_location(const struct dl_sym *value)
{
	const struct dl_sym *v = value ? dl_sym_strip(value) : NULL;

	return v && v->kind == DL_SYM_LOAD && dl_sym_last_field(v->a) ? v->a : NULL;
}

void dl_slot_write_called(struct dl_explorer *ex, const struct dl_sym *loc, const struct dl_object *object,
			  const struct dl_instr *call)
{
	struct dl_slot *slot = dl_slot_at(ex->an, loc);
	struct dl_slot_use use, *of_helper = NULL;

	for (uint32_t i = 0; slot && i < slot->writer_count && !of_helper; i++)
		if (slot->writers[i].by_callers && slot->writers[i].at == object->origin)
			of_helper = &slot->writers[i];
	if (!of_helper || ex->func->is_foreign)
		return;
	use = *of_helper;
	use.via = call;
	use.is_call = true;
	use.owner = dl_slot_owner_of(ex->an, loc);
	use.terms = relative_terms(ex->an, loc, &object->terms);
	use.terms.buf = NULL;
	use.by_callers = is_by_callers(ex, &use.terms, &object->terms);
	use.path = (struct dl_slot_path){ 0 };
	add_writer(slot, &use);
}

static void add_reader(struct dl_slot *slot, const struct dl_slot_use *use)
{
	add_use(slot, slot->readers, &slot->reader_count, use);
}

static struct dl_slot_use reader_of(struct dl_analysis *an, const struct dl_sym *loc, const struct dl_sym *value,
				    const struct dl_release *r)
{
	return (struct dl_slot_use){
		.func = r->func, .at = r->at, .via = r->call, .model = r->model,
		.terms = relative_terms(an, loc, &r->terms), .value = value,
		.owner = dl_slot_owner_of(an, loc) };
}

static void read_slot(struct dl_explorer *ex, const struct dl_state *state, const struct dl_sym *loc,
		      const struct dl_sym *value, const struct dl_release *r)
{
	struct dl_analysis *an = ex->an;
	struct dl_slot *slot = loc ? slot_of(an, loc) : NULL;
	struct dl_slot_use use;

	if (!slot)
		return;
	use = reader_of(an, loc, value, r);
	use.size_of = dl_slot_size_of(state, r->terms.size);
	dl_slot_path_of_reader(ex, state, loc, &use.path);
	add_reader(slot, &use);
}

/* ---- lists ---- */

/*
 * The member that the list or table @sg is: it is its own slot. NULL: it is reached by a pointer, which
 * may lead to the same list from elsewhere.
 */
static const struct dl_sym *list_member(const struct dl_analysis *an, const struct dl_sym *sg)
{
	const struct dl_sym *v = dl_sym_strip(sg), *loc = NULL;

	if (v->kind == DL_SYM_ADDR)
		loc = v->a;
	else if (v->kind == DL_SYM_LOAD && v->a->kind == DL_SYM_FIELD && v->a->record &&
		 dl_lexicon_field_role(&an->lexicon, v->a->record->name, v->a->field) == DL_ROLE_LIST)
		loc = v->a->a;	/* the list of a table */
	return loc && loc->kind == DL_SYM_FIELD && dl_loc_key(loc) && !dl_loc_is_local(loc) ? loc : NULL;
}

void dl_slot_map_list(struct dl_explorer *ex, const struct dl_object *o)
{
	const struct dl_sym *loc = o->sg && dl_model_is_sg(o->model) ? list_member(ex->an, o->sg) : NULL;
	struct dl_slot_use use;

	if (!loc || ex->func->is_foreign || o->state == DL_OBJ_FAILED || o->state == DL_OBJ_RELEASED)
		return;
	use = (struct dl_slot_use){
		.func = o->origin_func, .at = o->origin, .via = o->site, .model = o->model, .is_list = true,
		.terms = relative_terms(ex->an, loc, &o->terms), .value = o->sg,
		.owner = dl_slot_owner_of(ex->an, loc) };
	use.terms.buf = use.terms.count = NULL;
	add_writer(slot_of(ex->an, loc), &use);
}

static void read_list(struct dl_analysis *an, const struct dl_release *r)
{
	const struct dl_sym *loc = list_member(an, r->value);
	struct dl_slot_use use;

	if (!loc)
		return;
	use = reader_of(an, loc, r->value, r);
	use.is_list = true;
	use.terms.count = NULL;
	add_reader(slot_of(an, loc), &use);
}

/* A part of what a field keeps is synced: how much of it says nothing. */
static void read_part(struct dl_explorer *ex, const struct dl_state *state, const struct dl_sym *value,
		      const struct dl_release *r)
{
	const struct dl_sym *v = dl_sym_strip(value), *whole;
	struct dl_release part = *r;

	if (!r->is_refresh || v->kind != DL_SYM_BIN || v->sub != DL_BIN_ADD)
		return;
	whole = dl_slot_location(v->a) ? v->a : v->b;
	/* two fields: which of them is the handle is not known */
	if (dl_slot_location(v->a) && dl_slot_location(v->b))
		return;
	part.terms.size = NULL;
	read_slot(ex, state, dl_slot_location(whole), whole, &part);
}

static bool ends_given_list(const struct dl_analysis *an, const struct dl_model *end)
{
	const struct dl_model *made = end->pair_count ? dl_models_find(an->options->models, end->pairs[0]) : NULL;

	return made && gives_list(made);
}

void dl_slot_read(struct dl_explorer *ex, const struct dl_state *state, const struct dl_sym *value,
		  const struct dl_release *r)
{
	if (!r->must || r->in_context || ex->func->is_foreign)
		return;
	if (!dl_model_is_sg(r->model) || ends_given_list(ex->an, r->model)) {
		read_slot(ex, state, dl_slot_location(value), value, r);
		read_part(ex, state, value, r);
	} else {
		read_list(ex->an, r);
	}
	/* the count of dma_unmap_sg() may have a slot of its own */
	read_slot(ex, state, dl_slot_location(r->terms.count), value, r);
}

/* ---- stores that were not seen ---- */

/* The last step of @place that is a field, elements of it left out; NULL: none. */
static const struct dl_step *field_of_place(const struct dl_place *place)
{
	uint32_t last = place->step_count;

	while (last > 1 && place->steps[last - 1].kind == DL_STEP_INDEX)
		last--;
	return last && place->steps[last - 1].kind == DL_STEP_FIELD ? &place->steps[last - 1] : NULL;
}

uint64_t dl_slot_key_of_place(const struct dl_place *place, struct dl_slot_owner *owner)
{
	const struct dl_step *field = field_of_place(place);

	if (field)
		*owner = dl_slot_owner_of_place(place, (uint32_t)(field - place->steps));
	return field ? dl_field_key(field->record, field->field) : 0;
}

/* The slot that a store fills, and the step of its place that is the slot's field. */
static struct dl_slot *slot_of_store(struct dl_analysis *an, const struct dl_instr *in, uint32_t *step)
{
	const struct dl_step *field = in->op == DL_OP_STORE ? field_of_place(in->place) : NULL;

	if (!field)
		return NULL;
	*step = (uint32_t)(field - in->place->steps);
	return dl_map_get(&dl_slots_of(an)->by_key, dl_field_key(field->record, field->field));
}

/* The field that what is stored is an offset from, as part_of() says of a path's value. */
static uint64_t part_in_text(const struct dl_func *func, const struct dl_val *v)
{
	const struct dl_instr *in = dl_slot_maker_of(func, v);

	for (int n = 0; in && n < 8; n++) {
		if (in->op == DL_OP_LOAD) {
			const struct dl_step *last = in->place->step_count ?
						     &in->place->steps[in->place->step_count - 1] : NULL;

			return n && last && last->kind == DL_STEP_FIELD ? dl_field_key(last->record, last->field) : 0;
		}
		if (in->op == DL_OP_CAST)
			v = &in->a;
		else if (in->op == DL_OP_BIN && in->sub == DL_BIN_ADD)
			v = in->a.kind == DL_VAL_INT ? &in->b : &in->a;
		else
			return 0;
		in = dl_slot_maker_of(func, v);
	}
	return 0;
}

static void find_unseen_writer(struct dl_analysis *an, const struct dl_func *func, const struct dl_instr *in)
{
	uint32_t step = 0;
	struct dl_slot *slot = slot_of_store(an, in, &step);

	if (!slot || (in->a.kind == DL_VAL_INT && (in->a.num == 0 || in->a.num == an->platform->mapping_error.value)))
		return;
	for (uint32_t k = 0; k < slot->known_count; k++)
		if (slot->known[k] == in)
			return;
	add_writer(slot, &(struct dl_slot_use){ .func = func, .owner = dl_slot_owner_of_place(in->place, step),
						.part_of = part_in_text(func, &in->a) });
}

/* Code out of sight is given the address of a slot, which it may fill. */
static void find_unseen_call(struct dl_analysis *an, const struct dl_block *block, uint32_t at)
{
	const struct dl_instr *call = &block->instrs[at];

	for (uint32_t a = 0; a < call->arg_count; a++) {
		const struct dl_val *v = &call->args[a];
		const struct dl_place *place = NULL;
		struct dl_slot *slot;

		for (uint32_t i = at; v->kind == DL_VAL_TEMP && i-- > 0 && !place;)
			if (block->instrs[i].op == DL_OP_ADDR && block->instrs[i].dst == (uint32_t)v->num)
				place = block->instrs[i].place;
		if (!place || !place->step_count || place->steps[place->step_count - 1].kind != DL_STEP_FIELD)
			continue;
		slot = dl_map_get(&dl_slots_of(an)->by_key,
				  dl_field_key(place->steps[place->step_count - 1].record,
					       place->steps[place->step_count - 1].field));
		if (slot)
			add_foreign(slot, dl_slot_owner_of_place(place, place->step_count - 1));
	}
}

static void find_unseen(struct dl_analysis *an, const struct dl_func *func, const struct dl_block *block, uint32_t i)
{
	const struct dl_instr *in = &block->instrs[i];

	if (in->op == DL_OP_CALL && !dl_model_of(an, in) && !dl_callee_of(an, in))
		find_unseen_call(an, block, i);
	else
		find_unseen_writer(an, func, in);
}

void dl_slots_find_unseen(struct dl_analysis *an)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *func = &an->unit->funcs[f];

		for (uint32_t b = 0; b < func->block_count; b++)
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++)
				find_unseen(an, func, &func->blocks[b], i);
	}
}
