/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mappings that nothing of the driver can ever unmap (engine.md section 4): where the handle goes
 * (flow.h) there is no unmap, nobody out of sight has it, and there is no unmap of a handle whose
 * origin is not seen that could be this one. The same of memory that is allocated and never freed.
 */
#include <string.h>

#include "checks/event/event.h"
#include "checks/leak/leak.h"
#include "engine/program/flow.h"
#include "engine/program/program.h"
#include "engine/value/sym.h"

#define MAX_WRAPPERS 3

/* Unmaps of values whose origin is not seen. */
struct unmap {
	const struct dl_model *model;
	const struct dl_val *dir;	/* NULL: none given */
};

struct never {
	struct dl_analysis *an;
	struct dl_flow *flow;
	DL_VEC(struct unmap) wild;
	DL_VEC(const struct dl_model *) wild_frees;
	DL_VEC(const struct dl_model *) frees_by_address;	/* which take no handle */
};

static const struct dl_val *direction(const struct dl_instr *in, const struct dl_model *m)
{
	return m->arg_dir >= 0 && (uint32_t)m->arg_dir < in->arg_count ? &in->args[m->arg_dir] :
									 NULL;
}

/* A call of the kernel's function of this name, not of one of the unit's own. */
static const struct dl_model *model_of(struct dl_analysis *an, const struct dl_instr *in)
{
	return in->op == DL_OP_CALL && !dl_callee_of(an, in) ? dl_model_of(an, in) : NULL;
}

static void note_unmap(struct never *n, const struct dl_func *func, const struct dl_instr *in)
{
	const struct dl_model *m = model_of(n->an, in);

	if (m && m->role == DL_ROLE_FREE && m->arg_handle < 0)
		dl_vec_push(&n->frees_by_address, m);
	if (!m || !dl_model_ends(m) || m->arg_handle < 0 ||
	    (uint32_t)m->arg_handle >= in->arg_count ||
	    !dl_flow_is_wild(n->flow, func, &in->args[m->arg_handle]))
		return;
	if (m->role == DL_ROLE_FREE)
		dl_vec_push(&n->wild_frees, m);
	else
		dl_vec_push(&n->wild, ((struct unmap){ m, direction(in, m) }));
}

static bool may_be_unmapped(const struct never *n, const struct dl_instr *in,
			    const struct dl_model *m)
{
	const struct dl_val *dir = direction(in, m);

	for (size_t i = 0; i < n->wild.len; i++) {
		const struct dl_val *other = n->wild.data[i].dir;

		if (!dir || !other || dir->kind != DL_VAL_INT || other->kind != DL_VAL_INT ||
		    dir->num == other->num)
			return true;
	}
	return false;
}

static bool is_leak_already(const struct dl_analysis *an, const struct dl_instr *in)
{
	for (size_t i = 0; i < dl_events_of(an)->list.len; i++) {
		const struct dl_event *ev = &dl_events_of(an)->list.data[i];

		if (ev->kind == DL_EV_LEAK && ev->object->origin == in &&
		    dl_confidence_of(&ev->grounds) >= DL_CONF_MEDIUM)
			return true;
	}
	return false;
}

static const struct dl_sym *name_of(struct dl_analysis *an, const struct dl_step *field)
{
	const char *name = field->record->name, *tag = strchr(name, ' ');

	return dl_sym_field(an->syms, dl_sym_global(an->syms, tag ? tag + 1 : name), field->record,
			    field->field, field->offset);
}

/* A value that a map call made, and where it is seen: at that call, or at one of a wrapper. */
struct value {
	const struct dl_instr *map;
	const struct dl_model *model;
	const struct dl_func *func;
	const struct dl_instr *at;
};

/* @partner: the callback that leaves it, where the way of a failure releases it; or NULL. */
static void add_event(struct never *n, const struct value *v, const struct dl_fate *fate, const char *partner)
{
	struct dl_event ev = {
		.kind = DL_EV_NEVER_UNMAPPED, .func = v->func, .at = v->at, .loc = v->at->loc,
		.model = v->at == v->map ? v->model : NULL,
		.slot = fate->field ? name_of(n->an, fate->field) : NULL, .partner = partner,
	};

	ev.grounds.by_slot = fate->field || fate->is_given;
	ev.grounds.core_slot = fate->is_core;
	ev.grounds.discarded = !ev.grounds.by_slot;
	if (v->at != v->map)
		ev.related = v->map->loc;
	dl_vec_push(&dl_events_of(n->an)->list, ev);
}

/* Kept in a record of which another module may unmap it, which is not there to be asked. */
static bool is_shared(const struct never *n, const struct value *v, const struct dl_step *field)
{
	return field && dl_is_shared(n->an, field->record, v->model);
}

static void judge_value(struct never *n, const struct value *v, int depth);

/* Each caller of a wrapper has a mapping of its own. */
static void judge_calls(struct never *n, const struct value *v, int depth)
{
	const struct dl_unit *unit = n->an->unit;

	for (uint32_t f = 0; f < unit->func_count; f++) {
		const struct dl_func *func = &unit->funcs[f];

		for (uint32_t b = 0; b < func->block_count; b++) {
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
				const struct dl_instr *in = &func->blocks[b].instrs[i];
				const struct dl_func_info *callee = dl_callee_of(n->an, in);
				struct value made = { v->map, v->model, func, in };

				if (callee && callee->func == v->func)
					judge_value(n, &made, depth + 1);
			}
		}
	}
}

static void judge_value(struct never *n, const struct value *v, int depth)
{
	struct dl_fate fate = dl_flow_fate(n->flow, v->func, v->at->dst);
	bool is_kept = fate.field || fate.is_given;
	struct dl_releasers by = { 0 };
	const char *partner = NULL;

	if (fate.is_released && !fate.is_foreign && !fate.is_returned && v->at == v->map) {
		dl_flow_find_releasers(n->flow, v->func, v->at->dst, &by);
		partner = dl_leak_idle_partner(n->an, v->map, v->model, v->func, &by);
	}
	if ((fate.is_released && !partner) || fate.is_foreign || (fate.is_returned && is_kept))
		return;
	if (fate.is_returned && depth < MAX_WRAPPERS)
		judge_calls(n, v, depth);
	else if (!fate.is_returned && !is_shared(n, v, fate.field))
		add_event(n, v, &fate, partner);
}

/* Another module's function, or a header's inline function that this driver does not use. */
static bool is_unused(const struct dl_analysis *an, const struct dl_func *func)
{
	const struct dl_func_info *info = &an->funcs[func - an->unit->funcs];

	return func->is_foreign || (func->in_header && !info->has_caller && !info->address_taken);
}

static void judge_map(struct never *n, const struct dl_func *func, const struct dl_instr *in)
{
	const struct dl_model *m = model_of(n->an, in);

	if (!m || m->role != DL_ROLE_MAP || m->failure != DL_FAIL_BAD_HANDLE || m->managed ||
	    func->degradation_count || is_unused(n->an, func) || may_be_unmapped(n, in, m) ||
	    is_leak_already(n->an, in))
		return;
	judge_value(n, &(struct value){ in, m, func, in }, 0);
}

static bool has_family(const struct dl_model *const *list, size_t len, const struct dl_model *m)
{
	for (size_t i = 0; i < len; i++)
		if (dl_model_same_family(list[i], m))
			return true;
	return false;
}

/* The temporary of the handle that the call stores; of the address, where it stores none. */
static uint32_t handle_of(const struct value *v)
{
	int8_t out = v->model->arg_handle_out;
	bool has_handle = out >= 0 && (uint32_t)out < v->map->arg_count &&
			  v->map->args[out].kind == DL_VAL_TEMP;

	return has_handle ? (uint32_t)v->map->args[out].num : v->map->dst;
}

/*
 * A free takes the address from where the allocation put it, whatever handle goes with it. Over
 * further fields the address counts where it alone frees the memory, or where the handle was not
 * followed into a field.
 */
static bool is_freed_by_address(struct never *n, const struct value *v,
				const struct dl_fate *handle, const struct dl_fate *address)
{
	bool is_enough = !handle->field || has_family(n->frees_by_address.data,
						      n->frees_by_address.len, v->model);

	return (is_enough && address->is_released) ||
	       dl_flow_is_released_as_kept(n->flow, v->func, v->map->dst);
}

/* Another module may free it, which has the handle and the address. */
static bool is_shared_memory(const struct never *n, const struct value *v,
			     const struct dl_fate *handle, const struct dl_fate *address)
{
	return is_shared(n, v, address->field) ||
	       ((address->is_foreign || !address->field) && is_shared(n, v, handle->field));
}

/* Without its handle nobody out of sight can free the memory: who sees the address is no matter. */
static void judge_alloc(struct never *n, const struct dl_func *func, const struct dl_instr *in)
{
	const struct dl_model *m = model_of(n->an, in);
	const struct value v = { in, m, func, in };
	struct dl_fate handle, address;
	struct dl_releasers by = { 0 };
	const char *partner = NULL;

	if (!m || m->role != DL_ROLE_ALLOC || m->managed || in->dst == DL_NO_TEMP ||
	    func->degradation_count || is_unused(n->an, func) ||
	    has_family(n->wild_frees.data, n->wild_frees.len, m) || is_leak_already(n->an, in))
		return;
	handle = dl_flow_fate(n->flow, func, handle_of(&v));
	address = dl_flow_fate(n->flow, func, in->dst);
	if (handle.is_foreign || handle.is_returned)
		return;
	if (handle.is_released || is_freed_by_address(n, &v, &handle, &address)) {
		dl_flow_find_releasers(n->flow, func, handle_of(&v), &by);
		dl_flow_find_releasers(n->flow, func, in->dst, &by);
		partner = dl_leak_idle_partner(n->an, in, m, func, &by);
		if (!partner)
			return;
	}
	if (is_shared_memory(n, &v, &handle, &address)) /* reads other files: asked last */
		return;
	add_event(n, &v, &(struct dl_fate){
		.field = address.field ? address.field : handle.field,
		.is_given = true,
		.is_core = handle.is_core,
	}, partner);
}

typedef void visit_instr(struct never *n, const struct dl_func *func, const struct dl_instr *in);

static void each_instr(struct never *n, visit_instr *visit)
{
	const struct dl_unit *unit = n->an->unit;

	for (uint32_t f = 0; f < unit->func_count; f++) {
		const struct dl_func *func = &unit->funcs[f];

		for (uint32_t b = 0; b < func->block_count; b++)
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++)
				visit(n, func, &func->blocks[b].instrs[i]);
	}
}

/* Everything was read, and no unmap can be among what was lost of a function. */
static bool is_complete(const struct dl_analysis *an)
{
	bool may_be_lost = !an->options->names_no_release;

	for (uint32_t i = 0; i < an->unit->func_count; i++)
		if (an->unit->funcs[i].degradation_count &&
		    (may_be_lost || an->unit->funcs[i].in_header))
			return false;
	return an->options->is_whole;
}

static bool makes_anything(const struct dl_analysis *an)
{
	for (uint32_t i = 0; i < an->unit->func_count; i++)
		if (an->funcs[i].may_make)
			return true;
	return false;
}

void dl_never_judge(struct dl_analysis *an)
{
	struct never n = { .an = an };

	if (!makes_anything(an) || !is_complete(an))
		return;
	n.flow = dl_flow_new(an);
	each_instr(&n, note_unmap);
	each_instr(&n, judge_map);
	each_instr(&n, judge_alloc);
	dl_vec_free(&n.wild);
	dl_vec_free(&n.wild_frees);
	dl_vec_free(&n.frees_by_address);
	dl_flow_free(n.flow);
}
