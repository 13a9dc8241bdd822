/* SPDX-License-Identifier: Apache-2.0 */
/* What each instruction does to the state of a path. Calls: apply.c, effect.c, call.c. */
#include "engine/path/path.h"

#include <string.h>

/* ---- values and places ---- */

/* Places of the function's own, which are asked for all the time. */
static const struct dl_sym *var_loc(struct dl_explorer *ex, uint32_t var)
{
	if (!ex->own_locs[var])
		ex->own_locs[var] = dl_sym_var(ex->syms, ex->func, var);
	return ex->own_locs[var];
}

static const struct dl_sym *temp_loc(struct dl_explorer *ex, uint32_t temp)
{
	const struct dl_sym **loc = &ex->own_locs[ex->func->var_count + temp];

	if (!*loc)
		*loc = dl_sym_temp(ex->syms, ex->func, temp);
	return *loc;
}

void dl_set_temp(struct dl_explorer *ex, struct dl_frame *frame, uint32_t temp,
		 const struct dl_sym *value)
{
	uint32_t first = ex->cfg->first_temp[frame->block];

	if (temp == DL_NO_TEMP)
		return;
	if (temp >= first && temp < first + ex->cfg->temp_count[frame->block])
		frame->temps[temp - first] = value;
	if (ex->cfg->temp_crosses[temp])
		dl_state_write(frame->state, temp_loc(ex, temp), value);
}

static const struct dl_sym *get_temp(struct dl_explorer *ex, struct dl_frame *frame, uint32_t temp)
{
	uint32_t first = ex->cfg->first_temp[frame->block];
	const struct dl_sym *value = NULL;

	if (temp >= first && temp < first + ex->cfg->temp_count[frame->block])
		value = frame->temps[temp - first];
	if (!value)
		value = dl_state_bound(frame->state, temp_loc(ex, temp));
	return value ? value : dl_sym_unknown(ex->syms, ex->func, (int64_t)temp);
}

const struct dl_sym *dl_eval(struct dl_explorer *ex, struct dl_frame *frame,
			     const struct dl_val *val)
{
	switch (val->kind) {
	case DL_VAL_INT: return dl_sym_int(ex->syms, val->num);
	case DL_VAL_STR: return dl_sym_str(ex->syms, val->str);
	case DL_VAL_FUNC: return dl_sym_func(ex->syms, val->str);
	case DL_VAL_TEMP: return get_temp(ex, frame, (uint32_t)val->num);
	default: return dl_sym_unknown(ex->syms, val, 0);
	}
}

/* Following a pointer that a failed call may have returned is a use of it. */
static void note_deref(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		       const struct dl_sym *pointer)
{
	const struct dl_sym *base = dl_sym_pointer_base(pointer);
	struct dl_object *o;

	if (!at)
		return;
	DL_HOOKS(follow, ex, frame, at, NULL, pointer);
	dl_note_nonnull(ex, frame->state, pointer);
	if (base->kind != DL_SYM_RESULT)
		return;
	o = dl_state_object_of(frame->state, base);
	if (o && o->model->role == DL_ROLE_ALLOC && base == o->value)
		dl_use_value(ex, frame, &(struct dl_value_use){
			.at = at, .value = base, .kind = DL_USE_DEREF });
}

/*
 * An index of which the path knows which number it is: `at[i]` after `i == 1` is `at[1]`. Of arrays that are
 * variables or members: those behind a pointer are rings, whose indices wrap around.
 */
static const struct dl_sym *known_index(struct dl_explorer *ex, const struct dl_state *st,
					const struct dl_sym *array, const struct dl_sym *index)
{
	struct dl_fact f;

	if (index->kind == DL_SYM_INT || array->kind == DL_SYM_DEREF)
		return index;
	f = dl_state_range(st, index);
	return f.lo == f.hi ? dl_sym_int(ex->syms, f.lo) : index;
}

static const struct dl_sym *eval_place(struct dl_explorer *ex, struct dl_frame *frame,
				       const struct dl_place *place, const struct dl_instr *at)
{
	const struct dl_sym *loc;

	switch (place->base) {
	case DL_BASE_VAR: loc = var_loc(ex, place->index); break;
	case DL_BASE_GLOBAL:
		loc = dl_sym_global(ex->syms, place->name);
		if (!place->step_count && !loc->type)
			dl_sym_typed(loc, place->type);
		break;
	case DL_BASE_TEMP: {
		const struct dl_sym *pointer = get_temp(ex, frame, place->index);

		note_deref(ex, frame, at, pointer);
		loc = dl_sym_deref(ex->syms, pointer);
		break;
	}
	default: loc = dl_sym_literal(ex->syms, place->name); break;
	}
	for (uint32_t i = 0; i < place->step_count; i++) {
		const struct dl_step *step = &place->steps[i];

		switch (step->kind) {
		case DL_STEP_DEREF: {
			const struct dl_sym *pointer = dl_state_read(frame->state, ex->syms, loc);

			note_deref(ex, frame, at, pointer);
			loc = dl_sym_deref(ex->syms, pointer);
			break;
		}
		case DL_STEP_FIELD:
			loc = dl_sym_field(ex->syms, loc, step->record, step->field, step->offset);
			break;
		case DL_STEP_INDEX:
			loc = dl_sym_index(ex->syms, loc,
					   known_index(ex, frame->state, loc,
						       dl_eval(ex, frame, &step->index)));
			break;
		}
		if (!loc->type)
			dl_sym_typed(loc, step->type);
	}
	return loc;
}

const struct dl_sym *dl_eval_place(struct dl_explorer *ex, struct dl_frame *frame,
				   const struct dl_place *place)
{
	return eval_place(ex, frame, place, NULL);
}

/* ---- stores ---- */

static void keep_initial(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
			 const struct dl_sym *value, const struct dl_sym *loc)
{
	dl_state_add_effect(frame->state, &(struct dl_effect){
		.kind = DL_EFFECT_KEEP, .must = false, .value = value, .at = at, .func = ex->func,
		.loc = loc });
}

/* A parameter as wide as half a handle: a word of one may be computed from it. */
static bool is_word(const struct dl_sym *value)
{
	const struct dl_func *func = value->a->site;
	const struct dl_type *type = value->a->num < func->param_count ?
				     func->vars[value->a->num].type : NULL;

	return type && type->kind == DL_TYPE_INT && type->size >= 4;
}

/* Bits of a parameter's value beside others: `len << 16 | at >> 32`. */
static void keep_words(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		       const struct dl_sym *value, const struct dl_sym *loc, int depth)
{
	value = dl_sym_strip(value);
	if (dl_sym_is_initial(value) && is_word(value))
		keep_initial(ex, frame, at, value, loc);
	if (depth > 6 || value->kind != DL_SYM_BIN || value->sub >= DL_BIN_EQ)
		return;
	keep_words(ex, frame, at, value->a, loc, depth + 1);
	keep_words(ex, frame, at, value->b, loc, depth + 1);
}

/* A parameter's value that is stored or passed on lives longer than the call. */
void dl_keep_param(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		   const struct dl_sym *value, const struct dl_sym *loc)
{
	const struct dl_sym *base = dl_sym_pointer_base(dl_sym_strip(value));

	if (dl_sym_is_initial(base))
		keep_initial(ex, frame, at, base, loc);
	else if (loc)
		keep_words(ex, frame, at, value, loc, 0);
}

static void remove_alias(struct dl_state *state, const struct dl_sym *loc)
{
	for (uint32_t i = 0; i < state->object_count; i++) {
		struct dl_object *o = &state->objects[i];

		/* what an earlier round has put into `ring[i]` lies in another element by now */
		if (!((o->older || o->earlier) && loc->has_phi))
			dl_object_remove_alias(o, loc);
	}
}

/* Members of a record that is stored as a whole are no longer what they were. */
static void forget_below(struct dl_explorer *ex, struct dl_state *state, const struct dl_sym *loc)
{
	DL_HOOKS(overwrite, ex, state, loc);
	/* a part is younger than what it is a part of */
	for (uint32_t i = state->env_len; i-- > 0 && state->env[i].loc->id > loc->id;) {
		const struct dl_sym *part = state->env[i].loc, *l = part;

		while (l->id > loc->id && (l->kind == DL_SYM_FIELD || l->kind == DL_SYM_INDEX))
			l = l->a;
		if (l != loc)
			continue;
		remove_alias(state, part);
		dl_state_forget(state, part);
	}
}

static void add_alias(struct dl_explorer *ex, struct dl_state *st, struct dl_object *o,
		      const struct dl_sym *loc)
{
	const struct dl_sym *known = dl_state_known_place(st, ex->syms, loc);

	dl_object_add_alias(o, loc);
	if (known)
		dl_object_add_alias(o, known);
}

/* An array is stored that the path has filled before: its elements get the names that others know them by. */
static void store_array(struct dl_explorer *ex, struct dl_state *st, const struct dl_sym *loc,
			const struct dl_sym *value)
{
	const struct dl_sym *array = dl_sym_strip(value);

	if (array->kind != DL_SYM_RESULT || dl_loc_is_local(loc))
		return;
	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];
		const struct dl_object before = *o;

		for (uint32_t h = 0; h < before.alias_count; h++)
			if (dl_sym_mentions(before.aliases[h], array))
				add_alias(ex, st, o, before.aliases[h]);
	}
}

/* The load in the block being executed that defines @val, NULL when something else does. */
static const struct dl_instr *load_of(const struct dl_explorer *ex, const struct dl_frame *frame,
				      const struct dl_val *val)
{
	const struct dl_block *block = &ex->func->blocks[frame->block];

	for (uint32_t i = 0; val->kind == DL_VAL_TEMP && i < block->instr_count; i++)
		if (block->instrs[i].op == DL_OP_LOAD && block->instrs[i].dst == (uint32_t)val->num)
			return &block->instrs[i];
	return NULL;
}

/* What was kept in memory is found in a variable, too, from now on. */
static bool is_copy(const struct dl_explorer *ex, const struct dl_frame *frame, const struct dl_instr *at)
{
	const struct dl_instr *load = at->op == DL_OP_STORE ? load_of(ex, frame, &at->a) : NULL;

	return load && (load->place->base != DL_BASE_VAR || load->place->step_count);
}

static void store_object(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
			 const struct dl_sym *loc, const struct dl_sym *value,
			 struct dl_object *o)
{
	bool local = dl_loc_is_local(loc);

	add_alias(ex, frame->state, o, loc);
	if (!local || is_copy(ex, frame, at))
		dl_story_act(ex, frame->state, DL_STORY_STORE, at, ex->func, o, loc);
	if (local)
		return;
	o->stored = true;
	DL_HOOKS(publish, ex, frame, &(struct dl_store){ at, loc, value, o });
}

/* A record that is copied takes the handles in it along. */
static void store_record(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *in,
			 const struct dl_sym *loc)
{
	const struct dl_instr *load = load_of(ex, frame, &in->a);

	if (load && load->place->type && load->place->type->kind == DL_TYPE_RECORD &&
	    !dl_loc_is_local(loc))
		dl_keep_below(frame->state, dl_eval_place(ex, frame, load->place));
}

void dl_keep_below(struct dl_state *st, const struct dl_sym *record)
{
	for (uint32_t i = 0; i < st->object_count; i++) {
		for (uint32_t h = 0; h < st->objects[i].alias_count; h++) {
			const struct dl_sym *l = st->objects[i].aliases[h];

			while (l != record && (l->kind == DL_SYM_FIELD || l->kind == DL_SYM_INDEX))
				l = l->a;
			st->objects[i].stored |= l == record && st->objects[i].aliases[h] != record;
		}
	}
}

/* Storing the pointer to a list keeps the list's object, too. */
static void store_list(struct dl_state *st, const struct dl_sym *loc, const struct dl_sym *value)
{
	const struct dl_sym *base = dl_sym_pointer_base(value);

	if (base->kind != DL_SYM_RESULT && base->kind != DL_SYM_ADDR && base->kind != DL_SYM_LOAD)
		return;
	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];

		if (o->sg && dl_sym_mentions(o->sg, base) && !dl_loc_is_local(loc)) {
			dl_object_add_alias(o, loc);
			o->stored = true;
		}
	}
}

/* What the driver calls a value: the variable that it is first put into. */
static void note_holder(struct dl_explorer *ex, const struct dl_sym *loc, const struct dl_sym *value)
{
	if (loc->kind != DL_SYM_VAR || loc->site != ex->func || loc->num >= ex->func->var_count ||
	    ex->func->vars[loc->num].is_synthetic || value->kind == DL_SYM_INT ||
	    value->kind == DL_SYM_STR || dl_sym_is_initial(value))
		return;
	dl_sym_hold(value, loc);
}

void dl_store(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
	      const struct dl_sym *loc, const struct dl_sym *value)
{
	struct dl_object *o = dl_state_object_of(frame->state, value);
	const struct dl_sym *field = dl_sym_last_field(loc);

	const struct dl_sym *whole = dl_sym_whole(loc);

	if (whole->kind == DL_SYM_DEREF)
		dl_forget_answers(ex->an, frame->state, whole->a, true);
	if (whole == loc && whole->kind == DL_SYM_DEREF)
		dl_zeroed_forget(frame->state, whole->a);
	if (!dl_loc_is_local(loc))
		dl_zeroed_give(frame->state, value);
	remove_alias(frame->state, loc);
	forget_below(ex, frame->state, loc);
	dl_state_write(frame->state, loc, value);
	store_list(frame->state, loc, value);
	store_array(ex, frame->state, loc, value);
	if (!o && !dl_loc_is_local(loc) && dl_state_owner_of(frame->state, value))
		dl_state_owner_of(frame->state, value)->stored = true;
	if (o && !(o->model->role == DL_ROLE_ALLOC && o->handle && value == o->handle))
		store_object(ex, frame, at, loc, value, o);
	else if (o)
		add_alias(ex, frame->state, o, loc);
	else if (!dl_loc_is_local(loc))
		dl_keep_param(ex, frame, at, value, loc);
	note_holder(ex, loc, value);
	DL_HOOKS(store, ex, frame, &(struct dl_store){ at, loc, value, o });
	if (field) {
		const struct dl_model *sink = field == loc && loc->record ?
			dl_lexicon_field(&ex->an->lexicon, loc->record->name, loc->field) : NULL;

		if (sink && sink->role == DL_ROLE_SINK)
			DL_HOOKS(sink, ex, frame, at, sink, value, &(struct dl_terms){
				.dir = sink->input ? dl_sym_int(ex->syms, 1) : NULL });
	}
}

static bool is_signed_alike(const struct dl_type *from, const struct dl_type *to)
{
	return from && from->kind == DL_TYPE_INT && from->is_signed && to->is_signed &&
	       from->size == to->size;
}

static void exec_store(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *in)
{
	const struct dl_sym *loc = eval_place(ex, frame, in->place, in);
	const struct dl_sym *value = dl_eval(ex, frame, &in->a);

	/* a narrow place keeps only the low bits; arithmetic on signed numbers does not overflow */
	if (loc->type && loc->type->kind == DL_TYPE_INT && !is_signed_alike(in->a.type, loc->type))
		value = dl_sym_cast(ex->syms, value, loc->type);
	DL_HOOKS(access, ex, frame, in, loc, true, value);
	store_record(ex, frame, in, loc);
	dl_store(ex, frame, in, loc, value);
}

static void exec_zero(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *in)
{
	const struct dl_sym *loc = eval_place(ex, frame, in->place, in);

	DL_HOOKS(access, ex, frame, in, loc, true, NULL);
	remove_alias(frame->state, loc);
	forget_below(ex, frame->state, loc);
	if (in->place->type && in->place->type->kind != DL_TYPE_RECORD &&
	    in->place->type->kind != DL_TYPE_ARRAY)
		dl_state_write(frame->state, loc, dl_sym_int(ex->syms, 0));
}

static void exec_decl(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *in)
{
	const struct dl_sym *loc = var_loc(ex, in->dst);

	remove_alias(frame->state, loc);
	forget_below(ex, frame->state, loc);
	dl_state_write(frame->state, loc, dl_sym_unknown(ex->syms, in, 1));
}

/* Everything that inline assembly is given may have been written or kept. */
static void exec_asm(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *in)
{
	for (uint32_t i = 0; i < in->arg_count; i++) {
		const struct dl_sym *v = dl_eval(ex, frame, &in->args[i]);
		struct dl_object *o = dl_state_object_of(frame->state, v);

		if (o)
			o->escaped = true;
		if (v->kind == DL_SYM_ADDR && dl_loc_is_local(v->a)) {
			remove_alias(frame->state, v->a);
			dl_state_write(frame->state, v->a,
				       dl_sym_unknown(ex->syms, in, (int64_t)i + 2));
		}
	}
	dl_set_temp(ex, frame, in->dst, dl_sym_unknown(ex->syms, in, 0));
}

/* Bits that are zero in an address of whole pages: dma_alloc_coherent(), in contrast to pools. */
static bool is_zero_below_page(struct dl_frame *frame, const struct dl_sym *value,
			    const struct dl_sym *mask)
{
	const struct dl_object *o = dl_state_object_of(frame->state, value);

	value = dl_sym_strip(value);
	return o && o->model->page_aligned && (value == o->value || value == o->handle) &&
	       mask->num >= 0 && mask->num < o->model->platform->page_size;
}

static const struct dl_sym *binary(struct dl_explorer *ex, struct dl_frame *frame,
				   const struct dl_instr *in)
{
	const struct dl_sym *a = dl_eval(ex, frame, &in->a), *b = dl_eval(ex, frame, &in->b);

	/* p + i where p points to an element: the place moves within the array */
	if ((in->sub == DL_BIN_ADD) && a->kind == DL_SYM_ADDR && in->type &&
	    in->type->kind == DL_TYPE_PTR) {
		if (a->a->kind == DL_SYM_INDEX)
			return dl_sym_addr(ex->syms, dl_sym_index(ex->syms, a->a->a,
				known_index(ex, frame->state, a->a->a,
					    dl_sym_bin(ex->syms, DL_BIN_ADD, a->a->b, b))));
	}
	if (in->sub == DL_BIN_AND && b->kind == DL_SYM_INT && is_zero_below_page(frame, a, b))
		return dl_sym_int(ex->syms, 0);
	return dl_sym_bin(ex->syms, in->sub, a, b);
}

/* Nobody knows what the callee did to what is alive. */
static void note_top(struct dl_state *st)
{
	for (uint32_t i = 0; i < st->object_count; i++)
		st->objects[i].met_top = true;
}

static uint32_t exec_call(struct dl_explorer *ex, struct dl_frame *frame,
			  const struct dl_instr *in, struct dl_frame **forks)
{
	const struct dl_sym *args[32];
	uint32_t n = in->arg_count < 32 ? in->arg_count : 32;
	struct dl_func_info *callee = dl_callee_of(ex->an, in);
	const struct dl_model *model = callee ? NULL : dl_model_of(ex->an, in);
	const struct dl_summary *summary = NULL;

	for (uint32_t i = 0; i < n; i++)
		args[i] = dl_eval(ex, frame, &in->args[i]);
	if (callee)
		summary = dl_summary_of(ex->an, callee);
	/* what an earlier round got from this call is not what this round gets */
	if (frame->state->rounds && in->dst != DL_NO_TEMP)
		dl_recency_step(ex, frame, in);
	if (!model || model->role == DL_ROLE_MANAGED)
		DL_HOOKS(plain_call, ex, frame, in, args, callee);
	if (!callee && !model && dl_error_predicate(ex->an, in)) {
		dl_exec_predicate(ex, frame, in, args);
	} else if (model) {
		DL_HOOKS(call, ex, frame, in, model, args);
		summary = dl_summary_of_model(ex->an, model);
		if (summary->never_returns)
			frame->dead = true;
		else
			dl_summary_apply(ex, frame, in, summary, args, forks);
	} else if (summary && !summary->top) {
		if (summary->never_returns) {
			frame->dead = true;
			return 0;
		}
		return dl_summary_apply(ex, frame, in, summary, args, forks);
	} else {
		if (callee && (callee->progress == DL_EXPLORING || (summary && summary->top)))
			note_top(frame->state);
		dl_exec_unknown_call(ex, frame, in, args);
	}
	if (in->noreturn)
		frame->dead = true;
	return 0;
}

uint32_t dl_exec(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *in,
		 struct dl_frame **forks)
{
	switch (in->op) {
	case DL_OP_LOAD: {
		const struct dl_sym *loc = eval_place(ex, frame, in->place, in);

		DL_HOOKS(access, ex, frame, in, loc, false, NULL);
		dl_set_temp(ex, frame, in->dst, dl_load(ex, frame, in, loc));
		break;
	}
	case DL_OP_STORE: exec_store(ex, frame, in); break;
	case DL_OP_ADDR:
		dl_set_temp(ex, frame, in->dst,
			    dl_sym_addr(ex->syms, eval_place(ex, frame, in->place, NULL)));
		break;
	case DL_OP_ZERO: exec_zero(ex, frame, in); break;
	case DL_OP_BIN: dl_set_temp(ex, frame, in->dst, binary(ex, frame, in)); break;
	case DL_OP_UN:
		dl_set_temp(ex, frame, in->dst,
			    dl_sym_un(ex->syms, in->sub, dl_eval(ex, frame, &in->a)));
		break;
	case DL_OP_CAST:
		dl_set_temp(ex, frame, in->dst,
			    dl_sym_cast(ex->syms, dl_eval(ex, frame, &in->a), in->type));
		break;
	case DL_OP_CONTAINER:
		dl_set_temp(ex, frame, in->dst,
			    dl_sym_container(ex->syms, dl_eval(ex, frame, &in->a), in->record,
					     in->field, in->offset));
		break;
	case DL_OP_CALL: return exec_call(ex, frame, in, forks);
	case DL_OP_DECL: exec_decl(ex, frame, in); break;
	case DL_OP_ASM:
	case DL_OP_FENCE: exec_asm(ex, frame, in); break;
	case DL_OP_UNKNOWN:
		dl_set_temp(ex, frame, in->dst, dl_sym_unknown(ex->syms, in, 0));
		break;
	}
	return 0;
}
