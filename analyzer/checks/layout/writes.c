/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who writes to members, over the whole unit and whatever the path: stores, and calls that are given the
 * address of a member. And which functions run only while nothing is in use yet, or no longer.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/layout/layout.h"
#include "engine/value/place.h"

static void add_touch(struct dl_writes *w, const struct dl_step *step, const struct dl_touch *touch)
{
	uint64_t key = dl_field_key(step->record, step->field);
	struct dl_touches *t = dl_map_get(&w->touches, key);

	if (!t) {
		t = dl_xcalloc(1, sizeof(*t));
		dl_map_put(&w->touches, key, t);
	}
	dl_vec_push(&t->list, *touch);
}

/* Each member that the place lies in. */
static void touch_place(struct dl_writes *w, const struct dl_place *place, const struct dl_touch *touch)
{
	for (uint32_t i = place->step_count; i-- > 0 && place->steps[i].kind != DL_STEP_DEREF;)
		if (place->steps[i].kind == DL_STEP_FIELD && place->steps[i].record)
			add_touch(w, &place->steps[i], touch);
}

static void note_records(struct dl_writes *w, const struct dl_place *place)
{
	for (uint32_t i = 0; i < place->step_count; i++) {
		const struct dl_step *s = &place->steps[i];

		if (s->kind == DL_STEP_FIELD && s->record)
			dl_map_put(&w->records, (uintptr_t)s->record, (void *)s->record);
		if (s->kind == DL_STEP_INDEX && s->type && s->type->kind == DL_TYPE_RECORD)
			dl_map_put(&w->elements, (uintptr_t)s->type->record, w);
	}
}

/* A call gets the address of a member: it writes there, unless it is known not to. */
static void scan_call(struct dl_analysis *an, struct dl_writes *w, const struct dl_func *func,
		      const struct dl_instr *call)
{
	const struct dl_model *m = dl_model_of(an, call);

	if (call->pure || (m && (m->role == DL_ROLE_LOG || m->role == DL_ROLE_PURE)))
		return;
	for (uint32_t i = 0; i < call->arg_count; i++) {
		const struct dl_instr *def = dl_def_of(an, func, &call->args[i]);
		struct dl_touch touch = { func, call, false };

		if (!def || def->op != DL_OP_ADDR)
			continue;
		if (m && m->role == DL_ROLE_CPU_ACCESS) {
			if (m->arg_write != (int8_t)i)
				continue;
			touch.is_store = true;
		}
		touch_place(w, def->place, &touch);
	}
}

static void scan_func(struct dl_analysis *an, struct dl_writes *w, const struct dl_func *func)
{
	for (uint32_t b = 0; b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];

			if (in->place)
				note_records(w, in->place);
			if (in->op == DL_OP_STORE || in->op == DL_OP_ZERO)
				touch_place(w, in->place, &(struct dl_touch){ func, in, true });
			else if (in->op == DL_OP_CALL)
				scan_call(an, w, func, in);
		}
	}
}

/* ---- what runs while nothing is in use ---- */

/* What only such functions call is one; false: nothing new. */
static bool spread_set_up(struct dl_analysis *an, struct dl_writes *w)
{
	bool *others = dl_xcalloc(an->unit->func_count + 1, sizeof(*others)), changed = false;

	for (uint32_t f = 0; f < an->unit->func_count; f++)
		for (uint32_t i = 0; !w->sets_up[f] && i < an->funcs[f].callee_count; i++)
			others[an->callees.data[an->funcs[f].first_callee + i] - an->funcs] = true;
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func_info *info = &an->funcs[f];

		if (w->sets_up[f] || others[f] || info->address_taken ||
		    !info->has_caller)
			continue;
		w->sets_up[f] = changed = true;
	}
	dl_free(others);
	return changed;
}

static bool is_at_rest(const struct dl_analysis *an, const struct dl_func_info *info)
{
	return info->table && dl_lexicon_record(&an->lexicon, info->table->name) == DL_RECORD_AT_REST;
}

static void find_set_up(struct dl_analysis *an, struct dl_writes *w)
{
	bool changed = true;

	w->sets_up = dl_xcalloc(an->unit->func_count + 1, sizeof(*w->sets_up));
	for (uint32_t f = 0; f < an->unit->func_count; f++)
		w->sets_up[f] = an->funcs[f].start || an->funcs[f].ends_binding ||
				an->funcs[f].callback_record || is_at_rest(an, &an->funcs[f]);
	for (int round = 0; changed && round < 8; round++)
		changed = spread_set_up(an, w);
}

/* It allocates memory, and has a pointer to a @record. */
static bool allocates(struct dl_analysis *an, const struct dl_func *func, const struct dl_record *record)
{
	bool points = false;

	for (uint32_t v = 0; v < func->var_count && !points; v++) {
		const struct dl_type *t = func->vars[v].type;

		points = v >= func->param_count && t && t->kind == DL_TYPE_PTR && t->elem &&
			 t->elem->kind == DL_TYPE_RECORD && t->elem->record == record;
	}
	for (uint32_t b = 0; points && b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];
			const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(an, in) : NULL;

			if (m && m->role == DL_ROLE_BUFFER_ALLOC)
				return true;
		}
	}
	return false;
}

bool dl_sets_up(struct dl_analysis *an, const struct dl_writes *w, const struct dl_func *func,
		const struct dl_record *record)
{
	return w->sets_up[func - an->unit->funcs] || allocates(an, func, record);
}

/* ---- */

const struct dl_writes *dl_writes_of(struct dl_analysis *an)
{
	struct dl_writes *w = &dl_layout_of(an)->writes;

	if (w->known)
		return w;
	w->known = true;
	for (uint32_t f = 0; f < an->unit->func_count; f++)
		scan_func(an, w, &an->unit->funcs[f]);
	find_set_up(an, w);
	return w;
}

void dl_writes_forget(struct dl_writes *w)
{
	for (size_t i = 0; i < w->touches.len; i++) {
		struct dl_touches *t = w->touches.entries[i].value;

		dl_vec_free(&t->list);
		dl_free(t);
	}
	dl_map_free(&w->touches);
	dl_map_free(&w->records);
	dl_map_free(&w->elements);
	dl_free(w->sets_up);
}

const struct dl_touches *dl_touches_of(const struct dl_writes *w, const struct dl_record *record,
				       const char *field)
{
	return dl_map_get(&w->touches, dl_field_key(record, field));
}
