/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of one entry: what was passed and what came back are the same number there. */
#include "checks/slot/slot.h"

/* Counted by the kernel, for a request: a field of one of its records, or what it has returned. */
static bool is_of_request(struct dl_analysis *an, const struct dl_sym *count)
{
	const struct dl_sym *field;

	count = dl_sym_strip(count);
	if (count->kind == DL_SYM_RESULT) {
		const struct dl_instr *site = count->site;

		return site && site->op == DL_OP_CALL && !dl_callee_of(an, site);
	}
	if (count->kind == DL_SYM_CALL)
		return true;
	field = count->kind == DL_SYM_LOAD ? dl_sym_last_field(count->a) : NULL;
	return field && field->record && field->record->is_core;
}

/* `&x->sg`, no array. */
static bool is_single(const struct dl_sym *sg)
{
	const struct dl_type *type;

	if (!sg || sg->kind != DL_SYM_ADDR || sg->a->kind == DL_SYM_INDEX)
		return false;
	type = sg->a->type ? sg->a->type : sg->a->declared;
	if (!type && sg->a->kind == DL_SYM_VAR) {
		const struct dl_func *func = sg->a->site;

		type = sg->a->num < func->var_count ? func->vars[sg->a->num].type : NULL;
	}
	return type && type->kind == DL_TYPE_RECORD;
}

bool dl_slot_has_one_entry(struct dl_analysis *an, const struct dl_state *state,
			   const struct dl_sym *sg, const struct dl_sym *count)
{
	struct dl_fact f;

	if (is_single(sg))
		return true;
	if (!count)
		return false;
	if (an->requests_have_one_entry && is_of_request(an, count))
		return true;
	if (!state)
		return count->kind == DL_SYM_INT && count->num == 1;
	/* no list has fewer than none, whatever the type of the count */
	f = dl_state_range(state, count);
	return f.hi <= 1;
}
