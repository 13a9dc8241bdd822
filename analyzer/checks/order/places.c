/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the functions of a unit release memory, begin and end contexts, and tell the hardware something;
 * which functions run in a context, and the fields that they name. Read from the IR, not along paths.
 */
#include "checks/order/order.h"
#include "engine/program/prescan.h"

#include <stdlib.h>

/* One function being read. */
struct reader {
	struct dl_analysis *an;
	struct dl_scanned scanned;
	struct dl_order_func *to;
	struct dl_site site;
};

/* ---- fields behind values ---- */

static const struct dl_step *last_field(const struct dl_place *place)
{
	for (uint32_t i = place ? place->step_count : 0; i > 0; i--) {
		if (place->steps[i - 1].kind == DL_STEP_FIELD)
			return &place->steps[i - 1];
		if (place->steps[i - 1].kind == DL_STEP_DEREF)
			return NULL;
	}
	return NULL;
}

/* The innermost field of a record of the driver's. */
static uint64_t own_field_key(const struct dl_place *place)
{
	for (uint32_t i = place ? place->step_count : 0; i > 0; i--) {
		const struct dl_step *s = &place->steps[i - 1];

		if (s->kind == DL_STEP_FIELD && s->record && !s->record->is_core)
			return dl_field_key(s->record, s->field);
	}
	return 0;
}

static const struct dl_instr *def_of(const struct reader *r, const struct dl_val *val)
{
	return val->kind == DL_VAL_TEMP ? r->scanned.defs[val->num] : NULL;
}

static const struct dl_place *place_behind(const struct reader *r, const struct dl_val *val, int depth);

/* The one value that is ever stored in the variable. */
static const struct dl_place *place_behind_var(const struct reader *r, uint32_t var, int depth)
{
	const struct dl_func *func = r->scanned.func;
	const struct dl_place *found = NULL;

	for (uint32_t b = 0; b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];
			const struct dl_place *p;

			if (in->op != DL_OP_STORE || in->place->base != DL_BASE_VAR ||
			    in->place->index != var || in->place->step_count)
				continue;
			p = place_behind(r, &in->a, depth);
			if (!p || (found && last_field(found)->field != last_field(p)->field))
				return NULL;
			found = p;
		}
	}
	return found;
}

/* The place with a field that the value was read from. */
static const struct dl_place *place_behind(const struct reader *r, const struct dl_val *val, int depth)
{
	const struct dl_instr *def = def_of(r, val);

	if (!def || depth > 6)
		return NULL;
	if (def->op == DL_OP_CAST || (def->op == DL_OP_BIN && (def->sub <= DL_BIN_SUB || def->sub == DL_BIN_AND)))
		return place_behind(r, &def->a, depth + 1);
	/* a record that is a member: a list of one entry */
	if (def->op == DL_OP_ADDR)
		return last_field(def->place) ? def->place : NULL;
	if (def->op != DL_OP_LOAD)
		return NULL;
	if (def->place->base == DL_BASE_VAR && !def->place->step_count)
		return place_behind_var(r, def->place->index, depth + 1);
	return last_field(def->place) ? def->place : NULL;
}

static uint64_t step_key(const struct dl_step *step)
{
	return step && step->record ? dl_field_key(step->record, step->field) : 0;
}

/* The field of another record that the record with the field @step is a member of; NULL: of none that is seen. */
static const struct dl_step *owner_of(const struct dl_place *p, const struct dl_step *step)
{
	for (uint32_t i = (uint32_t)(step - p->steps); i-- > 0 && p->steps[i].kind != DL_STEP_DEREF;)
		if (p->steps[i].kind == DL_STEP_FIELD)
			return &p->steps[i];
	return NULL;
}

static uint64_t owner_key(const struct dl_place *p, const struct dl_step *step)
{
	return step_key(owner_of(p, step));
}

/* ---- releases ---- */

/* The parameter whose record keeps what the value is read from. */
static uint32_t param_behind(const struct reader *r, const struct dl_val *val)
{
	const struct dl_instr *def = def_of(r, val);

	while (def && def->op == DL_OP_CAST)
		def = def_of(r, &def->a);
	while (def && def->op == DL_OP_LOAD && def->place->base == DL_BASE_TEMP)
		def = r->scanned.defs[def->place->index];
	return def && def->op == DL_OP_LOAD && def->place->base == DL_BASE_VAR && def->place->step_count &&
	       def->place->index < r->scanned.func->param_count ? def->place->index : UINT32_MAX;
}

/* The field that is the list, or keeps it; @name (NULL: not asked for) is what it is called. */
static uint64_t list_key(const struct reader *r, const struct dl_val *val, const char **name)
{
	const struct dl_step *step = last_field(place_behind(r, val, 0));

	if (step && name)
		*name = step->field;
	return step_key(step);
}

/* @model is NULL for a channel. */
static void note_release(struct reader *r, const struct dl_model *m)
{
	const struct dl_instr *in = r->site.at;
	struct dl_release_site found = { .site = r->site, .model = m, .param = UINT32_MAX };
	int8_t args[] = { m ? m->arg_handle : -1, m ? m->arg_buf : 0 };

	for (size_t i = 0; i < 2; i++) {
		const struct dl_place *place = args[i] >= 0 && (uint32_t)args[i] < in->arg_count ?
					       place_behind(r, &in->args[args[i]], 0) : NULL;
		const struct dl_step *step = place ? last_field(place) : NULL;

		if (!step)
			continue;
		found.keys[i] = step_key(step);
		found.owner = owner_key(place, step);
		found.field = step->field;
		found.record = step->record;
		found.is_core = step->record && step->record->is_core;
		/* sg_dma_address(&x->list) */
		if (found.is_core && owner_of(place, step))
			found.field = owner_of(place, step)->field;
		found.param = param_behind(r, &in->args[args[i]]);
	}
	if (m && m->arg_sg >= 0 && (uint32_t)m->arg_sg < in->arg_count)
		found.list = list_key(r, &in->args[m->arg_sg], &found.field);
	if (!found.keys[0] && !found.keys[1] && !found.list)
		return;
	dl_vec_push(&r->to->releases, found);
	r->to->may_release = true;
}

/* The field that keeps the channel, the first argument of a call about it; 0: not known. */
static uint64_t channel_key(const struct reader *r, const struct dl_instr *call)
{
	return call->arg_count ? step_key(last_field(place_behind(r, &call->args[0], 0))) : 0;
}

/* The same where it is a variable's: all that is ever stored there. */
static void note_channels(struct reader *r, const struct dl_val *val)
{
	const struct dl_instr *def = def_of(r, val);
	const struct dl_func *func = r->scanned.func;
	const uint64_t key = step_key(last_field(place_behind(r, val, 0)));

	if (key)
		dl_map_put(&r->to->channels, key, (void *)1);
	if (key || !def || def->op != DL_OP_LOAD || def->place->base != DL_BASE_VAR || def->place->step_count)
		return;
	for (uint32_t b = 0; b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];
			uint64_t stored;

			if (in->op != DL_OP_STORE || in->place->base != DL_BASE_VAR || in->place->step_count ||
			    in->place->index != def->place->index)
				continue;
			stored = step_key(last_field(place_behind(r, &in->a, 0)));
			if (stored)
				dl_map_put(&r->to->channels, stored, (void *)1);
		}
	}
}

/* What the unit hands to a channel, and to which one. */
static void add_handed(struct reader *r, uint64_t key, uint64_t channel)
{
	struct dl_map *all = &dl_order_of(r->an)->handed;
	const void *before = dl_map_get(all, key);

	if (!channel || (before && (uintptr_t)before != channel))
		channel = DL_ANY_CHANNEL;
	if (key)
		dl_map_put(all, key, (void *)(uintptr_t)channel);
}

/* dmaengine_prep_slave_single(x->chan, x->at, ...), dmaengine_prep_slave_sg(x->chan, x->list, ...) */
static void note_handed(struct reader *r, const struct dl_model *m)
{
	const struct dl_instr *in = r->site.at;
	const struct dl_place *place = m->arg_handle >= 0 && (uint32_t)m->arg_handle < in->arg_count ?
				       place_behind(r, &in->args[m->arg_handle], 0) : NULL;
	const struct dl_step *step = place ? last_field(place) : NULL;

	if (step && step->record) {
		dl_map_put(&r->to->handed, step_key(step), (void *)1);
		add_handed(r, step_key(step), channel_key(r, in));
	}
	if (m->arg_sg >= 0 && (uint32_t)m->arg_sg < in->arg_count)
		add_handed(r, list_key(r, &in->args[m->arg_sg], NULL), channel_key(r, in));
	if (in->arg_count)
		note_channels(r, &in->args[0]);
}

static void add_managed(struct reader *r, const struct dl_instr *alloc, const struct dl_step *step)
{
	struct dl_managed_memory found = { .at = alloc, .func = r->scanned.func, .field = step->field };

	found.key = step_key(step);
	dl_vec_push(&dl_order_of(r->an)->managed, found);
}

/* x->mem = dmam_alloc_coherent(dev, size, &x->at, flags) */
static void note_managed(struct reader *r)
{
	const struct dl_instr *in = r->site.at, *def;
	const struct dl_step *step = in->op == DL_OP_STORE ? last_field(in->place) : NULL;
	const struct dl_model *m;

	if (!step)
		return;
	def = def_of(r, &in->a);
	m = def && def->op == DL_OP_CALL ? dl_model_of(r->an, def) : NULL;
	if (m && m->role == DL_ROLE_ALLOC && m->managed) {
		add_managed(r, def, step);
		return;
	}
	def = r->an->field_memory.len && dl_map_has(&r->an->field_memory, step_key(step)) ?
	      ((const struct dl_origin *)dl_map_get(&r->an->field_memory, step_key(step)))->site : NULL;
	m = def && def->op == DL_OP_CALL ? dl_model_of(r->an, def) : NULL;
	if (m && m->role == DL_ROLE_ALLOC && m->managed)
		add_managed(r, def, step);
}

static void note_part(struct reader *r)
{
	const struct dl_instr *in = r->site.at;
	const struct dl_step *part = last_field(in->place);

	if (part && in->a.kind != DL_VAL_INT)
		dl_part_note(r->an, part, last_field(place_behind(r, &in->a, 0)));
}

/* ---- contexts ---- */

/* &x->work: the field. A pointer need not be to the same thing: a queue of works. */
static uint64_t address_key(const struct reader *r, const struct dl_val *val)
{
	const struct dl_instr *def = def_of(r, val);

	return def && def->op == DL_OP_ADDR ? own_field_key(def->place) : 0;
}

static void note_running(struct reader *r, const struct dl_context *context, const char *callback,
			 uint64_t who, bool managed)
{
	struct dl_running found = {
		.context = context, .callback = dl_info_of(r->an, callback), .begin = r->site.at,
		.begin_func = r->scanned.func, .who = who, .managed = managed,
	};

	r->to->begins |= 1ULL << context->index;
	if (found.callback)
		dl_vec_push(&dl_order_of(r->an)->running, found);
}

/* Which of several begins or starts: by the field whose address is given, the last before its function. */
static uint64_t who_of(const struct reader *r, const struct dl_instr *in)
{
	uint64_t who = 0;

	for (uint32_t i = 0; i < in->arg_count && !(who && in->args[i].kind == DL_VAL_FUNC); i++)
		if (address_key(r, &in->args[i]))
			who = address_key(r, &in->args[i]);
	return who;
}

static void note_context(struct reader *r, const struct dl_context_call *call)
{
	const struct dl_instr *in = r->site.at;
	struct dl_context_site found = { .site = r->site, .call = call };

	found.who = call->part <= DL_CONTEXT_STARTS ? who_of(r, in) :
		    in->arg_count ? address_key(r, &in->args[0]) : 0;
	found.channel = call->context->transfers ? channel_key(r, in) : 0;
	dl_vec_push(&r->to->contexts, found);
	if (call->part == DL_CONTEXT_BEGINS)
		r->to->begins |= 1ULL << call->context->index;
	else if (call->part == DL_CONTEXT_STARTS)
		r->to->starts |= 1ULL << call->context->index;
	else
		*(call->part == DL_CONTEXT_ASKS ? &r->to->asks : &r->to->quiets) |= 1ULL << call->context->index;
	if (call->part == DL_CONTEXT_ENDS)
		r->to->ends |= 1ULL << call->context->index;
	for (uint32_t i = 0; call->part == DL_CONTEXT_BEGINS && i < in->arg_count && i < 32; i++)
		if (call->callbacks >> i & 1 && in->args[i].kind == DL_VAL_FUNC)
			note_running(r, call->context, in->args[i].str, found.who, call->managed);
}

/* The parameter that the value is; UINT32_MAX: none. */
static uint32_t param_of(const struct reader *r, const struct dl_val *val)
{
	const struct dl_instr *def = def_of(r, val);

	return def && def->op == DL_OP_LOAD && def->place->base == DL_BASE_VAR && !def->place->step_count &&
	       def->place->index < r->scanned.func->param_count ? def->place->index : UINT32_MAX;
}

/* INIT_WORK(&x->work, f) stores f in a field of x->work; desc->callback = f, which the caller may have given. */
static void note_stored(struct reader *r)
{
	const struct dl_instr *in = r->site.at;
	const struct dl_step *step = last_field(in->place);
	const struct dl_context *context = step && step->record ?
		dl_models_context_field(r->an->options->models, step->record->name, step->field) : NULL;

	if (context && in->a.kind == DL_VAL_FUNC)
		note_running(r, context, in->a.str, own_field_key(in->place), false);
	else if (context && param_of(r, &in->a) != UINT32_MAX)
		dl_vec_push(&dl_order_of(r->an)->given, ((struct dl_given_callback){
			context, r->scanned.info, in, param_of(r, &in->a), own_field_key(in->place) }));
	if (step && step->record && in->a.kind == DL_VAL_FUNC && dl_info_of(r->an, in->a.str) &&
	    dl_models_gives_back(r->an->options->models, step->record->name, step->field))
		dl_order_func_of(r->an, dl_info_of(r->an, in->a.str))->gives_back = true;
}

/* ---- one function ---- */

bool dl_may_stop(const struct dl_analysis *an, const struct dl_instr *in)
{
	const char *name = in->callee;

	if (!name && in->through && in->through->step_count)
		name = in->through->steps[in->through->step_count - 1].field;
	return !name || dl_name_undoes(an, name) || dl_name_means(an, DL_WORD_STOPS, name);
}

static const struct dl_record *record_behind(const struct dl_type *type)
{
	return type && type->kind == DL_TYPE_PTR && type->elem && type->elem->kind == DL_TYPE_RECORD ?
	       type->elem->record : NULL;
}

static void note_shown(struct reader *r)
{
	for (uint32_t i = 0; i < r->site.at->arg_count; i++) {
		const struct dl_record *record = record_behind(r->site.at->args[i].type);

		if (record && !record->is_core)
			dl_vec_push(&r->to->shown, record);
	}
}

static void note_call(struct reader *r)
{
	const struct dl_instr *in = r->site.at;
	const struct dl_context_call *call = dl_models_context_call(r->an->options->models, in->callee);
	const struct dl_model *m = dl_model_of(r->an, in);
	struct dl_func_info *const *targets;

	if (dl_callee_of(r->an, in) || dl_callees_of(r->an, in, &targets))
		dl_vec_push(&r->to->calls, r->site);
	if (m ? m->role == DL_ROLE_WAIT : dl_callee_of(r->an, in) && dl_callee_of(r->an, in)->may_wait)
		dl_vec_push(&r->to->waits, r->site);
	r->to->looks |= dl_models_looks(r->an->options->models, in->callee);
	if (dl_callee_of(r->an, in))
		return;
	if (!m && !call && !dl_callees_of(r->an, in, &targets))
		note_shown(r);
	for (const struct dl_context_call *c = call; c; c = c->next) {
		note_context(r, c);
		if (c->releases)
			note_release(r, NULL);
	}
	if (m && (m->role == DL_ROLE_FREE || m->role == DL_ROLE_UNMAP))
		note_release(r, m);
	if (m && m->role == DL_ROLE_HANDBACK)
		note_handed(r, m);
	if (m && m->role == DL_ROLE_MAP)
		dl_vec_push(&r->to->maps, r->site);
	if (m && m->role != DL_ROLE_NONE ? m->role == DL_ROLE_MMIO_WRITE :
	    call ? call->part > DL_CONTEXT_STARTS : dl_may_stop(r->an, in))
		dl_vec_push(&r->to->stops, r->site);
	else
		return;
	r->to->may_stop = true;
	r->to->may_end |= !m;
}

/* Read as a member of one other record, as far as is seen, or of any. */
static void note_read(struct reader *r, const struct dl_place *p, const struct dl_step *s)
{
	const void *before = dl_map_get(&r->to->reads, step_key(s));
	uint64_t owner = owner_key(p, s);

	if (!owner || (before && (uintptr_t)before != owner))
		owner = DL_ANY_OWNER;
	dl_map_put(&r->to->reads, step_key(s), (void *)(uintptr_t)owner);
}

static void note_touched(struct reader *r)
{
	const struct dl_instr *in = r->site.at;
	const struct dl_place *p = in->place;
	bool clears = in->op == DL_OP_STORE && in->a.kind == DL_VAL_INT && in->a.num == 0;

	for (uint32_t i = 0; i < p->step_count; i++) {
		const struct dl_step *s = &p->steps[i];
		bool on_the_way = false;

		for (uint32_t k = i + 1; k < p->step_count; k++)
			on_the_way |= p->steps[k].kind == DL_STEP_DEREF;
		if (s->kind != DL_STEP_FIELD)
			continue;
		dl_map_put(&r->to->names, step_key(s), (void *)1);
		if (on_the_way || in->op == DL_OP_LOAD)
			note_read(r, p, s);
		else if (in->op == DL_OP_STORE && !clears)
			dl_map_put(&r->to->writes, step_key(s), (void *)1);
	}
}

/* x->gone = 1, atomic_set(&x->active, 0), set_bit(GONE, &x->flags) */
static void note_mark(struct reader *r)
{
	const struct dl_instr *in = r->site.at;
	const struct dl_step *step = in->op == DL_OP_STORE || in->op == DL_OP_ADDR ? last_field(in->place) : NULL;

	/* a number, or a record around one */
	if (step && step->record && !step->record->is_core && step->size && step->size <= sizeof(uint64_t) &&
	    step->type && step->type->kind != DL_TYPE_PTR)
		dl_vec_push(&r->to->marks, ((struct dl_mark){ r->site, step_key(step) }));
}

static bool is_too_early(const struct dl_analysis *an, const struct dl_val *val)
{
	for (size_t i = 0; val->kind == DL_VAL_INT && i < an->platform->too_early.count; i++)
		if (an->platform->too_early.items[i].value == val->num)
			return true;
	return false;
}

static void read_function(struct dl_analysis *an, struct dl_func_info *info)
{
	struct reader r = { .an = an, .scanned = { .an = an, .info = info, .func = info->func },
			    .to = dl_order_func_of(an, info) };

	dl_scanned_begin(&r.scanned);
	for (uint32_t b = 0; b < info->func->block_count; b++) {
		const struct dl_block *block = &info->func->blocks[b];

		for (uint32_t i = 0; i < block->instr_count; i++) {
			r.site = (struct dl_site){ b, i, &block->instrs[i] };
			if (r.site.at->place) {
				note_touched(&r);
				note_mark(&r);
			}
			if (r.site.at->op == DL_OP_CALL)
				note_call(&r);
			if (r.site.at->op == DL_OP_STORE) {
				note_stored(&r);
				note_managed(&r);
				note_part(&r);
			}
			if (r.site.at->op == DL_OP_STORE && is_too_early(an, &r.site.at->a))
				dl_vec_push(&r.to->too_early, r.site);
		}
		r.site = (struct dl_site){ b, block->instr_count, NULL };
		if (block->term.kind == DL_TERM_RETURN && is_too_early(an, &block->term.cond))
			dl_vec_push(&r.to->too_early, r.site);
	}
}

/* ---- the unit ---- */

struct dl_order_func *dl_order_func_of(struct dl_analysis *an, const struct dl_func_info *info)
{
	dl_order_find(an);
	return &dl_order_of(an)->funcs[info - an->funcs];
}

/* What a callee does, its callers may do. */
static void inherit(struct dl_analysis *an)
{
	bool changed = true;

	for (int round = 0; changed && round < 12; round++) {
		changed = false;
		for (uint32_t i = an->unit->func_count; i > 0; i--) {
			const struct dl_func_info *info = &an->funcs[i - 1];
			struct dl_order_func *of = dl_order_func_of(an, info);
			const struct dl_order_func before = *of;

			for (uint32_t c = 0; c < info->callee_count; c++) {
				const struct dl_order_func *callee =
					dl_order_func_of(an, an->callees.data[info->first_callee + c]);

				of->begins |= callee->begins;
				of->starts |= callee->starts;
				of->asks |= callee->asks;
				of->ends |= callee->ends;
				of->quiets |= callee->quiets;
				of->may_release |= callee->may_release;
				of->may_stop |= callee->may_stop;
				of->may_end |= callee->may_end;
			}
			changed |= before.begins != of->begins || before.starts != of->starts ||
				   before.asks != of->asks || before.ends != of->ends || before.quiets != of->quiets || before.may_release != of->may_release ||
				   before.may_stop != of->may_stop || before.may_end != of->may_end;
		}
	}
}

static bool mark_teardown(void *ctx, struct dl_func_info *info)
{
	dl_order_func_of(ctx, info)->tears_down = true;
	return false;
}

/* Nobody who is seen calls it: a file of the driver that was not read does, to be rid of what it releases. */
static bool is_for_others(const struct dl_func_info *info)
{
	return !info->func->is_static && !info->has_caller && !info->address_taken && info->releases.len &&
	       !info->may_make;
}

void dl_order_find(struct dl_analysis *an)
{
	struct dl_order *o = dl_order_of(an);

	if (o->funcs)
		return;
	o->funcs = DL_NEW_ARRAY(an->arena, struct dl_order_func, an->unit->func_count + 1);
	for (uint32_t i = 0; i < an->unit->func_count; i++)
		read_function(an, &an->funcs[i]);
	dl_parts_spread(an);
	dl_order_find_running(an);
	inherit(an);
	for (uint32_t i = 0; i < an->unit->func_count; i++) {
		o->funcs[i].begins_teardown = an->funcs[i].ends_binding || an->funcs[i].callback_record ||
					      is_for_others(&an->funcs[i]);
		if (o->funcs[i].begins_teardown)
			dl_order_walk(an, &an->funcs[i], mark_teardown, an);
	}
}

void dl_order_forget(struct dl_analysis *an)
{
	struct dl_order *o = dl_order_of(an);

	for (uint32_t i = 0; o->funcs && i < an->unit->func_count; i++) {
		dl_vec_free(&o->funcs[i].contexts);
		dl_vec_free(&o->funcs[i].releases);
		dl_vec_free(&o->funcs[i].calls);
		dl_vec_free(&o->funcs[i].stops);
		dl_vec_free(&o->funcs[i].waits);
		dl_vec_free(&o->funcs[i].too_early);
		dl_vec_free(&o->funcs[i].marks);
		dl_vec_free(&o->funcs[i].maps);
		dl_vec_free(&o->funcs[i].shown);
		dl_map_free(&o->funcs[i].names);
		dl_map_free(&o->funcs[i].reads);
		dl_map_free(&o->funcs[i].writes);
		dl_map_free(&o->funcs[i].handed);
		dl_map_free(&o->funcs[i].channels);
	}
	dl_map_free(&o->parts);
	dl_map_free(&o->told);
	dl_map_free(&o->handed);
	dl_vec_free(&o->running);
	dl_vec_free(&o->managed);
	dl_vec_free(&o->given);
}
