/* SPDX-License-Identifier: Apache-2.0 */
/* Calls of functions that have a model, and of functions out of sight. Releases: release.c. */
#include "engine/path/path.h"

#include <string.h>

struct call {
	struct dl_explorer *ex;
	struct dl_frame *frame;
	const struct dl_instr *in;
	const struct dl_model *model;
	const struct dl_sym **args;
};

const struct dl_sym *dl_call_arg(const struct dl_instr *call, const struct dl_sym **args, int8_t n)
{
	return n >= 0 && (uint32_t)n < call->arg_count && n < 32 ? args[n] : NULL;
}

static const struct dl_sym *arg(const struct call *c, int8_t n)
{
	return dl_call_arg(c->in, c->args, n);
}

static void set_result(const struct call *c, const struct dl_sym *value)
{
	dl_set_temp(c->ex, c->frame, c->in->dst,
		    value->kind == DL_SYM_CALL ? dl_sym_typed(value, c->in->type) : value);
}

static const struct dl_sym *plain_result(const struct call *c)
{
	return dl_sym_result(c->ex->syms, c->in, DL_RESULT_VALUE, false);
}

/* ---- map and allocation ---- */

/* A call without the argument has none. */
static const struct dl_sym *attributes(const struct call *c)
{
	const struct dl_sym *attrs = arg(c, c->model->arg_attrs);

	return attrs ? attrs : dl_sym_int(c->ex->syms, 0);
}

/* What the call says of the thing that it makes or ends. */
static struct dl_terms terms_of(const struct call *c)
{
	const struct dl_model *m = c->model;

	return (struct dl_terms){
		.dev = arg(c, m->arg_dev),
		.buf = arg(c, m->arg_buf) ? arg(c, m->arg_buf) : arg(c, m->arg_page),
		.size = arg(c, m->arg_size),
		.dir = arg(c, m->arg_dir),
		.attrs = attributes(c),
		.pool = arg(c, m->arg_pool),
		.count = arg(c, m->arg_count),
	};
}

static struct dl_object make_object(const struct call *c)
{
	const struct dl_model *m = c->model;

	return (struct dl_object){
		.site = c->in,
		.number = DL_RESULT_VALUE,
		.origin_func = c->ex->func,
		.origin = c->in,
		.model = m,
		.value = plain_result(c),
		.terms = terms_of(c),
		.sg = arg(c, m->arg_sg) ? arg(c, m->arg_sg) :
		      m->role == DL_ROLE_MAP ? arg(c, m->arg_pool) : NULL,
		.state = m->failure == DL_FAIL_NEVER ? DL_OBJ_OK : DL_OBJ_UNCHECKED,
		.escaped = m->managed,
	};
}

/* A table on the stack whose list came from outside: `{ .list = list }`. */
static bool table_is_foreign(const struct call *c, const struct dl_sym *table)
{
	const struct dl_state *st = c->frame->state;

	for (uint32_t i = 0; i < st->env_len; i++) {
		const struct dl_sym *loc = st->env[i].loc, *base;

		if (loc->kind != DL_SYM_FIELD || loc->a != table || !loc->record ||
		    dl_lexicon_field_role(&c->ex->an->lexicon, loc->record->name, loc->field) !=
			    DL_ROLE_LIST)
			continue;
		base = dl_sym_pointer_base(st->env[i].value);
		return base->kind == DL_SYM_LOAD || base->kind == DL_SYM_PHI;
	}
	return false;
}

/* A list that is reachable from outside keeps the mapping: the owner can unmap it. */
static void place_list(const struct call *c, struct dl_object *o)
{
	const struct dl_sym *sg = o->sg;

	if (!sg)
		return;
	DL_HOOKS(remade, c->ex, c->frame->state, sg);
	/* variables that hold the list: a release may name one of them after a join */
	for (uint32_t i = 0; i < c->frame->state->env_len; i++) {
		const struct dl_binding *b = &c->frame->state->env[i];

		if (b->value == sg && b->loc->kind == DL_SYM_VAR &&
		    b->loc->num < c->ex->func->var_count)
			dl_object_add_home(o, b->loc);
	}
	if (sg->kind == DL_SYM_ADDR && dl_loc_is_local(sg->a)) {
		dl_object_add_home(o, sg->a);
		o->stored = table_is_foreign(c, sg->a);
		return;
	}
	sg = dl_sym_pointer_base(sg);
	if (sg->kind == DL_SYM_RESULT || sg->kind == DL_SYM_UNKNOWN)
		return; /* allocated here: local until stored */
	o->stored = true;
	if (sg->kind == DL_SYM_LOAD)
		dl_object_add_home(o, sg->a);
	else if (sg->kind == DL_SYM_ADDR)
		dl_object_add_home(o, sg->a);
}

/* A list that is mapped again after a failure: what is said of it from now on is said of the new mapping. */
static void replace_failed(struct dl_state *st, const struct dl_sym *sg)
{
	for (uint32_t i = 0; sg && i < st->object_count; i++)
		if (st->objects[i].sg == sg && st->objects[i].state == DL_OBJ_FAILED)
			st->objects[i].state = DL_OBJ_RELEASED;
}

static void exec_map(const struct call *c)
{
	struct dl_object object, *o;
	struct dl_state *st = c->frame->state;

	dl_age_objects(c->ex, c->frame, c->in);
	object = make_object(c);
	if (!dl_model_is_sg(c->model))
		object.handle = object.value;
	replace_failed(st, object.sg);
	place_list(c, &object);
	dl_story_add(c->ex, st, DL_STORY_MAP, c->in->loc, c->in, object.value, false);
	DL_HOOKS(make, c->ex, c->frame, c->in, c->args, &object);
	set_result(c, object.value);
	o = dl_state_add_object(st, &object);
	if (o)
		DL_HOOKS(made, c->ex, c->frame, c->in, o);
}

static void exec_alloc(const struct call *c)
{
	const struct dl_sym *out = arg(c, c->model->arg_handle_out);
	struct dl_object object;

	dl_age_objects(c->ex, c->frame, c->in);
	object = make_object(c);
	object.terms.buf = object.value;
	dl_story_add(c->ex, c->frame->state, DL_STORY_MAP, c->in->loc, c->in, object.value, false);
	set_result(c, object.value);
	if (out) {
		object.handle = dl_sym_result(c->ex->syms, c->in, DL_RESULT_HANDLE, false);
		dl_state_add_object(c->frame->state, &object);
		dl_store(c->ex, c->frame, c->in, dl_sym_deref(c->ex->syms, out), object.handle);
		return;
	}
	dl_state_add_object(c->frame->state, &object);
}

/* ---- checks, syncs, unmaps ---- */

void dl_exec_check(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *in,
		   const struct dl_sym *handle)
{
	const struct dl_model *test = ex->an->platform->handle_test;

	for (size_t i = 0; i < dl_check_count; i++)
		if (dl_checks[i]->asked)
			handle = dl_checks[i]->asked(ex, frame, in, handle);
	dl_set_temp(ex, frame, in->dst, dl_sym_call(ex->syms, test, test->name, &handle, 1));
}

void dl_exec_predicate(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *in,
		       const struct dl_sym **args)
{
	const struct dl_sym *handle = NULL;

	for (uint32_t i = 0; i < in->arg_count && i < 32; i++)
		if (dl_state_object_of(frame->state, args[i]) || (i == 1 && !handle))
			handle = args[i];
	if (handle)
		dl_exec_check(ex, frame, in, handle);
	else
		dl_exec_unknown_call(ex, frame, in, args);
}

static void exec_check(const struct call *c)
{
	const struct dl_sym *handle = arg(c, c->model->arg_handle);

	if (!handle) {
		set_result(c, plain_result(c));
		return;
	}
	DL_HOOKS(hand, c->ex, c->frame, c->in, c->model, handle);
	dl_exec_check(c->ex, c->frame, c->in, handle);
}

static void exec_release(const struct call *c)
{
	const struct dl_model *m = c->model;
	const struct dl_sym *value = arg(c, m->arg_sg);
	struct dl_release r = {
		.at = c->in, .func = c->ex->func, .model = m,
		.terms = terms_of(c),
		.must = true, .certain = true,
		.is_sync = m->role == DL_ROLE_SYNC_CPU || m->role == DL_ROLE_SYNC_DEVICE,
	};

	if (!value) {
		value = arg(c, m->arg_handle);
		/* swapped arguments of a free are DMA222's matter */
		if (value && m->role != DL_ROLE_FREE)
			DL_HOOKS(hand, c->ex, c->frame, c->in, m, value);
	}
	if (!value)
		value = arg(c, m->arg_buf);
	if (!value)
		value = arg(c, m->arg_pool);
	set_result(c, plain_result(c));
	if (!value)
		return;
	r.value = value;
	dl_do_release(c->ex, c->frame, &r);
}

/* ---- device writes ---- */

static void exec_device_write(const struct call *c, enum dl_use use)
{
	const struct dl_sym *value = arg(c, c->model->arg_value);

	if (value) {
		dl_use_value(c->ex, c->frame, c->in, c->model, value, use);
	} else if (c->model->role == DL_ROLE_HANDBACK) {
		for (uint32_t i = 0; i < c->in->arg_count && i < 32; i++)
			dl_use_value(c->ex, c->frame, c->in, c->model, c->args[i], use);
	}
	DL_HOOKS(submit, c->ex, c->frame, value);
}

void dl_submit_list(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		    const struct dl_model *model, const struct dl_sym *sg, const struct dl_sym *count)
{
	dl_state_add_effect(frame->state, &(struct dl_effect){
		.kind = DL_EFFECT_SUBMIT, .must = true, .value = sg, .model = model, .at = at,
		.func = ex->func, .terms.count = count });
	DL_HOOKS(submit_list, ex, frame, at, model, sg, count);
}

static void exec_handback(const struct call *c)
{
	const struct dl_sym *sg = arg(c, c->model->arg_sg), *count = arg(c, c->model->arg_count);
	struct dl_state *st = c->frame->state;

	if (sg && count)
		dl_submit_list(c->ex, c->frame, c->in, c->model, sg, count);
	for (uint32_t i = 0; sg && i < st->object_count; i++)
		if (st->objects[i].sg == sg)
			dl_use_value(c->ex, c->frame, c->in, c->model, st->objects[i].value,
				     DL_USE_HANDBACK);
	exec_device_write(c, DL_USE_HANDBACK);
	set_result(c, plain_result(c));
	DL_HOOKS(called, c->ex, c->frame, c->in, c->model, c->args, plain_result(c));
}

/* The answer is a value that the path keeps. */
static void exec_set_mask(const struct call *c)
{
	const struct dl_sym *result = dl_sym_call(c->ex->syms, c->model, c->in->callee, c->args,
						  c->in->arg_count < 8 ? c->in->arg_count : 8);

	dl_set_temp(c->ex, c->frame, c->in->dst, dl_sym_typed(result, c->in->type));
	DL_HOOKS(called, c->ex, c->frame, c->in, c->model, c->args, result);
}

/* ---- everything else that has a model ---- */

/* Errors and the pointers made of them are one number: what a function of it is known to give. */
static const struct dl_sym *error_pointer(const struct call *c)
{
	const struct dl_sym *v = c->in->arg_count == 1 ? c->args[0] : NULL;
	struct dl_fact f;
	bool good, error;

	if (!v || c->model->gives == DL_GIVES_ANYTHING)
		return NULL;
	if (c->model->gives == DL_GIVES_ARGUMENT)
		return v;
	f = dl_state_range(c->frame->state, v);
	error = f.hi < 0;
	good = v->kind == DL_SYM_ADDR || v->kind == DL_SYM_STR || f.lo > 0;
	if (!error && !good && !(f.lo == 0 && f.hi == 0))
		return NULL;
	switch (c->model->gives) {
	case DL_GIVES_IS_ERROR: return dl_sym_int(c->ex->syms, error);
	case DL_GIVES_IS_ERROR_OR_NULL: return dl_sym_int(c->ex->syms, error || !good);
	case DL_GIVES_ERROR_OR_ZERO: return error ? v : dl_sym_int(c->ex->syms, 0);
	default: return NULL;
	}
}

static void exec_pure(const struct call *c)
{
	uint32_t n = c->in->arg_count < 8 ? c->in->arg_count : 8;
	const struct dl_sym *folded = error_pointer(c);

	if (folded) {
		set_result(c, folded);
		return;
	}
	if (c->model->gives == DL_GIVES_POINTER && arg(c, c->model->arg_page))
		DL_HOOKS(follow, c->ex, c->frame, c->in, c->model, arg(c, c->model->arg_page));
	set_result(c, dl_sym_call(c->ex->syms, c->model, c->in->callee, c->args, n));
}

static void exec_sink(const struct call *c)
{
	for (uint32_t i = 0; i < c->in->arg_count && i < 32; i++)
		if (c->model->sink_mask >> i & 1)
			DL_HOOKS(sink, c->ex, c->frame, c->in, c->model, c->args[i]);
	dl_exec_unknown_call(c->ex, c->frame, c->in, c->args);
}

/* The address of a local goes out of sight. */
static void expose_local(struct dl_explorer *ex, struct dl_frame *frame,
			 const struct dl_instr *in, const struct dl_sym *loc, int64_t n)
{
	struct dl_state *st = frame->state;
	const struct dl_sym *root = loc;

	root = dl_sym_whole(root);
	/* the callee may keep a handle found in the record, and may write to it */
	for (uint32_t i = 0; i < st->object_count; i++) {
		for (uint32_t h = 0; h < st->objects[i].home_count; h++) {
			const struct dl_sym *l = st->objects[i].homes[h];

			l = dl_sym_whole(l);
			if (l == root)
				st->objects[i].stored = true;
		}
	}
	for (uint32_t i = 0; i < st->env_len; i++) {
		const struct dl_sym *l = st->env[i].loc;

		l = dl_sym_whole(l);
		if (l == root && !dl_state_object_of(st, st->env[i].value))
			st->env[i].value = dl_sym_unknown(ex->syms, in, 100 + n + (int64_t)st->env[i].loc->id * 64);
	}
	if (!dl_state_bound(st, loc))
		dl_state_write(st, ex->arena, loc, dl_sym_unknown(ex->syms, in, n));
}

static void exec_access(const struct call *c)
{
	const struct dl_sym *pointers[] = { arg(c, c->model->arg_write), arg(c, c->model->arg_read) };

	for (int i = 0; i < 2; i++)
		dl_is_followed(c->ex, c->frame->state, pointers[i]);
	for (int i = 0; i < 2; i++)
		if (pointers[i])
			DL_HOOKS(access_call, c->ex, c->frame, c->in, c->model,
				 (uint32_t)(i ? c->model->arg_read : c->model->arg_write),
				 pointers[i], arg(c, c->model->arg_size), i == 0);
	/* put_unaligned_le32(): a store in the shape of a call */
	if (arg(c, c->model->arg_value) && pointers[0]) {
		dl_store(c->ex, c->frame, c->in, dl_sym_deref(c->ex->syms, pointers[0]),
			 arg(c, c->model->arg_value));
		return;
	}
	for (int i = 0; i < 2; i++) {
		const struct dl_sym *base = pointers[i] ? dl_sym_pointer_base(pointers[i]) : NULL;
		struct dl_object *o = base ? dl_state_object_of(c->frame->state, base) : NULL;

		if (o && o->model->role == DL_ROLE_ALLOC && base == o->value)
			dl_use_value(c->ex, c->frame, c->in, c->model, base, DL_USE_DEREF);
		if (i == 0 && base)
			DL_HOOKS(overwrite, c->ex, c->frame->state,
				 dl_sym_deref(c->ex->syms, base));
		/* a copy of the record takes the handles in it along */
		if (i == 1 && base && base->kind == DL_SYM_ADDR)
			dl_keep_below(c->frame->state, base->a);
		if (i == 0 && base && base->kind == DL_SYM_ADDR && dl_loc_is_local(base->a))
			dl_state_write(c->frame->state, c->ex->arena, base->a,
				       dl_sym_unknown(c->ex->syms, c->in, 9));
	}
	set_result(c, plain_result(c));
}

/* Cleanup registered with the device core: what is live now will be released. */
static void exec_managed(const struct call *c)
{
	struct dl_state *st = c->frame->state;

	for (uint32_t i = 0; i < st->object_count; i++)
		st->objects[i].escaped = true;
	set_result(c, plain_result(c));
}

static void exec_buffer_alloc(const struct call *c)
{
	const struct dl_sym *out = arg(c, c->model->arg_out);

	set_result(c, plain_result(c));
	if (out)
		dl_store(c->ex, c->frame, c->in, dl_sym_deref(c->ex->syms, out),
			 dl_sym_result(c->ex->syms, c->in, DL_RESULT_HANDLE, false));
}

/* Known to do nothing to mappings; it may still write to the locals it is given. */
static void exec_known(const struct call *c)
{
	for (uint32_t i = 0; i < c->in->arg_count && i < 32; i++) {
		const struct dl_sym *base = dl_sym_pointer_base(c->args[i]);

		if (base->kind == DL_SYM_ADDR && dl_loc_is_local(base->a) &&
		    !dl_state_bound(c->frame->state, base->a))
			dl_state_write(c->frame->state, c->ex->arena, base->a,
				       dl_sym_unknown(c->ex->syms, c->in, 60 + (int64_t)i));
	}
	set_result(c, plain_result(c));
}

void dl_exec_model(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *in,
		   const struct dl_model *model, const struct dl_sym **args)
{
	struct call c = { ex, frame, in, model, args };

	DL_HOOKS(call, ex, frame, in, model, args);
	switch (model->role) {
	case DL_ROLE_MAP: exec_map(&c); break;
	case DL_ROLE_ALLOC: exec_alloc(&c); break;
	case DL_ROLE_UNMAP:
	case DL_ROLE_FREE:
	case DL_ROLE_SYNC_CPU:
	case DL_ROLE_SYNC_DEVICE: exec_release(&c); break;
	case DL_ROLE_CHECK: exec_check(&c); break;
	case DL_ROLE_SET_MASK: exec_set_mask(&c); break;
	case DL_ROLE_SG_INIT:
		if (arg(&c, model->arg_buf))
			DL_HOOKS(sink, ex, frame, in, model, arg(&c, model->arg_buf));
		dl_exec_unknown_call(ex, frame, in, args);
		break;
	case DL_ROLE_SINK: exec_sink(&c); break;
	case DL_ROLE_HANDBACK: exec_handback(&c); break;
	case DL_ROLE_MMIO_WRITE:
		exec_device_write(&c, DL_USE_MMIO);
		set_result(&c, plain_result(&c));
		break;
	case DL_ROLE_PURE:
	case DL_ROLE_CONVERT: exec_pure(&c); break;
	case DL_ROLE_LOG:
		/* dev_err_probe() returns the error that it is given */
		set_result(&c, arg(&c, model->arg_value) ? arg(&c, model->arg_value) :
			       plain_result(&c));
		break;
	case DL_ROLE_CPU_ACCESS: exec_access(&c); break;
	case DL_ROLE_BUFFER_ALLOC: exec_buffer_alloc(&c); break;
	case DL_ROLE_BUFFER_FREE:
		if (arg(&c, model->arg_buf))
			dl_free_buffer(ex, frame, in, model, arg(&c, model->arg_buf));
		set_result(&c, plain_result(&c));
		break;
	case DL_ROLE_WAIT:
		dl_exec_unknown_call(ex, frame, in, args);
		DL_HOOKS(wait, ex, frame->state);
		break;
	case DL_ROLE_NONE: exec_known(&c); break;
	case DL_ROLE_NORETURN: frame->dead = true; break;
	case DL_ROLE_MANAGED: exec_managed(&c); break;
	default: dl_exec_unknown_call(ex, frame, in, args); break;
	}
}

/* ---- functions out of sight ---- */

void dl_exec_unknown_call(struct dl_explorer *ex, struct dl_frame *frame,
			  const struct dl_instr *in, const struct dl_sym **args)
{
	struct dl_state *st = frame->state;

	DL_HOOKS(unknown_call, ex, frame, in, args);
	for (uint32_t i = 0; i < in->arg_count && i < 32; i++) {
		const struct dl_sym *v = args[i];
		const struct dl_sym *base = dl_sym_pointer_base(v);
		struct dl_object *o = dl_state_owner_of(st, v);

		if (o && o == dl_state_object_of(st, v)) {
			o->escaped = true;
		} else if (o) {
			o->stored = true;	/* a part of the memory: it may be put on a list */
		} else {
			dl_keep_param(ex, frame, in, v, NULL);
		}
		if (base->kind == DL_SYM_ADDR) {
			if (dl_loc_is_local(base->a))
				expose_local(ex, frame, in, base->a, (int64_t)i + 20);
			else if (dl_sym_last_field(base->a) == base->a)
				DL_HOOKS(expose, ex, base->a);
		}
		/* a local list or buffer that goes out of sight may be released there */
		for (uint32_t k = 0; k < st->object_count; k++)
			if (st->objects[k].sg && !st->objects[k].stored &&
			    dl_sym_pointer_base(st->objects[k].sg) == base)
				st->objects[k].escaped = true;
	}
	dl_set_temp(ex, frame, in->dst,
		    dl_sym_result(ex->syms, in, DL_RESULT_VALUE, false));
}
