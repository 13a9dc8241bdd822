/* SPDX-License-Identifier: Apache-2.0 */
/* Taking one side of a condition. */
#include "engine/path/path.h"

/* The condition says that a pointer is NULL that was used before. */
static bool denies_use(const struct dl_state *state, const struct dl_sym *cond, bool truth)
{
	if (cond->kind == DL_SYM_BIN && cond->sub >= DL_BIN_EQ)
		return cond->sub == (truth ? DL_BIN_EQ : DL_BIN_NE) &&
		       cond->b->kind == DL_SYM_INT && cond->b->num == 0 &&
		       dl_state_uses(state, cond->a);
	return !truth && dl_state_uses(state, cond);
}

bool dl_take_side(struct dl_explorer *ex, struct dl_state *state, const struct dl_sym *cond,
		  bool truth, uint32_t block, const struct dl_loc *loc)
{
	const struct dl_branch b = { cond, truth, block, loc };

	if (denies_use(state, cond, truth))
		return false;
	for (size_t i = 0; i < dl_check_count; i++)
		if (dl_checks[i]->branch && !dl_checks[i]->branch(ex, state, &b))
			return false;
	if (!dl_state_assume(state, cond, truth))
		return false;
	DL_HOOKS(branched, ex, state, &b);
	return true;
}
