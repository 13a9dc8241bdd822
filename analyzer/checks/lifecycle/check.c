/* SPDX-License-Identifier: Apache-2.0 */
/* The check of a mapping's end: lifecycle.h says what it decides. */
#include "checks/checks.h"
#include "checks/lifecycle/lifecycle.h"
#include "engine/path/path.h"

/* A callee that maps may have mapped anew what it is given. */
static void apply(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_applied *a)
{
	const struct dl_func_info *info = dl_info_of(ex->an, a->call->callee);

	if (info && info->may_map)
		dl_life_forget(ex, frame, a->call, a->args);
}

const struct dl_check dl_check_lifecycle = {
	.id = "lifecycle",
	.release = dl_life_release,
	.release_foreign = dl_life_release_foreign,
	.use = dl_life_use,
	.free = dl_life_free,
	.unknown_call = dl_life_forget,
	.apply = apply,
	.overwrite = dl_life_overwritten,
	.loop_back = dl_life_close_round,
	.end = dl_life_judge,
};
