/* SPDX-License-Identifier: Apache-2.0 */
/* The check of what memory reaches DMA, or is freed as if it were the CPU's own. */
#include "checks/checks.h"
#include "checks/provenance/buffer.h"
#include "engine/path/path.h"

static void make(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		 const struct dl_sym **args, struct dl_object *o)
{
	const struct dl_sym *buffer = dl_call_arg(call, args, o->model->arg_buf);

	if (buffer)
		dl_buffer_reaches_dma(ex, frame, call, o->model, buffer, &(struct dl_terms){ 0 });
}

static void is_handed(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		      const struct dl_model *model, const struct dl_sym *pointer, const struct dl_terms *terms)
{
	if (!dl_model_leaves_pointer(model))
		dl_buffer_reaches_dma(ex, frame, at, model, pointer, terms);
}

static void is_freed(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		     const struct dl_model *model, const struct dl_sym *pointer, bool owned)
{
	if (model && !owned)
		dl_buffer_is_freed(ex, frame, at, model, pointer);
}

const struct dl_check dl_check_provenance = {
	.id = "provenance",
	.make = make,
	.sink = is_handed,
	.free = is_freed,
};
