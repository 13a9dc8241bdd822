/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that set a DMA mask, and fallbacks that can never run. */
#include "checks/mask/mask.h"
#include "engine/path/path.h"

static const struct dl_sym *arg(const struct dl_instr *in, const struct dl_sym **args, int8_t n)
{
	return n >= 0 && (uint32_t)n < in->arg_count && n < 32 ? args[n] : NULL;
}

void dl_exec_set_mask(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *in,
		      const struct dl_model *model, const struct dl_sym **args)
{
	const struct dl_sym *mask = arg(in, args, model->arg_mask), *dev = arg(in, args, model->arg_dev);
	const struct dl_sym *result = dl_sym_call(ex->syms, in->callee, args,
						  in->arg_count < 8 ? in->arg_count : 8);
	struct dl_state *st = frame->state;
	bool fallback = false;

	dl_set_temp(ex, frame, in->dst, dl_sym_typed(result, in->type));
	if (!mask || mask->kind != DL_SYM_INT || !dev)
		return;
	/* is there a wider mask of the same device that this path has seen fail? */
	for (uint32_t i = 0; i < st->fact_count; i++) {
		const struct dl_sym *v = st->facts[i].value;
		const struct dl_sym *wider;

		if (v->kind != DL_SYM_CALL || v->str != in->callee ||
		    v->arg_count != result->arg_count || v->args[model->arg_dev] != dev)
			continue;
		wider = v->args[model->arg_mask];
		if (wider->kind != DL_SYM_INT || wider->num != -1 || wider == mask ||
		    (uint64_t)mask->num < 0xffffffffu || dl_state_truth(st, v) != 1)
			continue;
		fallback = true;
		dl_emit_event(ex, st, (struct dl_event){
			.kind = DL_EV_MASK_FALLBACK, .at = in, .loc = in->loc, .model = model,
			.dev = dev, .size = mask });
	}
	if (!fallback)
		dl_map_put(&ex->plain_masks, (uintptr_t)in, (void *)1);
}
