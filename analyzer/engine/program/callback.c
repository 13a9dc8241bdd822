/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which functions of the unit are callbacks that start something (role `start` of the models): when
 * one fails, the kernel never calls its partner, and what it leaves behind stays behind; and which are
 * those of a controller (role `carrier`). Taken from initialisers of ops tables and from stores into their
 * fields.
 */
#include <string.h>

#include "engine/program/program.h"

static bool names(const struct dl_model *start, const char *field)
{
	for (size_t p = 0; p < start->pair_count; p++)
		if (!strcmp(start->pairs[p], field))
			return true;
	return false;
}

bool dl_is_partner(const struct dl_model *start, const struct dl_func_info *info)
{
	return info->callback_record == start->record && names(start, info->callback_field);
}

/* The models of callbacks, of all that there are. */
struct callbacks {
	struct dl_analysis *an;
	DL_VEC(const struct dl_model *) models;
};

static void note_callback(struct callbacks *c, const struct dl_record *record, const char *field, const char *func)
{
	struct dl_func_info *info = dl_info_of(c->an, func);

	if (!info || !record || !record->name || !field)
		return;
	info->table = record;
	for (size_t i = 0; i < c->models.len; i++) {
		const struct dl_model *m = c->models.data[i];

		if (strcmp(m->record, record->name) != 0)
			continue;
		if (m->role == DL_ROLE_CARRIER) {
			if (!strcmp(m->field, field))
				info->carrier = m;
			continue;
		}
		if (!strcmp(m->field, field) && !info->start)
			info->start = m;
		if (!names(m, field))
			continue;
		info->ends_binding |= m->binds;
		info->callback_record = m->record;
		info->callback_field = field;
	}
}

static void scan_stores(struct callbacks *c, const struct dl_func *func)
{
	for (uint32_t b = 0; b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];
			const struct dl_step *last;

			if (in->op != DL_OP_STORE || in->a.kind != DL_VAL_FUNC || !in->place->step_count)
				continue;
			last = &in->place->steps[in->place->step_count - 1];
			if (last->kind == DL_STEP_FIELD)
				note_callback(c, last->record, last->field, in->a.str);
		}
	}
}

static void find_models(struct callbacks *c)
{
	const struct dl_models *models = c->an->options->models;

	for (size_t i = 0; i < dl_models_count(models); i++) {
		const struct dl_model *m = dl_models_at(models, i);

		if (m->role == DL_ROLE_START || m->role == DL_ROLE_CARRIER)
			dl_vec_push(&c->models, m);
	}
}

void dl_callbacks_prescan(struct dl_analysis *an)
{
	struct callbacks c = { .an = an };

	find_models(&c);
	for (uint32_t g = 0; g < an->unit->global_count; g++) {
		const struct dl_global *global = &an->unit->globals[g];
		const struct dl_type *type = global->type;

		while (type && type->kind == DL_TYPE_ARRAY)
			type = type->elem;
		for (uint32_t r = 0; type && type->kind == DL_TYPE_RECORD && r < global->ref_count; r++)
			note_callback(&c, type->record, global->refs[r].field, global->refs[r].func);
	}
	for (uint32_t f = 0; f < an->unit->func_count; f++)
		scan_stores(&c, &an->unit->funcs[f]);
	dl_vec_free(&c.models);
}

bool dl_ends_with_binding(const struct dl_analysis *an, uint64_t key)
{
	for (uint32_t i = 0; i < an->unit->func_count; i++)
		if (an->funcs[i].ends_binding && dl_map_has(&an->funcs[i].releases, key))
			return true;
	return false;
}
