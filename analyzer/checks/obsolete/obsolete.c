/* SPDX-License-Identifier: Apache-2.0 */
/* Calls of functions that have a replacement. */
#include "checks/checks.h"
#include "checks/event/event.h"

static void is_called(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		      const struct dl_model *model, const struct dl_sym **args)
{
	(void)args;
	if (model->replacement)
		dl_emit_event(ex, frame->state, (struct dl_event){
			.kind = DL_EV_CALL, .at = call, .loc = call->loc, .model = model });
}

const struct dl_check dl_check_obsolete = {
	.id = "obsolete",
	.call = is_called,
};
