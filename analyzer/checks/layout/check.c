/* SPDX-License-Identifier: Apache-2.0 */
/* The check of the layout of records: which members a device writes. */
#include <string.h>

#include "base/hash.h"
#include "checks/checks.h"
#include "checks/layout/layout.h"
#include "checks/provenance/buffer.h"

_Static_assert(sizeof(struct dl_lists) <= sizeof(((struct dl_state *)0)->parts.layout),
	       "engine/checks.def");

struct given {
	struct dl_explorer *ex;
	struct dl_frame *frame;
	const struct dl_instr *at;
	const struct dl_model *model;
	const struct dl_sym *size;	/* NULL: not known */
};

/* The step to @inner is a part of the step to @outer: `p->u.y` of a record without a name. */
static bool is_same_step(const struct dl_sym *outer, const struct dl_sym *inner)
{
	size_t len = strlen(outer->field);

	return outer->record == inner->record && !strncmp(outer->field, inner->field, len) &&
	       inner->field[len] == '.';
}

/* The record of @loc's members in allocated memory; false: it is none. */
static bool find_member(const struct dl_sym *loc, struct dl_input *in)
{
	const struct dl_sym *inner = NULL;

	uint32_t skipped = 0;

	/* elements of the buffer itself */
	for (; loc->kind == DL_SYM_INDEX; loc = loc->a)
		if (loc->b->kind == DL_SYM_INT && loc->b->num > 0 && loc->type)
			skipped += (uint32_t)loc->b->num * (uint32_t)loc->type->size;
	for (; loc->kind == DL_SYM_FIELD; loc = loc->a) {
		if (!loc->record || !loc->record->name)
			return false;
		if (!inner) {
			in->home = loc->record;
			in->field = loc->field;
			in->size = loc->type && loc->type->size > skipped ? (uint32_t)loc->type->size - skipped : 0;
			in->offset = skipped;
		}
		if (!inner || !is_same_step(loc, inner))
			in->offset += (uint32_t)loc->num;
		in->record = loc->record;
		inner = loc;
	}
	in->in_array = loc->kind == DL_SYM_INDEX;
	while (loc->kind == DL_SYM_INDEX || loc->kind == DL_SYM_FIELD)
		loc = loc->a;
	return inner && loc->kind == DL_SYM_DEREF;
}

/* A callback is told when the device is done, an unmap is due, or another call: this one does not wait for that. */
static bool lasts(const struct dl_instr *at, const struct dl_model *model)
{
	if (model->role == DL_ROLE_MAP || (!model->field && model->pair_count))
		return true;
	for (uint32_t i = 0; at->op == DL_OP_CALL && i < at->arg_count; i++)
		if (at->args[i].kind == DL_VAL_FUNC)
			return true;
	return false;
}

static bool is_local(const struct dl_place *place)
{
	for (uint32_t i = 0; i < place->step_count; i++)
		if (place->steps[i].kind == DL_STEP_DEREF)
			return false;
	return place->base == DL_BASE_VAR;
}

/* What the call returns goes to a variable, converted or not. */
static bool stays_local(const struct dl_func *func, const struct dl_instr *call)
{
	int64_t result = call->dst;

	for (uint32_t b = 0; b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];

			if (in->a.kind != DL_VAL_TEMP || in->a.num != result)
				continue;
			if (in->op == DL_OP_CAST)
				result = in->dst;
			else if (in->op == DL_OP_STORE)
				return is_local(in->place);
		}
	}
	return false;
}

/* A transfer on the stack, one of a helper, a call that waits, or a mapping that the function ends. */
static bool is_over(struct dl_explorer *ex, const struct dl_input *in)
{
	if (in->at->op == DL_OP_STORE)
		return is_local(in->at->place);
	if (in->model->role == DL_ROLE_MAP)
		return ex->info->may_refresh && stays_local(in->func, in->at);
	return !in->lasts && (in->model->sink_mask || in->model->field);
}

static void add_input(const struct given *g, const struct dl_sym *pointer)
{
	struct dl_layout *layout = dl_layout_of(g->ex->an);
	struct dl_input in = { .func = g->ex->func, .at = g->at, .model = g->model };
	enum dl_buffer_kind kind;
	bool is_array;
	uint64_t key;

	pointer = dl_sym_strip(pointer);
	if (g->ex->func->is_foreign || pointer->kind != DL_SYM_ADDR || !find_member(pointer->a, &in) ||
	    !in.record->member_count)
		return;
	is_array = pointer->a->kind == DL_SYM_INDEX ||
		   (pointer->a->type && pointer->a->type->kind == DL_TYPE_ARRAY);
	kind = dl_buffer_of(g->ex, pointer).kind;
	if (kind != DL_BUF_UNKNOWN && kind != DL_BUF_GOOD)
		return;
	key = dl_hash_u64(dl_hash_u64(DL_HASH_SEED, (uintptr_t)in.record), in.offset) | 1;
	key = dl_hash_u64(key, (uintptr_t)in.func) | 1;
	if (dl_map_has(&layout->known, key))
		return;
	dl_map_put(&layout->known, key, layout);
	if (g->size && g->size->kind == DL_SYM_INT && g->size->num > 0 && g->size->num < UINT32_MAX)
		in.size = (uint32_t)g->size->num, in.size_known = true;
	else if (g->model->role == DL_ROLE_MAP && !is_array)
		in.size = UINT32_MAX;
	in.lasts = lasts(g->at, g->model);
	in.is_over = is_over(g->ex, &in);
	dl_vec_push(&layout->inputs, in);
}

/* Callers are told, too, where the function has got the buffer from them. */
static void add_listed(void *ctx, const struct dl_sym *buffer)
{
	struct given *g = ctx;

	DL_HOOKS(sink, g->ex, g->frame, g->at, g->model, buffer, &(struct dl_terms){
		.dir = dl_sym_int(g->ex->syms, 1) });
}

static void add_list(struct given *g, const struct dl_sym *list)
{
	if (list)
		dl_lists_each(g->frame->state, list, add_listed, g);
}

/* An array of lists: those that the device writes come last. */
static void add_lists(struct given *g, const struct dl_sym *array, const struct dl_sym *outputs,
		      const struct dl_sym *inputs)
{
	struct dl_syms *s = g->ex->syms;

	array = dl_sym_strip(array);
	if (array->kind != DL_SYM_ADDR || !outputs || outputs->kind != DL_SYM_INT || !inputs ||
	    inputs->kind != DL_SYM_INT || inputs->num > DL_MAX_LISTS)
		return;
	array = array->a->kind == DL_SYM_INDEX ? array->a->a : array->a;
	for (int64_t i = 0; i < inputs->num; i++) {
		const struct dl_sym *entry =
			dl_sym_index(s, array, dl_sym_int(s, outputs->num + i));

		add_list(g, dl_state_bound(g->frame->state, entry));
	}
}

static void is_called(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		      const struct dl_model *model, const struct dl_sym **args)
{
	struct given g = { .ex = ex, .frame = frame, .at = call, .model = model };
	const struct dl_sym *list = dl_call_arg(call, args, model->arg_sg);

	if (model->role != DL_ROLE_SINK || !list)
		return;
	if (model->arg_inputs >= 0)
		add_lists(&g, list, dl_call_arg(call, args, model->arg_outputs),
			  dl_call_arg(call, args, model->arg_inputs));
	else if (model->input)
		add_list(&g, list);
}

static void called(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		   const struct dl_model *model, const struct dl_sym **args, const struct dl_sym *result)
{
	const struct dl_sym *list = dl_call_arg(call, args, model->arg_sg);

	(void)ex;
	(void)result;
	/* what only begins or ends a list leaves its buffers where they are */
	if (model->role == DL_ROLE_SG_INIT && list && (model->arg_buf >= 0 || model->arg_page >= 0))
		dl_lists_set(frame->state, list, dl_call_arg(call, args, model->arg_buf));
}

static void make(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		 const struct dl_sym **args, struct dl_object *o)
{
	struct given g = { .ex = ex, .frame = frame, .at = call, .model = o->model, .size = o->terms.size };
	enum dl_direction dir = dl_sym_direction(o->terms.dir, ex->an->platform);
	const struct dl_sym *buffer = dl_call_arg(call, args, o->model->arg_buf);

	dl_overlap_made(ex, frame, call, o);
	if (o->model->role != DL_ROLE_MAP ||
	    (dir != DL_DIR_FROM_DEVICE && dir != DL_DIR_BOTH_WAYS))
		return;
	if (buffer)
		add_input(&g, buffer);
	else
		add_list(&g, o->sg);
}

static void sink(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		 const struct dl_model *model, const struct dl_sym *pointer, const struct dl_terms *terms)
{
	const struct dl_sym *inward = terms->dir;
	struct given g = { .ex = ex, .at = at, .model = model };

	(void)frame;
	if (inward && inward->kind == DL_SYM_INT && inward->num)
		add_input(&g, pointer);
}

static void forget_unit(struct dl_analysis *an)
{
	struct dl_layout *layout = dl_layout_of(an);

	dl_vec_free(&layout->inputs);
	dl_map_free(&layout->known);
	dl_map_free(&layout->told);
	dl_writes_forget(&layout->writes);
}

const struct dl_check dl_check_layout = {
	.id = "layout",
	.unit_size = sizeof(struct dl_layout),
	.forget_unit = forget_unit,
	.call = is_called,
	.called = called,
	.make = make,
	.sink = sink,
	.import_object = dl_overlap_imported,
	.path_covers = dl_lists_cover,
	.path_join = dl_lists_join,
	.end = dl_layout_judge,
};
