/* SPDX-License-Identifier: Apache-2.0 */
/* Pairs of buffer place and handle place, noted at stores and looked up by field. */
#include "checks/slot/pairing.h"
#include "checks/slot/slot.h"

#include <string.h>

#include "engine/state/explorer.h"

#define MAX_CLIMB 6

/* ---- places ---- */

/* An element of what a pointer field points to counts as an element of the field. */
static const struct dl_sym *array_behind(const struct dl_sym *deref, const struct dl_sym **index)
{
	const struct dl_sym *p = deref->a;

	*index = NULL;
	if (p->kind == DL_SYM_BIN && p->sub == DL_BIN_ADD) {
		const struct dl_sym *pointer = dl_sym_pointer_side(p);

		*index = pointer == p->a ? p->b : p->a;
		p = pointer;
	}
	return p->kind == DL_SYM_LOAD ? p->a : NULL;
}

uint64_t dl_place_key(const struct dl_sym *place)
{
	const struct dl_sym *index, *behind;
	bool indexed = place->kind == DL_SYM_INDEX;

	while (place->kind == DL_SYM_INDEX)
		place = place->a;
	if (place->kind == DL_SYM_DEREF) {
		behind = array_behind(place, &index);
		if (!behind || (!indexed && !index))
			return 0;
		place = behind;
	}
	return dl_loc_key(place);
}

struct position {
	const struct dl_sym *owner;
	const struct dl_sym *index[MAX_CLIMB];
	uint32_t depth;
	const struct dl_sym *field;	/* innermost */
};

static bool push_index(struct position *p, const struct dl_sym *index)
{
	if (p->depth == MAX_CLIMB)
		return false;
	p->index[p->depth++] = index;
	return true;
}

static bool find_position(const struct dl_sym *place, struct position *p)
{
	const struct dl_sym *index, *behind;
	bool indexed = false;

	memset(p, 0, sizeof(*p));
	for (;;) {
		switch (place->kind) {
		case DL_SYM_INDEX:
			if (!push_index(p, place->b))
				return false;
			indexed = true;
			break;
		case DL_SYM_FIELD:
			indexed = false;
			if (!p->field)
				p->field = place;
			break;
		case DL_SYM_DEREF:
			behind = array_behind(place, &index);
			if (index && behind && !push_index(p, index))
				return false;
			if (behind && (indexed || index) && dl_sym_last_field(behind)) {
				place = behind;
				indexed = false;
				continue;
			}
			p->owner = place;
			return true;
		default: p->owner = place; return true;
		}
		place = place->a;
	}
}

bool dl_place_beside(const struct dl_sym *a, const struct dl_sym *b)
{
	struct position x, y;

	if (!find_position(a, &x) || !find_position(b, &y) || x.owner != y.owner ||
	    x.depth != y.depth)
		return false;
	for (uint32_t i = 0; i < x.depth; i++)
		if (x.index[i] != y.index[i])
			return false;
	/* `job->in.buf` and `job->out.dma`: one record, two instances */
	return !x.field || !y.field || x.field->record != y.field->record ||
	       x.field->a == y.field->a;
}

/* ---- from the mapped address to what it hangs on ---- */

/* What @value hangs on: the record around a member, the packet of its data, the page of an address. */
static const struct dl_sym *climb(const struct dl_sym *value)
{
	const struct dl_sym *place;

	if (value->kind == DL_SYM_CALL)
		return value->arg_count ? dl_sym_pointer_base(value->args[0]) : NULL;
	if (value->kind == DL_SYM_LOAD || value->kind == DL_SYM_PHI) {
		const struct dl_sym *field = dl_sym_last_field(value->a);

		/* a driver's record only points to its buffer; a packet owns its data */
		if (!field || !field->record || !field->record->is_core)
			return NULL;
	} else if (value->kind != DL_SYM_ADDR) {
		return NULL;
	}
	place = dl_sym_whole(value->a);
	return place->kind == DL_SYM_DEREF ? dl_sym_pointer_base(place->a) : NULL;
}

/* @owner is the page of a fragment @v, or the like: computed from it alone. */
static bool is_page_of(const struct dl_sym *owner, const struct dl_sym *v)
{
	return owner->kind == DL_SYM_CALL && owner->arg_count == 1 && v->kind == DL_SYM_ADDR &&
	       dl_sym_pointer_base(owner->args[0]) == v;
}

static bool hangs_on(const struct dl_sym *buf, const struct dl_sym *owner, bool *is_page)
{
	const struct dl_sym *v = buf ? dl_sym_pointer_base(buf) : NULL;

	for (int n = 0; v && n < MAX_CLIMB; n++, v = climb(v)) {
		*is_page = is_page_of(owner, v);
		if (v == owner || *is_page)
			return true;
	}
	return false;
}

bool dl_buffer_hangs_on(const struct dl_sym *buf, const struct dl_sym *owner)
{
	bool is_page;

	return hangs_on(buf, owner, &is_page);
}

bool dl_buffer_is_packet(const struct dl_analysis *an, const struct dl_sym *buf)
{
	const struct dl_sym *v = buf ? dl_sym_pointer_base(buf) : NULL;

	for (int n = 0; v && n < MAX_CLIMB; n++, v = climb(v)) {
		const struct dl_sym *field = v->kind == DL_SYM_LOAD || v->kind == DL_SYM_ADDR ?
					     dl_sym_last_field(v->a) : NULL;

		if (field && field->record && field->record->is_core &&
		    dl_lexicon_record(&an->lexicon, field->record->name) == DL_RECORD_PACKET)
			return true;
		if (v->type && v->type->kind == DL_TYPE_PTR && v->type->elem &&
		    v->type->elem->kind == DL_TYPE_RECORD && v->type->elem->record &&
		    dl_lexicon_record(&an->lexicon, v->type->elem->record->name) ==
			    DL_RECORD_PACKET)
			return true;
	}
	return false;
}

/* ---- the table ---- */

const struct dl_pair *dl_pair_by_handle(struct dl_analysis *an, const struct dl_sym *handle)
{
	uint64_t key = dl_place_key(handle);

	return key ? dl_map_get(&dl_slots_of(an)->pairs, key) : NULL;
}

static void add_pair(struct dl_analysis *an, const struct dl_pair *wanted)
{
	const struct dl_pair *first = dl_map_get(&dl_slots_of(an)->pairs, wanted->handle_key);
	struct dl_pair *pair;

	/* of another module, not all is in sight */
	if (wanted->map.func->is_foreign)
		return;
	for (const struct dl_pair *p = first; p; p = p->next_of_handle)
		if (p->buffer_key == wanted->buffer_key && p->map.at == wanted->map.at)
			return;
	pair = dl_arena_memdup(an->arena, wanted, sizeof(*wanted));
	pair->next_of_handle = first;
	dl_map_put(&dl_slots_of(an)->pairs, pair->handle_key, pair);
}

/* ---- noting ---- */

static struct dl_pair new_pair(const struct dl_analysis *an, const struct dl_sym *handle,
			       const struct dl_object *o)
{
	return (struct dl_pair){
		.handle_key = dl_place_key(handle), .handle = handle,
		.is_packet = dl_buffer_is_packet(an, o->terms.buf),
		.map = { .func = o->origin_func, .at = o->origin, .model = o->model, .terms = o->terms,
			 .value = o->handle },
	};
}

/* The object's buffer is told by its page, which is no address of it. */
static bool is_told_by_page(const struct dl_object *o)
{
	const struct dl_type *type = o->value->type;

	return o->model->arg_page >= 0 ||
	       (o->terms.buf == o->value && type && type->kind == DL_TYPE_PTR && type->elem &&
		type->elem->kind == DL_TYPE_RECORD);
}

static void note_places(struct dl_analysis *an, const struct dl_sym *handle,
			const struct dl_sym *buffer, const struct dl_object *o, bool is_direct, bool is_page)
{
	struct dl_pair pair = new_pair(an, handle, o);
	const struct dl_sym *base = dl_sym_pointer_base(o->terms.buf);

	pair.buffer = buffer;
	pair.buffer_key = dl_place_key(buffer);
	pair.is_direct = is_direct && !is_told_by_page(o);
	pair.is_page = is_page;
	if (!is_direct && !is_told_by_page(o) && base->kind == DL_SYM_LOAD && dl_sym_last_field(base->a))
		pair.through = dl_sym_last_field(base->a)->field;
	if (pair.handle_key && pair.buffer_key && pair.buffer_key != pair.handle_key &&
	    dl_place_beside(handle, buffer))
		add_pair(an, &pair);
}

static void note_record(struct dl_analysis *an, const struct dl_sym *handle,
			const struct dl_object *o)
{
	struct dl_pair pair = new_pair(an, handle, o);

	pair.in_record = true;
	if (pair.handle_key)
		add_pair(an, &pair);
}

/* The handle of @o was stored: where is its buffer kept? */
static void note_handle(struct dl_explorer *ex, const struct dl_state *state,
			const struct dl_sym *handle, const struct dl_object *o)
{
	const struct dl_sym *whole = dl_sym_whole(handle);
	const struct dl_sym *v = dl_sym_pointer_base(o->terms.buf);

	/* a constant is no buffer: NULL lies in many places */
	for (int n = 0; v && v->kind != DL_SYM_INT && n < MAX_CLIMB; n++, v = climb(v)) {
		if (whole->kind == DL_SYM_DEREF && dl_sym_pointer_base(whole->a) == v)
			note_record(ex->an, handle, o);
		if (v->kind == DL_SYM_LOAD && !dl_loc_is_local(v->a))
			note_places(ex->an, handle, v->a, o, n == 0, false);
		for (uint32_t i = 0; i < state->env_len; i++) {
			const struct dl_binding *b = &state->env[i];
			const struct dl_sym *owner = dl_sym_pointer_base(b->value);

			if (b->loc->kind != DL_SYM_VAR && (owner == v || is_page_of(owner, v)))
				note_places(ex->an, handle, b->loc, o, n == 0, owner != v);
		}
	}
}

/* A pointer was stored: is it the buffer of a mapping whose handle is kept already? */
static void note_buffer(struct dl_explorer *ex, const struct dl_state *state,
			const struct dl_sym *place, const struct dl_sym *value)
{
	const struct dl_sym *base = dl_sym_pointer_base(value);

	for (uint32_t i = 0; i < state->object_count; i++) {
		const struct dl_object *o = &state->objects[i];
		bool is_page;

		if (!dl_model_is_lent_in_turns(o->model) || !o->handle || !hangs_on(o->terms.buf, base, &is_page))
			continue;
		for (uint32_t h = 0; h < o->alias_count; h++)
			note_places(ex->an, o->aliases[h], place, o,
				    dl_sym_pointer_base(o->terms.buf) == base, is_page);
	}
}

void dl_pair_store(struct dl_explorer *ex, struct dl_state *state, const struct dl_sym *loc,
		   const struct dl_sym *value, const struct dl_object *object)
{
	bool lent = object && object->terms.buf && object->handle && dl_model_is_lent_in_turns(object->model);

	if (lent && dl_sym_derives(value, object->handle))
		note_handle(ex, state, loc, object);
	else if ((!object || (lent && !dl_model_is_map(object->model))) && value->kind != DL_SYM_INT && dl_place_key(loc))
		note_buffer(ex, state, loc, value);
}
