/* SPDX-License-Identifier: Apache-2.0 */
/* Code that may have released on the way what a path keeps alive: callees, calls out of sight, copies. */
#include <string.h>

#include "checks/leak/leak.h"
#include "engine/path/path.h"

bool dl_leak_releases_alias(const struct dl_map *keys, const struct dl_object *o)
{
	for (uint32_t h = 0; h < o->alias_count; h++) {
		uint64_t key = dl_loc_key(o->aliases[h]);

		if (key && dl_map_has(keys, key))
			return true;
	}
	return false;
}

static bool is_key_released(const struct dl_analysis *an, uint64_t key)
{
	for (uint32_t f = 0; key && f < an->unit->func_count; f++)
		if (dl_map_has(&an->funcs[f].own_releases, key))
			return true;
	return false;
}

/* `x->addr = sg_dma_address(sg)`: who unmaps that field may unmap the list, entry by entry. */
void dl_leak_note_store(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_store *s)
{
	const struct dl_sym *entry = dl_sym_strip(s->value), *loc = s->loc, *base;
	struct dl_state *st = frame->state;

	if (entry->kind != DL_SYM_LOAD || entry->a->kind != DL_SYM_FIELD || !entry->a->record ||
	    dl_lexicon_field_role(&ex->an->lexicon, entry->a->record->name, entry->a->field) !=
		    DL_ROLE_LIST_ADDRESS ||
	    dl_loc_is_local(loc))
		return;
	base = dl_sym_whole(entry->a);
	if (base->kind == DL_SYM_DEREF)
		base = base->a;
	for (uint32_t k = 0; k < st->object_count; k++)
		if (st->objects[k].sg && dl_sym_mentions(st->objects[k].sg, base) &&
		    is_key_released(ex->an, dl_loc_key(loc)))
			dl_left_of(&st->objects[k])->entrusted = true;
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

	if (base->kind != DL_SYM_RESULT || !dl_model_is_map(o->model) ||
	    !is_of_loop(ex, block, base->site))
		return false;
	for (uint32_t h = 0; h < o->alias_count; h++) {
		const struct dl_sym *whole = dl_sym_whole(o->aliases[h]);

		if (whole->kind == DL_SYM_DEREF && whole->a == base)
			return true;
	}
	return false;
}

void dl_leak_note_call(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *in,
		       const struct dl_sym **args, const struct dl_func_info *callee)
{
	struct dl_state *st = frame->state;
	const struct dl_model *model = callee ? NULL : dl_model_of(ex->an, in);
	bool undoes = !callee && !model && (!in->callee || dl_name_undoes(ex->an, in->callee));
	int8_t record = model && model->role == DL_ROLE_MANAGED ? model->arg_buf : -1;

	for (uint32_t i = 0; i < in->arg_count && i < 32; i++) {
		const struct dl_func_info *given = args[i]->kind == DL_SYM_FUNC ?
						   dl_info_of(ex->an, args[i]->str) : NULL;

		ex->gives_release |= given && given->releases.len && in->callee &&
				     dl_name_undoes(ex->an, in->callee);
	}
	for (uint32_t k = 0; k < st->object_count; k++) {
		struct dl_object *o = &st->objects[k];

		if (dl_left_of(o)->entrusted || o->state == DL_OBJ_RELEASED)
			continue;
		/* dmaengine_unmap_put(): the handles in the record are cared for */
		if (record >= 0 && (uint32_t)record < in->arg_count && record < 32 &&
		    leads_to(o, args[record])) {
			o->state = DL_OBJ_RELEASED;
			continue;
		}
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
