/* SPDX-License-Identifier: Apache-2.0 */
/* Code that may have released on the way what a path keeps alive: callees, calls out of sight, copies. */
#include <string.h>

#include "checks/leak/leak.h"
#include "engine/path/path.h"

bool dl_leak_releases_alias(const struct dl_map *keys, const struct dl_object *o)
{
	for (uint32_t h = 0; h < o->alias_count; h++) {
		uint64_t key = dl_home_key(o->aliases[h]);

		if (key && dl_map_has(keys, key))
			return true;
	}
	return false;
}

static bool is_key_released(const struct dl_analysis *an, uint64_t key)
{
	return key && dl_map_has(&an->released_fields, key);
}

static bool is_entry_address(const struct dl_analysis *an, const struct dl_record *record,
			     const char *field)
{
	return record && dl_lexicon_field_role(&an->lexicon, record->name, field) == DL_ROLE_LIST_ADDRESS;
}

/*
 * `x->addr = sg_dma_address(sg)`: who unmaps that field may unmap the list, entry by entry; and where the
 * field is that of another list, who unmaps that one has unmapped both.
 */
static void note_entry(struct dl_explorer *ex, struct dl_state *st, const struct dl_store *s)
{
	const struct dl_sym *entry = dl_sym_strip(s->value), *loc = s->loc, *base;
	bool to_list = loc->kind == DL_SYM_FIELD && is_entry_address(ex->an, loc->record, loc->field);

	if (entry->kind != DL_SYM_LOAD || entry->a->kind != DL_SYM_FIELD || dl_loc_is_local(loc) ||
	    !is_entry_address(ex->an, entry->a->record, entry->a->field))
		return;
	base = dl_sym_whole(entry->a);
	if (base->kind == DL_SYM_DEREF)
		base = base->a;
	for (uint32_t k = 0; k < st->object_count; k++) {
		struct dl_left *left = dl_left_of(&st->objects[k]);

		if (!st->objects[k].sg || !dl_sym_mentions(st->objects[k].sg, base))
			continue;
		left->gone |= to_list;
		left->entrusted |= is_key_released(ex->an, dl_home_key(loc));
	}
}

/* The address of mapped memory with its own handle in it is stored away: whoever finds the one finds the other. */
static void note_house(struct dl_state *st, const struct dl_store *s)
{
	const struct dl_sym *memory = dl_sym_pointer_base(dl_sym_strip(s->value));

	if (memory->kind != DL_SYM_RESULT || dl_loc_is_local(s->loc))
		return;
	for (uint32_t k = 0; k < st->object_count; k++) {
		struct dl_object *o = &st->objects[k];
		bool is_mapped = o->terms.buf && dl_sym_mentions(o->terms.buf, memory);

		for (uint32_t h = 0; is_mapped && h < o->alias_count; h++) {
			const struct dl_sym *whole = dl_sym_whole(o->aliases[h]);

			if (whole->kind == DL_SYM_DEREF && dl_sym_mentions(whole->a, memory) &&
			    memory != o->value && !dl_sym_mentions(s->loc, memory))
				dl_left_of(o)->housed = true;
		}
	}
}

void dl_leak_note_store(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_store *s)
{
	note_entry(ex, frame->state, s);
	note_house(frame->state, s);
	dl_leak_note_place(frame->state, s);
	if (!dl_loc_is_local(s->loc))
		dl_leak_note_given(frame->state, s->value, s->at);
}

void dl_leak_note_case_store(struct dl_explorer *ex, struct dl_state *state, const struct dl_applied *a,
			     const struct dl_binding *inner, const struct dl_store *s)
{
	(void)ex;
	(void)inner;
	note_house(state, s);
	/* of another module not all is in sight */
	if (!a->callee || !a->callee->func->is_foreign)
		dl_leak_note_place(state, s);
	if (!dl_loc_is_local(s->loc))
		dl_leak_note_given(state, s->value, a->call);
}

/* Who has @arg can find one of the places that keep the object. */
static bool leads_to(const struct dl_object *o, const struct dl_sym *arg)
{
	const struct dl_sym *base = dl_sym_root_pointer(arg);

	if (base->kind == DL_SYM_INT)
		return false;
	for (uint32_t h = 0; h < o->alias_count; h++)
		if (dl_sym_mentions(o->aliases[h], base))
			return true;
	return o->sg && dl_sym_mentions(o->sg, base);
}

/* A callee all of whose releases have names, none of them that of an alias, leaves the object alone. */
static bool callee_may_release(const struct dl_func_info *callee, const struct dl_object *o)
{
	const struct dl_summary *s = callee->progress == DL_EXPLORED ? callee->summary : NULL;

	/* it may have come back by the way it went out of sight */
	if (o->escaped && s && s->releases_unnamed)
		return true;
	if (!dl_leak_releases_alias(&callee->releases, o))
		return false;
	if (!s || s->top || s->releases_unnamed)
		return true;
	for (uint32_t i = 0; i < s->case_count; i++) {
		for (uint32_t k = 0; k < s->cases[i].effect_count; k++) {
			const struct dl_effect *e = &s->cases[i].effects[k];
			const struct dl_sym *v = dl_sym_strip(e->value);

			if (e->kind != DL_EFFECT_RELEASE || v->kind != DL_SYM_LOAD)
				continue;
			for (uint32_t h = 0; h < o->alias_count; h++)
				if (dl_loc_same_slot(o->aliases[h], v->a))
					return true;
		}
	}
	return false;
}

/* @info, or what it calls, ends things of the kind of @o. */
static bool ends_such(struct dl_analysis *an, const struct dl_func_info *info, const struct dl_object *o, int depth)
{
	for (uint32_t b = 0; b < info->func->block_count; b++)
		for (uint32_t i = 0; i < info->func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &info->func->blocks[b].instrs[i];
			const struct dl_func_info *callee = dl_callee_of(an, in);
			const struct dl_model *m = callee ? NULL : dl_model_of(an, in);

			if ((m && dl_model_ends(m) && !dl_model_other_family(o->model, m)) ||
			    (callee && depth && ends_such(an, callee, o, depth - 1)))
				return true;
		}
	return false;
}

/* A callee without result that ends things of its kind, by a field that keeps it or by a handle that it is given. */
static bool may_try(struct dl_analysis *an, const struct dl_func_info *callee, const struct dl_object *o,
		    const struct dl_instr *in, const struct dl_sym **args)
{
	bool leads = dl_leak_releases_alias(&callee->releases, o);

	if (callee->func->ret->size)
		return false;
	for (uint32_t i = 0; i < in->arg_count && i < 32 && !leads; i++)
		leads = o->handle && (dl_sym_derives(args[i], o->handle) || dl_is_handle_type(an, in->args[i].type));
	return leads && ends_such(an, callee, o, 4);
}

static bool is_step_to_entry(const struct dl_analysis *an, const struct dl_place *p)
{
	const struct dl_step *last = p && p->step_count ? &p->steps[p->step_count - 1] : NULL;

	return last && last->kind == DL_STEP_FIELD && is_entry_address(an, last->record, last->field);
}

/* @func copies the addresses of a list's entries to those of another one. */
static bool copies_entries(const struct dl_analysis *an, const struct dl_func *func)
{
	bool reads = false, writes = false;

	for (uint32_t b = 0; b < func->block_count; b++) {
		const struct dl_block *block = &func->blocks[b];

		for (uint32_t i = 0; i < block->instr_count; i++) {
			const struct dl_instr *in = &block->instrs[i];

			reads |= in->op == DL_OP_LOAD && is_step_to_entry(an, in->place);
			writes |= in->op == DL_OP_STORE && in->a.kind == DL_VAL_TEMP &&
				  is_step_to_entry(an, in->place);
		}
	}
	return reads && writes;
}

/*
 * The elements of an array behind a field: a callee that releases what it finds by that field, in rounds
 * that it cannot name to its caller, has been at this one.
 */
static bool is_swept(const struct dl_state *st, const struct dl_func_info *callee,
		     const struct dl_object *o)
{
	const struct dl_summary *s = callee->progress == DL_EXPLORED ? callee->summary : NULL;

	if (!s || !s->releases_unnamed || !callee->releases.len)
		return false;
	for (uint32_t h = 0; h < o->alias_count; h++) {
		const struct dl_sym *array = o->aliases[h];

		while (array->kind == DL_SYM_INDEX)
			array = array->a;
		if (array->kind != DL_SYM_DEREF)
			continue;
		if (array->a->kind == DL_SYM_LOAD && dl_loc_key(array->a->a) &&
		    dl_map_has(&callee->releases, dl_loc_key(array->a->a)))
			return true;
		for (uint32_t i = 0; i < st->env_len; i++)
			if (st->env[i].value == array->a && dl_loc_key(st->env[i].loc) &&
			    dl_map_has(&callee->releases, dl_loc_key(st->env[i].loc)))
				return true;
	}
	return false;
}

/* One of the loops around block @block makes the record by @alloc in each round. */
static bool is_of_loop(const struct dl_explorer *ex, uint32_t block, const struct dl_instr *alloc)
{
	for (uint32_t l = 0; l < ex->cfg->loop_count; l++) {
		const struct dl_loop *loop = &ex->cfg->loops[l];

		for (uint32_t b = 0; dl_loop_has(loop, block) && b < ex->func->block_count; b++) {
			const struct dl_block *in = &ex->func->blocks[b];

			if (dl_loop_has(loop, b) && alloc >= in->instrs &&
			    alloc < in->instrs + in->instr_count)
				return true;
		}
	}
	return false;
}

/* A record of its own for each round keeps the handle and goes out of sight: somebody will complete it. */
static bool hands_over(const struct dl_explorer *ex, uint32_t block, const struct dl_object *o,
		       const struct dl_sym *arg)
{
	const struct dl_sym *base = dl_sym_root_pointer(arg);

	return base->kind == DL_SYM_RESULT && dl_model_is_map(o->model) &&
	       is_of_loop(ex, block, base->site) && dl_leak_is_kept_in(o, base);
}

/* Code out of sight is given the handle, and says what became of it. */
static void note_answer(struct dl_explorer *ex, struct dl_object *o, const struct dl_instr *in,
			const struct dl_sym **args)
{
	if (in->type->kind != DL_TYPE_INT || !in->type->is_signed || in->type->size < 4)
		return;
	for (uint32_t i = 0; o->handle && dl_model_is_map(o->model) && i < in->arg_count && i < 32; i++) {
		if (!dl_sym_derives(args[i], o->handle))
			continue;
		dl_left_of(o)->descriptor = dl_sym_result(ex->syms, in, DL_RESULT_VALUE, false);
		dl_left_of(o)->refused = false;
	}
}

void dl_leak_note_call(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *in,
		       const struct dl_sym **args, const struct dl_func_info *callee)
{
	struct dl_state *st = frame->state;
	const struct dl_model *model = callee ? NULL : dl_model_of(ex->an, in);
	bool undoes = !callee && !model && (!in->callee || dl_name_undoes(ex->an, in->callee));
	int8_t record = model && model->role == DL_ROLE_MANAGED ? model->arg_buf : -1;

	if (!callee)
		dl_leak_note_drop(ex, st, in, args);
	for (uint32_t i = 0; i < in->arg_count && i < 32; i++) {
		const struct dl_func_info *given = args[i]->kind == DL_SYM_FUNC ?
						   dl_info_of(ex->an, args[i]->str) : NULL;

		if (!callee && !model)
			dl_leak_note_given(st, args[i], in);
		ex->gives_release |= given && given->releases.len && in->callee &&
				     dl_name_undoes(ex->an, in->callee);
	}
	for (uint32_t k = 0; k < st->object_count; k++) {
		struct dl_object *o = &st->objects[k];

		if (!callee && !model && o->state != DL_OBJ_RELEASED)
			note_answer(ex, o, in, args);
		if (o->state == DL_OBJ_RELEASED)
			continue;
		if (callee && !dl_left_of(o)->undone)
			dl_left_of(o)->undone = callee_may_release(callee, o) && ends_such(ex->an, callee, o, 4);
		if (callee && may_try(ex->an, callee, o, in, args))
			dl_leak_note_try(o, in, args);
		if (dl_left_of(o)->entrusted)
			continue;
		/* dmaengine_unmap_put(): the handles in the record are cared for */
		if (record >= 0 && (uint32_t)record < in->arg_count && record < 32 &&
		    leads_to(o, args[record])) {
			o->state = DL_OBJ_RELEASED;
			continue;
		}
		dl_left_of(o)->gone |= callee && is_swept(st, callee, o);
		for (uint32_t i = 0; callee && o->sg && i < in->arg_count && i < 32; i++)
			dl_left_of(o)->gone |= leads_to(o, args[i]) && copies_entries(ex->an, callee->func);
		dl_left_of(o)->entrusted = callee && callee_may_release(callee, o);
		for (uint32_t i = 0; i < in->arg_count && i < 32 && !dl_left_of(o)->entrusted; i++) {
			const struct dl_func_info *given = args[i]->kind == DL_SYM_FUNC ?
							   dl_info_of(ex->an, args[i]->str) : NULL;

			dl_left_of(o)->entrusted = (given && dl_leak_releases_alias(&given->releases, o)) ||
				       (undoes && leads_to(o, args[i])) ||
				       (!callee && hands_over(ex, frame->block, o, args[i]));
		}
	}
}
