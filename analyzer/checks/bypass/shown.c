/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fields by which the kernel shows user space memory of a driver, where it takes what they hold for a physical
 * address, or for one of memory with pages. A handle is neither, and coherent memory need not have pages. A
 * driver that says so in the field beside, or shows the memory by an operation of its own, is not judged;
 * nor is memory of a pool, which may be a device's own with a physical address.
 */
#include <string.h>

#include "checks/bypass/bypass.h"
#include "checks/provenance/buffer.h"
#include "engine/path/path.h"

static bool is_beside(const struct dl_model *m, const struct dl_place *p)
{
	const struct dl_step *last = p && p->step_count ? &p->steps[p->step_count - 1] : NULL;

	return last && last->kind == DL_STEP_FIELD && last->record && !strcmp(last->field, m->beside) &&
	       !strcmp(last->record->name, m->record);
}

/* In the field beside, the unit says what the memory is, and never that it is the API's. */
static bool says_otherwise(const struct dl_analysis *an, const struct dl_model *m)
{
	bool says = false;

	for (uint32_t f = 0; f < an->unit->func_count; f++)
		for (uint32_t b = 0; b < an->unit->funcs[f].block_count; b++)
			for (uint32_t i = 0; i < an->unit->funcs[f].blocks[b].instr_count; i++) {
				const struct dl_instr *in = &an->unit->funcs[f].blocks[b].instrs[i];

				if (in->op != DL_OP_STORE || !is_beside(m, in->place))
					continue;
				if (in->a.kind != DL_VAL_INT || (in->a.num >= m->fits.lo && in->a.num <= m->fits.hi))
					return false;
				says = true;
			}
	return says;
}

/* The unit has the operation, and its function is not one of the kernel's that take the field as it is. */
static bool shows_by_itself(const struct dl_analysis *an, const struct dl_model *m)
{
	for (uint32_t g = 0; g < an->unit->global_count; g++)
		for (uint32_t r = 0; r < an->unit->globals[g].ref_count; r++) {
			const struct dl_init_ref *ref = &an->unit->globals[g].refs[r];
			bool is_kernels = false;

			if (strcmp(ref->field, m->operation) != 0)
				continue;
			for (size_t i = 0; i < m->pair_count; i++)
				is_kernels |= !strcmp(ref->func, m->pairs[i]);
			if (!is_kernels)
				return true;
		}
	return false;
}

static bool is_taken_as_it_is(const struct dl_analysis *an, const struct dl_model *m)
{
	return m->beside ? says_otherwise(an, m) : !shows_by_itself(an, m);
}

static bool carries_handle(const struct dl_object *o, const struct dl_sym *value)
{
	return o && o->handle && o->model->arg_pool == DL_NO_ARG && dl_sym_derives(value, o->handle) &&
	       (o->handle != o->value || o->model->failure == DL_FAIL_BAD_HANDLE);
}

void dl_shown_stored(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_store *s)
{
	const struct dl_model *m = s->loc->kind == DL_SYM_FIELD && s->loc->record ?
		dl_lexicon_field(&ex->an->lexicon, s->loc->record->name, s->loc->field) : NULL;
	struct dl_buffer_info info;

	if (!m || m->role != DL_ROLE_USER_ADDRESS || s->value->kind == DL_SYM_INT ||
	    !is_taken_as_it_is(ex->an, m))
		return;
	if (carries_handle(dl_state_object_of(frame->state, s->value), s->value)) {
		dl_emit_event(ex, frame->state, (struct dl_event){
			.kind = DL_EV_CONFUSED, .at = s->at, .loc = s->at->loc, .model = m,
			.use = DL_USE_AS_PHYSICAL, .buffer = s->value, .grounds.assumed = true });
		return;
	}
	info = dl_buffer_in(ex, frame->state, s->value);
	if (info.kind != DL_BUF_COHERENT || !info.model || info.model->memory != DL_MEM_COHERENT ||
	    info.model->arg_pool != DL_NO_ARG)
		return;
	info.grounds.assumed = true;
	dl_emit_event(ex, frame->state, (struct dl_event){
		.kind = DL_EV_BYPASS, .at = s->at, .loc = s->at->loc, .model = m, .memory = info.kind,
		.buffer = s->value, .related = info.where, .related_func = info.where_func,
		.related_text = info.name, .grounds = info.grounds });
}
