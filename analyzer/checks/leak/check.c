/* SPDX-License-Identifier: Apache-2.0 */
/* The check of what is left behind: leak.h says what it decides. */
#include "checks/checks.h"
#include "checks/leak/leak.h"
#include "engine/path/path.h"

/* No descriptor was to be had for what the condition speaks of: nothing was started. */
static void branched(struct dl_explorer *ex, struct dl_state *state, const struct dl_branch *b)
{
	(void)ex;
	for (uint32_t i = 0; i < state->object_count; i++) {
		struct dl_object *o = &state->objects[i];
		struct dl_fact f;

		if (!o->descriptor || !dl_sym_mentions(b->cond, o->descriptor))
			continue;
		f = dl_state_range(state, o->descriptor);
		o->refused = f.lo == 0 && f.hi == 0;
	}
}

static void export_object(struct dl_explorer *ex, const struct dl_exit *exit, struct dl_object *o)
{
	if (o->origin_func == ex->func)
		o->abandoned = dl_exit_fails(ex, exit) && dl_leak_is_kept_on_success(ex, o);
	else
		o->abandoned &= dl_exit_fails(ex, exit);
}

static void at_exit_object(struct dl_explorer *ex, const struct dl_exit *exit,
			   const struct dl_object *o)
{
	if (!exit->state->blurred)
		dl_judge_leak(ex, exit, o);
}

const struct dl_check dl_check_leak = {
	.id = "leak",
	.plain_call = dl_leak_note_call,
	.store = dl_leak_note_store,
	.branched = branched,
	.export_object = export_object,
	.exit_object = at_exit_object,
	.end = dl_never_judge,
};
