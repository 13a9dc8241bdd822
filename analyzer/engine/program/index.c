/* SPDX-License-Identifier: Apache-2.0 */
/* Functions and models by name. */

#include "engine/program/program.h"

struct dl_func_info *dl_info_of(struct dl_analysis *an, const char *name)
{
	return name ? dl_map_get(&an->by_name, (uintptr_t)name) : NULL;
}

const struct dl_cfg *dl_cfg_of(struct dl_analysis *an, struct dl_func_info *info)
{
	if (!info->cfg)
		info->cfg = dl_cfg_build(info->func, an->arena);
	return info->cfg;
}

const struct dl_instr *const *dl_defs_of(struct dl_analysis *an, const struct dl_func *func)
{
	const struct dl_instr ***defs = &an->funcs[func - an->unit->funcs].defs;

	if (*defs)
		return *defs;
	*defs = DL_NEW_ARRAY(an->arena, const struct dl_instr *, func->temp_count + 1);
	for (uint32_t b = 0; b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];

			if (in->op != DL_OP_DECL && in->dst < func->temp_count)
				(*defs)[in->dst] = in;
		}
	}
	return *defs;
}

const struct dl_instr *dl_def_of(struct dl_analysis *an, const struct dl_func *func, const struct dl_val *val)
{
	return val->kind == DL_VAL_TEMP && (uint64_t)val->num < func->temp_count ? dl_defs_of(an, func)[val->num] : NULL;
}

const struct dl_instr *dl_origin_of(struct dl_analysis *an, const struct dl_func *func, const struct dl_val *val)
{
	const struct dl_instr *def = dl_def_of(an, func, val);

	while (def && def->op == DL_OP_CAST)
		def = dl_def_of(an, func, &def->a);
	return def;
}

static const struct dl_model *model_named(struct dl_analysis *an, const char *name)
{
	static const struct dl_model none;
	const struct dl_model *model = dl_map_get(&an->models, (uintptr_t)name);

	if (!model) {
		model = dl_models_find(an->options->models, name);
		model = model ? model : &none;
		dl_map_put(&an->models, (uintptr_t)name, (void *)model);
	}
	return model == &none ? NULL : model;
}

const struct dl_model *dl_model_of(struct dl_analysis *an, const struct dl_instr *call)
{
	const struct dl_model *model, *written;

	if (!call->callee)
		return NULL;
	model = model_named(an, call->callee);
	if (!model || !model->as_written || !call->written)
		return model;
	written = model_named(an, call->written);
	return written && written->arg_buf == 0 && dl_model_leaves_pointer(written) ? written : model;
}

bool dl_is_handle_type(const struct dl_analysis *an, const struct dl_type *type)
{
	return type && type->name && dl_lexicon_type(&an->lexicon, type->name) == DL_TYPENAME_HANDLE;
}

bool dl_func_calls(const struct dl_analysis *an, const struct dl_func_info *caller,
		   const struct dl_func_info *callee)
{
	for (uint32_t c = 0; c < caller->callee_count; c++)
		if (an->callees.data[caller->first_callee + c] == callee)
			return true;
	return false;
}

/* ---- functions without a model, by the words of their names ---- */

bool dl_name_means(const struct dl_analysis *an, enum dl_word_role role, const char *name)
{
	uint64_t key = (uintptr_t)name ^ (uint64_t)role << 56;
	uintptr_t known = (uintptr_t)dl_map_get(an->meanings, key);

	if (!known) {
		known = dl_name_has_word(an->platform, role, name) ? 1 : 2;
		dl_map_put(an->meanings, key, (void *)known);
	}
	return known == 1;
}

bool dl_name_undoes(const struct dl_analysis *an, const char *name)
{
	return dl_name_means(an, DL_WORD_ENDS, name);
}

const char *dl_error_predicate(const struct dl_analysis *an, const struct dl_instr *in)
{
	const char *name = in->callee;

	if (!name && in->through && in->through->step_count)
		name = in->through->steps[in->through->step_count - 1].field;
	return name && dl_name_means(an, DL_WORD_TESTS_HANDLE, name) ? name : NULL;
}

enum dl_direction dl_sym_direction(const struct dl_sym *sym, const struct dl_platform *platform)
{
	return sym && sym->kind == DL_SYM_INT ? dl_direction_of(platform, sym->num) : DL_DIR_OTHER;
}
