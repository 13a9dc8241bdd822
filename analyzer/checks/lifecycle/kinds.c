/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entries of several kinds: one field for the handle, and for each kind of buffer a field of its own. All that
 * unmap the handle's field give back other buffers with it; who gives back those of one kind unmaps nothing: what
 * is mapped for this kind stays mapped. Looked up over the whole unit, when all functions are explored.
 */
#include "checks/lifecycle/lifecycle.h"
#include "checks/slot/pairing.h"
#include "checks/slot/slot.h"
#include "engine/path/path.h"

void dl_kinds_note(struct dl_explorer *ex, const struct dl_instr *at, const struct dl_sym *buffer)
{
	struct dl_early_frees *kept = dl_early_frees_of(ex->an);
	const struct dl_sym *base = dl_sym_pointer_base(buffer);
	uint64_t key = base->kind == DL_SYM_LOAD ? dl_place_key(base->a) : 0;

	if (ex->func->is_foreign)
		return;
	for (size_t i = 0; i < kept->given_back.len; i++)
		if (kept->given_back.data[i].at == at && kept->given_back.data[i].key == key)
			return;
	dl_vec_push(&kept->given_back, ((struct dl_given_back){ ex->func, at, key }));
}

/* The head of the innermost loop around both blocks; UINT32_MAX: none. */
static uint32_t common_head(const struct dl_cfg *cfg, uint32_t a, uint32_t b)
{
	uint32_t head = UINT32_MAX, size = UINT32_MAX;

	for (uint32_t l = 0; l < cfg->loop_count; l++) {
		uint32_t n = 0;

		if (!dl_loop_has(&cfg->loops[l], a) || !dl_loop_has(&cfg->loops[l], b))
			continue;
		for (uint32_t k = 0; k < cfg->block_count; k++)
			n += dl_loop_has(&cfg->loops[l], k);
		if (n < size) {
			size = n;
			head = cfg->loops[l].head;
		}
	}
	return head;
}

/* One of the two comes after the other, in one round of the loop around both. */
static bool go_together(struct dl_analysis *an, const struct dl_func *func, const struct dl_instr *a,
			const struct dl_instr *b)
{
	struct dl_func_info *info = &an->funcs[func - an->unit->funcs];
	uint32_t x = dl_cfg_block_of(func, a), y = dl_cfg_block_of(func, b), head;

	if (x >= func->block_count || y >= func->block_count)
		return false;
	head = common_head(dl_cfg_of(an, info), x, y);
	return x == y || dl_cfg_reaches(func, x, y, head) || dl_cfg_reaches(func, y, x, head);
}

/* What is given back where @use unmaps: @same: buffers kept in the field @key, @other: any others. */
static void find_given_back(struct dl_analysis *an, const struct dl_slot_use *use, uint64_t key, bool *same,
			    bool *other)
{
	const struct dl_early_frees *kept = dl_early_frees_of(an);
	const struct dl_instr *at = use->via ? use->via : use->at;

	for (size_t i = 0; i < kept->given_back.len; i++) {
		const struct dl_given_back *g = &kept->given_back.data[i];

		if (!go_together(an, g->func, at, g->at))
			continue;
		*same |= g->key == key;
		*other |= g->key != key;
	}
}

/* All that unmap what @pair keeps give back buffers of other kinds there. */
static bool are_others_unmaps(struct dl_analysis *an, const struct dl_slot *slot, const struct dl_pair *pair)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < slot->reader_count; i++) {
		bool same = false, other = false;

		if (!dl_model_ends(slot->readers[i].model))
			continue;
		find_given_back(an, &slot->readers[i], pair->buffer_key, &same, &other);
		if (same || !other || slot->readers[i].func == pair->map.func)
			return false;
		count++;
	}
	return count && !slot->crowded;
}

/* @func unmaps something, with @at if that is not NULL: whatever it is, and wherever it takes the handle from. */
static bool unmaps(struct dl_analysis *an, const struct dl_func *func, const struct dl_instr *at)
{
	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];
			const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(an, in) : NULL;

			if (m && dl_model_ends(m) && (!at || go_together(an, func, in, at)))
				return true;
		}
	return false;
}

/* What gives back a buffer of the field @key; NULL: nothing does, or something is unmapped with one of them. */
static const struct dl_given_back *given_back_alone(struct dl_analysis *an, uint64_t key)
{
	const struct dl_early_frees *kept = dl_early_frees_of(an);
	const struct dl_given_back *found = NULL;

	for (size_t i = 0; i < kept->given_back.len; i++) {
		const struct dl_given_back *g = &kept->given_back.data[i];

		if (g->key != key)
			continue;
		if (unmaps(an, g->func, g->at))
			return NULL;
		found = found ? found : g;
	}
	return found;
}

static void judge(struct dl_analysis *an, const struct dl_pair *pair)
{
	const struct dl_slot *slot = dl_slot_at(an, pair->handle);
	const struct dl_given_back *g;

	if (pair->in_record || !pair->buffer_key || !slot || unmaps(an, pair->map.func, NULL))
		return;
	g = given_back_alone(an, pair->buffer_key);
	if (g && are_others_unmaps(an, slot, pair))
		dl_vec_push(&dl_events_of(an)->list, ((struct dl_event){
			.kind = DL_EV_NEVER_UNMAPPED, .func = pair->map.func, .at = pair->map.at,
			.loc = pair->map.at->loc, .model = pair->map.model, .slot = pair->handle,
			.inner = g->at, .inner_func = g->func, .buffer = pair->buffer, .grounds.unread = true }));
}

void dl_kinds_judge(struct dl_analysis *an)
{
	const struct dl_map *pairs = &dl_slots_of(an)->pairs;

	/* pages of a pool may be mapped by it */
	if (!dl_early_frees_of(an)->given_back.len || !pairs->len || dl_lent_is_asked_for(an))
		return;
	for (size_t i = 0; i < pairs->len; i++)
		for (const struct dl_pair *p = pairs->entries[i].value; p; p = p->next_of_handle)
			judge(an, p);
}
