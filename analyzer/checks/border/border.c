/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What went to functions of other modules that were not read: they may test it, sync it or end it, so
 * nothing is claimed to be missing. An object keeps which functions out of sight it was given to, as
 * bits; whose these functions are is asked at the end, and only where a finding hangs on it.
 */
#include "base/hash.h"
#include "checks/checks.h"
#include "checks/event/event.h"
#include "checks/success/success.h"
#include "engine/path/path.h"

#define MAX_DEPTH 4	/* calls, from a function of the unit to one out of sight */
#define LAST_BIT  63	/* of all that have no bit of their own */

struct border {
	uint64_t given;		/* functions out of sight, by their number */
	uint64_t testable;	/* those of them that get the handle as such, or the list: they may test it */
};

struct borders {
	struct dl_map numbers;	/* name of a function out of sight -> its number + 1 */
	struct dl_map reached;	/* function of the unit -> bits of those that it leads to */
	struct dl_map untested;	/* call that makes something -> bits, of all ways on which nobody tests it */
};

_Static_assert(sizeof(struct border) <= sizeof(((struct dl_object *)0)->parts.border), "engine/checks.def");

static struct border *border_of(const struct dl_object *o)
{
	return (struct border *)o->parts.border;
}

static struct borders *borders_of(const struct dl_analysis *an)
{
	return an->kept[DL_CHECK_border];
}

/* ---- who is given what ---- */

static bool is_out_of_sight(struct dl_analysis *an, const struct dl_instr *in)
{
	return in->op == DL_OP_CALL && in->callee && !dl_callee_of(an, in) && !dl_model_of(an, in);
}

static uint64_t bit_of(struct dl_analysis *an, const char *callee)
{
	struct dl_map *numbers = &borders_of(an)->numbers;
	size_t n = (size_t)(uintptr_t)dl_map_get_str(numbers, callee);

	if (!n) {
		n = numbers->len + 1;
		dl_map_put_str(numbers, callee, (void *)(uintptr_t)n);
	}
	return 1ULL << (n - 1 < LAST_BIT ? n - 1 : LAST_BIT);
}

/* Those that the function calls, itself or through others of the unit. */
static uint64_t reached_by(struct dl_analysis *an, const struct dl_func_info *info, int depth)
{
	struct dl_map *reached = &borders_of(an)->reached;
	uint64_t *bits = dl_map_get(reached, (uintptr_t)info);

	if (bits || depth == MAX_DEPTH)
		return bits ? *bits : 0;
	bits = DL_NEW(an->arena, uint64_t);
	dl_map_put(reached, (uintptr_t)info, bits);
	for (uint32_t b = 0; b < info->func->block_count; b++)
		for (uint32_t i = 0; i < info->func->blocks[b].instr_count; i++)
			if (is_out_of_sight(an, &info->func->blocks[b].instrs[i]))
				*bits |= bit_of(an, info->func->blocks[b].instrs[i].callee);
	for (uint32_t c = 0; c < info->callee_count; c++)
		*bits |= reached_by(an, an->callees.data[info->first_callee + c], depth + 1);
	return *bits;
}

/* The place lies in @at, or (NULL) in what @pointer points to. */
static bool lies_in(const struct dl_sym *place, const struct dl_sym *at, const struct dl_sym *pointer)
{
	for (;; place = place->a) {
		if (at ? place == at : place->kind == DL_SYM_DEREF && place->a == pointer)
			return true;
		if (place->kind != DL_SYM_FIELD && place->kind != DL_SYM_INDEX)
			return false;
	}
}

/* The value is the handle, leads to the list or the memory, or points to the record with the handle in it. */
static bool gives(const struct dl_object *o, const struct dl_sym *value)
{
	const struct dl_sym *base = dl_sym_pointer_base(value);
	const struct dl_sym *at = base->kind == DL_SYM_ADDR ? base->a : NULL;

	if (dl_sym_derives(value, o->value) || (o->handle && dl_sym_derives(value, o->handle)))
		return true;
	if (base->kind == DL_SYM_INT)
		return false;
	for (uint32_t h = 0; h < o->alias_count; h++)
		if (lies_in(o->aliases[h], at, base))
			return true;
	return (o->sg && dl_sym_mentions(o->sg, at ? at : base)) ||
	       (o->terms.buf && dl_sym_mentions(o->terms.buf, at ? at : base));
}

/* Who finds the place can test it: a handle that is kept as one, the pointer to memory that may be NULL. */
static bool is_testable_at(const struct dl_analysis *an, const struct dl_object *o,
			   const struct dl_sym *place)
{
	return dl_is_handle_type(an, place->type) ||
	       (o->model->role == DL_ROLE_ALLOC && place->type && place->type->kind == DL_TYPE_PTR);
}

/* Nobody can test the words of a descriptor, nor the memory by what is in it. */
static bool gives_handle(const struct dl_analysis *an, const struct dl_object *o, const struct dl_sym *value)
{
	const struct dl_sym *base = dl_sym_pointer_base(value);
	const struct dl_sym *at = base->kind == DL_SYM_ADDR ? base->a : NULL;

	if (o->sg || dl_sym_derives(value, o->value) || (o->handle && dl_sym_derives(value, o->handle)))
		return true;
	for (uint32_t h = 0; h < o->alias_count; h++)
		if (lies_in(o->aliases[h], at, base) && is_testable_at(an, o, o->aliases[h]))
			return true;
	return false;
}

static void note(const struct dl_analysis *an, struct dl_state *st, const struct dl_sym *value,
		 uint64_t bits)
{
	for (uint32_t i = 0; bits && i < st->object_count; i++) {
		const struct dl_object *o = &st->objects[i];

		if (o->state == DL_OBJ_RELEASED || !gives(o, value))
			continue;
		border_of(o)->given |= bits;
		if (gives_handle(an, o, value))
			border_of(o)->testable |= bits;
	}
}

static void is_called(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		      const struct dl_sym **args, const struct dl_func_info *callee)
{
	uint64_t bit;

	if (callee || !frame->state->object_count || !is_out_of_sight(ex->an, call))
		return;
	bit = bit_of(ex->an, call->callee);
	for (uint32_t i = 0; i < call->arg_count && i < 32; i++)
		note(ex->an, frame->state, args[i], bit);
}

/* A callee of the unit has passed it on; where that was a call of the unit, too, to whom is not known. */
static void is_passed_on(struct dl_explorer *ex, struct dl_state *state, const struct dl_sym *pointer,
			 const struct dl_instr *at, const struct dl_instr *from)
{
	const struct dl_func_info *callee = from ? dl_callee_of(ex->an, from) : NULL;

	(void)at;
	if (callee && state->object_count)
		note(ex->an, state, pointer, reached_by(ex->an, callee, 0));
	else if (from && is_out_of_sight(ex->an, from))
		note(ex->an, state, pointer, bit_of(ex->an, from->callee));
}

/* ---- what is kept of an object ---- */

static bool covers(const struct dl_object *a, const struct dl_object *b)
{
	return a->state == DL_OBJ_RELEASED || (!(border_of(b)->given & ~border_of(a)->given) &&
					       !(border_of(b)->testable & ~border_of(a)->testable));
}

static void join(struct dl_object *into, const struct dl_object *from)
{
	border_of(into)->given |= border_of(from)->given;
	border_of(into)->testable |= border_of(from)->testable;
}

static uint64_t distinguish(const struct dl_object *o)
{
	return border_of(o)->given ? dl_hash_u64(border_of(o)->given, border_of(o)->testable) : 0;
}

static void at_exit_object(struct dl_explorer *ex, const struct dl_exit *exit,
			   const struct dl_object *o)
{
	struct dl_map *untested = &borders_of(ex->an)->untested;
	uint64_t *bits;

	(void)exit;
	if (!border_of(o)->testable || o->state != DL_OBJ_UNCHECKED)
		return;
	bits = dl_map_get(untested, (uintptr_t)o->origin);
	if (!bits) {
		bits = DL_NEW(ex->an->arena, uint64_t);
		dl_map_put(untested, (uintptr_t)o->origin, bits);
	}
	*bits |= border_of(o)->testable;
}

/* ---- a field that is tested nowhere: functions that are given the record with it ---- */

/* By members, not by pointers. */
static bool has_record(const struct dl_type *type, const struct dl_record *record, int depth)
{
	while (type && type->kind == DL_TYPE_ARRAY)
		type = type->elem;
	if (!type || type->kind != DL_TYPE_RECORD || !type->record || depth > MAX_DEPTH)
		return false;
	if (type->record == record)
		return true;
	for (uint32_t i = 0; i < type->record->member_count; i++)
		if (has_record(type->record->members[i].type, record, depth + 1))
			return true;
	return false;
}

static bool takes_record(const struct dl_instr *call, const struct dl_record *record)
{
	for (uint32_t i = 0; i < call->arg_count; i++)
		if (call->args[i].type && call->args[i].type->kind == DL_TYPE_PTR &&
		    has_record(call->args[i].type->elem, record, 0))
			return true;
	return false;
}

static uint64_t given_record(struct dl_analysis *an, const struct dl_record *record)
{
	uint64_t bits = 0;

	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *func = &an->unit->funcs[f];

		for (uint32_t b = 0; b < func->block_count; b++)
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++)
				if (is_out_of_sight(an, &func->blocks[b].instrs[i]) &&
				    takes_record(&func->blocks[b].instrs[i], record))
					bits |= bit_of(an, func->blocks[b].instrs[i].callee);
	}
	return bits;
}

static uint64_t given_somewhere(struct dl_analysis *an, const struct dl_object *o)
{
	const uint64_t *untested = dl_map_get(&borders_of(an)->untested, (uintptr_t)o->origin);
	uint64_t bits = untested ? *untested : 0;

	for (uint32_t h = 0; h < o->alias_count; h++) {
		const struct dl_sym *field = dl_sym_last_field(o->aliases[h]);

		if (field && field->record && !field->record->is_core && !dl_loc_is_local(o->aliases[h]) &&
		    (o->sg || is_testable_at(an, o, o->aliases[h])))
			bits |= given_record(an, field->record);
	}
	return bits;
}

/* ---- the end of the unit ---- */

/* Functions that what the event says to be missing may be in. */
static uint64_t doubts(struct dl_analysis *an, const struct dl_event *ev)
{
	const struct dl_object *o = ev->object;

	if (!o)
		return 0;
	switch (ev->kind) {
	case DL_EV_USE:
		return o->state == DL_OBJ_UNCHECKED && !dl_success_of(o)->bad_test &&
		       !dl_success_of(o)->wrong_handle ? border_of(o)->testable : 0;
	case DL_EV_NEVER_CHECKED: return border_of(o)->testable | given_somewhere(an, o);
	case DL_EV_LEAK:
	case DL_EV_BUFFER_FREED:
	case DL_EV_ACTIVE:
	case DL_EV_OWNERSHIP: return border_of(o)->given;
	default: return 0;
	}
}

static void add_names(const struct dl_map *numbers, uint64_t bits, struct dl_map *names)
{
	for (size_t i = 0; bits && i < numbers->len; i++)
		if (bits >> (i < LAST_BIT ? i : LAST_BIT) & 1)
			dl_map_put_str(names, numbers->strings[i], (void *)(uintptr_t)numbers->strings[i]);
}

/* Bits of those functions in @bits that belong to other modules and were not read. */
static uint64_t unread_of(struct dl_analysis *an, uint64_t bits)
{
	const struct dl_beyond *beyond = an->options->beyond;
	struct dl_map names = { 0 };
	uint64_t unread = 0;

	if (!bits || !beyond)
		return 0;
	add_names(&borders_of(an)->numbers, bits, &names);
	beyond->keep_unread(beyond->ctx, &names);
	for (size_t i = 0; i < names.len; i++)
		if (names.entries[i].value)
			unread |= bit_of(an, names.strings[i]);
	dl_map_free(&names);
	return unread;
}

static void at_end(struct dl_analysis *an)
{
	struct dl_events *events = dl_events_of(an);
	uint64_t all = 0;
	size_t kept = 0;

	for (size_t i = 0; i < events->list.len; i++)
		all |= doubts(an, &events->list.data[i]);
	all = unread_of(an, all);
	for (size_t i = 0; all && i < events->list.len; i++)
		if (!(doubts(an, &events->list.data[i]) & all))
			events->list.data[kept++] = events->list.data[i];
	if (all)
		events->list.len = kept;
}

static void forget_unit(struct dl_analysis *an)
{
	dl_map_free(&borders_of(an)->numbers);
	dl_map_free(&borders_of(an)->reached);
	dl_map_free(&borders_of(an)->untested);
}

const struct dl_check dl_check_border = {
	.id = "border",
	.unit_size = sizeof(struct borders),
	.forget_unit = forget_unit,
	.plain_call = is_called,
	.forget = is_passed_on,
	.covers = covers,
	.join = join,
	.age = join,
	.distinguish = distinguish,
	.exit_object = at_exit_object,
	.end = at_end,
};
