/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A function puts what it maps into the entries of a ring from a cursor on, which lives in memory, and when it fails
 * goes back over the entries that its own counter names: `ring->descs + i`, down to 0. These are the first ones of the
 * ring, whoever filled them. Seen in the text of the function and of what takes an entry for it.
 */
#include "checks/slot/slot.h"
#include "engine/program/prescan.h"

#define MAX_DEPTH 8

struct text {
	struct dl_analysis *an;
	const struct dl_func *func;
};

/* What @v is before conversions, and where a variable holds it that is set once. */
static const struct dl_instr *behind(const struct text *t, const struct dl_val *v)
{
	for (int depth = 0; depth < MAX_DEPTH; depth++) {
		const struct dl_instr *def = dl_slot_maker_of(t->func, v);
		const struct dl_instr *const *stores;
		uint32_t count;

		if (!def || (def->op != DL_OP_CAST && def->op != DL_OP_LOAD) ||
		    (def->op == DL_OP_LOAD && (def->place->base != DL_BASE_VAR || def->place->step_count)))
			return def;
		if (def->op == DL_OP_CAST) {
			v = &def->a;
			continue;
		}
		stores = dl_var_stores(t->an, t->func, def->place->index, &count);
		if (count != 1 || stores[0]->place->step_count)
			return def;
		v = &stores[0]->a;
	}
	return NULL;
}

/* The key of the field that a load reads; 0: it reads none. */
static uint64_t field_read(const struct dl_instr *in)
{
	const struct dl_step *last = in && in->op == DL_OP_LOAD && in->place->step_count ?
				     &in->place->steps[in->place->step_count - 1] : NULL;

	return last && last->kind == DL_STEP_FIELD ? dl_field_key(last->record, last->field) : 0;
}

/* An element of an array behind a field: `ring->descs + i`, `ring->descs[i]`. */
struct element {
	uint64_t array;			/* key of that field */
	const char *name;
	const struct dl_instr *index;	/* the load of a variable or field */
};

static bool is_indexed(const struct text *t, const struct dl_place *p, struct element *e)
{
	for (uint32_t k = 1; k < p->step_count; k++) {
		const struct dl_step *field = &p->steps[k - 1];

		if (p->steps[k].kind != DL_STEP_INDEX)
			continue;
		if (field->kind == DL_STEP_DEREF && k > 1)
			field--;
		if (field->kind != DL_STEP_FIELD)
			return false;
		*e = (struct element){ dl_field_key(field->record, field->field), field->field,
				       behind(t, &p->steps[k].index) };
		return true;
	}
	return false;
}

static bool is_element(const struct text *t, const struct dl_instr *in, struct element *e)
{
	const struct dl_instr *base;

	if (in->op == DL_OP_LOAD || in->op == DL_OP_ADDR || in->op == DL_OP_STORE)
		return is_indexed(t, in->place, e) && e->index && e->index->op == DL_OP_LOAD;
	if (in->op != DL_OP_BIN || in->sub != DL_BIN_ADD || !in->a.type || in->a.type->kind != DL_TYPE_PTR)
		return false;
	base = behind(t, &in->a);
	if (!field_read(base))
		return false;
	*e = (struct element){ field_read(base), base->place->steps[base->place->step_count - 1].field,
			       behind(t, &in->b) };
	return e->index && e->index->op == DL_OP_LOAD;
}

static const struct dl_instr *store_to(const struct dl_func *func, uint64_t key, bool number)
{
	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];
			const struct dl_step *last = dl_stored_field(in);

			if (last && dl_field_key(last->record, last->field) == key &&
			    (in->a.kind == DL_VAL_INT) == number)
				return in;
		}
	return NULL;
}

/* ---- the cursor ---- */

static bool is_variable(const struct dl_instr *load)
{
	return load->place->base == DL_BASE_VAR && !load->place->step_count;
}

/*
 * Outside of @loop (NULL: anywhere), @func takes an element of @array that a field names, and moves that on: the
 * field's load. NULL: it does not, or a variable of its own names one as well.
 */
static const struct dl_instr *cursor_of(struct dl_analysis *an, const struct dl_func *func, const struct dl_loop *loop,
					uint64_t array)
{
	const struct text t = { an, func };
	const struct dl_instr *cursor = NULL;
	struct element e;

	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count && !(loop && dl_loop_has(loop, b)); i++) {
			if (!is_element(&t, &func->blocks[b].instrs[i], &e) || e.array != array)
				continue;
			if (is_variable(e.index))
				return NULL;
			if (field_read(e.index) && store_to(func, field_read(e.index), false))
				cursor = e.index;
		}
	return cursor;
}

static bool names_elements(struct dl_analysis *an, const struct dl_func *func, const struct dl_loop *loop, uint64_t array)
{
	const struct text t = { an, func };
	struct element e;

	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count && !(loop && dl_loop_has(loop, b)); i++)
			if (is_element(&t, &func->blocks[b].instrs[i], &e) && e.array == array)
				return true;
	return false;
}

/* The same of @func or what it calls for that, where it names no element itself. */
static const struct dl_instr *takes(struct dl_analysis *an, const struct dl_func *func, const struct dl_loop *loop,
				    uint64_t array, int depth)
{
	const struct dl_instr *cursor = NULL;

	if (names_elements(an, func, loop, array))
		return cursor_of(an, func, loop, array);
	for (uint32_t b = 0; b < func->block_count && depth < 2; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count && !(loop && dl_loop_has(loop, b)); i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];
			const struct dl_func_info *callee = in->op == DL_OP_CALL ? dl_callee_of(an, in) : NULL;

			if (callee && !cursor && (callee->may_make || callee->func->ret->kind == DL_TYPE_PTR))
				cursor = takes(an, callee->func, NULL, array, depth + 1);
		}
	return cursor;
}

/* ---- the way back ---- */

/* The variable counts what the function does itself: it comes from numbers and from other such variables. */
static bool is_bare(const struct text *t, uint32_t var, int depth);

static bool is_counted(const struct text *t, const struct dl_val *v, int depth)
{
	const struct dl_instr *def = dl_slot_maker_of(t->func, v);

	if (v->kind == DL_VAL_INT)
		return true;
	if (!def || depth > MAX_DEPTH)
		return false;
	if (def->op == DL_OP_LOAD)
		return def->place->base == DL_BASE_VAR && !def->place->step_count &&
		       is_bare(t, def->place->index, depth + 1);
	if (def->op == DL_OP_CAST)
		return is_counted(t, &def->a, depth + 1);
	return def->op == DL_OP_BIN && (def->sub == DL_BIN_ADD || def->sub == DL_BIN_SUB) &&
	       is_counted(t, &def->a, depth + 1) && is_counted(t, &def->b, depth + 1);
}

static bool reads(const struct text *t, const struct dl_val *v, uint32_t var)
{
	const struct dl_instr *def = dl_slot_maker_of(t->func, v);

	while (def && (def->op == DL_OP_CAST || def->op == DL_OP_BIN))
		def = dl_slot_maker_of(t->func, &def->a);
	return def && def->op == DL_OP_LOAD && def->place->base == DL_BASE_VAR && def->place->index == var;
}

static bool is_bare(const struct text *t, uint32_t var, int depth)
{
	uint32_t count;
	const struct dl_instr *const *stores = dl_var_stores(t->an, t->func, var, &count);

	for (uint32_t i = 0; i < count; i++)
		/* `i - 1` of the variable itself is what it was */
		if (!reads(t, &stores[i]->a, var) && !is_counted(t, &stores[i]->a, depth))
			return false;
	return count && var >= t->func->param_count;
}

/* @v is the element that @in computes, or read from it, by the variable that holds it as well. */
static bool is_of_element(const struct text *t, const struct dl_val *v, const struct dl_instr *in)
{
	const struct dl_instr *def = behind(t, v);
	const struct dl_instr *const *stores;
	uint32_t count;

	if (def == in)
		return true;
	if (!def || def->op != DL_OP_LOAD || def->place->base != DL_BASE_VAR)
		return def && def->op == DL_OP_LOAD && def->place->base == DL_BASE_TEMP && def->place->index == in->dst;
	stores = dl_var_stores(t->an, t->func, def->place->index, &count);
	for (uint32_t i = 0; i < count; i++)
		if (stores[i]->a.kind == DL_VAL_TEMP && (uint32_t)stores[i]->a.num == in->dst)
			return true;
	return false;
}

/* What unmaps the element @of in the round of the loop, or calls who does. */
static const struct dl_instr *unmaps_in(const struct text *t, const struct dl_loop *loop, const struct dl_instr *of)
{
	for (uint32_t b = 0; b < t->func->block_count; b++)
		for (uint32_t i = 0; i < t->func->blocks[b].instr_count && dl_loop_has(loop, b); i++) {
			const struct dl_instr *in = &t->func->blocks[b].instrs[i];
			const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(t->an, in) : NULL;
			const struct dl_func_info *callee = in->op == DL_OP_CALL ? dl_callee_of(t->an, in) : NULL;

			if (!(m && m->role == DL_ROLE_UNMAP) && !(callee && callee->releases.len))
				continue;
			for (uint32_t k = 0; k < in->arg_count; k++)
				if (is_of_element(t, &in->args[k], of))
					return in;
		}
	return NULL;
}

static bool counts_down(const struct text *t, const struct dl_loop *loop)
{
	bool any = false;

	for (uint32_t v = t->func->param_count; v < t->func->var_count; v++)
		any |= dl_loop_counts(loop, v) < 0;
	return any;
}

static void judge_loop(const struct text *t, const struct dl_loop *loop)
{
	const struct dl_instr *end = NULL, *cursor = NULL;
	struct element e = { 0 };

	if (!counts_down(t, loop))
		return;
	for (uint32_t b = 0; b < t->func->block_count; b++)
		for (uint32_t i = 0; i < t->func->blocks[b].instr_count && dl_loop_has(loop, b) && !cursor; i++) {
			const struct dl_instr *in = &t->func->blocks[b].instrs[i];

			if (!is_element(t, in, &e) || !is_variable(e.index) ||
			    dl_loop_counts(loop, e.index->place->index) >= 0 ||
			    !is_bare(t, e.index->place->index, 0))
				continue;
			end = unmaps_in(t, loop, in);
			cursor = end ? takes(t->an, t->func, loop, e.array, 0) : NULL;
		}
	/* a cursor that the function has set to the start is its counter */
	if (!cursor || store_to(t->func, field_read(cursor), true))
		return;
	dl_vec_push(&dl_events_of(t->an)->list, ((struct dl_event){
		.kind = DL_EV_OTHER_ENTRIES, .func = t->func, .at = end, .loc = end->loc,
		.what = e.name, .related_text = cursor->place->steps[cursor->place->step_count - 1].field,
		.grounds.by_slot = true }));
}

void dl_cursors_judge(struct dl_analysis *an)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func_info *info = &an->funcs[f];
		const struct text t = { an, info->func };

		for (uint32_t l = 0; info->cfg && info->may_make && info->releases.len && l < info->cfg->loop_count; l++)
			if (!info->func->is_foreign)
				judge_loop(&t, &info->cfg->loops[l]);
	}
}
