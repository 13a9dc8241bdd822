/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A handle that was unmapped is kept anew: an entry is put back as it was, where a new one was not to be had. Who
 * finds it there takes it for a mapping.
 */
#include "checks/lifecycle/lifecycle.h"
#include "checks/slot/slot.h"
#include "engine/path/path.h"

/* The handle that @value, an address in its mapping, is computed from: the only number of a handle's type in it. */
static const struct dl_sym *handle_in(const struct dl_analysis *an, const struct dl_sym *value, int depth)
{
	const struct dl_sym *a, *b;

	value = dl_sym_strip(value);
	if (value->kind == DL_SYM_LOAD)
		return value->a->type && dl_is_handle_type(an, value->a->type) ? value : NULL;
	if (value->kind != DL_SYM_BIN || (value->sub != DL_BIN_ADD && value->sub != DL_BIN_SUB) || depth > 4)
		return NULL;
	a = handle_in(an, value->a, depth + 1);
	b = handle_in(an, value->b, depth + 1);
	return a && b ? NULL : a ? a : b;
}

void dl_life_kept(struct dl_explorer *ex, const struct dl_state *state, const struct dl_store *s)
{
	const struct dl_sym *field = dl_sym_last_field(s->loc), *value = handle_in(ex->an, s->value, 0);

	if (!field || !value || s->loc == value->a || ex->degraded || state->blurred ||
	    !dl_releases_elsewhere(ex->an, NULL, dl_loc_key(s->loc)))
		return;
	for (uint32_t i = 0; i < state->effect_count; i++) {
		const struct dl_effect *e = &state->effects[i];

		if (e->kind == DL_EFFECT_RELEASE && e->must && e->certain && !e->stale && e->func == ex->func &&
		    e->model->role == DL_ROLE_UNMAP && handle_in(ex->an, e->value, 0) == value) {
			dl_emit_event(ex, state, (struct dl_event){
				.kind = DL_EV_DEAD_HANDLE, .at = s->at, .loc = s->at->loc, .use = DL_USE_RELEASE,
				.dead = DL_DEAD_RELEASED, .slot = value, .related = e->at->loc,
				.related_func = e->func, .grounds.unread = true });
			return;
		}
	}
}
