/* SPDX-License-Identifier: Apache-2.0 */
/* Flags that allocators of memory for devices refuse or ignore: which, is said in the models. */
#include "checks/checks.h"
#include "checks/event/event.h"
#include "engine/path/path.h"
#include "model/platform.h"

static void is_called(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		      const struct dl_model *model, const struct dl_sym **args)
{
	const struct dl_sym *flags = dl_call_arg(call, args, model->arg_gfp);
	const struct dl_platform *platform = model->platform;

	if (model->role != DL_ROLE_ALLOC || !flags || flags->kind != DL_SYM_INT)
		return;
	if (dl_first_flag(&platform->rejected_flags, flags->num) ||
	    dl_first_flag(&platform->zone_flags, flags->num))
		dl_emit_event(ex, frame->state, (struct dl_event){
			.kind = DL_EV_FLAGS, .at = call, .loc = call->loc, .model = model,
			.value = flags });
}

const struct dl_check dl_check_flags = {
	.id = "flags",
	.call = is_called,
};
