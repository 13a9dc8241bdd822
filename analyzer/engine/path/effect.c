/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One effect of a call, whether a model or the summary of a function of the unit says it. Which objects
 * a release meets: release.c.
 */
#include "engine/path/path.h"

/* The same field under a base that only the callee knew. */
const struct dl_sym *dl_hidden_home(struct dl_explorer *ex, const struct dl_instr *call,
				    const struct dl_sym *alias)
{
	const struct dl_sym *field = dl_sym_last_field(alias);
	struct dl_syms *s = ex->syms;

	return !field ? NULL :
	       dl_sym_field(s, dl_sym_deref(s, dl_sym_unknown(s, call, 70)), field->record,
			    field->field, (uint32_t)field->num);
}

/*
 * The callee kept the value. In a field: an alias under a base that only the callee knew. Passed on out
 * of sight: it may be checked or released there.
 */
static void keep_value(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_done *d)
{
	const struct dl_effect *e = d->effect;
	const struct dl_sym *value = d->value;
	struct dl_state *st = frame->state;
	const struct dl_sym *base = dl_sym_pointer_base(value);
	struct dl_object *o = dl_state_owner_of(st, value);
	const struct dl_sym *field = e->loc ? dl_sym_last_field(e->loc) : NULL;

	if (o && o->value == dl_sym_strip(value) && !o->stored && e->at)
		dl_story_act(ex, st, field && e->at->op == DL_OP_STORE ? DL_STORY_STORE : DL_STORY_PASS, e->at,
			     e->func, o, value);
	if (!e->loc && base->kind == DL_SYM_RESULT)
		dl_map_put(&ex->handed, (uintptr_t)base, (void *)1);
	if (o && field && o->handle == o->value) {
		o->stored = true;
		dl_object_add_alias(o, dl_hidden_home(ex, d->call, e->loc));
	} else if (o) {
		o->escaped = o->stored = true;
	} else {
		dl_keep_param(ex, frame, d->call, value, e->loc);
	}
	for (uint32_t k = 0; k < st->object_count; k++)
		if (st->objects[k].sg && dl_sym_pointer_base(st->objects[k].sg) == base)
			st->objects[k].escaped = true;
	DL_HOOKS(forget, ex, st, base, d->call, e->at);
}

static void release_value(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_done *d)
{
	const struct dl_effect *e = d->effect;

	dl_do_release(ex, frame, &(struct dl_release){
		.at = e->at ? e->at : d->call, .call = d->call, .func = e->func ? e->func : ex->func,
		.model = e->model, .value = d->value, .terms = d->terms,
		.is_refresh = e->kind == DL_EFFECT_REFRESH, .must = e->must,
		.certain = e->must && d->certain, .assumed = d->assumed, .chosen = d->chosen,
		.in_context = !dl_sym_is_initial(dl_sym_strip(e->value)) });
}

static void use_value(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_done *d)
{
	struct dl_value_use use = { .at = d->call, .model = d->effect->model,
				    .kind = d->effect->use, .dev = d->terms.dev };

	for (uint32_t i = 0; !d->value && i < d->call->arg_count && i < 32; i++) {
		use.value = d->args[i];
		dl_use_value(ex, frame, &use);
	}
	if (d->value) {
		use.value = d->value;
		dl_use_value(ex, frame, &use);
	}
}

static void use_list(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_done *d)
{
	const struct dl_state *st = frame->state;

	for (uint32_t i = 0; i < st->object_count; i++)
		if (st->objects[i].sg == d->value)
			dl_use_value(ex, frame, &(struct dl_value_use){
				.at = d->call, .model = d->effect->model,
				.value = st->objects[i].value, .kind = d->effect->use });
}

/* The position of the argument that an effect of a model is about. */
static uint32_t position(const struct dl_effect *e)
{
	return (uint32_t)e->value->a->num;
}

/* `memcpy(desc->addr, &handle, 8)` stores the number that the variable at @loc holds. */
static bool copy_number(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_done *d,
			const struct dl_sym *loc)
{
	const struct dl_sym *to = dl_call_arg(d->call, d->args, d->effect->model->arg_write);
	const struct dl_sym *value = dl_state_bound(frame->state, loc);

	if (!to || loc->kind != DL_SYM_VAR || !value || !dl_state_object_of(frame->state, value))
		return false;
	dl_store(ex, frame, d->call, dl_sym_deref(ex->syms, to), value);
	return true;
}

/* What is in memory changes, or goes along: allocated memory is followed. */
static void touch_contents(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_done *d)
{
	const struct dl_sym *base = dl_sym_pointer_base(d->value);
	const struct dl_object *o = dl_state_object_of(frame->state, base);
	bool fills = d->effect->kind == DL_EFFECT_FILL;

	if (o && o->model->role == DL_ROLE_ALLOC && base == o->value)
		dl_use_value(ex, frame, &(struct dl_value_use){
			.at = d->call, .model = d->effect->model, .value = base, .kind = DL_USE_DEREF });
	if (fills)
		dl_zeroed_forget(frame->state, dl_sym_root_pointer(d->value));
	if (fills)
		DL_HOOKS(overwrite, ex, frame->state, dl_sym_deref(ex->syms, base));
	if (base->kind != DL_SYM_ADDR)
		return;
	if (!fills && copy_number(ex, frame, d, base->a))
		return;
	/* a copy of the record takes the handles in it along */
	if (!fills)
		dl_keep_below(frame->state, base->a);
	else if (dl_loc_is_local(base->a))
		dl_state_write(frame->state, base->a,
			       dl_sym_unknown(ex->syms, d->call, 9));
}

/* Cleanup registered with the device core: what is live now will be released. */
static void manage_all(struct dl_state *st)
{
	for (uint32_t i = 0; i < st->object_count; i++)
		st->objects[i].escaped = true;
}

/* Those that a model alone has. */
static void do_modelled(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_done *d)
{
	const struct dl_effect *e = d->effect;

	switch (e->kind) {
	case DL_EFFECT_HAND: DL_HOOKS(hand, ex, frame, d->call, e->model, d->value); break;
	case DL_EFFECT_USE_LIST: use_list(ex, frame, d); break;
	case DL_EFFECT_TELL: DL_HOOKS(submit, ex, frame, d->value); break;
	case DL_EFFECT_WAIT: DL_HOOKS(wait, ex, frame->state); break;
	case DL_EFFECT_FOLLOW: dl_note_nonnull(ex, frame->state, d->value); break;
	case DL_EFFECT_WRITE:
	case DL_EFFECT_READ:
		DL_HOOKS(access_call, ex, frame, d->call, e->model, position(e), d->value,
			 d->terms.size, e->kind == DL_EFFECT_WRITE);
		break;
	case DL_EFFECT_FILL:
	case DL_EFFECT_COPY: touch_contents(ex, frame, d); break;
	case DL_EFFECT_CONVERT: DL_HOOKS(follow, ex, frame, d->call, e->model, d->value); break;
	case DL_EFFECT_MANAGE: manage_all(frame->state); break;
	case DL_EFFECT_HIDE: dl_exec_unknown_call(ex, frame, d->call, d->args); break;
	default: break;
	}
}

/* A list goes to the hardware, also in a callee: the count must be the one that the device was lent. */
static void submit_list(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
			const struct dl_model *model, const struct dl_sym *sg,
			const struct dl_terms *terms)
{
	dl_state_add_effect(frame->state, &(struct dl_effect){
		.kind = DL_EFFECT_SUBMIT, .must = true, .value = sg, .model = model, .at = at,
		.func = ex->func, .terms = { .count = terms->count, .dev = terms->dev } });
	DL_HOOKS(submit_list, ex, frame, at, model, sg, terms);
}

/* What is certainly not 0 means the same to callers, who may not know the parts that it is made of. */
static const struct dl_sym *settled(struct dl_explorer *ex, const struct dl_sym *inward)
{
	return inward && dl_sym_bits_set(inward) ? dl_sym_int(ex->syms, 1) : inward;
}

void dl_do_effect(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_done *d)
{
	const struct dl_effect *e = d->effect;

	switch (e->kind) {
	case DL_EFFECT_RELEASE:
	case DL_EFFECT_REFRESH: release_value(ex, frame, d); break;
	case DL_EFFECT_KEEP: keep_value(ex, frame, d); break;
	case DL_EFFECT_USE:
		if (e->must)
			use_value(ex, frame, d);
		break;
	case DL_EFFECT_SUBMIT:
		if (e->must && d->terms.count)
			submit_list(ex, frame, d->call, e->model, d->value, &d->terms);
		break;
	case DL_EFFECT_SINK:
		if (e->must)
			DL_HOOKS(sink, ex, frame, d->call, e->model, d->value, &(struct dl_terms){
				.dir = settled(ex, d->terms.dir), .size = d->terms.size });
		break;
	case DL_EFFECT_FREE_BUFFER:
		if (e->must)
			dl_free_buffer(ex, frame, d->call, e->at ? NULL : e->model, d->value);
		break;
	default: do_modelled(ex, frame, d); break;
	}
}
