/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pointer that was followed, or whose memory was lent, is neither NULL nor an error on the rest of the
 * path. That is no condition of the path: it says nothing of when a caller gets there. Kept only of
 * pointers that the function tests, asks about or returns.
 */
#include "engine/state/explorer.h"

/* What the operand of a test is loaded from: the instruction in its block, past conversions. */
static const struct dl_instr *loaded_by(const struct dl_block *block, const struct dl_val *val)
{
	for (uint32_t i = block->instr_count; val->kind == DL_VAL_TEMP && i-- > 0;) {
		const struct dl_instr *in = &block->instrs[i];

		if ((in->op != DL_OP_LOAD && in->op != DL_OP_CAST) || in->dst != (uint32_t)val->num)
			continue;
		if (in->op == DL_OP_LOAD)
			return in;
		val = &in->a;
	}
	return NULL;
}

static void add_asked(struct dl_explorer *ex, const struct dl_block *block,
		      const struct dl_val *val)
{
	const struct dl_instr *load = loaded_by(block, val);
	const struct dl_place *p = load ? load->place : NULL;
	const struct dl_step *last;

	if (!p || !load->type || load->type->kind != DL_TYPE_PTR)
		return;
	last = p->step_count ? &p->steps[p->step_count - 1] : NULL;
	if (last && last->kind == DL_STEP_FIELD)
		dl_map_put(&ex->asked_pointers, (uintptr_t)last->field, NULL);
	else if (!last && p->base == DL_BASE_VAR)
		dl_map_put(&ex->asked_pointers, dl_var_key(ex->func, p->index), NULL);
	else if (!last && p->base == DL_BASE_GLOBAL)
		dl_map_put(&ex->asked_pointers, (uintptr_t)p->name, NULL);
}

/* IS_ERR_OR_NULL() and its like. */
static bool asks_pointer(struct dl_explorer *ex, const struct dl_instr *call)
{
	const struct dl_model *m = call->callee && call->arg_count == 1 ? dl_model_of(ex->an, call) : NULL;

	return m && (m->gives == DL_GIVES_IS_ERROR || m->gives == DL_GIVES_IS_ERROR_OR_NULL);
}

void dl_nonnull_prepare(struct dl_explorer *ex)
{
	for (uint32_t b = 0; b < ex->func->block_count; b++) {
		const struct dl_block *block = &ex->func->blocks[b];

		for (uint32_t i = 0; i < block->instr_count; i++) {
			const struct dl_instr *in = &block->instrs[i];
			bool test = in->op == DL_OP_BIN &&
				    (in->sub == DL_BIN_EQ || in->sub == DL_BIN_NE);

			if (in->op == DL_OP_CALL && asks_pointer(ex, in))
				add_asked(ex, block, &in->args[0]);
			if (test || (in->op == DL_OP_UN && in->sub == DL_UN_LNOT))
				add_asked(ex, block, &in->a);
			if (test)
				add_asked(ex, block, &in->b);
		}
		if (block->term.kind == DL_TERM_BRANCH || block->term.kind == DL_TERM_RETURN)
			add_asked(ex, block, &block->term.cond);
	}
}

/* Of a field its name will do, whatever the record: more facts than needed cost little. */
static uint64_t key_of(const struct dl_sym *loc)
{
	switch (loc->kind) {
	case DL_SYM_VAR: return dl_var_key(loc->site, (uint32_t)loc->num);
	case DL_SYM_GLOBAL: return (uintptr_t)loc->str;
	case DL_SYM_FIELD: return (uintptr_t)loc->field;
	default: return 0;
	}
}

static bool is_asked(const struct dl_explorer *ex, const struct dl_state *st,
		     const struct dl_sym *pointer)
{
	const struct dl_map *asked = &ex->asked_pointers;

	if ((pointer->kind == DL_SYM_LOAD || pointer->kind == DL_SYM_PHI) &&
	    dl_map_has(asked, key_of(pointer->a)))
		return true;
	for (uint32_t i = 0; i < st->env_len; i++)
		if (st->env[i].value == pointer && dl_map_has(asked, key_of(st->env[i].loc)))
			return true;
	return false;
}

/* A branch has said it of what comes from outside: that stays a condition, which callers are told of. */
static bool is_condition(const struct dl_state *st, const struct dl_sym *pointer)
{
	enum dl_sym_kind root = dl_sym_root(pointer)->kind;
	struct dl_fact f = dl_state_range(st, pointer);

	return pointer->kind == DL_SYM_LOAD && (root == DL_SYM_VAR || root == DL_SYM_GLOBAL) &&
	       dl_fact_is_nonzero(&f) && !f.by_use;
}

void dl_note_nonnull(struct dl_explorer *ex, struct dl_state *st, const struct dl_sym *pointer)
{
	/* errors made into pointers are below zero */
	const struct dl_fact not_null = {
		.lo = 1, .hi = INT64_MAX, .by_use = true,
	};

	if (!pointer || !ex->asked_pointers.len ||
	    (pointer->kind != DL_SYM_LOAD && pointer->kind != DL_SYM_PHI &&
	     pointer->kind != DL_SYM_RESULT && pointer->kind != DL_SYM_UNKNOWN))
		return;
	/* whether a call that makes something has succeeded is for its test to say */
	if (dl_state_object_of(st, pointer) || !is_asked(ex, st, pointer) || is_condition(st, pointer))
		return;
	dl_state_note(st, pointer, &not_null);
}

/* Something was written through @p, or lies where it points: it is not NULL. */
bool dl_state_uses(const struct dl_state *state, const struct dl_sym *p)
{
	const struct dl_sym *base = dl_sym_pointer_base(p);

	if (p->kind == DL_SYM_INT)
		return false;
	for (uint32_t i = 0; p->pointee && i < state->env_len; i++)
		if (dl_sym_whole(state->env[i].loc) == p->pointee)
			return true;
	for (uint32_t i = 0; i < state->object_count; i++) {
		const struct dl_object *o = &state->objects[i];

		if (o->terms.buf && !o->sg && o->model->role != DL_ROLE_ALLOC && base->kind != DL_SYM_INT &&
		    dl_sym_pointer_base(o->terms.buf) == base)
			return true;
	}
	return false;
}
