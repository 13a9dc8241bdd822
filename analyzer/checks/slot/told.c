/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The length that the device is told: a number that stands beside the handle in one descriptor. Where it is
 * larger than what was mapped, the device goes behind the mapping.
 */
#include "checks/slot/slot.h"
#include "engine/path/path.h"
#include "engine/value/linear.h"

#define MAX_LENGTH (1 << 16)

/* A store of the function to the field; NULL: none, as in a helper. */
static const struct dl_instr *store_to(const struct dl_func *func, const struct dl_sym *field)
{
	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];
			const struct dl_step *last = dl_stored_field(in);

			if (last && last->record == field->record &&
			    last->field == field->field)
				return in;
		}
	return NULL;
}

/* A word of the descriptor: it has the byte order of the device. */
static bool is_of_device(const struct dl_explorer *ex, const struct dl_sym *field)
{
	const struct dl_type *type = field->type ? field->type : field->declared;

	return type && type->name && dl_lexicon_type(&ex->an->lexicon, type->name) == DL_TYPENAME_ORDERED;
}

/* The field beside the handle at @place that holds a length, by its name. */
static bool is_length_beside(const struct dl_explorer *ex, const struct dl_sym *loc, const struct dl_sym *place)
{
	return loc->kind == DL_SYM_FIELD && loc->a == place->a && loc != place && is_of_device(ex, loc) &&
	       dl_name_has_word(ex->an->platform, DL_WORD_MEASURES, loc->field);
}

/* A constant of the device's byte order has its bytes swapped, or not: the smaller one is meant. */
static const struct dl_sym *in_our_order(struct dl_explorer *ex, const struct dl_sym *told, const struct dl_type *type)
{
	int64_t swapped;

	told = dl_sym_strip(told);
	if (told->kind != DL_SYM_INT || !type || (type->size != 4 && type->size != 2))
		return told;
	swapped = type->size == 4 ? (int64_t)__builtin_bswap32((uint32_t)told->num) :
				    (int64_t)__builtin_bswap16((uint16_t)told->num);
	return told->num < 0 || swapped < told->num ? dl_sym_int(ex->syms, swapped) : told;
}

/* Other bits beside the length are flags. */
static bool may_be_length(const struct dl_sym *told)
{
	return told->kind != DL_SYM_INT || (told->num > 0 && told->num <= MAX_LENGTH);
}

static void judge_place(struct dl_explorer *ex, const struct dl_exit *e, const struct dl_object *o,
			const struct dl_sym *place)
{
	int64_t difference = 0;

	for (uint32_t i = 0; i < e->state->env_len; i++) {
		const struct dl_binding *b = &e->state->env[i];
		const struct dl_sym *told = in_our_order(ex, b->value, b->loc->type);
		const struct dl_instr *at;

		if (!is_length_beside(ex, b->loc, place) || !may_be_length(told) ||
		    dl_size_compare(o->terms.size, told, &difference) != DL_SIZE_DIFFERENT || difference <= 0)
			continue;
		at = store_to(ex->func, b->loc);
		if (!at)
			continue;
		dl_emit_event(ex, e->state, (struct dl_event){
			.kind = DL_EV_TOLD_MORE, .at = at, .loc = at->loc, .object = o, .terms.size = told,
			.value = o->handle, .slot = b->loc });
	}
}

void dl_told_judge(struct dl_explorer *ex, const struct dl_exit *e)
{
	for (uint32_t k = 0; k < e->state->object_count; k++) {
		const struct dl_object *o = &e->state->objects[k];

		/* behind what the CPU has sent the device may add something of its own */
		if (o->state != DL_OBJ_OK || o->older || !o->handle || !dl_model_is_map(o->model) || !o->terms.size ||
		    dl_sym_direction(o->terms.dir, ex->an->platform) != DL_DIR_FROM_DEVICE)
			continue;
		for (uint32_t h = 0; h < o->alias_count; h++)
			if (o->aliases[h]->kind == DL_SYM_FIELD && !dl_loc_is_local(o->aliases[h]))
				judge_place(ex, e, o, o->aliases[h]);
	}
}
