/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a load gives. As a rule that is what the path has written to the place, or what the place held at
 * the start. Where a check asks for it, a load of memory that others may change gives a value of its own:
 * two loads are two values, and a test of the one says nothing of the other.
 */
#include "engine/path/path.h"

static enum dl_buffer_kind memory_behind(struct dl_explorer *ex, const struct dl_sym *pointer)
{
	const struct dl_sym *base = dl_sym_pointer_base(pointer);
	const struct dl_instr *site = base->site;
	const struct dl_func_info *callee;
	const struct dl_origin *origin;
	uint64_t key;

	if (base->kind == DL_SYM_RESULT && base->num == DL_RESULT_VALUE) {
		callee = dl_info_of(ex->an, site->callee);
		return callee ? callee->returns.kind : dl_buffer_kind_of(dl_model_of(ex->an, site));
	}
	if (base->kind != DL_SYM_LOAD || dl_sym_last_field(base->a) != base->a)
		return DL_BUF_UNKNOWN;
	key = dl_loc_key(base->a);
	origin = key ? dl_map_get(&ex->an->field_memory, key) : NULL;
	return origin && !dl_map_has(&ex->an->poisoned_fields, key) ? origin->kind : DL_BUF_UNKNOWN;
}

static bool is_of_device(struct dl_explorer *ex, const struct dl_sym *loc)
{
	const struct dl_sym *whole = dl_sym_whole(loc);
	enum dl_buffer_kind kind = whole->kind == DL_SYM_DEREF ? memory_behind(ex, whole->a) :
								DL_BUF_UNKNOWN;

	return kind == DL_BUF_COHERENT || kind == DL_BUF_IOMEM;
}

const struct dl_sym *dl_load(struct dl_explorer *ex, struct dl_frame *frame,
			     const struct dl_instr *in, const struct dl_sym *loc)
{
	unsigned int apart = ex->an->apart;

	if (!apart || dl_state_bound(frame->state, loc) ||
	    !((apart & DL_APART_VOLATILE && in->place->is_volatile) ||
	      (apart & DL_APART_DEVICE && is_of_device(ex, loc))))
		return dl_read(ex, frame->state, loc);
	/* what an earlier round has fetched is not what this round gets */
	if (frame->state->rounds)
		dl_recency_step(ex, frame, in);
	return dl_sym_fetch(ex->syms, in, loc, false);
}
