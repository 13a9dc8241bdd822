/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A loop over entries that unmaps each of them, and only then asks whether the entry has a buffer: what it asks
 * for to free the buffer decides about the mapping as well. Seen in the text of the function.
 */
#include "checks/slot/pairing.h"
#include "checks/slot/slot.h"

struct sweep {
	struct dl_analysis *an;
	const struct dl_func *func;
	const struct dl_loop *loop;
	uint32_t block;			/* of the unmap */
	const struct dl_step *handle;	/* the field that it is given */
	uint64_t buffer;		/* key of the field that keeps the buffer */
};

static const struct dl_step *field_loaded(const struct dl_instr *in)
{
	const struct dl_step *last = in->op == DL_OP_LOAD && in->place->step_count ?
				     &in->place->steps[in->place->step_count - 1] : NULL;

	return last && last->kind == DL_STEP_FIELD ? last : NULL;
}

static const struct dl_instr *defined_in(const struct dl_block *block, const struct dl_val *v)
{
	for (uint32_t i = 0; v->kind == DL_VAL_TEMP && i < block->instr_count; i++)
		if (block->instrs[i].op == DL_OP_LOAD && block->instrs[i].dst == (uint32_t)v->num)
			return &block->instrs[i];
	return NULL;
}

/* @block goes on by what the field says: `if (e->skb)`. */
static bool asks_for(const struct dl_block *block, uint64_t key)
{
	const struct dl_instr *load = block->term.kind == DL_TERM_BRANCH ? defined_in(block, &block->term.cond) : NULL;
	const struct dl_step *field = load ? field_loaded(load) : NULL;

	return field && dl_field_key(field->record, field->field) == key;
}

/* A branch of the round has asked about the record before. */
static bool has_asked(const struct sweep *s)
{
	for (uint32_t b = 0; b < s->func->block_count; b++) {
		const struct dl_block *block = &s->func->blocks[b];

		if (b == s->block || block->term.kind != DL_TERM_BRANCH || !dl_loop_has(s->loop, b) ||
		    !dl_cfg_reaches(s->func, b, s->block, b == s->loop->head ? UINT32_MAX : s->loop->head))
			continue;
		for (uint32_t i = 0; i < block->instr_count; i++) {
			const struct dl_step *field = field_loaded(&block->instrs[i]);

			if (field && field->record == s->handle->record)
				return true;
		}
	}
	return false;
}

static const struct dl_block *asks_later(const struct sweep *s)
{
	for (uint32_t b = 0; b < s->func->block_count; b++)
		if (dl_loop_has(s->loop, b) && asks_for(&s->func->blocks[b], s->buffer) &&
		    (b == s->block || dl_cfg_reaches(s->func, s->block, b, s->loop->head)))
			return &s->func->blocks[b];
	return NULL;
}

static uint64_t buffer_of(struct dl_analysis *an, const struct dl_step *handle)
{
	const struct dl_sym *place = dl_sym_field(an->syms, dl_sym_global(an->syms, handle->record->name),
						  handle->record, handle->field, handle->offset);
	const struct dl_pair *pair = dl_pair_by_handle(an, place);

	return pair && !pair->next_of_handle && !pair->in_record ? pair->buffer_key : 0;
}

static void judge_unmap(struct sweep *s, const struct dl_instr *in, const struct dl_model *m)
{
	const struct dl_instr *load = defined_in(&s->func->blocks[s->block], &in->args[m->arg_handle]);
	const struct dl_block *test;

	s->handle = load ? field_loaded(load) : NULL;
	if (!s->handle || !s->handle->record || s->handle->record->is_core)
		return;
	s->buffer = buffer_of(s->an, s->handle);
	test = s->buffer && !has_asked(s) ? asks_later(s) : NULL;
	if (!test)
		return;
	dl_vec_push(&dl_events_of(s->an)->list, ((struct dl_event){
		.kind = DL_EV_LATE_TEST, .func = s->func, .at = in, .loc = in->loc, .model = m,
		.related = test->term.loc, .related_func = s->func, .grounds = { .by_slot = true } }));
}

static void judge_loop(struct dl_analysis *an, const struct dl_func *func, const struct dl_loop *loop)
{
	for (uint32_t b = 0; b < func->block_count; b++) {
		const struct dl_block *block = &func->blocks[b];

		for (uint32_t i = 0; dl_loop_has(loop, b) && i < block->instr_count; i++) {
			const struct dl_instr *in = &block->instrs[i];
			const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(an, in) : NULL;
			struct sweep s = { .an = an, .func = func, .loop = loop, .block = b };

			if (m && m->role == DL_ROLE_UNMAP && m->arg_handle >= 0 &&
			    (uint32_t)m->arg_handle < in->arg_count)
				judge_unmap(&s, in, m);
		}
	}
}

void dl_late_tests_judge(struct dl_analysis *an)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func_info *info = &an->funcs[f];

		/* of nested loops the outer one has the inner one's blocks, too */
		for (uint32_t l = 0; info->cfg && info->own_releases.len && l < info->cfg->loop_count; l++)
			if (!info->func->is_foreign)
				judge_loop(an, info->func, &info->cfg->loops[l]);
	}
}
