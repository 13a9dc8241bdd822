/* SPDX-License-Identifier: Apache-2.0 */
/* Functions that the kernel calls where nobody may sleep: given to a call, stored in a field, or in a table. */
#include "checks/context/context.h"

static void note(struct dl_contexts *c, const struct dl_context *context, const char *name,
		 const struct dl_instr *at)
{
	struct dl_func_info *info = dl_info_of(c->an, name);
	struct dl_context_func *f = info ? &c->funcs[info - c->an->funcs] : NULL;
	struct dl_sleepless *runs;

	/* of several, the one that allows least */
	if (!f || (f->runs && f->runs->context->sleeping >= context->sleeping))
		return;
	runs = DL_NEW(c->an->arena, struct dl_sleepless);
	runs->context = context;
	if (at)
		runs->begin = at->loc;
	f->runs = runs;
}

static void note_call(struct dl_contexts *c, const struct dl_instr *in)
{
	const struct dl_models *models = c->an->options->models;

	for (const struct dl_context_call *call = dl_models_context_call(models, in->callee); call;
	     call = call->next) {
		uint32_t bits = dl_models_sleepless_callbacks(models, call, in->callee);

		for (uint32_t i = 0; i < in->arg_count && i < 32; i++)
			if (bits >> i & 1 && in->args[i].kind == DL_VAL_FUNC)
				note(c, call->context, in->args[i].str, in);
	}
}

static void note_store(struct dl_contexts *c, const struct dl_instr *in)
{
	const struct dl_step *last = in->place->step_count ? &in->place->steps[in->place->step_count - 1] : NULL;
	const struct dl_context *context;

	if (in->a.kind != DL_VAL_FUNC || !last || last->kind != DL_STEP_FIELD || !last->record)
		return;
	context = dl_models_sleepless_field(c->an->options->models, last->record->name, last->field);
	if (context)
		note(c, context, in->a.str, in);
}

static void note_global(struct dl_contexts *c, const struct dl_global *global)
{
	const struct dl_type *type = global->type;

	while (type && type->kind == DL_TYPE_ARRAY)
		type = type->elem;
	for (uint32_t i = 0; type && type->kind == DL_TYPE_RECORD && i < global->ref_count; i++) {
		const struct dl_context *context = dl_models_sleepless_field(
			c->an->options->models, type->record->name, global->refs[i].field);

		if (context)
			note(c, context, global->refs[i].func, NULL);
	}
}

void dl_sleepless_find(struct dl_contexts *c)
{
	const struct dl_unit *unit = c->an->unit;

	for (uint32_t g = 0; g < unit->global_count; g++)
		note_global(c, &unit->globals[g]);
	for (uint32_t f = 0; f < unit->func_count; f++)
		for (uint32_t b = 0; b < unit->funcs[f].block_count; b++)
			for (uint32_t i = 0; i < unit->funcs[f].blocks[b].instr_count; i++) {
				const struct dl_instr *in = &unit->funcs[f].blocks[b].instrs[i];

				if (in->op == DL_OP_CALL)
					note_call(c, in);
				else if (in->op == DL_OP_STORE)
					note_store(c, in);
			}
}
